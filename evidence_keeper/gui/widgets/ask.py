"""One question with one line for the answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.parts import button, holder, label, row
from evidence_keeper.text import gui_text as _


class AskLine(Dialog):
    """保存 or leave it."""

    def __init__(
        self, parent: QWidget, look: Look, question: str, text: str, answered: Callable[[str], None]
    ) -> None:
        super().__init__(parent, look, question, 440)
        self._answered = answered
        self.line = QLineEdit(text)
        self.line.setAccessibleName(question)
        self.line.selectAll()
        self.leave = button(look, _("Leave it"), self.reject)
        self.save = button(look, _("Save"), self._save, role="main")
        self.save.setDefault(True)
        buttons = holder(row(1, self.leave, self.save, gap=look.gap))
        self.fill(label(question, "heading"), self.line, buttons)
        self.line.setFocus()

    def _save(self) -> None:
        text = self.line.text().strip()
        if text:
            self._answered(text)
            self.accept()


def ask_line(
    parent: QWidget, look: Look, question: str, text: str, answered: Callable[[str], None]
) -> AskLine:
    """Asks without stopping the program; `answered` is called on 保存."""
    dialog = AskLine(parent, look, question, text, answered)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
