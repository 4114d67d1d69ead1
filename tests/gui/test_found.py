"""What a search found is brought into sight where it stands, and marked: a message, a line of a picture, of a call."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.standard.entries import ItemEntry
from evidence_keeper.gui.widgets.chat import MARKED
from evidence_keeper.gui.widgets.player import PlayerView
from evidence_keeper.gui.widgets.reading import TextView
from evidence_keeper.gui.widgets.said import SaidView
from evidence_keeper.gui.widgets.seen import SeenView
from evidence_keeper.keeper import Keeper
from tests.gui.conftest import Opened
from tests.gui.person import Person, example

SCREENS = Path(__file__).parents[1] / "data" / "screens"
MANY = 1200


def look_for(person: Person, words: str) -> list[ItemEntry]:
    search = person.standard.bar.search
    search.clear()
    person.write(search, words)
    QTest.keyClick(search, Qt.Key.Key_Return)
    person.until(lambda: "找到" in person.standard.timeline.rows.index(0).data())
    person.quiet()
    rows = person.standard.timeline.rows.entries
    return [one for one in rows if isinstance(one, ItemEntry)]


def press_hit(person: Person, number: int) -> QWidget:
    timeline = person.standard.timeline
    index = timeline.rows.index(number + 1)
    timeline.scrollTo(index)
    place = timeline.visualRect(index).center()
    QTest.mouseClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=place)
    viewer = person.standard.detail.viewer
    person.until(lambda: viewer.view is not None)
    person.quiet()
    assert viewer.view is not None
    return viewer.view


def test_a_found_message_is_scrolled_to_and_marked(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    log = tmp_path / "聊天.txt"
    said = {600: "第一处仙人掌", 1100: "第二处仙人掌"}
    rows = (
        f"{'老沈' if n % 2 else '星河客服'} 2026-03-01 10:{n // 60 % 60:02}:{n % 60:02}\n{said.get(n, f'第{n}句')}\n"
        for n in range(1, MANY + 1)
    )
    log.write_text("".join(rows), "utf-8")
    keeper.keep_chat(log, keeper.new_case("套餐").case_id)
    person = opened("standard")
    assert [one.number for one in look_for(person, "仙人掌")] == [600, 1100]
    for row, number in ((0, 600), (1, 1100), (0, 600)):
        view = press_hit(person, row)
        assert isinstance(view, SaidView)
        person.until(partial(_in_sight, view, number))
        assert view.view.model().index(number - 1, 0).data(MARKED)


def _in_sight(view: SaidView, number: int) -> bool:
    index = view.view.model().index(number - 1, 0)
    box = view.view.visualRect(index)
    return box.isValid() and view.view.viewport().rect().intersects(box)


def test_a_found_line_of_a_call_is_marked(opened: Opened, keeper: Keeper) -> None:
    case = keeper.new_case("套餐").case_id
    item = keeper.add(example("10579"), case).items[0]
    lines = [f"[00:{n:02}] 我：第{n}句" for n in range(1, 12)]
    keeper.set_transcript(item.item_id, "\n".join([*lines, "[00:12] 对方：仙人掌不归我管"]))
    person = opened("standard")
    assert look_for(person, "仙人掌")
    view = press_hit(person, 0)
    assert isinstance(view, PlayerView)
    transcript = view.transcript
    assert transcript is not None
    person.until(lambda: transcript.lines.currentItem() is not None)
    assert "仙人掌" in transcript.lines.currentItem().text()


def test_found_words_of_a_text_are_marked(opened: Opened, keeper: Keeper, tmp_path: Path) -> None:
    path = tmp_path / "说明.txt"
    path.write_text("情况如下。\n" + "一行一行又一行\n" * 400 + "最后写着仙人掌三个字\n", "utf-8")
    keeper.add([path], keeper.new_case("套餐").case_id)
    person = opened("standard")
    assert look_for(person, "仙人掌")
    [text] = press_hit(person, 0).findChildren(TextView)
    person.until(lambda: text.textCursor().selectedText() == "仙人掌")
    assert text.verticalScrollBar().value() > 0


def test_a_found_message_of_a_picture_is_marked_in_the_picture(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    path = tmp_path / "Screenshot_20260318_201500.png"
    shutil.copy(SCREENS / "wechat.png", path)
    item = keeper.add([path], keeper.new_case("套餐").case_id).items[0]
    message = keeper.read(item.item_id).messages[-1]
    keeper.correct_message(item.item_id, message.number, "最后说到仙人掌")
    person = opened("standard")
    assert look_for(person, "仙人掌")
    view = press_hit(person, 0)
    assert isinstance(view, SeenView)
    person.until(lambda: "最后说到仙人掌" in view.words.text())
    assert any(place.role == "action" for place in view.canvas.places)
    assert view.chat is not None
    assert view.chat.model().index(message.number - 1, 0).data(MARKED)
