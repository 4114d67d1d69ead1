"""The bottom line: what is known to be whole, and since when. It says so only after a real check."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets.aloud import AloudButton
from evidence_keeper.gui.widgets.parts import label, row
from evidence_keeper.gui.words import count_items
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import say_size, say_time


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
        desk.watch.turned.connect(self._say)
        self._say()

    def _say(self) -> None:
        self.words.setText("      ".join([self._checked(), *self._watched()]))

    def _checked(self) -> str:
        known = self._desk.known
        if known.checked_at is None:
            count = count_items(len(known.items))
            return _("{count} kept, not checked yet today").format(count=count)
        if known.sound:
            words = _("All {count} whole, checked {time}")
            count = count_items(known.originals)
            return words.format(count=count, time=say_time(known.checked_at))
        words = _("Something is not right, checked {time}")
        return "⚠ " + words.format(time=say_time(known.checked_at))

    def _watched(self) -> list[str]:
        """The second copy, the room and the clock, as they were when they were looked at last."""
        looked = self._desk.watch.looked
        if looked is None:
            return []
        copied = looked.watched.copied_at
        parts = [
            _("No second copy yet")
            if copied is None
            else _("Second copy: {time}").format(time=say_time(copied)),
            _("{free} free").format(free=say_size(looked.free)),
        ]
        if looked.synchronised is not None:
            right = looked.synchronised
            parts.append(_("Clock kept right") if right else _("Nothing keeps the clock right"))
        return parts
