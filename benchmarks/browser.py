"""Draws what no code of ours has drawn: pages in a real browser, of a size and a scale, as pictures."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from tests.chromium import Chromium


class Browser(Chromium):
    """One page, used for one picture after the other. Raises RuntimeError where there is none, or where it objects."""

    def __init__(self) -> None:
        super().__init__("--disable-lcd-text")
        self._frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]

    def show(self, page: Path, width: int, height: int, scale: float) -> None:
        """Load a page in a view of so many CSS pixels at a scale, and wait for its pictures and fonts."""
        self.size(width, height, scale)
        self.call("Page.navigate", url=page.absolute().as_uri())
        self.value(
            "new Promise(done => {const again = () => document.readyState === 'complete'"
            " ? document.fonts.ready.then(done) : setTimeout(again, 20); again()})"
        )

    def lay(self, html: str, width: int, height: int, scale: float) -> None:
        """Lay out a text of HTML in such a view."""
        self.size(width, height, scale)
        self.call("Page.setDocumentContent", frameId=self._frame, html=html)

    def size(self, width: int, height: int, scale: float) -> None:
        """The view's size."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=False,
        )

    def run(self, script: str) -> Any:
        """Run a script in the page; its value, waited for."""
        return self.value(script)

    def picture(self) -> bytes:
        """What the view shows now, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])
