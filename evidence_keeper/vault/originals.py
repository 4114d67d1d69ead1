"""Originals by content: one file a digest, byte-identical for ever, read-only, checked by reading it back.

`originals/ab/<64 hex>`: the name is the SHA-256 of the bytes, so a name can lie neither about content nor about
its owner, no name of a person's file can hurt a file system, and two equal files are stored once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from evidence_keeper.errors import StorageError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Digest
from evidence_keeper.vault import disk

LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files that file managers drop anywhere; they are nobody's evidence."""


@dataclass(frozen=True, slots=True)
class Staged:
    """Bytes that are on the disk and read back, but not yet in the journal."""

    path: Path
    digest: Digest
    size: int


def place_of(digest: str) -> str:
    """Where an original lies, relative to the vault, with forward slashes."""
    return f"originals/{digest[:2]}/{digest}"


def copy_in(source: BinaryIO, target: Path, job: Job) -> Staged:
    """Copy `source` to the new file `target`: hashed while copied, synced, read back from the disk.

    The source names its own troubles (intake's files raise SourceError), so an OSError here is the vault's disk.
    Raises SpaceError, StorageError (read_back_differs), Cancelled or the source's error; the target is then gone.
    """
    try:
        with disk.guarded(target), target.open("xb", buffering=0) as out:
            digest, size = _pump(source, out, job)
            disk.make_read_only(target)
            disk.sync(out)
        _read_back(target, digest, size, job)
    except BaseException:
        discard(target)
        raise
    return Staged(target, Digest.sha256(digest), size)


def _pump(source: BinaryIO, out: BinaryIO, job: Job) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
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


def _read_back(path: Path, digest: str, size: int, job: Job) -> None:
    """Kept means: what the disk gives back is what we were given."""
    with disk.guarded(path):
        again, length = disk.sha256_of(path, job.check, fresh=True)
    if (again, length) != (digest, size):
        raise StorageError("read_back_differs", path=str(path))


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
