"""One question with one line for the answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from evidence_keeper.gui.focus import FocusRing
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.parts import button, column, label, row
from evidence_keeper.text import gui_text as _


class AskLine(QDialog):
    """保存 or leave it."""

    def __init__(
        self, parent: QWidget, look: Look, question: str, text: str, answered: Callable[[str], None]
    ) -> None:
        super().__init__(parent)
        self._answered = answered
        self.setWindowTitle(question)
        self.setMinimumWidth(look.px(440))
        self.line = QLineEdit(text)
        self.line.setAccessibleName(question)
        self.line.selectAll()
        self.leave = button(look, _("Leave it"), self.reject)
        self.save = button(look, _("Save"), self._save, role="main")
        self.save.setDefault(True)
        words = label(question, "heading")
        buttons = row(1, self.leave, self.save, gap=look.gap)
        self.setLayout(column(words, self.line, buttons, gap=16, edges=(24, 20, 24, 20)))
        self._ring = FocusRing(self, look)

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
