"""A second copy, its restoring, and moving the vault: copied, read back, verified, only then called done.

Nothing is ever taken away: a moved vault leaves the old folder behind as a second copy. A copy carries a mark, so
that nobody goes on writing in it: two vaults that both grow can never be joined again. The mark lies there before
the first byte and says until the last one that the copy isn't whole, so that one that was interrupted is gone on with,
and what it held before can still be restored.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evidence_keeper.errors import InputError, IntegrityError
from evidence_keeper.jobs import Job, Part
from evidence_keeper.model import FindingCode, Report
from evidence_keeper.vault import COPY_MARK, README, Vault, disk, journal, originals
from evidence_keeper.vault.chain import check_chain, named_originals
from evidence_keeper.vault.commit import BODIES, HEAD, JOURNAL
from evidence_keeper.vault.entries import now
from evidence_keeper.vault.keys import Anchor, Keyring
from evidence_keeper.vault.locks import FileLock
from evidence_keeper.vault.verify import verify_vault

_JOURNAL_FILES = (BODIES, JOURNAL, HEAD)
_INTERRUPTED = frozenset(
    {
        FindingCode.OLDER_COPY,
        FindingCode.UNEXPECTED_FILE,
        FindingCode.BODY_EXTRA,
        FindingCode.HEAD_INVALID,
    }
)
"""What a check finds in a copy whose bringing up to date was interrupted, and what is no loss there."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was made and verified. `verified` is False where the check of the copy found something."""

    folder: Path
    entries: int
    originals: int
    report: Report

    @property
    def verified(self) -> bool:
        """Whether the copy's own check found it whole."""
        return self.report.ok


def copy_to(vault: Vault, target: Path, job: Job) -> Copied:
    """Make or bring up to date a second copy in `target` (or in a folder of its own where `target` is in use).

    Raises InputError target_inside_vault or target_not_empty, SpaceError, StorageError, Cancelled, IntegrityError:
    older_copy where the copy has entries that the vault lacks, and what doesn't hold in the vault itself.
    """
    target = _place_for(vault, Path(os.path.abspath(target)))
    with disk.guarded(target):
        parts = _standing(vault.path)
        wanted = sorted(_named(parts))
        _refuse_loss(target, parts)
        _mark(target, vault.vault_id, whole=False)
        _transfer(parts, wanted, vault.path, target, job)
        _mark(target, vault.vault_id, whole=True)
    return _checked(target, vault.keyring, job)


def _mark(target: Path, vault_id: str, *, whole: bool) -> None:
    disk.make_folder(target)
    _forget_torn(target)
    mark = {"of": vault_id, "at": now().isoformat(timespec="seconds"), "whole": whole}
    disk.write_atomic(target / COPY_MARK, json.dumps(mark).encode() + b"\n")


def _unmark(target: Path) -> None:
    (target / COPY_MARK).unlink(missing_ok=True)
    disk.sync_folder(target)


def restore_from(copy: Path, target: Path, home: Path, job: Job) -> Copied:
    """Make a working vault at `target` from a second copy. What lies at `target` must be nothing or older of the
    same vault. This computer's memory of the vault is set to what the copy has, and that is entered in the journal.

    Raises InputError not_a_copy or target_not_empty, IntegrityError where the copy itself doesn't hold, and the
    disk's errors.
    """
    copy, target = Path(os.path.abspath(copy)), Path(os.path.abspath(target))
    keyring = Keyring(home)
    if not (copy / JOURNAL).is_file():
        raise InputError("not_a_copy", path=str(copy))
    if target == copy or copy in target.parents or target in copy.parents:
        raise InputError("target_inside_vault", path=str(target))
    parts = _sound(copy, keyring, job)
    head = journal.parse_head(parts[HEAD])
    _refuse_other(target, head)
    with disk.guarded(target):
        _refuse_loss(target, parts)
        _mark(target, head.vault, whole=False)
        _transfer(parts, sorted(_named(parts)), copy, target, job)
        _unmark(target)
    _remember_restored(keyring, head)
    done = _checked(target, keyring, job)
    with contextlib.closing(Vault.open(target, home=home)) as vault:
        vault.record(
            "recovered", {"result": "restored_from_copy", "seq": head.seq, "hash": head.hash}
        )
    return done


