"""A recording becomes items: one group, its marks, what went wrong; and whatever a crash leaves is kept once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper.errors import DeviceError, InputError
from evidence_keeper.intake.audio import MICROPHONE, SYSTEM, Device
from evidence_keeper.intake.audio.fake import FakeMicrophone, FakeSource, Play, steady
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Kind, MarkKind, Source, TimeSource
from evidence_keeper.recording import Recording
from tests.unit.intake.audio.desk import RATE, quiet, voice


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def case_id(keeper: Keeper) -> str:
    return keeper.new_case("录音").case_id


def _port(*plays: Play) -> FakeMicrophone:
    kinds = (MICROPHONE, SYSTEM)
    return FakeMicrophone(
        [
            FakeSource(Device(f"{kind}-1", kind, kind, True), play, RATE)
            for kind, play in zip(kinds, plays, strict=False)
        ]
    )


def _run(port: FakeMicrophone, recording: Recording, seconds: float) -> None:
    port.run(seconds)
    recording._core.settle()


def test_two_tracks_are_two_items_of_one_group(keeper: Keeper, case_id: str) -> None:
    port = _port(steady(voice(5)), steady(voice(5, seed=2)))
    running = keeper.record(case_id, port=port)
    _run(port, running, 10)
    done = running.stop()
    microphone, system = keeper.items(case_id)
    assert done.items == (microphone, system)
    assert microphone.group == system.group is not None
    for item, track in zip(done.items, (MICROPHONE, SYSTEM), strict=True):
        assert (item.kind, item.time_source) == (Kind.CALL, TimeSource.RECORDED)
        assert item.provenance.source is Source.RECORDED_HERE
        assert item.provenance.device == f"{track}-1"
        assert item.provenance.extra["track"] == track
        assert item.captured_at == done.started_at
        assert item.name.endswith(".flac")
    assert keeper.verify().ok
    assert list((keeper.vault.path / "staging").iterdir()) == []
    assert running.stop() is done


def test_two_silent_tracks_are_still_two_items(keeper: Keeper, case_id: str) -> None:
    port = _port(quiet, quiet)
    running = keeper.record(case_id, port=port)
    _run(port, running, 3)
    done = running.stop()
    assert len(keeper.items(case_id)) == 2
    assert [track.silent for track in done.tracks] == [True, True]


def test_marks_are_entries_of_the_first_track(keeper: Keeper, case_id: str) -> None:
    port = _port(steady(voice(5)), quiet)
    running = keeper.record(case_id, port=port)
    _run(port, running, 4)
    running.mark(MarkKind.ASKED_FOR_HUMAN)
    _run(port, running, 5)
    running.mark(MarkKind.IMPORTANT)
    running.mark(MarkKind.CUT_OFF)
    running.undo_mark()
    _run(port, running, 1)
    first, second = running.stop().items
    assert [mark.kind for mark in first.marks] == [MarkKind.ASKED_FOR_HUMAN, MarkKind.IMPORTANT]
    assert [mark.seconds for mark in first.marks] == pytest.approx([3.95, 8.95], abs=0.11)
    assert not any(mark.confirmed for mark in first.marks)
    assert second.marks == ()


def test_a_phone_beside_the_computer_is_one_track(keeper: Keeper, case_id: str) -> None:
    port = _port(steady(voice(5)), steady(voice(5, seed=2)))
    running = keeper.record(case_id, "phone", port=port)
    _run(port, running, 3)
    (item,) = running.stop().items
    assert item.provenance.extra["mode"] == "phone"


def test_without_system_sound_the_microphone_is_recorded_and_it_is_said(
    keeper: Keeper, case_id: str
) -> None:
    port = _port(steady(voice(5)))
    running = keeper.record(case_id, port=port)
    _run(port, running, 3)
    assert running.state().alarm == "alarm_no_system_sound"
    (item,) = running.stop().items
    assert "no_system_sound" in [note["code"] for note in item.provenance.notes]


@pytest.mark.parametrize(("microphone", "system"), [("nobody", None), (None, "nobody")])
def test_a_device_that_is_not_there_is_named(
    keeper: Keeper, case_id: str, microphone: str | None, system: str | None
) -> None:
    with pytest.raises(DeviceError) as raised:
        keeper.record(case_id, port=_port(quiet, quiet), microphone=microphone, system=system)
    assert raised.value.code == "device_unknown"
    assert list((keeper.vault.path / "staging").glob("*")) == []


def test_no_microphone_and_a_refused_one_are_told_apart(keeper: Keeper, case_id: str) -> None:
    with pytest.raises(DeviceError) as raised:
        keeper.record(case_id, port=FakeMicrophone([]))
    assert raised.value.code == "no_microphone"
    refused = _port(quiet)
    refused.sources[0].refused = True
    with pytest.raises(DeviceError) as raised:
        keeper.record(case_id, port=refused)
    assert raised.value.code == "microphone_refused"


def test_an_unknown_case_or_mode_is_refused(keeper: Keeper, case_id: str) -> None:
    with pytest.raises(InputError):
        keeper.record("c999-nobody00", port=_port(quiet))
    with pytest.raises(InputError):
        keeper.record(case_id, "loud", port=_port(quiet))  # type: ignore[arg-type]


def test_nothing_recorded_is_no_item_and_is_said(keeper: Keeper, case_id: str) -> None:
    port = _port(quiet)
    port.sources[0].mute = True
    running = keeper.record(case_id, "phone", port=port)
    _run(port, running, 5)
    with pytest.raises(DeviceError) as raised:
        running.stop()
    assert raised.value.code == "nothing_recorded"
    assert keeper.items(case_id) == []
    assert list((keeper.vault.path / "staging").glob("*")) == []


# ---- after a crash: the session as it lay there, in another vault's staging


def _as_it_lay(keeper: Keeper, tmp_path: Path) -> tuple[Keeper, str]:
    """A keeper for a copy of the vault, as another process would find it after a power cut."""
    (session,) = (path for path in (keeper.vault.path / "staging").iterdir() if path.is_dir())
    for there, here in ((keeper.vault.path, "after"), (tmp_path / "home", "home-after")):
        # Byte by byte, as wine can't otherwise; and a lock that is held can't be read on Windows.
        ignored = shutil.ignore_patterns("*.lock")
        shutil.copytree(there, tmp_path / here, ignore=ignored, copy_function=shutil.copyfile)
    return Keeper.open(tmp_path / "after", home=tmp_path / "home-after"), session.name


def test_what_a_crash_leaves_is_kept_with_its_marks_once(
    keeper: Keeper, case_id: str, tmp_path: Path
) -> None:
    port = _port(steady(voice(5)), quiet)
    running = keeper.record(case_id, port=port)
    _run(port, running, 20)
    running.mark(MarkKind.CUT_OFF)
    after, group = _as_it_lay(keeper, tmp_path)
    running.stop()
    assert [found.data["result"] for found in after.mended] == ["recording_cut"] * 2
    first, second = after.items(case_id)
    assert (first.group, second.group) == (group, group)
    assert first.provenance.extra["interrupted"] is True
    assert first.provenance.extra["seconds"] == pytest.approx(20, abs=1)
    assert [mark.kind for mark in first.marks] == [MarkKind.CUT_OFF]
    assert after.verify().ok
    assert list((after.vault.path / "staging").iterdir()) == []
    after.close()


def test_marks_that_were_not_entered_any_more_are_entered_at_the_next_start(
    keeper: Keeper, case_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = _port(steady(voice(5)))
    running = keeper.record(case_id, "phone", port=port)
    _run(port, running, 5)
    running.mark(MarkKind.IMPORTANT)

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(keeper.vault, "mark", power_cut)
        patched.setattr(running._staging, "close", lambda: None)
        with pytest.raises(KeyboardInterrupt):
            running.stop()
    (item,) = keeper.items(case_id)
    assert item.marks == ()
    after, _group = _as_it_lay(keeper, tmp_path)
    (item,) = after.items(case_id)
    assert [mark.kind for mark in item.marks] == [MarkKind.IMPORTANT]
    assert list((after.vault.path / "staging").iterdir()) == []
    after.close()
    running._staging.close()


def test_a_whole_recording_that_could_not_be_entered_is_not_called_interrupted(
    keeper: Keeper, case_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = _port(steady(voice(5)))
    running = keeper.record(case_id, "phone", port=port)
    _run(port, running, 5)

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(keeper.vault, "keep", power_cut)
        with pytest.raises(KeyboardInterrupt):
            running.stop()
    after, _group = _as_it_lay(keeper, tmp_path)
    assert [found.data["result"] for found in after.mended] == ["recording_kept"]
    (item,) = after.items(case_id)
    assert item.provenance.extra["interrupted"] is False
    assert "kept_later" in [note["code"] for note in item.provenance.notes]
    after.close()


def test_a_recording_that_broke_off_before_any_sound_is_said(
    keeper: Keeper, case_id: str, tmp_path: Path
) -> None:
    port = _port(quiet)
    running = keeper.record(case_id, "phone", port=port)
    after, _group = _as_it_lay(keeper, tmp_path)
    _run(port, running, 1)
    running.stop()
    assert [found.data["result"] for found in after.mended] == ["recording_empty"]
    assert after.items(case_id) == []
    after.close()
