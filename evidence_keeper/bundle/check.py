"""Checks a delivery that somebody got: folder or ZIP, with nothing but what lies in it.

1  the lists: each file is there and has its digest; nothing lies there that isn't on one of them
2  the journal: chain, signatures and head (vault.chain.check_chain); bodies held back are said, not passed over
3  the lists' signatures, by the key that is in force at the journal's end: a file and its line on the list that were
   changed together are found here
4  each original: its digest is one that a `keep` entry of the journal names
5  each `keep` entry that can be read, and isn't withdrawn: its original is there, or listed as left out on purpose
6  each time stamp: that it fits the list, or a head of this journal, at the time that it names
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from evidence_keeper.bundle.delivery import (
    DATA,
    JOURNAL,
    LEFT_OUT,
    MANIFEST,
    ORIGINALS,
    OUTSIDE,
    PUBLIC_KEY,
    SIGNATURE,
    TAG_MANIFEST,
    TAG_SIGNATURE,
    TOKEN_ENDINGS,
    TOKENS,
)
from evidence_keeper.bundle.names import safe_file_name
from evidence_keeper.errors import InputError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Checked, Finding, FindingCode, Report, Weight
from evidence_keeper.vault import commit, disk, journal
from evidence_keeper.vault.chain import ChainCheck, check_chain
from evidence_keeper.vault.keys import Verifier, public_pem

Code = FindingCode
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_SECOND = re.compile(r"\(\d+\)(?=(\.[^.]*)?$)")
"""The number that a second file of one name gets (names.unused)."""

_SIGNS = (MANIFEST, SIGNATURE, TAG_MANIFEST, f"{JOURNAL}/journal.jsonl")
"""By any of these a delivery is known, also where somebody took the others away."""

_LITTER = {".DS_Store", "Thumbs.db", "desktop.ini"}
_SMALL = 64 << 20
"""The most that is read at once: journals are small, a crafted one isn't."""


class Place(Protocol):
    """A folder or a ZIP: the same check reads both."""

    def names(self) -> list[str]:
        """Every file, by its path with / between."""

    def open(self, name: str) -> IO[bytes]:
        """A file to read. Raises OSError, KeyError or zipfile.BadZipFile."""


@dataclass(frozen=True, slots=True)
class _Folder:
    root: Path

    def names(self) -> list[str]:
        return sorted(
            path.relative_to(self.root).as_posix()
            for path in self.root.rglob("*")
            if not path.is_dir()
        )

    def open(self, name: str) -> IO[bytes]:
        path = self.root / name
        if not disk.is_regular(path):
            raise OSError(f"not a regular file: {name}")
        return path.open("rb")


@dataclass(frozen=True, slots=True)
class _Zip:
    archive: zipfile.ZipFile
    prefix: str

    def names(self) -> list[str]:
        entries = (entry.filename for entry in self.archive.infolist() if not entry.is_dir())
        return sorted(name.removeprefix(self.prefix) for name in entries)

    def open(self, name: str) -> IO[bytes]:
        return self.archive.open(self.prefix + name)


def looks_like_delivery(path: Path) -> bool:
    """Whether a folder is a delivery, by any of its parts: somebody may have taken the list away."""
    if any((path / part).exists() for part in _SIGNS):
        return True
    is_vault = any((path / part).exists() for part in (commit.JOURNAL, commit.HEAD, "originals"))
    return not is_vault and (path / ORIGINALS).is_dir()


def check_bundle(path: Path, job: Job) -> Report:
    """Check a delivery folder or a ZIP of it. Raises InputError not_a_bundle, Cancelled."""
    if path.is_dir():
        if not looks_like_delivery(path):
            raise InputError("not_a_bundle", path=str(path))
        return _check(_Folder(path), job)
    try:
        with zipfile.ZipFile(path) as archive:
            return _check(_Zip(archive, _prefix(archive, path)), job)
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError("not_a_bundle", path=str(path)) from error


def _prefix(archive: zipfile.ZipFile, path: Path) -> str:
    """A ZIP may hold the folder itself or what is in it."""
    for part in (*_SIGNS, f"{ORIGINALS}/"):
        for name in archive.namelist():
            top, found, rest = f"/{name}".partition(f"/{part}")
            whole = not rest or part.endswith("/")
            if found and whole and top.count("/") <= 1:
                return f"{top[1:]}/" if top else ""
    raise InputError("not_a_bundle", path=str(path))


