"""What both faces go through screen by screen: the self-test, the family, the second copy."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.easy.family import FamilyPage
from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.journey import JourneyPage
from evidence_keeper.gui.journey import Journey
from evidence_keeper.gui.journeys.handing import HandOut
from evidence_keeper.gui.journeys.taking import TakeIn
from evidence_keeper.gui.standard.journey import JourneyDialog
from evidence_keeper.keeper import Keeper
from tests.gui.conftest import Opened
from tests.gui.person import Person, example

FACES = pytest.mark.parametrize("face", ["easy", "standard"])


def go(person: Person, name: str) -> Journey:
    """Into a journey: over 叫家人帮忙 in the easy face, by the menu 更多 in the standard one."""
    if person.window.desk.look.easy:
        home = person.easy.page
        assert isinstance(home, Home)
        person.press(home.family)
        person.press(person.until_page(FamilyPage).rows[name])
        return person.until_page(JourneyPage).journey
    bar = person.standard.bar
    action = next(one for one in bar.more.actions() if one.data() == name)
    action.trigger()
    dialog = person.standard.dialog
    assert isinstance(dialog, JourneyDialog)
    return dialog.journey


def around(journey: Journey) -> QWidget:
    """The page or dialog that shows it."""
    assert journey.host is not None
    return journey.host


@FACES
def test_the_computer_is_looked_at_and_the_report_can_be_copied(
    opened: Opened, keeper: Keeper, face: str
) -> None:
    keeper.new_case("王奶奶的套餐")
    person = opened(face)
    go(person, "self_test")
    person.until_said("话筒: 这台电脑没有找到话筒")
    assert "要看一看" in person.reads()
    person.press_words("复制报告")
    person.until_said("里面没有您的事情和证据")
    told = QGuiApplication.clipboard().text()
    assert "[no_microphone]" in told
    assert "王奶奶" not in told


@FACES
def test_a_screen_that_is_laid_out_anew_takes_the_focus_at_once(opened: Opened, face: str) -> None:
    """The ring followed buttons that were gone by then, and the program ended there."""
    person = opened(face)
    journey = go(person, "self_test")
    for _ in range(5):
        person.until_said("要看一看")
        journey.begin()
        person.quiet()
    focus = person.window.focusWidget() if face == "easy" else around(journey).focusWidget()
    assert focus is not None
    assert focus.property("role") == "main"


def grown(keeper: Keeper) -> str:
    """A matter with some evidence."""
    case = keeper.new_case(
        "套餐被改", "telecom_plan", {"company": "星河通信", "demand": "恢复原套餐"}
    )
    keeper.add(example("Screenshot_20260226"), case.case_id)
    return case.case_id


@FACES
def test_a_matter_goes_to_the_family_with_words_to_read_out(
    opened: Opened, keeper: Keeper, tmp_path: Path, face: str
) -> None:
    grown(keeper)
    person = opened(face)
    journey = go(person, "hand_out")
    assert isinstance(journey, HandOut)
    warning = "只交给您自己打过去的家人。有人打来要文件或口令，是骗子。"
    person.until_said(warning)
    assert "“事情经过”没有填" in person.reads()
    person.press_words("做成文件")
    person.until(lambda: journey.handed is not None)
    handed = journey.handed
    assert handed is not None
    words = handed.phrase.split()
    assert len(words) == 6
    for number, word in enumerate(words, 1):
        assert f"{number}. {word}" in person.reads()
    assert warning in person.reads()
    person.press_words("看要做什么")
    person.until(lambda: person.opened == [handed.page])
    person.press_words("复制文件")
    assert QGuiApplication.clipboard().mimeData().urls()[0].toLocalFile() == str(handed.file)
    relative = Keeper.open(tmp_path / "theirs", home=tmp_path / "their-home")
    taken = relative.take_in(handed.file, handed.phrase)
    assert len(taken.items) == len(keeper.items())
    relative.close()


@FACES
def test_what_comes_back_is_taken_in_and_a_person_chooses_where_both_changed(
    opened: Opened, keeper: Keeper, tmp_path: Path, face: str
) -> None:
    case_id = grown(keeper)
    keeper.hand_out(case_id, tmp_path / "out.ekcase", "一二三四")
    relative = Keeper.open(tmp_path / "theirs", home=tmp_path / "their-home")
    theirs = relative.take_in(tmp_path / "out.ekcase", "一二三四").case_id
    relative.set_case(theirs, {"demand": "退还多收的 60 元", "facts": "从未同意改套餐"})
    keeper.set_case(case_id, {"demand": "恢复原套餐并道歉"})
    relative.hand_out(theirs, tmp_path / "back.ekcase", "一二三四")
    relative.close()

    person = opened(face)
    person.window.desk.choose_file = lambda _parent, _title: tmp_path / "back.ekcase"
    journey = go(person, "take_in")
    assert isinstance(journey, TakeIn)
    person.press_words("选文件")
    person.until(lambda: journey.line is not None)
    assert journey.line is not None
    person.write(journey.line, "猜错了的")
    person.press_words("打开")
    person.until_said("口令不对")
    person.press_words("再试一次")
    assert journey.line is not None
    journey.line.clear()
    person.write(journey.line, "一二三四")
    person.press_words("打开")
    person.until_said("两边都改过，用哪一个？")
    assert "恢复原套餐并道歉" in person.reads()
    person.press_words("退还多收的 60 元", around(journey))
    person.until_said("收好了")
    case = keeper.case(case_id)
    assert (case.get("demand"), case.get("facts")) == ("退还多收的 60 元", "从未同意改套餐")
    assert keeper.conflicts(case_id) == []


def test_a_file_that_is_none_is_one_plain_line(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "x.ekcase").write_bytes(b"hello")
    person = opened("easy")
    person.window.desk.choose_file = lambda _parent, _title: tmp_path / "x.ekcase"
    journey = go(person, "take_in")
    assert isinstance(journey, TakeIn)
    person.press_words("选文件")
    person.until(lambda: journey.line is not None)
    assert journey.line is not None
    person.write(journey.line, "一二三四")
    person.press_words("打开")
    person.until_said("not_a_handover")


@FACES
def test_a_second_copy_is_made_checked_and_remembered(
    opened: Opened, keeper: Keeper, tmp_path: Path, face: str
) -> None:
    grown(keeper)
    (tmp_path / "stick").mkdir()
    person = opened(face)
    desk = person.window.desk
    desk.choose_folder = lambda _parent, _title: tmp_path / "stick"
    go(person, "second_copy")
    person.until_said("第二份里样样都在")
    person.press_words("选U盘或文件夹")
    person.until_said("拷好了，也核对过了：2 件")
    assert desk.choices.second_copy == tmp_path / "stick"
    assert (tmp_path / "stick" / "copy.json").exists()
    assert keeper.watched().copy == tmp_path / "stick"


@FACES
def test_what_was_lost_comes_back_from_the_second_copy(
    opened: Opened, keeper: Keeper, tmp_path: Path, face: str
) -> None:
    whole = Keeper.open(tmp_path / "other", home=tmp_path / "other-home")
    grown(whole)
    whole.copy_to(tmp_path / "stick" / "copy")
    whole.close()
    person = opened(face)
    desk = person.window.desk
    desk.choose_folder = lambda _parent, _title: tmp_path / "stick"
    assert desk.known.cases == []
    go(person, "restore")
    person.press_words("选第二份")
    person.until_said("恢复好了，也检查过了：2 件")
    person.until(lambda: [case.title for case in desk.known.cases] == ["套餐被改"])
    assert desk.choices.vault == desk.place
    assert (keeper.vault.path / "journal.jsonl").exists()
    desk.let_go()


def test_a_folder_that_is_no_copy_is_one_plain_line(opened: Opened, tmp_path: Path) -> None:
    person = opened("easy")
    person.window.desk.choose_folder = lambda _parent, _title: tmp_path
    go(person, "restore")
    person.press_words("选第二份")
    person.until_said("not_a_copy")
