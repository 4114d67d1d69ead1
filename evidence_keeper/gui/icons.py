"""Our own icons: SVG in one stroke width, coloured by the palette when they are drawn."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from evidence_keeper import resources


@lru_cache(maxsize=256)
def _svg(name: str, colour: str) -> bytes:
    source = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
    return source.replace("#000", colour).encode()


def paint(painter: QPainter, name: str, box: QRectF, colour: str) -> None:
    """Draws the icon into `box`."""
    QSvgRenderer(QByteArray(_svg(name, colour))).render(painter, box)


def pixmap(name: str, size: int, colour: str, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of `size` px at the screen's `ratio`."""
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint(painter, name, QRectF(0, 0, picture.width(), picture.height()), colour)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, size: int, colour: str, faded: str | None = None, gap: int = 0) -> QIcon:
    """The icon for a button; `faded` is its colour where the button is disabled, `gap` the room behind it."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(_with_gap(pixmap(name, size, colour, ratio), gap))
        if faded:
            made.addPixmap(_with_gap(pixmap(name, size, faded, ratio), gap), QIcon.Mode.Disabled)
    return made


def _with_gap(drawn: QPixmap, gap: int) -> QPixmap:
    # Qt puts 4 px between a button's icon and its words, whatever their size.
    if not gap:
        return drawn
    ratio = drawn.devicePixelRatio()
    wide = QPixmap(drawn.width() + round(gap * ratio), drawn.height())
    wide.fill(Qt.GlobalColor.transparent)
    wide.setDevicePixelRatio(ratio)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return wide