def _sound(copy: Path, keyring: Keyring, job: Job) -> dict[str, bytes]:
    """The journal's files of a copy that holds. One whose bringing up to date was interrupted holds as far as its
    head goes, which is written last; originals that had come by then lie there unexplained and are left alone."""
    excused = _INTERRUPTED if _was_interrupted(copy) else frozenset({FindingCode.OLDER_COPY})
    for found in verify_vault(copy, keyring, job).findings:
        if found.means == "changed" and found.code not in excused:
            raise IntegrityError("journal_broken", path=str(copy), reason=found.code.value)
    parts = _standing(copy)
    count = journal.parse_head(parts[HEAD]).seq + 1
    for name in (BODIES, JOURNAL):
        lines, _torn = journal.split_lines(parts[name])
        parts[name] = b"".join(line + b"\n" for line in lines[:count])
    return parts


def _was_interrupted(copy: Path) -> bool:
    return _read_mark(copy).get("whole") is False


def move_to(vault: Vault, target: Path, job: Job) -> Copied:
    """Move the vault: copy, verify, then the old folder becomes the second copy. Nothing is deleted.

    Raises as copy_to, and IntegrityError older_copy or journal_broken before anything is copied: a vault that may
    not be written to must not become the one that is.
    """
    vault.refuse_contradiction()
    while True:
        done = copy_to(vault, target, job)
        if not done.verified or _handed_over(vault, done.folder):
            return done


def _handed_over(vault: Vault, target: Path) -> bool:
    """Change the roles while nobody writes. False where an entry was written since the copy was made."""
    lock = FileLock(vault.path / "lock")
    lock.acquire(vault.wait_seconds)
    with lock, disk.guarded(target):
        if (vault.path / JOURNAL).read_bytes() != (target / JOURNAL).read_bytes():
            return False
        # For a moment both are copies: never both are vaults.
        _mark(vault.path, vault.vault_id, whole=True)
        _unmark(target)
        vault.read_only = True
    return True


def _place_for(vault: Vault, target: Path) -> Path:
    if target == vault.path or vault.path in target.parents:
        raise InputError("target_inside_vault", path=str(target))
    if any(_is_working(folder) for folder in (target, *target.parents)):
        raise InputError("target_inside_vault", path=str(target))
    if target in vault.path.parents:
        return _own_folder(vault, target)
    if not target.exists() or _is_copy_of(target, vault.vault_id) or _is_empty(target):
        return target
    return _own_folder(vault, target)


def _is_working(folder: Path) -> bool:
    """Whether somebody writes evidence there: a vault that is no copy."""
    return (folder / JOURNAL).exists() and not (folder / COPY_MARK).exists()


def _own_folder(vault: Vault, target: Path) -> Path:
    """A stick is rarely empty: the copy gets a folder of its own there."""
    own = target / f"evidence-copy-{vault.vault_id[:8]}"
    if own.exists() and not (_is_copy_of(own, vault.vault_id) or _is_empty(own)):
        raise InputError("target_not_empty", path=str(own))
    return own


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and all(
        name in originals.LITTER or (name.startswith(COPY_MARK) and name.endswith(".part"))
        for name in os.listdir(folder)
    )


def _is_copy_of(folder: Path, vault_id: str) -> bool:
    """Whether the folder carries the mark of this vault's copy (its making may have been interrupted)."""
    return bool(_read_mark(folder).get("of") == vault_id)


def _read_mark(folder: Path) -> dict[str, object]:
    try:
        mark = json.loads((folder / COPY_MARK).read_bytes())
    except (OSError, ValueError):
        return {}
    return mark if isinstance(mark, dict) else {}


def _refuse_other(target: Path, new: journal.HeadFile) -> None:
    if not target.exists() or _is_empty(target):
        return
    if not (target / HEAD).exists() and _is_copy_of(target, new.vault):
        return  # a restoring that was interrupted
    try:
        there = journal.parse_head((target / HEAD).read_bytes())
    except (OSError, journal.BadLine):
        raise InputError("target_not_empty", path=str(target)) from None
    if there.vault != new.vault or there.seq > new.seq:
        raise InputError("target_not_empty", path=str(target))


