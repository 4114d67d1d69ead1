"""How a vault is checked, step by step, so that somebody who is no programmer can follow and repeat it.

     1  list the originals that lie there
     2  hold the writers for a moment and read intents, journal, bodies and head as they stand together
     3  each journal line: its form, its number, that it names the line before, its signature
     4  each body: that its digest is the one its line names
     5  the head: its signature, that it names the last line, that nothing is cut off behind it
     6  the anchor outside the vault: that the journal still holds what this computer remembers
     7  each original: that it is there, and that its digest and size are the ones its entry names
     8  that no file lies among the originals that no entry explains
     9  what a crash left in staging
    10  the index: that it says what the journal says
    11  each time stamp: that it fits the head it was made for, at the time it names, and that the journal holds it
    12  what can't be checked here is named, never passed over

The result is a Report of findings, never just "true"; an exception means that we could not look.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from evidence_keeper.errors import EvidenceError, InputError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Checked, Finding, FindingCode, Report, Weight
from evidence_keeper.vault import commit, disk, journal, originals, staging
from evidence_keeper.vault.chain import BREAKS, ChainCheck, check_chain, named_originals, unbroken
from evidence_keeper.vault.commit import BODIES, HEAD, JOURNAL
from evidence_keeper.vault.index import Index
from evidence_keeper.vault.keys import Anchor, Keyring
from evidence_keeper.vault.locks import FileLock
from evidence_keeper.vault.originals import place_of
from evidence_keeper.vault.schema import Unusable, is_passing

Code = FindingCode
_KNOWN_NAMES = frozenset(
    {
        JOURNAL,
        BODIES,
        HEAD,
        "originals",
        "staging",
        "cache",
        "lock",
        "README.txt",
        "copy.json",
        "tokens",
    }
)
INDEX = "cache/index.sqlite"
WAIT_SECONDS = 10.0
_THREADS = 2 + (os.cpu_count() or 1) // 2


# Where an entry's content can't be read, nobody knows which original it named.
_ORIGINALS_BREAK = frozenset(
    {
        Code.DIGEST_MISMATCH,
        Code.ORIGINAL_MISSING,
        Code.ORIGINAL_UNREADABLE,
        Code.UNEXPECTED_FILE,
        Code.JOURNAL_MISSING,
        Code.BODY_MISMATCH,
        Code.BODY_MISSING,
    }
)
_ANCHOR_BREAK = frozenset(
    {Code.OLDER_COPY, Code.JOURNAL_REWRITTEN, Code.FOREIGN_KEY, Code.JOURNAL_MISSING}
)
_VAULT_BREAKS: Mapping[str, frozenset[FindingCode]] = {
    "originals": _ORIGINALS_BREAK,
    **BREAKS,
    "anchor": _ANCHOR_BREAK,
    "index": frozenset({Code.INDEX_DISAGREES, Code.JOURNAL_MISSING}),
    "timestamp": frozenset({Code.TOKEN_INVALID, Code.JOURNAL_MISSING}),
}
# The whole procedure ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The files that belong together, read while no writer was at work."""

    journal: bytes | None
    bodies: bytes | None
    head: bytes | None
    staged: tuple[Path, ...]
    explained: frozenset[str]
    anchor: Anchor | None


class Walk(Protocol):
    """What an earlier check, broken off, has found right (step 7)."""

    def has(self, sha256: str, status: os.stat_result) -> bool:
        """Whether this very file, untouched since, was found right."""

    def add(self, sha256: str, status: os.stat_result) -> None:
        """It has just been read and found right; `status` is from before the reading."""


