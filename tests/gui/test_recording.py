"""Recording a call in both faces, from the press to the confirmed marks: on a fake microphone and on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.easy.evidence import EvidencePage
from evidence_keeper.gui.easy.fresh import WhichMatter
from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.keep import KeepPage
from evidence_keeper.gui.easy.record import NoRecordingPage, RecordPage
from evidence_keeper.gui.easy.recorded import ListenPage, RecordedPage
from evidence_keeper.gui.ongoing import StopOrGoOn
from evidence_keeper.gui.recorder import Recorder
from evidence_keeper.gui.standard.recording import RecordingPanel
from evidence_keeper.gui.widgets.player import PlayerView
from evidence_keeper.gui.widgets.segments import legend_of
from evidence_keeper.intake import audio
from evidence_keeper.intake.audio import MICROPHONE, SYSTEM
from evidence_keeper.intake.audio.fake import steady
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import CallSegment, Kind, MarkKind
from evidence_keeper.text import set_language
from tests.e2e.record_rig import babble, likeness
from tests.gui.conftest import Opened
from tests.gui.person import Person, example
from tests.gui.room import Room, pass_time
from tests.gui.test_looks import (
    everything_is_named,
    no_word_is_cut,
    nothing_is_wider_than_its_place,
    nothing_sticks_out,
    sizes_are_for_old_eyes,
)
from tests.pulse import PulseServer, as_the_sound_server
from tests.unit.intake.audio.desk import voice


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.close()


def press_record(person: Person) -> RecordPage:
    page = person.easy.page
    assert isinstance(page, Home)
    person.press(page.record)
    shown = person.until_page(RecordPage)
    person.until(lambda: person.window.desk.recorder.running)
    return shown


def test_one_press_records_marks_and_keeps_in_a_new_matter(
    opened: Opened, keeper: Keeper, room: Room
) -> None:
    person = opened("easy", sound=room)
    page = press_record(person)
    assert person.easy.red.isVisible()
    assert "正在录音" in person.reads()
    assert person.window.focusWidget() is page.marks[MarkKind.ASKED_FOR_HUMAN]
    pass_time(person, room, 65)
    assert person.easy.red.time.text() == "01:05"
    assert person.easy.red.time.accessibleName() == "1 分 05 秒"
    assert "已经等人工 1 分 05 秒" in person.reads()
    assert "✓ 听到了" in person.reads()
    assert 0.3 < page.levels.bars[MICROPHONE].level <= 1
    person.press(page.marks[MarkKind.ASKED_FOR_HUMAN])
    person.until_said("01:05 记下了：我说了要人工")
    pass_time(person, room, 10)
    person.press(page.marks[MarkKind.CUT_OFF])
    person.until_said("01:15 记下了：电话断了")
    person.press(page.undo)
    person.until_said("01:05 记下了：我说了要人工")
    pass_time(person, room, 10)
    person.press(page.marks[MarkKind.HUMAN_ANSWERED])
    person.until_said("等了 1 分 25 秒，人工接了")
    person.press(page.stop)
    done = person.until_page(RecordedPage)
    assert "一共 1 分 25 秒，放在「新的事情」里" in done.said.words
    assert not person.easy.red.isVisible()
    (item,) = keeper.items()
    assert item.kind is Kind.CALL
    assert [mark.kind for mark in item.marks] == [
        MarkKind.ASKED_FOR_HUMAN,
        MarkKind.HUMAN_ANSWERED,
    ]
    assert not any(mark.confirmed for mark in item.marks)
    assert keeper.verify().ok
    person.press(done.home)
    person.until_page(Home)


def test_pressing_twice_is_one_mark(opened: Opened, keeper: Keeper, room: Room) -> None:
    person = opened("easy", sound=room)
    page = press_record(person)
    pass_time(person, room, 5)
    for _ in range(3):
        person.press(page.marks[MarkKind.BESIDE_THE_POINT])
    person.quiet()
    person.press(page.stop)
    person.until_page(RecordedPage)
    assert len(keeper.items()[0].marks) == 1


def test_nothing_heard_for_half_a_minute_is_said_with_the_way_out(
    opened: Opened, room: Room
) -> None:
    room.silent(MICROPHONE)
    person = opened("easy", sound=room)
    page = press_record(person)
    pass_time(person, room, 20)
    assert "等对方出声，这里会打勾 ✓" in person.reads()
    assert not page.alarm.isVisible()
    pass_time(person, room, 15)
    assert "免提" in page.alarm.words
    assert "✗ 35 秒没声音" in person.reads()
    room.heard[MICROPHONE] = steady(voice(5))
    pass_time(person, room, 3)
    assert not page.alarm.isVisible()
    assert page.question.isVisible()


def test_an_alarm_rings_only_where_that_was_chosen(opened: Opened, room: Room) -> None:
    person = opened("standard", sound=room)
    recorder, rung = person.window.desk.recorder, []
    recorder.ring = lambda: rung.append(recorder.seconds)
    recorder.remember("computer")
    person.press(person.standard.bar.record_button)
    panel = person.standard.recording
    pass_time(person, room, 3)
    room.silent(SYSTEM)
    pass_time(person, room, 8)
    assert panel.alarm.isVisible()
    assert rung == []
    panel.bell.choose("aloud")
    panel.bell.activated.emit(panel.bell.currentIndex())
    room.heard[SYSTEM] = steady(voice(5, seed=2))
    pass_time(person, room, 3)
    room.silent(SYSTEM)
    pass_time(person, room, 8)
    assert len(rung) == 1, "once, not all the time"


def test_a_dead_device_is_said_and_the_recording_goes_on(opened: Opened, room: Room) -> None:
    person = opened("easy", sound=room)
    page = press_record(person)
    pass_time(person, room, 4)
    room.sources[0].gone = True
    pass_time(person, room, 2)
    person.until(lambda: "断开了" in person.reads())
    assert "插" in page.alarm.words
    assert person.window.desk.recorder.running


def test_calling_by_computer_records_both_sides_and_is_remembered(
    opened: Opened, keeper: Keeper, room: Room
) -> None:
    person = opened("easy", sound=room)
    page = press_record(person)
    assert page.modes["phone"].isChecked()
    pass_time(person, room, 6)
    person.press(page.modes["computer"])
    recorder = person.window.desk.recorder
    person.until(lambda: set(page.levels.bars) == {MICROPHONE, SYSTEM})
    assert page.modes["computer"].text() == "✓ 电脑上的微信"
    pass_time(person, room, 6)
    assert person.easy.red.time.text() == "00:12"
    room.silent(SYSTEM)
    pass_time(person, room, 7)
    assert "✗ 6 秒没声音" in person.reads() or "✗ 7 秒没声音" in person.reads()
    assert "对方" in page.alarm.words
    person.press(page.stop)
    person.until_page(RecordedPage)
    tracks = [item.provenance.extra["track"] for item in keeper.items()]
    assert tracks == [MICROPHONE, SYSTEM]
    assert len({item.group for item in keeper.items()}) == 1
    lengths = [item.provenance.extra["seconds"] for item in keeper.items()]
    assert lengths == [pytest.approx(19, abs=0.5)] * 2
    assert recorder.answered == recorder.mode == "computer"


def test_without_a_microphone_there_is_a_way(opened: Opened) -> None:
    person = opened("easy")
    page = person.easy.page
    assert isinstance(page, Home)
    person.press(page.record)
    missing = person.until_page(NoRecordingPage)
    assert "这台电脑没有话筒" in person.reads()
    assert "请用手机自带的通话录音" in person.reads()
    assert not person.easy.red.isVisible()
    person.press(missing.again)
    person.until(lambda: person.easy.page is not missing)
    missing = person.until_page(NoRecordingPage)
    person.press(missing.keep)
    person.until_page(KeepPage)


def test_a_microphone_that_is_not_allowed_is_said(opened: Opened, room: Room) -> None:
    room.sources[0].refused = True
    person = opened("easy", sound=room)
    page = person.easy.page
    assert isinstance(page, Home)
    person.press(page.record)
    person.until_page(NoRecordingPage)
    assert "microphone_refused" in person.reads()


def test_the_red_bar_is_on_every_page_and_leads_back(
    opened: Opened, keeper: Keeper, room: Room
) -> None:
    keeper.add(example("账单"), keeper.new_case("套餐").case_id)
    person = opened("easy", sound=room)
    page = press_record(person)
    pass_time(person, room, 3)
    person.press(page.back)
    home = person.until_page(Home)
    assert person.easy.red.isVisible()
    person.press(home.evidence)
    person.until_page(EvidencePage)
    pass_time(person, room, 3)
    assert person.easy.red.time.text() == "00:06"
    person.press(person.easy.red.back)
    page = person.until_page(RecordPage)
    assert not person.easy.red.back.isVisible()
    person.press(page.back)
    person.press(person.until_page(Home).record)
    page = person.until_page(RecordPage)
    assert len(keeper.items()) == 1, "a second press begins no second recording"
    person.press(page.stop)
    person.until_page(RecordedPage)
    assert len(keeper.items()) == 2


def test_closing_while_it_records_asks_and_then_keeps(
    opened: Opened, keeper: Keeper, room: Room
) -> None:
    person = opened("easy", sound=room)
    press_record(person)
    pass_time(person, room, 5)
    person.window.close()
    assert person.window.isVisible()
    person.press(asked(person).go_on)
    assert person.window.desk.recorder.running
    pass_time(person, room, 5)
    person.window.close()
    person.press(asked(person).stop)
    person.until(lambda: not person.window.isVisible())
    (item,) = keeper.items()
    assert item.provenance.extra["seconds"] == pytest.approx(10, abs=0.5)


def test_whoever_ends_the_program_from_outside_is_not_asked(
    opened: Opened, keeper: Keeper, room: Room
) -> None:
    person = opened("standard", sound=room)
    person.press(person.standard.bar.record_button)
    pass_time(person, room, 5)
    person.window.close_when_kept()
    person.until(lambda: not person.window.isVisible())
    assert len(keeper.items()) == 1


def asked(person: Person) -> StopOrGoOn:
    """The question that stands above the window, once it does."""
    person.until(lambda: person.window.question is not None)
    question = person.window.question
    assert question is not None
    return question


def test_a_forgotten_recording_asks_and_goes_on(opened: Opened, keeper: Keeper, room: Room) -> None:
    person = opened("easy", sound=room)
    page = press_record(person)
    pass_time(person, room, 3)
    room.silent(MICROPHONE)
    pass_time(person, room, 305)
    question = asked(person)
    assert "电话打完了吗？" in person.reads()
    assert person.window.desk.recorder.running
    person.press(question.go_on)
    pass_time(person, room, 2)
    assert not person.window.findChildren(StopOrGoOn)
    assert page.stop.isEnabled()
    person.window.desk.recorder._asked_at -= 400
    person.press(asked(person).stop)
    person.until_page(RecordedPage)
    assert len(keeper.items()) == 1


def test_with_several_matters_it_goes_to_the_last_and_can_be_moved(
    opened: Opened, keeper: Keeper, room: Room
) -> None:
    first = keeper.new_case("套餐被改")
    last = keeper.new_case("会员自动续费")
    person = opened("easy", sound=room)
    person.window.desk.last_case = last.case_id
    page = press_record(person)
    pass_time(person, room, 3)
    person.press(page.stop)
    done = person.until_page(RecordedPage)
    assert keeper.items()[0].case_id == last.case_id
    assert done.which is not None
    person.press(done.which)
    which = person.until_page(WhichMatter)
    person.press(which.rows[0])
    person.until_page(RecordedPage)
    person.until(lambda: keeper.items()[0].case_id == first.case_id)
    person.until(lambda: "套餐被改" in done.said.words)


def test_a_full_list_of_marks_is_confirmed_only_by_listening(
    opened: Opened, keeper: Keeper, room: Room
) -> None:
    with PulseServer() as server, as_the_sound_server(server):
        person = opened("easy", sound=room)
        page = press_record(person)
        for kind in (MarkKind.ASKED_FOR_HUMAN, MarkKind.BESIDE_THE_POINT):
            pass_time(person, room, 6)
            person.press(page.marks[kind])
            person.quiet()
        person.press(page.stop)
        done = person.until_page(RecordedPage)
        assert "您按了 2 次" in person.reads()
        person.press(done.listen)
        listen = person.until_page(ListenPage)
        person.quiet()
        assert "第 1 处，共 2 处。00:06「我说了要人工」" in person.reads()
        assert not listen.yes.isEnabled()
        person.press(listen.hear)
        player = listen.viewer.view
        assert isinstance(player, PlayerView)
        person.until(lambda: player.playing)
        assert player._at == pytest.approx(2, abs=1)
        person.press(listen.yes)
        person.until_said("第 2 处，共 2 处")
        assert not listen.yes.isEnabled(), "nobody has listened to the second"
        person.press(listen.hear)
        person.press(listen.no)
        person.until_said("都听过了。有 1 处是这样。")
        player.stop()
        person.quiet()
    (item,) = keeper.items()
    sure = {mark.kind: mark.confirmed for mark in item.marks}
    assert sure == {MarkKind.ASKED_FOR_HUMAN: True, MarkKind.BESIDE_THE_POINT: False}


def test_the_other_side_is_listened_to_on_its_own_track(
    opened: Opened, keeper: Keeper, room: Room
) -> None:
    person = opened("easy", sound=room)
    person.window.desk.recorder.remember("computer")
    page = press_record(person)
    pass_time(person, room, 6)
    person.press(page.marks[MarkKind.BESIDE_THE_POINT])
    person.quiet()
    person.press(page.stop)
    person.press(person.until_page(RecordedPage).listen)
    listen = person.until_page(ListenPage)
    person.quiet()
    assert listen.other is not None
    assert listen.other.provenance.extra["track"] == SYSTEM
    assert listen.turn is not None
    player = listen.viewer.view
    assert isinstance(player, PlayerView)
    assert player._together
    both = (player._path, player._beside)
    assert both == tuple(keeper.original(one.item_id) for one in (listen.item, listen.other))
    person.press(listen.turn)
    person.quiet()
    player = listen.viewer.view
    assert isinstance(player, PlayerView)
    assert player._path == keeper.original(listen.other.item_id)
    assert not player._together
    assert listen.turn.text() == "只听您的声音"
    assert "「它答非所问」" in person.reads()
    person.press(listen.turn)
    person.quiet()
    assert listen.turn.text() == "两边一起听"


def test_changing_and_stopping_at_once_loses_nothing(
    opened: Opened, keeper: Keeper, room: Room
) -> None:
    person = opened("easy", sound=room)
    page = press_record(person)
    pass_time(person, room, 3)
    recorder = person.window.desk.recorder
    recorder.change("computer")
    recorder.stop()
    recorder.mark(MarkKind.CUT_OFF)
    assert not recorder.running
    person.until_page(RecordedPage)
    assert page.recorder is recorder
    first = keeper.items()[0]
    assert first.provenance.extra["track"] == MICROPHONE
    assert first.provenance.extra["seconds"] == pytest.approx(3, abs=0.5)


def test_a_way_of_calling_that_cannot_be_opened_is_said_and_the_recording_goes_on(
    opened: Opened, keeper: Keeper, room: Room
) -> None:
    room.sources[1].refused = True
    person = opened("easy", sound=room)
    person.window.desk.recorder.mode = "phone"
    room.permitted = lambda: None  # type: ignore[method-assign]
    page = press_record(person)
    pass_time(person, room, 3)
    person.press(page.modes["computer"])
    person.until_said("microphone_refused")
    assert page.modes["phone"].isChecked()
    pass_time(person, room, 3)
    person.press(page.stop)
    person.until_page(RecordedPage)
    (item,) = keeper.items()
    assert item.provenance.extra["seconds"] == pytest.approx(6, abs=0.5)


def test_the_standard_face_records_in_a_panel(opened: Opened, keeper: Keeper, room: Room) -> None:
    case = keeper.new_case("套餐被改")
    person = opened("standard", sound=room)
    face, panel = person.standard, person.standard.recording
    assert not panel.isVisible()
    person.press(face.bar.record_button)
    pass_time(person, room, 5)
    assert panel.isVisible()
    assert not face.bar.record_button.isEnabled()
    assert panel.red.time.text() == "00:05"
    person.press(panel.marks[MarkKind.IMPORTANT])
    person.until_said("00:05 记下了：重要")
    panel.mode.choose("computer")
    panel.mode.activated.emit(1)
    person.until(lambda: set(panel.levels.bars) == {MICROPHONE, SYSTEM})
    pass_time(person, room, 5)
    panel.device.choose("mic-2")
    panel.device.activated.emit(panel.device.currentIndex())
    person.until(lambda: "mic-2" in {one.device for one in now(person).tracks})
    pass_time(person, room, 5)
    person.press(panel.stop)
    person.until(lambda: not panel.isVisible())
    person.until_said("一共 15 秒，放在「套餐被改」里")
    person.quiet()
    items = keeper.items(case.case_id)
    assert [item.provenance.device for item in items] == ["mic-2", "spk-1"]
    codes = [note["code"] for note in items[0].provenance.notes]
    assert {"device_chosen", "mode_changed"} <= set(codes)
    assert len({item.group for item in items}) == 1
    assert face.detail.item is not None
    assert face.detail.item.item_id == items[0].item_id


def now(person: Person) -> audio.State:
    state = person.window.desk.recorder.state
    assert state is not None
    return state


def test_a_recording_shows_its_parts_and_marks_and_takes_notes_at_a_time(
    opened: Opened, keeper: Keeper
) -> None:
    case = keeper.new_case("套餐被改")
    (item,) = keeper.add(example("通话录音"), case.case_id).items
    keeper.mark(item.item_id, 20.0, MarkKind.HUMAN_ANSWERED)
    person = opened("standard")
    person.standard.timeline.choose(item.item_id)
    person.quiet()
    player = person.standard.detail.viewer.view
    assert isinstance(player, PlayerView)
    person.until(lambda: player.segments.known)
    assert "按键" in player.segments.legend.text()
    assert "有人说话" in player.segments.legend.text()
    (mark,) = player.mark_buttons
    assert mark.text() == "00:20 人工接了"
    strip = player.segments.strip
    middle = QPoint(strip.width() // 2, strip.height() // 2)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=middle)
    assert player._at == pytest.approx(player._seconds / 2, abs=1)
    person.press(player.later)
    assert player._at == pytest.approx(player._seconds / 2 + 10, abs=1)
    person.press(player.earlier)
    person.press(player.write)
    person.write(player._ask.line, "他说不能转人工")
    person.press(player._ask.save)
    person.until(lambda: bool(keeper.item(item.item_id).notes))
    assert keeper.item(item.item_id).notes[0].text.endswith("] 他说不能转人工")
    person.until_said("他说不能转人工")


def test_a_recording_plays_faster_and_from_its_mark(opened: Opened, keeper: Keeper) -> None:
    case = keeper.new_case("套餐被改")
    (item,) = keeper.add(example("通话录音"), case.case_id).items
    keeper.mark(item.item_id, 20.0, MarkKind.HUMAN_ANSWERED)
    with PulseServer() as server, as_the_sound_server(server):
        person = opened("standard")
        person.standard.timeline.choose(item.item_id)
        person.quiet()
        player = person.standard.detail.viewer.view
        assert isinstance(player, PlayerView)
        player.speed.choose("2.0")
        player.speed.activated.emit(player.speed.currentIndex())
        person.press(player.mark_buttons[0])
        person.until(lambda: player.playing and player._at > 17)
        assert player._player is not None
        assert player._player.speed == 2.0
        person.press(player.toggle)
        assert player.sure.text() == "「00:20 人工接了」是这样"
        person.press(player.sure)
        person.until(lambda: keeper.item(item.item_id).marks[0].confirmed)
        person.until(lambda: player.mark_buttons[0].text() == "00:20 人工接了 ✓")
        assert not player.sure.isVisible()
        player.stop()
        person.quiet()


def test_the_legend_says_lengths_and_keys() -> None:
    parts = [
        CallSegment(0, 4, "ringing"),
        CallSegment(4, 60, "speech"),
        CallSegment(60, 61, "keys", "130"),
        CallSegment(61, 100, "speech"),
    ]
    assert legend_of(parts) == "回铃声 00:04 · 有人说话 01:35 · 按键 1-3-0"


def test_a_small_window_stays_on_top_while_ours_is_not_in_front(opened: Opened, room: Room) -> None:
    person = opened("easy", sound=room)
    page = press_record(person)
    pass_time(person, room, 2)
    on_top = person.window.on_top
    assert on_top is not None
    person.window.showMinimized()
    person.until(on_top.isVisible)
    assert on_top.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert on_top.bar.time.text() == "00:02"
    person.window.showNormal()
    person.come_forward()
    person.until(lambda: not on_top.isVisible())
    person.press(page.stop)
    person.until_page(RecordedPage)


@pytest.mark.parametrize(("language", "scale"), [("zh_CN", 100), ("en", 100), ("zh_CN", 200)])
def test_the_pages_of_a_recording_are_whole(
    opened: Opened, keeper: Keeper, room: Room, language: str, scale: int
) -> None:
    set_language(language)
    for title in ("套餐被改", "会员自动续费"):
        keeper.new_case(title)
    person = opened("easy", scale=scale, sound=room)
    page = press_record(person)
    pass_time(person, room, 100)
    person.press(page.marks[MarkKind.ASKED_FOR_HUMAN])
    person.quiet()
    pass_time(person, room, 1)
    is_whole(person, language)
    person.press(page.modes["computer"])
    person.until(lambda: len(page.levels.bars) == 2)
    room.silent(SYSTEM)
    pass_time(person, room, 8)
    is_whole(person, language)
    person.press(page.back)
    person.until_page(Home)
    is_whole(person, language)
    person.press(person.easy.red.back)
    person.press(person.until_page(RecordPage).stop)
    done = person.until_page(RecordedPage)
    person.quiet()
    is_whole(person, language)
    person.press(done.listen)
    person.until_page(ListenPage)
    person.quiet()
    is_whole(person, language)


@pytest.mark.parametrize("face", ["easy", "standard"])
def test_with_large_letters_marks_and_stop_are_in_sight_all_the_time(
    opened: Opened, keeper: Keeper, room: Room, face: str
) -> None:
    keeper.new_case("套餐被改")
    person = opened(face, scale=200, sound=room)
    person.window.desk.recorder.remember("computer")
    page: RecordPage | RecordingPanel
    if face == "easy":
        page = press_record(person)
    else:
        page = person.standard.recording
        person.press(person.standard.bar.record_button)
    pass_time(person, room, 4)
    in_sight(person, page)
    person.press(page.marks[MarkKind.ASKED_FOR_HUMAN])
    person.until(page.undo.isVisible)
    person.until(lambda: whole(page.undo))
    room.silent(SYSTEM)
    pass_time(person, room, 8)
    person.until(lambda: page.alarm.isVisible() and not page.alarm.visibleRegion().isEmpty())
    in_sight(person, page)


def in_sight(person: Person, page: RecordPage | RecordingPanel) -> None:
    assert person.window.height() == 768
    for made in (page.stop, *page.marks.values()):
        assert whole(made), made.text()


def whole(widget: QWidget) -> bool:
    """Whether all of it is seen now, without scrolling."""
    return widget.visibleRegion().boundingRect() == widget.rect()


def is_whole(person: Person, language: str) -> None:
    person.qtbot.wait(50)
    assert person.window.width() == 1366
    no_word_is_cut(person.easy)
    nothing_sticks_out(person.easy)
    nothing_is_wider_than_its_place(person.easy)
    everything_is_named(person.easy, chinese=language == "zh_CN")
    sizes_are_for_old_eyes(person.easy)


PLAY_ALL = 'for file in "$@"; do paplay -d micsrc "$file"; done'


def test_on_a_real_sound_server_what_was_said_is_what_is_kept(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    # Several times, each another sound: on a busy machine the player of the test may itself stumble now and then.
    said = [babble(2, seed) for seed in (7, 8, 9)]
    files = [tmp_path / f"said-{place}.wav" for place in range(len(said))]
    for file, sound in zip(files, said, strict=True):
        soundfile.write(file, sound, 48000)
    with PulseServer() as server, as_the_sound_server(server):
        server.control("set-default-source", "mic")
        person = opened("easy", sound=audio.microphone())
        page = press_record(person)
        recorder: Recorder = person.window.desk.recorder
        person.until(lambda: recorder.seconds > 0.5)
        playing = server.start(["sh", "-c", PLAY_ALL, "sh", *map(str, files)])
        person.until(lambda: "✓ 听到了" in person.reads())
        person.press(page.marks[MarkKind.ASKED_FOR_HUMAN])
        person.until(lambda: playing.poll() is not None)
        over = recorder.seconds + 1
        person.until(lambda: recorder.seconds > over)
        person.press(page.stop)
        done = person.until_page(RecordedPage)
        assert "已保存" in person.reads()
        assert done.which is None
    (item,) = keeper.items()
    heard = soundfile.read(keeper.original(item.item_id), dtype="float64")[0]
    assert max(likeness(heard, one.astype("float64"))[1] for one in said) > 0.98
    assert [mark.kind for mark in item.marks] == [MarkKind.ASKED_FOR_HUMAN]
    assert keeper.verify().ok
