"""The easy face asks once which one is the person, and reads a kept picture."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from evidence_keeper.gui.easy.chat_read import ReadPage
from evidence_keeper.gui.easy.chat_who import WhoPage
from evidence_keeper.gui.easy.copied import CopiedPage, CopiedSavedPage
from evidence_keeper.gui.easy.evidence import ItemPage
from evidence_keeper.gui.widgets.chat import ChatView
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Role
from tests.gui.conftest import Opened
from tests.gui.person import Person

SCREENS = Path(__file__).parents[1] / "data" / "screens"
TWO = "沈玉兰 2026-03-01 10:00:00\n转人工\n云鹤 2026-03-01 10:00:05\n请换个说法\n"
MORE = "沈玉兰 2026-03-01 10:02:00\n我要人工\n云鹤 2026-03-01 10:02:05\n请换个说法\n"
KNOWN = "老沈 2026-03-01 10:00:00\n转人工\n星河客服 2026-03-01 10:00:05\n请换个说法\n"


def copy_all(opened: Opened, case_id: str | None, *texts: str) -> Person:
    """A person who copied these texts one after the other, and pressed 完成."""
    person = opened("easy")
    person.easy.go(CopiedPage(person.easy, case_id))
    page = person.until_page(CopiedPage)
    for text in texts:
        before = len(page.panel.done)
        QGuiApplication.clipboard().setText(text)
        person.until(partial(_more, page, before))
    person.press(page.done)
    return person


def _more(page: CopiedPage, before: int) -> bool:
    return len(page.panel.done) > before


def test_it_is_asked_once_and_holds_for_all_copies(opened: Opened, keeper: Keeper) -> None:
    person = copy_all(opened, None, TWO, MORE)
    asking = person.until_page(WhoPage)
    assert "哪一个是您？" in person.reads()
    assert list(asking.people) == ["沈玉兰", "云鹤"]
    person.press(asking.people["沈玉兰"])
    person.until_page(CopiedSavedPage)
    for item in keeper.items():
        read = keeper.read(item.item_id)
        assert [one.role for one in read.messages if one.sender == "沈玉兰"] == [Role.ME]
        assert read.shows is not None
        assert len(read.shows.evidence["human_requests"]) == 1


def test_who_does_not_know_goes_on_and_nothing_is_entered(opened: Opened, keeper: Keeper) -> None:
    person = copy_all(opened, None, TWO)
    asking = person.until_page(WhoPage)
    person.press(asking.none)
    person.until_page(CopiedSavedPage)
    [item] = keeper.items()
    assert [entry.kind for entry in keeper.history(item.item_id)] == ["keep"]


def test_where_the_chat_says_it_nobody_is_asked_and_it_can_be_put_right(
    opened: Opened, keeper: Keeper
) -> None:
    item = keeper.keep_copied(KNOWN.encode(), keeper.new_case("套餐").case_id).item
    person = copy_all(opened, item.case_id, KNOWN.replace("转人工", "要人工"))
    person.until_page(CopiedSavedPage)

    person.easy.go(ItemPage(person.easy, item))
    shown = person.until_page(ItemPage)
    person.press(shown.who)
    asking = person.until_page(WhoPage)
    person.press(asking.people["星河客服"])
    person.until_page(ItemPage)
    roles = {one.sender: one.role for one in keeper.read(item.item_id).messages}
    assert roles["星河客服"] is Role.ME
    assert roles["老沈"] is not Role.ME


def test_a_kept_picture_is_read_and_ticked(opened: Opened, keeper: Keeper, tmp_path: Path) -> None:
    path = tmp_path / "Screenshot_20260318_201500.png"
    shutil.copy(SCREENS / "wechat.png", path)
    item = keeper.add([path], keeper.new_case("套餐").case_id).items[0]
    person = opened("easy")
    person.easy.go(ItemPage(person.easy, item))
    person.press(person.until_page(ItemPage).read)
    page = person.until_page(ReadPage)
    person.qtbot.waitUntil(lambda: page.reading is not None, timeout=100_000)
    assert isinstance(page.view, ChatView)
    person.until_said("机器识别，未核对")
    assert page.tick is not None
    person.press(page.tick)
    person.qtbot.waitUntil(lambda: keeper.read(item.item_id).checked_by_person, timeout=30_000)
    person.until_said("机器识别，已由人核对")
