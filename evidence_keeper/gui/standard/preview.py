"""The papers page by page before they are made: nothing is written until 就这样做 is pressed."""

from __future__ import annotations

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.previews import Drawn, Wish
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.paper import PaperView
from evidence_keeper.gui.widgets.parts import button, holder, label, row
from evidence_keeper.gui.widgets.progress import ProgressCard
from evidence_keeper.jobs import Job
from evidence_keeper.text import gui_text as _

_BESIDE = 190
"""Pixels of the window's height that are left for the words above a page and the buttons below it."""


class PreviewDialog(Dialog):
    """Draws the pages, then shows them. Accepted where they are to be made like this."""

    def __init__(self, parent: QWidget, desk: Desk, wish: Wish) -> None:
        super().__init__(parent, desk.look, _("See it first"), 860)
        self._desk = desk
        self._preview: Drawn | None = None
        self.view: PaperView | None = None
        self.progress = ProgressCard(desk.look, _("Drawing the pages for you to look at"))
        self.fill(self.progress)
        self._job: Job | None = desk.run(
            self,
            lambda keeper, job: desk.previews.draw(keeper, wish, job),
            self._drawn,
            self._failed,
            lane=Lane.LONG,
        )
        self.progress.watch(self._job)
        self.progress.stop.setFocus()

    def _drawn(self, drawn: Drawn) -> None:
        self._job, self._preview = None, drawn
        self.progress.done()
        self.view = PaperView(self._desk, drawn.paper, _("Make the papers"))
        self.view.setMinimumHeight(max(240, self._room().height() - self.look.px(_BESIDE)))
        self.change = button(self.look, _("Change something"), self.reject, icon="back")
        self.make = button(
            self.look, _("Make it like this"), self.accept, role="main", icon="paper"
        )
        self.make.setDefault(True)
        self.fill(
            label(_("This is how it will be. Nothing has been saved yet.")),
            self.view,
            foot=holder(row(self.change, 1, self.make, gap=self.look.gap)),
        )
        self.make.setFocus()

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.progress.done()
        if isinstance(error, Cancelled):
            self.reject()
            return
        self.change = button(self.look, _("Close"), self.reject)
        self.fill(ErrorCard(self.look, error), holder(row(1, self.change)))

    def done(self, result: int) -> None:
        """Leaving stops the work, and what was looked at is gone."""
        self._end()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._end()
        super().closeEvent(event)

    def _end(self) -> None:
        if self._job is not None:
            self._job.cancel()
        if self._preview is not None:
            self._desk.previews.end(self._preview)
            self._preview = None
