"""Keys pressed on a phone: windows to presses, presses to bursts ("130")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_keeper.model import CallSegment
from evidence_keeper.reading.call.runs import Run, runs
from evidence_keeper.reading.call.tones import PAD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BURST = 3.0
_SHORTEST = 0.035
_GAP = 0.03
"""A codec tears a tone for a moment; nobody presses the same key twice within that."""


def bursts(key: NDArray[np.int8], power: NDArray[np.float32]) -> list[CallSegment]:
    """Presses less than three seconds apart, as one string each."""
    found: list[CallSegment] = []
    for press in _presses(key, power):
        sign = PAD[press.value]
        if found and press.start - found[-1].end < BURST:
            begun = found.pop()
            found.append(CallSegment(begun.start, press.end, "keys", begun.keys + sign))
        else:
            found.append(CallSegment(press.start, press.end, "keys", sign))
    return found


def _presses(key: NDArray[np.int8], power: NDArray[np.float32]) -> list[Run]:
    return [run for run in runs(key, power, _GAP) if run.seconds >= _SHORTEST]
