"""读给我听, as a button that is pressed in and out: the same in both faces."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from evidence_keeper.gui.spoken import Spoken
from evidence_keeper.text import gui_text as _


class AloudButton(QPushButton):
    """Follows `spoken`; where this computer has no voice it says so on itself."""

    def __init__(self, spoken: Spoken, role: str) -> None:
        super().__init__()
        self._spoken = spoken
        self.setProperty("role", role)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(spoken.wish)
        spoken.turned.connect(self._show)
        self._show()

    def _show(self) -> None:
        wished, silent = self._spoken.wished, self._spoken.able is False
        words = _("No voice here") if silent else _("Read to me")
        self.setChecked(wished)
        self.setText(f"✓ {words}" if wished else words)
        self.setAccessibleName(words)
        tip = _("This computer has no voice for this language.") if silent else ""
        self.setAccessibleDescription(tip)
        self.setToolTip(tip)
