"""One ZIP of a finished delivery, for sending."""

from __future__ import annotations

import contextlib
import os
import zipfile
from pathlib import Path

from evidence_keeper.bundle.unfinished import PART, lock_of, writing
from evidence_keeper.jobs import Job
from evidence_keeper.vault import disk


def pack(place: Path, job: Job) -> Path:
    """One ZIP of a finished delivery beside it, for sending; nothing is packed tighter, so that it is quick to open.

    Raises SpaceError, StorageError, Cancelled; nothing is left behind then.
    """
    target = place.with_name(f"{place.name}.zip")
    part = target.with_name(f"{target.name}.{os.urandom(3).hex()}{PART}")
    files = sorted(path for path in place.rglob("*") if path.is_file())
    lock = lock_of(part)
    try:
        lock.try_acquire()
        with writing(part), part.open("xb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, strict_timestamps=False) as packed:
                for done, path in enumerate(files):
                    job.report("packing", done, len(files), path.name)
                    _pack(packed, path, path.relative_to(place.parent).as_posix(), job)
            disk.sync(file)
        with writing(target):
            disk.replace(part, target)
            disk.sync_folder(target.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    finally:
        lock.release(remove=True)
    return target


def _pack(packed: zipfile.ZipFile, path: Path, name: str, job: Job) -> None:
    about = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
    with path.open("rb") as source, packed.open(about, "w", force_zip64=True) as sink:
        while block := source.read(disk.BLOCK):
            job.check()
            sink.write(block)