def _check(place: Place, job: Job) -> Report:
    raw, tag_raw = _small(place, MANIFEST), _small(place, TAG_MANIFEST)
    (listed, odd), (beside, odd_beside) = _list(raw, MANIFEST), _list(tag_raw, TAG_MANIFEST)
    found, sums, size = _check_files(place, _Lists(listed, beside), job)
    job.report("chain")
    chain, count = _check_journal(place)
    signature = [
        *_check_signature(place, MANIFEST, SIGNATURE, raw, chain),
        *_check_signature(place, TAG_MANIFEST, TAG_SIGNATURE, tag_raw, chain),
        *_check_key(place, chain),
    ]
    withheld = _withheld(chain)
    findings = [*odd, *odd_beside, *found, *signature, *chain.findings, *withheld]
    findings += _check_originals(sums, listed, chain, bool(withheld))
    left_out = {} if signature else _left_out(place)
    findings += _check_entries(sums if listed is None else listed, left_out, chain)
    stamped, tokens = _check_stamps(place, raw, chain)
    findings += stamped
    originals = sum(1 for name in sums if name.startswith(f"{ORIGINALS}/"))
    checked = Checked(entries=count, originals=originals, bytes=size, tokens=tokens)
    return Report(checked, _holding(findings, chain, tokens), tuple(findings))


def _list(raw: bytes | None, name: str) -> tuple[dict[str, str] | None, list[Finding]]:
    """A list's lines, path to digest; None where there is no list."""
    if raw is None:
        return None, [Finding(Code.MANIFEST_MISMATCH, name, {"reason": "missing"})]
    return _lines_of_list(raw, name)


@dataclass(frozen=True, slots=True)
class _Lists:
    """What lies in data/ and what lies beside it, each None where its list is missing."""

    payload: Mapping[str, str] | None
    beside: Mapping[str, str] | None

    def of(self, name: str) -> Mapping[str, str] | None:
        """The list that a file belongs on."""
        return self.payload if name.startswith(f"{DATA}/") else self.beside

    def named(self) -> list[str]:
        """Each file that its list names; a list that is missing is said already."""
        names = [name for name in (self.payload or ()) if name.startswith(f"{DATA}/")]
        return names + [name for name in (self.beside or ()) if name != MANIFEST]

    def misplaced(self) -> list[str]:
        """Lines on the wrong list: nobody would look for the file there."""
        names = [name for name in (self.payload or ()) if not name.startswith(f"{DATA}/")]
        return names + [name for name in (self.beside or ()) if name.startswith(f"{DATA}/")]


def _lines_of_list(raw: bytes, name: str) -> tuple[dict[str, str], list[Finding]]:
    listed: dict[str, str] = {}
    odd: list[Finding] = []
    for number, line in enumerate(raw.decode("utf-8", "replace").splitlines(), start=1):
        parts = _LINE.fullmatch(line)
        if parts is None or parts[2] in listed:
            odd.append(Finding(Code.MANIFEST_MISMATCH, name, {"reason": "line", "line": number}))
        else:
            listed[parts[2]] = parts[1]
    return listed, odd


def _small(place: Place, name: str) -> bytes | None:
    try:
        with place.open(name) as file:
            data = file.read(_SMALL)
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError):
        return None
    return data


def _check_files(
    place: Place, lists: _Lists, job: Job
) -> tuple[list[Finding], dict[str, str], int]:
    """Step 1: every file's digest, and what is missing or not on its list."""
    counted = Counter(place.names())
    names = [name for name in counted if name not in OUTSIDE]
    findings = [_missing(name) for name in lists.named() if name not in counted]
    findings += [
        Finding(Code.MANIFEST_MISMATCH, name, {"reason": "line", "name": name})
        for name in lists.misplaced()
    ]
    findings += [Finding(Code.UNEXPECTED_FILE, name) for name in counted if counted[name] > 1]
    sums: dict[str, str] = {}
    size = 0
    for done, name in enumerate(names):
        job.report("originals", done, len(names), name)
        digest, length = _sum(place, name, job)
        size += length
        listed = lists.of(name)
        if listed is not None and name not in listed:
            if name.rpartition("/")[2] not in _LITTER:
                findings.append(Finding(Code.UNEXPECTED_FILE, name))
            continue
        if digest is None:
            findings.append(Finding(Code.ORIGINAL_UNREADABLE, name, {"name": name}))
            continue
        sums[name] = digest
        if listed is not None and digest != listed[name]:
            data = {"expected": listed[name], "found": digest, "name": name}
            findings.append(Finding(Code.MANIFEST_MISMATCH, name, data))
    return findings, sums, size


