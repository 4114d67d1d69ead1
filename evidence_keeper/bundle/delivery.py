"""The folder that is handed over: the PDF, untouched originals, the journal, signed checksum lists, how to check.

It is a bag (BagIt, RFC 8493): what counts lies in data/ and on manifest-sha256.txt, which `sha256sum -c` reads; what
helps to check it lies beside and is on tagmanifest-sha256.txt; signatures and time stamps are over the lists, and so on
neither.
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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from evidence_keeper import __version__
from evidence_keeper.bundle.unfinished import PART, SUFFIX, clear_leftovers, lock_of, writing
from evidence_keeper.errors import (
    InputError,
    IntegrityError,
    SpaceError,
)
from evidence_keeper.jobs import Job
from evidence_keeper.model import EvidenceItem
from evidence_keeper.vault import disk

DATA = "data"
ORIGINALS = f"{DATA}/原件"
JOURNAL = f"{DATA}/journal"
TOKENS = f"{JOURNAL}/tokens"
"""Time stamps of the journal: <number>.tsr, .tsq, .pem and .head.json, as a vault has them."""

MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SIGNATURE = f"{MANIFEST}.sig"
"""ECDSA over SHA-256 of the manifest, DER, by the key that is in force in the delivered journal. Not on the list."""

TAG_SIGNATURE = f"{TAG_MANIFEST}.sig"
TOKEN_ENDINGS = (".tsr", ".tsq", ".pem")
"""Endings of a time stamp over the manifest: reply, query, certificates."""

OUTSIDE = (
    TAG_MANIFEST,
    SIGNATURE,
    TAG_SIGNATURE,
    *(f"{MANIFEST}{ending}" for ending in TOKEN_ENDINGS),
)
"""What is on no list, because it is over the lists."""

BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
VERIFIER = "核对.html"
PUBLIC_KEY = f"{JOURNAL}/public-key.pem"
LEFT_OUT = f"{DATA}/未附的原件-sha256.txt"
"""In a copy without originals: their list, so that what was left out on purpose is told from what went missing."""

UNSIGNED = "没有签名.txt"
"""In a delivery from a vault that can only be read: says that and why there is no signature."""

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
        return self.folder / DATA / f"{self.name}.pdf"

    def add(self, path: str, data: bytes) -> None:
        """Write a small file. `path` is below the folder, with / between."""
        target = self.folder / path
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
        _put(target, data)
        self.sums[path] = hashlib.sha256(data).hexdigest()

    def add_original(self, source: Path, item: EvidenceItem, name: str, job: Job) -> Path:
        """Copy an original and check it on the way against its item; the copy is what the paper is printed from.

        Raises IntegrityError original_changed, original_missing.
        """
        target = self.folder / ORIGINALS / name
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
        found = copy_checked(source, target, item, job)
        self.sums[f"{ORIGINALS}/{name}"] = found
        return target

    def note(self, path: Path) -> str:
        """Put a file that was written into the folder on the list; its SHA-256."""
        found, _ = disk.sha256_of(path)
        self.sums[path.relative_to(self.folder).as_posix()] = found
        return found

    def manifest(self) -> bytes:
        """The list of what lies in data/, as `sha256sum -c` reads it: two blanks, LF ends, UTF-8."""
        return self._list(lambda path: path.startswith(f"{DATA}/"))

    def tag_manifest(self) -> bytes:
        """The list of what lies beside data/, the manifest too."""
        return self._list(lambda path: not path.startswith(f"{DATA}/"))

    def _list(self, wanted: Callable[[str], bool]) -> bytes:
        rows = (f"{digest}  {path}\n" for path, digest in sorted(self.sums.items()) if wanted(path))
        return "".join(rows).encode("utf-8")

    def bag_info(self, made_at: datetime) -> bytes:
        """bag-info.txt: when it was packed, by what, and how much lies in data/ (bytes and files)."""
        files = [path for path in self.sums if path.startswith(f"{DATA}/")]
        size = sum((self.folder / path).stat().st_size for path in files)
        return (
            f"Bagging-Date: {made_at:%Y-%m-%d}\n"
            f"Bag-Software-Agent: evidence-keeper {__version__}\n"
            f"Payload-Oxum: {size}.{len(files)}\n"
        ).encode()


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
def delivery(out: Path, name: str) -> Iterator[Delivery]:
    """A new delivery below folder `out`; gone again unless `finish` was called inside.

    Raises InputError out_not_a_folder, out_not_writable, SpaceError, StorageError.
    """
    if out.exists() and not out.is_dir():
        raise InputError("out_not_a_folder", path=str(out))
    make_folder(out)
    with writing(out):
        clear_leftovers(out)
    folder = out / f"{name}{SUFFIX}.{os.urandom(3).hex()}{PART}"
    lock = lock_of(folder)
    try:
        lock.try_acquire()
        with writing(folder):
            (folder / DATA).mkdir(parents=True)
        yield Delivery(out, name, folder)
    finally:
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
        lock.release(remove=True)


def make_folder(out: Path) -> None:
    """The folder for papers. A place where none can be is the person's to change, not the disk's fault.

    Raises InputError out_not_writable, SpaceError, StorageError.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in _UNWRITABLE:
            raise InputError("out_not_writable", path=str(out)) from error
        with writing(out):
            raise
    if not os.access(out, os.W_OK):
        raise InputError("out_not_writable", path=str(out))


def finish(made: Delivery, over: Mapping[str, bytes]) -> Path:
    """Write what is over the lists (`over`, by name), bring all to the disk and give the folder its name; where one
    has it, a number is added."""
    _put(made.folder / TAG_MANIFEST, made.tag_manifest())
    for name, data in over.items():
        _put(made.folder / name, data)
    with writing(made.folder):
        for folder in (made.folder, *(path for path in made.folder.rglob("*") if path.is_dir())):
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
        taken = (place, place.with_name(f"{place.name}.zip"))
        if any(path.exists() or path.is_symlink() for path in taken):
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
