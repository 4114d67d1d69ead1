"""Recordings on a phone or in a folder: a list to choose from, and 保存."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.found import found_nothing, found_title, found_words, total_words
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.parts import button, holder, label, row
from evidence_keeper.gui.widgets.progress import ProgressCard
from evidence_keeper.model import Source
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.intake.phones import FoundRecording

Kept = Callable[[list[Path], Source], None]


class Found(QListWidget):
    """Two lines a recording; a click, Enter or the space bar chooses it or leaves it. `turned` says so."""

    turned = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setAccessibleName(_("Recordings found"))
        self.setMinimumHeight(look.px(280))
        self.setWordWrap(True)
        self.setSpacing(5)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._words: list[str] = []
        self.chosen: set[int] = set()
        self.itemClicked.connect(self._turn)

    def add(self, title: str, words: str) -> None:
        """One more."""
        self._words.append(f"{title}\n{words}")
        self.addItem("")
        self._show(self.count() - 1)

    def choose(self, place: int, chosen: bool) -> None:
        """Chooses one, or leaves it."""
        (self.chosen.add if chosen else self.chosen.discard)(place)
        self._show(place)
        self.turned.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._turn(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _turn(self, line: QListWidgetItem | None) -> None:
        if line is not None:
            place = self.row(line)
            self.choose(place, place not in self.chosen)

    def _show(self, place: int) -> None:
        title, _sep, words = self._words[place].partition("\n")
        mark = "✓ " if place in self.chosen else "○ "
        self.item(place).setText(f"{mark}{title}\n      {words}")


class Scan(Dialog):
    """Looks as soon as it is open; `kept` gets what was chosen."""

    def __init__(self, parent: QWidget, desk: Desk, folder: Path, kept: Kept) -> None:
        super().__init__(parent, desk.look, _("Recordings on a phone or in a folder"), 720)
        self._kept = kept
        self.found: list[FoundRecording] = []
        self.list = Found(desk.look)
        self.list.turned.connect(self._count)
        self.all = button(self.look, _("Choose all"), self._choose_all)
        self.leave = button(self.look, _("Leave it"), self.reject)
        self.keep = button(self.look, _("Keep what is chosen"), self._keep, role="main")
        self._progress: ProgressCard | None = ProgressCard(self.look, _("Looking for recordings"))
        self.fill(self._progress)
        self._job = desk.run(
            self,
            lambda keeper, job: keeper.recordings_in(folder, job),
            self._looked,
            self._failed,
            lane=Lane.LONG,
        )
        self._progress.watch(self._job)
        self.finished.connect(self._over)

    def _over(self) -> None:
        self._job.cancel()
        self._looked_through()

    def _looked_through(self) -> None:
        progress, self._progress = self._progress, None
        if progress is not None:
            progress.done()

    def _looked(self, found: list[FoundRecording]) -> None:
        self._looked_through()
        self.found = found
        if not found:
            self.fill(label(found_nothing()), holder(row(1, self.leave)))
            return
        for one in found:
            self.list.add(found_title(one), found_words(one))
        self.list.setCurrentRow(0)
        buttons = holder(row(self.all, 1, self.leave, self.keep, gap=self.look.gap))
        self.fill(label(total_words(found)), self.list, buttons)
        self._count()
        self.list.setFocus()

    def _chosen(self) -> list[FoundRecording]:
        return [self.found[place] for place in sorted(self.list.chosen)]

    def _count(self) -> None:
        self.keep.setEnabled(bool(self.list.chosen))

    def _choose_all(self) -> None:
        for place in range(self.list.count()):
            self.list.choose(place, True)

    def _keep(self) -> None:
        chosen = self._chosen()
        self.accept()
        self._kept([one.path for one in chosen], chosen[0].known.provenance.source)

    def _failed(self, error: Exception) -> None:
        self._looked_through()
        if isinstance(error, Cancelled):
            self.reject()
        else:
            self.fill(ErrorCard(self.look, error), holder(row(1, self.leave)))
