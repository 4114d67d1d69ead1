"""Older people press twice. For a moment after a page changes, presses are not for the new page.

Only presses are held back, never a move of the focus: whoever goes by keyboard or screen reader loses nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

HOLD_MS = 700

_PRESSES = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.TouchBegin,
}
_PRESS_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Select}


class PressShield(QObject):
    """Swallows presses for HOLD_MS after each `hold()`. It listens only while it holds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(HOLD_MS)
        self._timer.timeout.connect(self.release)

    @property
    def holding(self) -> bool:
        """Whether presses are held back now."""
        return self._timer.isActive()

    def hold(self) -> None:
        """A page has just changed."""
        application = QCoreApplication.instance()
        if application is not None and not self.holding:
            application.installEventFilter(self)
        self._timer.start()

    def release(self) -> None:
        """Presses count again."""
        self._timer.stop()
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _PRESSES:
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return Qt.Key(event.key()) in _PRESS_KEYS
        return False
