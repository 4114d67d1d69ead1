"""Where things are kept: is it whole as far as can be seen at once, may it be written, is there room?"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from evidence_keeper.selftest.facts import Check, Computer
from evidence_keeper.vault import COPY_MARK, Vault, places

ROOM = 2 << 30
"""Bytes. An hour of both sides is about 0.4 GB; below this somebody should make room before the next call."""


def vault(computer: Computer) -> Check:
    """The records hold together and may be added to. What each original holds is verify's to say."""
    folder = computer.vault
    if not folder.exists():
        can = os.access(_nearest(folder), os.W_OK)
        return Check("vault", can, "vault_not_yet" if can else "vault_no_place")
    with contextlib.closing(Vault.open(folder, home=computer.home)) as opened:
        if (folder / COPY_MARK).exists():
            return Check("vault", False, "vault_is_copy")
        if opened.read_only:
            return Check("vault", False, "vault_read_only")
        opened.refuse_contradiction()
    return Check("vault", True, "vault_fine")


def disk(computer: Computer) -> Check:
    """Room on the vault's disk, and what kind of place it is."""
    place = _nearest(computer.vault)
    free = shutil.disk_usage(place).free
    if free < ROOM:
        return Check("disk", False, "disk_little", {"free": free})
    warned = places.warnings_about(place)
    if warned:
        return Check("disk", False, warned[0], {"free": free})
    return Check("disk", True, "disk_fine", {"free": free})


def _nearest(folder: Path) -> Path:
    """The folder, or the one above it that is there."""
    place = folder.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    return place
