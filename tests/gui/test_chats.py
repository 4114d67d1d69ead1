"""Keeping a chat by copying it, and what a person says of one that is kept, in both faces."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from evidence_keeper.gui.easy.chat import ChatPage
from evidence_keeper.gui.easy.copied import CopiedPage, CopiedSavedPage
from evidence_keeper.gui.standard.copied import CopiedDialog
from evidence_keeper.gui.widgets.said import SaidView
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Kind, Role, Source
from tests.gui.person import Person, example

Opened = Callable[..., Person]
FIRST = "老沈 2026-03-01 10:00:00\n转人工\n星河客服 2026-03-01 10:00:05\n请换个说法试试\n"
SECOND = "老沈 2026-03-01 10:02:00\n我要人工\n星河客服 2026-03-01 10:02:05\n请换个说法试试\n"


def copies(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def test_each_copy_is_kept_while_the_page_is_open(opened: Opened, keeper: Keeper) -> None:
    copies("我的密码 123")
    person = opened("easy")
    person.easy.go(ChatPage(person.easy))
    page = person.until_page(ChatPage)
    person.press(page.copied)
    copied = person.until_page(CopiedPage)
    copies(FIRST)
    person.until(lambda: len(copied.panel.done) == 1)
    copies(SECOND)
    person.until(lambda: len(copied.panel.done) == 2)
    person.press(copied.paste)
    person.until_said("这一段复制过了")
    person.press(copied.done)
    person.until_page(CopiedSavedPage)
    copies("别的东西")
    person.quiet()
    kept = keeper.items()
    assert [item.provenance.source for item in kept] == [Source.CLIPBOARD] * 2
    assert [keeper.original(item.item_id).read_text("utf-8") for item in kept] == [FIRST, SECOND]
    assert len({item.group for item in kept}) == 1
    assert all("copied_at" in item.provenance.extra for item in kept)


def test_the_standard_face_takes_copies_in_a_window(opened: Opened, keeper: Keeper) -> None:
    person = opened("standard")
    person.standard.bar.copied_chat.emit()
    dialog = person.standard.dialog
    assert isinstance(dialog, CopiedDialog)
    copies(FIRST)
    person.until(lambda: len(dialog.panel.done) == 1)
    dialog.ready.click()
    copies(SECOND)
    person.quiet()
    assert len(keeper.items()) == 1


def test_an_exported_file_is_kept_as_a_chat(opened: Opened, keeper: Keeper) -> None:
    person = opened("easy")
    person.easy.go(CopiedPage(person.easy, None))
    page = person.until_page(CopiedPage)
    person.chosen = example("微信聊天")
    person.press(page.file)
    person.until_page(CopiedSavedPage)
    assert [item.kind for item in keeper.items()] == [Kind.CHAT]


def test_a_person_says_who_is_who_strikes_and_confirms(opened: Opened, keeper: Keeper) -> None:
    case = keeper.new_case("套餐").case_id
    item_id = keeper.keep_copied((FIRST + SECOND).encode(), case).item.item_id
    person = opened("standard")
    person.standard.timeline.choose(item_id)
    person.until(lambda: isinstance(person.standard.detail.viewer.view, SaidView))
    said = person.standard.detail.viewer.view
    assert isinstance(said, SaidView)
    said.people["星河客服"].choose(Role.BOT.value)
    said.people["星河客服"].activated.emit(0)
    person.until(lambda: said.reading.messages[1].role is Role.BOT)
    assert said.reading.shows is not None
    assert said.reading.shows.evidence["human_requests"] == (1, 3)
    said.view.show_message(2)
    said.whose.choice.choose(Role.HUMAN.value)
    said.whose.choice.activated.emit(0)
    person.until(lambda: said.reading.messages[1].role is Role.HUMAN)
    assert said.reading.messages[3].role is Role.BOT
    said.view.show_message(3)
    person.press(said.strike)
    person.until(lambda: ("human_requests", 3) in said.reading.struck)
    person.press(said.strike)
    person.until(lambda: not said.reading.struck)
    person.press(said.confirm)
    person.until(lambda: said.reading.checked_by_person)
    person.until_said("已由人核对")
    assert keeper.verify().ok
