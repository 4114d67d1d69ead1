"""The bottom line: what is known to be whole, and since when. It says so only after a real check."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets.aloud import AloudButton
from evidence_keeper.gui.widgets.parts import label, row
from evidence_keeper.gui.words import count_items
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import say_time


class StatusLine(QWidget):
    """Follows the desk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("role", "status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = label("", "caption", wrap=False)
        self.aloud = AloudButton(desk.spoken, "link")
        self.setLayout(row(self.words, 1, self.aloud, edges=(18, 1, 18, 1)))
        desk.changed.connect(self._say)
        self._say()

    def _say(self) -> None:
        known = self._desk.known
        report = known.report
        if report is None or known.checked_at is None:
            count = count_items(len(known.items))
            self.words.setText(_("{count} kept, not checked yet today").format(count=count))
        elif report.ok:
            count = count_items(report.checked.originals)
            words = _("All {count} whole, checked {time}")
            self.words.setText(words.format(count=count, time=say_time(known.checked_at)))
        else:
            words = _("Something is not right, checked {time}")
            self.words.setText("⚠ " + words.format(time=say_time(known.checked_at)))
