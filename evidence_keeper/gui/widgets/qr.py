"""A QR code as large as its place allows: black on white in any scheme, whole pixels, its quiet edge around it."""

from __future__ import annotations

import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from evidence_keeper.text import gui_text as _

QUIET = 4
"""Modules of white around it, as the standard asks."""


class QrCode(QWidget):
    """Nothing until `show_text`."""

    def __init__(self, smallest: int) -> None:
        super().__init__()
        self._rows: list[bytes] = []
        self._smallest = smallest
        self.setAccessibleName(_("QR code for the phone"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setMinimumSize(QSize(smallest, smallest))

    def show_text(self, text: str) -> None:
        """Shows this text; nothing for none."""
        code = segno.make(text, error="m", micro=False) if text else None
        self._rows = [] if code is None else [bytes(row) for row in code.matrix]
        self.update()

    @property
    def modules(self) -> list[bytes]:
        """What is shown, a row of 0 and 1 each."""
        return self._rows

    def sizeHint(self) -> QSize:
        return QSize(self._smallest, self._smallest)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._rows:
            return
        count = len(self._rows) + 2 * QUIET
        # Pixels of the screen, not of the window's own measure: a scanner wants sharp edges.
        share = self.devicePixelRatioF()
        module = max(1, int(min(self.width(), self.height()) * share) // count) / share
        side = module * count
        left, top = (self.width() - side) / 2, (self.height() - side) / 2
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#ffffff"))
        painter.drawRect(QRectF(left, top, side, side))
        painter.setBrush(QColor("#000000"))
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    place = (left + (x + QUIET) * module, top + (y + QUIET) * module)
                    painter.drawRect(QRectF(*place, module, module))
