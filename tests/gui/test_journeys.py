"""What both faces go through screen by screen: the self-test, the family, the second copy."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.easy.family import FamilyPage
from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.journey import JourneyPage
from evidence_keeper.gui.journey import Journey
from evidence_keeper.gui.standard.journey import JourneyDialog
from evidence_keeper.keeper import Keeper
from tests.gui.conftest import Opened
from tests.gui.person import Person

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
