"""Drawing the part to keep with the mouse, on a picture of all screens that stands still. Each screen has a pane.

Screens may be of different scale; each point is looked up on its own screen (intake.screen.layout).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QScreen,
)
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.look import Look
from evidence_keeper.intake.screen.layout import Box, View, region_between, views_of
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.intake.screen import Shot

LEAST = 4
"""Pixels: a smaller region is a click, not a drawing."""


class RegionPicker(QObject):
    """`chosen` carries a Box of the shot's plane, `left` says that the person changed their mind."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, parent: QObject, look: Look, shot: Shot, words: str = "") -> None:
        super().__init__(parent)
        self.shot = shot
        self.words = words or _("Hold the mouse button down, draw around the part, and let go.")
        self.box: Box | None = None
        self._first: tuple[float, float] | None = None
        screens = QGuiApplication.screens()
        self.views = views_of([_told(one) for one in screens], shot.box, shot.layout.plane)
        self.panes = [
            Pane(self, look, screen, view) for screen, view in zip(screens, self.views, strict=True)
        ]

    def show(self) -> None:
        """Over everything."""
        for pane in self.panes:
            pane.show()
        self.panes[0].raise_()
        self.panes[0].activateWindow()

    def close(self) -> None:
        """Gone from all screens."""
        for pane in self.panes:
            pane.hide()
            pane.deleteLater()
        self.panes = []

    def say(self, words: str) -> None:
        """Something else; what was drawn is gone."""
        self.words, self.box = words, None
        self._paint()

    def begin(self, at: QPointF) -> None:
        """The mouse was pressed there."""
        self._first, self.box = (at.x(), at.y()), None
        self._paint()

    def draw(self, at: QPointF) -> None:
        """The mouse was moved there."""
        if self._first is not None:
            self.box = region_between(self.views, self._first, (at.x(), at.y()))
            self._paint()

    def end(self, at: QPointF) -> None:
        """The mouse was let go there."""
        self.draw(at)
        self._first = None
        box = self.box.meets(self.shot.box) if self.box is not None else None
        if box is not None and min(box.width, box.height) >= LEAST:
            self.chosen.emit(box)
        else:
            self.box = None
            self._paint()

    def _paint(self) -> None:
        for pane in self.panes:
            pane.update()


class Pane(QWidget):
    """What one screen showed, darkened, with the region as it was."""

    def __init__(self, picker: RegionPicker, look: Look, screen: QScreen, view: View) -> None:
        flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint
        super().__init__(None, flags | Qt.WindowType.WindowStaysOnTopHint)
        self._picker, self._look, self._view = picker, look, view
        self._picture = _part(picker.shot, view.box)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setWindowTitle(_("Draw the part to keep"))
        self.setAccessibleName(self.windowTitle())
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setScreen(screen)
        self.setGeometry(screen.geometry())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._picker.begin(event.globalPosition())
        else:
            self._picker.left.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._picker.draw(event.globalPosition())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._picker.end(event.globalPosition())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._picker.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole = QRectF(self.rect())
        painter.drawImage(whole, self._picture)
        shade = self._look.colour("text")
        shade.setAlpha(110)
        painter.fillRect(whole, shade)
        seen = self._picker.box.meets(self._view.box) if self._picker.box else None
        if seen is None:
            self._tell(painter)
            return
        left, top = self._view.from_plane(seen.x, seen.y)
        right, bottom = self._view.from_plane(seen.right, seen.bottom)
        place = QRectF(QPointF(left, top), QPointF(right, bottom))
        box = self._view.box
        part = QRectF(seen.x - box.x, seen.y - box.y, seen.width, seen.height)
        painter.drawImage(place, self._picture, part)
        painter.setPen(QPen(self._look.colour("focus"), 3))
        painter.drawRect(place)

    def _tell(self, painter: QPainter) -> None:
        words = _(
            "Hold the mouse button down, draw around the part, and let go. Esc: don't take it."
        )
        font = self._look.font(self._look.px(24))
        size = QFontMetricsF(font).size(0, words)
        card = QRectF(0, 0, size.width() + 56, size.height() + 36)
        card.moveCenter(QPointF(self.width() / 2, self.height() / 4))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("card"))
        painter.drawRoundedRect(card, 14, 14)
        painter.setFont(font)
        painter.setPen(self._look.colour("text"))
        painter.drawText(card, Qt.AlignmentFlag.AlignCenter, words)


def _told(screen: QScreen) -> tuple[float, float, float, float, float]:
    place = screen.geometry()
    return (
        float(place.x()),
        float(place.y()),
        float(place.width()),
        float(place.height()),
        screen.devicePixelRatio(),
    )


def _part(shot: Shot, box: Box) -> QImage:
    """What a screen shows of the shot, as Qt has it; white where the shot doesn't reach."""
    seen = shot.box.meets(box)
    whole = QImage(box.width, box.height, QImage.Format.Format_RGB32)
    whole.fill(Qt.GlobalColor.white)
    if seen is None:
        return whole
    part = shot.cut(seen).pixels
    data = part.tobytes()
    picture = QImage(
        data, part.shape[1], part.shape[0], part.shape[1] * 4, QImage.Format.Format_RGB32
    )
    painter = QPainter(whole)
    place = QRectF(seen.x - box.x, seen.y - box.y, seen.width, seen.height)
    painter.drawImage(place, picture)
    painter.end()
    return whole
