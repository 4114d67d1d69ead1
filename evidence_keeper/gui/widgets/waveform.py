"""A recording as a picture: loud and quiet at a glance, and where it plays. A click goes there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from evidence_keeper.gui.look import Look
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import say_duration

if TYPE_CHECKING:
    from evidence_keeper.media import Peaks

STEP_SECONDS = 5.0
FINE_SECONDS = 1.0
DRAG_PIXELS = 6.0


class Waveform(QWidget):
    """Bars of one width; what has been played is dark, the rest light. `sought` carries seconds.

    `asked` is a double click or Enter: listen from here. Where a part may be chosen (`choosing`), dragging does so, or
    Shift with an arrow; `spanned` carries it, None after Escape.
    """

    sought = Signal(float)
    asked = Signal(float)
    spanned = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._peaks: Peaks | None = None
        self._seconds = 0.0
        self._at = 0.0
        self._bars: list[float] = []
        self._marks: Sequence[float] = ()
        self.choosing = False
        self._span: tuple[float, float] | None = None
        self._pressed: float | None = None
        self._anchor: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(160 if look.easy else 96)
        self.setAccessibleName(_("Recording: click where to listen from"))

    def sizeHint(self) -> QSize:
        return QSize(480, self.height())

    def show_peaks(self, peaks: Peaks) -> None:
        """The recording's shape."""
        self._peaks = peaks
        self._seconds = peaks.seconds
        self._bars = []
        self.setAccessibleDescription(say_duration(peaks.seconds))
        self.update()

    def show_marks(self, marks: Sequence[float]) -> None:
        """Flags at these seconds."""
        self._marks = marks
        self.update()

    def set_position(self, seconds: float) -> None:
        """Where it plays now."""
        if seconds != self._at:
            self._at = seconds
            self.update()

    def show_span(self, span: tuple[float, float] | None) -> None:
        """The part that is chosen."""
        self._span = span
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        painter.setPen(QPen(look.colour("card_line"), 1))
        painter.setBrush(look.colour("card"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, look.radius, look.radius)
        if self._peaks is not None and self._seconds > 0:
            self._paint_span(painter)
            self._paint_bars(painter)
            self._paint_marks(painter)
            self._paint_place(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position().x()
            self._anchor = None
            self._seek(self._seconds_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x, from_x = event.position().x(), self._pressed
        if self.choosing and from_x is not None and abs(x - from_x) >= DRAG_PIXELS:
            self._choose(self._seconds_at(from_x), self._seconds_at(x))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.asked.emit(min(max(self._seconds_at(event.position().x()), 0.0), self._seconds))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        places: dict[int, Callable[[], float]] = {
            Qt.Key.Key_Left: lambda: self._at - STEP_SECONDS,
            Qt.Key.Key_Right: lambda: self._at + STEP_SECONDS,
            Qt.Key.Key_Home: lambda: 0.0,
            Qt.Key.Key_End: lambda: self._seconds,
        }
        place = places.get(event.key())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit(self._at)
        elif self.choosing and event.key() == Qt.Key.Key_Escape and self._span is not None:
            self._span = None
            self.spanned.emit(None)
            self.update()
        elif self.choosing and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._choose_by_key(event)
        elif place is None:
            super().keyPressEvent(event)
        else:
            self._anchor = None
            self._seek(place())

    def _choose_by_key(self, event: QKeyEvent) -> None:
        """From where it stood when the first arrow came, one second a press, to either end with Home and End."""
        anchor = self._at if self._anchor is None else self._anchor
        steps: dict[int, float] = {
            Qt.Key.Key_Left: self._at - FINE_SECONDS,
            Qt.Key.Key_Right: self._at + FINE_SECONDS,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: self._seconds,
        }
        place = steps.get(event.key())
        if place is None:
            super().keyPressEvent(event)
            return
        place = min(max(place, 0.0), self._seconds)
        self._seek(place)
        self._anchor = anchor
        self._choose(anchor, place)

    def _choose(self, one: float, other: float) -> None:
        begin, end = sorted((one, other))
        self._span = (max(begin, 0.0), min(end, self._seconds))
        self.spanned.emit(self._span)
        self.update()

    def _seek(self, seconds: float) -> None:
        if self._seconds > 0:
            place = min(max(seconds, 0.0), self._seconds)
            self.set_position(place)
            self.sought.emit(place)

    @property
    def _edge(self) -> int:
        return 12

    def _seconds_at(self, x: float) -> float:
        width = max(self.width() - 2 * self._edge, 1)
        return (x - self._edge) / width * self._seconds

    def _paint_span(self, painter: QPainter) -> None:
        if self._span is None:
            return
        wide = self.width() - 2 * self._edge
        left, right = (self._edge + at / self._seconds * wide for at in self._span)
        painter.setPen(QPen(self._look.colour("warn_line"), 2))
        painter.setBrush(self._look.colour("warn_paper"))
        painter.drawRect(QRectF(left, 3, max(right - left, 2.0), self.height() - 6))

    def _paint_bars(self, painter: QPainter) -> None:
        step, thick = 5.0, 3.0
        count = max(1, int((self.width() - 2 * self._edge) / step))
        if len(self._bars) != count and self._peaks is not None:
            self._bars = loudness(self._peaks, count)
        middle, reach = self.height() / 2, self.height() / 2 - 10
        played = self._at / self._seconds * count
        for place, loud in enumerate(self._bars):
            role = "action" if place < played or self._at == 0 else "caption"
            painter.setPen(
                QPen(self._look.colour(role), thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            )
            x = self._edge + (place + 0.5) * step
            half = max(1.5, loud * reach)
            painter.drawLine(QPointF(x, middle - half), QPointF(x, middle + half))

    def _paint_marks(self, painter: QPainter) -> None:
        painter.setPen(QPen(self._look.colour("warn_line"), 2))
        painter.setBrush(self._look.colour("warn_line"))
        for mark in self._marks:
            x = self._edge + mark / self._seconds * (self.width() - 2 * self._edge)
            painter.drawLine(QPointF(x, 3), QPointF(x, self.height() - 3))
            tip = 12 if x + 14 < self.width() else -12
            painter.drawPolygon([QPointF(x, 3), QPointF(x + tip, 8), QPointF(x, 13)])

    def _paint_place(self, painter: QPainter) -> None:
        if self._at <= 0:
            return
        x = self._edge + self._at / self._seconds * (self.width() - 2 * self._edge)
        painter.setPen(QPen(self._look.colour("danger"), 2))
        painter.drawLine(QPointF(x, 4), QPointF(x, self.height() - 4))


def loudness(peaks: Peaks, count: int) -> list[float]:
    """`count` bars, 0 to 1: the widest swing in each stretch, raised so that speech is seen beside a bang."""
    total = len(peaks.hi)
    if total == 0:
        return [0.0] * count
    bars = []
    for place in range(count):
        first = place * total // count
        last = max(first + 1, (place + 1) * total // count)
        high, low = float(max(peaks.hi[first:last])), float(min(peaks.lo[first:last]))
        bars.append(min(1.0, max(abs(high), abs(low))))
    loudest = max(bars) or 1.0
    return [(bar / loudest) ** 0.7 for bar in bars]
