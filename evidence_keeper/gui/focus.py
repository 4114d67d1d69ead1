"""Where the keyboard is: one ring, 5 px wide and 3 px away, around whatever has the focus.

Painted by one transparent widget above all others of its window, so that no layout cuts it and no stylesheet
forgets it. It never takes part in clicks. In the standard face a click with the mouse doesn't call it up.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QWidget

from evidence_keeper.gui.look import Look

WIDTH, AWAY = 5, 3

_MOVES = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.LayoutRequest,
}


class FocusRing(QWidget):
    """The ring of one window. Make it last; it follows the focus by itself."""

    def __init__(self, window: QWidget, look: Look) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._target: QWidget | None = None
        self._watched: list[QObject] = []
        self._list: QWidget | None = None
        self._by_mouse = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)
        self.hide()

    @property
    def target(self) -> QWidget | None:
        """The widget that is ringed now."""
        return self._target if self.isVisible() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A list is followed by its painting: its chosen row moves without the list moving.
        painted = event.type() == QEvent.Type.Paint and watched is self._list
        # A window that is torn down while it is open still sends events, and must not be touched any more.
        if (painted or event.type() in _MOVES) and shiboken6.isValid(self._window):
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._target is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("focus"), WIDTH))
        box = QRectF(self.rect()).adjusted(WIDTH / 2, WIDTH / 2, -WIDTH / 2, -WIDTH / 2)
        radius = self._look.radius + AWAY
        painter.drawRoundedRect(box, radius, radius)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        for watched in self._watched:
            # A screen that was laid out anew has taken its old widgets away meanwhile.
            if shiboken6.isValid(watched):
                watched.removeEventFilter(self)
        self._watched = []
        self._list = None
        self._by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        window = self._window
        self._target = (
            new if new is not None and new.window() is window and new is not window else None
        )
        if isinstance(self._target, QAbstractItemView):
            self._list = self._target.viewport()
            self._list.installEventFilter(self)
            self._watched.append(self._list)
        step = self._target
        while step is not None and step is not window:
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()
        self._place()

    def _place(self) -> None:
        target = self._target
        if target is not None and not shiboken6.isValid(target):
            target = self._target = self._list = None
        wanted = self._look.easy or not self._by_mouse
        if target is None or not target.isVisible() or not wanted:
            self.hide()
            return
        window = self._window
        part = _part(target)
        box = QRect(target.mapTo(window, part.topLeft()), part.size())
        reach = WIDTH + AWAY
        place = box.adjusted(-reach, -reach, reach, reach) & window.rect()
        if place == self.geometry() and self.isVisible():
            return
        self.setGeometry(place)
        seen = self._seen(target, window)
        self.setMask(QRegion(seen.translated(-self.pos())))
        self.setVisible(not seen.isEmpty())
        self.raise_()
        self.update()

    def _seen(self, target: QWidget, window: QWidget) -> QRect:
        # A row scrolled half out of view must not be ringed over the page's title.
        if self._list is not None:
            return self._view(self._list, window)
        step = target.parentWidget()
        while step is not None and step is not window:
            above = step.parentWidget()
            if isinstance(above, QAbstractScrollArea) and step is above.viewport():
                return self._view(step, window)
            step = above
        return self.geometry()

    def _view(self, port: QWidget, window: QWidget) -> QRect:
        view = QRect(port.mapTo(window, port.rect().topLeft()), port.size())
        return view.adjusted(-AWAY, -AWAY, AWAY, AWAY) & self.geometry()


def _part(target: QWidget) -> QRect:
    """What is ringed: a list's chosen row, else the whole widget."""
    if isinstance(target, QAbstractItemView) and target.currentIndex().isValid():
        row = target.visualRect(target.currentIndex())
        return QRect(target.viewport().mapTo(target, row.topLeft()), row.size())
    return target.rect()
