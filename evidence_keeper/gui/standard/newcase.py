"""A new matter: what it is called and what kind it is. Everything else can wait."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from evidence_keeper.gui.focus import FocusRing
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.parts import Choice, button, column, label, row
from evidence_keeper.model import CASE_TYPES
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import type_words


class NewCase(QDialog):
    """`made(title, type)` is called on 保存."""

    def __init__(self, parent: QWidget, look: Look, made: Callable[[str, str], None]) -> None:
        super().__init__(parent)
        self._made = made
        self.setWindowTitle(_("New matter"))
        self.setMinimumWidth(look.px(460))
        self.title = QLineEdit()
        self.title.setAccessibleName(_("What it is called"))
        self.title.setPlaceholderText(_("For example: the plan was changed without asking"))
        kinds = [(type_words(kind), kind) for kind in CASE_TYPES]
        self.type = Choice(look, _("Kind of matter"), kinds)
        self.leave = button(look, _("Leave it"), self.reject)
        self.save = button(look, _("Make it"), self._save, role="main")
        self.save.setDefault(True)
        self.setLayout(
            column(
                label(_("New matter"), "heading"),
                column(label(_("What it is called"), "caption"), self.title, gap=4),
                column(label(_("Kind of matter"), "caption"), self.type, gap=4),
                row(1, self.leave, self.save, gap=look.gap),
                gap=16,
                edges=(24, 20, 24, 20),
            )
        )
        self.title.setFocus()
        self._ring = FocusRing(self, look)

    def _save(self) -> None:
        title = self.title.text().strip() or _("New matter")
        self._made(title, self.type.value)
        self.accept()
