"""A browser without a window, spoken to through two pipes: it draws what no code of ours has drawn."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self


class Browser:
    """One page in Chromium. Use it with `with`. Raises RuntimeError where there is none, or where it objects."""

    def __init__(self) -> None:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if program is None:
            raise RuntimeError("chromium is missing: apt-get install chromium")
        self._home = TemporaryDirectory(prefix="evidence-keeper-browser-")
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
        options += ["--hide-scrollbars", "--disable-lcd-text", f"--user-data-dir={self._home.name}"]
        options += ["--no-first-run", "--disable-background-networking", "about:blank"]
        # The browser reads orders from 3 and answers on 4.
        line = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self._process = subprocess.Popen(
            ["bash", "-c", line, "browser", program, *options],
            pass_fds=(theirs_in, theirs_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._out, self._in = os.fdopen(ours_out, "wb"), os.fdopen(ours_in, "rb")
        self._count = 0
        self._waiting = b""
        self._session: str | None = None
        target = self.order("Target.createTarget", url="about:blank")["targetId"]
        joined = self.order("Target.attachToTarget", targetId=target, flatten=True)
        self._session = joined["sessionId"]
        self.order("Page.enable")

    def order(self, method: str, **given: Any) -> dict[str, Any]:
        """Send one order of the DevTools protocol and wait for its answer."""
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": given}
        if self._session:
            message["sessionId"] = self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        self._out.flush()
        while True:
            answer = self._read()
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            more = os.read(self._in.fileno(), 1 << 20)
            if not more:
                raise RuntimeError("the browser is gone")
            self._waiting += more
        line, _, self._waiting = self._waiting.partition(b"\0")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def show(self, page: Path, width: int, height: int, scale: float) -> None:
        """Load a page in a view of so many CSS pixels at a scale, and wait for its pictures and fonts."""
        self.size(width, height, scale)
        self.order("Page.navigate", url=page.absolute().as_uri())
        self.run(
            "new Promise(done => {const again = () => document.readyState === 'complete'"
            " ? document.fonts.ready.then(done) : setTimeout(again, 20); again()})"
        )

    def size(self, width: int, height: int, scale: float) -> None:
        """The view's size."""
        self.order(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=False,
        )

    def run(self, script: str) -> Any:
        """Run a script in the page; its value, waited for."""
        told = self.order(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        return told["result"].get("value")

    def picture(self) -> bytes:
        """What the view shows now, as PNG."""
        return base64.b64decode(self.order("Page.captureScreenshot", format="png")["data"])

    def close(self) -> None:
        """End it."""
        self._out.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._in.close()
        self._home.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
