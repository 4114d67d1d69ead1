"""Keeping files, and the words for what became of each: the same in both faces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.gui.words import count_items, title_of
from evidence_keeper.jobs import Job
from evidence_keeper.model import Case, Source
from evidence_keeper.text import explain, safe_name
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.keeper import Added, Keeper

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept, and in which matter."""

    case: Case
    added: Added


def keep_files(
    keeper: Keeper,
    job: Job,
    *,
    paths: Sequence[Path],
    case_id: str | None,
    source: Source = Source.IMPORTED,
) -> Kept:
    """Keeps files; without a matter a new one is made for them."""
    case = keeper.case(case_id) if case_id else keeper.new_case(_("New matter"))
    return Kept(case, keeper.add(paths, case.case_id, source=source, job=job))


def title_of_kept(added: Added) -> str:
    """The headline: what happened."""
    if added.items:
        return _("Saved: {count}").format(count=count_items(len(added.items)))
    return _("Kept already") if added.already_kept else _("Nothing was kept")


def lines_of(added: Added) -> list[str]:
    """A sentence for what was there before, and one for each file that could not be kept."""
    lines = []
    if added.already_kept:
        names = [title_of(item) for item in added.already_kept[:MOST_NAMED]]
        more = " …" if len(added.already_kept) > MOST_NAMED else ""
        words = _("{count} had been kept before and were not doubled: {names}")
        count = count_items(len(added.already_kept))
        lines.append(words.format(count=count, names=", ".join(names) + more))
    for refused in added.refused:
        why = explain(refused)
        words = f"{safe_name(Path(refused.path).name)}: {why.happened} {why.advice}".strip()
        lines.append(words)
    return lines
