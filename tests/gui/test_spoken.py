"""读给我听: what the window says is read aloud where a person wishes it, and never into a recording."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from evidence_keeper.gui.easy.evidence import EvidencePage
from evidence_keeper.gui.easy.keep import KeepPage, SavedPage
from evidence_keeper.gui.easy.record import RecordPage
from evidence_keeper.gui.easy.recorded import RecordedPage
from evidence_keeper.gui.widgets.aloud import AloudButton
from evidence_keeper.gui.widgets.player import PlayerView
from evidence_keeper.keeper import Keeper
from evidence_keeper.speaking.fake import FakeEngine
from tests.gui.conftest import Opened
from tests.gui.person import Person, example
from tests.gui.room import Room, pass_time

HEARD = "我会把这个窗口说的话读给您听。"


def aloud(person: Person) -> QAbstractButton:
    (made,) = [one for one in person.window.findChildren(AloudButton) if one.isVisible()]
    return made


def said(engine: FakeEngine) -> list[str]:
    return [one.words for one in engine.said]


def listen(person: Person, engine: FakeEngine) -> None:
    """Presses 读给我听 and hears that it works."""
    person.press(aloud(person))
    person.until(lambda: HEARD in said(engine))


def test_nothing_is_read_aloud_unless_it_is_wished(opened: Opened) -> None:
    engine = FakeEngine()
    person = opened("easy", engine=engine)
    person.press_words("看证据")
    person.until_page(EvidencePage)
    person.quiet()
    assert engine.said == []


def test_the_easy_face_reads_its_page_and_what_happened(opened: Opened, keeper: Keeper) -> None:
    engine = FakeEngine(letter_seconds=0.001)
    person = opened("easy", engine=engine)
    listen(person, engine)
    assert aloud(person).text() == "✓ 读给我听"
    person.press_words("存文件")
    page = person.until_page(KeepPage)
    person.until(lambda: "存文件" in said(engine))
    person.chosen = example("账单")
    person.press(page.choose)
    person.until_page(SavedPage)
    person.until(lambda: any("存好，放在" in words for words in said(engine)))
    title = next(place for place, words in enumerate(said(engine)) if words.startswith("已保存"))
    assert all(one.language == "zh_CN" for one in engine.said)
    assert title < len(engine.said) - 1, "first the title, then what happened"


def test_the_next_page_cuts_the_last_one_short(opened: Opened) -> None:
    engine = FakeEngine(letter_seconds=60)
    person = opened("easy", engine=engine)
    listen(person, engine)
    person.press_words("看证据")
    person.until_page(EvidencePage)
    person.until(lambda: said(engine) == [HEARD, "看证据"])
    assert [one.cut for one in engine.said] == [True, False]


def test_it_is_silent_while_a_call_is_recorded(opened: Opened) -> None:
    engine = FakeEngine(letter_seconds=60)
    room = Room()
    person = opened("easy", sound=room, engine=engine)
    listen(person, engine)
    person.press_words("录通话")
    page = person.until_page(RecordPage)
    assert [one for one in engine.said if one.sounding] == []
    person.until(lambda: page.stop.isEnabled())
    person.press(page.marks[next(iter(page.marks))])
    person.until(lambda: bool(page.pressed.text()))
    assert [one for one in engine.said if one.sounding] == []
    pass_time(person, room, 2)
    person.press(page.stop)
    person.until_page(RecordedPage)
    person.until(lambda: "已保存" in said(engine))
    room.close()


def test_a_recording_is_listened_to_in_silence(opened: Opened, keeper: Keeper) -> None:
    engine = FakeEngine(letter_seconds=60)
    case = keeper.new_case("套餐被改")
    (item,) = keeper.add(example("录音"), case.case_id).items
    person = opened("standard", engine=engine)
    listen(person, engine)
    person.until(lambda: person.standard.timeline.rows.row_of(item.item_id) is not None)
    person.standard.timeline.choose(item.item_id)
    person.quiet()
    player = person.standard.detail.viewer.view
    assert isinstance(player, PlayerView)
    person.press(player.toggle)
    assert [one for one in engine.said if one.sounding] == []


def test_a_computer_without_a_voice_says_so(opened: Opened) -> None:
    person = opened("easy")
    person.press(aloud(person))
    person.until(lambda: aloud(person).text() == "这里没有声音可用")
    assert not aloud(person).isChecked()
    assert "这台电脑没有会说中文的声音" in aloud(person).accessibleDescription()


@pytest.mark.parametrize("face", ["easy", "standard"])
def test_what_was_wished_stays_when_the_letters_grow(opened: Opened, face: str) -> None:
    engine = FakeEngine()
    person = opened(face, engine=engine)
    listen(person, engine)
    person.window.larger()
    person.quiet()
    assert aloud(person).isChecked()
    person.press(aloud(person))
    assert not person.window.desk.spoken.wished
    assert not aloud(person).isChecked()


def test_a_closed_window_falls_silent(opened: Opened, tmp_path: Path) -> None:
    engine = FakeEngine(letter_seconds=60)
    person = opened("standard", engine=engine)
    listen(person, engine)
    person.window.close()
    assert [one for one in engine.said if one.sounding] == []