def verify_vault(
    path: Path,
    keyring: Keyring,
    job: Job,
    *,
    mended: Sequence[Finding] = (),
    walk: Walk | None = None,
) -> Report:
    """Check the vault folder `path` by the numbered procedure above; `mended` is what opening it put right. With a
    `walk` the originals that it has are not read again, and the others are read one at a time.

    Raises InputError not_a_vault where nothing of a vault is there, StorageError where the disk can't be read.
    """
    job.report("listing")
    with disk.guarded(path):
        lying = set(originals.listed(path))  # 1
        there = _snapshot(path, keyring)  # 2
    if there.journal is None and there.bodies is None and there.head is None and not lying:
        raise InputError("not_a_vault", path=str(path))
    job.report("chain")
    lines, torn = journal.split_lines(there.journal or b"")
    bodies, loose = journal.split_lines(there.bodies or b"")
    chain = check_chain(
        lines, bodies, there.head, torn=torn, may_withhold=False, job=job
    )  # 3, 4, 5
    findings = list(chain.findings)
    if there.journal is None or not lines:
        findings = [Finding(Code.JOURNAL_MISSING, JOURNAL, {"bodies": len(bodies)})]
    if loose and there.journal is not None:
        findings.append(Finding(Code.BODY_EXTRA, str(len(bodies)), {"count": 1}))
    findings += _check_anchor(path, chain, there, len(lines) - 1)  # 6
    expected = named_originals(chain)
    found, size = _check_originals(path, expected, job, walk)  # 7
    findings += found
    findings += _check_extra(path, lying, expected, there)  # 8
    findings += [
        Finding(Code.LEFTOVER, folder.name, {"files": _staged_files(folder)})
        for folder in there.staged
    ]  # 9
    findings += [Finding(Code.LEFTOVER, stray.name, {"files": 1}) for stray in staging.strays(path)]
    sound = not torn and bool(lines) and not {"chain", "bodies"} - set(chain.holds)
    findings += _check_index(path, sound)  # 10
    stamped, tokens = check_stamps(path, chain)  # 11
    findings += stamped
    findings += mended
    checked = Checked(entries=len(lines), originals=len(expected), bytes=size, tokens=tokens)
    return Report(checked, _holding(path, findings), tuple(findings))


def check_stamps(path: Path, chain: ChainCheck) -> tuple[list[Finding], int]:
    """Step 11: the findings, and how many time stamps hold."""
    from evidence_keeper.vault.tokens import check_stamped

    stamped = [seq for seq, line in sorted(chain.lines.items()) if line.kind == "stamped"]
    seen = [seq for seq in stamped if seq in chain.bodies]
    if not seen:
        return [Finding(Code.NOT_CHECKED, "timestamp")], 0
    hashes = {seq: line.hash for seq, line in chain.lines.items()}
    found = {seq: list(check_stamped(path, seq, chain.bodies[seq], hashes)) for seq in seen}
    bad = [seq for seq in seen if any(one.means is Weight.CHANGED for one in found[seq])]
    findings = [finding for seq in seen for finding in found[seq]]
    later = len(chain.lines) - 1 - seen[-1]
    if later > 0:
        findings.append(Finding(Code.NOT_CHECKED, "since_timestamp", {"count": later}))
    return findings, len(seen) - len(bad)


def _holding(path: Path, findings: Sequence[Finding]) -> tuple[str, ...]:
    unchecked = {found.subject for found in findings if found.code is Code.NOT_CHECKED}
    if not (path / INDEX).exists():
        unchecked.add("index")  # a copy has none: nothing is claimed of it, and nothing is missing
    return tuple(name for name in unbroken(findings, _VAULT_BREAKS) if name not in unchecked)


def _snapshot(path: Path, keyring: Keyring) -> _Snapshot:
    lock = FileLock(path / "lock")
    try:
        lock.acquire(WAIT_SECONDS)
    except EvidenceError:
        # A reader of a read-only vault, or one beside a writer that hangs, looks without the lock.
        return _as_it_stands_still(path, keyring)
    with lock:
        return _look(path, keyring)


def _as_it_stands_still(path: Path, keyring: Keyring) -> _Snapshot:
    """Look until nobody wrote between the first file and the last (at most two seconds)."""
    before = _read(path / HEAD)
    for _ in range(100):
        there = _look(path, keyring)
        if there.head == before and before == _read(path / HEAD):
            break
        before = there.head
        time.sleep(0.02)
    return there


