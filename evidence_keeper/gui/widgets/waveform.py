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


class Waveform(QWidget):
    """Bars of one width; what has been played is dark, the rest light. `sought` carries seconds."""

    sought = Signal(float)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._peaks: Peaks | None = None
        self._seconds = 0.0
        self._at = 0.0
        self._bars: list[float] = []
        self._marks: Sequence[float] = ()
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

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        painter.setPen(QPen(look.colour("card_line"), 1))
        painter.setBrush(look.colour("card"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, look.radius, look.radius)
        if self._peaks is not None and self._seconds > 0:
            self._paint_bars(painter)
            self._paint_marks(painter)
            self._paint_place(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._seek(self._seconds_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        places: dict[int, Callable[[], float]] = {
            Qt.Key.Key_Left: lambda: self._at - STEP_SECONDS,
            Qt.Key.Key_Right: lambda: self._at + STEP_SECONDS,
            Qt.Key.Key_Home: lambda: 0.0,
            Qt.Key.Key_End: lambda: self._seconds,
        }
        place = places.get(event.key())
        if place is None:
            super().keyPressEvent(event)
        else:
            self._seek(place())

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
