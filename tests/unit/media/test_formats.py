"""The table of what phones, messengers and recorders hand in: recognised by content, decoded, and heard as it was."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pysilk
import pytest
import soundfile

from evidence_keeper.errors import SourceError
from evidence_keeper.media import decode, peaks, probe
from evidence_keeper.media.sound import Sound
from tests.unit.media import samples

RATE = 16000
DATA = Path(__file__).parents[2] / "data" / "media"


def _silk(wave: samples.Wave, tencent: bool = True) -> bytes:
    out = io.BytesIO()
    pcm = np.round(wave * 32767).astype("<i2").tobytes()
    pysilk.encode(io.BytesIO(pcm), out, 24000, 25000, tencent=tencent)
    return out.getvalue()


def _write(path: Path, kind: str) -> Path:
    """Six seconds of the sweep (two where a file stands in data)."""
    if kind in ("silk", "silk-bare"):
        path.write_bytes(_silk(samples.signal(6.0, 24000), tencent=kind == "silk"))
    elif kind == "vorbis":
        soundfile.write(path, samples.signal(6.0, 44100), 44100, format="OGG")
    elif kind in ("awb", "spx", "amr", "3gp"):
        # Made once, with vo-amrwbenc, libspeex and opencore-amr: not every PyAV can write them.
        path.write_bytes((DATA / f"sweep.{kind}").read_bytes())
    elif kind == "mp4":
        samples.write_wave(path, "mp4", "aac", 44100, 1, samples.signal(6.0, 44100))
    elif kind == "3gp-aac":
        samples.write_wave(path, "3gp", "aac", 16000, 1, samples.signal(6.0, 16000))
    elif kind == "opus-webm":
        samples.write_wave(path, "webm", "libopus", 48000, 1, samples.signal(6.0, 48000))
    else:
        samples.write_sound(path, kind)
    return path


# kind: container, codec, and how like the sound is to what was played (AMR at 12 kbit/s loses most)
TABLE = {
    "aac": ("aac", "aac", 0.95),
    "flac": ("flac", "flac", 0.99),
    "m4a": ("m4a", "aac", 0.95),
    "mp3": ("mp3", "mp3float", 0.95),
    "mp4": ("m4a", "aac", 0.95),
    "opus": ("opus", "opus", 0.95),
    "spx": ("ogg", "speex", 0.8),
    "wav": ("wav", "pcm_s16le", 0.99),
    "wma": ("wma", "wmav2", 0.95),
    "3gp": ("3gp", "amrnb", 0.8),
    "3gp-aac": ("3gp", "aac", 0.95),
    "adpcm": ("wav", "adpcm_ms", 0.9),
    "alac": ("m4a", "alac", 0.99),
    "amr": ("amr", "amrnb", 0.8),
    "awb": ("awb", "amrwb", 0.8),
    "vorbis": ("ogg", "vorbis", 0.95),
    "caf": ("caf", "pcm_s16le", 0.99),
    "opus-webm": ("weba", "opus", 0.95),
    "silk": ("silk", "silk", 0.9),
    "silk-bare": ("silk", "silk", 0.9),
}


@pytest.mark.parametrize("kind", TABLE)
def test_each_format_is_recognised_and_heard(tmp_path: Path, kind: str) -> None:
    path = _write(tmp_path / "记录.dat", kind)
    container, codec, least = TABLE[kind]
    seen = probe(path)
    assert (seen.family, seen.container, seen.codec) == ("audio", container, codec)
    assert seen.broken == ()
    heard = np.concatenate(list(decode(path, RATE)))
    assert seen.seconds == pytest.approx(len(heard) / RATE, abs=0.2)
    assert len(heard) / RATE == pytest.approx(2.0 if kind == "awb" else 6.0, abs=0.15)
    meant = samples.signal(6.0, RATE)[RATE // 2 : RATE * 3 // 2]
    assert samples.best_match(meant, heard, RATE // 2, 1200)[1] > least


@pytest.mark.parametrize("start", [0.0, 1.3, 4.7])
def test_a_voice_message_can_be_played_from_any_second(tmp_path: Path, start: float) -> None:
    path = _write(tmp_path / "voice", "silk")
    whole = np.concatenate(list(decode(path, RATE)))
    with Sound(path) as sound:
        rest = np.concatenate(list(sound.blocks(RATE, 1, start)))[:, 0].astype(np.float32)
    at, likeness = samples.best_match(rest[:8000], whole, round(start * RATE), 200)
    assert likeness > 0.97
    assert abs(at - start * RATE) < 0.005 * RATE
    assert peaks(path, 60).seconds == pytest.approx(6.0, abs=0.05)


def test_a_torn_voice_message_gives_what_is_there_and_says_so(tmp_path: Path) -> None:
    whole = _silk(samples.signal(6.0, 24000))
    path = tmp_path / "voice"
    path.write_bytes(whole[: len(whole) // 2])
    seen = probe(path)
    assert seen.broken == ("truncated",)
    assert 2 < (seen.seconds or 0) < 4
    assert sum(map(len, decode(path, RATE))) / RATE == pytest.approx(seen.seconds, abs=0.05)


def test_a_packet_that_was_spoilt_costs_only_itself(tmp_path: Path) -> None:
    content = bytearray(_silk(samples.signal(6.0, 24000)))
    at, packets = 10, []
    while at < len(content):
        size = struct.unpack_from("<h", content, at)[0]
        packets.append((at + 2, size))
        at += 2 + size
    begin, size = packets[100]
    content[begin : begin + size] = b"\xff" * size
    path = tmp_path / "voice"
    path.write_bytes(content)
    heard = np.concatenate(list(decode(path, RATE)))
    assert len(heard) / RATE == pytest.approx(6.0, abs=0.05)
    meant = samples.signal(6.0, RATE)[4 * RATE : 5 * RATE]
    assert samples.best_match(meant, heard, 4 * RATE, 1200)[1] > 0.9


@pytest.mark.parametrize("seed", range(12))
def test_rubbish_that_calls_itself_a_voice_message_is_broken(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    path = tmp_path / "voice"
    rubbish = rng.bytes(4000) if seed else bytes(200)
    if seed % 3 == 1:
        parts = [rng.bytes(int(rng.integers(1, 300))) for _ in range(30)]
        rubbish = b"".join(struct.pack("<h", len(part)) + part for part in parts)
    path.write_bytes(b"\x02#!SILK_V3" + rubbish)
    seen = probe(path)
    assert (seen.family, seen.container) == ("audio", "silk")
    if "undecodable" in seen.broken:
        with pytest.raises(SourceError, match="media_broken"):
            next(decode(path, RATE))
    else:
        assert sum(map(len, decode(path, RATE))) / RATE < 1


def test_qualcomm_s_own_recordings(tmp_path: Path) -> None:
    """QCELP of old phones: nothing here writes it, so frames of silence have to do."""
    frames = (b"\x04" + bytes(34)) * 100
    guid = bytes.fromhex("416d7f5e15b1d011ba9100805fb4b97e")
    form = b"\x01\x00" + guid + struct.pack("<H80sHHHHH", 2, b"Qcelp 13K", 13000, 35, 160, 8000, 16)
    rates = struct.pack("<I", 4) + bytes([34, 4, 16, 3, 7, 2, 3, 1]) + bytes(8) + bytes(20)
    chunks = b"fmt " + struct.pack("<I", len(form + rates)) + form + rates
    chunks += b"data" + struct.pack("<I", len(frames)) + frames
    path = tmp_path / "a.qcp"
    path.write_bytes(b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"QLCM" + chunks)
    seen = probe(path)
    assert (seen.container, seen.codec) == ("qcp", "qcelp")
    assert sum(map(len, decode(path, RATE))) / RATE == pytest.approx(2.0, abs=0.1)