def _refuse_loss(target: Path, parts: dict[str, bytes]) -> None:
    """Never write over entries that the source lacks. A journal that was damaged may be written over: it doesn't hold,
    and the source has as many entries."""
    if not (target / JOURNAL).exists():
        return
    there = journal.split_lines((target / JOURNAL).read_bytes())[0]
    new = journal.split_lines(parts[JOURNAL])[0]
    if there == new[: len(there)]:
        return
    if len(there) > len(new):
        data = {"seq": len(new) - 1, "expected": len(there) - 1}
        raise IntegrityError("older_copy", path=str(target), **data)
    held = check_chain(there, None, None).holds
    if {"chain", "signature"} <= set(held):
        raise InputError("target_not_empty", path=str(target))


def _transfer(
    parts: dict[str, bytes], wanted: list[tuple[str, int]], source: Path, target: Path, job: Job
) -> None:
    """Copy the originals `wanted` (place, size); the journal's files last, the head at the very end."""
    for folder in (target, target / "originals", target / "staging"):
        disk.make_folder(folder)
    total = sum(size for _place, size in wanted)
    done = 0
    for place, size in wanted:
        job.check()
        _copy_original(
            source / place,
            target / place,
            place[-64:],
            Part(job, "second_copy", done, total, place[-64:][:8]),
        )
        done += size
        job.report("second_copy", done, total)
    disk.write_atomic(
        target / README, (source / README).read_bytes() if (source / README).exists() else b""
    )
    _replace_together(target, parts)


def _replace_together(target: Path, parts: dict[str, bytes]) -> None:
    """All three are on the disk before the first takes its place: a disk that fills up leaves the old three."""
    ready = [(target / f"{name}.new.part", target / name) for name in _JOURNAL_FILES]
    try:
        for part, path in ready:
            disk.write_atomic(part, parts[path.name])
        for part, path in ready:
            disk.replace(part, path)
        disk.sync_folder(target)
    finally:
        for part, _path in ready:
            originals.discard(part)


def _standing(source: Path) -> dict[str, bytes]:
    """The journal's three files as they stand together."""
    lock = FileLock(source / "lock")
    if os.access(source, os.W_OK):
        lock.acquire(10.0)
    try:
        with lock:
            return {name: (source / name).read_bytes() for name in _JOURNAL_FILES}
    except FileNotFoundError as error:
        raise IntegrityError("journal_missing", path=str(error.filename)) from None


def _named(parts: dict[str, bytes]) -> Iterator[tuple[str, int]]:
    lines, _torn = journal.split_lines(parts[JOURNAL])
    bodies, _loose = journal.split_lines(parts[BODIES])
    chain = check_chain(lines, bodies, parts[HEAD], may_withhold=False)
    broken = [found for found in chain.findings if found.means == "changed"]
    if broken:
        raise IntegrityError("journal_broken", path=JOURNAL, reason=broken[0].code.value)
    for sha256, (size, _name) in named_originals(chain).items():
        yield originals.place_of(sha256), size


def _copy_original(source: Path, target: Path, sha256: str, job: Job) -> None:
    if disk.is_regular(target) and disk.sha256_of(target, job.check)[0] == sha256:
        return
    disk.make_folder(target.parent)
    part = target.with_name(target.name + ".part")
    originals.discard(part)
    try:
        with source.open("rb", buffering=0) as file:
            staged = originals.copy_in(file, part, job)
        originals.read_back(staged, job)
    except FileNotFoundError:
        raise IntegrityError("original_missing", path=str(source), name=source.name) from None
    if staged.digest.value != sha256:
        originals.discard(part)
        raise IntegrityError("original_changed", path=str(source), name=source.name)
    originals.discard(
        target
    )  # in a copy only, and with the right one in hand: it isn't what its name says
    disk.replace(part, target)
    disk.sync_folder(target.parent)


def _forget_torn(target: Path) -> None:
    """What an interrupted run left: it is ours alone, and made again."""
    for left in (*target.glob("originals/*/*.part"), *target.glob("*.part")):
        originals.discard(left)


def _remember_restored(keyring: Keyring, head: journal.HeadFile) -> None:
    """The person says that this copy is the vault now. The key stays; the place in the chain goes back."""
    known = keyring.anchor(head.vault)
    if known is not None and known.seq > head.seq:
        with contextlib.suppress(OSError):
            keyring.remember(
                Anchor(head.vault, head.seq, head.hash, known.key, min(known.since, head.seq))
            )


def _checked(target: Path, keyring: Keyring, job: Job) -> Copied:
    report = verify_vault(target, keyring, job)
    return Copied(target, report.checked.entries, report.checked.originals, report)


__all__ = ["Copied", "copy_to", "move_to", "restore_from"]
