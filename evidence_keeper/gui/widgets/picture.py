"""A picture as large as fits, or as large as it is; dragged or scrolled where it is larger than its place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QBoxLayout, QWidget

from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.parts import button, column, row, tool
from evidence_keeper.text import gui_text as _

STEP, LARGEST, SMALLEST = 1.25, 8.0, 0.02
TALL, READABLE, EASY_READABLE = 1.3, 0.55, 0.8


class Canvas(QAbstractScrollArea):
    """The picture itself. `factor` is None while it fits its place."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._image = QImage()
        self._factor: float | None = None
        self._drag: QPoint | None = None
        self.setProperty("role", "bare")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)

    def show_image(self, image: QImage, name: str) -> None:
        """Another picture, fitted; `name` is what a screen reader says."""
        self._image = image
        self._factor = None
        self.setAccessibleName(name)
        self._arrange()

    def fit(self) -> None:
        """As large as fits."""
        self._factor = None
        self._arrange()

    def zoom(self, by: float) -> None:
        """Larger or smaller, around the middle."""
        old = self.factor
        self._factor = min(LARGEST, max(SMALLEST, old * by))
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        pages = (self.viewport().width(), self.viewport().height())
        middles = [(bar.value() + page / 2) / old for bar, page in zip(bars, pages, strict=True)]
        self._arrange()
        for bar, page, middle in zip(bars, pages, middles, strict=True):
            bar.setValue(round(middle * self._factor - page / 2))

    @property
    def factor(self) -> float:
        """Screen pixels for one pixel of the picture."""
        if self._factor is not None:
            return self._factor
        if self._image.isNull():
            return 1.0
        view = self.viewport().size()
        wide = view.width() / self._image.width()
        whole = min(wide, view.height() / self._image.height())
        # A page or a phone's screen that fitted its height would be unreadable: it is scrolled instead.
        if self._image.height() > self._image.width() * TALL:
            whole = max(whole, min(wide, EASY_READABLE if self._look.easy else READABLE))
        return min(1.0, whole)

    @property
    def place(self) -> QRect:
        """Where the picture lies in what is seen, as large as it is shown."""
        size, view = self._shown(), self.viewport().size()
        left = max(0, (view.width() - size.width()) // 2) - self.horizontalScrollBar().value()
        top = max(0, (view.height() - size.height()) // 2) - self.verticalScrollBar().value()
        return QRect(QPoint(left, top), size)

    def _arrange(self) -> None:
        size, view = self._shown(), self.viewport().size()
        for bar, length, page in (
            (self.horizontalScrollBar(), size.width(), view.width()),
            (self.verticalScrollBar(), size.height(), view.height()),
        ):
            bar.setRange(0, max(0, length - page))
            bar.setPageStep(page)
            bar.setSingleStep(40)
        self.viewport().update()

    def _shown(self) -> QSize:
        factor = self.factor
        return QSize(round(self._image.width() * factor), round(self._image.height() * factor))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = self.place
        painter.drawImage(box, self._image)
        painter.setPen(QPen(self._look.colour("card_line"), 1))
        painter.drawRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(STEP if event.angleDelta().y() > 0 else 1 / STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(1 / STEP)
        elif event.key() == Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag = event.position().toPoint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            return
        moved = event.position().toPoint() - self._drag
        self._drag = event.position().toPoint()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - moved.x())
        down.setValue(down.value() - moved.y())


class PictureView(QWidget):
    """A canvas with its tools: small ones in the standard face, large ones at its side in the easy face."""

    def __init__(self, look: Look, canvas: Canvas | None = None) -> None:
        super().__init__()
        self.canvas = canvas or Canvas(look)
        self.side: QBoxLayout
        if look.easy:
            self.larger = button(look, _("Larger"), self._larger)
            self.smaller = button(look, _("Smaller"), self._smaller)
            self.side = column(self.larger, self.smaller, 1, gap=look.gap)
            self.setLayout(row(self.canvas, self.side, gap=look.gap))
        else:
            tools = (
                tool(look, "plus", _("Larger"), self._larger),
                tool(look, "minus", _("Smaller"), self._smaller),
                tool(look, "fit", _("Fit to the place"), self.canvas.fit),
            )
            self.side = row(1, *tools, gap=4)
            self.setLayout(column(self.canvas, self.side, gap=4))

    def show_image(self, image: QImage, name: str) -> None:
        """Another picture."""
        self.canvas.show_image(image, name)

    def _larger(self) -> None:
        self.canvas.zoom(STEP)

    def _smaller(self) -> None:
        self.canvas.zoom(1 / STEP)
