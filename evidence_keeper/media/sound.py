"""Sound as numbers: mono blocks for what reads it, peaks for what draws it, blocks from any second for what plays it.

Memory stays flat: an hour passes through in blocks of a second. A hole in the recording becomes silence of the same
length, so that a second is the same second in peaks, marks and player.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.errors import SourceError
from evidence_keeper.media.closing import Closing
from evidence_keeper.media.streams import HOLE_TOO_LONG, Streams, av_errors
from evidence_keeper.media.work import Work

if TYPE_CHECKING:
    import numpy as np
    from av.audio.fifo import AudioFifo
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler
    from av.audio.stream import AudioStream
    from av.packet import Packet
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]
    Wave = NDArray[np.int16]

_BATCH = 0.2
# Decoders need some frames before the wanted one: MP3 borrows bits from them, Opus settles for 80 ms.
_RUN_UP = 0.5
# A shorter one is a rounded time stamp, a longer one a broken time stamp; all together, a hostile file.
_HOLE = 0.1
_HOLES_TOO_LONG = 3600.0


@dataclass(frozen=True, slots=True)
class Peaks:
    """Lowest and highest value of each of equally long stretches, -1 to 1, and the length of the whole in seconds."""

    seconds: float
    lo: Samples
    hi: Samples


def decode(path: Path, rate: int = 16000, job: Work | None = None) -> Iterator[Samples]:
    """The sound as mono float32 blocks, -1 to 1, `rate` samples (one second) each, the last one shorter.

    What can't be decoded is left out; holes are silence. Raises, at the first block, SourceError source_unreadable,
    media_broken (nothing can be decoded) or not_playable (no sound in it), and Cancelled through `job`.
    """
    import numpy as np

    with Sound(path) as sound:
        for wave in _rejoined(sound.blocks(rate, channels=1, job=job), rate):
            yield wave[:, 0].astype(np.float32) / np.float32(32768)


def peaks(path: Path, buckets: int = 2000, job: Work | None = None) -> Peaks:
    """The shape of the whole sound in `buckets` stretches, in one pass, whatever length the file claims.

    Errors as for decode.
    """
    import numpy as np

    with Sound(path) as sound:
        shape = _Shape(buckets)
        for wave in _rejoined(sound.blocks(sound.rate, channels=1, job=job), sound.rate):
            shape.add(wave[:, 0])
        lo, hi = shape.into(buckets)
        scale = np.float32(1 / 32768)
        return Peaks(shape.samples / sound.rate, lo * scale, hi * scale)


def can_be_heard(frame: AudioFrame) -> bool:
    """Whether its rate is one that sound has: converting from others takes gigabytes."""
    return frame.samples > 0 and 1000 <= frame.sample_rate <= 768_000


class Sound(Closing):
    """The sound of a recording or a film, readable from any second. Use it with `with`.

    `rate` and `channels` are its own. Seconds count from the first sample that can be decoded.
    """

    def __init__(self, path: Path) -> None:
        """Raises SourceError source_unreadable, media_broken or not_playable."""
        self._path = path
        self._streams = Streams(path)
        try:
            first = next(self._frames(0.0), None)
            if first is None:
                raise SourceError("media_broken", path=str(path))
        except BaseException:
            self._streams.close()
            raise
        self.rate = first.sample_rate
        self.channels = len(first.layout.channels)
        self._origin = _stamp(first) or 0.0

    def blocks(
        self, rate: int, channels: int, start: float = 0.0, job: Work | None = None
    ) -> Iterator[Wave]:
        """int16 blocks of shape (samples, channels 1 or 2) from `start` seconds on, mostly 0.2 s each.

        A start behind the end gives none. One at a time on one Sound. Raises Cancelled through `job`.
        """
        frames, begun = self._from(start)
        skip = round((start - begun) * rate)
        if skip < 0:
            yield from _silence(begun - start, rate, channels)
        for wave in self._even(frames, begun, _Converter(rate, channels), job):
            if skip < len(wave):
                yield wave[max(skip, 0) :]
            skip = max(skip - len(wave), 0)

    def close(self) -> None:
        """Give back the file."""
        self._streams.close()

    # ---- finding the place

    def _from(self, start: float) -> tuple[Iterator[AudioFrame], float]:
        """The frames from the one that sounds at `start`, and the second at which that one begins."""
        for jump in (start, 0.0):
            self._streams.rewind()
            frames = self._frames(jump)
            # After a jump only a stamp tells where we are.
            at = 0.0 if jump <= _RUN_UP else None
            for frame in frames:
                begun = self._second(frame, at)
                at = None if begun is None else begun + frame.samples / frame.sample_rate
                if begun is None or at is None or at <= start:
                    continue
                # An index that lies lands behind the wanted second: only reading on from the beginning helps.
                if jump and begun > start + _HOLE:
                    break
                return chain((frame,), frames), begun
        return iter(()), start

    def _stream(self) -> AudioStream:
        stream = self._streams.audio
        if stream is None:
            raise SourceError("not_playable", path=str(self._path))
        return stream

    def _frames(self, start: float) -> Iterator[AudioFrame]:
        """What can be decoded from some place before `start` on; what can't be is left out."""
        for packet in self._packets(start):
            try:
                decoded = packet.decode()
            except av_errors():
                continue
            for frame in decoded:
                if can_be_heard(frame):
                    yield frame

    def _packets(self, start: float) -> Iterator[Packet[AudioStream]]:
        stream = self._stream()
        if start <= _RUN_UP:
            return self._streams.packets(stream)
        early = start - _RUN_UP + self._origin
        if self._streams.must_be_counted:
            return _later(self._streams.packets(stream), early)
        try:
            place = int(early / (stream.time_base or 1))
            self._streams.container.seek(place, stream=stream)
        except av_errors():
            self._streams.rewind()
        return self._streams.packets(self._stream())

    def _second(self, frame: AudioFrame, otherwise: float | None) -> float | None:
        stamp = _stamp(frame)
        return otherwise if stamp is None else stamp - self._origin

    # ---- one even stream of samples

    def _even(
        self, frames: Iterator[AudioFrame], begun: float, into: _Converter, job: Work | None
    ) -> Iterator[Wave]:
        expected, left = begun, _HOLES_TOO_LONG
        for frame in frames:
            if job is not None:
                job.check()
            hole = (self._second(frame, expected) or 0.0) - expected
            if _HOLE < hole < min(HOLE_TOO_LONG, left):
                yield from into.rest()
                yield from _silence(hole, into.rate, into.channels)
                expected, left = expected + hole, left - hole
            yield from into.waves(frame)
            expected += frame.samples / frame.sample_rate
        yield from into.rest()


