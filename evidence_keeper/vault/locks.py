"""Locks that the operating system takes back when a process dies, so that no dead lock outlives a crash.

Never by process number: numbers come again. A lock file that was removed between opening and locking is noticed.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from types import TracebackType

from evidence_keeper.errors import BusyError
from evidence_keeper.vault.disk import guarded

_PAUSE = 0.02


def _try_lock(handle: int) -> bool:
    if os.name == "nt":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class FileLock:
    """An exclusive lock on a file, held by this object; other threads of this process are kept out too."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def try_acquire(self) -> bool:
        """Take the lock if nobody holds it. Raises StorageError or SpaceError if the file can't be made."""
        with guarded(self.path):
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
        if _try_lock(handle) and self._still_there(handle):
            self._handle = handle
            return True
        os.close(handle)
        return False

    def acquire(self, seconds: float) -> None:
        """Wait for the lock at most `seconds`; raises BusyError vault_busy."""
        until = time.monotonic() + seconds
        while not self.try_acquire():
            if time.monotonic() >= until:
                raise BusyError("vault_busy", path=str(self.path.parent), seconds=round(seconds))
            time.sleep(_PAUSE)

    def _still_there(self, handle: int) -> bool:
        # Somebody may have removed the file between open and lock; then the lock guards nothing.
        try:
            return os.path.samestat(os.fstat(handle), os.stat(self.path))
        except OSError:
            return False

    def release(self, remove: bool = False) -> None:
        """Give the lock back; `remove` takes the file away first, while it is still ours."""
        if self._handle is None:
            return
        if remove and os.name != "nt":
            with contextlib.suppress(OSError):
                self.path.unlink()
        os.close(self._handle)
        self._handle = None
        if remove and os.name == "nt":
            with contextlib.suppress(OSError):
                self.path.unlink()

    def __enter__(self) -> FileLock:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.release()
