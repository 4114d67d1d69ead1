"""Exported chat logs, chosen by a person as such: kept as chats whatever they look like."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.errors import EvidenceError
from evidence_keeper.gui.shooter import matter
from evidence_keeper.jobs import Job

if TYPE_CHECKING:
    from evidence_keeper.chats import KeptChat
    from evidence_keeper.keeper import Keeper


def keep_logs(
    keeper: Keeper, job: Job, *, paths: list[Path], case_id: str | None
) -> tuple[list[KeptChat], list[EvidenceError]]:
    """Keeps files as chat logs; one that can't be kept never stops the rest."""
    kept: list[KeptChat] = []
    refused: list[EvidenceError] = []
    where = matter(keeper, case_id).case_id
    for path in paths:
        try:
            kept.append(keeper.keep_chat(path, where, job=job))
        except EvidenceError as error:
            if error.code in ("vault_busy", "vault_read_only", "disk_error"):
                raise
            refused.append(error)
    return kept, refused
