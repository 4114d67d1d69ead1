"""The folder that is handed over: the PDF, untouched originals, the journal, a signed checksum list, how to check.

It grows in a folder named .part beside its place and gets its name last, so that whatever stops the work leaves no
half a delivery. A .part folder whose maker died (its lock can be taken) is cleared by the next run. Nothing is ever
overwritten.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from evidence_keeper.errors import (
    EvidenceError,
    InputError,
    IntegrityError,
    SpaceError,
    StorageError,
)
from evidence_keeper.jobs import Job
from evidence_keeper.model import EvidenceItem
from evidence_keeper.vault import disk
from evidence_keeper.vault.locks import FileLock

SUFFIX = "_交付件"
PART = ".part"
ORIGINALS = "原件"
JOURNAL = "journal"
MANIFEST = "manifest-sha256.txt"
SIGNATURE = f"{MANIFEST}.sig"
"""ECDSA over SHA-256 of the manifest, DER, by the key that is in force in the delivered journal. Not on the list."""

PUBLIC_KEY = f"{JOURNAL}/public-key.pem"
LEFT_OUT = "未附的原件-sha256.txt"
"""In a copy without originals: their list, so that what was left out on purpose is told from what went missing."""

UNSIGNED = "没有签名.txt"
"""In a delivery from a vault that can only be read: says that and why there is no signature."""

_LOCK = ".lock"
_MOST_TRIES = 10_000
_UNWRITABLE = {
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EEXIST,
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ELOOP,
    errno.ENAMETOOLONG,
    errno.EINVAL,
}


@dataclass(slots=True)
class Delivery:
    """A delivery being made in `folder`; `sums` are the digests of what lies in it, by path below it."""

    out: Path
    name: str
    folder: Path
    sums: dict[str, str] = field(default_factory=dict)

    @property
    def pdf(self) -> Path:
        """Where the PDF is written."""
        return self.folder / f"{self.name}.pdf"

    def add(self, path: str, data: bytes) -> None:
        """Write a small file. `path` is below the folder, with / between."""
        target = self.folder / path
        with writing(target):
            target.parent.mkdir(exist_ok=True)
        _put(target, data)
        self.sums[path] = hashlib.sha256(data).hexdigest()

    def add_original(self, source: Path, item: EvidenceItem, name: str, job: Job) -> Path:
        """Copy an original and check it on the way against its item; the copy is what the paper is printed from.

        Raises IntegrityError original_changed, original_missing.
        """
        target = self.folder / ORIGINALS / name
        with writing(target):
            target.parent.mkdir(exist_ok=True)
        found = copy_checked(source, target, item, job)
        self.sums[f"{ORIGINALS}/{name}"] = found
        return target

    def note(self, path: Path) -> str:
        """Put a file that was written into the folder on the list; its SHA-256."""
        found, _ = disk.sha256_of(path)
        self.sums[path.relative_to(self.folder).as_posix()] = found
        return found

    def manifest(self) -> bytes:
        """The list that `sha256sum -c` reads: two blanks, LF ends, UTF-8."""
        lines = (f"{digest}  {path}\n" for path, digest in sorted(self.sums.items()))
        return "".join(lines).encode("utf-8")


def copy_checked(source: Path, target: Path, item: EvidenceItem, job: Job) -> str:
    """Read an original, hash it, write it to `target`, in blocks. Returns its SHA-256."""
    digest = hashlib.sha256()
    try:
        reading = source.open("rb")
    except OSError as error:
        raise _gone(item, source) from error
    with reading, _sink(target) as sink:
        while block := _read(reading.read, item, source):
            job.check()
            digest.update(block)
            with writing(target):
                sink(block)
    if digest.hexdigest() != item.digest.value:
        raise IntegrityError(
            "original_changed", item_id=item.item_id, name=item.name, path=str(source)
        )
    return digest.hexdigest()


def _read(read: Callable[[int], bytes], item: EvidenceItem, source: Path) -> bytes:
    try:
        return read(disk.BLOCK)
    except OSError as error:
        raise _gone(item, source) from error


def _gone(item: EvidenceItem, source: Path) -> IntegrityError:
    return IntegrityError(
        "original_missing", item_id=item.item_id, name=item.name, path=str(source)
    )


@contextlib.contextmanager
def _sink(target: Path) -> Iterator[Callable[[bytes], int]]:
    with writing(target), target.open("xb") as file:
        yield file.write
        disk.sync(file)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the system says about writing `path` into our errors."""
    try:
        yield
    except OSError as error:
        found = disk.as_error(error, path)
        if isinstance(found, SpaceError):
            raise SpaceError("disk_full", path=str(path.parent)) from error
        raise StorageError(
            "disk_error", path=str(path), detail=error.strerror or str(error)
        ) from error


