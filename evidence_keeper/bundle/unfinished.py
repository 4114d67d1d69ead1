"""What is still being written: it carries .part in its name and a lock beside it, so that a dead maker's is known.

Whatever stops the work leaves no half a delivery: the next run clears what nobody works on any more.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from evidence_keeper.errors import EvidenceError, SpaceError, StorageError
from evidence_keeper.vault import disk
from evidence_keeper.vault.locks import FileLock

SUFFIX = "_交付件"
PART = ".part"

_LOCK = ".lock"
_OURS = re.compile(rf"{SUFFIX}(?:_\d+)?(?P<zip>\.zip)?\.[0-9a-f]{{6}}{re.escape(PART)}$")


def lock_of(part: Path) -> FileLock:
    """The lock that the maker of a .part holds."""
    # Beside it: Windows renames no folder in which a file is open.
    return FileLock(part.with_name(f"{part.name}{_LOCK}"))


def clear_leftovers(out: Path) -> None:
    """Remove .part folders of deliveries, and .part files of their ZIPs, whose maker died; what is being made is left
    alone."""
    left = {*out.glob(f"*{PART}"), *(path.with_suffix("") for path in out.glob(f"*{PART}{_LOCK}"))}
    for part in sorted(left):
        ours = _OURS.search(part.name)
        if ours is None or part.is_symlink() or (part.is_dir() if ours["zip"] else part.is_file()):
            continue
        lock = lock_of(part)
        with contextlib.suppress(EvidenceError, OSError):
            if lock.try_acquire():
                if ours["zip"]:
                    part.unlink(missing_ok=True)
                else:
                    shutil.rmtree(part, ignore_errors=True)
                lock.release(remove=True)


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
