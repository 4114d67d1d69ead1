"""What the clocks do to a recording: somebody sets them, the computer sleeps, the program stands still."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from evidence_keeper.intake.audio.clock import Clock

_JUMP_SECONDS = 0.5
_STILL_SECONDS = 2.0

Change = tuple[str, dict[str, Any]]
"""A note's code and data (facts.NOTE_CODES)."""


class ClockWatch:
    """Compares the three clocks from look to look."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offsets = self._compared()
        self._turned = time.monotonic()

    def jumps(self) -> Iterator[Change]:
        """What happened since the last call: the computer slept, the wall clock was set."""
        wall, slept = self._compared()
        jumped, lasted = wall - self._offsets[0], slept - self._offsets[1]
        self._offsets = wall, slept
        if lasted > _JUMP_SECONDS:
            yield "computer_slept", {"lasted": round(lasted, 3)}
        if abs(jumped) > _JUMP_SECONDS:
            yield "clock_jumped", {"by": round(jumped, 3)}

    def standstill(self) -> Iterator[Change]:
        """Whether we ourselves stood still since the last call, which should be a moment ago."""
        now = time.monotonic()
        lasted, self._turned = now - self._turned, now
        if lasted > _STILL_SECONDS:
            yield "program_stopped", {"lasted": round(lasted, 3)}

    def restart(self) -> None:
        """The watching begins now."""
        self._offsets, self._turned = self._compared(), time.monotonic()

    def _compared(self) -> tuple[float, float]:
        now = self._clock.now()
        return self._clock.wall().timestamp() - now, now - self._clock.awake()
