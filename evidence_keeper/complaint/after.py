"""After filing: how far the matter is, which day comes next, and what guards against fake refunds and pressure.

The state is the case's fields (filed_on, accepted_on, outcome ...), so entries in the journal; replies themselves are
kept as evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from evidence_keeper.complaint import channels, known
from evidence_keeper.complaint.deadlines import Deadline, deadlines
from evidence_keeper.complaint.routes import company_has_until, company_was_asked
from evidence_keeper.model import Case

FOLDER, NAME = "letters", "after"
Stage = Literal[
    "preparing",
    "waiting_company",
    "to_file",
    "filed",
    "accepted",
    "refused",
    "agreed",
    "paid",
    "failed",
    "no_answer",
]


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence to say: when `called` back, or when `settling`."""

    when: str
    text: str


@dataclass(frozen=True, slots=True)
class AfterFiling:
    """The page for after: `warning` first and always, what to `keep`, what to say, what a settlement means here."""

    warning: str
    keep: str
    sayings: tuple[Saying, ...]
    settled: str
    handover: str


def stage(case: Case, today: date) -> Stage:
    """How far the matter is."""
    outcome = case.get("outcome")
    if outcome == "accepted" or (case.get("accepted_on") and not outcome):
        return "accepted"
    if outcome:
        return outcome  # type: ignore[return-value]
    if case.get("filed_on"):
        return "filed"
    if not company_was_asked(case):
        return "preparing"
    return "waiting_company" if company_has_until(case, today) else "to_file"


def next_day(case: Case, channel: str, today: date) -> Deadline | None:
    """The next day that ends something, at the office it was handed in at or is prepared for; None where none runs."""
    office = case.get("filed_channel") or channel
    known_keys = channels.channel_keys()
    running = deadlines(case, channels.load(office if office in known_keys else channel), today)
    return next((one for one in running if not one.over(today) and not one.if_filed), None)


def page(channel: str) -> AfterFiling:
    """What stands on the screen and on paper after every submission."""
    data = known.read(FOLDER, NAME)
    settled = [one["text"] for one in data["settled"] if channel in one["channels"]]
    return AfterFiling(
        data["warning"][0]["text"],
        data["keep"][0]["text"],
        tuple(Saying(one["when"], one["text"]) for one in data["say"]),
        "".join(settled),
        data["handover"][0]["text"],
    )
