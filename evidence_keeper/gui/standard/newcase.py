"""A new matter: what it is called and what kind it is. Everything else can wait."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.dialog import RING_ROOM, Dialog
from evidence_keeper.gui.widgets.parts import Choice, button, column, holder, label, row
from evidence_keeper.model import CASE_TYPES
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import type_words


class NewCase(Dialog):
    """`made(title, type)` is called on 保存."""

    def __init__(self, parent: QWidget, look: Look, made: Callable[[str, str], None]) -> None:
        super().__init__(parent, look, _("New matter"), 460)
        self._made = made
        self.title = QLineEdit()
        self.title.setAccessibleName(_("What it is called"))
        self.title.setPlaceholderText(_("For example: the plan was changed without asking"))
        kinds = [(type_words(kind), kind) for kind in CASE_TYPES]
        self.type = Choice(look, _("Kind of matter"), kinds)
        self.leave = button(look, _("Leave it"), self.reject)
        self.save = button(look, _("Make it"), self._save, role="main")
        self.save.setDefault(True)
        self.fill(
            label(_("New matter"), "heading"),
            holder(column(label(_("What it is called"), "caption"), self.title, gap=RING_ROOM)),
            holder(column(label(_("Kind of matter"), "caption"), self.type, gap=RING_ROOM)),
            holder(row(1, self.leave, self.save, gap=look.gap)),
        )
        self.title.setFocus()

    def _save(self) -> None:
        title = self.title.text().strip() or _("New matter")
        self._made(title, self.type.value)
        self.accept()
