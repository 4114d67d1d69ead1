"""A text in large pieces in a window of its own, beside the page into which it is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.parts import Flow, button, holder, label
from evidence_keeper.gui.widgets.pieces import PieceView
from evidence_keeper.text import gui_text as _


class PiecesDialog(Dialog):
    """Piece by piece."""

    def __init__(self, parent: QWidget, desk: Desk, name: str, pieces: Sequence[str]) -> None:
        super().__init__(parent, desk.look, name, 640)
        self.view = PieceView(desk, pieces)
        self.close_button = button(desk.look, _("Close"), self.accept)
        self.view.turned.connect(self._turned)
        steps = Flow(self.close_button, self.view.before, self.view.next, gap=desk.look.gap)
        self.fill(
            label(name, "heading"),
            label(_("Type each piece into the page; then go on to the next."), "caption"),
            self.view,
            foot=holder(steps),
        )
        self.view.next.setFocus()

    def _turned(self) -> None:
        self.show_new(self.view)
