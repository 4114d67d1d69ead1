"""The clock a recording runs by: it never jumps, and it goes on while the computer sleeps.

The wall clock can be set at any moment, and Python's monotonic clock stands still in sleep on some systems; the three
are read side by side, so that a jump and a sleep can be told apart and written down.
"""

from __future__ import annotations

import time
from datetime import datetime


class Clock:
    """This computer's clocks. `now` and `awake` are seconds from an arbitrary start; they part in sleep."""

    def now(self) -> float:
        """Seconds that have really passed, sleep included where the system can tell."""
        return _real_seconds()

    def awake(self) -> float:
        """Seconds that this computer was awake."""
        return time.monotonic()

    def wall(self) -> datetime:
        """The local clock, with its offset."""
        return datetime.now().astimezone()


def _real_seconds() -> float:
    # Linux counts sleep in BOOTTIME, macOS in MONOTONIC (Python's own stands still there), Windows anyway.
    number = getattr(time, "CLOCK_BOOTTIME", None) or getattr(time, "CLOCK_MONOTONIC", None)
    return time.monotonic() if number is None else time.clock_gettime(number)
