"""Texts that were read of an item, kept in the vault: by a machine until a person writes or confirms one.

A kept text is a derivative named by its digest in a `correct` entry; earlier ones stay. A confirmation names the text
that it speaks of, and no later one. What a machine read and nobody touched is a cache, keyed by the original's digest.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path

from evidence_keeper import __version__
from evidence_keeper.errors import IntegrityError
from evidence_keeper.model import EvidenceItem
from evidence_keeper.vault import Vault, disk
from evidence_keeper.vault.originals import place_of

FIELD = "transcript"
HAND = "hand"


@dataclass(frozen=True, slots=True)
class Kept:
    """A text as it was kept. `engine` is hand, or the machine's name; `checked`: by a person, as it stands."""

    text: str
    engine: str
    checked: bool


def kept(vault: Vault, item: EvidenceItem) -> Kept | None:
    """What a person wrote or confirmed last, None where nobody did.

    Raises IntegrityError original_missing, original_changed where the kept text isn't what it was.
    """
    digest = item.corrections.get(FIELD, "")
    if not digest:
        return None
    engine, checked = HAND, False
    for entry in vault.history(item.item_id):
        body = entry.body or {}
        if entry.kind == "derive" and body.get("sha256") == digest:
            engine = str(body.get("tool", HAND))
        elif entry.kind == "correct" and FIELD in body.get("fields", {}):
            checked = False
        elif entry.kind == "confirm" and "mark" not in body:
            checked = True
    return Kept(_read(vault, item, digest), engine, checked)


def keep_by_hand(vault: Vault, item_id: str, text: str, **fields: str) -> EvidenceItem:
    """Keep what a person wrote; it stands for the item from now on."""
    return vault.correct(item_id, {**fields, FIELD: _derive(vault, item_id, text, HAND)})


def keep_machine_text(vault: Vault, item: EvidenceItem, engine: str, text: str) -> str:
    """Keep what a machine read, where it isn't kept yet; its digest."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    known = any(_names(entry.body, digest) for entry in vault.history(item.item_id))
    return digest if known else _derive(vault, item.item_id, text, engine)


def confirm(vault: Vault, item: EvidenceItem, digest: str) -> None:
    """Enter that a person checked the kept text with that digest."""
    if item.corrections.get(FIELD) != digest:
        vault.correct(item.item_id, {FIELD: digest})
    vault.record("confirm", {"item_id": item.item_id, FIELD: digest})


def remember(vault: Vault, room: str, name: str, content: bytes) -> None:
    """Put a machine's reading into the cache, where the vault may be written."""
    if vault.read_only:
        return
    path = cache(vault, room, name)
    with contextlib.suppress(OSError):
        disk.make_folder(path.parent)
        disk.write_atomic(path, content)


def cache(vault: Vault, room: str, name: str) -> Path:
    """Where a reading lies; it may be thrown away at any time."""
    return vault.path / "cache" / room / name


def _derive(vault: Vault, item_id: str, text: str, engine: str) -> str:
    content = text.encode("utf-8", "replace")
    options = {"what": FIELD}
    return vault.derive(item_id, content, tool=engine, version=__version__, options=options).value


def _names(body: object, digest: str) -> bool:
    return isinstance(body, dict) and body.get("sha256") == digest and "tool" in body


def _read(vault: Vault, item: EvidenceItem, digest: str) -> str:
    path = vault.path / place_of(digest)
    try:
        with disk.guarded(path):
            content = path.read_bytes() if disk.is_regular(path) else None
    except FileNotFoundError:
        content = None
    if content is None:
        raise IntegrityError(
            "original_missing", path=str(path), item_id=item.item_id, name=path.name
        )
    if hashlib.sha256(content).hexdigest() != digest:
        raise IntegrityError("original_changed", path=str(path), name=path.name)
    return content.decode("utf-8", "replace")
