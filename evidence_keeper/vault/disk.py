"""The few things a disk has to promise, and where systems differ in giving them.

Everything the vault calls kept goes through here: written, synced, the folder synced too, read back. What an
operating system says when a disk is full or refuses becomes one of our errors, so that nobody above looks at errno.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from evidence_keeper.errors import EvidenceError, InputError, SpaceError, StorageError

BLOCK = 1 << 20
"""Bytes read at a time: hashing a block lets other threads run, and cancelling stays quick."""
REPLACE_SECONDS = 2.0

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", -1), errno.EFBIG}
_REFUSED = {errno.EROFS, errno.EACCES, errno.EPERM}
_UNREACHABLE = {
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EEXIST,
    errno.EACCES,
    errno.EPERM,
    errno.ELOOP,
    errno.ENAMETOOLONG,
    errno.EINVAL,
}
_WINDOWS_FULL = {112, 39}


def as_error(error: OSError, path: Path) -> EvidenceError:
    """The error a person can read for what the system said about `path`."""
    if error.errno in _FULL or getattr(error, "winerror", None) in _WINDOWS_FULL:
        return SpaceError("disk_full", path=str(path))
    if error.errno in _REFUSED:
        return StorageError("vault_read_only", path=str(path))
    return StorageError("disk_error", path=str(path), detail=error.strerror or str(error))


@contextlib.contextmanager
def reaching(path: Path) -> Iterator[None]:
    """As `guarded`, for getting to a vault at all: a place that can't be one is the person's to change.

    Raises InputError vault_unreachable besides.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _UNREACHABLE:
            raise InputError("vault_unreachable", path=str(path)) from error
        raise as_error(error, path) from error


@contextlib.contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turn an OSError inside into SpaceError or StorageError about `path`."""
    try:
        yield
    except OSError as error:
        raise as_error(error, path) from error


def sync(file: BinaryIO) -> None:
    """Bring a file's bytes to the disk itself."""
    file.flush()
    full_sync = getattr(os, "F_FULLFSYNC", None)
    if sys.platform == "darwin" and full_sync is not None:  # fsync stops at the drive's cache there
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(file.fileno(), full_sync)
            return
    os.fsync(file.fileno())


def sync_path(path: Path) -> None:
    """Bring a closed file's bytes to the disk itself. Windows syncs only what is open for writing."""
    if os.name == "nt":
        path.chmod(stat.S_IREAD | stat.S_IWRITE)
    with path.open("r+b" if os.name == "nt" else "rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk. Windows has no such call and keeps names in its own log."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network and FUSE folders can't
            raise
    finally:
        os.close(handle)


def replace(source: Path, target: Path) -> None:
    """Rename, over what lies at `target`. Windows refuses while anybody has one of the two open, be it for the moment
    a reader or a virus scanner takes: there it is tried again for a while."""
    until = time.monotonic() + REPLACE_SECONDS
    while True:
        try:
            os.replace(source, target)
            return
        except PermissionError:
            if os.name != "nt" or time.monotonic() >= until:
                raise
            time.sleep(0.02)


def write_atomic(path: Path, data: bytes, mode: int | None = None) -> None:
    """Replace `path` by `data` so that a crash leaves the old file or the new one, never a torn one."""
    part = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(3).hex()}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(part, flags, 0o666 if mode is None else mode), "wb") as file:
            file.write(data)
            sync(file)
        replace(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder (and what is above it) and bring its name to the disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
    sync_folder(folder.parent)


def make_read_only(path: Path) -> None:
    """Take away the right to write: a fence against accidents, not against a will."""
    with contextlib.suppress(OSError):
        path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)


def drop_cache(handle: int, start: int = 0, length: int = 0) -> None:
    """Ask the system to forget its copy of a stretch of a file (length 0: to its end), so that the next read comes
    from the disk. Linux only; what isn't synced yet stays.
    """
    advise = getattr(os, "posix_fadvise", None)
    if advise is not None:
        with contextlib.suppress(OSError):
            advise(handle, start, length, os.POSIX_FADV_DONTNEED)


def sha256_of(path: Path, check: object = None, fresh: bool = False) -> tuple[str, int]:
    """SHA-256 (hex) and size of a regular file; `fresh` reads past the system's cache where it can.

    `check` is called per block (Job.check). Raises OSError; a link or device is refused as EINVAL.
    """
    flags = (
        os.O_RDONLY
        | getattr(os, "O_BINARY", 0)
        | getattr(os, "O_NOFOLLOW", 0)
        | getattr(os, "O_NONBLOCK", 0)
    )
    digest = hashlib.sha256()
    size = 0
    buffer = bytearray(BLOCK)
    view = memoryview(buffer)
    handle = os.open(path, flags)
    with os.fdopen(handle, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        if fresh:
            drop_cache(handle)
        while count := file.readinto(buffer):
            digest.update(view[:count])
            size += count
            if callable(check):
                check()
    return digest.hexdigest(), size


def is_regular(path: Path) -> bool:
    """Whether `path` itself (not what a link points to) is a plain file."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False
