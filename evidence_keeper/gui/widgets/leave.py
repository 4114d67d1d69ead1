"""Asks before somebody leaves while a file is on its way from the phone. Leaving loses nothing: it is still there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.parts import button, column, holder, label, row
from evidence_keeper.text import gui_text as _


class Leaving(Dialog):
    """「等它传完」「不等了」; closing it waits."""

    def __init__(self, parent: QWidget, look: Look, go: Callable[[], object]) -> None:
        title = _("Something is still on its way")
        super().__init__(parent, look, title, 760 if look.easy else 460)
        self._go = go
        self.wait = button(look, _("Wait until it is here"), self.reject, role="main")
        self.leave = button(look, _("Don't wait"), self._leave)
        wide = look.scale <= 150
        buttons = (
            row(1, self.leave, self.wait, gap=look.gap)
            if wide
            else column(self.wait, self.leave, gap=look.gap)
        )
        words = _("What is not here to its end stays on the phone and isn't kept here.")
        self.fill(label(title, "title"), label(words), holder(buttons))
        self.wait.setFocus()

    def _leave(self) -> None:
        self.accept()
        self._go()


def ask_before_leaving(parent: QWidget, look: Look, go: Callable[[], object]) -> Leaving:
    """Asks; `go` is what follows where nobody wants to wait."""
    dialog = Leaving(parent, look, go)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
