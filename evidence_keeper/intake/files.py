"""Files and folders in: finds them, opens them without ever waiting, and notices when they change or go away.

The vault copies and hashes; here is what can go wrong before a byte reaches it. A path that a person gives may be a
pipe, a loop, a half-written recording or a stick that is pulled out: each is one plain code, and never stops the rest.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from evidence_keeper.errors import SourceError
from evidence_keeper.intake.describe import (
    NOTE_CODES,
    Description,
    describe,
    without_file_time,
)
from evidence_keeper.intake.moments import from_file_time
from evidence_keeper.intake.paths import name_bytes, printable
from evidence_keeper.model import Refused

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "NOTE_CODES",
    "Description",
    "SourceFile",
    "describe",
    "open_source",
    "reading_failed",
    "walk",
    "without_file_time",
]

_T = TypeVar("_T")

# What systems leave in folders; nobody means it when they give us the folder.
_LITTER = frozenset(
    {"thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "system volume information"}
    | {"__macosx", "@eadir", "icon\r"}
)
_LITTER_STARTS = (".", "~$")

# Not every system has every one of these.
_CODES = {
    "source_missing": ("ENOENT", "ENOTDIR"),
    "source_link_loop": ("ELOOP",),
    "source_special": ("ENXIO",),
    "source_vanished": (
        "EIO",
        "ENODEV",
        "ESTALE",
        "EHOSTDOWN",
        "ENOTCONN",
        "ENOMEDIUM",
        "EREMOTEIO",
    ),
}
_FINDING = {
    getattr(errno, name): code
    for code, names in _CODES.items()
    for name in names
    if hasattr(errno, name)
}
_READING = _FINDING | {errno.ENOENT: "source_vanished", errno.ENXIO: "source_vanished"}
# Windows: a link loop; a device not ready, not connected or gone, a network name or medium that is no more.
_WINDOWS_LOOP = 1921
_WINDOWS_GONE = frozenset({15, 21, 53, 55, 59, 64, 67, 433, 1006, 1110, 1112, 1117, 1167})


# ---- finding


def walk(paths: Iterable[Path], *, avoid: Iterable[Path] = ()) -> Iterator[Path | Refused]:
    """Every file that `paths` name: files as given, folders walked in sorted order, each folder once.

    Litter of the systems and hidden files in folders are left out. What can't be taken is a Refused with the code of
    a SourceError: source_missing, source_unreadable, source_link_loop, source_special, source_vanished, or
    source_in_vault for what lies inside `avoid` (a folder there is one Refused). Never raises for a path. A path that
    is given may be a link, also a linked folder; folders are known by device and inode, so loops end.
    """
    walker = _Walker(_Avoided.of(avoid))
    for path in paths:
        yield from walker.from_given(Path(path))


class _Walker:
    def __init__(self, avoided: _Avoided) -> None:
        self._avoided = avoided
        self._seen: set[object] = set()

    def from_given(self, path: Path) -> Iterator[Path | Refused]:
        """One path that a person gave, and all below it. No recursion: a tree may be deeper than Python's stack."""
        waiting: list[Iterator[Path]] = [iter((path,))]
        given = True
        while waiting:
            here = next(waiting[-1], None)
            if here is None:
                waiting.pop()
                continue
            found = self._look(here, given=given)
            given = False
            if isinstance(found, list):
                waiting.append(iter(found))
            elif found is not None:
                yield found

    def _look(self, path: Path, *, given: bool) -> Path | Refused | list[Path] | None:
        """A file, why not, or what lies in a folder; None for a folder that was walked before."""
        try:
            status = _finding(path, lambda: os.stat(path))
            if self._avoided.holds(path, status, given=given):
                raise _refusal("source_in_vault", path)
            if stat.S_ISDIR(status.st_mode):
                return self._entries(path, status)
        except SourceError as error:
            return Refused(printable(str(path)), error.code, error.data)
        if stat.S_ISREG(status.st_mode):
            return path
        return Refused(printable(str(path)), "source_special", {"path": printable(str(path))})

    def _entries(self, path: Path, status: os.stat_result) -> list[Path] | None:
        identity = _identity(path, status)
        if identity in self._seen:
            return None
        self._seen.add(identity)
        names = _finding(path, lambda: os.listdir(path))
        return [path / name for name in sorted(names) if not _is_litter(name)]


@dataclass(frozen=True, slots=True)
class _Avoided:
    """The folders that nothing may be taken from, known by inode and by name: a mount hides one, a link the other."""

    identities: frozenset[object]
    names: tuple[Path, ...]

    @classmethod
    def of(cls, folders: Iterable[Path]) -> _Avoided:
        known = [(folder, _status(folder)) for folder in map(Path, folders)]
        identities = frozenset(_identity(folder, status) for folder, status in known if status)
        return cls(identities, tuple(_real(folder) for folder, _ in known))

    def holds(self, path: Path, status: os.stat_result, *, given: bool) -> bool:
        """Whether `path` is or lies in an avoided folder. Below a folder that is none, only links and folders ask."""
        if not self.names:
            return False
        if stat.S_ISDIR(status.st_mode) and _identity(path, status) in self.identities:
            return True
        return (given or _is_link(path)) and self._lies_within(_real(path))

    def _lies_within(self, real: Path) -> bool:
        if any(real.is_relative_to(name) for name in self.names):
            return True
        above = ((folder, _status(folder)) for folder in real.parents)
        return any(
            _identity(folder, status) in self.identities for folder, status in above if status
        )


