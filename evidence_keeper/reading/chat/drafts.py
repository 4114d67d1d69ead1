"""What the readers of the formats hand on: messages before their roles and numbers are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evidence_keeper.reading.moments import UNKNOWN, Moment


@dataclass(frozen=True, slots=True)
class Capture:
    """What is known around a log. `at`: when it was captured (a file's own time, a copy's), from which yesterday is
    counted; `not_after`: when it was kept, since what lies behind that is no time. Both aware."""

    at: datetime | None
    not_after: datetime


@dataclass(slots=True)
class Draft:
    """One message as a file has it. `line` counts from 1; `mine` is what the file itself says of the sender (a column
    IsSender), None where it says nothing; `system`: no person wrote it; `stamped`: a time
    stands beside it, known or not."""

    line: int
    text: str
    moment: Moment = UNKNOWN
    sender: str = ""
    sender_id: str = ""
    mine: bool | None = None
    system: bool = False
    stamped: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The messages of a log in one format, in the file's order. `peer` is the other side's name where the file says
    it once; `notes` are codes with data about what was assumed or left out."""

    format: str
    drafts: list[Draft] = field(default_factory=list)
    peer: str = ""
    notes: tuple[Mapping[str, Any], ...] = ()
