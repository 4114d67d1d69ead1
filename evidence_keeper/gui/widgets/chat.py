"""A chat as it looked: bubbles left and right, who said it and when, numbered as in the papers.

Painted by a delegate over a list model, so that a log of 200,000 messages opens as fast as one of ten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from evidence_keeper.gui.look import Look
from evidence_keeper.model import Message, Role
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import safe_name, word

Index = QModelIndex | QPersistentModelIndex
_WRAP = int(Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
PAD, GAP = 12, 14
MESSAGE = int(Qt.ItemDataRole.UserRole)
FOUND = MESSAGE + 1
MARKED = MESSAGE + 2
AGAIN_MS = 60


def caption_of(message: Message, found: str = "") -> str:
    """Number, who and when, as stands above the bubble; `found` is what rules found in it."""
    who = safe_name(message.sender) if message.sender else word(message.role)
    when = f"{message.time:%Y-%m-%d %H:%M}" if message.time else _("time not known")
    return f"{message.number}  {who}  {when}" + (f"  · {found}" if found else "")


class ChatModel(QAbstractListModel):
    """Messages in the order of the log, with what was found in some of them."""

    def __init__(self, messages: Sequence[Message], found: Mapping[int, str]) -> None:
        super().__init__()
        self._messages, self._found = messages, found
        self.marked = 0
        """The number of the message that somebody looks for."""

    def fill(self, messages: Sequence[Message], found: Mapping[int, str]) -> None:
        """The same log, seen otherwise."""
        self.layoutAboutToBeChanged.emit()
        self._messages, self._found = messages, found
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._messages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        message = self._messages[index.row()]
        if role == MESSAGE:
            return message
        if role == MARKED:
            return message.number == self.marked
        found = self._found.get(message.number, "")
        if role == FOUND:
            return found
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{caption_of(message, found)}: {message.text}"
        return None


class Bubble(QStyledItemDelegate):
    """Paints one message. Mine stands at the right, the others' at the left, the system's in the middle."""

    def __init__(self, look: Look, parent: QListView) -> None:
        super().__init__(parent)
        self._look = look
        self._text = look.font(look.text)
        self._caption = look.font(look.caption)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListView) else 400
        return QSize(width - 2, self._height(index.data(MESSAGE), width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        message = index.data(MESSAGE)
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = self._text_box(message.text, area.width())
        caption = QFontMetrics(self._caption).height()
        wide = text.width() + 2 * PAD
        left = self._left(message, area, wide)
        self._paint_caption(painter, message, area, caption, str(index.data(FOUND) or ""))
        box = QRect(left, area.top() + caption + 4, wide, text.height() + 2 * PAD)
        painter.setPen(Qt.PenStyle.NoPen)
        mine = message.role is Role.ME
        painter.setBrush(self._look.colour("chosen" if mine else "paper"))
        if option.state & QStyle.StateFlag.State_Selected or index.data(MARKED):
            painter.setPen(QPen(self._look.colour("action"), 2))
        if message.role is not Role.SYSTEM:
            painter.drawRoundedRect(QRectF(box), 10, 10)
        painter.setFont(self._text)
        painter.setPen(self._look.colour("text"))
        painter.drawText(box.adjusted(PAD, PAD, -PAD, -PAD), _WRAP, message.text)
        painter.restore()

    def _left(self, message: Message, area: QRect, wide: int) -> int:
        if message.role is Role.ME:
            return area.right() - wide
        if message.role is Role.SYSTEM:
            return area.left() + (area.width() - wide) // 2
        return area.left()

    def _paint_caption(
        self, painter: QPainter, message: Message, area: QRect, height: int, found: str
    ) -> None:
        places = {
            Role.ME: Qt.AlignmentFlag.AlignRight,
            Role.SYSTEM: Qt.AlignmentFlag.AlignHCenter,
        }
        painter.setFont(self._caption)
        plain = "second" if self._look.easy else "caption"
        painter.setPen(self._look.colour("danger" if found else plain))
        line = QRect(area.left(), area.top(), area.width(), height)
        words = QFontMetrics(self._caption).elidedText(
            caption_of(message, found), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(line, int(places.get(message.role, Qt.AlignmentFlag.AlignLeft)), words)

    def _text_box(self, text: str, width: int) -> QRect:
        room = QRect(0, 0, max(80, int(width * 0.78) - 2 * PAD), 1_000_000)
        return QFontMetrics(self._text).boundingRect(room, _WRAP, text)

    def _height(self, message: Message, width: int) -> int:
        caption = QFontMetrics(self._caption).height()
        return caption + 4 + self._text_box(message.text, width).height() + 2 * PAD + GAP


class ChatView(QListView):
    """The list of bubbles. `chosen` carries the message that is chosen now, where `choosing` is wanted."""

    chosen = Signal(object)

    def __init__(
        self,
        look: Look,
        messages: Sequence[Message],
        found: Mapping[int, str] | None = None,
        *,
        choosing: bool = False,
    ) -> None:
        super().__init__()
        self._messages = ChatModel(messages, found or {})
        self.setItemDelegate(Bubble(look, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.SingleSelection if choosing else modes.NoSelection)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(200)
        self.setAccessibleName(_("Messages"))
        self.verticalScrollBar().setSingleStep(look.px(24))
        # Last: setting the scroll mode lays out all that is there at once.
        self.setModel(self._messages)
        if choosing:
            self.selectionModel().currentChanged.connect(self._moved)

    def fill(self, messages: Sequence[Message], found: Mapping[int, str]) -> None:
        """The same log with other roles or findings."""
        self._messages.fill(messages, found)
        self.viewport().update()

    def show_message(self, number: int) -> None:
        """Brings a message into sight, marks it and chooses it."""
        index = self._messages.index(number - 1)
        self._messages.marked = number
        self.setCurrentIndex(index)
        self.viewport().update()
        self._bring(number)

    def _bring(self, number: int) -> None:
        """Scrolls there; again and again while a long log is still being laid out above it."""
        if number != self._messages.marked:
            return
        index = self._messages.index(number - 1)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        if self.isVisible() and not self.visualRect(index).intersects(self.viewport().rect()):
            QTimer.singleShot(AGAIN_MS, self, partial(self._bring, number))

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(now.data(MESSAGE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
