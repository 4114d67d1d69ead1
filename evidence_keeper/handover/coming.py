"""A case file is read: into staging, whole, and held against the journal in it before anything of it is believed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from evidence_keeper.errors import InputError
from evidence_keeper.handover.facts import ABOUT, PARTS, Origin, origin_of
from evidence_keeper.jobs import Job
from evidence_keeper.model import Weight
from evidence_keeper.vault import journal
from evidence_keeper.vault.chain import ChainCheck, check_chain
from evidence_keeper.vault.originals import Staged
from evidence_keeper.vault.staging import Session

_SMALL = 256 << 20
"""The most that a journal may have: it is held in memory."""

_FILE = re.compile(r"(items|derived)/(\d{1,9})")


@dataclass
class Coming:
    """A case file as it was read: `chain` has its entries, `staged` the files, by item and by derive entry."""

    about: Mapping[str, Any]
    parts: dict[str, bytes]
    chain: ChainCheck
    items: dict[str, Staged] = field(default_factory=dict)
    derived: dict[int, Staged] = field(default_factory=dict)

    @property
    def vault_id(self) -> str:
        """Whose journal it is: as entry 0 says, signed."""
        return self.chain.vault_id

    def entries(self) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
        """Number, kind and body of what may be seen, in order."""
        for seq, body in sorted(self.chain.bodies.items()):
            yield seq, self.chain.lines[seq].kind, body

    def origin(self, seq: int, body: Mapping[str, Any]) -> Origin:
        """Where an entry first stood."""
        return origin_of(self.vault_id, seq, body)


def read(session: Session, path: Path, passphrase: str, job: Job, staged: list[Staged]) -> Coming:
    """Everything in a case file, its files staged, each put into `staged` at once.

    Raises InputError as bundle.handover.reading_from; Cancelled.
    """
    from evidence_keeper.bundle import handover as files

    small: dict[str, bytes] = {}
    coming: Coming | None = None
    with files.reading_from(path, passphrase) as members:
        for name, source, size in members:
            job.check()
            if _FILE.fullmatch(name) is None:
                if name not in (ABOUT, *(f"journal/{part}" for part in PARTS)) or size > _SMALL:
                    raise InputError("handover_torn", path=str(path))
                small[name] = source.read()
                continue
            coming = coming or _opened(small, path)
            staged.append(_stage(session, coming, name, source, job, path))
    coming = coming or _opened(small, path)
    wanted = (len(coming.about["items"]), len(coming.about["derived"]))
    if (len(coming.items), len(coming.derived)) != wanted:
        raise InputError("handover_torn", path=str(path))
    return coming


def _opened(small: Mapping[str, bytes], path: Path) -> Coming:
    """What the file says, held against the journal in it: nothing is believed that the journal doesn't say."""
    try:
        about = json.loads(small[ABOUT])
        parts = {name: small[f"journal/{name}"] for name in PARTS}
    except (KeyError, ValueError) as error:
        raise InputError("handover_torn", path=str(path)) from error
    version = about.get("v") if isinstance(about, dict) else None
    if not isinstance(version, int):
        raise InputError("handover_torn", path=str(path))
    if version != 1:
        raise InputError("handover_too_new", path=str(path))
    lines, torn = journal.split_lines(parts["journal.jsonl"])
    bodies = journal.split_lines(parts["bodies.jsonl"])[0]
    chain = check_chain(lines, bodies, parts["head.json"], torn=torn)
    if any(found.means is Weight.CHANGED for found in chain.findings):
        raise InputError("handover_torn", path=str(path))
    coming = Coming(about, parts, chain)
    if not _says_so(coming):
        raise InputError("handover_torn", path=str(path))
    return coming


def _says_so(coming: Coming) -> bool:
    """Whether each file that is announced is one that the journal names."""
    last = coming.chain.lines[max(coming.chain.lines)]
    kept = {}
    derived = {}
    for seq, kind, body in coming.entries():
        if kind == "keep":
            kept[body.get("item_id")] = (body.get("sha256"), body.get("size"))
        elif kind == "derive":
            derived[seq] = (body.get("item_id"), body.get("sha256"), body.get("size"))
    try:
        return (
            coming.about["vault"] == coming.vault_id
            and coming.about["head"] == {"seq": last.seq, "hash": last.hash}
            and all(
                kept.get(r["item_id"]) == (r["sha256"], r["size"]) for r in coming.about["items"]
            )
            and all(
                derived.get(r["entry"]) == (r["item_id"], r["sha256"], r["size"])
                for r in coming.about["derived"]
            )
            and all(isinstance(one["seq"], int) for one in coming.about["origins"])
        )
    except (KeyError, TypeError):
        return False


def _stage(
    session: Session, coming: Coming, name: str, source: IO[bytes], job: Job, path: Path
) -> Staged:
    room, _, number = name.partition("/")
    rows = coming.about[room]
    if int(number) != len(coming.items if room == "items" else coming.derived) or int(
        number
    ) >= len(rows):
        raise InputError("handover_torn", path=str(path))
    row = rows[int(number)]
    job.report("handing", int(number), len(rows), path.name)
    reading: Any = source
    staged = session.stage(reading, {"what": "handover"}, job)
    if (staged.digest.value, staged.size) != (row["sha256"], row["size"]):
        session.forget(staged)
        raise InputError("handover_torn", path=str(path))
    if room == "items":
        coming.items[row["item_id"]] = staged
    else:
        coming.derived[row["entry"]] = staged
    return staged
