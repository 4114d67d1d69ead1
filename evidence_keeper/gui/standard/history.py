"""Where an item comes from and everything that was done with it since: the journal, in words."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets.parts import Body, column, frame, label, row
from evidence_keeper.gui.words import breakable
from evidence_keeper.model import EvidenceItem, JournalEntry
from evidence_keeper.text import entry_words, explain, safe_path, say_time, word
from evidence_keeper.text import gui_text as _


class History(QWidget):
    """Provenance above, entries below, oldest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._item_id = ""
        self.body = Body(desk.look, gap=12)
        self.setLayout(column(self.body))

    def show_item(self, item: EvidenceItem) -> None:
        """Fetches the item's entries."""
        self._item_id = item.item_id
        item_id = item.item_id
        self._desk.run(self, lambda keeper, job: (item, keeper.history(item_id)), self._arrived)

    def _arrived(self, found: tuple[EvidenceItem, list[JournalEntry]]) -> None:
        item, entries = found
        if item.item_id != self._item_id:
            return
        self.body.clear()
        facts = [self._line(name, value) for name, value in facts_of(item) if value]
        self.body.add(frame(column(*facts, gap=6, edges=(16, 14, 16, 14)), "card"))
        self.body.add(label(_("What was done with it"), "heading"))
        done = [self._line(say_time(entry.at), said_of(entry)) for entry in entries]
        self.body.add(frame(column(*done, gap=6, edges=(16, 14, 16, 14)), "card"))
        self.body.end()

    def _line(self, name: str, value: str) -> QWidget:
        left = label(name, "caption")
        left.setFixedWidth(self._desk.look.px(140))
        right = label(breakable(value))
        holder = QWidget()
        holder.setLayout(row(left, right, gap=12))
        return holder


def facts_of(item: EvidenceItem) -> list[tuple[str, str]]:
    """What is known of where it comes from, as name and value."""
    origin = item.provenance
    time = say_time(item.captured_at) if item.captured_at else _("time not known")
    facts = [
        (_("Time"), f"{time} · {word(item.time_source)}"),
        (_("Came in"), f"{word(origin.source)} · {say_time(item.kept_at)}"),
        (_("From"), safe_path(origin.path) if origin.path else ""),
        (_("Device"), safe_path(origin.device) if origin.device else ""),
        (_("Software"), safe_path(origin.software) if origin.software else ""),
        (_("Number"), origin.phone_number or ""),
        (_("Contact"), safe_path(origin.contact) if origin.contact else ""),
        (_("Check value"), " ".join(_fours(item.digest.value))),
    ]
    return [*facts, *((_("Noticed"), explain(note).happened) for note in origin.notes)]


def said_of(entry: JournalEntry) -> str:
    """What one entry did, with what was written where something was."""
    words = entry_words(entry.kind)
    text = (entry.body or {}).get("text")
    return f"{words}: {text}" if isinstance(text, str) and text else words


def _fours(value: str) -> list[str]:
    return [value[place : place + 8] for place in range(0, len(value), 8)]
