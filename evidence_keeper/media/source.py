"""Opening a file that somebody handed to us: only a regular file, never one that blocks or reads without end.

The libraries get a Python file, not a name: a name can be a protocol to them ("concat:", "http:") or hold bytes
that they can't spell, and only here can reading be stopped when its time is up.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from evidence_keeper.errors import SourceError
from evidence_keeper.media.closing import Closing


class SourceFile(Closing):
    """A regular file, open for reading. Inside `limited` it ends early, and `timed_out` says so."""

    def __init__(self, path: Path) -> None:
        """Raises SourceError source_unreadable, also for a folder, a FIFO and a device."""
        self.path = path
        self.timed_out = False
        self._until: float | None = None
        self._file = os.fdopen(_open_regular(path), "rb")
        self.bytes = os.fstat(self._file.fileno()).st_size

    @property
    def name(self) -> str:
        """Nothing: PyAV guesses a format from a name, and names lie."""
        return ""

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """For the length of the block: once `seconds` have passed, the file seems to be at its end."""
        self._until = time.monotonic() + seconds
        try:
            yield
        finally:
            self._until = None

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; nothing at the end, when time is up, and where the disk can't be read."""
        if self._until is not None and time.monotonic() > self._until:
            self.timed_out = True
            return b""
        try:
            return self._file.read(size)
        except OSError:
            return b""

    def readinto(self, buffer: memoryview) -> int:
        """As read, into a buffer: pdfium asks this way."""
        into = memoryview(buffer).cast("B")
        data = self.read(len(into))
        into[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """As a file's. A place before the beginning is the beginning: a broken table may ask for it."""
        with suppress(OSError, ValueError):
            return self._file.seek(offset, whence)
        return self._file.seek(0)

    def tell(self) -> int:
        """As a file's."""
        return self._file.tell()

    def at(self, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset` (from the end where negative, as far as there is one)."""
        self.seek(offset if offset >= 0 else max(0, self.bytes + offset))
        return self.read(size)

    def close(self) -> None:
        """Give the file back."""
        self._file.close()


def _open_regular(path: Path) -> int:
    # O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        number = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise SourceError("source_unreadable", path=str(path)) from error
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise SourceError("source_unreadable", path=str(path))
    return number
