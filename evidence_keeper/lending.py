"""Lends an original to other programs: a copy under its own name, outside the vault, that is read again.

Whatever a viewer does to it, what was kept stays as it is.
"""

from __future__ import annotations

from pathlib import Path

from evidence_keeper.bundle.delivery import check_room, make_folder
from evidence_keeper.bundle.names import safe_file_name
from evidence_keeper.errors import InputError, IntegrityError
from evidence_keeper.jobs import Job
from evidence_keeper.model import EvidenceItem
from evidence_keeper.vault import Vault, disk

_BLOCK = 1 << 20


def copy_out(vault: Vault, item: EvidenceItem, folder: Path, job: Job) -> Path:
    """See Keeper.copy_out."""
    if folder.resolve().is_relative_to(vault.path.resolve()):
        raise InputError("out_inside_vault", path=str(folder), vault=str(vault.path))
    make_folder(folder)
    check_room(folder, item.size)
    wanted = Path(safe_file_name(item.name))
    number = 1
    while True:
        name = wanted.name if number == 1 else f"{wanted.stem} ({number}){wanted.suffix}"
        path, number = folder / name, number + 1
        if not path.exists() and not path.is_symlink():
            return _copied(vault, item, path, job)
        if path.is_file() and disk.sha256_of(path, job.check)[0] == item.digest.value:
            return path


def _copied(vault: Vault, item: EvidenceItem, path: Path, job: Job) -> Path:
    part = path.with_name(f".{path.name}.part")
    try:
        with disk.guarded(path):
            with vault.original(item).open("rb") as source, part.open("xb") as copy:
                done = 0
                while block := source.read(_BLOCK):
                    job.check()
                    copy.write(block)
                    done += len(block)
                    job.report("copying", done, item.size, item.name)
                disk.sync(copy)
            if disk.sha256_of(part, job.check)[0] != item.digest.value:
                raise IntegrityError("original_changed", item_id=item.item_id, name=item.name)
            part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return path
