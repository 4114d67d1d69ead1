"""A recording tells the time by the clock, loses nothing that came, and says what did not."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from evidence_keeper.errors import DeviceError, SpaceError
from evidence_keeper.intake.audio import MICROPHONE, SYSTEM, RecordingFacts, TrackFacts
from evidence_keeper.intake.audio import session as session_module
from evidence_keeper.model import MarkKind
from tests.unit.intake.audio.desk import RATE, Desk, both, quiet, recording, samples, source


def _codes(track: TrackFacts) -> list[str]:
    return [str(note["code"]) for note in track.notes]


def _causes(track: TrackFacts) -> list[str]:
    return [gap.cause for gap in track.gaps]


def _ended(desk: Desk) -> tuple[RecordingFacts, TrackFacts]:
    facts = desk.stop()
    return facts, facts.tracks[0]


@pytest.mark.parametrize("ppm", [200.0, -200.0])
def test_an_hour_stays_true_to_the_clock_and_flat_in_memory(tmp_path: Path, ppm: float) -> None:
    with recording(tmp_path, both(ppm)) as desk:
        desk.run(60)
        before = psutil.Process().memory_info().rss
        for _ in range(59):
            desk.run(60)
        grown = psutil.Process().memory_info().rss - before
        facts = desk.stop()
    assert grown < 20 << 20
    for track, drift in zip(facts.tracks, (ppm, -ppm), strict=True):
        assert _causes(track) == []
        assert track.seconds == pytest.approx(3599.95 * (1 + drift * 1e-6), abs=0.2)
        for moment in (0.5, 1800.0, 3590.0):
            began = 0.25 if track.track == SYSTEM else 0.0
            true = began + (moment - began) * (1 + drift * 1e-6)
            assert track.own_time(moment) == pytest.approx(true, abs=0.005)
        assert len(track.points) >= 3595
        steps = np.diff([point.seconds for point in track.points])
        assert steps.max() < 1.2


def test_every_sample_that_came_is_there_once_and_unchanged(tmp_path: Path) -> None:
    sources = both()
    with recording(tmp_path, sources) as desk:
        desk.run(12.3)
        facts = desk.stop()
    for one, track in zip(sources, facts.tracks, strict=True):
        lies = samples(track.path)
        padded = round(track.start_padding * RATE)
        assert not lies[:padded].any()
        assert np.array_equal(lies[padded:], one.play(0, len(lies) - padded))
        assert len(lies) == track.frames


def test_both_tracks_begin_at_the_same_moment(tmp_path: Path) -> None:
    with recording(tmp_path, both()) as desk:
        desk.run(3)
        microphone, system = desk.stop().tracks
    assert microphone.start_padding == 0.0
    assert system.start_padding == pytest.approx(0.25)
    assert _codes(system) == ["start_padded"]


def test_what_loopback_does_not_deliver_is_silence_of_the_same_length(tmp_path: Path) -> None:
    sources = both()
    with recording(tmp_path, sources) as desk:
        desk.run(5)
        sources[1].mute = True
        desk.run(20)
        sources[1].mute = False
        desk.run(5)
        microphone, system = desk.stop().tracks
    (gap,) = system.gaps
    assert (gap.cause, microphone.gaps) == ("not_delivered", ())
    assert gap.seconds == pytest.approx(20, abs=0.11)
    assert system.seconds == pytest.approx(microphone.seconds, abs=0.2)
    lies = samples(system.path)
    hole = lies[round(gap.at * RATE) : round((gap.at + gap.seconds) * RATE)]
    assert not hole.any()
    after = lies[round((gap.at + gap.seconds) * RATE) :]
    assert np.array_equal(
        after, sources[1].play(round((gap.at + gap.seconds - 0.25) * RATE), len(after))
    )


def test_a_loopback_that_is_still_silent_at_the_end_is_padded_to_it(tmp_path: Path) -> None:
    sources = both()
    with recording(tmp_path, sources) as desk:
        desk.run(5)
        sources[1].mute = True
        desk.run(10)
        microphone, system = desk.stop().tracks
    assert _causes(system) == ["not_delivered"]
    assert system.seconds == pytest.approx(microphone.seconds, abs=0.2)


def test_a_backlog_that_comes_late_but_whole_is_no_gap(tmp_path: Path) -> None:
    sources = [source()]
    with recording(tmp_path, sources, "phone") as desk:
        desk.run(3)
        sources[0].hold = True
        desk.run(5)
        sources[0].hold = False
        desk.run(3)
        _facts, track = _ended(desk)
    assert track.gaps == ()
    assert np.array_equal(samples(track.path), sources[0].play(0, track.frames))


def test_another_device_is_never_recorded_and_the_same_one_goes_on(tmp_path: Path) -> None:
    sources = [source()]
    with recording(tmp_path, sources, "phone") as desk:
        desk.run(4)
        sources[0].gone, sources[0].moved_to = True, "another"
        _until(desk, lambda: not desk.session.state().tracks[0].alive)
        assert desk.session.state().alarm == "alarm_device_gone"
        sources[0].gone = False
        _until(desk, lambda: desk.session.state().tracks[0].alive)
        desk.run(3)
        _facts, track = _ended(desk)
    assert _causes(track) == ["device_changed"]
    (note,) = (note for note in track.notes if note["code"] == "device_changed")
    assert note["to"] == "another"
    assert note["at"] == pytest.approx(4, abs=0.2)


def test_a_device_that_goes_away_for_good_is_silence_to_the_end_and_said(tmp_path: Path) -> None:
    sources = both()
    with recording(tmp_path, sources) as desk:
        desk.run(4)
        sources[0].gone = True
        _until(desk, lambda: not desk.session.state().tracks[0].alive)
        desk.run(4)
        microphone, system = desk.stop().tracks
    assert _causes(microphone) == ["device_gone"]
    assert "device_gone" in _codes(microphone)
    assert system.gaps == ()
    assert microphone.seconds == pytest.approx(system.seconds, abs=0.2)


def _until(desk: Desk, true: object) -> None:
    """Time passes, ours and the recording's, until it is so."""
    until = time.monotonic() + 20
    assert callable(true)
    while not true():
        assert time.monotonic() < until, "it did not happen"
        desk.run(0.2)
        time.sleep(0.01)