class _Converter:
    """Brings frames of any format to int16 at one rate. A recording may change its format half-way."""

    def __init__(self, rate: int, channels: int) -> None:
        self.rate = rate
        self.channels = channels
        self._resampler: AudioResampler | None = None
        self._format: tuple[str, str, int] | None = None
        self._waiting: AudioFifo | None = None

    def waves(self, frame: AudioFrame) -> Iterator[Wave]:
        """What is ready after this frame."""
        import av

        described = (frame.format.name, frame.layout.name, frame.sample_rate)
        if described != self._format:
            yield from self.rest()
            layout = "mono" if self.channels == 1 else "stereo"
            self._resampler = av.AudioResampler("s16", layout, self.rate)
            self._waiting = av.AudioFifo()
            self._format = described
        # Its own stamps are used up in _even; the resampler would make holes and overlaps of them.
        frame.pts = None
        if self._waiting is not None:
            self._waiting.write(frame)
            # A call for each frame of 20 ms would cost more than the work in it.
            if self._waiting.samples >= frame.sample_rate * _BATCH:
                yield from self._resampled(self._waiting.read(0, partial=True))

    def rest(self) -> Iterator[Wave]:
        """What is still held back; it begins anew after that."""
        if self._waiting is not None and self._waiting.samples:
            yield from self._resampled(self._waiting.read(0, partial=True))
        yield from self._resampled(None)
        self._resampler = self._format = self._waiting = None

    def _resampled(self, frame: AudioFrame | None) -> Iterator[Wave]:
        if self._resampler is None:
            return
        try:
            ready = self._resampler.resample(frame)
        except av_errors():
            return
        for done in ready:
            wave: Wave = done.to_ndarray().reshape(-1, self.channels)  # type: ignore[assignment]
            yield wave


