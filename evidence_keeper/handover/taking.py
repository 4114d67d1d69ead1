"""A case file is entered: what is new becomes entries of our own, which say where they first stood."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from evidence_keeper import __version__
from evidence_keeper.errors import InputError
from evidence_keeper.handover.coming import Coming, read
from evidence_keeper.handover.facts import (
    PARTS,
    Conflict,
    Origin,
    TakenIn,
    body_origin,
    item_origin,
    origin_of,
)
from evidence_keeper.jobs import Job
from evidence_keeper.model import Kind, Provenance, TimeSource
from evidence_keeper.vault import Arrival, Draft, Vault, disk, journal
from evidence_keeper.vault.entries import random_name
from evidence_keeper.vault.facts import provenance_from
from evidence_keeper.vault.originals import Staged
from evidence_keeper.vault.staging import Session

_REPEATED = frozenset({"note", "mark", "correct", "confirm", "strike", "withdraw", "restore"})
"""Entries about an item that are written again when they come in; `derive` too, with its file."""

TOOL = "evidence-keeper handover"


def take_in(vault: Vault, path: Path, passphrase: str, job: Job) -> TakenIn:
    """Read a case file and enter what it brings, or nothing at all; see Keeper.take_in."""
    with vault.session("handover", name=path.name) as session:
        staged: list[Staged] = []
        try:
            coming = read(session, path, passphrase, job, staged)
            return Taking(vault, session, coming, path).run()
        except BaseException:
            for one in staged:
                session.forget(one)
            raise


class Taking:
    """One case file being entered."""

    def __init__(self, vault: Vault, session: Session, coming: Coming, path: Path) -> None:
        self.vault = vault
        self.session = session
        self.coming = coming
        self.path = path
        self.ours = vault.history()
        self.known = self._known()
        origins = {one["vault"]: one["seq"] for one in coming.about["origins"]}
        self.seen = int(origins.get(vault.vault_id, -1))
        """Our last entry that they knew; what we changed after it they could not know."""
        self.conflicts: list[tuple[Conflict, Origin]] = []

    def _known(self) -> set[Origin]:
        """Entries, by where they first stood, that are here: our own, and those that came in before."""
        found = {origin_of(self.vault.vault_id, one.seq, one.body or {}) for one in self.ours}
        for one in self.ours:
            body = one.body or {}
            if one.kind == "taken_in":
                found |= {(str(c["vault"]), int(c["seq"])) for c in body.get("conflicts", ())}
        return found

    def run(self) -> TakenIn:
        """Enter items, then all that is said about them and the case, each in one commit."""
        case_id, is_new = self._target()
        if is_new:
            self._enter(self._case_entries(case_id))
        placed, fresh = self._keep(case_id)
        drafts = [] if is_new else self._case_entries(case_id)
        drafts += self._item_entries(placed, set(fresh.values()))
        self._enter([*drafts, self._entry(case_id, placed, fresh)])
        self._keep_journal(placed)
        ids = list(dict.fromkeys(placed.values()))
        items = [self.vault.item(one) for one in ids]
        new = set(fresh.values())
        return TakenIn(
            case_id,
            tuple(item for item in items if item.item_id in new),
            tuple(item for item in items if item.item_id not in new),
            len(drafts),
            tuple(conflict for conflict, _origin in self.conflicts),
        )

    def _enter(self, drafts: Sequence[Draft]) -> None:
        self.vault.enter(drafts, self.session)

    # -- where it goes

    def _target(self) -> tuple[str, bool]:
        """The case here that began with the same entry, or a new one."""
        theirs = self.coming.about["case_id"]
        began = next(
            (
                self.coming.origin(seq, body)
                for seq, kind, body in self.coming.entries()
                if kind == "case_set" and body.get("case_id") == theirs
            ),
            None,
        )
        if began is None:
            raise InputError("handover_torn", path=str(self.path))
        for one in self.ours:
            body = one.body or {}
            if one.kind == "case_set" and began == origin_of(self.vault.vault_id, one.seq, body):
                return str(body["case_id"]), False
        return f"c{len(self.vault.cases()) + 1:03d}-{random_name(8)}", True

    # -- the case's fields

    def _case_entries(self, case_id: str) -> list[Draft]:
        drafts = []
        changed = self._changed_here("case_set", "case_id", case_id)
        for seq, kind, body in self.coming.entries():
            origin = self.coming.origin(seq, body)
            mine = kind == "case_set" and body.get("case_id") == self.coming.about["case_id"]
            if not mine or origin in self.known:
                continue
            fields = _texts(body.get("fields"))
            told = {key: body[key] for key in ("title", "type") if isinstance(body.get(key), str)}
            told["fields"] = self._settle(fields, changed, origin, "")
            if told["fields"] or "title" in told or "type" in told:
                drafts.append(self._draft("case_set", {"case_id": case_id, **told}, origin))
        return drafts

    def _changed_here(self, kind: str, key: str, value: str) -> dict[str, str]:
        """Fields that were changed here since they knew our state, with what they are now."""
        found: dict[str, str] = {}
        for one in self.ours:
            body = one.body or {}
            own = "taken_in" not in body and one.seq > self.seen
            if one.kind == kind and body.get(key) == value:
                for name, now_is in _texts(body.get("fields")).items():
                    if own or name in found:
                        found[name] = now_is
        return found

    def _settle(
        self, fields: dict[str, str], changed: Mapping[str, str], origin: Origin, item_id: str
    ) -> dict[str, str]:
        """The fields that may be taken over; one that was changed here too stays, and theirs is noted."""
        taken = {}
        for name, theirs in fields.items():
            if name not in changed:
                taken[name] = theirs
            elif changed[name] != theirs:
                found = Conflict(name, changed[name], theirs, item_id)
                self.conflicts = [
                    one
                    for one in self.conflicts
                    if (one[0].field, one[0].item_id) != (name, item_id)
                ]
                self.conflicts.append((found, origin))
        return taken

    def _draft(
        self, kind: str, body: Mapping[str, Any], origin: Origin, staged: Staged | None = None
    ) -> Draft:
        told = {key: value for key, value in body.items() if key not in ("salt", "taken_in")}
        return Draft(kind, {**told, "taken_in": {"vault": origin[0], "seq": origin[1]}}, staged)

    # -- items

    def _keep(self, case_id: str) -> tuple[dict[str, str], dict[str, str]]:
        """Keep what isn't here. Their item ids with ours, of all and of the new ones."""
        placed = self._placed(case_id)
        arrivals: dict[str, Arrival] = {}
        for seq, kind, body in self.coming.entries():
            item_id = str(body.get("item_id"))
            staged = self.coming.items.get(item_id)
            if kind == "keep" and staged is not None and item_id not in placed:
                arrivals[item_id] = self._arrival(seq, body, staged, case_id)
        for item_id, staged in self.coming.items.items():
            if item_id in placed:
                self.session.forget(staged)
        kept = self.vault.keep(self.session, list(arrivals.values())) if arrivals else []
        fresh = {theirs: one.item.item_id for theirs, one in zip(arrivals, kept, strict=True)}
        return {**placed, **fresh}, fresh

    def _placed(self, case_id: str) -> dict[str, str]:
        """Their items that are here: by where an item first stood, else by its bytes, each of ours once."""
        here = [item for item in self.vault.items(withdrawn=None) if item.case_id == case_id]
        by_origin = {item_origin(self.vault.vault_id, item): item for item in here}
        placed: dict[str, str] = {}
        taken: set[str] = set()
        rows = [
            (str(body["item_id"]), body)
            for _seq, kind, body in self.coming.entries()
            if kind == "keep" and body.get("item_id") in self.coming.items
        ]
        for theirs, body in rows:
            known = by_origin.get(body_origin(self.coming.vault_id, body))
            if known is not None and known.digest.value == body["sha256"]:
                placed[theirs] = known.item_id
                taken.add(known.item_id)
        for theirs, body in rows:
            same = [i for i in here if i.digest.value == body["sha256"] and i.item_id not in taken]
            if theirs not in placed and same:
                placed[theirs] = same[0].item_id
                taken.add(same[0].item_id)
        return placed

    def _arrival(self, seq: int, body: Mapping[str, Any], staged: Staged, case_id: str) -> Arrival:
        try:
            provenance = provenance_from(body.get("provenance") or {})
            told = body.get("captured_at")
            happened = None if told is None else datetime.fromisoformat(told)
            if happened is not None and happened.tzinfo is None:
                raise ValueError("no offset")
            kind, source = Kind(body["kind"]), TimeSource(body["time_source"])
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError("handover_torn", path=str(self.path)) from error
        return Arrival(
            staged,
            case_id,
            kind,
            str(body.get("name", "")),
            happened,
            source,
            str(body.get("purpose", "")),
            self._embedding(provenance, seq, body),
            group=body.get("group") if isinstance(body.get("group"), str) else None,
            always_new=True,  # two silent tracks are the same bytes and still two tracks
        )

    def _embedding(self, provenance: Provenance, seq: int, body: Mapping[str, Any]) -> Provenance:
        """The source's own line and body about the item, as they stand there, signed; and which journal it was."""
        lines = journal.split_lines(self.coming.parts["journal.jsonl"])[0]
        bodies = journal.split_lines(self.coming.parts["bodies.jsonl"])[0]
        first = body_origin(self.coming.vault_id, body)
        told = {
            "vault": first[0],
            "item_id": first[1],
            "from": self.coming.vault_id,
            "seq": seq,
            "line": lines[seq].decode("utf-8"),
            "body": bodies[seq].decode("utf-8"),
            "head": self.coming.parts["head.json"].decode("utf-8"),
            "journal_sha256": hashlib.sha256(self.coming.parts["journal.jsonl"]).hexdigest(),
        }
        notes = (*provenance.notes, MappingProxyType({"code": "taken_in", "vault": first[0]}))
        extra = {**provenance.extra, "handed_over": told}
        return replace(provenance, notes=notes, extra=extra)

    # -- what is said about items

    def _item_entries(self, placed: Mapping[str, str], fresh: set[str]) -> list[Draft]:
        drafts = []
        for seq, kind, body in self.coming.entries():
            ours = placed.get(str(body.get("item_id")))
            origin = self.coming.origin(seq, body)
            if ours is None or origin in self.known:
                continue
            told = {**body, "item_id": ours}
            if kind == "derive" and seq in self.coming.derived:
                drafts.append(self._draft(kind, told, origin, self.coming.derived[seq]))
            elif kind == "correct" and ours not in fresh:
                changed = self._changed_here("correct", "item_id", ours)
                told["fields"] = self._settle(_texts(body.get("fields")), changed, origin, ours)
                if told["fields"]:
                    drafts.append(self._draft(kind, told, origin))
            elif kind in _REPEATED:
                drafts.append(self._draft(kind, told, origin))
        return drafts

    def _entry(self, case_id: str, placed: Mapping[str, str], fresh: Mapping[str, str]) -> Draft:
        digest, _size = disk.sha256_of(self.path)
        told = {
            "case_id": case_id,
            "vault": self.coming.vault_id,
            "source_case": self.coming.about["case_id"],
            "head": self.coming.about["head"],
            "origins": list(self.coming.about["origins"]),
            "name": self.path.name,
            "file_sha256": digest,
            "journal_sha256": hashlib.sha256(self.coming.parts["journal.jsonl"]).hexdigest(),
            "items": sorted(fresh.values()),
            "already_kept": sorted(set(placed.values()) - set(fresh.values())),
            "conflicts": [
                {
                    "field": one.field,
                    "item_id": one.item_id,
                    "ours": one.ours,
                    "theirs": one.theirs,
                    "vault": origin[0],
                    "seq": origin[1],
                }
                for one, origin in self.conflicts
            ],
        }
        return Draft("taken_in", told)

    def _keep_journal(self, placed: Mapping[str, str]) -> None:
        """The whole journal that came, beside the first item: what each embedded line can be held against."""
        first = next(iter(placed.values()), None)
        if first is None:
            return
        for name in PARTS:
            options = {"what": "journal", "part": name, "vault": self.coming.vault_id}
            self.vault.derive(
                first, self.coming.parts[name], tool=TOOL, version=__version__, options=options
            )


def _texts(fields: Any) -> dict[str, str]:
    """A body's `fields`, as far as they are names and texts: what comes from outside may be anything."""
    if not isinstance(fields, Mapping):
        return {}
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def conflicts(vault: Vault, case_id: str) -> list[Conflict]:
    """Fields that both sides changed and nobody has settled since: setting the field, to whatever, settles it."""
    found: dict[tuple[str, str], Conflict] = {}
    for entry in vault.history():
        body = entry.body or {}
        if entry.kind == "taken_in" and body.get("case_id") == case_id:
            for one in body.get("conflicts", ()):
                key = (str(one["item_id"]), str(one["field"]))
                found[key] = Conflict(key[1], str(one["ours"]), str(one["theirs"]), key[0])
        elif entry.kind in ("case_set", "correct") and isinstance(body.get("fields"), Mapping):
            where = "" if entry.kind == "case_set" else str(body.get("item_id"))
            if where or body.get("case_id") == case_id:
                for name in body["fields"]:
                    found.pop((where, name), None)
    return list(found.values())
