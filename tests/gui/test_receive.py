"""From the phone and to it, in both faces: the code, the list of what arrives, help, and leaving in the middle."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import psutil
import pytest
import segno
from PySide6.QtGui import QImage

from evidence_keeper.gui.easy.made import MadePage
from evidence_keeper.gui.easy.receive import HelpPage, ReceivePage
from evidence_keeper.gui.standard.receive import ReceiveDialog
from evidence_keeper.gui.widgets import content
from evidence_keeper.gui.widgets.arrivals import MOST_ROWS, ArrivalRow
from evidence_keeper.gui.widgets.leave import Leaving
from evidence_keeper.gui.widgets.phone import PhonePanel
from evidence_keeper.gui.widgets.phone_help import firewall_words
from evidence_keeper.intake.phone import Network, rules
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Kind, Source
from evidence_keeper.text import set_language
from tests.gui.conftest import Opened
from tests.gui.person import Person, example
from tests.phone_browser import WECHAT_ANDROID
from tests.phone_client import SLICE, PhoneClient
from tests.unit.media import heic

HERE = Network("127.0.0.1", "", "here")


@pytest.fixture(autouse=True)
def _on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' phone is on this computer."""
    monkeypatch.setenv("EVIDENCE_KEEPER_ADDRESS", HERE.address)


def phone_for(panel: PhonePanel, person: Person) -> PhoneClient:
    person.until(lambda: panel.receiver.state is not None)
    state = panel.receiver.state
    assert state is not None
    made = PhoneClient(state.address, sealed=True, headers={"User-Agent": WECHAT_ANDROID})
    assert made.open().status == 200
    made.ask("hello")
    return made


def shot(person: Person, name: str) -> None:
    """A picture to look at, where somebody asked for pictures."""
    folder = os.environ.get("SHOTS")
    if folder:
        person.quiet()
        person.qtbot.wait(300)
        person.window.grab().save(str(Path(folder) / f"{name}.png"))


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_the_phone_sends_is_seen_arriving(
    opened: Opened, keeper: Keeper, scale: int, language: str
) -> None:
    set_language(language)
    person = opened("easy", scale=scale)
    shot(person, f"home-{language}-{scale}")
    person.press(person.easy._home.phone)
    page = person.until_page(ReceivePage)
    panel = page.panel
    person.until(lambda: bool(panel.code.modules))
    state = page.receiver.state
    assert state is not None
    assert state.plain_address in person.reads()
    shot(person, f"easy-code-{language}-{scale}")
    assert panel.code.isVisible()
    if scale == 100:  # nothing that has to be read lies below the edge
        assert page.body.verticalScrollBar().maximum() == 0
    phone = phone_for(panel, person)
    person.until(lambda: not panel.code.isVisible())
    for path in example("Screenshot_2026", "10579"):
        phone.send(path.name, path.read_bytes())
    person.until(lambda: "M2102J2SC" in person.reads() and len(panel.list.rows) == 4)
    person.until(lambda: person.reads().count(": " if language == "en" else "核对码") >= 1)
    person.quiet()
    shot(person, f"easy-list-{language}-{scale}")
    kept = keeper.items()
    assert len(kept) == 4
    assert all(item.provenance.source is Source.PHONE for item in kept)
    assert kept[0].digest.value[:8] in person.reads()
    person.until(lambda: not page.receiver.busy)  # else it asks before it leaves
    person.press(page.done)
    person.until(lambda: not page.receiver._desk.phone_pages)
    person.quiet()
    with pytest.raises(ConnectionError):
        phone.request("GET")


def test_the_code_is_what_the_address_says(opened: Opened) -> None:
    person = opened("easy")
    person.press(person.easy._home.phone)
    page = person.until_page(ReceivePage)
    person.until(lambda: bool(page.panel.code.modules))
    person.quiet()
    assert page.receiver.state is not None
    meant = segno.make(page.receiver.state.address, error="m", micro=False)
    assert page.panel.code.modules == [bytes(row) for row in meant.matrix]
    image = page.panel.code.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    side = min(image.width(), image.height())
    assert side >= 400
    colours = {image.pixelColor(x, y).value() for x in range(0, side, 3) for y in range(0, side, 3)}
    assert {0, 255} <= colours


def test_help_leaves_the_page_open(opened: Opened) -> None:
    person = opened("easy")
    person.press(person.easy._home.phone)
    page = person.until_page(ReceivePage)
    phone = phone_for(page.panel, person)
    person.press(page.help)
    person.until_page(HelpPage)
    shot(person, "easy-help")
    assert phone.request("GET").status == 200
    person.press_words("返回")
    person.until_page(ReceivePage)
    assert phone.ask("state")["takes"]


def test_an_iphones_picture_is_shown_as_one(opened: Opened, keeper: Keeper) -> None:
    person = opened("easy")
    person.press(person.easy._home.phone)
    page = person.until_page(ReceivePage)
    phone = phone_for(page.panel, person)
    assert phone.send("IMG_0001.HEIC", heic.TILES[0].read_bytes())["state"] == "kept"
    item = keeper.items()[0]
    assert item.kind is Kind.IMAGE
    assert not content.thumbnail(keeper, item, (168, 168)).isNull()


