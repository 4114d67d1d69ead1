"""Python's garbage is collected on the GUI thread only.

A worker that allocates may run the collector, which then destroys a QTimer that lives in the GUI thread:
a crash, three runs out of three. So the collector is off, and a timer of the GUI thread calls it: the young
generations often, everything only while nothing runs and nobody has touched the window for a while.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000
IDLE_SECONDS = 120.0


class Collector(QObject):
    """Owns the collecting from `start` to `stop`. `busy` says whether work is going on that must not pause."""

    def __init__(self, parent: QObject, busy: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._busy = busy
        self._quiet_since = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._was_enabled = gc.isenabled()

    def start(self) -> None:
        """From now on nothing is collected on any other thread."""
        gc.disable()
        self._timer.start()

    def settle(self) -> None:
        """What is there after the start stays: it is never looked at again."""
        gc.freeze()

    def stop(self) -> None:
        """Hands collecting back to Python."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    def collect(self) -> None:
        """The young generations where they have grown; all of it when idle."""
        young, middle, _old = gc.get_count()
        if young < gc.get_threshold()[0]:
            return self._collect_all_if_idle()
        self._quiet_since = time.monotonic()
        gc.collect(1 if middle > gc.get_threshold()[1] else 0)
        return None

    def _collect_all_if_idle(self) -> None:
        now = time.monotonic()
        if now - self._quiet_since < IDLE_SECONDS or self._busy():
            return
        self._quiet_since = now
        gc.collect()