def test_sleep_is_a_gap_with_its_cause(tmp_path: Path) -> None:
    with recording(tmp_path, [source()], "phone") as desk:
        desk.run(5)
        desk.port.sleep(600)
        desk.run(5)
        facts, track = _ended(desk)
    assert _causes(track) == ["computer_slept"]
    assert track.gaps[0].seconds == pytest.approx(600, abs=0.2)
    assert "computer_slept" in _codes(track)
    assert facts.seconds == pytest.approx(610, abs=0.2)


def test_a_clock_that_is_set_is_noted_and_changes_nothing(tmp_path: Path) -> None:
    with recording(tmp_path, [source()], "phone") as desk:
        desk.run(5)
        desk.port.clock.set_wall(-3600)  # type: ignore[attr-defined]
        desk.run(5)
        facts, track = _ended(desk)
    (jumped,) = (note for note in track.notes if note["code"] == "clock_jumped")
    assert jumped["by"] == pytest.approx(-3600, abs=0.1)
    assert track.gaps == ()
    assert facts.seconds == pytest.approx(10, abs=0.2)
    last = track.points[-1]
    assert last.wall - last.seconds == pytest.approx(-3600, abs=0.1)


def test_an_overflow_that_the_system_admits_is_noted(tmp_path: Path) -> None:
    sources = [source()]
    with recording(tmp_path, sources, "phone") as desk:
        desk.run(3)
        sources[0].mute = True
        desk.run(2)
        sources[0].mute, sources[0].overflow = False, True
        desk.run(3)
        _facts, track = _ended(desk)
    assert "overflow" in _codes(track)
    assert _causes(track) == ["overflow"]


def test_a_silent_track_is_kept_and_said_to_be_silent(tmp_path: Path) -> None:
    with recording(tmp_path, [source(), source(SYSTEM, quiet)]) as desk:
        desk.run(4)
        microphone, system = desk.stop().tracks
    assert (microphone.silent, system.silent) == (False, True)
    assert system.seconds == pytest.approx(4, abs=0.2)


def test_where_no_sound_comes_at_all_there_is_nothing_to_keep(tmp_path: Path) -> None:
    one = source()
    one.mute = True
    with recording(tmp_path, [one], "phone") as desk:
        desk.run(5)
        assert desk.session.state().alarm == "alarm_microphone_gives_nothing"
        assert desk.stop().tracks == ()


# ---- what a person is told meanwhile


