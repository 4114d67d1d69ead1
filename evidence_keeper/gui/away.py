"""Our own windows go out of sight while the screen is looked at, and come back as they were."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

# A tip or a menu that was open is not wanted back.
_PASSING = (Qt.WindowType.ToolTip, Qt.WindowType.Popup)


class Away(QObject):
    """`hidden` while they are out of sight; `turned` when that changes. What shows itself by itself asks first."""

    turned = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.hidden = False
        self._windows: list[tuple[QWidget, bool]] = []

    def hide(self) -> None:
        """Out of sight."""
        if self.hidden:
            return
        # First it is said: whoever shows a window on some change must know that none may be seen.
        self.hidden = True
        self.turned.emit()
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        self._windows = [
            (one, one.isActiveWindow()) for one in shown if one.windowType() not in _PASSING
        ]
        for one in shown:
            one.hide()

    def show(self) -> None:
        """Back as they were."""
        windows, self._windows = self._windows, []
        self.hidden = False
        for one, active in windows:
            if not shiboken6.isValid(one):
                continue
            one.show()
            if active:
                one.raise_()
                one.activateWindow()
        self.turned.emit()

    def forget(self) -> None:
        """The program ends: nothing comes back."""
        self._windows, self.hidden = [], False
