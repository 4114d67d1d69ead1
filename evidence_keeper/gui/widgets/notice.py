"""One sentence that stays: what has just happened, or what is true now. An icon beside it, never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel

from evidence_keeper.gui import icons
from evidence_keeper.gui.announcing import Announcer
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.parts import label, row


class Notice(QFrame):
    """A calm bar; `warn` for what the person should do something about."""

    def __init__(
        self, look: Look, words: str = "", *, warn: bool = False, icon: str = "tick"
    ) -> None:
        super().__init__()
        self._look = look
        self._announcer = Announcer(self)
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words = label(words)
        edge = 18 if look.easy else 10
        layout = row(self._icon, gap=12, edges=(24, edge, 24, edge))
        layout.addWidget(self._words, 1)
        layout.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)
        self.say(words, warn=warn, icon=icon)

    @property
    def words(self) -> str:
        """What it says now."""
        return self._words.text()

    def say(self, words: str, *, warn: bool = False, icon: str = "tick") -> None:
        """Says something else, to screen readers and whoever listens too."""
        role = "warn" if warn else "calm"
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)
        size = round(self._look.text * 1.2)
        ink = self._look.palette.warn_text if warn else self._look.palette.action
        name = "warning" if warn and icon == "tick" else icon
        self._icon.setPixmap(icons.pixmap(name, size, ink, self.devicePixelRatioF()))
        self._icon.setFixedSize(QSize(size, size + 6))
        self._words.setText(words)
        self.setAccessibleName(words)
        if self.parentWidget() is not None or not words:
            self.setVisible(bool(words))
        else:
            # Shown now, it would be a window of its own; this way it is shown with what it will stand in.
            self.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
        self._announcer.say(words)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._announcer.shown()
