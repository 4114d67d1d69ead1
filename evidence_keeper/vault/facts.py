"""What the journal's entries make of items and cases: plain facts in, the model's dataclasses out.

A fact is a JSON object as the index holds it. Each kind of entry changes one in one way, and nothing else does. A body
that lacks what its kind needs raises what a dict or a conversion raises: the caller leaves such an entry out.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from evidence_keeper.model import (
    Case,
    Digest,
    EvidenceItem,
    JournalEntry,
    Kind,
    Mark,
    MarkKind,
    Note,
    Provenance,
    Source,
    TimeSource,
)
from evidence_keeper.vault import journal

Fact = dict[str, Any]
Body = Mapping[str, Any]
TRANSCRIPT = "transcript"


def new_item(line: journal.Line, body: Body) -> Fact:
    """The fact of an item that a `keep` entry brings."""
    fact = {key: value for key, value in body.items() if key != "salt"}
    fact["kept_at"] = line.at.isoformat(timespec="milliseconds")
    return fact


def changed_case(known: Fact | None, line: journal.Line, body: Body) -> Fact:
    """A case's fact after a `case_set` entry; `known` is None for its first. An empty value clears a field."""
    fact = known or {"fields": {}, "created_at": line.at.isoformat()}
    for name in ("title", "type"):
        if name in body:
            fact[name] = str(body[name])
    for key, value in body.get("fields", {}).items():
        if value == "":
            fact["fields"].pop(key, None)
        else:
            fact["fields"][str(key)] = str(value)
    return fact


# What each kind of entry does to an item --------------------------------------------------------------------------


def _withdraw(fact: Fact, _line: journal.Line, _body: Body) -> None:
    fact["withdrawn"] = True


def _restore(fact: Fact, _line: journal.Line, _body: Body) -> None:
    fact["withdrawn"] = False


def _assign(fact: Fact, _line: journal.Line, body: Body) -> None:
    fact["case_id"] = str(body["case_id"])


def _note(fact: Fact, line: journal.Line, body: Body) -> None:
    fact.setdefault("notes", []).append({"text": str(body["text"]), "at": line.at.isoformat()})


def _mark(fact: Fact, line: journal.Line, body: Body) -> None:
    mark = {
        "seconds": float(body["seconds"]),
        "kind": MarkKind(body["mark"]).value,
        "at": line.at.isoformat(),
    }
    fact.setdefault("marks", []).append(mark)


def _correct(fact: Fact, _line: journal.Line, body: Body) -> None:
    fields = {str(key): str(value) for key, value in body["fields"].items()}
    fact.setdefault("corrections", {}).update(fields)
    _keep_confirmed(fact, fields.get(TRANSCRIPT))
    if "purpose" in fields:
        fact["purpose"] = fields["purpose"]
    if "kind" in fields:
        fact["kind"] = Kind(fields["kind"]).value
    for name in ("phone_number", "contact"):
        if name in fields:
            fact["provenance"] = {**fact.get("provenance", {}), name: fields[name] or None}
    if "captured_at" in fields:
        fact["captured_at"] = fields["captured_at"] or None
        fact["time_source"] = "manual" if fields["captured_at"] else "none"


def _confirm(fact: Fact, _line: journal.Line, body: Body) -> None:
    if "mark" not in body:
        fact.update(confirmed=True, confirmed_text=str(body.get(TRANSCRIPT, "")))
        return
    named = (float(body["seconds"]), MarkKind(body["mark"]).value)
    for mark in fact.get("marks", ()):
        if (mark["seconds"], mark["kind"]) == named:
            mark["confirmed"] = True


def _derive(fact: Fact, _line: journal.Line, body: Body) -> None:
    if body.get("options", {}).get("what") != TRANSCRIPT:
        return
    if not fact.get("corrections", {}).get(TRANSCRIPT):  # else that one is what is shown
        _keep_confirmed(fact, str(body["sha256"]))


