"""Time stamps in a vault: entered in the journal whole, lying as files for openssl, and the wish for one that waits.

The entry is the truth: it holds head, query, reply and certificates, so that a token can't be lost or half kept. What
lies in `tokens/` is made from it. The wish lies with keys and anchors: it is no evidence, and says only "ask again".
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from evidence_keeper.model import Finding, FindingCode
from evidence_keeper.vault import disk, journal, seal

FOLDER = "tokens"
KIND = "stamped"
_MAIN = ".tsr"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp of the journal: its entry's number, the entry it vouches for, who says so, and when (UTC)."""

    entry: int
    seq: int
    authority: str
    time: datetime
    partial: bool
    files: Mapping[str, bytes]

    @property
    def name(self) -> str:
        """The name of its files, without ending."""
        return name_of(self.entry)


def name_of(entry: int) -> str:
    """The files of entry n are called so, with endings .tsr, .tsq, .pem and .head.json."""
    return f"{entry:08d}"


def body_of(head: bytes, query: bytes, reply: bytes, token: seal.Token, url: str) -> dict[str, Any]:
    """The content of a `stamped` entry (docs/vault-format.md) for a token over the bytes of head.json."""
    named = journal.parse_head(head)
    return {
        "seq": named.seq,
        "hash": named.hash,
        "url": url,
        "authority": token.authority,
        "time": token.time.isoformat(),
        "policy": token.policy,
        "serial": token.serial,
        "anchor": token.anchor,
        "anchor_sha256": token.anchor_digest,
        "head": head.decode("utf-8"),
        "query": base64.b64encode(query).decode("ascii"),
        "reply": base64.b64encode(reply).decode("ascii"),
        "certificates": token.certificates,
    }


def stamp_of(entry: int, body: Mapping[str, Any]) -> Stamp | None:
    """The time stamp that an entry holds; None where the body lacks what it needs."""
    try:
        files = {
            _MAIN: base64.b64decode(body["reply"], validate=True),
            ".tsq": base64.b64decode(body["query"], validate=True),
            ".pem": body["certificates"].encode("ascii"),
            ".head.json": body["head"].encode("utf-8"),
        }
        when = datetime.fromisoformat(body["time"])
        authority, seq = str(body["authority"]), int(body["seq"])
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        return None
    partial = body.get("anchor") == "pinned"
    return Stamp(entry, seq, authority, when, partial, files)


def lay_out(vault: Path, stamp: Stamp) -> Path:
    """Write a stamp's files into `tokens/` where they don't lie yet; the reply's place."""
    folder = vault / FOLDER
    with disk.guarded(vault):
        disk.make_folder(folder)
        for ending, data in stamp.files.items():
            path = folder / f"{stamp.name}{ending}"
            if not path.exists():
                disk.write_atomic(path, data)
    return folder / f"{stamp.name}{_MAIN}"


def check_stamped(
    vault: Path, entry: int, body: Mapping[str, Any], hashes: Mapping[int, str]
) -> Iterator[Finding]:
    """What is wrong with the time stamp of an entry; `hashes` are the journal lines' by number."""
    stamp = stamp_of(entry, body)
    if stamp is None:
        yield _wrong(entry, "unreadable")
        return
    yield from check_files(str(entry), stamp.files, hashes)
    for ending, data in stamp.files.items():
        path = vault / FOLDER / f"{stamp.name}{ending}"
        with contextlib.suppress(FileNotFoundError):
            if path.read_bytes() != data:
                yield Finding(
                    FindingCode.TOKEN_INVALID, f"{FOLDER}/{path.name}", {"reason": "file"}
                )


def check_files(
    subject: str, files: Mapping[str, bytes], hashes: Mapping[int, str]
) -> Iterator[Finding]:
    """Whether the parts of a stamp over a head fit together and name a line of this journal."""
    head = files[".head.json"]
    try:
        named = journal.parse_head(head)
    except journal.BadLine:
        yield _wrong(subject, "head")
        return
    if hashes.get(named.seq) != named.hash:
        yield _wrong(subject, "head")
    yield from check_reply(subject, head, files)


def check_reply(subject: str, data: bytes, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Whether the reply is a token over `data`, and the certificates beside it are its own."""
    try:
        token = seal.check(files[_MAIN], hashlib.sha256(data).digest(), files[".tsq"])
    except seal.Unfit as unfit:
        yield _wrong(subject, unfit.reason)
        return
    if files[".pem"] != token.certificates.encode("ascii"):
        yield _wrong(subject, "certificate")
    if token.anchor != "known":
        told = {"authority": token.authority, "anchor": token.anchor_digest}
        yield Finding(FindingCode.NOT_CHECKED, "authority", told)


def _wrong(subject: object, reason: str) -> Finding:
    return Finding(FindingCode.TOKEN_INVALID, str(subject), {"reason": reason})


# The wish for a stamp that could not be had ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wish:
    """A time stamp that was wanted when no authority answered: since when (local clock), from whom, why not."""

    since: datetime
    url: str
    seq: int
    why: str


def _place(home: Path, vault_id: str) -> Path:
    return home / "stamps" / f"{vault_id}.json"


def waiting(home: Path, vault_id: str) -> Wish | None:
    """The wish that waits for this vault."""
    try:
        known = json.loads(_place(home, vault_id).read_bytes())
        since = datetime.fromisoformat(known["since"])
        return Wish(since, str(known["url"]), int(known["seq"]), str(known["why"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def wish(home: Path, vault_id: str, made: Wish) -> None:
    """Remember it; the oldest one's time stays. Raises SpaceError, StorageError."""
    before = waiting(home, vault_id)
    since = made.since if before is None else before.since
    told = {"v": 1, "since": since.isoformat(), "url": made.url, "seq": made.seq, "why": made.why}
    path = _place(home, vault_id)
    with disk.guarded(home):
        disk.make_folder(path.parent)
        disk.write_atomic(path, json.dumps(told).encode("ascii") + b"\n")


def fulfilled(home: Path, vault_id: str) -> None:
    """Forget it: one later stamp covers all that came before."""
    with contextlib.suppress(OSError):
        _place(home, vault_id).unlink(missing_ok=True)
