"""The timeline's rows as a list model: headings, items, and matters that a search found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from evidence_keeper.gui.desk import Known
from evidence_keeper.gui.words import case_title, clock_of, moment_of, title_of
from evidence_keeper.model import Case, EvidenceItem, Hit
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import where_words, word

Index = QModelIndex | QPersistentModelIndex
ENTRY = int(Qt.ItemDataRole.UserRole)
MOST_OF_ONE = 20
"""Messages of one chat that a search lists."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A day, or what a search found."""

    words: str


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """An item; `words` is its second line. `number` is the message in which a search found its text."""

    item: EvidenceItem
    words: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A matter that a search found; `words` is where."""

    case: Case
    words: str


Entry = Heading | ItemEntry | CaseEntry


def entry_of(item: EvidenceItem) -> ItemEntry:
    """An item as the timeline shows it."""
    parts = [clock_of(item), word(item.kind)]
    if item.purpose:
        parts.append(" ".join(item.purpose.split()))
    return ItemEntry(item, " · ".join(parts))


class Entries(QAbstractListModel):
    """Rows in order. Pictures come later, by item."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: Sequence[Entry] = ()
        self.pictures: dict[str, QPixmap] = {}

    def fill(self, entries: Sequence[Entry]) -> None:
        """Other rows."""
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    @property
    def entries(self) -> Sequence[Entry]:
        """The rows shown."""
        return self._entries

    def row_of(self, item_id: str) -> int | None:
        """Where an item stands."""
        for row, entry in enumerate(self._entries):
            if isinstance(entry, ItemEntry) and entry.item.item_id == item_id:
                return row
        return None

    def set_picture(self, item_id: str, picture: QPixmap) -> None:
        """An item's small picture has come."""
        self.pictures[item_id] = picture
        for row, entry in enumerate(self._entries):
            if isinstance(entry, ItemEntry) and entry.item.item_id == item_id:
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self._entries[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(entry)
        return None


def spoken(entry: Entry) -> str:
    """A row as a screen reader says it."""
    match entry:
        case Heading(words):
            return words
        case ItemEntry(item, words):
            away = " · " + _("put aside") if item.withdrawn else ""
            return f"{title_of(item)}, {words}{away}"
        case CaseEntry(case, words):
            return f"{case_title(case)}, {words}"


def found_entries(known: Known, hits: Sequence[Hit]) -> list[Entry]:
    """What a search found, each item once but for the messages of a chat; matters by their own words."""
    items = {item.item_id: item for item in known.items}
    cases = {case.case_id: case for case in known.cases}
    entries: dict[tuple[str, int], Entry] = {}
    for hit in hits:
        where = where_words(hit.where) + (f" {hit.number}" if hit.number else "")
        words = f"{where}: {' '.join(hit.snippet.split())}"
        if hit.item_id in items:
            item = items[hit.item_id]
            dated = f"{words} · {moment_of(item)}"
            row = (item.item_id, hit.number or 0 if hit.where == "message" else 0)
            if sum(key[0] == item.item_id for key in entries) < MOST_OF_ONE:
                entries.setdefault(row, ItemEntry(item, dated, hit.number))
        elif hit.item_id is None and hit.case_id in cases:
            entries.setdefault((hit.case_id, 0), CaseEntry(cases[hit.case_id], words))
    return list(entries.values())
