"""What lies on the disk: a FLAC that breaks off can be read, a full disk is said, and marks survive everything."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from evidence_keeper.errors import SpaceError
from evidence_keeper.intake.audio import Press, mend
from evidence_keeper.intake.audio.flac import FlacFile
from evidence_keeper.intake.audio.levels import Meter
from evidence_keeper.intake.audio.marks import Marks, read_marks
from evidence_keeper.media import decode
from evidence_keeper.model import MarkKind
from tests.unit.intake.audio.desk import RATE, both, quiet, recording, voice

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    file = FlacFile(tmp_path / "f", RATE)
    wave = voice(3)
    file.write(wave)
    file.write_silence(RATE)
    file.sync()
    assert file.close()
    found, rate = soundfile.read(tmp_path / "f", dtype="int16")
    assert rate == RATE
    assert np.array_equal(found, np.concatenate((wave, np.zeros(RATE, np.int16))))


def test_a_file_that_was_never_closed_is_read_up_to_its_last_block(tmp_path: Path) -> None:
    file = FlacFile(tmp_path / "f", RATE)
    wave = voice(5)
    for start in range(0, len(wave), 1600):
        file.write(wave[start : start + 1600])
    lies = (tmp_path / "f").read_bytes()
    (tmp_path / "torn").write_bytes(lies[:-7])
    found = np.concatenate(list(decode(tmp_path / "torn", RATE)))
    assert len(found) > len(wave) - 2 * 4608
    assert np.array_equal((found * 32768).astype(np.int16), wave[: len(found)])
    file.close()


_FILLS_THE_DISK = """
import resource, sys
from pathlib import Path
import numpy as np
from evidence_keeper.errors import SpaceError
from evidence_keeper.intake.audio.flac import FlacFile
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
file = FlacFile(Path(sys.argv[1]), 16000)
dice = np.random.default_rng(1)
try:
    for _ in range(100):
        file.write(dice.normal(0, 3000, 16000).astype(np.int16))
except SpaceError as error:
    print(error.code)
print(file.close())
"""


@pytest.mark.posix
def test_a_disk_that_takes_no_more_is_said_and_what_it_took_can_be_read(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _FILLS_THE_DISK, str(tmp_path / "f")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["disk_full", "False"], done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "f").stat().st_size == 200_000
    assert sum(len(part) for part in decode(tmp_path / "f", 16000)) > 5 * 16000


@pytest.mark.posix
def test_no_room_for_a_mark_is_said(tmp_path: Path) -> None:
    import resource  # Windows has none

    marks = Marks(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        with pytest.raises(SpaceError):
            marks.add(Press(1.0, MarkKind.IMPORTANT, NOON))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        marks.close()


def test_marks_are_on_the_disk_at_once(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    asked = marks.add(Press(1.0, MarkKind.ASKED_FOR_HUMAN, NOON))
    marks.add(Press(9.0, MarkKind.CUT_OFF, NOON))
    assert read_marks(tmp_path) == marks.presses
    marks.undo()
    assert read_marks(tmp_path) == (asked,)
    with (tmp_path / "marks.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"add":"impor')
    assert read_marks(tmp_path) == (asked,)
    marks.close()


def test_taking_back_what_was_never_marked_does_nothing(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    assert marks.undo() is None
    marks.close()
    assert read_marks(tmp_path) == ()


def test_a_recording_that_broke_off_is_told_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / "lives").mkdir()
    with recording(tmp_path / "lives", both()) as desk:
        desk.run(10)
        desk.session.mark(MarkKind.ASKED_FOR_HUMAN)
        desk.sources[1].mute = True
        desk.run(5)
        desk.sources[1].mute = False
        desk.run(5)
        dead = tmp_path / "dead"
        dead.mkdir()
        for path in desk.folder.iterdir():
            (dead / path.name).write_bytes(path.read_bytes())
    facts = mend(dead)
    assert facts is not None
    assert [press.kind for press in facts.marks] == [MarkKind.ASKED_FOR_HUMAN]
    for track in facts.tracks:
        assert track.interrupted
        assert track.notes[-1]["code"] == "recording_interrupted"
        assert track.seconds == pytest.approx(20, abs=1.0)
        assert sum(map(len, decode(track.path, RATE))) == track.frames
        assert track.own_time(10) == pytest.approx(10, abs=0.05)
    assert (facts.stopped_at, facts.over) == (None, "")


def test_a_folder_that_says_nothing_is_no_recording(tmp_path: Path) -> None:
    assert mend(tmp_path) is None
    (tmp_path / "record.json").write_text("{", "utf-8")
    assert mend(tmp_path) is None


def test_a_recording_without_a_sample_has_no_tracks(tmp_path: Path) -> None:
    with recording(tmp_path, both()) as desk:
        facts = mend(desk.folder)
    assert facts is not None
    assert facts.tracks == ()


def test_a_voice_is_heard_and_a_switched_off_source_is_not() -> None:
    meter = Meter(RATE)
    meter.add(quiet(0, RATE * 6))
    assert (meter.silent, meter.heard_at, meter.level) == (True, None, 0.0)
    assert meter.flat_seconds == pytest.approx(6)
    meter.add(voice(2))
    assert not meter.silent
    assert meter.heard_at == pytest.approx(6.2, abs=0.2)
    assert meter.flat_seconds == pytest.approx(0, abs=0.01)


def test_a_hum_is_no_voice() -> None:
    hum = (np.sin(np.arange(RATE * 60) * (2 * np.pi * 50 / RATE)) * 60).astype(np.int16)
    meter = Meter(RATE)
    meter.add(hum)
    assert (meter.silent, meter.heard_at) == (False, None)
    meter.add(voice(1))
    assert meter.heard_at == pytest.approx(60.2, abs=0.2)
