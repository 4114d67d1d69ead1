"""One piece of work that can report how far it is and be stopped: the same for the window and the command line.

The core calls `job.report(...)` and `job.check()`; it never knows who looks. Progress is polled by the faces
(every 100 ms), so reporting is a plain assignment and costs nothing in a copying loop.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from evidence_keeper.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `step` is a stable code (text.step_words has its words), `done` of `total` units.

    `total` 0 means that it isn't known. `detail` is a name to show beside it (a file, a page).
    """

    step: str = ""
    done: int = 0
    total: int = 0
    detail: str = ""


class Job:
    """Progress and cancelling of one piece of work. Thread-safe: one writes, anybody may look."""

    def __init__(self) -> None:
        self._progress = Progress()
        self._stop = threading.Event()
        self.started = time.monotonic()

    @property
    def progress(self) -> Progress:
        """The last report."""
        return self._progress

    def report(self, step: str, done: int = 0, total: int = 0, detail: str = "") -> None:
        """Say how far it is. Cheap: call it per block."""
        self._progress = Progress(step, done, total, detail)

    def cancel(self) -> None:
        """Ask the work to stop at its next safe place."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise Cancelled if somebody asked to stop. Never called between an original's rename and its entry."""
        if self._stop.is_set():
            raise Cancelled


class Part(Job):
    """One file or step within a larger job: its reports are added to what was done before, its cancelling is the
    whole's."""

    def __init__(self, whole: Job, step: str, base: int, total: int, detail: str) -> None:
        super().__init__()
        self._whole = whole
        self._step, self._base, self._total, self._detail = step, base, total, detail

    def report(self, step: str, done: int = 0, total: int = 0, detail: str = "") -> None:
        """Report to the whole; this part's own step name, total and detail are given way."""
        self._whole.report(self._step, self._base + done, self._total, self._detail)

    @property
    def cancelled(self) -> bool:
        """Whether the whole was stopped."""
        return self._whole.cancelled

    def check(self) -> None:
        """Raise Cancelled if the whole was stopped."""
        self._whole.check()
