"""Playing to a real sound server: what its monitor hears is the recording, from the second that was asked for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from evidence_keeper.errors import DeviceError, SourceError
from evidence_keeper.media import Player, decode
from tests.pulse import RATE, PulseServer
from tests.unit.media import samples


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds of WAV at the server's own rate."""
    return samples.write_sound(tmp_path_factory.mktemp("call") / "call.wav", "wav", 3.0)


def _until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


def _heard(path: Path) -> samples.Wave:
    both = np.fromfile(path, np.int16).reshape(-1, 2)
    return both[:, 0].astype(np.float32) / np.float32(32768)


def _find(part: samples.Wave, heard: samples.Wave) -> tuple[float, float]:
    """Second at which it was heard, and likeness there."""
    size = 1 << (len(part) + len(heard)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(part, size))
    at = int(np.fft.irfft(product, size)[: len(heard) - len(part)].argmax())
    there = heard[at : at + len(part)]
    norm = float(np.linalg.norm(there) * np.linalg.norm(part)) or 1.0
    return at / RATE, float(np.dot(there, part)) / norm


def _part(path: Path, begin: float, end: float) -> samples.Wave:
    whole = np.concatenate(list(decode(path, RATE)))
    return whole[round(begin * RATE) : round(end * RATE)]


def test_it_plays_from_the_first_sample_to_the_last(
    pulse: PulseServer, call: Path, tmp_path: Path
) -> None:
    with pulse.listening(tmp_path / "heard"), Player() as player:
        player.open(call)
        assert (player.playing, player.ended, player.position) == (False, False, 0.0)
        assert player.seconds == pytest.approx(3.0, abs=0.05)
        player.play()
        _until(lambda: player.level > 0.1)
        assert player.playing
        _until(lambda: player.ended)
        assert (player.playing, player.level) == (False, 0.0)
        assert player.position == player.seconds
    heard = _heard(tmp_path / "heard")
    whole = _part(call, 0, 3)
    at, likeness = _find(whole, heard)
    assert likeness > 0.999
    # Once, with nothing before and nothing after.
    there = round(at * RATE)
    assert np.abs(heard[: there - 10]).max() == 0
    assert np.abs(heard[there + len(whole) + 10 :]).max() == 0


def test_position_is_what_is_heard(pulse: PulseServer, call: Path, tmp_path: Path) -> None:
    with pulse.listening(tmp_path / "heard"), Player() as player:
        player.open(call)
        player.play()
        _until(lambda: player.position > 1.2)
        before = time.monotonic()
        first = player.position
        time.sleep(0.5)
        assert player.position - first == pytest.approx(time.monotonic() - before, abs=0.08)
        player.pause()
        paused = player.position
        assert not player.playing
        time.sleep(0.4)
        assert player.position == paused
    heard = _heard(tmp_path / "heard")
    begun, likeness = _find(_part(call, 0.0, 1.0), heard)
    assert likeness > 0.99
    last = np.flatnonzero(np.abs(heard) > 0.001)[-1] / RATE
    assert last - begun == pytest.approx(paused, abs=0.2)


def test_it_goes_on_where_it_was_paused(pulse: PulseServer, call: Path, tmp_path: Path) -> None:
    with Player() as player:
        player.open(call)
        player.play()
        _until(lambda: player.position > 1.5)
        player.pause()
        paused = player.position
        with pulse.listening(tmp_path / "heard"):
            player.play()
            _until(lambda: player.ended)
    at, likeness = _find(_part(call, paused, 3), _heard(tmp_path / "heard"))
    assert likeness > 0.99
    heard = _heard(tmp_path / "heard")
    first = np.flatnonzero(np.abs(heard) > 0.001)[0] / RATE
    assert first == pytest.approx(at, abs=0.02)


