"""Copies of a recording: a part of it, or all of it with some seconds made unhearable. The original is only read.

What is written is FLAC, 16 bits, at the recording's own rate. A recording passes through in blocks, so that hours of it
need no room in memory; pydub sees nothing but the short stretches under a tone.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from evidence_keeper.errors import SourceError
from evidence_keeper.media.sound import Sound
from evidence_keeper.media.work import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Wave = NDArray[np.int16]

Span = tuple[float, float]

_TONE_HZ, _TONE_DB, _FADE_MS = 1000, -20.0, 5
_PIECE = 10.0  # seconds that pydub gets at a time


def excerpt(path: Path, start: float, end: float, job: Work | None = None) -> bytes:
    """The seconds from `start` to `end` as FLAC; errors as for write_excerpt. For short parts: it is all in memory."""
    out = io.BytesIO()
    write_excerpt(path, start, end, out, job)
    return out.getvalue()


def bleep(path: Path, spans: Sequence[Span], job: Work | None = None) -> bytes:
    """The whole recording as FLAC with a tone over `spans`; errors as for write_bleeped. It is all in memory."""
    out = io.BytesIO()
    write_bleeped(path, spans, out, job)
    return out.getvalue()


def write_excerpt(
    path: Path, start: float, end: float, out: BinaryIO, job: Work | None = None
) -> float:
    """Write the seconds from `start` to `end` to `out` (which can seek); how many seconds that became.

    Less than asked for where the recording ends earlier. Raises SourceError source_unreadable, media_broken (nothing
    to hear there) or not_playable, OSError by `out`, Cancelled.
    """
    with Sound(path) as sound:
        channels = min(sound.channels, 2)
        blocks = sound.blocks(sound.rate, channels, start, job)
        most = round((end - start) * sound.rate)
        return _write(path, _first(blocks, most), sound.rate, channels, out)


def write_bleeped(
    path: Path, spans: Sequence[Span], out: BinaryIO, job: Work | None = None
) -> float:
    """Write the whole recording to `out` (which can seek) with nothing but a tone in `spans`; its seconds.

    Each sample stands where it stood. Errors as for write_excerpt.
    """
    with Sound(path) as sound:
        channels = min(sound.channels, 2)
        blocks = sound.blocks(sound.rate, channels, 0.0, job)
        hidden = _Bleeper(spans, sound.rate, channels)
        return _write(path, map(hidden.over, blocks), sound.rate, channels, out)


def _first(blocks: Iterator[Wave], most: int) -> Iterator[Wave]:
    for wave in blocks:
        if most <= 0:
            return
        yield wave[:most]
        most -= len(wave)


class _Bleeper:
    """Takes a recording's blocks in order and puts tones over them."""

    def __init__(self, spans: Sequence[Span], rate: int, channels: int) -> None:
        self._piece = _tone_piece(rate, channels)
        self._at = 0
        # Rounded outwards: no half a sound may stay at an edge.
        self._spans = [(math.floor(a * rate), math.ceil(b * rate)) for a, b in sorted(spans)]

    def over(self, wave: Wave) -> Wave:
        """The block, with what of the spans lies in it replaced."""
        begin, self._at = self._at, self._at + len(wave)
        for start, stop in self._spans:
            first, last = max(start - begin, 0), min(stop - begin, len(wave))
            if first < last:
                wave = wave.copy()
                # The tone runs on over the blocks: it is taken from where the span stands by now.
                wave[first:last] = self._tone(begin + first - start, last - first)
        return wave

    def _tone(self, begin: int, size: int) -> Wave:
        """The tone from its sample `begin` on, a piece of it over and over."""
        import numpy as np

        return self._piece[(begin + np.arange(size)) % len(self._piece)]


def _tone_piece(rate: int, channels: int) -> Wave:
    """Ten seconds of the tone, quiet at both ends."""
    import numpy as np

    with warnings.catch_warnings():
        # pydub looks for ffmpeg, which we have no use for, and says so on standard error.
        warnings.simplefilter("ignore")
        from pydub.generators import Sine

    tone = Sine(_TONE_HZ, sample_rate=rate).to_audio_segment(_PIECE * 1000, _TONE_DB)
    tone = tone.fade_in(_FADE_MS).fade_out(_FADE_MS).set_channels(channels)
    return np.frombuffer(tone.raw_data, np.int16).reshape(-1, channels)


def _write(path: Path, blocks: Iterator[Wave], rate: int, channels: int, out: BinaryIO) -> float:
    import av

    written = 0
    with av.open(out, "w", format="flac") as file:
        stream = file.add_stream("flac", rate=rate, layout="mono" if channels == 1 else "stereo")
        for wave in blocks:
            frame = av.AudioFrame.from_ndarray(wave.reshape(1, -1), "s16", stream.layout.name)
            frame.sample_rate, frame.pts = rate, written
            file.mux(stream.encode(frame))
            written += len(wave)
        file.mux(stream.encode(None))
    if not written:
        raise SourceError("media_broken", path=str(path))
    return written / rate
