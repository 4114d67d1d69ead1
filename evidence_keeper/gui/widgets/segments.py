"""What a recording shows without being understood: who speaks when, ringing, keys, silence. A strip with its words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from evidence_keeper.gui.calls import running_clock
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.parts import label
from evidence_keeper.model import CallSegment
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import segment_words

EDGE = 12
INKS = {
    "speech": "action",
    "ringing": "ringing",
    "busy": "danger",
    "keys": "keys",
    "music": "music",
    "quiet": "silence",
}


class SegmentsView(QWidget):
    """Hidden until there is something to show. `sought` carries seconds."""

    sought = Signal(float)

    def __init__(self, look: Look, seconds: float) -> None:
        super().__init__()
        self.strip = _Strip(look, seconds)
        self.strip.sought.connect(self.sought)
        self.legend = label("", "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.strip)
        layout.addWidget(self.legend)
        self.hide()

    @property
    def known(self) -> bool:
        """Whether the parts have come."""
        return bool(self.strip.segments)

    def show_segments(self, segments: Sequence[CallSegment]) -> None:
        """The parts, in order and without a hole."""
        self.strip.segments = segments
        self.strip.update()
        self.legend.setText(legend_of(segments))
        self.strip.setAccessibleName(_("Parts of the recording"))
        self.strip.setAccessibleDescription(self.legend.text())
        self.setVisible(bool(segments))

    def set_position(self, seconds: float) -> None:
        """Where it plays now."""
        self.strip.set_position(seconds)


class _Strip(QWidget):
    sought = Signal(float)

    def __init__(self, look: Look, seconds: float) -> None:
        super().__init__()
        self._look, self._seconds = look, seconds
        self._at = 0.0
        self.segments: Sequence[CallSegment] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(26 if look.easy else 16)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(480, self.height())

    def set_position(self, seconds: float) -> None:
        if seconds != self._at:
            self._at = seconds
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        share = (event.position().x() - EDGE) / max(self.width() - 2 * EDGE, 1)
        self.sought.emit(min(max(share, 0.0), 1.0) * self._seconds)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._seconds <= 0:
            return
        width = self.width() - 2 * EDGE
        shape = QPainterPath()
        half = self.height() / 2
        shape.addRoundedRect(QRectF(EDGE, 0, width, self.height()), half, half)
        painter.setClipPath(shape)
        painter.setPen(Qt.PenStyle.NoPen)
        for one in self.segments:
            painter.setBrush(self._look.colour(INKS.get(one.kind, "silence")))
            left = EDGE + one.start / self._seconds * width
            wide = max(1.5, (one.end - one.start) / self._seconds * width)
            painter.drawRect(QRectF(left, 0, wide, self.height()))
        if self._at > 0:
            painter.setPen(QPen(self._look.colour("danger"), 2))
            x = EDGE + self._at / self._seconds * width
            painter.drawLine(round(x), 0, round(x), self.height())


def legend_of(segments: Sequence[CallSegment]) -> str:
    """How long each kind lasts, and which keys were pressed, in the order in which they first come."""
    lengths: dict[str, float] = {}
    keys: list[str] = []
    for one in segments:
        lengths[one.kind] = lengths.get(one.kind, 0.0) + one.end - one.start
        if one.keys:
            keys.append("-".join(one.keys))
    parts = []
    for kind, seconds in lengths.items():
        said = " ".join(keys) if kind == "keys" and keys else running_clock(seconds)
        parts.append(f"{segment_words(kind)} {said}")
    return " · ".join(parts)
