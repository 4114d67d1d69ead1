"""Listening in the standard face: a part chosen, cut out and made unhearable; what is said, written and checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from evidence_keeper.gui.widgets.part import PartView
from evidence_keeper.gui.widgets.player import PlayerView
from evidence_keeper.gui.widgets.transcript import TranscriptView
from evidence_keeper.keeper import Keeper
from evidence_keeper.media import probe
from evidence_keeper.model import EvidenceItem
from tests.gui.conftest import Opened
from tests.gui.person import Person, example
from tests.gui.test_looks import check_standard
from tests.pulse import PulseServer, as_the_sound_server
from tests.unit.reading.speech.models import write_sense_voice


@pytest.fixture
def call(keeper: Keeper) -> EvidenceItem:
    return keeper.add(example("通话录音"), keeper.new_case("套餐被改").case_id).items[0]


def listening(opened: Opened, call: EvidenceItem, scale: int = 100) -> tuple[Person, PlayerView]:
    person = opened("standard", scale=scale)
    person.standard.timeline.choose(call.item_id)
    person.quiet()
    player = person.standard.detail.viewer.view
    assert isinstance(player, PlayerView)
    return person, player


def parting(player: PlayerView) -> PartView:
    assert player.part is not None
    return player.part


def said(player: PlayerView) -> TranscriptView:
    assert player.transcript is not None
    return player.transcript


def drag(player: PlayerView, begin: float, end: float) -> None:
    """From one second to another, with the left button held down."""
    wave, edge = player.waveform, player.waveform._edge
    wide = wave.width() - 2 * edge
    first, last = (
        QPoint(round(edge + at / player._seconds * wide), wave.height() // 2) for at in (begin, end)
    )
    QTest.mousePress(wave, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, first)
    for step in range(1, 6):
        place = first + (last - first) * step / 5
        QTest.mouseMove(wave, place)
    QTest.mouseRelease(wave, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, last)


def test_a_part_is_dragged_cut_out_and_one_press_away(
    opened: Opened, keeper: Keeper, call: EvidenceItem
) -> None:
    person, player = listening(opened, call)
    before = keeper.original(call.item_id).read_bytes()
    assert not parting(player).isVisible()
    drag(player, 10, 16)
    assert parting(player).isVisible(), "dragging shows what can be done with a part"
    assert "都是另存一份，原件一点不动" in person.reads()
    begin, end = parting(player).span or (0.0, 0.0)
    assert begin == pytest.approx(10, abs=0.3)
    assert end == pytest.approx(16, abs=0.3)
    assert "选了 00:" in parting(player).words.text()
    person.qtbot.wait(50)
    check_standard(person, chinese=True)
    person.press(parting(player).cut)
    person.until(lambda: len(keeper.items()) == 2)
    person.until_said("原件一点没动")
    copy = keeper.items()[1]
    assert copy.derived_from == (call.item_id,)
    assert probe(keeper.original(copy.item_id)).seconds == pytest.approx(end - begin, abs=0.1)
    person.until(lambda: "剪下的 00:" in person.reads())
    person.press(player._relatives.findChildren(type(parting(player).cut))[0])  # type: ignore[union-attr]
    person.until(lambda: person.standard.detail.item == copy)
    person.quiet()
    person.until_said("听原件")
    person.press_words("听原件")
    person.until(lambda: person.standard.detail.item is not None)
    person.until(lambda: person.standard.detail.item.item_id == call.item_id)  # type: ignore[union-attr]
    assert keeper.original(call.item_id).read_bytes() == before


def test_a_part_is_chosen_by_keyboard_and_made_unhearable(
    opened: Opened, keeper: Keeper, call: EvidenceItem
) -> None:
    person, player = listening(opened, call)
    player.waveform.setFocus()
    QTest.keyClick(player.waveform, Qt.Key.Key_Right)
    for _ in range(3):
        QTest.keyClick(player.waveform, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert parting(player).span == (5.0, 8.0)
    QTest.keyClick(player.waveform, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert parting(player).span == (5.0, 7.0)
    QTest.keyClick(player.waveform, Qt.Key.Key_Escape)
    assert parting(player).span is None
    assert not parting(player).hide_it.isEnabled()
    person.press(parting(player).begin)
    QTest.keyClick(player.waveform, Qt.Key.Key_Right)
    person.press(parting(player).end)
    assert parting(player).span == (7.0, 12.0)
    person.press(parting(player).hide_it)
    person.until(lambda: len(keeper.items()) == 2)
    (note,) = keeper.items()[1].provenance.notes
    assert (note["code"], note["spans"]) == ("bleeped", [[7.0, 12.0]])
    person.until(lambda: "消音 1 处" in person.reads())


def test_what_is_said_is_written_with_its_times_and_checked(
    opened: Opened, keeper: Keeper, call: EvidenceItem
) -> None:
    person, player = listening(opened, call)
    view = said(player)
    person.until(view.isVisible)
    assert not view.sure.isVisible()
    player._seek(12.0)
    person.press(view.write)
    assert view.dialog is not None
    person.press(view.dialog.stamp)
    person.write(view.dialog.text, "我：我要人工。")
    player._seek(20.0)
    person.press(view.dialog.stamp)
    person.write(view.dialog.text, "对方：请按零。")
    person.press(view.dialog.save)
    person.until(lambda: view.lines.count() == 2)
    assert keeper.read(call.item_id).text == "[00:12] 我：我要人工。\n[00:20] 对方：请按零。"
    assert view.state.text() == "手写的，还没有再核对一遍。"
    assert view.lines.item(1).text() == "00:20  对方：请按零。"
    person.qtbot.wait(50)
    check_standard(person, chinese=True)
    person.press(view.sure)
    person.until(lambda: view.state.text().startswith("✓"))
    assert keeper.item(call.item_id).confirmed
    assert not view.sure.isVisible()


@pytest.mark.posix
def test_the_machine_writes_and_its_words_are_marked_until_checked(
    opened: Opened, keeper: Keeper, call: EvidenceItem, tmp_path: Path
) -> None:
    model = write_sense_voice(tmp_path / "tiny")
    person, player = listening(opened, call)
    person.window.desk.choose_folder = lambda _parent, _title: tmp_path / "nothing"
    view = said(player)
    person.until(view.isVisible)
    person.press(view.machine)
    person.until_said("speech_model_missing")
    person.window.desk.choose_folder = lambda _parent, _title: model
    person.press(view.machine)
    person.until(lambda: view.lines.count() > 0)
    assert view.state.text() == "机器识别，未核对。"
    assert "转人工" in view.lines.item(0).text()
    person.press(view.sure)
    person.until(lambda: view.state.text().startswith("✓"))


def test_a_window_that_goes_at_once_leaves_no_sound_behind(
    opened: Opened, keeper: Keeper, call: EvidenceItem
) -> None:
    """What a lane begins then is closed by the lane: the tests' own watch finds any thread that is left."""
    with PulseServer() as server, as_the_sound_server(server):
        for _ in range(3):
            person, player = listening(opened, call)
            person.press(player.toggle)
            person.window.close()
            assert player._start is None
            person.window.desk.close()


@pytest.mark.parametrize("scale", [150, 200])
def test_it_is_whole_in_large_letters(
    opened: Opened, keeper: Keeper, call: EvidenceItem, scale: int
) -> None:
    keeper.set_transcript(call.item_id, "[00:03] 我：我要人工。\n[00:07] 对方：请讲。\n")
    keeper.excerpt(call.item_id, 3, 9)
    person, player = listening(opened, call, scale)
    drag(player, 10, 16)
    person.qtbot.wait(100)
    check_standard(person, chinese=True)
