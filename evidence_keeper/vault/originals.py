"""Originals by content: one file a digest, byte-identical for ever, read-only, checked by reading it back.

`originals/ab/<64 hex>`: the name is the SHA-256 of the bytes, so a name can lie neither about content nor about
its owner, no name of a person's file can hurt a file system, and two equal files are stored once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from evidence_keeper.errors import StorageError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Digest
from evidence_keeper.vault import disk

LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files that file managers drop anywhere; they are nobody's evidence."""


SYNC_EVERY = 64 << 20
"""Bytes after which a long copy is synced, so that reading it back can follow."""


@dataclass(frozen=True, slots=True)
class Staged:
    """Bytes that are on the disk, but not yet in the journal."""

    path: Path
    digest: Digest
    size: int


def place_of(digest: str) -> str:
    """Where an original lies, relative to the vault, with forward slashes."""
    return f"originals/{digest[:2]}/{digest}"


def copy_in(
    source: BinaryIO, target: Path, job: Job, synced: Callable[[int], None] | None = None
) -> Staged:
    """Copy `source` to the new file `target`: hashed while copied, and synced. It counts for nothing until it was
    read back from the disk. `synced` hears how many bytes are on the disk by now.

    The source names its own troubles (intake's files raise SourceError), so an OSError here is the vault's disk.
    Raises SpaceError, StorageError, Cancelled or the source's error; the target is then gone.
    """
    try:
        with disk.guarded(target), target.open("xb", buffering=0) as out:
            digest, size = _pump(source, out, job, synced)
            disk.make_read_only(target)
            disk.sync(out)
    except BaseException:
        discard(target)
        raise
    return Staged(target, Digest.sha256(digest), size)


def _pump(
    source: BinaryIO, out: BinaryIO, job: Job, synced: Callable[[int], None] | None
) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    next_sync = SYNC_EVERY
    buffer = bytearray(disk.BLOCK)
    view = memoryview(buffer)
    while True:
        job.check()
        count = source.readinto(buffer)  # type: ignore[attr-defined]
        if not count:
            return digest.hexdigest(), size
        digest.update(view[:count])
        written = 0
        while written < count:
            written += out.write(view[written:count])
        size += count
        job.report("copying", size)
        if synced is not None and size >= next_sync:
            disk.sync(out)
            synced(size)
            next_sync = size + SYNC_EVERY


class Follower:
    """Reads a file back from the disk right behind its copying, on another thread, and compares in the end.

    A large file is read back while its rest is still being copied: both processors have work, and what is called
    kept has come from the disk all the same, for the system's own copy of each stretch is dropped before.
    """

    def __init__(self, path: Path, job: Job) -> None:
        self._path = path
        self._job = job
        self._news = threading.Condition()
        self._synced = 0
        self._whole: Staged | None = None
        self._given_up = False

    def reached(self, size: int) -> None:
        """So many bytes are on the disk."""
        with self._news:
            self._synced = size
            self._news.notify()

    def finished(self, staged: Staged) -> None:
        """All of it is on the disk, and this is what it should be."""
        with self._news:
            self._synced, self._whole = staged.size, staged
            self._news.notify()

    def give_up(self) -> None:
        """The copy came to nothing."""
        with self._news:
            self._given_up = True
            self._news.notify()

    def run(self) -> None:
        """To be run on a thread of its own. Raises StorageError read_back_differs or disk_error, Cancelled."""
        digest = hashlib.sha256()
        done = 0
        with disk.guarded(self._path), self._path.open("rb", buffering=0) as file:
            while (limit := self._wait(done)) > done:
                disk.drop_cache(file.fileno(), done, limit - done)
                done += self._read(file, digest, limit - done)
            beyond = file.read(1)
        staged = self._whole
        if staged is None:
            return
        if beyond or (digest.hexdigest(), done) != (staged.digest.value, staged.size):
            raise StorageError("read_back_differs", path=str(self._path))

    def _wait(self, done: int) -> int:
        """How far may be read; `done` where there will be no more."""
        with self._news:
            self._news.wait_for(lambda: self._synced > done or self._whole or self._given_up)
            return done if self._given_up else self._synced

    def _read(self, file: BinaryIO, digest: hashlib._Hash, size: int) -> int:
        left = size
        while left:
            self._job.check()
            block = file.read(min(left, disk.BLOCK))
            if not block:
                break
            digest.update(block)
            left -= len(block)
        if left:
            raise StorageError("read_back_differs", path=str(self._path))
        return size


def read_back(staged: Staged, job: Job) -> None:
    """Kept means: what the disk gives back is what we were given. Raises StorageError read_back_differs, Cancelled."""
    with disk.guarded(staged.path):
        found = disk.sha256_of(staged.path, job.check, fresh=True)
    if found != (staged.digest.value, staged.size):
        raise StorageError("read_back_differs", path=str(staged.path))


def discard(path: Path) -> None:
    """Take a staged file away (a duplicate, a cancelled copy). Never called for anything that was kept."""
    with contextlib.suppress(OSError):
        if os.name == "nt" and path.exists():
            path.chmod(0o600)  # Windows refuses to delete what is read-only
        path.unlink(missing_ok=True)


def listed(vault: Path) -> Iterator[Path]:
    """Every file below originals/, whatever it is, except file managers' litter. A folder that is a link is named
    too: what lies behind it doesn't lie in the vault."""
    root = vault / "originals"
    for at, folders, names in os.walk(root, onerror=_raise):
        folder = Path(at)
        yield from (folder / name for name in sorted(names) if name not in LITTER)
        yield from (folder / name for name in sorted(folders) if (folder / name).is_symlink())


def _raise(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error
