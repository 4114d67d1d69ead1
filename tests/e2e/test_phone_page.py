"""A real browser in a phone's clothes sends real files to the real command, over an insecure origin, with cuts."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from evidence_keeper import receiving, resources
from evidence_keeper.intake.phone import Network
from evidence_keeper.keeper import Keeper
from evidence_keeper.receiving import Receiving
from tests.e2e.cli_runner import Cli
from tests.phone_browser import HOST, IPHONE, WECHAT_ANDROID, Browser

HERE = Network("127.0.0.1", "", "here")
FULL = 2 << 30
ALL_KEPT = "全部收到"
MB = 1 << 20


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def page(keeper: Keeper) -> Iterator[Receiving]:
    case_id = keeper.new_case("x").case_id
    opened = receiving.start(keeper.vault, case_id, network=HERE, also_called=(HOST,))
    yield opened
    opened.stop()


def address(page: Receiving) -> str:
    return page.state().address.replace(HERE.address, HOST)


def written(path: Path, size: int) -> str:
    """A file of so many random bytes; its digest."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        while size:
            block = os.urandom(min(size, MB))
            digest.update(block)
            file.write(block)
            size -= len(block)
    return digest.hexdigest()


def arrived(page: Receiving) -> int:
    return sum(one.arrived for one in page.state().files)


