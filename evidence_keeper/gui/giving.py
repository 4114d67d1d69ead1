"""Giving finished papers away: onto a stick, where the copy is checked by itself, or as a file on the clipboard."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication

from evidence_keeper.errors import InputError, SpaceError, StorageError
from evidence_keeper.jobs import Job

_BLOCK = 1 << 20
_SLACK = 4 << 20
"""Bytes that are left free: a folder and its names take room too."""


def copy_delivery(delivery: Path, target: Path, job: Job) -> tuple[Path, bool]:
    """Copies the whole delivery folder into `target`, then checks the copy as anybody would; where it lies, and whether
    it is the same.

    Nothing that lies there is touched: where the name is taken, the copy gets a number. Raises SpaceError disk_full,
    InputError out_not_writable, StorageError disk_error, Cancelled; nothing half copied is left then.
    """
    from evidence_keeper.bundle.delivery import check_room
    from evidence_keeper.keeper import check

    files = [path for path in sorted(delivery.rglob("*")) if path.is_file()]
    total = sum(path.stat().st_size for path in files)
    check_room(target, total + _SLACK)
    place: Path | None = None
    try:
        place = _free_name(target, delivery.name)
        done = 0
        for path in files:
            copied = place / path.relative_to(delivery)
            copied.parent.mkdir(parents=True, exist_ok=True)
            done = _copy(path, copied, job, done, total)
    except BaseException as error:
        if place is not None:
            shutil.rmtree(place, ignore_errors=True)
        if isinstance(error, OSError):
            raise _told(error, target) from error
        raise
    # What the check finds is said, and the copy left for who wants to look.
    return place, check(place, job).ok


def _free_name(target: Path, name: str) -> Path:
    """A new folder; nothing that lies there is written into."""
    number = 1
    while True:
        place = target / (name if number == 1 else f"{name} ({number})")
        try:
            place.mkdir()
        except FileExistsError:
            number += 1
        else:
            return place


def _copy(source: Path, copied: Path, job: Job, done: int, total: int) -> int:
    with source.open("rb") as read, copied.open("xb") as written:
        while block := read.read(_BLOCK):
            job.check()
            written.write(block)
            done += len(block)
            job.report("copying", done, total, source.name)
        written.flush()
        # A stick is pulled out the moment it says so.
        os.fsync(written.fileno())
    return done


def _told(error: OSError, target: Path) -> Exception:
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or getattr(error, "winerror", None) == 112:
        return SpaceError("disk_full", path=str(target))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR):
        return InputError("out_not_writable", path=str(target))
    return StorageError("disk_error", path=str(target), detail=error.strerror or str(error))


def put_on_clipboard(path: Path) -> None:
    """The file itself, as a file manager copies it: it can be pasted into a chat."""
    data = QMimeData()
    address = QUrl.fromLocalFile(str(path))
    data.setUrls([address])
    data.setData("x-special/gnome-copied-files", b"copy\n" + bytes(address.toEncoded().data()))
    QGuiApplication.clipboard().setMimeData(data)