def _missing(name: str) -> Finding:
    if name.startswith(f"{ORIGINALS}/"):
        return Finding(Code.ORIGINAL_MISSING, name, {"name": name})
    return Finding(Code.MANIFEST_MISMATCH, name, {"reason": "missing", "name": name})


def _sum(place: Place, name: str, job: Job) -> tuple[str | None, int]:
    digest, size = hashlib.sha256(), 0
    try:
        with place.open(name) as file:
            while block := file.read(disk.BLOCK):
                digest.update(block)
                size += len(block)
                job.check()
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError):
        return None, size
    return digest.hexdigest(), size


def _check_journal(place: Place) -> tuple[ChainCheck, int]:
    """Step 2. A file that isn't there is a finding of the chain's own check."""
    raw = _small(place, f"{JOURNAL}/journal.jsonl")
    head = _small(place, f"{JOURNAL}/head.json")
    lines, torn = journal.split_lines(raw or b"")
    bodies, loose = journal.split_lines(_small(place, f"{JOURNAL}/bodies.jsonl") or b"")
    # Without its LF the last one is a body all the same: too many, or torn, never passed over.
    chain = check_chain(lines, [*bodies, loose] if loose else bodies, head, torn=torn)
    if raw is None or not lines:
        missing = Finding(Code.JOURNAL_MISSING, f"{JOURNAL}/journal.jsonl")
        chain = ChainCheck((missing, *chain.findings), {}, {}, 0, (), "")
    return chain, len(lines)


def _check_signature(
    place: Place, name: str, sealed: str, raw: bytes | None, chain: ChainCheck
) -> Iterator[Finding]:
    """Step 3. Never by the key file that lies beside it: whoever changes the list brings his own."""
    if raw is None:
        return  # said already, and then there is nothing that a signature could be over
    signature = _small(place, sealed)
    if (
        signature is None
    ):  # never excused: whoever changes a file could say that there never was one
        yield Finding(Code.SIGNATURE_INVALID, name, {"reason": "missing"})
    elif not chain.keys or not Verifier(chain.keys[-1]).verify(signature.hex(), raw):
        yield Finding(Code.SIGNATURE_INVALID, name, {"reason": "manifest"})


def _check_key(place: Place, chain: ChainCheck) -> Iterator[Finding]:
    """The key that lies there for openssl is the one that the journal names."""
    given = _small(place, PUBLIC_KEY)
    if given is None or not chain.keys:
        return  # the list or the journal's check has said so
    try:
        named = public_pem(chain.keys[-1])
    except ValueError:
        return  # no key at all: every signature is wrong, and said to be
    if given.split() != named.split():
        yield Finding(Code.MANIFEST_MISMATCH, PUBLIC_KEY, {"reason": "other_key"})


def _check_stamps(place: Place, raw: bytes | None, chain: ChainCheck) -> tuple[list[Finding], int]:
    """Step 6: the findings, and how many time stamps hold."""
    from evidence_keeper.vault import tokens

    names = place.names()
    hashes = {seq: line.hash for seq, line in chain.lines.items()}
    found: dict[str, list[Finding]] = {}
    heads = {name[: -len(".tsr")] for name in names if _is_token(name)}
    for base in sorted(heads):
        files = _parts_of(place, base, (".tsr", ".tsq", ".pem", ".head.json"))
        found[base] = [*tokens.check_files(f"{base}.tsr", files, hashes)]
    if any(f"{MANIFEST}{ending}" in names for ending in TOKEN_ENDINGS):
        files = _parts_of(place, MANIFEST, TOKEN_ENDINGS)
        found[MANIFEST] = [*tokens.check_reply(f"{MANIFEST}.tsr", raw or b"", files)]
    if not found:
        return [Finding(Code.NOT_CHECKED, "timestamp")], 0
    findings = [finding for one in found.values() for finding in one]
    good = [one for one in found.values() if not any(f.means is Weight.CHANGED for f in one)]
    return findings, len(good)


def _is_token(name: str) -> bool:
    return name.startswith(f"{TOKENS}/") and name.endswith(".tsr")


def _parts_of(place: Place, base: str, endings: Sequence[str]) -> dict[str, bytes]:
    """A time stamp's files by ending; one that is missing is empty, and so no part of anything."""
    return {ending: _small(place, f"{base}{ending}") or b"" for ending in endings}


