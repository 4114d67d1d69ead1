"""A picture with places marked on it, a box drawn by hand, or two lines drawn over what is to be left unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen

from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.picture import Canvas

NEAR = 12
_LEAST = 6


class Doing(Enum):
    """What the mouse does."""

    LOOKING = auto()
    BOXING = auto()
    CROPPING = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """A box in pixels of the original with a colour's role; a dotted one isn't sure, a filled one is chosen."""

    box: tuple[int, int, int, int]
    role: str = "danger"
    sure: bool = True
    filled: bool = False


class MarkedCanvas(Canvas):
    """`boxed` carries x, y, width, height; `cropped` two rows; `picked` the number of a place: all of the original."""

    boxed = Signal(list)
    cropped = Signal(int, int)
    picked = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.places: Sequence[Place] = ()
        self.doing = Doing.LOOKING
        self._share = 1.0
        self._rows = (0.0, 0.0)
        self._held: int | None = None
        self._from: QPointF | None = None
        self._to: QPointF | None = None

    def set_original(self, width: int) -> None:
        """How wide the original is: the picture shown may be a smaller copy."""
        self._share = self._image.width() / max(1, width)

    def show_places(self, places: Sequence[Place]) -> None:
        """Other places."""
        self.places = places
        self.viewport().update()

    def bring(self, box: tuple[int, int, int, int]) -> None:
        """Scrolls until a place, in pixels of the original, is in the middle of what is seen."""
        middle, view = self._on_screen(box).center(), self.viewport().rect().center()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + round(middle.x() - view.x()))
        down.setValue(down.value() + round(middle.y() - view.y()))

    def start_boxing(self) -> None:
        """The next drag draws a box."""
        self._begin(Doing.BOXING)

    def start_cropping(self, top: int, bottom: int | None) -> None:
        """Two lines to drag; `rows` has where they are."""
        self._begin(Doing.CROPPING)
        last = self._image.height() if bottom is None else bottom * self._share
        self._rows = (top * self._share, last)

    def stop(self) -> None:
        """Looking again."""
        self._begin(Doing.LOOKING)

    @property
    def rows(self) -> tuple[int, int]:
        """Where the two lines are, in rows of the original."""
        return round(self._rows[0] / self._share), round(self._rows[1] / self._share)

    def _begin(self, doing: Doing) -> None:
        self.doing, self._held, self._from, self._to = doing, None, None, None
        cross = doing is Doing.BOXING
        shape = Qt.CursorShape.CrossCursor if cross else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self.viewport().update()

    # Painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._image.isNull():
            return
        painter = QPainter(self.viewport())
        for place in self.places:
            self._paint(painter, place)
        if self.doing is Doing.BOXING and self._from is not None and self._to is not None:
            painter.setPen(QPen(self._look.colour("danger"), 2))
            painter.drawRect(QRectF(self._from, self._to).normalized())
        if self.doing is Doing.CROPPING:
            self._paint_rows(painter)

    def _paint(self, painter: QPainter, place: Place) -> None:
        colour = self._look.colour(place.role)
        style = Qt.PenStyle.SolidLine if place.sure else Qt.PenStyle.DotLine
        painter.setPen(QPen(colour, 2, style))
        inside = self._look.colour(place.role)
        inside.setAlpha(60 if place.filled else 0)
        painter.setBrush(inside)
        painter.drawRect(self._on_screen(place.box))

    def _paint_rows(self, painter: QPainter) -> None:
        size, origin = self._shown(), self._origin()
        shade = self._look.colour("second")
        shade.setAlpha(150)
        top, bottom = (origin.y() + row * self.factor for row in self._rows)
        left, width = origin.x(), float(size.width())
        painter.fillRect(QRectF(left, origin.y(), width, top - origin.y()), shade)
        below = origin.y() + size.height() - bottom
        painter.fillRect(QRectF(left, bottom, width, below), shade)
        painter.setPen(QPen(self._look.colour("focus"), 3))
        painter.setBrush(self._look.colour("focus"))
        for row in (top, bottom):
            painter.drawLine(QPointF(left, row), QPointF(left + width, row))
            painter.drawEllipse(QPointF(left + width / 2, row), 7, 7)

    def _on_screen(self, box: tuple[int, int, int, int]) -> QRectF:
        factor = self.factor * self._share
        origin = self._origin()
        left, top, width, height = (value * factor for value in box)
        return QRectF(origin.x() + left, origin.y() + top, width, height)

    def _origin(self) -> QPointF:
        size, view = self._shown(), self.viewport().size()
        left = max(0, (view.width() - size.width()) // 2) - self.horizontalScrollBar().value()
        top = max(0, (view.height() - size.height()) // 2) - self.verticalScrollBar().value()
        return QPointF(left, top)

    # The mouse --------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self.doing is Doing.BOXING:
            self._from = self._to = at
        elif self.doing is Doing.CROPPING and self._near_row(at) is not None:
            self._held = self._near_row(at)
        else:
            super().mousePressEvent(event)
            self._pick(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.doing is Doing.BOXING and self._from is not None:
            self._to = event.position()
        elif self._held is not None:
            row = (event.position().y() - self._origin().y()) / self.factor
            row = min(max(row, 0.0), float(self._image.height()))
            first, last = self._rows
            top = min(row, last - 20) if self._held == 0 else first
            self._rows = (top, last if self._held == 0 else max(row, first + 20))
        else:
            super().mouseMoveEvent(event)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._held is not None:
            self._held = None
            self.cropped.emit(*self.rows)
        if self.doing is Doing.BOXING and self._from is not None and self._to is not None:
            drawn = QRectF(self._from, self._to).normalized()
            self._from = self._to = None
            if drawn.width() >= _LEAST and drawn.height() >= _LEAST:
                self.boxed.emit(self._in_original(drawn))
        self.viewport().update()

    def _in_original(self, drawn: QRectF) -> list[int]:
        origin, factor = self._origin(), self.factor * self._share
        whole = QRectF(0, 0, self._image.width() / self._share, self._image.height() / self._share)
        moved = drawn.translated(-origin)
        box = QRectF(
            moved.x() / factor, moved.y() / factor, moved.width() / factor, moved.height() / factor
        )
        kept = box.intersected(whole)
        return [round(kept.x()), round(kept.y()), round(kept.width()), round(kept.height())]

    def _near_row(self, at: QPointF) -> int | None:
        rows = [self._origin().y() + row * self.factor for row in self._rows]
        away = [abs(at.y() - row) for row in rows]
        nearest = min(away)
        return away.index(nearest) if nearest <= NEAR else None

    def _pick(self, at: QPointF) -> None:
        for number, place in enumerate(self.places):
            if self._on_screen(place.box).contains(at):
                self.picked.emit(number)
                return
