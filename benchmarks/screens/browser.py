"""A headless Chromium, spoken to through its pipe: no port, no driver."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self


class Browser:
    """One page, used for one picture after the other."""

    def __init__(self) -> None:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if program is None:
            raise RuntimeError("chromium is missing (packaging/linux/apt-bench.txt)")
        to_read, self._out = os.pipe()
        self._in, to_write = os.pipe()
        options = "--headless=new --no-sandbox --disable-gpu --hide-scrollbars --mute-audio"
        self._program = subprocess.Popen(
            [
                "sh",
                "-c",
                f'exec "$0" {options} --remote-debugging-pipe about:blank 3<&{to_read} 4>&{to_write}',
                program,
            ],
            pass_fds=(to_read, to_write),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(to_write)
        self._left = b""
        self._number = 0
        self._session = ""
        target = self.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session = attached["sessionId"]
        self._frame = self.call("Page.getFrameTree", {})["frameTree"]["frame"]["id"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._program.terminate()
        self._program.wait()
        os.close(self._in)
        os.close(self._out)

    def show(self, html: str, width: int, height: int, scale: float) -> None:
        """Lay out a page on a screen of so many CSS pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", size)
        self.call("Page.setDocumentContent", {"frameId": self._frame, "html": html})

    def run(self, script: str) -> Any:
        """What a script says of the page."""
        asked = {"expression": script, "returnByValue": True, "awaitPromise": True}
        found = self.call("Runtime.evaluate", asked)
        if "exceptionDetails" in found:
            raise RuntimeError(str(found["exceptionDetails"]))
        return found["result"].get("value")

    def picture(self) -> bytes:
        """PNG of the screen."""
        return base64.b64decode(self.call("Page.captureScreenshot", {"format": "png"})["data"])

    def call(self, method: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """One command of the DevTools protocol."""
        self._number += 1
        asked: dict[str, Any] = {"id": self._number, "method": method, "params": given}
        if self._session:
            asked["sessionId"] = self._session
        os.write(self._out, json.dumps(asked).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                found: dict[str, Any] = answer["result"]
                return found

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            more = os.read(self._in, 1 << 20)
            if not more:
                raise RuntimeError("chromium has gone")
            self._left += more
        row, self._left = self._left.split(b"\0", 1)
        found: dict[str, Any] = json.loads(row)
        return found
