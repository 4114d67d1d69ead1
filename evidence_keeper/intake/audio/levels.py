"""How loud it is, and whether anybody can be heard: for a bar on the screen and for saying that nothing comes in.

Nothing here is evidence or judges a voice; it only tells a live source from a dead one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidence_keeper.intake.audio.port import Samples

WINDOW_SECONDS = 0.1
FLAT_PEAK = 10
"""Of 32767 (-70 dB): a microphone that is on has more noise than that, a muted one or an idle loopback less."""
_QUIETEST_SOUND = 0.003  # -50 dB: below it nobody speaks
_SURE_SOUND = 0.03  # -30 dB: above it somebody or something does, however steadily
_OVER_NOISE = 2.5
_NOISE_RISE = 1.01  # per window: a hum that stays becomes the noise that speech is compared with


class Meter:
    """One track's loudness. Seconds count on the track's own time."""

    def __init__(self, rate: int) -> None:
        self._size = round(rate * WINDOW_SECONDS)
        self._rest: Samples | None = None
        self._noise = _QUIETEST_SOUND
        self._loud_windows = 0
        self.seconds = 0.0
        self.level = 0.0
        """The loudest sample of the last 100 ms, 0 to 1."""
        self.heard_at: float | None = None
        self.last_heard = 0.0
        self.last_lively = 0.0
        self.silent = True

    @property
    def flat_seconds(self) -> float:
        """How long it has been as if switched off."""
        return self.seconds - self.last_lively

    @property
    def quiet_seconds(self) -> float:
        """How long nobody and nothing was heard."""
        return self.seconds - self.last_heard

    def add(self, samples: Samples) -> None:
        """Take in what was recorded."""
        import numpy as np

        if self._rest is not None and len(self._rest):
            samples = np.concatenate((self._rest, samples))
        whole = len(samples) // self._size
        windows = samples[: whole * self._size].reshape(whole, self._size).astype(np.float32)
        self._rest = samples[whole * self._size :].copy()
        peaks = np.abs(windows).max(1) if whole else ()
        powers = np.sqrt((windows * windows).mean(1)) / 32768 if whole else ()
        for peak, power in zip(peaks, powers, strict=True):
            self._window(float(peak), float(power))

    def skip(self, seconds: float) -> None:
        """Silence was put in: time passes, nothing is heard."""
        self.seconds += seconds
        self.level = 0.0

    def begin_anew(self) -> None:
        """Another source from here on: what the one before did not give is not held against it."""
        self.last_heard = self.last_lively = self.seconds

    def _window(self, peak: float, power: float) -> None:
        self.seconds += WINDOW_SECONDS
        self.level = peak / 32768
        if peak > FLAT_PEAK:
            self.last_lively, self.silent = self.seconds, False
        loud = power > min(max(_QUIETEST_SOUND, self._noise * _OVER_NOISE), _SURE_SOUND)
        self._noise = min(self._noise * _NOISE_RISE, power) if power else self._noise
        self._loud_windows = self._loud_windows + 1 if loud else 0
        if self._loud_windows >= 2:
            self.last_heard = self.seconds
            self.heard_at = self.seconds if self.heard_at is None else self.heard_at
