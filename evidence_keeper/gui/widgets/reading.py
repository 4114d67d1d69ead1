"""Text to read, in steps of the wheel and with the keyboard; it can be copied, not changed."""

from __future__ import annotations

from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit

from evidence_keeper.gui.look import Look
from evidence_keeper.text import gui_text as _


class TextView(QPlainTextEdit):
    """A plain text as it stands in the original."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self.setProperty("role", "reading")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setFont(look.font(look.text))
        self.setPlainText(text)
        self.setAccessibleName(_("Text"))
