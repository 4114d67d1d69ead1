"""Where a searched text stands in what the journal says of items and cases, and how a place is shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from evidence_keeper.model import BOOKKEEPING, Case, EvidenceItem, Hit

_SNIPPET = 24


def fold(text: str) -> str:
    """Text as it is compared: compatibility forms unified, case ignored. Hanzi of any length stay as they are."""
    return unicodedata.normalize("NFKC", text).casefold()


def snippet(text: str, wanted: str) -> str:
    """The place of the first hit with some text either side, on one line."""
    at = fold(text).find(wanted)
    # Folding may change lengths (㎏ becomes kg): then the place is near, and that is enough for a glance.
    start = max(0, min(at, len(text)) - _SNIPPET)
    end = min(len(text), max(at, 0) + len(wanted) + _SNIPPET)
    cut = " ".join(text[start:end].split())
    return ("…" if start else "") + cut + ("…" if end < len(text) else "")


def hits_in_item(item: EvidenceItem, wanted: str) -> Iterator[Hit]:
    """Where folded text stands in what is known of an item: name, title, purpose, number, contact, notes."""
    places = [
        ("name", item.name),
        ("title", item.corrections.get("title", "")),
        ("purpose", item.purpose),
        ("phone_number", item.provenance.phone_number or ""),
        ("contact", item.provenance.contact or ""),
        *(("note", note.text) for note in item.notes),
    ]
    for place, text in places:
        if wanted in fold(text):
            yield Hit(item.item_id, item.case_id, place, snippet(text, wanted))


def hits_in_case(case: Case, wanted: str) -> Iterator[Hit]:
    """Where folded text stands in a case's title and fields."""
    for place, text in (("title", case.title), *case.fields.items()):
        if place not in BOOKKEEPING and wanted in fold(text):
            yield Hit(None, case.case_id, place, snippet(text, wanted))