def _is_litter(name: str) -> bool:
    return name.startswith(_LITTER_STARTS) or name.lower() in _LITTER


def _is_link(path: Path) -> bool:
    """Whether a path may lead elsewhere: a symbolic link, or on Windows a junction."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return True
    return stat.S_ISLNK(status.st_mode) or bool(getattr(status, "st_reparse_tag", 0))


def _status(path: Path) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (OSError, ValueError):
        return None


def _real(path: Path) -> Path:
    """Where a path leads, in one spelling."""
    try:
        return Path(os.path.normcase(os.path.realpath(path)))
    except (OSError, ValueError):
        return path.absolute()


def _identity(path: Path, status: os.stat_result) -> object:
    """What tells one folder from another; file systems without inodes fall back to the name."""
    return (status.st_dev, status.st_ino) if status.st_ino else _real(path)


def _finding(path: Path, look: Callable[[], _T]) -> _T:
    """What `look` says; its OSError as a SourceError."""
    try:
        return look()
    except ValueError as error:  # a name with a NUL can't exist
        raise _refusal("source_missing", path) from error
    except OSError as error:
        raise _refusal(_code_of(error), path) from error


def _code_of(error: OSError, codes: Mapping[int, str] = _FINDING) -> str:
    windows = getattr(error, "winerror", None)
    if windows == _WINDOWS_LOOP:
        return "source_link_loop"
    if windows in _WINDOWS_GONE:
        return "source_vanished"
    return codes.get(error.errno or 0, "source_unreadable")


def _refusal(code: str, path: Path) -> SourceError:
    return SourceError(code, path=printable(str(path)))


# ---- opening


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that is open for copying. `name` is its own name, printable; `size` bytes when it was opened.

    `file` reads raw and raises SourceError itself (source_vanished, source_unreadable), so that whoever copies can tell
    a source that goes away from a disk that fails to take the copy. `modified_at` is aware, in local time, None where
    the file system's time lies outside any calendar. `name_bytes` is the undecodable name's bytes in hex, else None.
    """

    file: BinaryIO
    path: Path
    name: str
    size: int
    modified_at: datetime | None
    name_bytes: str | None = None
    _as_opened: tuple[int, int] = field(default=(0, 0), repr=False)

    def check_unchanged(self) -> None:
        """Call it when the copy is done, before the file is closed.

        Raises SourceError source_changing where size or time of change moved since opening (a recording still being
        written), source_vanished where the file can't even be asked any more.
        """
        try:
            now = _fingerprint(os.fstat(self.file.fileno()))
        except OSError as error:
            raise reading_failed(self.path, error) from error
        if now != self._as_opened:
            raise _refusal("source_changing", self.path)


@contextmanager
def open_source(path: Path) -> Iterator[SourceFile]:
    """A regular file, open for reading; never blocks on a pipe or device, and never wakes its writer.

    Raises SourceError: source_missing, source_unreadable, source_special (also for a folder), source_link_loop,
    source_vanished, source_empty for 0 bytes.
    """
    with _open_regular(path) as file:
        status = os.fstat(file.fileno())
        if status.st_size == 0:
            raise _refusal("source_empty", path)
        yield SourceFile(
            file=file,
            path=path,
            name=printable(path.name),
            size=status.st_size,
            modified_at=from_file_time(status.st_mtime),
            name_bytes=name_bytes(path.name),
            _as_opened=_fingerprint(status),
        )


def reading_failed(path: Path, error: OSError) -> SourceError:
    """What an OSError while reading means: source_vanished where file or disk went away, else source_unreadable."""
    return _refusal(_code_of(error, _READING), path)


class _SourceReader(io.FileIO):
    """A raw file whose failures name the source."""

    def __init__(self, descriptor: int, path: Path) -> None:
        super().__init__(descriptor, "rb")
        self._path = path

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            return super().read(-1 if size is None else size)
        except OSError as error:
            raise reading_failed(self._path, error) from error

    def readall(self) -> bytes:
        try:
            return super().readall()
        except OSError as error:
            raise reading_failed(self._path, error) from error

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        try:
            return super().readinto(buffer)
        except OSError as error:
            raise reading_failed(self._path, error) from error


def _open_regular(path: Path) -> _SourceReader:
    """Asked before it is opened (opening a pipe wakes its writer) and after (it may have been swapped)."""
    _must_be_regular(_finding(path, lambda: os.stat(path)), path)
    descriptor = _finding(path, lambda: os.open(path, _FLAGS))
    try:
        _must_be_regular(os.fstat(descriptor), path)
        return _SourceReader(descriptor, path)
    except BaseException:
        os.close(descriptor)
        raise


_FLAGS = os.O_RDONLY
for _flag in ("O_BINARY", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_NOINHERIT"):
    _FLAGS |= getattr(os, _flag, 0)


def _must_be_regular(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise _refusal("source_special", path)


def _fingerprint(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns
