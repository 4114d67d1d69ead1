"""Which window? One row for each that can be seen, the uppermost first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.parts import Body, button, holder, label, row
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import safe_name

if TYPE_CHECKING:
    from evidence_keeper.intake.screen import Window

MOST = 40


class PickWindow(Dialog):
    """`picked(window)` is called when one is pressed."""

    def __init__(
        self,
        parent: QWidget,
        look: Look,
        windows: tuple[Window, ...],
        picked: Callable[[Window], None],
    ) -> None:
        super().__init__(parent, look, _("Which window?"), 560)
        self._picked = picked
        self.rows: list[QPushButton] = []
        body = Body(look, margin=8, gap=8)
        for window in windows[:MOST]:
            words = safe_name(window.title)
            if window.program:
                words = f"{words}  ·  {safe_name(window.program, 24)}"
            made = button(look, words, partial(self._take, window), icon="window")
            made.setStyleSheet("text-align: left;")
            self.rows.append(made)
            body.add(made)
        if not windows:
            body.add(label(_("No other window is open.")))
        body.end()
        body.setFixedHeight(min(look.px(340), look.px(60) * max(1, len(self.rows)) + 16))
        self.leave = button(look, _("Leave it"), self.reject)
        self.fill(
            label(_("Which window?"), "heading"),
            body,
            holder(row(1, self.leave, gap=look.gap)),
        )
        (self.rows or [self.leave])[0].setFocus()

    def _take(self, window: Window) -> None:
        self.accept()
        self._picked(window)
