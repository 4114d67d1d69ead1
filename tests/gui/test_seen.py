"""A picture's reading beside it, as the one who helps puts it right, ticks it and marks what is private."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from evidence_keeper.gui.widgets.marking import Doing
from evidence_keeper.gui.widgets.seen import SeenView
from evidence_keeper.keeper import Keeper, Reading
from evidence_keeper.model import EvidenceItem, Role
from tests.gui.conftest import Opened
from tests.gui.person import Person

SCREENS = Path(__file__).parents[1] / "data" / "screens"


@pytest.fixture
def picture(keeper: Keeper, tmp_path: Path) -> EvidenceItem:
    """A conversation in which a number, an address or a card is said."""
    case = keeper.new_case("套餐被改")
    path = tmp_path / "Screenshot_20260318_201500.png"
    shutil.copy(SCREENS / "wechat.png", path)
    return keeper.add([path], case.case_id).items[0]


def beside(person: Person, item: EvidenceItem) -> SeenView:
    timeline, detail = person.standard.timeline, person.standard.detail
    person.until(lambda: timeline.rows.row_of(item.item_id) is not None)
    row = timeline.rows.row_of(item.item_id)
    assert row is not None
    place = timeline.visualRect(timeline.rows.index(row)).center()
    QTest.mouseClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=place)
    person.until(lambda: isinstance(detail.viewer.view, SeenView))
    person.quiet()
    assert isinstance(detail.viewer.view, SeenView)
    return detail.viewer.view


def read(seen: SeenView) -> bool:
    return seen.reading is not None


def reading(seen: SeenView) -> Reading:
    assert seen.reading is not None
    return seen.reading


def drag(seen: SeenView, start: QPoint, end: QPoint) -> None:
    port = seen.canvas.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)


def test_it_is_read_put_right_ticked_and_its_private_places_marked(
    opened: Opened, keeper: Keeper, picture: EvidenceItem
) -> None:
    person = opened("standard")
    seen = beside(person, picture)
    assert not read(seen)
    person.press_words("认出文字")
    person.qtbot.waitUntil(lambda: read(seen), timeout=100_000)
    assert "机器识别，未核对" in person.reads()
    assert [one.side for one in reading(seen).messages]
    assert "隐私：" in person.reads()

    message = reading(seen).messages[0]
    seen.choose(message)
    assert message.text.replace("\n", "⏎") in seen.machine.text()
    assert seen.whose.isVisible()
    side = {"left": Role.ME, "right": Role.HUMAN}.get(str(message.side), Role.ME)
    seen.whose.choice.choose(side.value)
    seen.whose.choice.activated.emit(0)
    person.until(lambda: reading(seen).messages[0].role is side)
    assert reading(seen).messages[0].side == {Role.ME: "right"}.get(side, "left")
    seen.choose(reading(seen).messages[0])
    seen.words.setText("我要人工客服！")
    person.press(seen.save)
    person.until(lambda: "我要人工客服！" in [one.text for one in reading(seen).messages])
    account = reading(seen).picture
    assert account is not None
    assert account.conversation.messages[0].text == message.text

    person.press_words("都对，核对过了")
    person.until_said("✓ 机器识别，已由人核对")
    assert keeper.read(picture.item_id).checked_by_person

    before = len(reading(seen).private)
    person.press_words("标出姓名")
    drag(seen, QPoint(40, 30), QPoint(120, 60))
    person.until(lambda: len(reading(seen).private) == before + 1)
    drawn = reading(seen).private[-1]
    assert drawn["kind"] == "name"
    assert drawn["box"][2] > 0

    seen.canvas.picked.emit(before)
    person.press_words("这里不是姓名")
    person.until(lambda: len(reading(seen).private) == before)
    kinds = [entry.kind for entry in keeper.history(picture.item_id)]
    assert kinds.count("box") == 1
    assert kinds.count("strike") == 1


def test_title_and_input_box_are_left_out_by_two_lines(
    opened: Opened, keeper: Keeper, picture: EvidenceItem
) -> None:
    keeper.read(picture.item_id)
    person = opened("standard")
    seen = beside(person, picture)
    person.until(lambda: read(seen))
    many = len(reading(seen).messages)
    person.press_words("只认一部分")
    assert seen.canvas.doing is Doing.CROPPING
    middle = seen.canvas.viewport().width() // 2
    origin, factor = seen.canvas._origin(), seen.canvas.factor
    top = round(origin.y())
    drag(seen, QPoint(middle, top), QPoint(middle, top + round(900 * factor)))
    first, last = seen.canvas.rows
    assert first > 800
    person.press_words("认这一部分")
    person.qtbot.waitUntil(lambda: read(seen), timeout=100_000)
    assert 0 < len(reading(seen).messages) < many
    account = reading(seen).picture
    assert account is not None
    assert account.crop == (first, last)