def _withheld(chain: ChainCheck) -> list[Finding]:
    if not chain.withheld:
        return []
    return [Finding(Code.NOT_CHECKED, "bodies", {"count": chain.withheld})]


def _check_originals(
    sums: Mapping[str, str],
    listed: Mapping[str, str] | None,
    chain: ChainCheck,
    withheld: bool,
) -> Iterator[Finding]:
    """Step 4: no original that the journal doesn't know, and none under another one's name."""
    known: dict[str, set[str]] = {}
    for body in chain.bodies.values():
        if isinstance(body.get("sha256"), str) and isinstance(body.get("name"), str):
            known.setdefault(body["sha256"], set()).add(safe_file_name(body["name"]))
    files = [name for name in sums if name.startswith(f"{ORIGINALS}/")]
    if not known and withheld:
        yield Finding(Code.NOT_CHECKED, ORIGINALS)
        return
    for name in files:
        if listed is not None and sums[name] != listed[name]:
            continue  # step 1 has said so
        names = known.get(sums[name], set())
        if not any(_is_called(name, original) for original in names):
            data = {"name": name, "found": sums[name]}
            if names:
                data["swapped_with"] = min(names)
            yield Finding(Code.DIGEST_MISMATCH, name, data)


def _left_out(place: Place) -> Mapping[str, str]:
    """What the signed list says was left out on purpose; an unsigned one excuses nothing."""
    return _lines_of_list(_small(place, LEFT_OUT) or b"", LEFT_OUT)[0]


def _check_entries(
    listed: Mapping[str, str], left_out: Mapping[str, str], chain: ChainCheck
) -> Iterator[Finding]:
    """Step 5: as many originals of each digest as there are items that say so. What the list names counts as there:
    where it isn't, step 1 has said so."""
    there = Counter(digest for name, digest in listed.items() if name.startswith(f"{ORIGINALS}/"))
    there.update(left_out.values())
    for body in _standing(chain).values():
        if there[body["sha256"]]:
            there[body["sha256"]] -= 1
        else:
            name = safe_file_name(body["name"])
            yield Finding(Code.ORIGINAL_MISSING, name, {"name": name, "expected": body["sha256"]})


def _standing(chain: ChainCheck) -> dict[str, Mapping[str, Any]]:
    """The `keep` bodies of the items that the delivery's entries don't put away, by item."""
    standing: dict[str, Mapping[str, Any]] = {}
    away: set[str] = set()
    for seq, body in sorted(chain.bodies.items()):
        item = body.get("item_id")
        if not isinstance(item, str):
            continue
        kind = chain.lines[seq].kind
        if kind == "keep" and all(isinstance(body.get(key), str) for key in ("sha256", "name")):
            standing[item] = body
        elif kind == "withdraw":
            away.add(item)
        elif kind == "restore":
            away.discard(item)
    return {item: body for item, body in standing.items() if item not in away}


def _is_called(name: str, original: str) -> bool:
    """Whether 原件/E1-1_账单(2).pdf is a delivery's name for 账单.pdf."""
    bare = name.rpartition("/")[2].partition("_")[2]
    return bare == original or _SECOND.sub("", bare) == original


_LIST_BREAKS = {
    Code.MANIFEST_MISMATCH,
    Code.UNEXPECTED_FILE,
    Code.ORIGINAL_MISSING,
    Code.ORIGINAL_UNREADABLE,
}


def _holding(findings: Sequence[Finding], chain: ChainCheck, tokens: int) -> tuple[str, ...]:
    codes = {found.code for found in findings if found.means is Weight.CHANGED}
    holds = [name for name in chain.holds if chain.lines]
    if chain.withheld and "bodies" in holds:
        holds.remove("bodies")
    unchecked = {found.subject for found in findings if found.code is Code.NOT_CHECKED}
    unsigned = any(
        found.code is Code.SIGNATURE_INVALID and found.subject in (MANIFEST, TAG_MANIFEST)
        for found in findings
    )
    if not codes & _LIST_BREAKS and not unsigned and MANIFEST not in unchecked:
        holds.append("manifest")
    broken = {
        Code.DIGEST_MISMATCH,
        Code.ORIGINAL_MISSING,
        Code.ORIGINAL_UNREADABLE,
        Code.MANIFEST_MISMATCH,
        Code.JOURNAL_MISSING,
    }
    if not codes & broken and ORIGINALS not in unchecked:
        holds.append("originals")
    if tokens and Code.TOKEN_INVALID not in codes:
        holds.append("timestamp")
    return tuple(holds)
