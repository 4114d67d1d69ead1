"""Sound as numbers: the same second everywhere, flat memory, and what is left of damaged recordings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.errors import Cancelled, SourceError
from evidence_keeper.jobs import Job
from evidence_keeper.media import decode, peaks, probe
from evidence_keeper.media.sound import Sound
from tests.unit.media import samples

RATE = 16000
KINDS = sorted(samples.SOUNDS)


def _all(path: Path, rate: int = RATE) -> samples.Wave:
    return np.concatenate(list(decode(path, rate)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_recording_gives_its_sound(sounds: dict[str, Path], kind: str) -> None:
    heard = _all(sounds[kind])
    assert len(heard) / RATE == pytest.approx(6.0, abs=0.15)
    assert heard.dtype == np.float32
    assert np.abs(heard).max() <= 1.0
    meant = samples.signal(6.0, RATE)
    at, likeness = samples.best_match(meant[RATE : 2 * RATE], heard, RATE, 1200)
    assert likeness > 0.85
    # Encoders without a note of their delay shift it; a mark is set to a tenth of a second.
    assert abs(at - RATE) < 0.06 * RATE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("start", [0.25, 1.0, 2.37, 4.9])
def test_reading_from_a_second_is_reading_on_from_it(
    sounds: dict[str, Path], kind: str, start: float
) -> None:
    whole = _all(sounds[kind])
    with Sound(sounds[kind]) as sound:
        rest = np.concatenate(list(sound.blocks(RATE, 1, start)))[:, 0].astype(np.float32)
    part = rest[: RATE // 2]
    at, likeness = samples.best_match(part, whole, round(start * RATE), 400)
    # Not 1: the place may fall between two samples.
    assert likeness > 0.97
    assert abs(at - start * RATE) <= 0.002 * RATE
    assert abs(len(rest) - (len(whole) - start * RATE)) <= 0.002 * RATE


def test_wideband_amr_as_huawei_records_it() -> None:
    """The sweep, encoded once with vo-amrwbenc: none of the project's dependencies can write AMR-WB."""
    path = Path(__file__).parents[2] / "data" / "media" / "sweep.awb"
    heard = _all(path)
    assert len(heard) / RATE == pytest.approx(2.0, abs=0.05)
    at, likeness = samples.best_match(samples.signal(1.5, RATE)[RATE // 2 :], heard, RATE // 2, 400)
    assert likeness > 0.9
    assert abs(at - RATE // 2) < 0.02 * RATE


def test_vorbis_of_a_voice_recorder(tmp_path: Path) -> None:
    import soundfile

    soundfile.write(tmp_path / "a.ogg", samples.signal(3.0, 44100), 44100, format="OGG")
    heard = _all(tmp_path / "a.ogg")
    assert probe(tmp_path / "a.ogg").container == "ogg"
    assert len(heard) / RATE == pytest.approx(3.0, abs=0.05)
    meant = samples.signal(2.0, RATE)[RATE:]
    assert samples.best_match(meant, heard, RATE, 400)[1] > 0.95


def test_reading_from_behind_the_end_gives_nothing(sounds: dict[str, Path]) -> None:
    for kind in KINDS:
        with Sound(sounds[kind]) as sound:
            assert list(sound.blocks(RATE, 1, 7.0)) == []


def test_blocks_are_a_second_each(sounds: dict[str, Path]) -> None:
    sizes = [len(block) for block in decode(sounds["mp3"], 8000)]
    assert sizes == [8000] * 6


def test_two_equal_channels_are_not_louder_than_one(tmp_path: Path) -> None:
    wave = np.full(48000, 0.9, np.float32)
    path = samples.write_wave(tmp_path / "a", "wav", "pcm_s16le", 48000, 2, wave)
    heard = _all(path, 48000)
    assert np.abs(heard[100:-100] - 0.9).max() < 0.01


@pytest.mark.parametrize("kind", KINDS)
def test_a_truncated_recording_gives_what_is_there(
    sounds: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    content = sounds[kind].read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(content[: len(content) * 6 // 10])
    if kind in ("m4a", "alac", "mov", "3gp"):
        # Their index stands at the end: without it nothing can be found.
        with pytest.raises(SourceError, match="media_broken"):
            _all(cut)
        return
    heard, whole = _all(cut), _all(sounds[kind])
    assert 2.9 < len(heard) / RATE < 3.8
    part = heard[RATE : 2 * RATE]
    assert samples.best_match(part, whole, RATE, 100)[1] > 0.99


def test_a_damaged_middle_costs_only_itself(sounds: dict[str, Path], tmp_path: Path) -> None:
    content = bytearray(sounds["flac"].read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4096] = bytes(4096)
    path = tmp_path / "holed.flac"
    path.write_bytes(content)
    heard, whole = _all(path), _all(sounds["flac"])
    assert len(heard) / RATE == pytest.approx(6.0, abs=0.05)
    at, likeness = samples.best_match(heard[5 * RATE :], whole, 5 * RATE, 800)
    assert likeness > 0.99
    assert abs(at - 5 * RATE) < 0.01 * RATE


def test_a_hole_in_the_time_stamps_is_silence_of_its_length(tmp_path: Path) -> None:
    path = _with_hole(tmp_path / "hole.mka", from_second=2.0, seconds=1.5)
    heard = _all(path)
    assert len(heard) / RATE == pytest.approx(5.5, abs=0.05)
    assert np.abs(heard[int(2.05 * RATE) : int(3.45 * RATE)]).max() == 0
    meant = samples.signal(4.0, RATE)
    at, likeness = samples.best_match(meant[3 * RATE :], heard, int(4.5 * RATE), 100)
    assert likeness > 0.99
    assert abs(at - 4.5 * RATE) < 20
    with Sound(path) as sound:
        rest = np.concatenate(list(sound.blocks(RATE, 1, 3.0)))
    assert abs(len(rest) - 2.5 * RATE) < 0.05 * RATE


def _with_hole(path: Path, from_second: float, seconds: float) -> Path:
    import av

    wave = samples.signal(4.0, RATE)
    with av.open(path, "w", format="matroska") as out:
        stream = out.add_stream("pcm_s16le", rate=RATE, layout="mono")
        for at in range(0, len(wave), 1600):
            frame = av.AudioFrame.from_ndarray(
                (wave[at : at + 1600] * 32767).astype(np.int16).reshape(1, -1), "s16", "mono"
            )
            later = round(seconds * RATE) if at >= from_second * RATE else 0
            frame.sample_rate, frame.pts = RATE, at + later
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def test_the_sound_of_a_film_can_be_read(film: Path) -> None:
    assert len(_all(film)) / RATE == pytest.approx(4.0, abs=0.1)


def test_what_has_no_sound_says_so(tmp_path: Path) -> None:
    mute = samples.write_film(tmp_path / "mute.mp4", 1.0, sound=False)
    letter = tmp_path / "letter.mp3"
    letter.write_text("not a sound", encoding="utf-8")
    for path in (mute, letter):
        with pytest.raises(SourceError, match="not_playable"):
            next(decode(path))
    noise = tmp_path / "noise.mp3"
    noise.write_bytes(bytes(range(256)) * 8)
    with pytest.raises(SourceError, match="media_broken"):
        next(decode(noise))
    with pytest.raises(SourceError, match="source_unreadable"):
        next(decode(tmp_path / "missing.mp3"))


def test_a_play_list_is_never_followed(tmp_path: Path, sounds: dict[str, Path]) -> None:
    for text in (f"#EXTM3U\n{sounds['mp3']}\n", f"ffconcat version 1.0\nfile {sounds['mp3']}\n"):
        path = tmp_path / "list.mp3"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SourceError, match="not_playable"):
            next(decode(path))


def test_it_can_be_stopped(sounds: dict[str, Path]) -> None:
    job = Job()
    blocks = decode(sounds["m4a"], job=job)
    next(blocks)
    job.cancel()
    with pytest.raises(Cancelled):
        list(blocks)
    with pytest.raises(Cancelled):
        peaks(sounds["m4a"], job=job)


# ---- peaks


@pytest.mark.parametrize("kind", KINDS)
def test_peaks_show_where_it_is_loud(sounds: dict[str, Path], kind: str) -> None:
    shape = peaks(sounds[kind], 100)
    assert shape.seconds == pytest.approx(6.0, abs=0.15)
    assert len(shape.lo) == len(shape.hi) == 100
    assert shape.lo.dtype == shape.hi.dtype == np.float32
    stretches = np.array_split(_all(sounds[kind]), 100)
    off = np.abs([part.max() for part in stretches] - shape.hi)
    off += np.abs([part.min() for part in stretches] - shape.lo)
    # Where a burst begins just at an edge, the two rates part it differently.
    assert np.quantile(off, 0.9) < 0.05


@given(
    size=st.integers(1, 30_000),
    buckets=st.integers(1, 300),
    pieces=st.lists(st.integers(1, 9000), min_size=1, max_size=6),
)
def test_peaks_of_any_length_are_the_lows_and_highs_of_equal_stretches(
    size: int, buckets: int, pieces: list[int]
) -> None:
    from evidence_keeper.media.sound import _Shape

    wave = np.random.default_rng(size).integers(-32768, 32767, size).astype(np.int16)
    shape = _Shape(buckets)
    at = 0
    while at < size:
        step = pieces[at % len(pieces)]
        shape.add(wave[at : at + step])
        at += step
    lo, hi = shape.into(buckets)
    assert shape.samples == size
    assert len(lo) == len(hi) == buckets
    assert lo.min() == wave.min()
    assert hi.max() == wave.max()
    # An edge may be off by a sixteenth of a stretch: what lies clear of it is counted exactly.
    slack = size / buckets / 16 + 1
    for number in range(buckets):
        begin, end = number * size / buckets, (number + 1) * size / buckets
        inner = wave[int(np.ceil(begin + slack)) : int(end - slack)]
        outer = wave[max(0, int(begin - slack)) : int(np.ceil(end + slack))]
        if len(inner):
            assert lo[number] <= inner.min()
            assert hi[number] >= inner.max()
        assert outer.min() <= lo[number] <= hi[number] <= outer.max()


def test_a_recording_shorter_than_the_picture_is_wide(tmp_path: Path) -> None:
    path = samples.write_wave(
        tmp_path / "a", "wav", "pcm_s16le", 8000, 1, samples.signal(0.01, 8000)
    )
    shape = peaks(path, 2000)
    assert shape.seconds == pytest.approx(0.01)
    assert len(shape.lo) == 2000


# ---- an hour


def test_an_hour_passes_in_flat_memory(tmp_path: Path) -> None:
    minute = samples.signal(6.0, 8000)
    samples.write_wave(tmp_path / "minute.aac", "adts", "aac", 8000, 1, np.tile(minute, 10))
    hour = tmp_path / "hour.aac"
    hour.write_bytes((tmp_path / "minute.aac").read_bytes() * 60)
    program = (
        "import re, sys; from pathlib import Path\n"
        "from evidence_keeper.media import decode\n"
        "n = sum(len(block) for block in decode(Path(sys.argv[1]), 16000))\n"
        "print(n / 16000, re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(hour)], capture_output=True, text=True, check=True
    )
    seconds, kilobytes = map(float, done.stdout.split())
    assert seconds > 3500
    assert kilobytes < 100 * 1024
