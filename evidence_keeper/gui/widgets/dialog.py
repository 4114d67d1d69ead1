"""A small window above the large one: one width, as high as its words need, the focus ring inside."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from evidence_keeper.gui.focus import AWAY, WIDTH, FocusRing
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.order import follow_reading
from evidence_keeper.gui.widgets.parts import Body, column, holder

EDGE = 24
LAID_OUT_MS = 40
RING_ROOM = WIDTH + AWAY + 2
"""Between a field and the words above it: the focus ring touches neither."""


class Dialog(QDialog):
    """Subclasses put their widgets in with `fill`, as often as they like."""

    def __init__(self, parent: QWidget, look: Look, title: str, width: int = 480) -> None:
        super().__init__(parent)
        self.look = look
        self._parent = parent
        self.setWindowTitle(title)
        room = self._room().width() - 2 * EDGE
        self.setFixedWidth(min(look.px(width), max(room, 320)))
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(EDGE, 20, EDGE, 20)
        self._shown: QWidget | None = None
        self._new: QWidget | None = None
        self._foot: QWidget | None = None
        self._ring = FocusRing(self, look)

    def fill(self, *widgets: QWidget, foot: QWidget | None = None) -> None:
        """Shows these, in place of what was there; `foot` stays in sight below where the rest has to scroll."""
        for old in (self._shown, self._foot):
            if old is not None:
                self._place.removeWidget(old)
                old.hide()
                old.deleteLater()
        self._shown = holder(column(*widgets, gap=16))
        self._place.addWidget(self._shown)
        self._foot = foot
        if foot is not None:
            self._place.addWidget(foot)
        if self.isVisible():
            # What isn't shown yet takes no focus, and a layout shows it only later.
            for new in (self._shown, self._foot):
                if new is not None:
                    new.show()
        # Only when its words have their fonts is it known how high they are; rows that break know it later still.
        QTimer.singleShot(0, self, self._fit)
        QTimer.singleShot(LAID_OUT_MS, self, self._fit)

    def show_new(self, widget: QWidget) -> None:
        """Something has come into it: makes room, and brings it into sight."""
        self._new = widget
        QTimer.singleShot(0, self, self._fit)
        # Only when it has been laid out is it known where it is.
        QTimer.singleShot(LAID_OUT_MS, self, self._bring_new)

    def focusNextPrevChild(self, forward: bool) -> bool:
        follow_reading(self)
        return super().focusNextPrevChild(forward)

    def _bring_new(self) -> None:
        if isinstance(self._shown, Body) and self._new is not None:
            self._shown.ensureWidgetVisible(self._new)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _room(self) -> QWidget:
        """The large window, also where one dialog opens another."""
        window = self._parent.window()
        while isinstance(window, QDialog) and (above := window.parentWidget()) is not None:
            window = above.window()
        return window

    def _fit(self) -> None:
        self._place.activate()
        high = self._place.totalHeightForWidth(self.width())
        room = self._room().height()
        if isinstance(self._shown, Body):
            # What scrolls says nothing of its height: its content does.
            high = self._shown.column.totalHeightForWidth(self._shown.viewport().width()) + 40
            if self._foot is not None:
                high += self._foot.heightForWidth(self.width() - 2 * EDGE) + self._place.spacing()
        if high > room and self._shown is not None:
            self._scroll(self._shown)
            self._place.activate()
        self.resize(self.width(), min(high, room))
        self._stay_inside()

    def _stay_inside(self) -> None:
        """One that has grown is not left sticking out below the large window."""
        room = self._room()
        lowest = room.mapToGlobal(room.rect().topLeft()).y() + room.height()
        over = self.y() + self.height() - lowest
        if self.isVisible() and over > 0:
            self.move(self.x(), self.y() - over)

    def _scroll(self, shown: QWidget) -> None:
        # With very large letters the words are higher than the window.
        if isinstance(shown, Body):
            return
        self._place.removeWidget(shown)
        body = Body(self.look, margin=8)
        body.add(shown)
        self._place.insertWidget(0, body, 1)
        self._shown = body