def _look(path: Path, keyring: Keyring) -> _Snapshot:
    """Intents before the journal: what is entered meanwhile is explained by the one or by the other. The anchor
    first of all: one that was read later would remember entries that were written since."""
    vault_id = _vault_id(path)
    anchor = keyring.anchor(vault_id) if vault_id else None
    folders = staging.living(path)
    intents = tuple(_intents(folders))
    staged = tuple(folder for folder in folders if _is_orphan(folder))
    lines, bodies, head = (_read(path / name) for name in (JOURNAL, BODIES, HEAD))
    for intent in intents:
        lines, bodies = _without(intent, lines, bodies, head)
    return _Snapshot(
        lines,
        bodies,
        head,
        staged=staged,
        explained=frozenset(move.sha256 for intent in intents for move in intent.moves),
        anchor=anchor,
    )


def _without(
    intent: commit.Intent, lines: bytes | None, bodies: bytes | None, head: bytes | None
) -> tuple[bytes | None, bytes | None]:
    """Journal and bodies as they were before a commit that a crash left half done (its head isn't written).

    Only where all that stands behind is a part of what the intent says: a crash, not a change.
    """
    unchanged = (lines, bodies)
    try:
        if journal.parse_head(head or b"").seq >= journal.parse_head(intent.head).seq:
            return unchanged
    except journal.BadLine:
        return unchanged
    entered, told = (lines or b"")[intent.journal_base :], (bodies or b"")[intent.bodies_base :]
    if intent.journal.startswith(entered) and intent.bodies.startswith(told):
        return (
            lines and lines[: intent.journal_base],
            bodies and bodies[: intent.bodies_base],
        )
    return unchanged


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _is_orphan(folder: Path) -> bool:
    """Whether a session's owner is dead. Takes nothing over; a lock that can't be tried is a living one."""
    lock = FileLock(folder.with_name(folder.name + ".lock"))
    if not lock.path.exists():
        return True
    try:
        free = lock.try_acquire()
    except EvidenceError:
        return False
    lock.release()
    return free


def _staged_files(folder: Path) -> int:
    return sum(1 for _ in folder.glob("f??????"))


def _intents(folders: Sequence[Path]) -> Iterator[commit.Intent]:
    for folder in folders:
        with contextlib.suppress(OSError, ValueError):
            yield commit.Intent.from_json((folder / staging.INTENT).read_bytes())


def _check_anchor(path: Path, chain: ChainCheck, there: _Snapshot, last: int) -> Iterator[Finding]:
    anchor = there.anchor
    if anchor is None:
        yield Finding(Code.NOT_CHECKED, "anchor")
        return
    known = chain.lines.get(anchor.seq)
    if anchor.seq > last and there.journal is not None:
        is_copy = (path / "copy.json").exists()
        data = {"seq": last, "expected": anchor.seq, "missing": anchor.seq - last}
        yield Finding(Code.OLDER_COPY, JOURNAL, data, Weight.NOTICE if is_copy else None)
    elif known is not None and known.hash != anchor.hash:
        yield Finding(Code.JOURNAL_REWRITTEN, str(anchor.seq))
    yield from _foreign_keys(chain, anchor)


def _foreign_keys(chain: ChainCheck, anchor: Anchor) -> Iterator[Finding]:
    """Keys that this computer never wrote with: the one in force when it met the vault must be the remembered
    one, and so must every key announced since."""
    announced = [(seq, line.key) for seq, line in sorted(chain.lines.items()) if line.key]
    before = [(seq, key) for seq, key in announced if seq <= anchor.since]
    for seq, key in before[-1:] + announced[len(before) :]:
        if key != anchor.key:
            yield Finding(Code.FOREIGN_KEY, str(seq))


def _vault_id(path: Path) -> str:
    """The id that entry 0 gives, or else the head; it becomes a file name, and both take nothing but hex digits."""
    with contextlib.suppress(OSError, journal.BadLine), (path / JOURNAL).open("rb") as file:
        first = journal.parse_line(file.readline().removesuffix(b"\n")).vault
        if first:
            return first
    with contextlib.suppress(OSError, journal.BadLine):
        return journal.parse_head((path / HEAD).read_bytes()).vault
    return ""


