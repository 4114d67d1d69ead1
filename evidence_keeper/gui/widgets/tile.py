"""Buttons that are more than a word: the home's cards and the rows of a list, clickable all over.

They paint themselves, because a stylesheet can't lay out a picture, a title and a second line; they are as
high as their words need at any text size, so that no word is ever cut.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from evidence_keeper.gui import icons
from evidence_keeper.gui.look import Look

_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class Tile(QAbstractButton):
    """A surface with an icon or picture, a title and a second text. Subclasses say where each lies."""

    pad = 28

    def __init__(
        self, look: Look, icon: str, title: str, words: str, pressed: Callable[[], object]
    ) -> None:
        super().__init__()
        self.look = look
        self.icon_name = icon
        self.words = words
        self._heights: dict[tuple[str, int, int, bool], int] = {}
        self.picture: QPixmap | None = None
        self.main = False
        self.ink = "action"
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(pressed)

    def set_words(self, words: str) -> None:
        """Changes the second text."""
        if words != self.words:
            self.words = words
            self.setAccessibleDescription(words)
            self._fit()

    def set_picture(self, picture: QPixmap) -> None:
        """Shows a picture in the icon's place."""
        self.picture = picture
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        width = self.look.px(360)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        height = self.heightForWidth(self.width())
        if self.minimumHeight() != height:
            self.setMinimumHeight(height)
        self.update()

    def _title_size(self) -> int:
        raise NotImplementedError

    def _text_height(self, words: str, size: int, width: int, *, bold: bool) -> int:
        if not words:
            return 0
        # A layout asks dozens of times, and measuring broken lines is dear.
        wanted = (words, size, width, bold)
        if wanted not in self._heights:
            metrics = QFontMetrics(self.look.font(size, bold=bold))
            box = metrics.boundingRect(QRect(0, 0, max(width, 1), 10_000), _WRAP, words)
            self._heights[wanted] = box.height()
        return self._heights[wanted]

    def _draw_text(
        self, painter: QPainter, box: QRect, words: str, size: int, role: str, *, bold: bool
    ) -> None:
        painter.setFont(self.look.font(size, bold=bold))
        painter.setPen(self.look.colour(role))
        painter.drawText(box, _WRAP, words)

    def _draw_surface(self, painter: QPainter) -> None:
        look = self.look
        over = self.underMouse() or self.isDown()
        line = self.ink if over or self.main or self.ink == "danger" else "card_line"
        painter.setPen(QPen(look.colour(line), 2))
        painter.setBrush(look.colour("calm_paper" if self.isDown() else "card"))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, look.radius + 4, look.radius + 4)

    def _draw_icon(self, painter: QPainter, box: QRect) -> None:
        look = self.look
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(self.ink))
        painter.drawRoundedRect(box, look.radius, look.radius)
        inset = round(box.width() * 0.24)
        inner = QRectF(box.adjusted(inset, inset, -inset, -inset))
        icons.paint(
            painter,
            self.icon_name,
            inner,
            look.palette.on_action if self.ink == "action" else look.palette.on_danger,
        )


class Card(Tile):
    """A card of the home: icon and title side by side, the second text below."""

    def _title_size(self) -> int:
        return self.look.card

    @property
    def _icon(self) -> int:
        return self.look.px(84)

    def _parts(self, width: int) -> tuple[int, int, int]:
        inner = width - 2 * self.pad
        beside = inner - self._icon - 20
        title = self._text_height(self.text(), self._title_size(), beside, bold=True)
        words = self._text_height(self.words, self.look.text, inner, bold=False)
        return max(title, self._icon), title, words

    def heightForWidth(self, width: int) -> int:
        head, _title, words = self._parts(width)
        return max(120, head + words + (12 if words else 0) + 2 * self.pad)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_surface(painter)
        head, title, words = self._parts(self.width())
        whole = head + words + (12 if words else 0)
        left, top = self.pad, (self.height() - whole) // 2
        self._draw_icon(
            painter, QRect(left, top + (head - self._icon) // 2, self._icon, self._icon)
        )
        beside = left + self._icon + 20
        box = QRect(beside, top + (head - title) // 2, self.width() - beside - self.pad, title)
        self._draw_text(painter, box, self.text(), self._title_size(), "text", bold=True)
        below = QRect(left, top + head + 12, self.width() - 2 * self.pad, words)
        self._draw_text(painter, below, self.words, self.look.text, "second", bold=False)


class Row(Tile):
    """A row of a list: picture or icon at the left, title over second text beside it."""

    pad = 20

    def __init__(
        self,
        look: Look,
        icon: str,
        title: str,
        words: str,
        pressed: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, icon, title, words, pressed)
        if parent is not None:
            self.setParent(parent)

    def _title_size(self) -> int:
        return self.look.px(28)

    @property
    def _icon(self) -> int:
        return 84

    def _parts(self, width: int) -> tuple[int, int]:
        beside = width - 2 * self.pad - self._icon - 24
        title = self._text_height(self.text(), self._title_size(), beside, bold=True)
        return title, self._text_height(self.words, self.look.text, beside, bold=False)

    def heightForWidth(self, width: int) -> int:
        title, words = self._parts(width)
        return max(124, title + words + 4 + 2 * self.pad)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._draw_surface(painter)
        title, words = self._parts(self.width())
        box = QRect(self.pad, (self.height() - self._icon) // 2, self._icon, self._icon)
        if self.picture is None:
            self._draw_icon(painter, box)
        else:
            draw_covering(painter, box, self.picture, self.look)
        left = self.pad + self._icon + 24
        width = self.width() - left - self.pad
        top = (self.height() - title - words - 4) // 2
        upper, lower = QRect(left, top, width, title), QRect(left, top + title + 4, width, words)
        self._draw_text(painter, upper, self.text(), self._title_size(), "text", bold=True)
        self._draw_text(painter, lower, self.words, self.look.text, "second", bold=False)


def tiles(made: Sequence[Tile], columns: int) -> QGridLayout:
    """Tiles in rows of so many, all equally wide."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(20)
    for number, tile in enumerate(made):
        grid.addWidget(tile, number // columns, number % columns)
    for number in range(columns):
        grid.setColumnStretch(number, 1)
    return grid


def draw_covering(painter: QPainter, box: QRect, picture: QPixmap, look: Look) -> None:
    """A picture that fills `box`, cut from its top: a phone's screenshot is known by its upper part."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("picture"))
    painter.drawRoundedRect(box, 8, 8)
    wanted = box.width() / box.height()
    width, height = picture.width(), picture.height()
    if width / height < wanted:
        source = QRect(0, 0, width, round(width / wanted))
    else:
        cut = round(height * wanted)
        source = QRect((width - cut) // 2, 0, cut, height)
    painter.drawPixmap(box, picture, source)
    painter.setPen(QPen(look.colour("card_line"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5))