def send_with_cuts(browser: Browser, page: Receiving, path: Path, size: int) -> None:
    """Sends a file; the network goes away at random, and once the page is loaded anew."""
    chance = random.Random(size)
    cuts = sorted(chance.randrange(size // 20, size * 9 // 10) for _ in range(4))
    reload_at = size // 2
    browser.slow(size // 3)
    browser.take(path)
    until = time.monotonic() + 60 + size / MB
    while ALL_KEPT not in browser.text():
        assert time.monotonic() < until, browser.text()
        here = arrived(page)
        if cuts and here >= cuts[0]:
            cuts.pop(0)
            browser.cut(True)
            time.sleep(chance.uniform(0.05, 0.4))
            browser.cut(False)
        if reload_at and here >= reload_at:
            reload_at = 0
            assert browser.sees("#whole")
            browser.reload()
            browser.until("还没有传完")
            assert browser.sees("#again")
            browser.take(path)
        time.sleep(0.05)
    assert not cuts
    assert not reload_at


@pytest.mark.parametrize(
    ("agent", "size"), [(WECHAT_ANDROID, 60 * MB), (IPHONE, 20 * MB)], ids=["wechat", "iphone"]
)
def test_a_large_file_arrives_whole_through_cuts_and_a_reload(
    keeper: Keeper, page: Receiving, tmp_path: Path, agent: str, size: int
) -> None:
    path = tmp_path / "通话录音@10086(10086)_20260302100305.mp4"
    digest = written(path, size)
    with Browser(agent) as browser:
        browser.open(address(page))
        browser.until("选择录音和截图")
        assert browser.value("window.isSecureContext") is False
        browser.until("已加密")
        assert browser.sees("#files-label")
        assert ("在浏览器打开" in browser.text()) == ("MicroMessenger" in agent)
        send_with_cuts(browser, page, path, size)
        assert f"核对码 {digest[:8]}" in browser.text()
    item = page.stop().items[0]
    assert item.digest.value == digest
    assert item.provenance.extra["phone"]["sha256_on_phone"] == digest
    assert item.provenance.extra["phone"]["sealed"] is True
    assert keeper.verify().ok


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("agent", [WECHAT_ANDROID, IPHONE], ids=["wechat", "iphone"])
def test_two_gigabytes_arrive_whole_and_take_little_memory(tmp_path: Path, agent: str) -> None:
    """The whole command is one process here: what it takes is what the page takes, with all that it loads."""
    cli, case_id = _cli(tmp_path)
    path = tmp_path / "录屏.mp4"
    digest = written(path, FULL)
    with _receiving(cli, case_id) as (process, where), Browser(agent) as browser:
        most = 0
        watched = psutil.Process(process.pid)
        browser.open(where)
        browser.until("选择录音和截图")
        browser.take(path)
        reloaded = False
        until = time.monotonic() + 3000
        while ALL_KEPT not in browser.text():
            assert time.monotonic() < until
            most = max(most, watched.memory_info().rss)
            if random.random() < 0.02:
                browser.cut(True)
                time.sleep(0.3)
                browser.cut(False)
            if not reloaded and "%" in browser.text() and _percent(browser.text()) > 50:
                reloaded = True
                browser.reload()
                browser.until("还没有传完")
                browser.take(path)
            time.sleep(0.1)
        assert reloaded
        answer = _ended(process)
    print(f"largest: {most / MB:.0f} MB")
    assert [item["sha256"] for item in answer["items"]] == [digest]
    assert most < 100 * MB


def _percent(text: str) -> int:
    return int(text.split("%")[0].split()[-1])


def _cli(tmp_path: Path) -> tuple[Cli, str]:
    cli = Cli(tmp_path)
    return cli, str(cli.ok("case", "new", "--title", "x")["case_id"])


class _receiving:  # noqa: N801  reads as a word in `with`
    """The command, with the address that its first line names."""

    def __init__(self, cli: Cli, case_id: str, *more: str) -> None:
        self._line = ["receive", "--case", case_id, "--address", HERE.address, *more]
        self._cli = cli

    def __enter__(self) -> tuple[subprocess.Popen[bytes], str]:
        self._process = self._cli.start(*self._line)
        assert self._process.stderr is not None
        first = self._process.stderr.readline().decode().strip()
        assert first.startswith("http://127.0.0.1:"), first
        assert len(first.split("/")[3]) >= 16
        return self._process, first

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()


def _ended(process: subprocess.Popen[bytes]) -> Any:
    process.send_signal(signal.SIGINT)
    out, _err = process.communicate(timeout=60)
    assert process.returncode == 0
    return json.loads(out)


def test_once_ends_after_the_batch_and_outlives_a_reload(tmp_path: Path) -> None:
    cli, case_id = _cli(tmp_path)
    example = resources.path("example")
    names = sorted(path.name for path in example.glob("Screenshot_*"))
    large = tmp_path / "录屏.mp4"
    digest = written(large, 40 * MB)
    with _receiving(cli, case_id, "--once") as (process, where), Browser() as browser:
        browser.open(where)
        browser.until("选择录音和截图")
        browser.take(*(example / name for name in names), large)
        browser.wait(lambda: "%" in browser.text() or ALL_KEPT in browser.text())
        browser.reload()
        browser.until("选择录音和截图")
        assert process.poll() is None
        # Reading goes on meanwhile.
        assert cli.ok("case", "show", case_id)
        browser.take(*(example / name for name in names), large)
        browser.until(ALL_KEPT)
        out, _err = process.communicate(timeout=60)
        browser.wait(lambda: "没传完" not in browser.text())
    assert process.returncode == 0
    items = json.loads(out)["items"]
    assert sorted(item["name"] for item in items) == sorted([*names, large.name])
    assert digest in {item["sha256"] for item in items}
    for item in items:
        assert item["provenance"]["source"] == "phone"
        assert "last_modified" in item["provenance"]["phone"]


def test_what_was_called_received_outlives_the_worst(tmp_path: Path) -> None:
    cli, case_id = _cli(tmp_path)
    shot = next(resources.path("example").glob("Screenshot_*"))
    large = tmp_path / "录屏.mp4"
    written(large, 100 * MB)
    with _receiving(cli, case_id) as (process, where), Browser() as browser:
        browser.open(where)
        browser.until("选择录音和截图")
        browser.take(shot)
        browser.until(ALL_KEPT)
        browser.take(large)
        browser.wait(lambda: "%" in browser.text())
        process.kill()
        process.wait()
        browser.until("断开")
    shown = cli.ok("case", "show", case_id)["items"]
    assert [item["name"] for item in shown] == [shot.name]
    assert cli.ok("verify")["ok"]
    assert not list((cli.vault / "staging").rglob("f??????"))


def test_papers_reach_the_phone(keeper: Keeper, tmp_path: Path) -> None:
    paper = tmp_path / "投诉书.pdf"
    digest = written(paper, 6 * MB)
    page = receiving.start(keeper.vault, None, network=HERE, also_called=(HOST,), send=[paper])
    folder = tmp_path / "phone"
    folder.mkdir()
    try:
        with Browser(IPHONE) as browser:
            browser.call(
                "Browser.setDownloadBehavior",
                page=False,
                behavior="allow",
                downloadPath=str(folder),
            )
            browser.open(address(page))
            browser.until("电脑给您的文件")
            assert "选择录音和截图" not in browser.text()
            browser.press("#offered a")
            browser.until("没有传错")
            assert digest[:8] in browser.text()
            browser.press("#offered a")
            browser.wait(lambda: (folder / paper.name).exists(), what="the file on the phone")
            assert hashlib.sha256((folder / paper.name).read_bytes()).hexdigest() == digest
            assert page.state().over == "done"
    finally:
        done = page.stop()
    assert [one.name for one in done.fetched] == [paper.name]


SIZES = """Array.from(document.querySelectorAll('button,label,a')).filter(e => e.offsetParent).map(e => {
  const r = e.getBoundingClientRect(), s = getComputedStyle(e);
  return [e.textContent, r.width, r.height, parseFloat(s.fontSize), r.left, r.right]})"""
DRAWN = """Array.from(document.querySelectorAll('svg text')).map(e => {
  const r = e.getBoundingClientRect(), s = e.ownerSVGElement;
  const drawn = parseFloat(e.getAttribute('font-size')) * s.getBoundingClientRect().width / s.viewBox.baseVal.width;
  return [e.textContent, drawn, r.left, r.right]})"""
COLOURS = """Array.from(document.querySelectorAll('body *')).filter(e => e.offsetParent &&
  Array.from(e.childNodes).some(n => n.nodeType === 3 && n.textContent.trim())).map(e => {
  const none = 'rgba(0, 0, 0, 0)', style = getComputedStyle(e);
  let at = e, ground = none;
  while (at && ground === none) { ground = getComputedStyle(at).backgroundColor; at = at.parentElement; }
  return [e.textContent.trim().slice(0, 30), style.color, ground, parseFloat(style.fontSize)]})"""


def _light(colour: str) -> float:
    parts = [int(one) / 255 for one in colour.split("(")[1].rstrip(")").split(",")[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_light(one), _light(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_letters_targets_and_contrasts_are_those_of_the_easy_face(
    page: Receiving, tmp_path: Path, language: str
) -> None:
    shot = next(resources.path("example").glob("Screenshot_*"))
    empty = tmp_path / "空的.mp3"
    empty.touch()
    with Browser(WECHAT_ANDROID, language) as browser:
        browser.open(address(page))
        browser.until("选择录音和截图" if language == "zh-CN" else "Choose recordings")
        browser.take(shot, empty)
        browser.until("核对码" if language == "zh-CN" else "Check code")
        browser.press("#brands button:nth-child(1)")
        folder = os.environ.get("SHOTS")
        if folder:
            browser.picture(Path(folder) / f"phone-{language}.png")
        for words, width, height, letters, left, right in browser.value(SIZES):
            assert width >= 60, words
            assert height >= 60, words
            assert letters >= 24, words
            assert 0 <= left < right <= 393, words
        told = browser.value(COLOURS)
        assert len(told) > 20
        for words, ink, paper, letters in told:
            assert _contrast(ink, paper) >= 7, (words, ink, paper)
            assert letters >= 24, words
        for words, letters, left, right in browser.value(DRAWN):
            assert letters >= 24, words
            assert 0 <= left < right <= 393, words
        assert browser.value("document.documentElement.scrollWidth") <= 393
        browser.narrow(320)
        assert browser.value("document.documentElement.scrollWidth") <= 320
        browser.press("#language")
        browser.until("English" if language == "en" else "中文")


def test_each_brand_has_a_picture_of_its_way_and_a_camera_and_heic_are_asked_for(
    page: Receiving,
) -> None:
    """Folders as the phones really have them: the project's own list of them, 8.1."""
    ends = ["call_rec", "CallRecord", "CallRecord", "Call Recordings", "Call", "Call", "call"]
    with Browser(IPHONE) as browser:
        browser.open(address(page))
        browser.until("选择录音和截图")
        assert "image/heic" in browser.value("document.getElementById('files').accept")
        camera = "document.getElementById('camera')"
        assert browser.value(f"[{camera}.accept, {camera}.getAttribute('capture')]") == [
            "image/*",
            "environment",
        ]
        for number, last in enumerate([*ends, "存储到“文件”"], 1):
            browser.press(f"#brands button:nth-child({number})")
            drawn = browser.value(
                "Array.from(document.querySelectorAll('#brand-picture text')).map(e => e.textContent)"
            )
            assert drawn[-2:] == [last, "← 在这里"], drawn


def test_a_closed_page_says_so_on_the_phone(page: Receiving, tmp_path: Path) -> None:
    path = tmp_path / "录屏.mp4"
    written(path, 100 * MB)
    with Browser() as browser:
        browser.open(address(page))
        browser.until("选择录音和截图")
        browser.take(path)
        browser.wait(lambda: arrived(page) > 0, what="the first slice")
        page.stop()
        browser.until("断开")