@pytest.mark.parametrize("kind", ["mp3", "m4a", "amr", "wma"])
def test_seeking_lands_on_the_second(
    pulse: PulseServer, sounds: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    with pulse.listening(tmp_path / "heard"), Player() as player:
        player.open(sounds[kind])
        player.seek(4.2)
        assert player.position == 4.2
        player.play()
        _until(lambda: player.position > 4.6)
        player.seek(2.5)
        assert player.position == pytest.approx(2.5, abs=0.1)
        _until(lambda: player.position > 3.6)
        player.pause()
    heard = _heard(tmp_path / "heard")
    first, likeness = _find(_part(sounds[kind], 4.2, 4.45), heard)
    assert likeness > 0.9
    second, likeness = _find(_part(sounds[kind], 2.5, 3.4), heard)
    assert likeness > 0.9
    assert first < second


def test_seeking_outside_stays_inside(pulse: PulseServer, call: Path) -> None:
    with Player() as player:
        player.open(call)
        player.seek(-5)
        assert player.position == 0
        player.seek(99)
        assert player.position == player.seconds
        player.play()
        _until(lambda: player.ended)
        player.seek(1.0)
        assert (player.playing, player.ended, player.position) == (False, False, 1.0)
        player.play()
        assert player.position >= 1.0
        player.seek(99)
        _until(lambda: player.ended)
        player.play()
        _until(lambda: 0.0 < player.position < 1.0)


def test_seeking_at_the_very_end_never_stops_it(pulse: PulseServer, call: Path) -> None:
    """Whether the seek or the last sample comes first: it plays on, or it had ended."""
    with Player() as player:
        player.open(call)
        for wait in (0.38, 0.42, 0.46):
            player.seek(player.seconds - 0.05)
            player.play()
            time.sleep(wait)
            ended = player.ended
            player.seek(1.0)
            assert player.error is None
            if not ended:
                _until(lambda: player.ended or player.position > 1.05)
            player.pause()


def test_faster_is_shorter_at_the_same_pitch(
    pulse: PulseServer, sounds: dict[str, Path], tmp_path: Path
) -> None:
    with pulse.listening(tmp_path / "heard"), Player() as player:
        player.open(sounds["wav"])
        player.speed = 2.0
        player.seek(2.0)
        begun = time.monotonic()
        player.play()
        _until(lambda: player.ended)
        took = time.monotonic() - begun
    assert 1.9 < took < 3.4
    heard = _heard(tmp_path / "heard")
    power = np.abs(np.fft.rfft(heard)) ** 2
    hertz = float((np.fft.rfftfreq(len(heard), 1 / RATE) * power).sum() / power.sum())
    # The sweep runs from 530 to 1090 hertz there; at twice the pitch it would be above 1060 throughout.
    assert 700 < hertz < 950


def test_another_recording_can_be_opened_while_one_plays(
    pulse: PulseServer, sounds: dict[str, Path]
) -> None:
    with Player() as player:
        player.open(sounds["wav"])
        player.play()
        _until(lambda: player.level > 0.1)
        player.open(sounds["amr"])
        assert (player.playing, player.position) == (False, 0.0)
        player.play()
        _until(lambda: player.position > 0.3)


def test_what_cannot_be_played_is_said_at_once(tmp_path: Path) -> None:
    letter = tmp_path / "letter.mp3"
    letter.write_text("no sound", encoding="utf-8")
    with Player() as player:
        with pytest.raises(SourceError, match="not_playable"):
            player.open(letter)
        with pytest.raises(SourceError, match="source_unreadable"):
            player.open(tmp_path / "missing")


def test_nothing_is_left_running(pulse: PulseServer, call: Path) -> None:
    import threading

    before = pulse.control("list", "short", "sink-inputs")
    player = Player()
    player.open(call)
    player.play()
    for second in (1.0, 2.5, 2.0):
        player.seek(second)
    player.close()
    player.close()
    _until(lambda: "player" not in [thread.name for thread in threading.enumerate()])
    _until(lambda: pulse.control("list", "short", "sink-inputs") == before)


def test_a_sound_server_that_dies_stops_it_with_a_reason(call: Path) -> None:
    from tests.pulse import as_the_sound_server

    with PulseServer() as server, as_the_sound_server(server), Player() as player:
        player.open(call)
        player.play()
        _until(lambda: player.position > 1.0)
        server.kill()
        _until(lambda: not player.playing)
        assert isinstance(player.error, DeviceError)
        assert not player.ended
        assert 0.9 < player.position < 4.0
        with pytest.raises(DeviceError):
            player.play()


def test_no_loudspeaker_is_said(call: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from evidence_keeper.errors import DeviceError\n"
        "from evidence_keeper.media import Player\n"
        "player = Player(); player.open(Path(sys.argv[1]))\n"
        "try: player.play()\n"
        "except DeviceError as error: print(error.code, player.playing)"
    )
    # ALSA knows no device then, whatever this computer has. (PortAudio aborts over an empty file.)
    configuration = tmp_path / "alsa.conf"
    configuration.write_text("pcm.none { type empty }\nctl {}\n", encoding="ascii")
    nothing = {"ALSA_CONFIG_PATH": str(configuration), "PULSE_SERVER": "unix:/nonexistent"}
    done = subprocess.run(
        [sys.executable, "-c", program, str(call)],
        env=os.environ | nothing,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["no_loudspeaker", "False"]


def test_two_tracks_are_heard_together_from_one_moment(pulse: PulseServer, tmp_path: Path) -> None:
    dice = np.random.default_rng(3)
    mine, theirs = (dice.integers(-4000, 4000, RATE * n, np.int16) for n in (2, 3))
    for name, wave in (("mine", mine), ("theirs", theirs)):
        soundfile.write(tmp_path / f"{name}.flac", wave, RATE)
    with pulse.listening(tmp_path / "heard"), Player() as player:
        player.open(tmp_path / "mine.flac", tmp_path / "theirs.flac")
        assert player.seconds == pytest.approx(3.0, abs=0.01)
        player.seek(0.5)
        player.play()
        _until(lambda: player.ended)
    both = np.zeros(RATE * 3, np.float32)
    both[: len(mine)] += mine
    both += theirs
    heard = _heard(tmp_path / "heard")
    assert _find(both[RATE // 2 :] / np.float32(32768), heard)[1] > 0.99
