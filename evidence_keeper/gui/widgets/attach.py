"""The files to attach, beside the form: which it takes, those that are made, the way to their folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui import attaching
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.limits import limit_of, most_words
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Flow, button, column, holder, label
from evidence_keeper.gui.widgets.progress import ProgressCard
from evidence_keeper.gui.words import breakable, papers_folder, place
from evidence_keeper.jobs import Job
from evidence_keeper.model import Case
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import say_size

if TYPE_CHECKING:
    from evidence_keeper.bundle import Bundle
    from evidence_keeper.complaint import Channel


class AttachCard(QFrame):
    """`changed`: it says something else now, and may need more room."""

    changed = Signal()

    def __init__(self, desk: Desk, case: Case, office: Channel) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._desk, self._case, self._office = desk, case, office
        look = desk.look
        self._folder = papers_folder(case, desk.papers)
        self._job: Job | None = None
        self.files: list[Path] = []
        self.told = Notice(look, icon="folder")
        self.make = button(look, _("Make the files for it"), self._make, icon="paper")
        self.open = button(look, _("Open their folder"), self._open, icon="folder")
        self._work = column()
        small = "second" if look.easy else "caption"
        parts: list[QWidget] = [label(self._takes(), small), self.told]
        if not look.easy:  # there the page's title says it
            parts.insert(0, label(_("Files to attach"), "heading"))
        edge = 24 if look.easy else 14
        whole = column(*parts, gap=look.px(10), edges=(edge,) * 4)
        whole.addLayout(self._work)
        whole.addWidget(holder(Flow(self.open, self.make, gap=look.gap)))
        self.setLayout(whole)
        self._show()

    def stop(self) -> None:
        """Nobody waits for it any more."""
        if self._job is not None:
            self._job.cancel()

    def _takes(self) -> str:
        own = self._desk.limits
        told = [
            most_words(limit, self._office.limit(limit.key, own) or limit.most)
            for limit in (limit_of(self._office, key) for key in ("file_count", "file_mib"))
            if limit is not None
        ]
        kinds = [kind for one in self._office.attachments for kind in one.types]
        return _("; ").join([*told, _(", ").join(dict.fromkeys(kinds))])

    def _show(self) -> None:
        self.files = attaching.made_before(self._folder, self._office)
        if not self.files:
            self.told.say(_("The files are not made yet."), icon="info")
        else:
            names = [breakable(f"{one.name}  {say_size(one.stat().st_size)}") for one in self.files]
            where = _("They lie here: {place}").format(place=breakable(place(self.files[0].parent)))
            self.told.say("\n".join([*names, where, *self._too_many()]), icon="folder")
        self.open.setVisible(bool(self.files))
        self.make.setText(_("Make them anew") if self.files else _("Make the files for it"))
        self.changed.emit()

    def _too_many(self) -> list[str]:
        most = self._office.limit("file_count", self._desk.limits)
        if most is None or len(self.files) <= most:
            return []
        return [_("The page takes fewer files than these: attach the first ones.")]

    def _make(self) -> None:
        desk, office, out = self._desk, self._office, self._folder
        case_id, own = self._case.case_id, dict(self._desk.limits)
        self._clear()
        self._job = desk.run(
            self,
            lambda keeper, job: attaching.make(keeper, case_id, office, own, out, job),
            self._made,
            self._failed,
            lane=Lane.LONG,
        )
        progress = ProgressCard(desk.look, _("Making your papers"))
        self._work.addWidget(progress)
        progress.watch(self._job)
        self.make.setEnabled(False)
        self.changed.emit()

    def _made(self, _bundle: Bundle) -> None:
        self._ended()
        self._show()

    def _failed(self, error: Exception) -> None:
        self._ended()
        if not isinstance(error, Cancelled):
            self._work.addWidget(ErrorCard(self._desk.look, error))
        self.changed.emit()

    def _ended(self) -> None:
        self._job = None
        self._clear()
        self.make.setEnabled(True)

    def _clear(self) -> None:
        while (old := self._work.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                if isinstance(widget, ProgressCard):
                    widget.done()
                widget.hide()
                widget.deleteLater()

    def _open(self) -> None:
        folder = self.files[0].parent
        self._desk.show_outside(self, folder, self._shown)

    def _shown(self, shown: bool) -> None:
        if not shown:
            words = _("This computer has no program to show it. It lies here: {place}")
            self.told.say(words.format(place=breakable(place(self.files[0].parent))), warn=True)
