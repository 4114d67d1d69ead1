"""3, 2, 1 in a corner of the screen, so that a person can make ready what shall be seen. Pressing it calls it off."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QWidget

from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.parts import button, column, label, row
from evidence_keeper.text import gui_text as _

TICK_MS = 1000
GAP = 24


class Countdown(QWidget):
    """`over` when it has counted to the end, `left` when it is called off. It takes no keyboard from other programs."""

    over = Signal()
    left = Signal()

    def __init__(self, look: Look, seconds: int) -> None:
        flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint
        super().__init__(None, flags | Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setProperty("role", "countdown")
        self.setWindowTitle(_("Taking a picture of the screen"))
        self._left = seconds
        self.number: QLabel = label("", "counting", wrap=False)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = label(_("seconds until the picture is taken"), "counted", wrap=False)
        self.leave = button(look, _("Don't take it"), self.left.emit, role="helper")
        inside = row(self.number, column(words, self.leave, gap=8), gap=24, edges=(28, 16, 28, 16))
        self.setLayout(inside)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Counts from now on."""
        self._say()
        self.adjustSize()
        room = QGuiApplication.primaryScreen().availableGeometry()
        self.move(room.right() - self.width() - GAP, room.bottom() - self.height() - GAP)
        self.show()
        self._timer.start()

    def stop(self) -> None:
        """Gone from the screen, and quiet."""
        self._timer.stop()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.stop()
            self.over.emit()
        else:
            self._say()

    def _say(self) -> None:
        self.number.setText(str(self._left))
        self.number.setAccessibleName(str(self._left))
