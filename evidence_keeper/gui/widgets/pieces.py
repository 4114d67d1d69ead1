"""A text in pieces, one at a time and very large: to be typed where a page takes no pasting, and heard if wished."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets.aloud import AloudButton
from evidence_keeper.gui.widgets.parts import button, column, frame, label, row
from evidence_keeper.text import gui_text as _

_LETTERS = {True: 48, False: 32}


class PieceView(QWidget):
    """`turned` says that another piece is shown; `before`, `next` and `aloud` are its presses."""

    turned = Signal()

    def __init__(self, desk: Desk, pieces: Sequence[str]) -> None:
        super().__init__()
        look, self._spoken = desk.look, desk.spoken
        self._pieces = tuple(pieces)
        self._at = 0
        self.words = label("")
        self.words.setFont(look.font(look.px(_LETTERS[look.easy]), bold=True))
        self.words.setStyleSheet(f"font-size: {look.px(_LETTERS[look.easy])}px; font-weight: 700;")
        self.words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._place = label("", "second" if look.easy else "caption")
        self.before = button(look, _("The piece before"), self._back)
        self.next = button(look, _("Next piece"), self._on, role="main")
        self.aloud = AloudButton(desk.spoken, "helper" if look.easy else "link")
        desk.spoken.turned.connect(self.read)
        edge = 32 if look.easy else 20
        card = frame(column(self.words, 1, edges=(edge,) * 4), "card")
        self.setLayout(column(row(self._place, 1, self.aloud), card, gap=12))
        self._show()

    @property
    def text(self) -> str:
        """The piece that is shown."""
        return self._pieces[self._at]

    def read(self) -> None:
        """Reads the piece aloud, where that is wished."""
        self._spoken.hush()
        self._spoken.say(self.text)

    def _back(self) -> None:
        self._turn(-1)

    def _on(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        self._at += by
        self._show()
        self.read()

    def _show(self) -> None:
        words = _("Piece {n} of {total}").format(n=self._at + 1, total=len(self._pieces))
        self._place.setText(words)
        self.words.setText(self.text)
        self.words.setAccessibleName(self.text)
        self.before.setEnabled(self._at > 0)
        self.next.setEnabled(self._at + 1 < len(self._pieces))
        self.turned.emit()
