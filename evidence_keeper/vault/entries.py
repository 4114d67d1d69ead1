"""From what happened to the exact bytes of a commit: drafts, arrivals, and the lines they become."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from evidence_keeper.model import EvidenceItem, Head, JournalEntry, Kind, Provenance, TimeSource
from evidence_keeper.vault import commit, journal
from evidence_keeper.vault.commit import BODIES, JOURNAL
from evidence_keeper.vault.facts import provenance_to
from evidence_keeper.vault.keys import SigningKey
from evidence_keeper.vault.originals import Staged, place_of

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry about to be written: its kind, its content and, for an original or derivative, the staged bytes."""

    kind: str
    body: Mapping[str, Any]
    staged: Staged | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A staged file with what intake found out about it, about to be kept.

    `always_new`: keep it as an item of its own even if the case has the same bytes already (screenshots).
    """

    staged: Staged
    case_id: str
    kind: Kind
    name: str
    captured_at: datetime | None = None
    time_source: TimeSource = TimeSource.NONE
    purpose: str = ""
    provenance: Provenance = field(default_factory=Provenance)
    derived_from: tuple[str, ...] = ()
    group: str | None = None
    always_new: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an arrival: the item, and whether it is a new one."""

    item: EvidenceItem
    fresh: bool


def draw_up(
    path: Path,
    vault_id: str,
    head: Head | None,
    drafts: Sequence[Draft],
    key: SigningKey,
    announce_key: bool,
) -> tuple[commit.Intent, list[JournalEntry]]:
    """The exact bytes a commit will write, and the entries they are. The first draft announces a new key."""
    at = now()
    seq, prev = (-1, journal.FIRST_PREV) if head is None else (head.seq, head.hash.value)
    bodies: list[bytes] = []
    lines: list[bytes] = []
    entries: list[JournalEntry] = []
    for draft in drafts:
        seq += 1
        body = journal.encode_body(draft.body)
        first = seq == 0
        line = journal.encode_line(
            seq,
            prev,
            at,
            draft.kind,
            body,
            key,
            vault=vault_id if first else None,
            announce_key=first or (announce_key and not lines),
        )
        bodies.append(body)
        lines.append(line)
        entries.append(
            JournalEntry(
                seq,
                at,
                draft.kind,
                prev,
                journal.sha256_hex(line),
                journal.sha256_hex(body),
                draft.body,
            )
        )
        prev = entries[-1].hash
    intent = commit.Intent(
        vault_id=vault_id,
        journal_base=_size(path / JOURNAL),
        journal=b"".join(line + b"\n" for line in lines),
        bodies_base=_size(path / BODIES),
        bodies=b"".join(body + b"\n" for body in bodies),
        head=journal.encode_head(vault_id, seq, prev, at, key),
        key=key.public,
        moves=_moves(path, drafts),
    )
    return intent, entries


def chain_break(path: Path, last: Head) -> str | None:
    """Why nothing may be appended to journal and bodies as they lie there, or None. `last` is the entry they must
    end with.

    A quick look: two digests a line, no signatures (verify checks all of it, and names it).
    """
    seq, previous = -1, journal.FIRST_PREV
    with (path / JOURNAL).open("rb") as lines, (path / BODIES).open("rb") as bodies:
        for raw in lines:
            seq += 1
            body = bodies.readline()
            if not raw.endswith(b"\n"):
                return "torn"
            if not raw.startswith(
                f'{{"v":{journal.FORMAT},"seq":{seq},"prev":"{previous}",'.encode()
            ):
                return "chain"
            digest = journal.sha256_hex(body.removesuffix(b"\n"))
            if not body.endswith(b"\n") or f',"body":"{digest}",'.encode() not in raw:
                return "body"
            previous = journal.sha256_hex(raw[:-1])
        if bodies.read(1):
            return "body"
    return None if (seq, previous) == (last.seq, last.hash.value) else "chain"


def _moves(path: Path, drafts: Sequence[Draft]) -> tuple[commit.Move, ...]:
    moves: list[commit.Move] = []
    coming: set[str] = set()
    for draft in drafts:
        if draft.staged is None:
            continue
        sha256 = draft.staged.digest.value
        had = sha256 in coming or (path / place_of(sha256)).exists()
        coming.add(sha256)
        moves.append(commit.Move(draft.staged.path.name, sha256, draft.staged.size, had))
    return tuple(moves)


def keep_body(item_id: str, arrival: Arrival) -> dict[str, Any]:
    """The content of a `keep` entry (docs/vault-format.md)."""
    happened = arrival.captured_at
    return {
        "item_id": item_id,
        "case_id": arrival.case_id,
        "kind": arrival.kind.value,
        "name": arrival.name,
        "size": arrival.staged.size,
        "sha256": arrival.staged.digest.value,
        "captured_at": None if happened is None else happened.isoformat(),
        "time_source": arrival.time_source.value,
        "purpose": arrival.purpose,
        "provenance": provenance_to(arrival.provenance),
        "derived_from": list(arrival.derived_from),
        "group": arrival.group,
    }


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def now() -> datetime:
    """The local clock, with its offset; called the local clock wherever it is shown."""
    return datetime.now().astimezone()


def random_name(length: int) -> str:
    """Random characters that are easily read out: no 0, 1, i, l, o."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
