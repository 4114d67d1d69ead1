"""Waiting that says what is being done, how far it is, how long still, and how to stop it."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QProgressBar

from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.parts import button, column, label, row
from evidence_keeper.jobs import Job, Progress
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import safe_name, say_duration, step_words

POLL_MS = 100


class ProgressCard(QFrame):
    """Looks at a Job ten times a second; the stop button asks it to stop."""

    def __init__(self, look: Look, title: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._job: Job | None = None
        self._pace = Pace()
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._title = label(title, "heading")
        self._step = label("", "second")
        self._left = label("", "second")
        self._bar = QProgressBar()
        self._bar.setAccessibleName(title)
        self.stop = button(look, _("Stop"), self._stop, icon="stop")
        edge = 28 if look.easy else 16
        gap = 16 if look.easy else 8
        below = row(self._left, 1, self.stop, gap=look.gap)
        self.setLayout(
            column(self._title, self._step, self._bar, below, gap=gap, edges=(edge,) * 4)
        )

    def watch(self, job: Job) -> None:
        """Shows this job from now on."""
        self._job = job
        self._pace = Pace()
        self.stop.setEnabled(True)
        self._timer.start()
        self._poll()

    def done(self) -> None:
        """The job has ended."""
        self._timer.stop()
        self._job = None

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.stop.setEnabled(False)
            self._left.setText(_("Stopping. What is kept stays kept."))

    def _poll(self) -> None:
        if self._job is None:
            return
        progress = self._job.progress
        self._step.setText(words_of(progress))
        self._bar.setRange(0, 1000 if progress.total else 0)
        if progress.total:
            self._bar.setValue(min(1000, progress.done * 1000 // progress.total))
        if not self._job.cancelled:
            self._left.setText(self._pace.left(progress))


def words_of(progress: Progress) -> str:
    """What is being done, with the name of what it is done to."""
    step = step_words(progress.step)
    return f"{step}  {safe_name(progress.detail)}" if progress.detail else step


class Pace:
    """How long still, from how fast a step has gone so far; silent until that can be known."""

    def __init__(self) -> None:
        self._step = ""
        self._since = 0.0
        self._first = 0

    def left(self, progress: Progress, now: float | None = None) -> str:
        """The words for the time left, or none."""
        moment = time.monotonic() if now is None else now
        if progress.step != self._step or progress.done < self._first:
            self._step, self._since, self._first = progress.step, moment, progress.done
        gone, passed = progress.done - self._first, moment - self._since
        if passed < 2.0 or gone <= 0 or progress.total <= progress.done:
            return ""
        seconds = (progress.total - progress.done) * passed / gone
        return _("about {time} left").format(time=say_duration(max(1.0, seconds)))
