"""How long the thread that paints was away, and what it was doing then."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QTimer

BEAT_MS = 10
_SCHEDULED = Path("/proc/thread-self/schedstat")


def waited_for_a_processor() -> float:
    """Seconds that this thread was ready and did not run, since it began; 0 where nobody counts them."""
    try:
        return int(_SCHEDULED.read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


class Heart(QObject):
    """Beats while the window lives. `longest` is the longest pause in seconds, `ours` the longest without waiting for a
    processor; `blamed` all threads in pauses longer than `patience` seconds, longest first."""

    def __init__(self, patience: float = 0.1) -> None:
        super().__init__()
        self.longest = self.ours = 0.0
        self._waited = waited_for_a_processor()
        self._patience = patience
        self._blamed: list[tuple[float, str]] = []
        self._last = time.monotonic()
        self._over = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self.beat)
        self._seen = ""

    @property
    def blamed(self) -> str:
        """The worst pauses, with where the thread was when they were noticed."""
        worst = sorted(self._blamed, reverse=True)[:5]
        return "\n\n".join(f"{seconds:.2f} s in\n{where}" for seconds, where in worst)

    def beat(self) -> None:
        """The thread is back."""
        now = time.monotonic()
        pause, self._last = now - self._last, now
        waited, before = waited_for_a_processor(), self._waited
        self._waited = waited
        ours = max(0.0, pause - (waited - before))
        self.longest, self.ours = max(self.longest, pause), max(self.ours, ours)
        seen, self._seen = self._seen, ""
        if seen:
            self._blamed.append((ours, seen))

    def __enter__(self) -> Heart:
        self._last, self._waited = time.monotonic(), waited_for_a_processor()
        self._timer.start()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.beat()
        self._timer.stop()
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            if time.monotonic() - self._last > self._patience and not self._seen:
                self._seen = "\n".join(
                    "".join(traceback.format_stack(frame)[-5:])
                    for number, frame in sys._current_frames().items()
                    if number != threading.get_ident()
                )
