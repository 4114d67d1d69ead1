"""The files that go with an office's form: those made for it before, and making them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evidence_keeper.bundle import Bundle
    from evidence_keeper.complaint import Channel
    from evidence_keeper.jobs import Job
    from evidence_keeper.keeper import Keeper

_MIB = 1 << 20
_USUAL_MIB = 5


def made_before(folder: Path, office: Channel) -> list[Path]:
    """The files of the newest set that was made for this office in a matter's folder, of the kinds that it takes; none
    where there is no set."""
    from evidence_keeper.bundle.upload import FOLDER_SUFFIX

    sets = [one for one in folder.glob(f"*_{office.key}*{FOLDER_SUFFIX}*") if one.is_dir()]
    if not sets:
        return []
    newest = max(sets, key=lambda one: one.stat().st_mtime_ns)
    taken = {f".{kind}" for one in office.attachments for kind in one.types}
    return sorted(one for one in newest.iterdir() if one.suffix.lower() in taken)


def make(
    keeper: Keeper, case_id: str, office: Channel, own: Mapping[str, int], out: Path, job: Job
) -> Bundle:
    """The papers with a set of files that this office's form takes. Raises what Keeper.bundle raises."""
    most = office.limit("file_mib", own) or _USUAL_MIB
    return keeper.bundle(case_id, office.key, out, max_bytes=most * _MIB, job=job)
