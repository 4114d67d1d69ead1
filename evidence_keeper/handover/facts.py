"""What a hand-over gives back, and what both of its ways share: names in a case file, where an entry first stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence_keeper.model import EvidenceItem

ABOUT = "handover.json"
PARTS = ("journal.jsonl", "bodies.jsonl", "head.json")
"""The journal's files in a case file, below journal/."""

NOTE_CODES = frozenset({"taken_in"})
"""Codes of notes in an item's provenance that a hand-over writes."""

Origin = tuple[str, int]
"""Where an entry first stood: vault id and number."""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A case file that was written: its place and SHA-256."""

    file: Path
    digest: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both sides changed. Ours stands; theirs is kept beside it. `item_id` empty: the case's field."""

    field: str
    ours: str
    theirs: str
    item_id: str = ""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a case file brought: new items, items that were here, how many entries, and what a person must choose."""

    case_id: str
    items: tuple[EvidenceItem, ...] = ()
    already_kept: tuple[EvidenceItem, ...] = ()
    entries: int = 0
    conflicts: tuple[Conflict, ...] = ()


def origin_of(vault_id: str, seq: int, body: Mapping[str, Any]) -> Origin:
    """Where entry `seq` of this vault first stood: elsewhere, if it was taken in."""
    first = body.get("taken_in")
    if isinstance(first, Mapping) and isinstance(first.get("seq"), int):
        return str(first.get("vault")), int(first["seq"])
    return vault_id, seq


def body_origin(vault_id: str, body: Mapping[str, Any]) -> tuple[str, str]:
    """Where an item first stood: vault and item id."""
    extra = (body.get("provenance") or {}).get("extra") or {}
    return _first(extra.get("handed_over"), vault_id, str(body.get("item_id")))


def item_origin(vault_id: str, item: EvidenceItem) -> tuple[str, str]:
    """The same for an item of the vault `vault_id`."""
    return _first(item.provenance.extra.get("handed_over"), vault_id, item.item_id)


def _first(told: Any, vault_id: str, item_id: str) -> tuple[str, str]:
    if isinstance(told, Mapping) and "vault" in told and "item_id" in told:
        return str(told["vault"]), str(told["item_id"])
    return vault_id, item_id