def _check_originals(
    path: Path, expected: Mapping[str, tuple[int, str]], job: Job, walk: Walk | None
) -> tuple[list[Finding], int]:
    total = sum(size for size, _name in expected.values())
    findings: list[Finding] = []
    done = 0

    def look(sha256: str) -> tuple[str, str | None, int, str]:
        file = path / place_of(sha256)
        try:
            status = file.lstat()
            if walk is not None and walk.has(sha256, status):
                return sha256, sha256, status.st_size, ""
            digest, size = disk.sha256_of(file, job.check)
            if walk is not None and digest == sha256:
                walk.add(sha256, status)
        except FileNotFoundError:
            return sha256, None, 0, "missing"
        except OSError as error:
            return sha256, None, 0, error.strerror or "unreadable"
        return sha256, digest, size, ""

    with ThreadPoolExecutor(1 if walk is not None else _THREADS) as pool:
        # The longest first, so that no thread is left alone with a big one at the end.
        order = sorted(expected, key=lambda sha256: -expected[sha256][0])
        for sha256, digest, size, trouble in pool.map(look, order):
            done += size
            job.report("originals", done, total, expected[sha256][1])
            findings += _judge(sha256, expected, digest, size, trouble)
    return findings, done


def _judge(
    sha256: str,
    expected: Mapping[str, tuple[int, str]],
    digest: str | None,
    size: int,
    trouble: str,
) -> Iterator[Finding]:
    wanted, name = expected[sha256]
    subject = place_of(sha256)
    if trouble == "missing":
        yield Finding(Code.ORIGINAL_MISSING, subject, {"name": name})
    elif trouble:
        yield Finding(Code.ORIGINAL_UNREADABLE, subject, {"name": name, "detail": trouble})
    elif digest != sha256 or size != wanted:
        data: dict[str, Any] = {"name": name, "found": digest, "expected": sha256, "size": size}
        if digest is not None and digest in expected and digest != sha256:
            data["swapped_with"] = expected[digest][1]
        yield Finding(Code.DIGEST_MISMATCH, subject, data)


def _check_extra(
    path: Path, lying: set[Path], expected: Mapping[str, tuple[int, str]], there: _Snapshot
) -> Iterator[Finding]:
    known = {path / place_of(sha256) for sha256 in (*expected, *there.explained)}
    for extra in sorted(lying - known):
        yield Finding(Code.UNEXPECTED_FILE, extra.relative_to(path).as_posix())
    with contextlib.suppress(OSError):
        for name in sorted(os.listdir(path)):
            if (
                name not in _KNOWN_NAMES
                and name not in originals.LITTER
                and not name.endswith(".part")
            ):
                yield Finding(Code.UNEXPECTED_FILE, name, weight=Weight.NOTICE)


def _check_index(path: Path, sound: bool) -> list[Finding]:
    """Step 10: a fresh index from the journal must have the same rows as the one that lies there.

    Where the journal itself isn't whole (`sound`) there is nothing to compare with.
    """
    file = path / INDEX
    if not file.exists():
        return []
    if not sound:
        return [Finding(Code.NOT_CHECKED, "index")]
    try:
        with contextlib.ExitStack() as stack:
            if not os.access(file.parent, os.W_OK) or not os.access(file, os.W_OK):
                file = _lent(file, stack)
            stored = stack.enter_context(contextlib.closing(Index(path, file)))
            fresh = stack.enter_context(contextlib.closing(Index(path, None)))
            for _ in range(3):  # somebody may keep something meanwhile
                stored.catch_up()
                fresh.catch_up()
                if stored.head() == fresh.head():
                    break
            ours, truth = stored.dump(), fresh.dump()
    except (Unusable, sqlite3.Error, OSError) as error:
        if isinstance(error, sqlite3.Error) and is_passing(error):
            return [
                Finding(Code.NOT_CHECKED, "index")
            ]  # a disk that is full says nothing of what lies on it
        return [Finding(Code.INDEX_DISAGREES, "index", {"tables": "unreadable"})]
    wrong = [table for table in truth if ours[table] != truth[table]]
    return [Finding(Code.INDEX_DISAGREES, "index", {"tables": ", ".join(wrong)})] if wrong else []


def _lent(file: Path, stack: contextlib.ExitStack) -> Path:
    """A copy of the index elsewhere: SQLite opens none that it can't write to."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    for name in (file.name, file.name + "-wal"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(file.with_name(name), folder / name)
    return folder / file.name