@contextlib.contextmanager
def delivery(out: Path, name: str) -> Iterator[Delivery]:
    """A new delivery below folder `out`; gone again unless `finish` was called inside.

    Raises InputError out_not_a_folder, out_not_writable, SpaceError, StorageError.
    """
    if out.exists() and not out.is_dir():
        raise InputError("out_not_a_folder", path=str(out))
    _make(out)
    with writing(out):
        clear_leftovers(out)
    folder = out / f"{name}{SUFFIX}.{os.urandom(3).hex()}{PART}"
    lock = _lock_of(folder)
    try:
        lock.try_acquire()
        with writing(folder):
            folder.mkdir()
        yield Delivery(out, name, folder)
    finally:
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
        lock.release(remove=True)


def _make(out: Path) -> None:
    """The folder for the papers. A place where none can be is the person's to change, not the disk's fault."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in _UNWRITABLE:
            raise InputError("out_not_writable", path=str(out)) from error
        with writing(out):
            raise
    if not os.access(out, os.W_OK):
        raise InputError("out_not_writable", path=str(out))


def _lock_of(folder: Path) -> FileLock:
    # Beside the folder: Windows renames no folder in which a file is open.
    return FileLock(folder.with_name(f"{folder.name}{_LOCK}"))


def clear_leftovers(out: Path) -> None:
    """Remove .part folders of deliveries whose maker died; one that is being made is left alone."""
    left = {*out.glob(f"*{SUFFIX}.*{PART}")}
    left |= {path.with_suffix("") for path in out.glob(f"*{SUFFIX}.*{PART}{_LOCK}")}
    for folder in sorted(left):
        if folder.is_symlink() or folder.is_file():
            continue
        lock = _lock_of(folder)
        with contextlib.suppress(EvidenceError):
            if lock.try_acquire():
                shutil.rmtree(folder, ignore_errors=True)
                lock.release(remove=True)


def finish(made: Delivery, signature: bytes | None) -> Path:
    """Write the list and its signature, bring all to the disk and give the folder its name; where one has it, a
    number is added."""
    _put(made.folder / MANIFEST, made.manifest())
    if signature is not None:
        _put(made.folder / SIGNATURE, signature)
    with writing(made.folder):
        for folder in (made.folder, *(path for path in made.folder.iterdir() if path.is_dir())):
            disk.sync_folder(folder)
        place = _rename(made)
        disk.sync_folder(made.out)
    return place


def _put(target: Path, data: bytes) -> None:
    with writing(target), target.open("xb") as file:
        file.write(data)
        disk.sync(file)


def _rename(made: Delivery) -> Path:
    for number in range(1, _MOST_TRIES):
        suffix = "" if number == 1 else f"_{number}"
        place = made.out / f"{made.name}{SUFFIX}{suffix}"
        if place.exists() or place.is_symlink():
            continue
        try:
            made.folder.rename(place)
        except OSError as error:
            if error.errno in (errno.EEXIST, errno.ENOTEMPTY) or place.exists():
                continue  # somebody took the name just now
            raise
        return place
    raise OSError(errno.EEXIST, "no free name", str(made.out))


def check_room(out: Path, needed: int) -> None:
    """Raises SpaceError where the disk of `out` plainly has no room for `needed` bytes."""
    there = out
    while not there.exists():
        there = there.parent
    with contextlib.suppress(OSError):
        usage = shutil.disk_usage(there)
        # A place that is no disk at all (/proc) has no room and no size either: making the folder tells.
        if usage.total and usage.free < needed:
            raise SpaceError("disk_full", path=str(out), needed=needed)
