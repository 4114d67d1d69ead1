"""Recordings, films and pictures made on the spot: every kind that a phone or computer hands in.

Their sound is a sweep in bursts: each moment sounds like no other, so a place can be found by correlation.
"""

from __future__ import annotations

import fractions
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Wave = NDArray[np.float32]


def signal(seconds: float, rate: int) -> Wave:
    """The sweep, one channel, -0.4 to 0.4."""
    at = np.arange(round(seconds * rate)) / rate
    sweep = 0.4 * np.sin(2 * np.pi * (250 * at + 70 * at * at))
    bursts = np.sin(2 * np.pi * 0.7 * at) + np.sin(2 * np.pi * 1.9 * at) > -0.9
    return (sweep * (0.15 + 0.85 * bursts)).astype(np.float32)


# file name: muxer, encoder, sample rate, channels, what Probe calls the container, its codec
SOUNDS: dict[str, tuple[str, str, int, int, str, str]] = {
    "mp3": ("mp3", "libmp3lame", 44100, 2, "mp3", "mp3float"),
    "m4a": ("ipod", "aac", 44100, 2, "m4a", "aac"),
    "alac": ("ipod", "alac", 44100, 1, "m4a", "alac"),
    "mov": ("mov", "aac", 44100, 1, "m4a", "aac"),
    "3gp": ("3gp", "libopencore_amrnb", 8000, 1, "3gp", "amrnb"),
    "amr": ("amr", "libopencore_amrnb", 8000, 1, "amr", "amrnb"),
    "aac": ("adts", "aac", 44100, 1, "aac", "aac"),
    "wav": ("wav", "pcm_s16le", 48000, 2, "wav", "pcm_s16le"),
    "adpcm": ("wav", "adpcm_ms", 8000, 1, "wav", "adpcm_ms"),
    "opus": ("opus", "libopus", 48000, 1, "opus", "opus"),
    "flac": ("flac", "flac", 48000, 1, "flac", "flac"),
    "wma": ("asf", "wmav2", 44100, 1, "wma", "wmav2"),
    "caf": ("caf", "pcm_s16le", 44100, 1, "caf", "pcm_s16le"),
    "webm": ("webm", "libopus", 48000, 1, "weba", "opus"),
    "mka": ("matroska", "aac", 44100, 1, "mka", "aac"),
    "aiff": ("aiff", "pcm_s16be", 44100, 1, "aiff", "pcm_s16be"),
    "au": ("au", "pcm_s16be", 16000, 1, "au", "pcm_s16be"),
}


def write_sound(
    path: Path, kind: str, seconds: float = 6.0, tags: dict[str, str] | None = None
) -> Path:
    """A recording of the sweep in one of SOUNDS."""
    muxer, encoder, rate, channels, _, _ = SOUNDS[kind]
    return write_wave(path, muxer, encoder, rate, channels, signal(seconds, rate), tags)


def write_wave(
    path: Path,
    muxer: str,
    encoder: str,
    rate: int,
    channels: int,
    wave: Wave,
    tags: dict[str, str] | None = None,
) -> Path:
    """Any wave in any container; `tags` are the container's."""
    with av.open(path, "w", format=muxer) as out:
        stream: Any = out.add_stream(encoder, rate=rate)
        stream.layout = "mono" if channels == 1 else "stereo"
        stream.bit_rate = 12200 if "amr" in encoder else 64000
        out.metadata.update(tags or {})
        converter = av.AudioResampler(stream.codec_context.format.name, stream.layout, rate)
        for at in range(0, len(wave), rate // 10):
            for frame in converter.resample(_frame(wave, at, rate, channels)):
                out.mux(stream.encode(frame))
        for frame in converter.resample(None):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def _frame(wave: Wave, at: int, rate: int, channels: int = 1) -> av.AudioFrame:
    part = np.repeat(wave[at : at + rate // 10].reshape(1, -1), channels, axis=0)
    frame = av.AudioFrame.from_ndarray(part, "fltp", "mono" if channels == 1 else "stereo")
    frame.sample_rate, frame.pts, frame.time_base = rate, at, fractions.Fraction(1, rate)
    return frame


def write_film(
    path: Path, seconds: float = 4.0, sound: bool = True, tags: dict[str, str] | None = None
) -> Path:
    """A film of 25 pictures a second, 160 x 120; picture number n is grey of level n mod 250, its left half white."""
    with av.open(path, "w") as out:
        film: Any = out.add_stream("libx264", rate=25, options={"g": "50", "crf": "10"})
        film.width, film.height, film.pix_fmt = 160, 120, "yuv420p"
        out.metadata.update(tags or {})
        voice: Any = out.add_stream("aac", rate=44100, layout="mono") if sound else None
        for number in range(round(seconds * 25)):
            picture = np.full((120, 160, 3), number % 250, np.uint8)
            picture[:, :80] = 255
            frame = av.VideoFrame.from_ndarray(picture)
            frame.pts, frame.time_base = number, fractions.Fraction(1, 25)
            out.mux(film.encode(frame))
        out.mux(film.encode(None))
        if voice is not None:
            wave = signal(seconds, 44100)
            for at in range(0, len(wave), 4410):
                out.mux(voice.encode(_frame(wave, at, 44100)))
            out.mux(voice.encode(None))
    return path


def picture(width: int = 240, height: int = 160, seed: int = 1) -> Image.Image:
    """Smooth colours with a dark corner at the top left."""
    noise = np.random.default_rng(seed).integers(40, 255, (height // 8, width // 8, 3), np.uint8)
    made = Image.fromarray(noise).resize((width, height))
    made.paste((0, 0, 0), (0, 0, width // 4, height // 4))
    return made


def write_png(
    path: Path, width: int, height: int, rows: bytes, end: bool = True, kind: int = 2
) -> Path:
    """A PNG that claims any size."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
    ]
    if end:
        chunks.append((b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks))
    return path


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def write_pdf(path: Path, pages: int = 2, width: float = 595, height: float = 842) -> Path:
    """Pages that say 'Page 1', 'Page 2' ..."""
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(width, height))
    for number in range(pages):
        canvas.drawString(72, height - 100, f"Page {number + 1}")
        canvas.showPage()
    canvas.save()
    path.write_bytes(made.getvalue())
    return path


def best_match(part: Wave, whole: Wave, near: int, within: int) -> tuple[int, float]:
    """Where in `whole` `part` lies (samples, at most `within` from `near`), and how alike they are there (0 to 1)."""
    best = (near, -1.0)
    for at in range(max(0, near - within), min(len(whole) - len(part), near + within) + 1):
        there = whole[at : at + len(part)]
        norm = float(np.linalg.norm(part) * np.linalg.norm(there)) or 1.0
        likeness = float(np.dot(part, there)) / norm
        if likeness > best[1]:
            best = (at, likeness)
    return best
