"""The window as a whole: its keyboard, its errors, and that it never stands still."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from evidence_keeper.errors import BusyError
from evidence_keeper.gui.choosing import make_dialog
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.easy.evidence import EvidencePage, ItemPage
from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.note import NotePage
from evidence_keeper.gui.look import FaceName, Look
from evidence_keeper.gui.standard.newcase import NewCase
from evidence_keeper.gui.standard.papers import Papers
from evidence_keeper.gui.window import ErrorDialog, Window
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Finding, FindingCode
from tests.gui.conftest import Opened
from tests.gui.person import Person, example

LONGEST_STALL = 0.5


def test_the_usual_keys_work(opened: Opened, keeper: Keeper) -> None:
    keeper.add(example("账单"), keeper.new_case("套餐").case_id)
    person = opened("standard")
    person.come_forward()
    face = person.standard
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(person.window, Qt.Key.Key_F, control)
    person.until(face.bar.search.hasFocus)
    QTest.keyClick(person.window, Qt.Key.Key_N, control)
    person.until(lambda: isinstance(face.dialog, NewCase))
    assert face.dialog is not None
    face.dialog.reject()
    person.chosen = example("Screenshot_20260301")
    QTest.keyClick(person.window, Qt.Key.Key_O, control)
    person.until_said("已保存 1 件")
    person.quiet()
    QTest.keyClick(person.window, Qt.Key.Key_P, control)
    person.until(lambda: isinstance(face.dialog, Papers))
    face.dialog.reject()
    face.timeline.setFocus()
    face.timeline.choose(keeper.items()[0].item_id)
    QTest.keyClick(face.timeline, Qt.Key.Key_Delete)
    person.until_said("收起来了")
    QTest.keyClick(person.window, Qt.Key.Key_Z, control)
    person.until_said("已经放回来了。")


def test_the_ring_follows_the_keyboard(opened: Opened) -> None:
    person = opened("easy")
    person.come_forward()
    page = person.easy.page
    assert isinstance(page, Home)
    ring = person.window._ring
    assert ring is not None
    person.until(lambda: ring.target is page.cards[0])
    QTest.keyClick(page.cards[0], Qt.Key.Key_Tab)
    person.until(lambda: ring.target is page.cards[1])


def test_a_vault_that_cannot_be_opened_is_said_once(
    qtbot: QtBot, application: QApplication, tmp_path: Path
) -> None:
    def refuse() -> Keeper:
        raise BusyError("vault_busy", seconds=10)

    desk = Desk(refuse, Look(FaceName.EASY), papers=tmp_path)
    window = Window(desk)
    window.resize(1366, 768)
    window.show()
    qtbot.waitExposed(window)
    window.start()
    desk.refresh()
    person = Person(qtbot, window, None, [])
    person.until_said("给帮忙的人看：vault_busy")
    person.quiet()
    dialogs = [one for one in window.findChildren(ErrorDialog) if one.isVisible()]
    assert len(dialogs) == 1
    person.press(dialogs[0].done_button)
    window.close()


@pytest.mark.parametrize("face", ["easy", "standard"])
def test_what_a_crash_left_is_said_at_the_start(opened: Opened, keeper: Keeper, face: str) -> None:
    facts = {"result": "adopted", "name": "录音.m4a", "path": "", "size": 12}
    keeper.mended += (Finding(FindingCode.MENDED, "录音.m4a", facts),)
    person = opened(face)
    person.until_said("录音.m4a")


def test_a_word_that_was_begun_is_still_there(opened: Opened, keeper: Keeper) -> None:
    keeper.add(example("账单"), keeper.new_case("套餐").case_id)
    person = opened("easy")
    page = person.easy.page
    assert isinstance(page, Home)
    person.press(page.evidence)
    listed = person.until_page(EvidencePage)
    person.until(lambda: bool(listed.rows))
    person.press(next(iter(listed.rows.values())))
    item = person.until_page(ItemPage)
    person.press(item.write)
    note = person.until_page(NotePage)
    person.write(note.words, "写到一半")
    person.press(note.back)
    person.press(person.until_page(ItemPage).write)
    again = person.until_page(NotePage)
    assert again.words.toPlainText() == "写到一半"
    person.press(again.save)
    person.until_said("您写过：写到一半")


def test_the_file_dialog_speaks_our_words(opened: Opened, tmp_path: Path) -> None:
    person = opened("easy")
    dialog = make_dialog(person.window, tmp_path)
    dialog.open()
    person.until(dialog.isVisible)
    words = {made.text() for made in dialog.findChildren(QPushButton)}
    assert {"就选这些", "先不做"} <= words
    labels = {made.text() for made in dialog.findChildren(QLabel)}
    assert labels == {"在哪里找", "文件名", "哪种文件"}
    dialog.reject()
    dialog.deleteLater()


def test_the_window_never_stands_still(opened: Opened, keeper: Keeper, tmp_path: Path) -> None:
    big = tmp_path / "很大的录像.bin"
    big.write_bytes(bytes(range(256)) * 400_000)
    case = keeper.new_case("套餐", "telecom_plan", {"company": "星河通信"})
    keeper.add(example(), case.case_id)
    person = opened("standard")
    beats: list[float] = []
    heart = QTimer()
    heart.timeout.connect(lambda: beats.append(time.monotonic()))
    heart.start(10)
    person.drop([big])
    person.until_said("已保存 1 件")
    person.press(person.standard.bar.check_button)
    person.until_said("一个字都没有变")
    for item in keeper.items():
        person.standard.timeline.choose(item.item_id)
        person.quiet()
    person.press(person.standard.bar.papers_button)
    dialog = person.standard.dialog
    assert isinstance(dialog, Papers)
    person.press(dialog.make)
    person.until(lambda: dialog.bundle is not None)
    heart.stop()
    dialog.reject()
    assert max(after - before for before, after in pairwise(beats)) < LONGEST_STALL
