"""A case goes out: its part of the journal, its originals, and what was made of them, into one encrypted file."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import IO, Any

from evidence_keeper import __version__
from evidence_keeper.errors import InputError, IntegrityError
from evidence_keeper.handover.facts import ABOUT, PARTS, HandedOut
from evidence_keeper.jobs import Job
from evidence_keeper.model import EvidenceItem, JournalEntry
from evidence_keeper.vault import Vault, disk
from evidence_keeper.vault.entries import now
from evidence_keeper.vault.originals import place_of


def hand_out(vault: Vault, case_id: str, path: Path, passphrase: str, job: Job) -> HandedOut:
    """Write a case with its originals and its part of the journal into an encrypted file; see Keeper.hand_out."""
    from evidence_keeper.bundle import handover as files

    vault.case(case_id)
    _refuse_inside(vault, path)
    vault.refuse_contradiction()
    parts, entries = _standing(vault, case_id, job)
    items = vault.items(case_id, withdrawn=None)
    owned = {item.item_id for item in items}
    derived = [e for e in entries if e.kind == "derive" and (e.body or {}).get("item_id") in owned]
    rows = [_derived_row(entry) for entry in derived]
    about = {
        "v": 1,
        "vault": vault.vault_id,
        "case_id": case_id,
        "software": f"evidence-keeper {__version__}",
        "made_at": now().isoformat(timespec="seconds"),
        "head": {"seq": entries[-1].seq, "hash": entries[-1].hash},
        "items": [_row(item.item_id, item.digest.value, item.size) for item in items],
        "derived": rows,
        "origins": _origins(vault, case_id),
    }
    total = sum(item.size for item in items)
    done = 0
    with files.writing_to(path, passphrase) as sink:
        sink.add(ABOUT, json.dumps(about, ensure_ascii=False).encode("utf-8"))
        for name in PARTS:
            sink.add(f"journal/{name}", parts[name])
        for number, item in enumerate(items):
            job.report("handing", done, total, item.name)
            with _checked(vault, item, job) as source:
                sink.stream(f"items/{number}", source, item.size)
                source.finish()
            done += item.size
        for number, row in enumerate(rows):
            with (vault.path / place_of(row["sha256"])).open("rb") as file:
                sink.stream(f"derived/{number}", file, row["size"])
    digest, _size = disk.sha256_of(path)
    if not vault.read_only:
        told = {"case_id": case_id, "name": path.name, "sha256": digest, "head": about["head"]}
        vault.record("handed_out", {**told, "items": [item.item_id for item in items]})
    return HandedOut(path, digest)


def _refuse_inside(vault: Vault, path: Path) -> None:
    if vault.path.resolve() in path.resolve().parents:
        raise InputError("out_inside_vault", path=str(path), vault=str(vault.path))


def _standing(vault: Vault, case_id: str, job: Job) -> tuple[dict[str, bytes], list[JournalEntry]]:
    """Journal, the case's bodies and head as they belong together, though somebody may be keeping meanwhile."""
    for _ in range(100):
        job.check()
        head = vault.head_bytes()
        lines, bodies = vault.journal_lines(), vault.body_lines(case_id)
        entries = vault.history()
        if head == vault.head_bytes() and len(lines) == len(bodies) == len(entries):
            joined = (b"".join(line + b"\n" for line in part) for part in (lines, bodies))
            return dict(zip(PARTS, (*joined, head), strict=True)), entries
    raise IntegrityError("journal_broken", path=str(vault.path), reason="head")


def _row(item_id: str, sha256: str, size: int) -> dict[str, Any]:
    return {"item_id": item_id, "sha256": sha256, "size": size}


def _derived_row(entry: JournalEntry) -> dict[str, Any]:
    body = entry.body or {}
    row = _row(str(body["item_id"]), str(body["sha256"]), int(body["size"]))
    return {"entry": entry.seq, **row}


def _origins(vault: Vault, case_id: str) -> list[dict[str, Any]]:
    """Who has had this case before, each with the last entry of theirs that came here."""
    last: dict[str, int] = {}
    for entry in vault.history():
        body = entry.body or {}
        if entry.kind == "taken_in" and body.get("case_id") == case_id:
            known = [{"vault": body["vault"], "seq": body["head"]["seq"]}, *body["origins"]]
            for one in known:
                last[one["vault"]] = max(last.get(one["vault"], -1), one["seq"])
    return [{"vault": one, "seq": seq} for one, seq in last.items() if one != vault.vault_id]


class _Checked(io.RawIOBase):
    """An original that is hashed while it is read: what was changed must not be handed on."""

    def __init__(self, file: IO[bytes], item: EvidenceItem, job: Job) -> None:
        super().__init__()
        self._file, self._item, self._job = file, item, job
        self._sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        self._job.check()
        data = self._file.read(size)
        self._sum.update(data)
        return data

    def finish(self) -> None:
        """Raises IntegrityError original_changed."""
        if self._sum.hexdigest() != self._item.digest.value:
            raise IntegrityError(
                "original_changed", item_id=self._item.item_id, name=self._item.name
            )

    def close(self) -> None:
        self._file.close()
        super().close()


def _checked(vault: Vault, item: EvidenceItem, job: Job) -> _Checked:
    path = vault.original(item)
    if path.stat().st_size != item.size:
        raise IntegrityError("original_changed", item_id=item.item_id, name=item.name)
    return _Checked(path.open("rb"), item, job)
