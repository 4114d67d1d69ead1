"""A real Chromium without a window, spoken to over two pipes by its own DevTools protocol: no driver, no port.

What the tests' pages, the tests' phone and the benchmarks' drawn screens have in common.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE = 60.0
"""Seconds that it may take over an answer."""
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--no-first-run", "--disable-extensions", "--disable-sync", "--mute-audio"),
    *("--disable-background-networking", "--disable-component-update", "--hide-scrollbars"),
    "--remote-debugging-pipe",
)


class Chromium:
    """One tab of a browser with a profile of its own. Use it with `with`, or `close` it."""

    def __init__(self, *flags: str, before: Sequence[str] = ()) -> None:
        """`before` is what starts it (nice). Raises RuntimeError where there is none."""
        program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
        if program is None:
            raise RuntimeError("Chromium is missing: packaging/linux/apt-test.txt")
        self._profile = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        # It reads orders from 3 and answers on 4.
        line = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
        own = (*_FLAGS, f"--user-data-dir={self._profile.name}", *flags, "about:blank")
        self.process = subprocess.Popen(
            ["/bin/bash", "-c", line, *before, program, *own],
            pass_fds=(theirs_in, theirs_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._count, self._waiting, self._session = 0, b"", ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        joined = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = joined["sessionId"]
        for room in ("Page", "DOM", "Runtime"):
            self.call(f"{room}.enable")

    def call(self, method: str, *, page: bool = True, **given: Any) -> dict[str, Any]:
        """One command and its answer; of the whole browser where not of the `page`.

        Raises RuntimeError where it objects, ConnectionError where it is gone or says nothing.
        """
        self._count += 1
        asked = {"id": self._count, "method": method, "params": given}
        if page and self._session:
            asked["sessionId"] = self._session
        os.write(self._out, json.dumps(asked).encode() + b"\0")
        while (told := self._next()).get("id") != self._count:
            pass  # something that happened meanwhile
        if "error" in told:
            raise RuntimeError(f"{method}: {told['error']}")
        return dict(told["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            ready, _, _ = select.select([self._in], [], [], PATIENCE)
            more = os.read(self._in, 1 << 20) if ready else b""
            if not more:
                raise ConnectionError("Chromium has gone")
            self._waiting += more
        told, _, self._waiting = self._waiting.partition(b"\0")
        return dict(json.loads(told))

    def value(self, script: str) -> Any:
        """What a script comes to in the page; waited for where it is a promise. Raises RuntimeError with its fault."""
        done = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in done:
            raise RuntimeError(str(done["exceptionDetails"]))
        return done["result"].get("value")

    def choose(self, selector: str, paths: Sequence[Path]) -> None:
        """Puts files, or one folder, into a file input."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(path) for path in paths])

    def close(self) -> None:
        """Ends it and takes its profile away."""
        os.close(self._out)  # it ends by itself when nobody can speak to it any more
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self._in)
        self._profile.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
