"""Other sources in the middle of a recording: one recording goes on, nothing of it is lost, and all of it is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.audio import MICROPHONE, SYSTEM, Device, RecordingFacts, TrackFacts
from evidence_keeper.intake.audio.fake import FakeSource, steady
from evidence_keeper.intake.audio.mending import mend
from tests.unit.intake.audio.desk import RATE, Desk, both, recording, samples, source, voice


def codes(track: TrackFacts) -> list[str]:
    return [str(note["code"]) for note in track.notes]


def turns(facts: RecordingFacts) -> list[tuple[float, str]]:
    """When the call went another way, and which."""
    return [(one["at"], one["to"]) for one in facts.notes if one["code"] == "mode_changed"]


def phone_then_computer(desk: Desk) -> RecordingFacts:
    """Six seconds by phone, then six by computer."""
    microphone, system = (one.device for one in desk.sources)
    desk.run(6)
    desk.session.change("computer", [microphone, system])
    desk.run(6)
    return desk.stop()


def test_the_other_side_joins_on_a_track_that_begins_at_the_same_moment(tmp_path: Path) -> None:
    sources = both()
    with recording(tmp_path, sources, "phone", first=1) as desk:
        facts = phone_then_computer(desk)
    microphone, system = facts.tracks
    assert (microphone.track, system.track) == (MICROPHONE, SYSTEM)
    assert (microphone.gaps, codes(microphone)) == ((), [])
    whole = samples(microphone.path)
    assert np.array_equal(whole, sources[0].play(0, len(whole))), "not a sample is missing"
    assert codes(system) == ["track_added"]
    (gap,) = system.gaps
    assert (gap.at, gap.cause) == (0.0, "track_added")
    assert gap.seconds == pytest.approx(6.25, abs=0.02)
    assert system.seconds == pytest.approx(microphone.seconds, abs=0.2)
    lies = samples(system.path)
    first = round(gap.seconds * RATE)
    assert not lies[:first].any()
    assert np.array_equal(lies[first:], sources[1].play(0, len(lies) - first))
    assert turns(facts) == [(5.95, "computer")]
    assert facts.mode == "computer"


def test_a_crash_after_that_leaves_both_tracks_and_says_the_same(tmp_path: Path) -> None:
    with recording(tmp_path, both(), "phone", first=1) as desk:
        phone_then_computer(desk)
        found = mend(tmp_path)
        facts = desk.session.facts()
    assert found is not None
    for left, kept in zip(found.tracks, facts.tracks, strict=True):
        assert (left.track, left.frames, left.notes) == (kept.track, kept.frames, kept.notes)
        assert [gap.cause for gap in left.gaps] == [gap.cause for gap in kept.gaps]
    assert turns(found) == turns(facts) != []


def test_a_side_that_is_not_wanted_any_more_ends_its_track(tmp_path: Path) -> None:
    sources = both()
    with recording(tmp_path, sources) as desk:
        desk.run(5)
        desk.session.change("phone", [sources[0].device])
        assert [one.track for one in desk.session.state().tracks] == [MICROPHONE]
        desk.run(5)
        microphone, system = desk.stop().tracks
    assert microphone.gaps == ()
    assert microphone.seconds == pytest.approx(9.95, abs=0.2)
    assert system.seconds == pytest.approx(4.95, abs=0.2)
    assert codes(system)[-1] == "track_ended"
    assert sources[1].streams == []


def test_there_and_back_is_one_track_with_silence_between(tmp_path: Path) -> None:
    sources = both()
    with recording(tmp_path, sources) as desk:
        desk.run(5)
        desk.session.change("phone", [sources[0].device])
        desk.run(4)
        desk.session.change("computer", [one.device for one in sources])
        assert desk.session.state().alarm == ""
        desk.run(5)
        facts = desk.stop()
    _microphone, system = facts.tracks
    (gap,) = system.gaps
    assert gap.cause == "switched_off"
    assert gap.seconds == pytest.approx(4.3, abs=0.3)
    assert [to for _at, to in turns(facts)] == ["phone", "computer"]


def second(rate: int = RATE) -> FakeSource:
    """A headset's microphone."""
    return FakeSource(Device("mic-2", MICROPHONE, "耳机"), steady(voice(7, rate, 9)), rate)


def test_another_microphone_goes_on_on_the_same_track(tmp_path: Path) -> None:
    other = second()
    with recording(tmp_path, [source(), other], "phone", first=1) as desk:
        desk.run(5)
        desk.session.change("phone", [other.device])
        desk.run(5)
        facts = desk.stop()
    (track,) = facts.tracks
    assert turns(facts) == []
    assert (track.device, codes(track)) == ("mic-2", ["device_chosen"])
    assert track.notes[0]["device"] == "mic"
    assert track.seconds == pytest.approx(9.95, abs=0.2)
    lies = samples(track.path)
    tail = other.play(0, RATE)
    places = np.flatnonzero(lies == tail[0])
    assert any(np.array_equal(lies[at : at + RATE], tail) for at in places), "from its first sample"


def test_another_microphone_of_another_rate_gets_a_track_of_its_own(tmp_path: Path) -> None:
    other = second(8000)
    with recording(tmp_path, [source(), other], "phone", first=1) as desk:
        desk.run(5)
        desk.session.change("phone", [other.device])
        desk.run(5)
        first, then = desk.stop().tracks
    assert (first.rate, then.rate) == (RATE, 8000)
    assert codes(first) == ["track_ended"]
    assert first.seconds == pytest.approx(4.95, abs=0.2)
    assert then.seconds == pytest.approx(9.95, abs=0.2)
    assert then.gaps[0].cause == "track_added"


def test_what_cannot_be_opened_changes_nothing(tmp_path: Path) -> None:
    sources = both()
    sources[1].gone = True
    with recording(tmp_path, sources, "phone", first=1) as desk:
        desk.run(3)
        with pytest.raises(DeviceError, match="device_unknown"):
            desk.session.change("computer", [one.device for one in sources])
        desk.run(3)
        facts = desk.stop()
    assert [track.track for track in facts.tracks] == [MICROPHONE]
    assert (facts.mode, turns(facts), facts.tracks[0].gaps) == ("phone", [], ())
    assert len([path for path in tmp_path.iterdir() if path.name.startswith("f0")]) == 1


def test_a_side_that_never_spoke_and_was_left_again_leaves_no_track(tmp_path: Path) -> None:
    sources = both()
    sources[1].mute = True
    with recording(tmp_path, sources, "phone", first=1) as desk:
        desk.run(3)
        desk.session.change("computer", [one.device for one in sources])
        desk.run(3)
        desk.session.change("phone", [sources[0].device])
        desk.run(3)
        facts = desk.stop()
    assert [track.track for track in facts.tracks] == [MICROPHONE]
    assert facts.tracks[0].seconds == pytest.approx(8.95, abs=0.2)


def test_a_change_after_the_end_is_none(tmp_path: Path) -> None:
    sources = both()
    with recording(tmp_path, sources, "phone", first=1) as desk:
        desk.run(3)
        desk.stop()
        desk.session.change("computer", [one.device for one in sources])
        facts = desk.session.facts()
    assert [track.track for track in facts.tracks] == [MICROPHONE]
    assert facts.mode == "phone"
