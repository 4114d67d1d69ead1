"""Music while one waits, named only where it is sure: steady pitches that change, well above the line's noise.

On faint lines this fails, and then the stretch is called quiet (nobody speaks, which is what counts).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evidence_keeper.reading.call.spans import Span, joined
from evidence_keeper.reading.call.windows import Windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

RATE = 8000
_SIZE, _STEP = 512, 320
STEP_SECONDS = _STEP / RATE
_BAND = slice(13, 218)  # 200 to 3400 Hz
_STRETCH = 50  # windows: two seconds
_HOLE = 38
_TONAL, _ABOVE_NOISE, _FAINTEST = 0.62, 12.0, -60.0
_PITCHES = 4
_SHORTEST = 4.0


@dataclass(frozen=True, slots=True)
class Heard:
    """For each window: level in dB, the share of sound that its six strongest pitches hold, the strongest one."""

    level: Samples
    tonal: Samples
    pitch: NDArray[np.int16]


class MusicMeter:
    """Measures a stream at RATE block by block."""

    def __init__(self) -> None:
        import numpy as np

        self._windows = Windows(_SIZE, _STEP)
        self._shape = np.hanning(_SIZE).astype(np.float32)
        self._heard: list[Heard] = []

    def measure(self, wave: Samples) -> None:
        """The next samples."""
        import numpy as np

        rows = self._windows.of(wave) * self._shape
        spectrum = np.fft.rfft(rows, axis=1)[:, _BAND]
        powers = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
        every = powers.sum(axis=1) + np.float32(1e-12)
        # A pitch fills three neighbouring bins of such a window.
        best = np.sort(powers, axis=1)[:, -18:].sum(axis=1) / every
        level = 10 * np.log10(every / (_SIZE * float((self._shape**2).sum()) / 2) + 1e-12)
        pitch = powers.argmax(axis=1).astype(np.int16)
        self._heard.append(Heard(level.astype(np.float32), best.astype(np.float32), pitch))

    def found(self) -> Heard:
        """All windows so far."""
        import numpy as np

        parts = self._heard
        return Heard(
            np.concatenate([part.level for part in parts]),
            np.concatenate([part.tonal for part in parts]),
            np.concatenate([part.pitch for part in parts]),
        )


def music(heard: Heard, free: Iterable[Span]) -> list[Span]:
    """The stretches of `free` (nobody speaks, nothing rings) that are music for sure."""
    import numpy as np

    if not len(heard.level):
        return []
    noise = max(float(np.quantile(heard.level, 0.05)), -90.0)
    sounding = heard.level > max(noise + _ABOVE_NOISE, _FAINTEST)
    tonal = sounding & (heard.tonal > _TONAL)
    found: list[Span] = []
    for start, end in free:
        if end - start < _SHORTEST:
            continue
        first, last = round(start / STEP_SECONDS), round(end / STEP_SECONDS)
        here = tonal[first:last]
        for begin, stop in joined(_stretches(here, heard.pitch[first:last]), _HOLE):
            inside = np.flatnonzero(here[int(begin) : int(stop)])
            span = (begin + inside[0]) * STEP_SECONDS, (begin + inside[-1] + 1) * STEP_SECONDS
            if span[1] - span[0] >= _SHORTEST:
                found.append((start + span[0], min(end, start + span[1])))
    return found


def _stretches(tonal: NDArray[np.bool_], pitch: NDArray[np.int16]) -> list[Span]:
    """Windows first to last of each two seconds that are mostly tonal and hold several pitches."""
    return [
        (at, min(at + _STRETCH, len(tonal)))
        for at in range(0, len(tonal) - _STRETCH // 2, _STRETCH // 2)
        if tonal[at : at + _STRETCH].mean() > 0.6
        and len(set(pitch[at : at + _STRETCH][tonal[at : at + _STRETCH]].tolist())) >= _PITCHES
    ]