def _keep_confirmed(fact: Fact, digest: str | None) -> None:
    """A confirmation speaks of one text: another one in its place has not been confirmed by anybody."""
    if digest is not None and fact.get("confirmed") and digest != fact.get("confirmed_text", ""):
        fact["confirmed"] = False


CHANGES: Mapping[str, Callable[[Fact, journal.Line, Body], None]] = {
    "withdraw": _withdraw,
    "restore": _restore,
    "assign": _assign,
    "note": _note,
    "mark": _mark,
    "correct": _correct,
    "confirm": _confirm,
    "derive": _derive,
}
"""By the entry's kind; the body's `item_id` says which item."""


# Facts as the model has them --------------------------------------------------------------------------------------


def case_of(case_id: str, fact: Body) -> Case:
    """A case as its fact has it."""
    return Case(
        case_id,
        title=fact.get("title", ""),
        type=fact.get("type", "other"),
        fields=MappingProxyType(dict(fact["fields"])),
        created_at=datetime.fromisoformat(fact["created_at"]),
    )


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def item_of(fact: Body, seq: int) -> EvidenceItem:
    """An item as its fact has it. Raises KeyError, TypeError, ValueError where it can't be read as one."""
    return EvidenceItem(
        item_id=str(fact["item_id"]),
        case_id=str(fact["case_id"]),
        kind=Kind(fact["kind"]),
        name=str(fact["name"]),
        size=int(fact["size"]),
        digest=Digest.sha256(fact["sha256"]),
        kept_at=datetime.fromisoformat(fact["kept_at"]),
        captured_at=_moment(fact.get("captured_at")),
        time_source=TimeSource(fact.get("time_source", "none")),
        purpose=str(fact.get("purpose", "")),
        provenance=provenance_from(fact.get("provenance", {})),
        derived_from=tuple(fact.get("derived_from", ())),
        group=fact.get("corrections", {}).get("group") or fact.get("group"),
        withdrawn=bool(fact.get("withdrawn", False)),
        notes=tuple(
            Note(note["text"], datetime.fromisoformat(note["at"])) for note in fact.get("notes", ())
        ),
        marks=tuple(
            Mark(
                mark["seconds"],
                MarkKind(mark["kind"]),
                datetime.fromisoformat(mark["at"]),
                bool(mark.get("confirmed", False)),
            )
            for mark in fact.get("marks", ())
        ),
        corrections=MappingProxyType(dict(fact.get("corrections", {}))),
        confirmed=bool(fact.get("confirmed", False)),
        seq=seq,
    )


def provenance_from(fields: Mapping[str, Any]) -> Provenance:
    """Provenance as it stands in a body."""
    return Provenance(
        source=Source(fields.get("source", "imported")),
        path=str(fields.get("path", "")),
        device=str(fields.get("device", "")),
        software=str(fields.get("software", "")),
        phone_number=fields.get("phone_number"),
        contact=fields.get("contact"),
        notes=tuple(MappingProxyType(dict(note)) for note in fields.get("notes", ())),
        extra=MappingProxyType(dict(fields.get("extra", {}))),
    )


def provenance_to(provenance: Provenance) -> dict[str, Any]:
    """Provenance as it is written into a body."""
    return {
        "source": provenance.source.value,
        "path": provenance.path,
        "device": provenance.device,
        "software": provenance.software,
        "phone_number": provenance.phone_number,
        "contact": provenance.contact,
        "notes": [dict(note) for note in provenance.notes],
        "extra": dict(provenance.extra),
    }


def entry_of(raw: bytes, body_raw: bytes) -> JournalEntry:
    """An entry; a body that was changed isn't shown. Raises BadLine where the line was changed."""
    line = journal.parse_line(raw)
    body: dict[str, Any] | None = None
    content = body_raw.removesuffix(b"\n")
    if journal.sha256_hex(content) == line.body:
        with contextlib.suppress(journal.BadLine):
            body = journal.parse_body(content)
    return JournalEntry(
        seq=line.seq,
        at=line.at,
        kind=line.kind,
        prev=line.prev,
        hash=line.hash,
        body_hash=line.body,
        body=None if body is None else MappingProxyType(body),
    )
