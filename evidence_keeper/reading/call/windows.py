"""Cuts a stream of samples into overlapping windows, over the borders of the blocks that it comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]


class Windows:
    """Windows of `size` samples, one every `step` samples; the first one begins at the first sample."""

    def __init__(self, size: int, step: int) -> None:
        import numpy as np

        self.size, self.step = size, step
        self._rest: Samples = np.zeros(0, np.float32)

    def of(self, wave: Samples) -> Samples:
        """The windows (rows, a view) that are whole with these samples."""
        import numpy as np

        wave = np.concatenate((self._rest, wave))
        count = max(0, (len(wave) - self.size) // self.step + 1)
        self._rest = wave[count * self.step :]
        if not count:
            return np.zeros((0, self.size), np.float32)
        rows = np.lib.stride_tricks.sliding_window_view(wave, self.size)
        return rows[:: self.step][:count]


class Halved:
    """A stream at half its rate, without what the lower rate can't hold."""

    _TAPS = 31

    def __init__(self) -> None:
        import numpy as np

        at = np.arange(self._TAPS) - self._TAPS // 2
        # Cut off below the half, so that nothing above 4 kHz folds back onto the telephone's band.
        self._filter = (np.sinc(0.46 * at) * 0.46 * np.hamming(self._TAPS)).astype(np.float32)
        # Half a filter of silence before the first sample, so that times stay as they are.
        self._rest: Samples = np.zeros(self._TAPS // 2, np.float32)

    def of(self, wave: Samples) -> Samples:
        """The samples that are ready with these."""
        import numpy as np

        wave = np.concatenate((self._rest, wave))
        count = max(0, (len(wave) - self._TAPS) // 2 + 1)
        self._rest = wave[count * 2 :]
        if not count:
            return np.zeros(0, np.float32)
        filtered = np.convolve(wave, self._filter, "valid")
        return filtered[: count * 2 : 2].astype(np.float32, copy=False)
