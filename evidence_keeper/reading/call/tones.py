"""The telephone's own tones, measured in windows of 40 ms every 10 ms: which key, and how much of 450 Hz.

A tone counts by its share of all that sounds, so that neither the recording's level nor a voice matters. Each
frequency is asked for alone (Goertzel, as one matrix for all windows): ten numbers a window instead of a spectrum.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evidence_keeper.reading.call.windows import Windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

RATE = 8000
STEP = 80
SIZE = 320
STEP_SECONDS = STEP / RATE
HALF_WINDOW = SIZE / RATE / 2

LOW = (697.0, 770.0, 852.0, 941.0)
HIGH = (1209.0, 1336.0, 1477.0)
PAD = "123456789*0#"
LINE = 450.0

_SHARE = 0.6
_TWIST = 12.0  # dB between the two tones of a key: what the loudspeaker of a phone makes of 4 dB
_CLEAR = 6.0  # dB by which a tone stands over the others of its group
_FAINTEST = 10 ** (-72 / 10)


@dataclass(frozen=True, slots=True)
class Tones:
    """For each window: the key heard (place in PAD, -1 none), its power, the power of 450 Hz (0 where it isn't alone),
    and by how many hertz that is off."""

    key: NDArray[np.int8]
    key_power: Samples
    line_power: Samples
    line_off: Samples


def joined_tones(parts: Sequence[Tones]) -> Tones:
    """One after the other."""
    import numpy as np

    return Tones(
        np.concatenate([part.key for part in parts]),
        np.concatenate([part.key_power for part in parts]),
        np.concatenate([part.line_power for part in parts]),
        np.concatenate([part.line_off for part in parts]),
    )


class ToneMeter:
    """Measures a stream at RATE block by block."""

    def __init__(self) -> None:
        import numpy as np

        self._windows = Windows(SIZE, STEP)
        shape = np.hanning(SIZE + 1)[:-1]
        at = np.arange(SIZE) / RATE
        asked = np.array((*LOW, *HIGH, LINE))
        turns = 2 * np.pi * at[:, None] * asked
        waves = np.hstack((np.cos(turns), -np.sin(turns))) * shape[:, None]
        self._waves = waves.astype(np.float32)
        self._shape = shape.astype(np.float32)
        self._power_of_tone = 2 / shape.sum() ** 2
        self._power_of_all = 1 / (shape**2).sum()
        self._last_line = np.zeros((2, 1), np.float32)

    def measure(self, wave: Samples) -> Tones:
        """The windows that are whole with these samples."""
        import numpy as np

        rows = self._windows.of(wave)
        rows = rows - rows.mean(axis=1, keepdims=True)
        real, imaginary = np.hsplit(rows @ self._waves, 2)
        powers = (real**2 + imaginary**2) * self._power_of_tone
        level = ((rows * self._shape) ** 2).sum(axis=1) * self._power_of_all
        key, key_power = _keys(powers, level)
        off = self._line_off(real[:, -1], imaginary[:, -1])
        alone = (powers[:, -1] > _SHARE * level) & (level > _FAINTEST)
        return Tones(key, key_power, np.where(alone, powers[:, -1], 0), off)

    def _line_off(self, real: Samples, imaginary: Samples) -> Samples:
        """How far the tone is from 450 Hz, by how its phase runs on from window to window (up to 50 Hz).

        In real numbers: the complex ones of numpy need functions that wine has not got.
        """
        import numpy as np

        here = np.stack((real, imaginary))
        before = np.concatenate((self._last_line, here[:, :-1]), axis=1)[:, : here.shape[1]]
        self._last_line = here[:, -1:] if here.shape[1] else self._last_line
        same = here[0] * before[0] + here[1] * before[1]
        ahead = here[1] * before[0] - here[0] * before[1]
        meant = 2 * math.pi * LINE * STEP / RATE
        sine, cosine = math.sin(meant), math.cos(meant)
        turned = np.arctan2(ahead * cosine - same * sine, same * cosine + ahead * sine)
        off: Samples = (turned / (2 * np.pi) * RATE / STEP).astype(np.float32)
        return off


def _keys(powers: Samples, level: Samples) -> tuple[NDArray[np.int8], Samples]:
    """The key in each window: two tones that own the window, of like strength, each alone in its group."""
    import numpy as np

    low, high = powers[:, : len(LOW)], powers[:, len(LOW) : len(LOW) + len(HIGH)]
    row, column = low.argmax(axis=1), high.argmax(axis=1)
    strong = low.max(axis=1), high.max(axis=1)
    second = np.sort(low, axis=1)[:, -2], np.sort(high, axis=1)[:, -2]
    clear, twist = 10 ** (_CLEAR / 10), 10 ** (_TWIST / 10)
    found = (
        (strong[0] + strong[1] > _SHARE * level)
        & (level > _FAINTEST)
        & (strong[0] > clear * second[0])
        & (strong[1] > clear * second[1])
        & (strong[0] < twist * strong[1])
        & (strong[1] < twist * strong[0])
    )
    key = np.where(found, row * len(HIGH) + column, -1).astype(np.int8)
    return key, np.where(found, strong[0] + strong[1], 0).astype(np.float32)
