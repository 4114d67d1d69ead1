"""How loud it is right now, as a bar and as a word: a deaf ear sees it, a blind eye hears it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from evidence_keeper.gui.look import Look


class LevelsBar(QWidget):
    """`set_level` takes 0 (silence) to 1 (as loud as can be)."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._level = 0.0
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(30 if look.easy else 12)

    @property
    def level(self) -> float:
        """What it shows."""
        return self._level

    def set_level(self, level: float) -> None:
        """Shows how loud it is."""
        self._level = min(1.0, max(0.0, level))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(self.rect())
        half = box.height() / 2
        painter.setBrush(self._look.colour("track"))
        painter.drawRoundedRect(box, half, half)
        if self._level > 0:
            box.setWidth(max(box.height(), box.width() * self._level))
            painter.setBrush(self._look.colour("action"))
            painter.drawRoundedRect(box, half, half)
