"""Takes each text that is copied while it is on the screen, keeps it at once, and says what it was.

One copy is one original, stamped with the moment of copying; those of one sitting are a group. What lay there
before isn't touched: it may be anything. Where a system tells a window nothing of copies made elsewhere, 粘贴 does.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from evidence_keeper.chats import KeptChat
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.shooter import matter
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import column
from evidence_keeper.text import gui_ngettext, say_time
from evidence_keeper.text import gui_text as _

MOST_LINES = 6


class CopiedPanel(QWidget):
    """`kept` carries each KeptChat. Call `begin` when it is shown and `end` when it goes."""

    kept = Signal(object)

    def __init__(self, desk: Desk, case_id: str | None) -> None:
        super().__init__()
        self._desk, self._case_id = desk, case_id
        self._group = f"copied-{secrets.token_hex(6)}"
        self._last = ""
        self._on = False
        self.done: list[KeptChat] = []
        self.said = Notice(desk.look, _("Nothing was copied yet."), icon="info")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        lines = QWidget()
        lines.setLayout(self._lines)
        self.setLayout(column(self.said, lines, gap=10))

    def begin(self) -> None:
        """From now on each copy is taken; what lies there now is not."""
        clipboard = QGuiApplication.clipboard()
        if not self._on:
            self._on = True
            self._last = clipboard.text()
            clipboard.dataChanged.connect(self._copied)

    def end(self) -> None:
        """Nothing more is taken."""
        if self._on:
            self._on = False
            QGuiApplication.clipboard().dataChanged.disconnect(self._copied)

    def paste(self) -> None:
        """Takes what lies on the clipboard now, also what lay there before."""
        self._take(QGuiApplication.clipboard().text())

    def take(self, text: str) -> None:
        """Takes a text that was dragged here."""
        self._take(text)

    def changeEvent(self, event: QEvent) -> None:
        # Some systems tell a window of copies only when it comes forward.
        if event.type() == QEvent.Type.ActivationChange and self._on and self.isActiveWindow():
            self._copied()
        super().changeEvent(event)

    def _copied(self) -> None:
        text = QGuiApplication.clipboard().text()
        if self._on and text != self._last:
            self._take(text)

    def _take(self, text: str) -> None:
        self._last = text
        if not text.strip():
            self.said.say(_("There is no text on the clipboard. Copy the chat first."), warn=True)
            return
        at, group = datetime.now().astimezone(), self._group
        case_id, data = self._case_id, text.encode("utf-8", "replace")
        self._desk.run(
            self,
            lambda keeper, job: keeper.keep_copied(
                data, matter(keeper, case_id).case_id, group=group, copied_at=at
            ),
            self._kept,
            self._failed,
            lane=Lane.WRITE,
        )

    def _kept(self, kept: KeptChat) -> None:
        self._case_id = kept.item.case_id
        if not kept.fresh:
            self.said.say(_("This was copied before. It is kept already."), icon="info")
            return
        self.done.append(kept)
        self.said.say(_("Kept {n} so far. Copy the next part.").format(n=len(self.done)))
        if len(self.done) <= MOST_LINES:
            line = Notice(self._desk.look, words_of(kept), icon="chat")
            self._lines.addWidget(line)
        self.kept.emit(kept)

    def _failed(self, error: Exception) -> None:
        self._lines.addWidget(ErrorCard(self._desk.look, error))


def words_of(kept: KeptChat) -> str:
    """When it was copied, and how many messages it has."""
    count = len(kept.conversation.log.messages)
    when = say_time(kept.item.kept_at)
    if not count:
        return _("{time}: a text, kept as it is").format(time=when)
    words = gui_ngettext("{time}: {n} message", "{time}: {n} messages", count)
    return words.format(time=when, n=count)
