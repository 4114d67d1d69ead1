"""做投诉材料: for whom, progress that can be stopped, and where the papers lie when they are made."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.channels import CHANNELS, channel_for, channel_words
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.dialog import RING_ROOM, Dialog
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Choice, button, column, holder, label, row
from evidence_keeper.gui.widgets.progress import ProgressCard
from evidence_keeper.gui.words import (
    breakable,
    case_title,
    count_items,
    files_for_phone,
    papers_folder,
    place,
)
from evidence_keeper.jobs import Job
from evidence_keeper.model import Case
from evidence_keeper.text import gui_ngettext
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.bundle import Bundle


class Papers(Dialog):
    """One matter's papers. Closing it while it works stops the work."""

    def __init__(self, parent: QWidget, desk: Desk, case: Case) -> None:
        super().__init__(parent, desk.look, _("Make the papers"), 560)
        self._desk, self._case = desk, case
        self._job: Job | None = None
        self.bundle: Bundle | None = None
        self.out = papers_folder(case, desk.papers)
        places = [(channel_words(channel), channel) for channel in CHANNELS]
        self.channel = Choice(desk.look, _("To hand in at"), places)
        self.channel.choose(channel_for(case.type))
        self._ask()

    def _ask(self) -> None:
        look = self._desk.look
        count = count_items(len(self._desk.known.items_of(self._case.case_id)))
        words = _("“{case}” holds {count}.").format(case=case_title(self._case), count=count)
        where = _("It will lie here: {place}").format(place=place(self.out))
        self.leave = button(look, _("Leave it"), self.reject)
        self.make = button(look, _("Make it now"), self._make, role="main", icon="paper")
        self.make.setDefault(True)
        self.fill(
            label(_("Make the papers"), "title"),
            label(words),
            holder(column(label(_("To hand in at"), "caption"), self.channel, gap=RING_ROOM)),
            label(where, "caption"),
            holder(row(1, self.leave, self.make, gap=look.gap)),
        )
        self.make.setFocus()

    def _make(self) -> None:
        case_id, channel, out = self._case.case_id, self.channel.value, self.out
        self._job = self._desk.run(
            self,
            lambda keeper, job: keeper.bundle(case_id, channel, out, job=job),
            self._made,
            self._failed,
            lane=Lane.LONG,
        )
        self.channel.setParent(self)
        self.channel.hide()
        self.progress = ProgressCard(self._desk.look, _("Making your papers"))
        self.fill(self.progress)
        self.progress.watch(self._job)
        self.progress.stop.setFocus()

    def _made(self, bundle: Bundle) -> None:
        self._job = None
        self.bundle = bundle
        self.progress.done()
        look = self._desk.look
        pages = gui_ngettext("{n} page", "{n} pages", bundle.pages).format(n=bundle.pages)
        count = count_items(len(bundle.exhibits))
        said = _("Made: {pages}, with {count}.").format(pages=pages, count=count)
        where = _("It lies here: {place}").format(place=place(bundle.pdf.parent))
        self.said = Notice(look, said)
        self.folder = button(look, _("Show in its folder"), self._folder, icon="folder")
        self.see = button(look, _("Look at it"), self._see, role="main", icon="eye")
        self.close_button = button(look, _("Close"), self.accept)
        self.phone = button(look, _("To the phone"), self._to_phone, icon="mobile")
        buttons = row(self.close_button, 1, self.phone, self.folder, self.see, gap=look.gap)
        self.fill(label(_("It is done"), "title"), self.said, label(where), holder(buttons))
        self.see.setFocus()
        self._desk.show_outside(self, bundle.pdf.parent, self._folder_shown)

    def _folder_shown(self, _shown: bool) -> None:
        """Nobody asked for it: where it lies stands here anyway."""

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.progress.done()
        look = self._desk.look
        self.close_button = button(look, _("Close"), self.reject)
        again = button(look, _("Make it now"), self._make, role="main", icon="paper")
        told: QWidget = ErrorCard(look, error)
        if isinstance(error, Cancelled):
            told = self.said = Notice(look, _("Stopped. Nothing was made, nothing was lost."))
        self.fill(told, holder(row(1, self.close_button, again, gap=look.gap)))

    def _to_phone(self) -> None:
        from evidence_keeper.gui.standard.receive import ReceiveDialog

        if self.bundle is not None:
            dialog = ReceiveDialog(self, self._desk, send=files_for_phone(self.bundle))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _see(self) -> None:
        if self.bundle is not None:
            self._open(self.bundle.pdf)

    def _folder(self) -> None:
        if self.bundle is not None:
            self._open(self.bundle.pdf.parent)

    def _open(self, path: Path) -> None:
        self._desk.show_outside(self, path, partial(self._answered, path))

    def _answered(self, path: Path, shown: bool) -> None:
        if not shown:
            words = _("This computer has no program to show it. It lies here: {place}")
            self.said.say(words.format(place=breakable(place(path))), warn=True)

    def reject(self) -> None:
        """Leaving stops the work; what it had not finished leaves no trace."""
        if self._job is not None:
            self._job.cancel()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is not None:
            self._job.cancel()
        super().closeEvent(event)
