"""Recordings on a phone, found from both faces; and the card to print."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.keep import KeepPage, SavedPage
from evidence_keeper.gui.easy.scan import ScanPage
from evidence_keeper.gui.standard.scan import Scan
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Source
from tests.gui.conftest import Opened
from tests.gui.person import Person
from tests.gui.room import Room, pass_time
from tests.gui.test_looks import (
    check_standard,
    everything_is_named,
    no_word_is_cut,
    nothing_is_wider_than_its_place,
    nothing_sticks_out,
    sizes_are_for_old_eyes,
)
from tests.gui.test_recording import press_record, room
from tests.unit.media.samples import write_sound

__all__ = ["room"]

FOLDER = "MIUI/sound_recorder/call_rec"


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    """A phone as it hangs on a cable."""
    top = tmp_path / "phone"
    (top / FOLDER).mkdir(parents=True)
    (top / "DCIM").mkdir()
    for name in ("客服(10086)_20251104110052", "女儿(15400000461)_20251103090000"):
        write_sound(top / FOLDER / f"通话录音@{name}.mp3", "mp3", 1.0)
    return top


def scanned(person: Person, folder: Path) -> ScanPage:
    person.window.desk.choose_folder = lambda _parent, _title: folder
    page = person.easy.page
    assert isinstance(page, Home)
    person.press(page.keep)
    person.press(person.until_page(KeepPage).scan)
    shown = person.until_page(ScanPage)
    person.quiet()
    return shown


@pytest.mark.parametrize("scale", [100, 200])
def test_the_easy_face_lists_them_and_keeps_what_is_pressed(
    opened: Opened, keeper: Keeper, phone: Path, scale: int
) -> None:
    person = opened("easy", scale=scale)
    page = scanned(person, phone)
    person.until_said("找到 2 段录音")
    assert [row.text().split("  ")[1] for row in page.rows] == [
        "客服 10086",
        "女儿 15400000461",
    ]
    assert page.rows[0].words.startswith("时间：文件名里写的 · 1 秒 · ")
    assert not page.keep.isEnabled()
    person.press(page.rows[0])
    assert page.keep.text() == "存下这 1 段"
    person.qtbot.wait(50)
    no_word_is_cut(page)
    nothing_sticks_out(person.window)
    nothing_is_wider_than_its_place(page)
    everything_is_named(page, chinese=True)
    sizes_are_for_old_eyes(page)
    person.press(page.keep)
    person.until_page(SavedPage)
    (item,) = keeper.items()
    assert (item.provenance.phone_number, item.provenance.source) == ("10086", Source.PHONE)


def test_where_there_is_none_it_says_how_to_connect_the_phone(
    opened: Opened, tmp_path: Path
) -> None:
    person = opened("easy")
    (tmp_path / "empty").mkdir()
    page = scanned(person, tmp_path / "empty")
    person.until_said("请用数据线连上手机")
    assert not page.keep.isVisible()
    person.press(page.back)
    person.until_page(Home)
    scanned(person, tmp_path / "nowhere")
    person.until_said("source_missing")


def test_the_standard_face_lists_them_in_a_dialog(
    opened: Opened, keeper: Keeper, phone: Path
) -> None:
    case = keeper.new_case("套餐被改")
    person = opened("standard")
    person.window.desk.choose_folder = lambda _parent, _title: phone
    check_standard(person, chinese=True)
    person.press(person.standard.look_for)
    dialog = person.standard.dialog
    assert isinstance(dialog, Scan)
    person.until(lambda: dialog.list.count() == 2)
    assert "10086" in dialog.list.item(0).text()
    assert "时间：文件名里写的" in dialog.list.item(0).text()
    assert not dialog.keep.isEnabled()
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.list.item(0).text().startswith("✓ ")
    person.qtbot.wait(50)
    no_word_is_cut(dialog)
    everything_is_named(dialog, chinese=True)
    person.press(dialog.keep)
    person.until(lambda: len(keeper.items(case.case_id)) == 1)
    person.until_said("已保存 1 件")


@pytest.mark.parametrize("face", ["easy", "standard"])
def test_the_card_is_made_with_the_papers_and_opened(
    opened: Opened, keeper: Keeper, room: Room, tmp_path: Path, face: str
) -> None:
    keeper.new_case("套餐被改")
    person = opened(face, sound=room)
    if face == "easy":
        card = press_record(person).card
    else:
        person.press(person.standard.bar.record_button)
        card = person.standard.recording.card
    pass_time(person, room, 2)
    person.press(card)
    person.until(lambda: len(person.opened) == 1)
    person.until_said("提示卡打开了，现在就可以打印")
    assert person.opened[0].parent == tmp_path / "documents" / "取证管家"
    assert person.opened[0].read_bytes().startswith(b"%PDF")
    assert person.window.desk.recorder.running
