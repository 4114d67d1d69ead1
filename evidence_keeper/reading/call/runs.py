"""Windows in a row with the same tone, as one run with its true edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evidence_keeper.reading.call.tones import HALF_WINDOW, STEP_SECONDS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Run:
    """A tone of one kind (`value`): from and to second, and which windows it fills (`last` is the one behind)."""

    start: float
    end: float
    value: int
    first: int
    last: int

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return self.end - self.start


def runs(values: NDArray[np.int8], power: NDArray[np.float32], gap: float) -> list[Run]:
    """The runs of equal values of 0 and more; what is torn for less than `gap` seconds is one.

    A window half full of a tone holds a quarter of its power: there is the tone's edge.
    """
    import numpy as np

    edges = np.flatnonzero(np.diff(values)) + 1
    starts = np.concatenate(([0], edges))
    ends = np.concatenate((edges, [len(values)]))
    pieces: list[tuple[int, int, int]] = []
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        if first == last or values[first] < 0:
            continue
        value = int(values[first])
        if pieces and pieces[-1][2] == value and (first - pieces[-1][1]) * STEP_SECONDS < gap:
            first = pieces.pop()[0]
        pieces.append((first, last, value))
    return [_trimmed(first, last, value, power[first:last]) for first, last, value in pieces]


def _trimmed(first: int, last: int, value: int, power: NDArray[np.float32]) -> Run:
    import numpy as np

    full = np.flatnonzero(power >= np.quantile(power, 0.8) / 4)
    last = first + int(full[-1]) + 1
    first += int(full[0])
    # Before the first window's middle nobody looked: what fills that one began with the recording.
    start = first * STEP_SECONDS + HALF_WINDOW if first else 0.0
    return Run(start, (last - 1) * STEP_SECONDS + HALF_WINDOW, value, first, last)
