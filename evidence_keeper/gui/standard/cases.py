"""The left column: the matters, a new one, and what was put aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QListView,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.parts import button, column, put_icon
from evidence_keeper.gui.words import case_title, count_items
from evidence_keeper.model import Case
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import type_words

Index = QModelIndex | QPersistentModelIndex
CASE = int(Qt.ItemDataRole.UserRole)
WORDS = CASE + 1
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class CaseModel(QAbstractListModel):
    """Matters with their second line."""

    def __init__(self) -> None:
        super().__init__()
        self.cases: Sequence[Case] = ()
        self._words: Sequence[str] = ()

    def fill(self, cases: Sequence[Case], words: Sequence[str]) -> None:
        """Other matters."""
        self.beginResetModel()
        self.cases, self._words = cases, words
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.cases)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        case, words = self.cases[index.row()], self._words[index.row()]
        if role == CASE:
            return case
        if role == WORDS:
            return words
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{case_title(case)}, {words}"
        return None


class CasePainter(QStyledItemDelegate):
    """Title in at most two lines, the second line below; the chosen one on a calm ground."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look, self._view = look, view
        self._caption = look.font(look.caption)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._view.viewport().width()
        low = QFontMetrics(self._caption).height()
        return QSize(100, self._title_height(index, width) + low + 24 + 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        look = self._look
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("chosen" if chosen else "calm_paper"))
            painter.drawRoundedRect(QRectF(area.adjusted(0, 0, 0, -4)), look.radius, look.radius)
        high = self._title_height(index, area.width())
        inner = area.adjusted(12, 12, -12, 0)
        painter.setFont(self._title_font())
        painter.setPen(look.colour("text"))
        painter.setClipRect(QRect(inner.left(), inner.top(), inner.width(), high))
        painter.drawText(inner, _WRAP, self._title(index, inner.width()))
        painter.setClipping(False)
        painter.setFont(self._caption)
        painter.setPen(look.colour("second" if chosen else "caption"))
        below = inner.adjusted(0, high, 0, 0)
        words = painter.fontMetrics().elidedText(
            str(index.data(WORDS)), Qt.TextElideMode.ElideRight, below.width()
        )
        painter.drawText(below, _WRAP, words)
        painter.restore()

    def _title_font(self) -> QFont:
        return self._look.font(self._look.text, bold=True)

    def _title(self, index: Index, width: int) -> str:
        metrics = QFontMetrics(self._title_font())
        title = case_title(index.data(CASE))
        return metrics.elidedText(title, Qt.TextElideMode.ElideRight, int(width * 1.85))

    def _title_height(self, index: Index, width: int) -> int:
        metrics = QFontMetrics(self._title_font())
        inner = max(width - 24, 40)
        box = metrics.boundingRect(QRect(0, 0, inner, 1000), _WRAP, self._title(index, inner))
        return min(box.height(), 2 * metrics.lineSpacing())


class CaseList(QListView):
    """As high as its rows: the way to a new matter stands right under the last one, not at the window's foot."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        rows = self.model().rowCount() if self.model() is not None else 0
        return QSize(160, sum(self.sizeHintForRow(row) for row in range(rows)) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, min(self.sizeHint().height(), 120))

    def fit(self) -> None:
        """The rows or their width have changed."""
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()


class CasePick(QPushButton):
    """The matter chosen, where there is no room for a column of them; a press shows them all."""

    def __init__(self, look: Look, pressed: Callable[[], object]) -> None:
        super().__init__()
        self._words = ""
        self.setAccessibleName(_("Matters"))
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        put_icon(look, self, "down")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(pressed)

    def show_words(self, words: str) -> None:
        """Another matter is chosen."""
        self._words = words
        self.setToolTip(words)
        self.setAccessibleDescription(words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - self.iconSize().width() - 44
        self.setText(
            self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, max(room, 40))
        )


class Cases(QWidget):
    """`chosen` carries a matter's id, `new` asks for another, `away` says whether to show what was put aside."""

    chosen = Signal(str)
    new = Signal()
    away = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._chosen: str | None = None
        look = desk.look
        self.list = CaseList()
        self.model = CaseModel()
        self.list.setModel(self.model)
        self.list.setItemDelegate(CasePainter(look, self.list))
        self.list.setAccessibleName(_("Matters"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.add = button(look, _("New matter"), self.new.emit, role="link", icon="plus")
        self.aside = button(look, "", self._turn, role="link", icon="away", name=_("Put aside"))
        self.aside.setCheckable(True)
        self.setLayout(column(self.list, self.add, self.aside, 1, gap=4, edges=(10, 14, 10, 10)))
        self.setMinimumWidth(look.px(130))

    @property
    def case_id(self) -> str | None:
        """The matter chosen."""
        index = self.list.currentIndex()
        return index.data(CASE).case_id if index.isValid() else None

    def case_at(self, place: QPoint) -> str | None:
        """The matter at this place of the screen: what is dropped on it goes into it."""
        port = self.list.viewport()
        inside = port.mapFromGlobal(place)
        index = self.list.indexAt(inside)
        shown = port.isVisible() and port.rect().contains(inside) and index.isValid()
        return index.data(CASE).case_id if shown else None

    @property
    def showing_aside(self) -> bool:
        """Whether the timeline shows what was put aside."""
        return self.aside.isChecked()

    def fill(self) -> None:
        """What the desk knows; the chosen matter stays chosen."""
        known = self._desk.known
        kept = self.case_id or self._desk.last_case
        words = [
            f"{count_items(len(known.items_of(case.case_id)))} · {type_words(case.type)}"
            for case in known.cases
        ]
        self.list.selectionModel().blockSignals(True)
        self.model.fill(list(known.cases), words)
        self.list.selectionModel().blockSignals(False)
        self.choose(kept)
        self.list.fit()
        self._say_aside()

    def choose(self, case_id: str | None) -> None:
        """Chooses a matter; the first where that one isn't there."""
        if not self.model.cases:
            return
        ids = [case.case_id for case in self.model.cases]
        row = ids.index(case_id) if case_id in ids else 0
        self.list.setCurrentIndex(self.model.index(row))

    def show_kept(self) -> None:
        """Back from what was put aside."""
        self.aside.setChecked(False)
        self._say_aside()

    def _say_aside(self) -> None:
        aside = [
            item
            for item in self._desk.known.items
            if item.withdrawn and item.case_id == self.case_id
        ]
        words = _("Put aside: {count}").format(count=count_items(len(aside)))
        if self.aside.isChecked():
            words = _("Back to the timeline")
        self.aside.setText(words)
        self.aside.setAccessibleName(words)
        self.aside.setVisible(bool(aside) or self.aside.isChecked())

    def _turn(self) -> None:
        self._say_aside()
        self.away.emit(self.aside.isChecked())

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        # The list is filled anew after every change: only another matter is a choice.
        if now.isValid() and self.case_id != self._chosen:
            self._chosen = self.case_id
            self._desk.last_case = self.case_id
            self.show_kept()
            self.chosen.emit(self.case_id or "")
