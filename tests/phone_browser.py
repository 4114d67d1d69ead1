"""A phone as the tests need one: a real Chromium in its clothes, with its screen, over an insecure origin."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

from tests.chromium import PATIENCE, Chromium

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


class Browser(Chromium):
    """One Chromium with one page. Use as a context manager.

    `least`: it gets only what others leave of the processors, since a phone has its own.
    """

    def __init__(
        self, user_agent: str = WECHAT_ANDROID, language: str = "zh-CN", *, least: bool = False
    ) -> None:
        super().__init__(
            f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
            f"--user-agent={user_agent}",
            f"--lang={language}",
            f"--accept-lang={language}",
            before=("nice", "-n", "19") if least else (),
        )
        self._upload = -1
        self.call("Network.enable")
        self.narrow(393)
        self.call("Emulation.setTouchEmulationEnabled", enabled=True)

    def narrow(self, width: int) -> None:
        """A screen of so many CSS pixels across."""
        size = {"width": width, "height": 851}
        self.call(
            "Emulation.setDeviceMetricsOverride",
            page=True,
            deviceScaleFactor=2,
            mobile=True,
            **size,
        )

    def sees(self, selector: str) -> bool:
        """Whether this, or its beginning, is in sight without scrolling."""
        box = f"document.querySelector({json.dumps(selector)}).getBoundingClientRect()"
        return bool(
            self.value(f"{box}.height > 0 && {box}.top >= -1 && {box}.top < innerHeight - 40")
        )

    def open(self, address: str) -> None:
        """Goes to an address."""
        self.call("Page.navigate", url=address)

    def reload(self) -> None:
        """Loads the page anew, as a person does who thinks that it hangs."""
        self.call("Page.reload")

    def text(self) -> str:
        """What can be read on the page."""
        return str(self.value("document.body ? document.body.innerText : ''"))

    def take(self, *paths: Path, field: str = "#files") -> None:
        """Chooses files, as with the phone's own chooser."""
        self.choose(field, paths)

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
