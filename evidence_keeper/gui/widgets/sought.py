"""What a search found, brought into sight where it stands: the message, the line in a picture, the line of a call."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget


@dataclass(frozen=True, slots=True)
class Sought:
    """The words that were looked for, and of a chat the number of the message that has them, from 1."""

    text: str
    number: int | None = None

    def stands_in(self, text: str) -> bool:
        """Whether a text has the words, in whatever width, case and spacing."""
        return bool(self.text.strip()) and _fold(self.text) in _fold(text)


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def show_in_text(view: QPlainTextEdit, sought: Sought) -> None:
    """Scrolls a plain text to the words and marks them."""
    view.moveCursor(QTextCursor.MoveOperation.Start)
    if view.find(sought.text):
        view.centerCursor()


def show_in(view: QWidget, sought: Sought) -> None:
    """Whatever lies in `view` and can bring the words into sight does so."""
    from evidence_keeper.gui.widgets.chat import ChatView
    from evidence_keeper.gui.widgets.reading import TextView
    from evidence_keeper.gui.widgets.seen import SeenView
    from evidence_keeper.gui.widgets.transcript import TranscriptView

    for one in (view, *view.findChildren(QWidget)):
        match one:
            case SeenView() | TranscriptView():
                one.seek(sought)
                return
            case ChatView() if sought.number is not None:
                one.show_message(sought.number)
                return
            case TextView():
                show_in_text(one, sought)
                return
