"""What every page of the easy face has: a title, a body that scrolls when it must, 返回 and the next step below.

Up to 125 % text the next steps stand beside 返回; above that only the main one does and the others stand at the
body's end, so that letters grow and nothing is cut.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Body, button, column, label, row
from evidence_keeper.gui.widgets.progress import ProgressCard
from evidence_keeper.jobs import Job
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace

WIDE_UP_TO = 125
RING = 8


class Page(QWidget):
    """Subclasses fill `body`, name their steps with `step`, and start their work in `entered`."""

    def __init__(self, face: EasyFace, title: str) -> None:
        super().__init__()
        self.face = face
        self.desk = face.desk
        self.look = face.look
        self.setProperty("role", "page")
        self.setAccessibleName(title)
        self.title: QLabel = label(title, "title")
        self.body = Body(self.look, margin=RING)
        self.back = button(self.look, _("Back"), face.back, icon="back")
        self._steps = row(gap=self.look.gap)
        self._below = below = row(self.back, 1, self._steps)
        edge = self.look.edge - RING
        self.title.setContentsMargins(RING, 0, RING, 0)
        self.back.setContentsMargins(RING, 0, 0, 0)
        foot = row(below, edges=(RING, 0, RING, RING))
        self._whole = column(self.title, self.body, foot, gap=16, edges=(edge, 24, edge, 20))
        self.setLayout(self._whole)
        self._wide = self.look.scale <= WIDE_UP_TO

    def entered(self) -> None:
        """The page is shown: start work, and put the focus where the next press belongs."""
        self.focus_first()

    def left(self) -> None:
        """The page goes away: fall silent, stop what nobody waits for."""

    def step(
        self, words: str, pressed: Callable[[], object], *, main: bool = False, icon: str = ""
    ) -> QPushButton:
        """A next step. The main one is what Enter does."""
        made = button(self.look, words, pressed, role="main" if main else "", icon=icon)
        made.setDefault(main)
        made.setAutoDefault(main)
        # The main step is never out of sight.
        if self._wide or main:
            self._steps.addWidget(made)
        else:
            self.body.add(made)
        return made

    def focus_first(self) -> None:
        """The main step, else the first thing in the body, else 返回."""
        buttons = self.findChildren(QPushButton)
        for made in buttons:
            if made.property("role") == "main" and made.isEnabled():
                made.setFocus()
                return
        self.back.setFocus()


class WorkPage(Page):
    """A page that waits for one job: progress with 停下, then what came of it."""

    def __init__(self, face: EasyFace, title: str, doing: str) -> None:
        super().__init__(face, title)
        self.progress = ProgressCard(self.look, doing)
        self.body.add(self.progress)
        self.body.end()
        self._job: Job | None = None

    def watch(self, job: Job) -> None:
        """Shows this job's progress."""
        self._job = job
        self.progress.watch(job)
        self.progress.stop.setFocus()

    def ended(self) -> None:
        """The job has ended: makes room for what to say."""
        self._job = None
        self.progress.done()
        self.body.clear()

    def left(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.progress.done()

    def say_error(self, error: Exception, again: Callable[[], object] | None = None) -> None:
        """What went wrong and what to do, with the way back below."""
        self.ended()
        self.body.add(ErrorCard(self.look, error, again))
        self.body.end()
        self.focus_first()


class KeepingWork(WorkPage):
    """A page that waits for things to be kept: stopped, what was kept before stays kept. Subclasses say `again`."""

    def again(self) -> None:
        """Once more, from the beginning."""
        raise NotImplementedError

    def failed(self, error: Exception) -> None:
        """It came to no end: the person stopped it, or why."""
        self.desk.refresh()
        if isinstance(error, Cancelled):
            self.ended()
            self.body.add(Notice(self.look, _("Stopped. What was kept before stays kept.")))
            self.body.end()
            self.focus_first()
        else:
            self.say_error(error, self.again)
