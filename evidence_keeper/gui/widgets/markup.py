"""Drawing on a copy of a picture: arrow, frame, words, black box, undo. What is seen is what will be kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QWidget

from evidence_keeper.gui import icons
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.parts import Flow, button, column, holder
from evidence_keeper.gui.widgets.picture import Canvas
from evidence_keeper.gui.words import title_of
from evidence_keeper.jobs import Job
from evidence_keeper.media.markup import RED, Arrow, BlackBox, Frame, Stroke, Words
from evidence_keeper.model import EvidenceItem
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from PIL import Image

    from evidence_keeper.keeper import Keeper

LEAST = 4


class Tool(StrEnum):
    """What a drag of the mouse draws."""

    ARROW = "arrow"
    FRAME = "frame"
    WORDS = "words"
    COVER = "cover"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture with so many strokes on it, as Qt shows it."""

    count: int
    image: QImage


class DrawCanvas(Canvas):
    """The picture; `drew` carries a new stroke, `wants_words` says that there are none to put there yet."""

    drew = Signal(object)
    wants_words = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.tool = Tool.ARROW
        self.words = ""
        self._from: QPointF | None = None
        self._to: QPointF | None = None
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    def change_image(self, image: QImage) -> None:
        """The same picture with other strokes: zoom and place stay."""
        self._image = image
        self._arrange()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self._image.isNull():
            return
        at = self._on_picture(event.position())
        if self.tool is Tool.WORDS:
            if self.words.strip():
                self.drew.emit(Words(at.x(), at.y(), self.words.strip()))
            else:
                self.wants_words.emit()
            return
        self._from = self._to = at

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._to = self._on_picture(event.position())
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        first, last = self._from, self._on_picture(event.position())
        self._from = self._to = None
        self.viewport().update()
        if max(abs(last.x() - first.x()), abs(last.y() - first.y())) >= LEAST:
            self.drew.emit(self._stroke(first, last))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._from is not None:
            self._from = self._to = None
            self.viewport().update()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._from is None or self._to is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, last = self._on_view(self._from), self._on_view(self._to)
        painter.setPen(QPen(QColor(*RED), 3))
        if self.tool is Tool.ARROW:
            painter.drawLine(first, last)
            return
        if self.tool is Tool.COVER:
            painter.setBrush(QColor(0, 0, 0))
        painter.drawRect(QRectF(first, last).normalized())

    def _stroke(self, first: QPointF, last: QPointF) -> Stroke:
        if self.tool is Tool.ARROW:
            return Arrow(first.x(), first.y(), last.x(), last.y())
        kind = BlackBox if self.tool is Tool.COVER else Frame
        return kind(first.x(), first.y(), last.x() - first.x(), last.y() - first.y())

    def _on_picture(self, at: QPointF) -> QPointF:
        place = self.place
        x = (at.x() - place.x()) / max(place.width(), 1) * self._image.width()
        y = (at.y() - place.y()) / max(place.height(), 1) * self._image.height()
        return QPointF(
            min(max(x, 0.0), float(self._image.width())),
            min(max(y, 0.0), float(self._image.height())),
        )

    def _on_view(self, at: QPointF) -> QPointF:
        place = self.place
        return QPointF(
            place.x() + at.x() / max(self._image.width(), 1) * place.width(),
            place.y() + at.y() / max(self._image.height(), 1) * place.height(),
        )


