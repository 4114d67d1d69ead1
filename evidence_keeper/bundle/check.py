"""Checks a delivery that somebody got: folder or ZIP, with nothing but what lies in it.

1  the list: each file is there and has its digest; nothing lies there that isn't on it
2  the journal: chain, signatures and head (vault.verify.check_chain); bodies held back are said, not passed over
3  each original: its digest is one that a `keep` entry of the journal names: an original and its line on the list that
   were changed together are found here
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from evidence_keeper.bundle.delivery import JOURNAL, MANIFEST, ORIGINALS
from evidence_keeper.bundle.names import safe_file_name
from evidence_keeper.errors import InputError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Checked, Finding, FindingCode, Report, Weight
from evidence_keeper.vault import disk
from evidence_keeper.vault.verify import ChainCheck, check_chain

Code = FindingCode
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_SECOND = re.compile(r"\(\d+\)(?=(\.[^.]*)?$)")
"""The number that a second file of one name gets (names.unused)."""

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


def check_bundle(path: Path, job: Job) -> Report:
    """Check a delivery folder or a ZIP of it. Raises InputError not_a_bundle, Cancelled."""
    if path.is_dir():
        if not (path / MANIFEST).is_file() and not (path / JOURNAL).is_dir():
            raise InputError("not_a_bundle", path=str(path))
        return _check(_Folder(path), job)
    try:
        with zipfile.ZipFile(path) as archive:
            return _check(_Zip(archive, _prefix(archive, path)), job)
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError("not_a_bundle", path=str(path)) from error


def _prefix(archive: zipfile.ZipFile, path: Path) -> str:
    """A ZIP may hold the folder itself or what is in it."""
    for name in archive.namelist():
        if name == MANIFEST or (name.endswith(f"/{MANIFEST}") and name.count("/") == 1):
            return name.removesuffix(MANIFEST)
    raise InputError("not_a_bundle", path=str(path))


def _check(place: Place, job: Job) -> Report:
    listed, odd = _manifest(place)
    found, sums, size = _check_files(place, listed, job)
    job.report("chain")
    chain, count = _check_journal(place)
    findings = [*odd, *found, *chain.findings]
    withheld = _withheld(chain)
    findings += withheld
    findings += _check_originals(sums, listed, chain, bool(withheld))
    findings.append(Finding(Code.NOT_CHECKED, "timestamp"))
    originals = sum(1 for name in sums if name.startswith(f"{ORIGINALS}/"))
    checked = Checked(entries=count, originals=originals, bytes=size)
    return Report(checked, _holding(findings, chain), tuple(findings))


def _manifest(place: Place) -> tuple[dict[str, str], list[Finding]]:
    """The list's lines, path to digest."""
    listed: dict[str, str] = {}
    odd: list[Finding] = []
    raw = _small(place, MANIFEST)
    if raw is None:
        return {}, [Finding(Code.MANIFEST_MISMATCH, MANIFEST, {"reason": "missing"})]
    for number, line in enumerate(raw.decode("utf-8", "replace").splitlines(), start=1):
        parts = _LINE.fullmatch(line)
        if parts is None or parts[2] in listed:
            odd.append(
                Finding(Code.MANIFEST_MISMATCH, MANIFEST, {"reason": "line", "line": number})
            )
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
    place: Place, listed: Mapping[str, str], job: Job
) -> tuple[list[Finding], dict[str, str], int]:
    """Step 1: every file's digest, and what is missing or not on the list."""
    names = [name for name in place.names() if name != MANIFEST]
    findings = [_missing(name) for name in listed if name not in set(names)]
    sums: dict[str, str] = {}
    size = 0
    for done, name in enumerate(names):
        job.report("originals", done, len(names), name)
        digest, length = _sum(place, name, job)
        size += length
        if name not in listed:
            if name.rpartition("/")[2] not in _LITTER:
                findings.append(Finding(Code.UNEXPECTED_FILE, name))
            continue
        if digest is None:
            findings.append(Finding(Code.ORIGINAL_UNREADABLE, name, {"name": name}))
            continue
        sums[name] = digest
        if digest != listed[name]:
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
    journal = _small(place, f"{JOURNAL}/journal.jsonl")
    bodies = _small(place, f"{JOURNAL}/bodies.jsonl")
    head = _small(place, f"{JOURNAL}/head.json")
    lines, torn = _lines(journal or b"")
    chain = check_chain(lines, _lines(bodies or b"")[0], head, torn=torn)
    if journal is None or not lines:
        missing = Finding(Code.JOURNAL_MISSING, f"{JOURNAL}/journal.jsonl")
        chain = ChainCheck((missing, *chain.findings), {}, {}, 0, (), "")
    return chain, len(lines)


def _lines(data: bytes) -> tuple[list[bytes], bytes]:
    *lines, rest = data.split(b"\n")
    return lines, rest


def _withheld(chain: ChainCheck) -> list[Finding]:
    if not chain.withheld:
        return []
    return [Finding(Code.NOT_CHECKED, "bodies", {"count": chain.withheld})]


def _check_originals(
    sums: Mapping[str, str], listed: Mapping[str, str], chain: ChainCheck, withheld: bool
) -> Iterator[Finding]:
    """Step 3: no original that the journal doesn't know, and none under another one's name."""
    known: dict[str, set[str]] = {}
    for body in chain.bodies.values():
        if isinstance(body.get("sha256"), str) and isinstance(body.get("name"), str):
            known.setdefault(body["sha256"], set()).add(safe_file_name(body["name"]))
    files = [name for name in sums if name.startswith(f"{ORIGINALS}/")]
    if not known and withheld:
        if files:
            yield Finding(Code.NOT_CHECKED, ORIGINALS)
        return
    for name in files:
        if sums[name] != listed.get(name):
            continue  # step 1 has said so
        names = known.get(sums[name], set())
        if not any(_is_called(name, original) for original in names):
            data = {"name": name, "found": sums[name]}
            if names:
                data["swapped_with"] = min(names)
            yield Finding(Code.DIGEST_MISMATCH, name, data)


def _is_called(name: str, original: str) -> bool:
    """Whether 原件/E1-1_账单(2).pdf is a delivery's name for 账单.pdf."""
    bare = name.rpartition("/")[2].partition("_")[2]
    return bare == original or _SECOND.sub("", bare) == original


def _holding(findings: Sequence[Finding], chain: ChainCheck) -> tuple[str, ...]:
    codes = {found.code for found in findings if found.means is Weight.CHANGED}
    holds = [name for name in chain.holds if chain.lines]
    if chain.withheld and "bodies" in holds:
        holds.remove("bodies")
    if not codes & {Code.MANIFEST_MISMATCH, Code.UNEXPECTED_FILE, Code.ORIGINAL_UNREADABLE}:
        holds.append("manifest")
    broken = {
        Code.DIGEST_MISMATCH,
        Code.ORIGINAL_MISSING,
        Code.ORIGINAL_UNREADABLE,
        Code.MANIFEST_MISMATCH,
        Code.JOURNAL_MISSING,
    }
    unchecked = {found.subject for found in findings if found.code is Code.NOT_CHECKED}
    if not codes & broken and ORIGINALS not in unchecked:
        holds.append("originals")
    return tuple(holds)