def test_a_phone_that_nobody_hears_alarms_after_half_a_minute(tmp_path: Path) -> None:
    with recording(tmp_path, [source(play=quiet)], "phone") as desk:
        desk.run(29)
        assert desk.session.state().alarm == ""
        desk.run(2)
        assert desk.session.state().alarm == "alarm_nothing_heard"
        assert not desk.session.state().heard


@pytest.mark.parametrize(("flat", "said"), [(0, "microphone"), (1, "system")])
def test_on_a_computer_one_flat_side_alarms_after_five_seconds(
    tmp_path: Path, flat: int, said: str
) -> None:
    sources = both()
    sources[flat].play = quiet
    with recording(tmp_path, sources) as desk:
        desk.run(4.5)
        assert desk.session.state().alarm == ""
        desk.run(1.5)
        assert desk.session.state().alarm == f"alarm_{said}_flat"
        assert desk.session.state().heard is (said == "microphone")


def test_a_forgotten_recording_asks_and_goes_on(tmp_path: Path) -> None:
    with recording(tmp_path, [source(play=quiet)], "phone") as desk:
        desk.run(299)
        assert not desk.session.state().forgotten
        desk.run(2)
        state = desk.session.state()
    assert (state.forgotten, state.running) == (True, True)


def test_levels_follow_the_sound(tmp_path: Path) -> None:
    with recording(tmp_path, [source(), source(SYSTEM, quiet)]) as desk:
        desk.run(2)
        microphone, system = desk.session.state().tracks
    assert 0.05 < microphone.level <= 1
    assert (microphone.heard, system.level, system.heard) == (True, 0.0, False)


def test_waiting_ends_when_a_person_answers_and_goes_on_when_that_is_taken_back(
    tmp_path: Path,
) -> None:
    with recording(tmp_path, [source()], "phone") as desk:
        desk.run(10)
        desk.session.mark(MarkKind.ASKED_FOR_HUMAN)
        desk.run(2)
        desk.session.mark(MarkKind.HUMAN_ANSWERED)
        desk.run(5)
        answered = desk.session.state()
        assert desk.session.undo_mark() is not None
        waiting = desk.session.state()
    assert (answered.answered, waiting.answered) == (True, False)
    assert answered.waiting == pytest.approx(12, abs=0.2)
    assert waiting.waiting == pytest.approx(17, abs=0.2)
    assert [press.kind for press in waiting.marks] == [MarkKind.ASKED_FOR_HUMAN]


def test_equal_marks_within_three_seconds_are_one(tmp_path: Path) -> None:
    with recording(tmp_path, [source()], "phone") as desk:
        for pause, kind in (
            (1, "important"),
            (2.5, "important"),
            (0.1, "cut_off"),
            (3, "important"),
        ):
            desk.run(pause)
            desk.session.mark(MarkKind(kind))
        marks = desk.session.state().marks
    assert [press.kind.value for press in marks] == ["important", "cut_off", "important"]


# ---- the disk


def test_a_full_disk_is_refused_before_anything_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "SPACE_TO_START", 1 << 60)
    with pytest.raises(SpaceError), recording(tmp_path, [source()], "phone"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_ends_it_and_what_is_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with recording(tmp_path, [source()], "phone") as desk:
        desk.run(5)
        monkeypatch.setattr(session_module, "SPACE_TO_GO_ON", 1 << 60)
        desk.run(5)
        _until(desk, lambda: desk.session.state().over)
        facts, track = _ended(desk)
    assert facts.over == "disk_full"
    assert [note["code"] for note in facts.notes][-1] == "recording_disk_full"
    assert track.seconds >= 5
    assert len(samples(track.path)) == track.frames


# ---- beginning and end


def test_a_refused_microphone_leaves_nothing_behind(tmp_path: Path) -> None:
    one = source()
    one.refused = True
    with pytest.raises(DeviceError), recording(tmp_path, [source(SYSTEM), one]):
        pass
    assert list(tmp_path.iterdir()) == []


def test_no_thread_outlives_a_recording(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with recording(tmp_path, both()) as desk:
        desk.run(2)
    assert {thread for thread in threading.enumerate() if thread.is_alive()} <= before


def test_stopping_twice_gives_the_same(tmp_path: Path) -> None:
    with recording(tmp_path, [source(MICROPHONE)], "phone") as desk:
        desk.run(2)
        assert desk.stop() == desk.stop()