class Drawing(QWidget):
    """Canvas and tools. `changed`: something was drawn or taken back. `saved` carries the copy, `failed` an error."""

    changed = Signal()
    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, item: EvidenceItem) -> None:
        super().__init__()
        self._desk, self._item = desk, item
        self._plain: Image.Image | None = None
        self._saving = False
        self.strokes: list[Stroke] = []
        self.canvas = DrawCanvas(desk.look)
        self.canvas.drew.connect(self._add)
        self.canvas.wants_words.connect(self._ask_words)
        self.tools: dict[Tool, QPushButton] = {}
        self.line = QLineEdit()
        self.line.setAccessibleName(_("The words to put there"))
        self.line.setPlaceholderText(_("Write here first, then press on the picture"))
        self.line.setMaxLength(200)
        self.line.textChanged.connect(self._written)
        self.line.setMinimumWidth(desk.look.px(340))
        self.line.hide()
        self.undo = button(
            desk.look,
            _("Undo"),
            self.take_back,
            role="helper" if desk.look.easy else "",
            icon="undo",
        )
        bar = holder(Flow(*self._make_tools(), self.undo, self.line, gap=8))
        self._place = column(bar, self.canvas, gap=12)
        self._place.setStretch(1, 1)
        self.setLayout(self._place)
        self._say()

    def start(self, strokes: Sequence[Stroke] = ()) -> None:
        """Fetches the picture; `strokes` are on it already."""
        self.strokes = list(strokes)
        self._desk.run(self, self._load, self._loaded, self.failed.emit)

    def take_back(self) -> None:
        """The last stroke goes."""
        if self.strokes:
            self.strokes.pop()
            self._show()

    def save(self) -> None:
        """Keeps a copy; then `saved`."""
        if not self.strokes or self._saving:
            return
        self._saving = True
        item_id, strokes = self._item.item_id, tuple(self.strokes)
        self._desk.run(
            self,
            lambda keeper, job: keeper.mark_up(item_id, strokes, job),
            self._kept,
            self._not_kept,
            lane=Lane.LONG,
        )

    def choose(self, tool: Tool) -> None:
        """What the next drag draws."""
        self.canvas.tool = tool
        for kind, made in self.tools.items():
            made.setChecked(kind is tool)
        self.line.setVisible(tool is Tool.WORDS)
        if tool is Tool.WORDS:
            self.line.setFocus()

    def _make_tools(self) -> list[QPushButton]:
        look = self._desk.look
        group = QButtonGroup(self)
        names = {
            Tool.ARROW: (_("Arrow"), "arrow"),
            Tool.FRAME: (_("Frame"), "frame"),
            Tool.WORDS: (_("Words"), "letters"),
            Tool.COVER: (_("Cover in black"), "cover"),
        }
        for tool, (words, icon) in names.items():
            made = button(look, words, partial(self.choose, tool), role="helper", icon=icon)
            made.setCheckable(True)
            _show_icon_when_chosen(look, made, icon)
            group.addButton(made)
            self.tools[tool] = made
        self.tools[Tool.ARROW].setChecked(True)
        return list(self.tools.values())

    def _written(self, words: str) -> None:
        self.canvas.words = words

    def _ask_words(self) -> None:
        self.line.setFocus()

    def _add(self, stroke: Stroke) -> None:
        self.strokes.append(stroke)
        self._show()

    def _say(self) -> None:
        self.undo.setEnabled(bool(self.strokes))
        self.changed.emit()

    # ---- the picture

    def _load(self, keeper: Keeper, _job: Job) -> tuple[Image.Image, QImage]:
        from evidence_keeper.media import picture

        plain = picture(keeper.original(self._item.item_id))
        return plain, _as_qt(plain)

    def _loaded(self, found: tuple[Image.Image, QImage]) -> None:
        self._plain, image = found
        self.canvas.show_image(image, title_of(self._item))
        self._show()

    def _show(self) -> None:
        self._say()
        plain, strokes = self._plain, tuple(self.strokes)
        if plain is None:
            return

        def draw(_keeper: Keeper, _job: Job) -> Drawn:
            from evidence_keeper.media import markup

            return Drawn(len(strokes), _as_qt(markup.draw(plain, strokes) if strokes else plain))

        self._desk.run(self, draw, self._shown, self.failed.emit, lane=Lane.PICTURES)

    def _shown(self, drawn: Drawn) -> None:
        if drawn.count == len(self.strokes):
            self.canvas.change_image(drawn.image)

    def _kept(self, copy: EvidenceItem) -> None:
        self._saving = False
        self.strokes.clear()
        self._desk.refresh()
        self.saved.emit(copy)

    def _not_kept(self, error: Exception) -> None:
        self._saving = False
        self.failed.emit(error)

    def show_error(self, error: Exception, again: Callable[[], object] | None = None) -> ErrorCard:
        """What went wrong, above the picture, whose strokes are still there."""
        card = ErrorCard(self._desk.look, error, again)
        self._place.insertWidget(0, card)
        return card


def _show_icon_when_chosen(look: Look, made: QPushButton, icon: str) -> None:
    # A chosen button is as dark as its icon.
    both, size = made.icon(), made.iconSize()
    chosen = icons.pixmap(icon, size.height(), look.palette.on_action, made.devicePixelRatioF())
    both.addPixmap(chosen, QIcon.Mode.Normal, QIcon.State.On)
    made.setIcon(both)


def _as_qt(picture: Image.Image) -> QImage:
    data = picture.tobytes("raw", "RGB")
    made = QImage(
        data, picture.width, picture.height, picture.width * 3, QImage.Format.Format_RGB888
    )
    return made.copy()
