"""Excerpts and bleeped copies: each sample where it was, nothing left under the tone, hours in flat memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.errors import Cancelled, SourceError
from evidence_keeper.jobs import Job
from evidence_keeper.media import decode, probe
from evidence_keeper.media.cutting import bleep, excerpt
from evidence_keeper.media.sound import Sound
from tests.unit.media import samples

KINDS = ("mp3", "m4a", "amr", "wav", "flac", "opus", "wma")


def _whole(path: Path) -> tuple[samples.Wave, int]:
    with Sound(path) as sound:
        blocks = list(sound.blocks(sound.rate, min(sound.channels, 2)))
        return np.concatenate(blocks).astype(np.float32) / np.float32(32768), sound.rate


def _read(content: bytes, folder: Path) -> tuple[samples.Wave, int]:
    path = folder / "copy.flac"
    path.write_bytes(content)
    wave, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return wave.astype(np.float32), rate


@pytest.mark.parametrize("kind", KINDS)
def test_an_excerpt_is_that_part(sounds: dict[str, Path], tmp_path: Path, kind: str) -> None:
    whole, rate = _whole(sounds[kind])
    cut, cut_rate = _read(excerpt(sounds[kind], 1.5, 3.25), tmp_path)
    assert cut_rate == rate
    assert cut.shape == (round(1.75 * rate), whole.shape[1])
    at, likeness = samples.best_match(cut[: rate // 2, 0], whole[:, 0], round(1.5 * rate), 200)
    assert likeness > 0.97
    assert abs(at - 1.5 * rate) <= 0.002 * rate
    seen = probe(tmp_path / "copy.flac")
    assert (seen.container, seen.broken) == ("flac", ())
    assert seen.seconds == pytest.approx(1.75, abs=0.001)


def test_an_excerpt_ends_where_the_recording_ends(sounds: dict[str, Path], tmp_path: Path) -> None:
    cut, rate = _read(excerpt(sounds["flac"], 5.0, 60.0), tmp_path)
    assert len(cut) / rate == pytest.approx(1.0, abs=0.01)
    with pytest.raises(SourceError, match="media_broken"):
        excerpt(sounds["flac"], 7.0, 8.0)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_under_the_tone_and_all_else_is_as_it_was(
    sounds: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    whole, rate = _whole(sounds[kind])
    copy, _ = _read(bleep(sounds[kind], [(4.0, 4.5), (1.0, 2.2)]), tmp_path)
    assert copy.shape == whole.shape
    hidden = np.zeros(len(whole), bool)
    hidden[rate : round(2.2 * rate)] = hidden[4 * rate : round(4.5 * rate)] = True
    rim = np.zeros(len(whole), bool)
    for edge in (1.0, 2.2, 4.0, 4.5):
        rim[round(edge * rate) - 2 : round(edge * rate) + 2] = True
    assert np.array_equal(copy[~hidden & ~rim], whole[~hidden & ~rim])
    tone = copy[round(1.1 * rate) : round(2.1 * rate), 0]
    spectrum = np.abs(np.fft.rfft(tone * np.hanning(len(tone)))) ** 2
    assert spectrum[996:1005].sum() / spectrum.sum() > 0.999
    for start, stop in ((1.0, 2.2), (4.0, 4.5)):
        under = copy[round(start * rate) : round(stop * rate), 0]
        before = whole[round(start * rate) : round(stop * rate), 0]
        assert abs(np.corrcoef(under, before)[0, 1]) < 0.1


@given(
    spans=st.lists(
        st.tuples(st.floats(0, 6), st.floats(0.001, 3)).map(lambda s: (s[0], s[0] + s[1])),
        min_size=1,
        max_size=4,
    )
)
def test_no_sample_of_a_span_survives(spans: list[tuple[float, float]]) -> None:
    from evidence_keeper.media.cutting import _Bleeper

    rate = 1000
    bleeper = _Bleeper(spans, rate, 1)
    wave = np.full((6 * rate, 1), 12345, np.int16)
    copy = np.concatenate([bleeper.over(part) for part in np.array_split(wave, 7)])
    at = np.arange(len(wave)) / rate
    hidden = np.any([(at >= start) & (at < end) for start, end in spans], axis=0)
    assert not np.any(copy[hidden] == 12345)
    near = np.any([(at >= start - 0.001) & (at < end + 0.001) for start, end in spans], axis=0)
    assert np.all(copy[~near] == 12345)


def test_a_long_tone_sounds_to_its_end(tmp_path: Path) -> None:
    path = samples.write_wave(
        tmp_path / "a.wav", "wav", "pcm_s16le", 8000, 1, np.zeros(8000 * 30, np.float32)
    )
    copy, rate = _read(bleep(path, [(1.0, 28.0)]), tmp_path)
    loud = np.sqrt(np.mean(copy[rate : 28 * rate].reshape(-1, rate // 10) ** 2, axis=1))
    assert loud.min() > 0.03


def test_it_can_be_stopped(sounds: dict[str, Path]) -> None:
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        excerpt(sounds["mp3"], 1, 2, job)
    with pytest.raises(Cancelled):
        bleep(sounds["mp3"], [(1, 2)], job)


def test_an_hour_is_copied_in_flat_memory(sounds: dict[str, Path], tmp_path: Path) -> None:
    hour = tmp_path / "hour.mp3"
    hour.write_bytes(sounds["mp3"].read_bytes() * 300)
    program = (
        "import re, sys; from pathlib import Path\n"
        "from evidence_keeper.media.cutting import write_bleeped\n"
        "with open(sys.argv[2], 'w+b') as out:\n"
        "    print(write_bleeped(Path(sys.argv[1]), [(60, 90)], out))\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    copy = tmp_path / "copy.flac"
    done = subprocess.run(
        [sys.executable, "-c", program, str(hour), str(copy)],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, kilobytes = map(float, done.stdout.split())
    assert seconds > 1700
    assert kilobytes < 120 * 1024
    assert done.stderr == ""
    assert sum(map(len, decode(copy, 8000))) / 8000 == pytest.approx(seconds, abs=0.1)
