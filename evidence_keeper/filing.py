"""Joins what comes back from an office to the vault: the files and a memo are kept first, then the case moves on.

In that order, because what was said must not be lost where a date can't be entered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from evidence_keeper import memos
from evidence_keeper.adding import Added, add
from evidence_keeper.complaint import channels
from evidence_keeper.complaint.came_back import (
    CAME_BACK,
    changes,
    memo_lines,
    purpose,
    usual_day,
)
from evidence_keeper.errors import InputError
from evidence_keeper.fields import checked
from evidence_keeper.jobs import Job
from evidence_keeper.model import Case, EvidenceItem
from evidence_keeper.vault import Vault

MARK = "came_back"
"""Where a memo keeps what it is of and its fields (Provenance.extra)."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What was kept: the memo, its files (with those that were refused), and the case as it stands now."""

    case: Case
    memo: EvidenceItem
    files: Added


def came_back(
    vault: Vault,
    case_id: str,
    what: str,
    fields: Mapping[str, str],
    channel: str,
    files: Sequence[Path] = (),
    *,
    now: datetime | None = None,
    job: Job | None = None,
) -> Returned:
    """Keep what came back and move the case on. See Keeper.came_back."""
    case = vault.case(case_id)
    channels.load(channel)
    one = CAME_BACK.get(what)
    if one is None:
        raise InputError("field_invalid", field="what", value=what, expects="choice")
    unknown = next((key for key in fields if key not in one.fields), None)
    if unknown is not None:
        raise InputError("field_unknown", field=unknown, known=tuple(one.fields))
    given = {key: value for key, value in checked(fields).items() if value}
    if given.get("filed_channel"):
        channels.load(given["filed_channel"])
    if not files and not any(given.get(key) for key in one.needed):
        raise InputError("field_invalid", field=one.needed[-1], value="", expects="text")
    moment = now or datetime.now().astimezone()
    given = usual_day(one, given, moment.date())
    shows = purpose(one, given, channel)
    added = add(vault, files, case_id, purpose=shows, job=job) if files else Added((), (), ())
    memo = memos.keep(
        vault,
        case_id,
        one.title,
        memo_lines(one, given, channel),
        {MARK: {**given, "what": what, "channel": channel}},
        moment,
        purpose=shows,
    )
    return Returned(vault.set_case(case_id, changes(case, one, given, channel)), memo, added)
