"""Small makers for what every page has: labels, buttons, rows, columns, scrolling bodies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from evidence_keeper.gui import icons
from evidence_keeper.gui.look import Look

Edges = tuple[int, int, int, int]
NONE: Edges = (0, 0, 0, 0)
Box = TypeVar("Box", bound=QBoxLayout)


def label(words: str, role: str = "", *, wrap: bool = True) -> QLabel:
    """Words on the page, as plain text whatever they hold."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def button(
    look: Look,
    words: str,
    pressed: Callable[[], object],
    *,
    role: str = "",
    icon: str = "",
    name: str = "",
) -> QPushButton:
    """A button with words. `pressed` is a method of a QObject; `name` what a screen reader says if not the words."""
    made = QPushButton(words)
    made.setAccessibleName(name or words)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if role:
        made.setProperty("role", role)
    if icon:
        put_icon(look, made, icon)
    made.clicked.connect(pressed)
    return made


def put_icon(look: Look, made: QPushButton, icon: str) -> None:
    """Gives a button an icon in the colour of its words."""
    size, gap = round(look.button * 1.15), round(look.button * 0.35)
    ink = _ink(look, str(made.property("role") or ""))
    made.setIcon(icons.icon(icon, size, ink, look.palette.caption, gap))
    made.setIconSize(QSize(size + gap, size))


def tool(look: Look, icon: str, name: str, pressed: Callable[[], object]) -> QToolButton:
    """A small button that is only a picture; `name` is said and shown as a tip."""
    made = QToolButton()
    made.setIcon(icons.icon(icon, look.px(20), look.palette.second, look.palette.line))
    made.setIconSize(QSize(look.px(20), look.px(20)))
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.clicked.connect(pressed)
    return made


def _ink(look: Look, role: str) -> str:
    colours = look.palette
    inks = {
        "main": colours.on_action,
        "stop": colours.on_danger,
        "stopping": colours.card,
    }
    plain = colours.action if look.easy or role in ("link", "helper") else colours.text
    return inks.get(role, plain)


class Choice(QComboBox):
    """A choice among words, with our own arrow."""

    def __init__(self, look: Look, name: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        # As wide as its place, not as its longest words: those can be seen in the list.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        for words, value in choices:
            self.addItem(words, value)

    def show_whole(self) -> None:
        """As wide as its longest words, where there is room for that."""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(min(size.width() + self._look.px(18), self._look.px(320)), size.height())

    @property
    def value(self) -> str:
        """What is chosen."""
        return str(self.currentData())

    def choose(self, value: str) -> None:
        """Chooses by value."""
        self.setCurrentIndex(max(0, self.findData(value)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a page must not change what is chosen on it."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        size = self._look.px(18)
        place = QRectF(self.width() - size - 10, (self.height() - size) / 2, size, size)
        icons.paint(painter, "down", place, self._look.palette.second)


def column(*parts: QWidget | QLayout | int, gap: int = 0, edges: Edges = NONE) -> QVBoxLayout:
    """Parts from top to bottom; a number is a stretch of that weight."""
    return _fill(QVBoxLayout(), parts, gap, edges)


def row(*parts: QWidget | QLayout | int, gap: int = 0, edges: Edges = NONE) -> QHBoxLayout:
    """Parts from left to right; a number is a stretch of that weight."""
    return _fill(QHBoxLayout(), parts, gap, edges)


def _fill(layout: Box, parts: tuple[QWidget | QLayout | int, ...], gap: int, edges: Edges) -> Box:
    layout.setSpacing(gap)
    layout.setContentsMargins(*edges)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addStretch(part)
    return layout


class Flow(QLayout):
    """From left to right, and on below where the line is full."""

    def __init__(self, *widgets: QWidget, gap: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        shown = [item.minimumSize() for item in self._items if not item.isEmpty()]
        edges = self.contentsMargins()
        return QSize(
            max((size.width() for size in shown), default=0) + edges.left() + edges.right(),
            max((size.height() for size in shown), default=0) + edges.top() + edges.bottom(),
        )

    def _place(self, rect: QRect, *, move: bool) -> int:
        edges = self.contentsMargins()
        whole = rect
        rect = rect.marginsRemoved(edges)
        top = rect.top()
        lines = self._lines(rect.width())
        for line in lines:
            high = max(item.sizeHint().height() for item in line)
            left = rect.left()
            for item in line:
                size = item.sizeHint()
                wide = min(size.width(), rect.width())
                if move:
                    lower = top + (high - size.height()) // 2
                    item.setGeometry(QRect(left, lower, wide, size.height()))
                left += wide + self._gap
            top += high + self._gap
        end = top - (self._gap if lines else 0) + edges.bottom()
        return max(0, end - whole.top())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        room = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wide = item.sizeHint().width()
            if not lines or wide > room:
                lines.append([])
                room = width
            lines[-1].append(item)
            room -= wide + self._gap
        return lines


def holder(layout: QLayout, role: str = "") -> QWidget:
    """A plain widget around a layout."""
    made = QWidget()
    if role:
        made.setProperty("role", role)
        made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setLayout(layout)
    return made


def frame(layout: QLayout, role: str) -> QFrame:
    """A framed surface: role card, calm or warn."""
    made = QFrame()
    made.setProperty("role", role)
    made.setLayout(layout)
    return made


def line() -> QFrame:
    """A thin line across."""
    made = QFrame()
    made.setProperty("role", "line")
    return made


class Body(QScrollArea):
    """A column that scrolls when it must, and is exactly as wide as its place."""

    def __init__(self, look: Look, *, margin: int = 0, gap: int | None = None) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().setSingleStep(look.px(40))
        inner = QWidget()
        inner.setProperty("role", "body")
        space = look.gap if gap is None else gap
        self.column = column(gap=space, edges=(margin, margin, margin, margin))
        inner.setLayout(self.column)
        self.setWidget(inner)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def clear(self) -> None:
        """Takes everything out."""
        while (item := self.column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def add(self, *widgets: QWidget) -> None:
        """Puts widgets below what is there."""
        for widget in widgets:
            self.column.addWidget(widget)

    def end(self) -> None:
        """Keeps what is there at the top."""
        self.column.addStretch(1)