def test_many_files_show_the_latest_and_say_how_many_came_before(
    opened: Opened, keeper: Keeper
) -> None:
    person = opened("easy")
    person.press(person.easy._home.phone)
    page = person.until_page(ReceivePage)
    phone = phone_for(page.panel, person)
    told = phone.announce(*((f"IMG_{number:02d}.txt", 9) for number in range(50)))
    assert not page.panel.list.rows
    for number, one in enumerate(told):
        assert phone.slice(one["id"], 0, b"photo%4d" % number, 9).status == 204
    person.until(lambda: "已收到 50 件" in person.reads())
    assert len(page.panel.list.rows) == MOST_ROWS
    assert "前面还有 10 个" in person.reads()
    first = page.panel.list.column.itemAt(0)
    top = first.widget() if first else None
    assert isinstance(top, ArrivalRow)
    assert "49" in top.name.text()
    shot(person, "easy-many")
    assert len(keeper.items()) == 50


def test_a_film_goes_on_after_the_page_was_left_and_opened_again(
    opened: Opened, keeper: Keeper
) -> None:
    data = bytes(2 * SLICE)
    named = {"name": "录屏.mp4", "size": len(data), "modified": 1_750_000_000_000}
    named["head"] = hashlib.sha256(data[: rules.HEAD]).hexdigest()
    case_id = keeper.new_case("一").case_id
    person = opened("easy")
    for offset in (0, SLICE):
        person.easy.go(ReceivePage(person.easy, case_id))
        page = person.until_page(ReceivePage)
        phone = phone_for(page.panel, person)
        told = phone.ask("announce", files=[named])["files"][0]
        assert told["offset"] == offset
        assert phone.slice(told["id"], offset, data[:SLICE], len(data)).status == 204
        person.until(lambda: bool(person.window.findChildren(ArrivalRow)))
        person.easy.back()
        person.until(lambda: not person.window.desk.phone_pages)
    assert [item.size for item in keeper.items()] == [len(data)]


def test_a_process_that_dies_is_said_and_the_page_opens_anew(
    opened: Opened, keeper: Keeper
) -> None:
    person = opened("easy")
    person.press(person.easy._home.phone)
    page = person.until_page(ReceivePage)
    phone = phone_for(page.panel, person)
    assert phone.send("a.txt", b"kept before")["state"] == "kept"
    serving = [one for one in psutil.Process().children() if "receive" in one.cmdline()]
    serving[-1].kill()
    person.until(lambda: page.panel.trouble is not None)
    page.panel._restart()
    again = phone_for(page.panel, person)
    assert again.send("b.txt", b"kept after")["state"] == "kept"
    assert sorted(item.name for item in keeper.items()) == ["a.txt", "b.txt"]


def test_leaving_in_the_middle_asks_first(opened: Opened, keeper: Keeper) -> None:
    person = opened("easy")
    person.press(person.easy._home.phone)
    page = person.until_page(ReceivePage)
    phone = phone_for(page.panel, person)
    told = phone.announce(("录屏.mp4", 2 * SLICE))[0]
    assert phone.slice(told["id"], 0, bytes(SLICE), 2 * SLICE).status == 204
    person.until(lambda: page.receiver.busy)
    person.press(page.back)
    person.until(lambda: bool(person.window.findChildren(Leaving)))
    asked = person.window.findChildren(Leaving)[0]
    person.press(asked.wait)
    assert phone.slice(told["id"], SLICE, bytes(SLICE), 2 * SLICE).status == 204
    phone.wait(told["id"])
    person.until(lambda: not page.receiver.busy)
    person.press(page.back)
    person.quiet()
    assert [item.name for item in keeper.items()] == ["录屏.mp4"]


def test_the_standard_face_receives_into_the_chosen_matter(opened: Opened, keeper: Keeper) -> None:
    keeper.new_case("一")
    chosen = keeper.new_case("二")
    person = opened("standard")
    person.until(lambda: len(person.window.desk.known.cases) == 2)
    person.standard.cases.choose(chosen.case_id)
    person.press(person.standard.bar.phone_button)
    dialog = person.standard.dialog
    assert isinstance(dialog, ReceiveDialog)
    phone = phone_for(dialog.panel, person)
    shot(person, "standard-behind")
    if os.environ.get("SHOTS"):
        dialog.grab().save(str(Path(os.environ["SHOTS"]) / "standard-code.png"))
    path = example("Screenshot_20260226_192118")[0]
    phone.send(path.name, path.read_bytes())
    person.until(lambda: len(dialog.panel.list.rows) == 1 and not dialog.receiver.busy)
    person.press(dialog.close_button)
    person.until_said("已保存")
    assert [item.case_id for item in keeper.items()] == [chosen.case_id]


def test_papers_go_to_the_phone(opened: Opened, keeper: Keeper) -> None:
    case = keeper.new_case("星河通信扣费", "auto_renew")
    keeper.add(example("Screenshot_20260226_192118"), case.case_id)
    person = opened("easy")
    person.press(person.easy._home.papers)
    person.make_papers()
    made = person.until_page(MadePage)
    person.press(made.phone)
    page = person.until_page(ReceivePage)
    phone = phone_for(page.panel, person)
    offered = phone.ask("hello")["offered"]
    assert offered
    assert all(one["size"] for one in offered)
    for one in offered:
        phone.ask("fetched", number=one["number"])
    person.until_said("手机取走了")
    shot(person, "easy-send")


@pytest.mark.parametrize(
    ("system", "words"),
    [("win32", "允许访问"), ("darwin", "系统设置"), ("linux", "防火墙")],
)
def test_each_system_is_told_what_to_press_in_its_own_words(system: str, words: str) -> None:
    set_language("zh_CN")
    assert words in firewall_words(system)


def test_no_network_is_said_with_what_to_do(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVIDENCE_KEEPER_ADDRESS", "203.0.113.77")
    person = opened("easy")
    person.press(person.easy._home.phone)
    page = person.until_page(ReceivePage)
    person.until_said("203.0.113.77")
    assert page.panel.trouble is not None
    shot(person, "easy-no-network")
