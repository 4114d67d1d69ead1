"""Both tables on the screen, what a person says of their rows, and the memo that can be written at any time."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.memo import MemoPage
from evidence_keeper.gui.standard.contacts import ContactsDialog, Table
from evidence_keeper.gui.standard.memo import MemoDialog
from evidence_keeper.gui.tray import Tray
from evidence_keeper.keeper import Keeper
from tests.gui.conftest import Opened
from tests.gui.looking import SCALES, look_at
from tests.gui.person import Person

CHAT = """2026-03-02 14:20:11 我: 转人工
2026-03-02 14:20:12 智能客服: 您好，请问您当前的诉求是什么呢？
2026-03-02 14:20:40 我: 我要人工客服
2026-03-02 14:20:41 智能客服: 您好，请问您当前的诉求是什么呢？
"""


def kept(keeper: Keeper, tmp_path: Path) -> str:
    """A chat with a robot, a call that sold something, in one matter."""
    case = keeper.new_case("套餐被改", "telecom_plan")
    log = tmp_path / "聊天.txt"
    log.write_text(CHAT, "utf-8")
    keeper.keep_chat(log, case.case_id)
    keeper.write_down(case.case_id, "marketing", {"number": "02199900017", "said": "免费升级"})
    return case.case_id


def cells(table: Table) -> list[str]:
    """What the first row says."""
    found = (table.item(0, number) for number in range(table.columnCount()))
    return [cell.text() for cell in found if cell is not None]


def tables(person: Person) -> ContactsDialog:
    person.press(person.standard.matter.steps.contacts)
    dialog = person.standard.dialog
    assert isinstance(dialog, ContactsDialog)
    person.until(lambda: dialog.contacts.rowCount() > 0)
    return dialog


@pytest.mark.parametrize("scale", SCALES)
def test_rows_are_confirmed_struck_brought_back_and_written_in(
    opened: Opened, keeper: Keeper, tmp_path: Path, scale: int
) -> None:
    case_id = kept(keeper, tmp_path)
    person = opened("standard", scale=scale)
    dialog = tables(person)
    look_at(person, "standard-contacts", dialog)
    assert dialog.contacts.columnCount() > 8
    assert not dialog.strike.isEnabled()
    assert "2（没有核对）" in cells(dialog.contacts)
    dialog.contacts.selectRow(0)
    dialog.confirm.click()
    person.until(lambda: "2" in cells(dialog.contacts))
    assert keeper.contacts(case_id).totals.requests == 2
    staff = dialog.contacts.item(0, 8)
    assert staff is not None
    staff.setText("3086")
    person.until(lambda: keeper.contacts(case_id).contacts[0].staff == "3086")
    person.quiet()
    dialog.marketing.selectRow(0)
    dialog.strike.click()
    person.until(lambda: dialog.marketing.rowCount() == 0)
    person.until_said("说过不算")
    look_at(person, "standard-contacts-struck", dialog)
    dialog.back.click()
    person.until(lambda: dialog.marketing.rowCount() == 1)
    dialog.contacts.selectRow(0)
    chat = dialog.contacts.chosen[0]
    dialog.look_at.click()
    person.until(lambda: person.standard.detail.item is not None)
    assert person.standard.detail.item is not None
    assert person.standard.detail.item.item_id == chat


@pytest.mark.parametrize("scale", SCALES)
def test_a_call_is_written_down_from_the_standard_face(
    opened: Opened, keeper: Keeper, scale: int
) -> None:
    person = opened("standard", scale=scale)
    person.press(person.standard.memo)
    memo = person.standard.dialog
    assert isinstance(memo, MemoDialog)
    look_at(person, "standard-memo", memo)
    memo.save.click()
    assert "至少" in memo.told.words
    memo.record.choose("service")
    look_at(person, "standard-memo-service", memo)
    memo.lines["staff"].setText("3086")
    memo.choices["reached"].choose("no")
    memo.at.setText("2026-02-30 10:00")
    memo.save.click()
    person.until_said("时间")
    assert not keeper.items()
    memo.at.setText("2026-02-28 10:00")
    memo.save.click()
    person.until(lambda: bool(keeper.items()))
    (item,) = keeper.items()
    assert item.case_id is not None
    (row,) = keeper.contacts(item.case_id).contacts
    assert (row.staff, row.reached, row.afterwards) == ("3086", False, True)


def test_the_memo_is_one_press_from_the_home_and_from_beside_the_clock(opened: Opened) -> None:
    person = opened("easy")
    home = person.easy.page
    assert isinstance(home, Home)
    person.press(home.memo)
    person.until_page(MemoPage)
    person.easy.home()
    tray = Tray(person.window)
    tray.memo.trigger()
    person.until_page(MemoPage)
    tray.end()
