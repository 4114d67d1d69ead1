"""What a call shows, on calls that nobody tuned for: other seeds, voices, tunes and levels than the thresholds saw.

All of them are made up (real voices and tunes among them, but composed and spoilt by us): no real call was at hand.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_keeper.errors import Cancelled, SourceError
from evidence_keeper.jobs import Job
from evidence_keeper.model import CallSegment
from evidence_keeper.reading import call
from evidence_keeper.reading.call import CallStructure
from evidence_keeper.reading.call.listening import Ear
from tests.unit.reading.call import lines, voices
from tests.unit.reading.call.calls import tone
from tests.unit.reading.call.score import Score
from tests.unit.reading.call.tune import one
from tests.unit.reading.call.voices import RATE, Wave

HZ_LOW, HZ_HIGH = (697, 770, 852, 941), (1209, 1336, 1477)


def _silence(seconds: float) -> Wave:
    return np.zeros(round(seconds * RATE))


def _key(sign: str, seconds: float = 0.1) -> Wave:
    row, column = divmod("123456789*0#".index(sign), 3)
    return 0.1 * (tone(seconds, HZ_LOW[row]) + tone(seconds, HZ_HIGH[column]))


def _pressed(keys: str, gap: float = 0.3) -> Wave:
    return np.concatenate([part for key in keys for part in (_key(key), _silence(gap))])


def _rings(times: int) -> Wave:
    return np.concatenate([0.1 * tone(1.0, 450), _silence(4.0)] * times)


def _busy(times: int) -> Wave:
    return np.concatenate([0.1 * tone(0.35, 450), _silence(0.35)] * times)


def _read(wave: Wave, folder: Path) -> CallStructure:
    return call.segments(lines.write(wave, folder / "call.wav", "wav"))


def _kinds(found: CallStructure, *kinds: str) -> list[str]:
    return [part.kind for part in found.segments if part.kind in kinds]


def _rung(found: CallStructure, *wanted: tuple[str, float, float]) -> None:
    """The ringing and busy segments, to a twentieth of a second."""
    rung = [part for part in found.segments if part.kind in ("ringing", "busy")]
    assert [part.kind for part in rung] == [kind for kind, _, _ in wanted]
    for part, (_, start, end) in zip(rung, wanted, strict=True):
        assert part.start == pytest.approx(start, abs=0.05)
        assert part.end == pytest.approx(end, abs=0.05)


def _holds(scores: list[Score]) -> None:
    weights = [one.seconds for one in scores]
    assert np.average([one.speech for one in scores], weights=weights) >= 0.92
    assert np.mean([one.keys for one in scores]) >= 0.95
    assert np.mean([one.ringing for one in scores]) >= 0.95
    assert np.mean([one.busy for one in scores]) >= 0.95
    wrong, true = (sum(one.music[number] for one in scores) for number in (1, 2))
    assert wrong < 0.1 * true


@pytest.mark.posix
@pytest.mark.timeout(600)
def test_a_fresh_set_of_calls_is_read_right(tmp_path: Path) -> None:
    _holds([one(seed, voices.FRESH, tmp_path)[0] for seed in range(2000, 2012)])


@pytest.mark.posix
@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_large_fresh_set_of_calls_is_read_right(tmp_path: Path) -> None:
    _holds([one(seed, voices.FRESH, tmp_path)[0] for seed in range(3000, 3200)])


# ---- the parts


def test_ringing_is_one_segment_with_its_pauses_inside(tmp_path: Path) -> None:
    found = _read(np.concatenate((_silence(1), _rings(3), _silence(2))), tmp_path)
    _rung(found, ("ringing", 1.0, 12.0))


def test_a_single_ring_counts_and_a_tuning_fork_does_not(tmp_path: Path) -> None:
    found = _read(np.concatenate((_silence(1), _rings(1), 0.1 * tone(3.0, 440))), tmp_path)
    _rung(found, ("ringing", 1.0, 2.0))


def test_a_recording_may_begin_in_the_middle_of_a_ring(tmp_path: Path) -> None:
    found = _read(_rings(3)[round(0.6 * RATE) :], tmp_path)
    _rung(found, ("ringing", 0.0, 10.4))


def test_busy_and_ringing_are_told_apart_by_their_beat(tmp_path: Path) -> None:
    found = _read(np.concatenate((_rings(2), _silence(2), _busy(6))), tmp_path)
    _rung(found, ("ringing", 0.0, 6.0), ("busy", 12.0, 15.85))


def test_all_lines_full_is_busy_too(tmp_path: Path) -> None:
    wave = np.concatenate([0.1 * tone(0.7, 450), _silence(0.7)] * 5)
    _rung(_read(wave, tmp_path), ("busy", 0.0, 6.3))


def test_a_dial_tone_is_neither(tmp_path: Path) -> None:
    _rung(_read(0.1 * tone(8.0, 450), tmp_path))


def test_keys_less_than_three_seconds_apart_are_one_burst(tmp_path: Path) -> None:
    parts = (_silence(1), _pressed("10086"), _silence(2.4), _pressed("1"), _silence(3.2))
    found = _read(np.concatenate((*parts, _pressed("0#*"), _silence(1))), tmp_path)
    assert [part.keys for part in found.segments if part.kind == "keys"] == ["100861", "0#*"]
    assert found.keys == "100861 0#*"


@given(
    keys=st.text("0123456789*#", min_size=1, max_size=8),
    seconds=st.floats(0.06, 0.4),
    gap=st.floats(0.05, 1.0),
    twist=st.floats(-6, 6),
    level=st.floats(-46, -6),
)
@settings(max_examples=40, deadline=None)
def test_any_keys_at_any_level_are_read(
    keys: str, seconds: float, gap: float, twist: float, level: float
) -> None:
    wave = [_silence(1)]
    for sign in keys:
        row, column = divmod("123456789*0#".index(sign), 3)
        high = tone(seconds, HZ_HIGH[column]) * 10 ** (twist / 20)
        wave += [(tone(seconds, HZ_LOW[row]) + high) / 4 * 10 ** (level / 20), _silence(gap)]
    heard = np.concatenate([*wave, _silence(1)])
    heard += np.random.default_rng(1).normal(0, 10 ** (-75 / 20), len(heard))
    ear = Ear(RATE)
    ear.hear(heard.astype(np.float32))
    assert [part.keys for part in ear.told() if part.kind == "keys"] == [keys]


def test_one_tone_alone_or_a_lopsided_pair_is_no_key(tmp_path: Path) -> None:
    lopsided = 0.2 * tone(0.3, 770) + 0.02 * tone(0.3, 1336)
    parts = (0.2 * tone(0.3, 770), 0.2 * tone(0.3, 1336), lopsided, 0.2 * tone(0.3, 450, 600))
    wave = np.concatenate([sound for part in parts for sound in (part, _silence(0.5))])
    assert _read(wave, tmp_path).keys == ""


def test_from_the_last_key_to_the_next_voice() -> None:
    parts = (
        CallSegment(0, 4, "speech"),
        CallSegment(4, 5, "keys", "1"),
        CallSegment(5, 9.5, "quiet"),
        CallSegment(9.5, 12, "speech"),
        CallSegment(12, 20, "music"),
        CallSegment(20, 21, "keys", "0"),
        CallSegment(21, 24, "ringing"),
        CallSegment(24, 30, "speech"),
        CallSegment(30, 37, "quiet"),
    )
    found = call.structure(parts, 37.0)
    assert found.last_key_to_speech == pytest.approx(3)
    assert list(found.nobody_speaks) == [(4, 9.5), (12, 24), (30, 37.0)]
    assert found.nobody_speaks_seconds == 24.5
    assert found.longest_quiet == 7
    assert found.keys == "1 0"
    assert call.from_json(call.to_json(found)) == found
    assert call.structure(parts[:2], 5).last_key_to_speech is None


def test_a_spoilt_cache_is_noticed() -> None:
    for spoilt in (b"", b"[]", b'{"seconds": 1}', b'{"seconds": 1, "segments": [[1]]}', b"\xff"):
        with pytest.raises(ValueError, match="not the parts of a call"):
            call.from_json(spoilt)


# ---- recordings of every sort


@pytest.fixture(scope="module")
def sample() -> Wave:
    """Ring, voice, keys, voice, busy: 35 s."""
    rng = np.random.default_rng(7)
    voice = voices.recorded("ru_RU")
    said = [voice(rng)[: 4 * RATE] for _ in range(2)]
    parts = [_silence(1), _rings(1), said[0], _silence(1), _pressed("130"), _silence(4)]
    return np.concatenate([*parts, said[1], _silence(2), _busy(8)])


def _shows_all(found: CallStructure, seconds: float) -> None:
    # sox swallows up to a third of a second at the end of an AMR file.
    assert found.seconds == pytest.approx(seconds, abs=0.4)
    assert found.keys == "130"
    assert _kinds(found, "ringing", "busy") == ["ringing", "busy"]
    spoken = found.seconds - found.nobody_speaks_seconds
    assert 5 < spoken < 10
    ends = [part.end for part in found.segments]
    assert [0.0, *ends[:-1]] == [part.start for part in found.segments]


@pytest.mark.posix
@pytest.mark.parametrize("codec", sorted(lines.CODECS))
def test_every_codec(sample: Wave, codec: str, tmp_path: Path) -> None:
    path = lines.write(sample, tmp_path / "call", codec)
    _shows_all(call.segments(path), len(sample) / RATE)


@pytest.mark.posix
@pytest.mark.parametrize(
    "spoil",
    [
        lambda wave: wave * 10 ** (-22 / 20),
        lambda wave: np.clip(wave * 6, -1, 1),
        lambda wave: wave + 0.2,
        lambda wave: wave + 0.02 * np.sin(2 * np.pi * 50 * np.arange(len(wave)) / RATE),
    ],
    ids=["42 dB below full", "clipped", "offset", "mains hum"],
)
def test_spoilt_recordings(sample: Wave, spoil: object, tmp_path: Path) -> None:
    assert callable(spoil)
    path = lines.write(spoil(sample), tmp_path / "call", "amr")
    _shows_all(call.segments(path), len(sample) / RATE)


@pytest.mark.posix
def test_stereo(sample: Wave, tmp_path: Path) -> None:
    path = lines.write(sample, tmp_path / "call", "m4a", stereo=True)
    _shows_all(call.segments(path), len(sample) / RATE)


@pytest.mark.posix
def test_what_is_left_of_a_torn_file_is_read(sample: Wave, tmp_path: Path) -> None:
    path = lines.write(sample, tmp_path / "call", "amr")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    found = call.segments(path)
    assert 0.4 < found.seconds * RATE / len(sample) < 0.7
    assert _kinds(found, "ringing", "busy") == ["ringing"]


def test_a_silent_recording_is_quiet(tmp_path: Path) -> None:
    found = _read(_silence(7), tmp_path)
    assert found.segments == (CallSegment(0.0, 7.0, "quiet"),)
    assert found.nobody_speaks == ((0.0, 7.0),)
    assert found.nobody_speaks_seconds == found.longest_quiet == 7.0


def test_noise_is_no_voice_and_no_music(tmp_path: Path) -> None:
    noise = np.random.default_rng(5).normal(0, 0.03, 30 * RATE)
    assert _kinds(_read(noise, tmp_path), "speech", "music", "keys", "ringing", "busy") == []


def test_a_moment_of_sound_is_no_trouble(tmp_path: Path) -> None:
    assert _read(_silence(0.01), tmp_path).seconds == 0.01


def test_what_is_no_recording_says_so(tmp_path: Path) -> None:
    path = tmp_path / "call.mp3"
    path.write_bytes(bytes(range(256)) * 9)
    with pytest.raises(SourceError, match="media_broken"):
        call.segments(path)


def test_it_can_be_stopped(tmp_path: Path) -> None:
    job = Job()
    job.cancel()
    path = lines.write(_silence(3), tmp_path / "call.wav", "wav")
    with pytest.raises(Cancelled):
        call.segments(path, job)


@given(cuts=st.lists(st.integers(1, 30 * RATE), max_size=6))
@settings(max_examples=12, deadline=None)
def test_where_a_block_ends_makes_no_difference(cuts: list[int]) -> None:
    rng = np.random.default_rng(3)
    parts = (_rings(2), _pressed("12#"), _silence(4), _busy(4), _silence(5), _pressed("9"))
    wave = np.concatenate(parts).astype(np.float32)
    wave += rng.normal(0, 0.001, len(wave)).astype(np.float32)
    whole, pieces = Ear(RATE), Ear(RATE)
    whole.hear(wave)
    for part in np.split(wave, sorted({cut for cut in cuts if cut < len(wave)})):
        pieces.hear(part)
    assert [(part.kind, part.keys) for part in whole.told()] == [
        (part.kind, part.keys) for part in pieces.told()
    ]
    for one_way, other in zip(whole.told(), pieces.told(), strict=True):
        assert one_way.start == pytest.approx(other.start, abs=0.05)
        assert one_way.end == pytest.approx(other.end, abs=0.05)


@pytest.mark.soak
@pytest.mark.posix
def test_an_hour_takes_less_than_a_minute_and_400_mb(tmp_path: Path) -> None:
    from benchmarks.calls import measured, write_hour

    took = measured(write_hour(tmp_path / "hour.flac"))
    assert took.heard == pytest.approx(3600)
    assert took.processor < 60, "what a machine of its own would need"
    assert took.megabytes < 400
