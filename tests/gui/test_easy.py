"""The easy face, as an older person goes through it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from evidence_keeper.gui.easy.check import CheckPage
from evidence_keeper.gui.easy.choose import ChooseCase
from evidence_keeper.gui.easy.evidence import AsidePage, EvidencePage, ItemPage
from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.keep import KeepingPage, KeepPage, SavedPage
from evidence_keeper.gui.easy.made import MadePage
from evidence_keeper.gui.easy.note import NotePage
from evidence_keeper.gui.easy.papers import ChannelPage, MakingPage, PapersPage
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.paper import PaperView
from evidence_keeper.gui.widgets.picture import PictureView
from evidence_keeper.gui.widgets.player import PlayerView
from evidence_keeper.gui.widgets.reading import TextView
from evidence_keeper.gui.widgets.said import SaidView
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Kind, MarkKind, TimeSource
from tests.gui.conftest import Opened
from tests.gui.person import Person, example
from tests.pulse import PulseServer, as_the_sound_server


def home(person: Person) -> Home:
    page = person.easy.page
    assert isinstance(page, Home)
    return page


def kept(keeper: Keeper, *parts: str, title: str = "套餐被改") -> str:
    case = keeper.new_case(title, "telecom_plan", {"company": "星河通信", "demand": "恢复原套餐"})
    keeper.add(example(*parts), case.case_id)
    return case.case_id


def see(person: Person, kind: Kind) -> ItemPage:
    """Goes from the home to the first item of a kind."""
    person.press(home(person).evidence)
    page = person.until_page(EvidencePage)
    person.until(lambda: bool(page.rows))
    item = next(item for item in person.keeper.items() if item.kind is kind)
    person.press(page.rows[item.item_id])
    shown = person.until_page(ItemPage)
    person.until(lambda: shown.viewer.view is not None)
    return shown


def test_the_home_has_six_cards_and_says_that_nothing_is_kept(opened: Opened) -> None:
    person = opened("easy")
    titles = [card.text() for card in home(person).cards]
    assert titles == ["录通话", "截屏幕", "存聊天", "收手机文件", "做投诉材料", "看证据"]
    assert "还没有存东西" in person.reads()
    assert "按「存文件」开始" in person.reads()


def test_chosen_files_are_saved_and_the_page_says_so(opened: Opened, tmp_path: Path) -> None:
    person = opened("easy")
    empty = tmp_path / "空的.txt"
    empty.write_bytes(b"")
    person.press(home(person).keep)
    page = person.until_page(KeepPage)
    person.chosen = example("Screenshot_20260226")
    person.press(page.choose)
    saved = person.until_page(SavedPage)
    assert saved.title.text() == "已保存 2 件"
    assert "存好，放在「新的事情」里" in person.reads()

    person.chosen = [*example("Screenshot_20260226", "账单"), empty]
    person.press(saved.more)
    person.press(person.until_page(KeepPage).choose)
    person.until(lambda: "已保存 1 件" in person.reads())
    assert "2 件早就存过了" in person.reads()
    assert "空的.txt" in person.reads()
    assert len(person.keeper.items()) == 3
    person.press_words("好了")
    person.quiet()
    assert "已存 3 件" in person.reads()


def test_thinking_better_of_it_in_the_file_dialog_keeps_nothing(opened: Opened) -> None:
    person = opened("easy")
    person.press(home(person).keep)
    page = person.until_page(KeepPage)
    person.chosen = []
    person.press(page.choose)
    assert person.easy.page is page
    person.press(page.back)
    person.until_page(Home)
    assert person.keeper.items() == []


def test_files_dropped_anywhere_are_saved(opened: Opened) -> None:
    person = opened("easy")
    person.drop(example("通话录音"))
    saved = person.until_page(SavedPage)
    assert saved.kept.added.items[0].kind is Kind.CALL


def test_keeping_can_be_stopped_and_nothing_half_kept_stays(opened: Opened, tmp_path: Path) -> None:
    big = tmp_path / "很大的录像.bin"
    with big.open("wb") as file:
        for number in range(256):
            file.write(bytes([number]) * 1_000_000)
    person = opened("easy")
    person.drop([big])
    page = person.until_page(KeepingPage)
    person.press(page.progress.stop)
    person.until_said("停下了。已经存好的都在。")
    assert person.keeper.items() == []
    assert person.keeper.verify().ok


def test_evidence_stands_by_day_newest_first_and_unknown_times_last(
    opened: Opened, keeper: Keeper
) -> None:
    kept(keeper)
    person = opened("easy")
    person.press(home(person).evidence)
    page = person.until_page(EvidencePage)
    person.until(lambda: len(page.rows) == len(keeper.items()))
    headings = [
        label.text()
        for label in page.body.findChildren(QLabel)
        if label.property("role") == "heading"
    ]
    assert headings[0].startswith("2026年3月6日") or headings[0].startswith("3月6日")
    assert headings[-1] == "时间不知道"
    person.quiet()
    pictured = [row for row in page.findChildren(Row) if row.picture is not None]
    assert len(pictured) >= 5


@pytest.mark.parametrize(
    ("kind", "view"),
    [
        (Kind.SCREENSHOT, PictureView),
        (Kind.DOCUMENT, (PaperView, TextView)),
        (Kind.CALL, PlayerView),
        (Kind.CHAT, (TextView, SaidView)),
    ],
)
def test_each_kind_of_item_opens_as_what_it_is(
    opened: Opened, keeper: Keeper, kind: Kind, view: type
) -> None:
    kept(keeper)
    person = opened("easy")
    page = see(person, kind)
    shown = page.viewer.view
    assert shown is not None
    assert isinstance(shown, view) or any(isinstance(w, view) for w in shown.children())
    person.press(page.back)
    person.until_page(EvidencePage)


def test_the_pages_of_a_bill_can_be_turned(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单")
    person = opened("easy")
    paper = see(person, Kind.DOCUMENT).viewer.view
    assert isinstance(paper, PaperView)
    assert not paper.before.isEnabled()
    person.press(paper.next)
    assert "第 2 页，共 2 页" in person.reads()
    person.quiet()
    person.press(paper.before)
    assert paper.number == 0


def test_a_recording_sounds_stops_and_falls_silent_when_left(
    opened: Opened, keeper: Keeper
) -> None:
    kept(keeper, "通话录音")
    with PulseServer() as server, as_the_sound_server(server):
        keeper.mark(keeper.items()[0].item_id, 20.0, MarkKind.HUMAN_ANSWERED)
        person = opened("easy")
        page = see(person, Kind.CALL)
        player = page.viewer.view
        assert isinstance(player, PlayerView)
        toggle = player.toggle
        person.until(
            lambda: toggle.visibleRegion().boundingRect().height() == toggle.height() < 200
        )
        assert person.window.focusWidget() is player.toggle
        person.press(player.toggle)
        person.until(lambda: player.playing and "0:01" in player.time.text())
        assert player.toggle.text() == "停一停"
        person.press(player.toggle)
        assert not player.playing
        assert player.toggle.text() == "听一听"
        person.press(player.toggle)
        person.until(lambda: player.playing)
        person.press(page.back)
        assert not player.playing
        player.stop()
        person.quiet()


def test_without_a_loudspeaker_it_says_so_and_goes_on(
    opened: Opened, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(keeper, "通话录音")
    with PulseServer() as server, as_the_sound_server(server):
        person = opened("easy")
        player = see(person, Kind.CALL).viewer.view
        assert isinstance(player, PlayerView)
        server.kill()
        person.press(player.toggle)
        person.until(lambda: "给帮忙的人看" in person.reads())
        assert not player.playing
        person.qtbot.wait(50)
        (card,) = player.findChildren(ErrorCard)
        whole_page = person.easy.page
        for words in card.findChildren(QLabel):
            seen = words.visibleRegion().boundingRect()
            assert seen.height() >= words.height(), (words.text(), whole_page.height())


def test_a_word_about_an_item_is_kept_and_shown(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单")
    person = opened("easy")
    page = see(person, Kind.DOCUMENT)
    person.press(page.write)
    note = person.until_page(NotePage)
    person.write(note.words, "多收了三十元")
    person.press(note.save)
    person.until_page(ItemPage)
    person.until_said("您写过：多收了三十元")
    assert keeper.items()[0].notes[0].text == "多收了三十元"


def test_papers_are_made_in_four_presses_and_lie_outside_the_vault(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    kept(keeper)
    person = opened("easy")
    person.press(home(person).papers)
    page = person.until_page(PapersPage)
    assert "电信用户申诉（12300）" in person.reads()
    assert page.see.isDefault()
    person.make_papers()
    made = person.until_page(MadePage)
    assert "做好了，一共" in made.said.words
    person.press(made.see)
    person.until(lambda: len(person.opened) == 1)
    person.press(made.show_folder)
    person.until(lambda: len(person.opened) == 2)
    pdf, folder = person.opened
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert pdf.parent == folder
    assert folder.is_relative_to(tmp_path / "documents" / "取证管家" / "套餐被改")


def test_another_place_to_hand_in_can_be_chosen(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单")
    person = opened("easy")
    person.press(home(person).papers)
    person.press(person.until_page(PapersPage).other)
    channels = person.until_page(ChannelPage)
    person.press(channels.rows[1])
    person.until_page(PapersPage)
    assert "消费者协会" in person.reads()


def test_making_papers_can_be_stopped(opened: Opened, keeper: Keeper) -> None:
    kept(keeper)
    person = opened("easy")
    person.press(home(person).papers)
    person.make_papers()
    making = person.until_page(MakingPage)
    person.press(making.progress.stop)
    person.until_said("停下了。材料没有做，存的东西都在。")
    assert person.window.desk.papers is not None
    assert not list(person.window.desk.papers.rglob("*.pdf"))
    person.press_words("开始做")
    person.until_page(MadePage)


def test_without_evidence_papers_lead_to_keeping(opened: Opened) -> None:
    person = opened("easy")
    person.press(home(person).papers)
    person.until_said("请先存文件")
    person.press_words("存文件")
    person.until_page(KeepPage)


def test_checking_says_in_words_what_holds(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单", "Screenshot")
    person = opened("easy")
    person.press(home(person).check)
    person.until_page(CheckPage)
    person.until_said("都在，一个字都没有变。")
    said = person.reads()
    assert "每件原件都和存进来时一模一样" in said
    assert "都好好的。" in said
    assert "没有第三方的时间证明，这很平常。" in said
    assert "没法检查" not in said
    person.press_words("好了")
    person.until_said("检查过，都没有被改动")


def test_what_was_put_aside_stands_at_the_end_and_is_taken_back(
    opened: Opened, keeper: Keeper
) -> None:
    kept(keeper, "账单", "Screenshot")
    item = keeper.items()[0]
    keeper.withdraw(item.item_id)
    person = opened("easy")
    person.press(home(person).evidence)
    page = person.until_page(EvidencePage)
    person.until(lambda: page.aside is not None)
    assert page.aside is not None
    assert (page.aside.text(), page.aside.words) == ("收起来的", "1 件")
    page.body.ensureWidgetVisible(page.aside)
    person.press(page.aside)
    aside = person.until_page(AsidePage)
    person.until(lambda: list(aside.rows) == [item.item_id])
    person.press(aside.rows[item.item_id])
    shown = person.until_page(ItemPage)
    assert shown.restore is not None
    person.press(shown.restore)
    person.until_page(AsidePage)
    person.until_said("没有收起来的。")
    assert not keeper.item(item.item_id).withdrawn


def test_a_time_that_is_only_the_files_own_says_so(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    plain = tmp_path / "说话.amr"
    plain.write_bytes(example("154 0000")[0].read_bytes())
    os.utime(plain, (1_700_000_000, 1_700_000_000))
    item = keeper.add([plain], keeper.new_case("套餐").case_id).items[0]
    assert item.time_source is TimeSource.FILE_MTIME
    person = opened("easy")
    person.press(home(person).evidence)
    page = person.until_page(EvidencePage)
    person.until(lambda: bool(page.rows))
    assert "（文件自己的时间）" in page.rows[item.item_id].text()
    headings = [one.text() for one in page.body.findChildren(QLabel)]
    assert any(words.startswith("2023年11月") for words in headings)


def test_a_changed_original_is_said_plainly(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单")
    original = keeper.original(keeper.items()[0].item_id)
    original.chmod(0o600)
    original.write_bytes(original.read_bytes() + b" ")
    person = opened("easy")
    person.press(home(person).check)
    person.until_said("有 1 处不对")
    person.press_words("好了")
    person.until_said("有地方不对")


def test_with_several_matters_it_asks_which(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单")
    other = keeper.new_case("会员自动续费", "auto_renew")
    person = opened("easy")
    person.press(home(person).keep)
    choose = person.until_page(ChooseCase)
    person.press(next(row for row in choose.rows if row.text() == "会员自动续费"))
    page = person.until_page(KeepPage)
    person.chosen = example("Screenshot_20260301")
    person.press(page.choose)
    person.until_page(SavedPage)
    assert [item.case_id for item in keeper.items(other.case_id)] == [other.case_id]


def test_presses_are_not_for_the_page_that_has_just_come(opened: Opened) -> None:
    person = opened("easy")
    person.press(home(person).keep)
    page = person.until_page(KeepPage)
    assert person.easy.shield.holding
    QTest.mouseClick(page.back, Qt.MouseButton.LeftButton)
    QTest.keyClick(page.back, Qt.Key.Key_Return)
    assert person.easy.page is page
    person.qtbot.waitUntil(lambda: not person.easy.shield.holding, timeout=2000)
    QTest.mouseClick(page.back, Qt.MouseButton.LeftButton)
    person.until_page(Home)


def test_letters_grow_by_a_press_and_everything_still_works(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单")
    person = opened("easy")
    assert "字小一点" not in person.reads()
    for _ in range(4):
        person.press_words("字再大一点")
        person.quiet()
    assert person.window.desk.look.scale == 200
    assert "已经是最大了" in person.reads()
    assert "字再大一点" not in person.reads()
    person.press_words("字小一点")
    person.quiet()
    assert person.window.desk.look.scale == 175
    person.press_words("字再大一点")
    person.quiet()
    person.press(home(person).evidence)
    person.until_page(EvidencePage)


def test_escape_goes_back_and_the_keyboard_reaches_every_card(opened: Opened) -> None:
    person = opened("easy")
    page = home(person)
    page.cards[0].setFocus()
    seen = []
    for _ in range(12):
        widget = person.window.focusWidget()
        assert widget is not None
        seen.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert set(page.cards) <= set(seen)
    person.easy.shield.release()
    QTest.keyClick(page.check, Qt.Key.Key_Space)
    check = person.until_page(CheckPage)
    person.quiet()
    QTest.keyClick(check, Qt.Key.Key_Escape)
    person.until_page(Home)
