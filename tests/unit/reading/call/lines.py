"""What a telephone line and a recorder do to a call: band, noise, level, clipping, and the codecs that phones write."""

from __future__ import annotations

import fractions
import subprocess
from pathlib import Path
from typing import Any

import av
import numpy as np

from tests.unit.reading.call.calls import Call
from tests.unit.reading.call.voices import LOUD, RATE, Wave

# name: muxer, encoder, rate, bit rate (AMR: its mode, 7 the best), and whether it goes through the mobile network's old
# codec before.
CODECS: dict[str, tuple[str, str, int, int, bool]] = {
    "wav": ("wav", "pcm_s16le", 16000, 0, False),
    "wav8": ("wav", "pcm_s16le", 8000, 0, False),
    "m4a": ("ipod", "aac", 16000, 32000, False),
    "amr": ("amr", "", 8000, 7, False),
    "amr-low": ("amr", "", 8000, 3, False),
    "mp3": ("mp3", "libmp3lame", 16000, 32000, False),
    "opus": ("opus", "libopus", 16000, 16000, False),
    "gsm-m4a": ("ipod", "aac", 8000, 24000, True),
    "gsm-amr": ("amr", "", 8000, 7, True),
}
_LEVELS = (-18.0, -24.0, -30.0, -36.0, -42.0)


def spoil(call: Call, rng: np.random.Generator) -> tuple[Wave, str]:
    """The call as some recorder got it (one or two columns, RATE), and what was done to it."""
    wave = _band(call.wave, 300, 3400) if rng.random() < 0.6 else call.wave
    distance = float(rng.uniform(18, 45))
    wave = wave + _noise(len(wave), rng) * (LOUD * 10 ** (-distance / 20))
    level = float(rng.choice(_LEVELS))
    wave = wave * (10 ** (level / 20) / LOUD)
    told = f"{level:.0f} dB, noise {distance:.0f} dB below"
    fate = rng.random()
    if fate < 0.15:
        wave, told = np.clip(wave * 10 ** ((-level - 8) / 20), -1, 1), "clipped"
    elif fate < 0.3:
        wave, told = wave + 0.08, f"{told}, offset"
    return np.clip(wave, -1, 1), told


def _noise(size: int, rng: np.random.Generator) -> Wave:
    """Hiss, or the rumble of a room, RMS 1."""
    noise = rng.normal(0, 1, size)
    if rng.random() < 0.5:
        spectrum = np.fft.rfft(noise)
        hertz = np.fft.rfftfreq(size, 1 / RATE)
        noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(hertz, 60)), size)
    return np.asarray(noise / np.std(noise))


def _band(wave: Wave, low: float, high: float) -> Wave:
    spectrum = np.fft.rfft(wave)
    hertz = np.fft.rfftfreq(len(wave), 1 / RATE)
    edge = np.clip(np.minimum(hertz - low, high - hertz) / 160 + 0.5, 0, 1)
    return np.asarray(np.fft.irfft(spectrum * np.sin(np.pi / 2 * edge) ** 2, len(wave)))


def write(wave: Wave, path: Path, codec: str, stereo: bool = False) -> Path:
    """The wave (mono, RATE) as a recording in one of CODECS."""
    muxer, encoder, rate, bit_rate, gsm = CODECS[codec]
    if gsm:
        wave = _through_gsm(wave)
    if muxer == "amr":
        path.write_bytes(_amr(wave, bit_rate))
        return path
    pcm = np.round(wave * 32767).astype(np.int16)[np.newaxis]
    with av.open(path, "w", format=muxer) as out:
        stream: Any = out.add_stream(encoder, rate=rate)
        stream.layout = "stereo" if stereo else "mono"
        if bit_rate:
            stream.bit_rate = bit_rate
        fit = av.AudioResampler(stream.codec_context.format.name, stream.layout, rate)
        for at in range(0, pcm.shape[1], RATE // 10):
            frame = av.AudioFrame.from_ndarray(pcm[:, at : at + RATE // 10], "s16", "mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, at, fractions.Fraction(1, RATE)
            for ready in fit.resample(frame):
                out.mux(stream.encode(ready))
        for ready in fit.resample(None):
            out.mux(stream.encode(ready))
        out.mux(stream.encode(None))
    return path


_RAW = ("-t", "raw", "-e", "signed", "-b", "16", "-c", "1")


def _amr(wave: Wave, mode: int) -> bytes:
    """By sox: not every PyAV can write it."""
    return _sox(_pcm(wave), *_RAW, "-r", RATE, "-", "-r", 8000, "-t", "amr-nb", "-C", mode, "-")


def _through_gsm(wave: Wave) -> Wave:
    """What is left behind the full-rate codec of mobile networks."""
    coded = _sox(_pcm(wave), *_RAW, "-r", RATE, "-", "-r", 8000, "-t", "gsm", "-")
    back = _sox(coded, "-t", "gsm", "-r", 8000, "-c", 1, "-", *_RAW, "-r", RATE, "-")
    heard = np.frombuffer(back, "<i2") / 32768
    return np.asarray(np.pad(heard, (0, max(0, len(wave) - len(heard))))[: len(wave)])


def _pcm(wave: Wave) -> bytes:
    return np.round(wave * 32767).astype("<i2").tobytes()


def _sox(given: bytes, *words: object) -> bytes:
    command = ["sox", "-D", *map(str, words)]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout
