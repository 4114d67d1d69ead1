"""The middle column: what happened when, each item with its small picture, unknown times apart at the end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from evidence_keeper.gui import icons
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.standard.entries import (
    ENTRY,
    CaseEntry,
    Entries,
    Entry,
    Heading,
    ItemEntry,
)
from evidence_keeper.gui.widgets import content
from evidence_keeper.gui.widgets.tile import draw_covering
from evidence_keeper.gui.words import ICON_OF_KIND, case_title, tag_of, title_of
from evidence_keeper.model import EvidenceItem
from evidence_keeper.text import gui_text as _

Index = QModelIndex | QPersistentModelIndex
THUMBNAIL = (192, 144)
PAD, WIDE, HIGH = 10, 64, 48


class Timeline(QListView):
    """`chosen` carries an EvidenceItem, `case_chosen` a matter's id."""

    chosen = Signal(object)
    case_chosen = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked: set[str] = set()
        self.rows = Entries()
        self.setModel(self.rows)
        self.setItemDelegate(EntryPainter(desk.look, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Timeline"))
        self.setMouseTracking(True)
        self.setMinimumWidth(desk.look.px(180))
        self.selectionModel().currentChanged.connect(self._moved)

    def fill(self, entries: Sequence[Entry]) -> None:
        """Other rows; the item chosen before stays chosen where it is still there."""
        kept = self.item
        place = self.verticalScrollBar().value()
        self.selectionModel().blockSignals(True)
        self.rows.fill(entries)
        self.selectionModel().blockSignals(False)
        row = self.rows.row_of(kept.item_id) if kept is not None else None
        if row is not None:
            self.setCurrentIndex(self.rows.index(row))
        self.verticalScrollBar().setValue(place)

    @property
    def item(self) -> EvidenceItem | None:
        """The item chosen now."""
        return self.entry.item if self.entry is not None else None

    @property
    def entry(self) -> ItemEntry | None:
        """The row chosen now, where it is an item's."""
        entry = self.currentIndex().data(ENTRY) if self.currentIndex().isValid() else None
        return entry if isinstance(entry, ItemEntry) else None

    def choose(self, item_id: str) -> None:
        """Chooses an item, if it is shown."""
        row = self.rows.row_of(item_id)
        if row is not None:
            self.setCurrentIndex(self.rows.index(row))
            self.scrollTo(self.rows.index(row))

    def want_picture(self, item: EvidenceItem) -> None:
        """Asks for an item's small picture, once."""
        if item.item_id in self._asked:
            return
        self._asked.add(item.item_id)
        self._desk.run(
            self,
            lambda keeper, job: content.thumbnail(keeper, item, THUMBNAIL),
            partial(self._picture_came, item.item_id),
            self._no_picture,
            lane=Lane.PICTURES,
        )

    def _picture_came(self, item_id: str, image: QImage) -> None:
        if not image.isNull():
            self.rows.set_picture(item_id, QPixmap.fromImage(image))

    def _no_picture(self, _error: Exception) -> None:
        """The icon stays."""

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        entry = now.data(ENTRY) if now.isValid() else None
        if isinstance(entry, ItemEntry):
            self.chosen.emit(entry.item)
        elif isinstance(entry, CaseEntry):
            self.case_chosen.emit(entry.case.case_id)


class EntryPainter(QStyledItemDelegate):
    """Headings as captions, items and matters as cards."""

    def __init__(self, look: Look, view: Timeline) -> None:
        super().__init__(view)
        self._look = look
        self._view = view
        self._title = look.font(look.text)
        self._caption = look.font(look.caption)
        self._lines = QFontMetrics(self._title).height() + QFontMetrics(self._caption).height() + 2

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if isinstance(index.data(ENTRY), Heading):
            return QSize(120, QFontMetrics(self._caption).height() + 18)
        return QSize(120, max(HIGH, self._lines) + 2 * PAD + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(ENTRY)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if isinstance(entry, Heading):
            self._paint_heading(painter, area, entry)
        else:
            self._paint_card(painter, area.adjusted(1, 0, -1, -8), entry, state)
        painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRect, entry: Heading) -> None:
        painter.setFont(self._caption)
        painter.setPen(self._look.colour("caption"))
        place = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(area.adjusted(2, 6, 0, 0), place, entry.words)

    def _paint_card(
        self,
        painter: QPainter,
        area: QRect,
        entry: ItemEntry | CaseEntry,
        state: QStyle.StateFlag,
    ) -> None:
        look = self._look
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(look.colour("action" if chosen else "card_line"), 2 if chosen else 1))
        painter.setBrush(look.colour("calm_paper" if over and not chosen else "card"))
        painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), look.radius, look.radius)
        box = QRect(area.left() + PAD, area.top() + (area.height() - HIGH) // 2, WIDE, HIGH)
        self._paint_picture(painter, box, entry)
        left = box.right() + 12
        words = QRect(left, area.top(), area.right() - PAD - left, area.height())
        self._paint_words(painter, words, entry)

    def _paint_picture(self, painter: QPainter, box: QRect, entry: ItemEntry | CaseEntry) -> None:
        look = self._look
        if isinstance(entry, ItemEntry):
            picture = self._view.rows.pictures.get(entry.item.item_id)
            if picture is not None:
                draw_covering(painter, box, picture, look)
                return
            self._view.want_picture(entry.item)
        name = "case" if isinstance(entry, CaseEntry) else ICON_OF_KIND[entry.item.kind]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("picture"))
        painter.drawRoundedRect(box, 6, 6)
        tag = tag_of(entry.item) if isinstance(entry, ItemEntry) else ""
        if tag:
            painter.setFont(self._caption)
            painter.setPen(look.colour("action"))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), tag)
            return
        middle = QRectF(0, 0, 24, 24)
        middle.moveCenter(QRectF(box).center())
        icons.paint(painter, name, middle, look.palette.action)

    def _paint_words(self, painter: QPainter, box: QRect, entry: ItemEntry | CaseEntry) -> None:
        if isinstance(entry, ItemEntry):
            title, faded = title_of(entry.item), entry.item.withdrawn
        else:
            title, faded = case_title(entry.case), False
        top = box.top() + (box.height() - self._lines) // 2
        high = QFontMetrics(self._title).height()
        low = QFontMetrics(self._caption).height()
        upper = QRect(box.left(), top, box.width(), high)
        lower = QRect(box.left(), top + high + 2, box.width(), low)
        self._line(painter, upper, title, self._title, "caption" if faded else "text", middle=True)
        self._line(painter, lower, entry.words, self._caption, "caption", middle=False)

    def _line(
        self, painter: QPainter, box: QRect, words: str, font: object, role: str, *, middle: bool
    ) -> None:
        painter.setFont(font)  # type: ignore[arg-type]
        painter.setPen(self._look.colour(role))
        # A file's name is known by its beginning and its end.
        mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        short = painter.fontMetrics().elidedText(words, mode, box.width())
        painter.drawText(
            box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), short
        )
