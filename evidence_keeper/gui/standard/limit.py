"""What a form takes, put right by who sees the live page; the number that was noted before stays beside it."""

from __future__ import annotations

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from evidence_keeper.complaint import load
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.limits import limit_of, most_words
from evidence_keeper.gui.widgets.dialog import RING_ROOM, Dialog
from evidence_keeper.gui.widgets.parts import Flow, button, column, holder, label
from evidence_keeper.text import gui_text as _

LARGEST = 100_000


class LimitDialog(Dialog):
    """Sets desk.limits; an empty field goes back to the number that was noted."""

    def __init__(self, parent: QWidget, desk: Desk, channel: str, key: str) -> None:
        super().__init__(parent, desk.look, _("What the page takes"), 460)
        self._desk, self._name = desk, f"{channel}.{key}"
        limit = limit_of(load(channel), key)
        assert limit is not None, key
        own = desk.limits.get(self._name)
        asked = _("How many does the page itself say?")
        noted = _("Noted before: {most} ({day}, {source}). It stays noted.").format(
            most=most_words(limit, limit.most),
            day=limit.origin.as_of.isoformat(),
            source=limit.origin.source,
        )
        self.line = QLineEdit("" if own is None else str(own))
        self.line.setAccessibleName(asked)
        self.line.setValidator(QIntValidator(1, LARGEST, self.line))
        self.line.setPlaceholderText(str(limit.most))
        self.line.returnPressed.connect(self._save)
        self.leave = button(desk.look, _("Leave it"), self.reject)
        self.old = button(desk.look, _("The number noted before"), self._back)
        self.old.setEnabled(own is not None)
        self.save = button(desk.look, _("Save"), self._save, role="main")
        self.fill(
            label(_("What the page takes"), "heading"),
            holder(column(label(asked, "caption"), self.line, gap=RING_ROOM)),
            label(noted, "caption"),
            holder(Flow(self.leave, self.old, self.save, gap=desk.look.gap)),
        )
        self.line.setFocus()

    def _save(self) -> None:
        if self.line.hasAcceptableInput():
            self._desk.limits = {**self._desk.limits, self._name: int(self.line.text())}
            self.accept()

    def _back(self) -> None:
        rest = {name: most for name, most in self._desk.limits.items() if name != self._name}
        self._desk.limits = rest
        self.accept()
