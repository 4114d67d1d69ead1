"""What a phone may fetch: files and the files in folders, with their digests, under names that differ."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from evidence_keeper.errors import SourceError
from evidence_keeper.intake.phone import Offered
from evidence_keeper.model import Refused


def offer(paths: Sequence[Path]) -> list[Offered]:
    """Files and the files in folders, ready to be fetched; two of one name get different ones.

    Raises SourceError as `add` refuses: source_missing, source_unreadable, source_empty ...
    """
    from evidence_keeper.intake import files

    found: list[Offered] = []
    for path in files.walk(paths):
        if isinstance(path, Refused):
            raise SourceError(path.code, **path.data)
        with files.open_source(path) as opened:
            digest = hashlib.sha256()
            while block := opened.file.read(1 << 20):
                digest.update(block)
            found.append(
                Offered(path, _free_name(opened.name, found), opened.size, digest.hexdigest())
            )
    return found


def _free_name(name: str, taken: Sequence[Offered]) -> str:
    names = {one.name for one in taken}
    path, number, free = Path(name), 2, name
    while free in names:
        free = f"{path.stem} ({number}){path.suffix}"
        number += 1
    return free
