"""Says on standard error how far the work is: one line that changes on a screen, a line per step in a log."""

from __future__ import annotations

import shutil
import sys
import threading
import time
import unicodedata

from evidence_keeper.jobs import Job, Progress
from evidence_keeper.text import _, safe_name, say_duration, step_words

# Short work says nothing; in a log a line now and then is enough.
QUIET_SECONDS = 1.0
LOG_SECONDS = 5.0


class Teller:
    """Looks at a job ten times a second and tells. `hush` before anything else is written."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._over = threading.Event()
        self._writing = threading.Lock()
        self._thread = threading.Thread(target=self._watch, name="progress", daemon=True)
        self._on_screen = sys.stderr.isatty()
        self._shown = ""
        self._said = Progress()
        self._said_at = 0.0
        self._step = ("", 0.0)

    def start(self) -> None:
        """From now on."""
        self._thread.start()

    def hush(self) -> None:
        """No more progress; the line it stood on is empty."""
        self._over.set()
        with self._writing:
            self._wipe()

    def _watch(self) -> None:
        if self._over.wait(QUIET_SECONDS if self._on_screen else LOG_SECONDS):
            return
        while not self._over.wait(0.1):
            with self._writing:
                # hush may have come between the wait and the lock.
                if not self._over.is_set():
                    self._tell(self._job.progress, time.monotonic())

    def _tell(self, progress: Progress, now: float) -> None:
        if progress.step != self._step[0]:
            self._step = (progress.step, now)
        if not progress.step or progress == self._said:
            return
        if self._on_screen:
            self._wipe()
            room = shutil.get_terminal_size().columns - 1
            self._shown = fitting(line(progress, now - self._step[1]), room)
            sys.stderr.write(self._shown)
        elif now - self._said_at >= LOG_SECONDS:
            sys.stderr.write(line(progress, now - self._step[1]) + "\n")
            self._said_at = now
        self._said = progress
        sys.stderr.flush()

    def _wipe(self) -> None:
        if self._shown:
            # Blanks, not a control sequence: not every Windows terminal knows those.
            sys.stderr.write("\r" + " " * cells(self._shown) + "\r")
            sys.stderr.flush()
            self._shown = ""


def line(progress: Progress, seconds: float) -> str:
    """What is being done, how far, and how long still; `seconds` is how long this step has taken."""
    said = [step_words(progress.step)]
    if progress.detail:
        said.append(safe_name(progress.detail, 30))
    if progress.total:
        part = min(1.0, progress.done / progress.total)
        said.append(f"{part:.0%}")
        left = seconds / part - seconds if part else 0.0
        if part > 0.05 and seconds > 3 and left >= 1:
            said.append(_("about {time} still").format(time=say_duration(left)))
    return "  ".join(said)


def cells(said: str) -> int:
    """How wide it stands on a terminal: a hanzi takes two places."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in said)


def fitting(said: str, room: int) -> str:
    """As much of it as stands on one line: a line that wraps can't be wiped."""
    while cells(said) > max(room, 0):
        said = said[:-1]
    return said
