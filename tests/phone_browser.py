"""A real Chromium without a screen, spoken to by its own DevTools protocol: a phone as the tests need one."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

WECHAT_ANDROID = (
    "Mozilla/5.0 (Linux; Android 12; M2102J2SC Build/SKQ1.211006.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/107.0.5304.141 Mobile Safari/537.36 XWEB/5169 MMWEBSDK/20230805 MMWEBID/1 "
    "MicroMessenger/8.0.42.2460(0x28002A35) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/16.6 Mobile/15E148 Safari/604.1"
)
HOST = "phone.test"
"""An insecure origin, as a computer's address in a home network is one: 127.0.0.1 itself counts as secure."""

PATIENCE = 60.0


class Browser:
    """One Chromium with one page. Use as a context manager."""

    def __init__(self, user_agent: str = WECHAT_ANDROID, language: str = "zh-CN") -> None:
        found = shutil.which("chromium") or shutil.which("chromium-browser")
        assert found, "the tests need Chromium: packaging/linux/apt-test.txt"
        self._program, self._agent, self._language = found, user_agent, language
        self._runner = asyncio.Runner()
        self._numbers = 0
        self._page = ""
        self._upload = -1

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="phone-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [
                self._program,
                *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
                *("--no-first-run", "--disable-extensions", "--mute-audio", "--disable-sync"),
                *("--disable-background-networking", "--disable-component-update"),
                "--remote-debugging-port=0",
                f"--user-data-dir={self._folder.name}",
                f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
                f"--user-agent={self._agent}",
                f"--lang={self._language}",
                f"--accept-lang={self._language}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._runner.run(self._connect(self._where()))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(Exception):
            self.call("Browser.close", page=False)
        with contextlib.suppress(Exception):
            self._runner.run(self._session.close())
        self._runner.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            import os

            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._folder.cleanup()

    def _where(self) -> str:
        place = Path(self._folder.name) / "DevToolsActivePort"
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError, ValueError):
                port, path = place.read_text().splitlines()[:2]
                return f"ws://127.0.0.1:{port}{path}"
            time.sleep(0.05)
        raise AssertionError("Chromium did not start")

    async def _connect(self, where: str) -> None:
        self._session = aiohttp.ClientSession()
        self._socket = await self._session.ws_connect(where, max_msg_size=0)
        made = await self._call("Target.createTarget", {"url": "about:blank"}, "")
        target = {"targetId": made["targetId"], "flatten": True}
        self._page = (await self._call("Target.attachToTarget", target, ""))["sessionId"]
        for name in ("Page", "DOM", "Network", "Runtime"):
            await self._call(f"{name}.enable", {}, self._page)
        screen = {"width": 393, "height": 851, "deviceScaleFactor": 2, "mobile": True}
        await self._call("Emulation.setDeviceMetricsOverride", screen, self._page)
        await self._call("Emulation.setTouchEmulationEnabled", {"enabled": True}, self._page)

    async def _call(self, method: str, facts: dict[str, Any], page: str) -> dict[str, Any]:
        self._numbers += 1
        number = self._numbers
        sent = {"id": number, "method": method, "params": facts}
        await self._socket.send_json({**sent, "sessionId": page} if page else sent)
        async with asyncio.timeout(PATIENCE):
            while True:
                said = await self._socket.receive()
                if said.type is not aiohttp.WSMsgType.TEXT:
                    raise ConnectionError("Chromium has gone")
                told = json.loads(said.data)
                if told.get("id") == number:
                    if "error" in told:
                        raise RuntimeError(f"{method}: {told['error']}")
                    return dict(told["result"])

    def call(self, method: str, page: bool = True, **facts: Any) -> dict[str, Any]:
        """One command of the protocol."""
        return self._runner.run(self._call(method, facts, self._page if page else ""))

    def open(self, address: str) -> None:
        """Goes to an address."""
        self.call("Page.navigate", url=address)

    def reload(self) -> None:
        """Loads the page anew, as a person does who thinks that it hangs."""
        self.call("Page.reload")

    def value(self, expression: str) -> Any:
        """What an expression comes to in the page."""
        done = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def text(self) -> str:
        """What can be read on the page."""
        return str(self.value("document.body ? document.body.innerText : ''"))

    def choose(self, *paths: Path, field: str = "#files") -> None:
        """Chooses files, as with the phone's own chooser."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        found = self.call("DOM.querySelector", nodeId=root, selector=field)["nodeId"]
        names = [str(path) for path in paths]
        self.call("DOM.setFileInputFiles", nodeId=found, files=names)

    def press(self, selector: str) -> None:
        """Presses what is there."""
        self.value(f"document.querySelector({json.dumps(selector)}).click()")

    def slow(self, upload: int) -> None:
        """A network that takes at most so many bytes a second from the phone: time to watch it sending."""
        self._upload = upload
        self.cut(False)

    def cut(self, cut: bool) -> None:
        """Takes the network away, or gives it back."""
        self.call(
            "Network.emulateNetworkConditions",
            offline=cut,
            latency=0,
            downloadThroughput=-1,
            uploadThroughput=self._upload,
        )

    def until(self, words: str, seconds: float = PATIENCE) -> None:
        """Waits until this can be read."""
        self.wait(lambda: words in self.text(), seconds, words)

    def wait(self, true: Any, seconds: float = PATIENCE, what: str = "") -> None:
        """Waits until it is so."""
        until = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < until, f"{what}\n{self.text()}"
            time.sleep(0.05)

    def picture(self, path: Path) -> None:
        """The whole page as a PNG."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        made = self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(made["data"]))
