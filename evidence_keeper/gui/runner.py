"""Work beside the window: lanes of threads, results handed back on the GUI thread.

The thread that paints only starts work and shows results. A worker puts its result into a queue and emits one
signal without arguments, of an object that lives in the GUI thread; the receiver is that object's method. So
no Python object travels inside a Qt signal, and nothing is called on a widget that has gone meanwhile.
"""

from __future__ import annotations

import contextlib
import itertools
import queue
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from evidence_keeper.errors import Cancelled
from evidence_keeper.jobs import Job

T = TypeVar("T")
Failure = Callable[[Exception], None]


class Lane(StrEnum):
    """Where work waits its turn. One writer; what copies or computes for long has lanes of its own."""

    WRITE = "write"
    READ = "read"
    PICTURES = "pictures"
    LONG = "long"
    RECORD = "record"


_THREADS = {Lane.WRITE: 1, Lane.READ: 1, Lane.PICTURES: 1, Lane.LONG: 3, Lane.RECORD: 1}


SWITCH_SECONDS = 0.0005
"""Qt's calls give Python's lock away and want it back, hundreds of times while a page is built. With a worker that
computes, each costs the thread that paints this long; Python's own 5 ms made seconds of it."""


@dataclass(slots=True)
class _Task:
    parent: QObject
    verb: Callable[[Job], Any]
    on_success: Callable[[Any], None]
    on_failure: Failure
    job: Job
    result: Any = None
    error: Exception | None = None

    def perform(self) -> None:
        """The work itself, on a lane."""
        try:
            self.job.check()
            self.result = self.verb(self.job)
        except Exception as error:  # noqa: BLE001  the one place of the window that catches all
            self.error = error

    def hand_back(self) -> None:
        """What comes of it, on the GUI thread; nothing where the asker has gone."""
        if not shiboken6.isValid(self.parent):
            return
        if self.error is None:
            self.on_success(self.result)
        else:
            self.on_failure(self.error)


class Runner(QObject):
    """Runs verbs on lanes. Lives in the GUI thread; `failed` hears of failures nobody else wanted to hear of."""

    failed = Signal(object)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH_SECONDS)
        self._lanes: dict[Lane, queue.SimpleQueue[int | None]] = {}
        self._threads: list[threading.Thread] = []
        # Only the GUI thread adds and removes: a worker never holds the last reference to a task, whose
        # verb may hold a widget.
        self._tasks: dict[int, _Task] = {}
        self._numbers = itertools.count(1)
        self._closed = False
        self._finished: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._woken.connect(self._hand_back, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether any work is waiting or under way."""
        return bool(self._tasks)

    def run(
        self,
        parent: QObject,
        verb: Callable[[Job], T],
        on_success: Callable[[T], None],
        on_failure: Failure | None = None,
        *,
        job: Job | None = None,
        lane: Lane = Lane.READ,
    ) -> Job:
        """Runs `verb` on a lane, then one of the two on the GUI thread, unless `parent` has gone by then.

        `on_failure` gets Cancelled too. Without one, `failed` is emitted for all but that.
        """
        task = _Task(parent, verb, on_success, on_failure or self._unheard, job or Job())
        number = next(self._numbers)
        self._tasks[number] = task
        self._lane(lane).put(number)
        return task.job

    def close(self, seconds: float = 10.0) -> bool:
        """Asks everything to stop and waits; False where a thread is still at work after `seconds`.

        Nothing is handed back any more: a card that opened now would keep a closed program alive.
        """
        self._closed = True
        for task in self._tasks.values():
            task.job.cancel()
        for lane, numbers in self._lanes.items():
            for _ in range(_THREADS[lane]):
                numbers.put(None)
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        self._lanes.clear()
        return not self._threads

    def _lane(self, lane: Lane) -> queue.SimpleQueue[int | None]:
        if lane not in self._lanes:
            numbers: queue.SimpleQueue[int | None] = queue.SimpleQueue()
            self._lanes[lane] = numbers
            for count in range(_THREADS[lane]):
                name = f"{lane}-{count}"
                thread = threading.Thread(
                    target=self._work, args=(numbers,), name=name, daemon=True
                )
                thread.start()
                self._threads.append(thread)
        return self._lanes[lane]

    def _work(self, numbers: queue.SimpleQueue[int | None]) -> None:
        while (number := numbers.get()) is not None:
            self._tasks[number].perform()
            self._finished.put(number)
            with contextlib.suppress(RuntimeError):  # the window went while we worked
                self._woken.emit()

    @Slot()
    def _hand_back(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                task = self._tasks.pop(self._finished.get_nowait())
                if not self._closed:
                    task.hand_back()

    def _unheard(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.failed.emit(error)