def _stamp(frame: AudioFrame) -> float | None:
    if frame.pts is None or frame.time_base is None:
        return None
    return float(frame.pts * frame.time_base)


def _later(packets: Iterator[Packet[AudioStream]], second: float) -> Iterator[Packet[AudioStream]]:
    for packet in packets:
        if packet.pts is None or packet.pts * packet.time_base >= second:
            yield packet


def _silence(seconds: float, rate: int, channels: int) -> Iterator[Wave]:
    import numpy as np

    left = round(seconds * rate)
    while left > 0:
        yield np.zeros((min(left, rate), channels), np.int16)
        left -= rate


def _rejoined(waves: Iterator[Wave], size: int) -> Iterator[Wave]:
    """The same samples in blocks of `size`, the last one shorter."""
    import numpy as np

    waiting: list[Wave] = []
    held = 0
    for wave in waves:
        waiting.append(wave)
        held += len(wave)
        if held >= size:
            joined = np.concatenate(waiting)
            whole = held - held % size
            for at in range(0, whole, size):
                yield joined[at : at + size]
            waiting, held = [joined[whole:]], held % size
    if held:
        yield np.concatenate(waiting)


class _Shape:
    """Lows and highs of a sound of unknown length: when its table is full, neighbours are joined in pairs."""

    def __init__(self, buckets: int) -> None:
        import numpy as np

        self.samples = 0
        self._step = 1
        self._count = 0
        # 16 cells a bucket, so that a bucket's edge is off by a sixteenth of it at worst.
        self._lo = np.zeros(buckets * 32, np.int16)
        self._hi = np.zeros(buckets * 32, np.int16)
        self._rest = np.zeros(0, np.int16)

    def add(self, wave: Wave) -> None:
        """The next samples, one channel."""
        import numpy as np

        self.samples += len(wave)
        wave = np.concatenate((self._rest, wave))
        while len(wave) >= self._step:
            cells = min(len(wave) // self._step, len(self._lo) - self._count)
            part = wave[: cells * self._step].reshape(cells, self._step)
            self._lo[self._count : self._count + cells] = part.min(1)
            self._hi[self._count : self._count + cells] = part.max(1)
            self._count += cells
            wave = wave[cells * self._step :]
            if self._count == len(self._lo):
                self._halve()
        self._rest = wave

    def _halve(self) -> None:
        half = self._count // 2
        self._lo[:half] = self._lo.reshape(half, 2).min(1)
        self._hi[:half] = self._hi.reshape(half, 2).max(1)
        self._count, self._step = half, self._step * 2

    def into(self, buckets: int) -> tuple[Wave, Wave]:
        """Lows and highs of `buckets` equal stretches of all samples."""
        import numpy as np

        lo, hi = self._lo[: self._count], self._hi[: self._count]
        if len(self._rest):
            lo = np.append(lo, self._rest.min())
            hi = np.append(hi, self._rest.max())
        starts = np.arange(buckets) * len(lo) // buckets
        if len(lo) < buckets:
            return lo[starts], hi[starts]
        return np.minimum.reduceat(lo, starts), np.maximum.reduceat(hi, starts)
