"""A page from the disk in a real Chromium: opened, looked at, given files."""

from __future__ import annotations

import base64
import contextlib
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.chromium import Chromium


class Page(Chromium):
    """One tab. Every wait ends after a minute with an AssertionError."""

    def open(self, path: Path, before: str = "") -> None:
        """Open a file from the disk; `before` runs before any script of it."""
        if before:
            self.call("Page.addScriptToEvaluateOnNewDocument", source=before)
        self.call("Page.navigate", url=path.absolute().as_uri())
        self.wait("document.readyState === 'complete' && location.protocol === 'file:'")

    def wait(self, script: str, seconds: float = 60) -> Any:
        """Until a script gives something true; that."""
        until = time.monotonic() + seconds
        while not (found := self.value(script)):
            assert time.monotonic() < until, script
            time.sleep(0.05)
        return found

    def drop(self, selector: str, paths: Sequence[Path]) -> None:
        """Drop files or folders on an element."""
        where = self.value(
            f"(() => {{ const box = document.querySelector({json.dumps(selector)})"
            ".getBoundingClientRect(); return [box.x + box.width / 2, box.y + 20]; })()"
        )
        files = [str(path) for path in paths]
        data = {"items": [], "files": files, "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.call("Input.dispatchDragEvent", type=kind, x=where[0], y=where[1], data=data)

    def picture(self, path: Path, width: int = 1000, height: int = 1400) -> None:
        """What a person would see, as PNG."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(shot))


@contextlib.contextmanager
def browser() -> Iterator[Page]:
    """A Chromium with one page, of its own profile; gone at the end."""
    with Page() as page:
        yield page
