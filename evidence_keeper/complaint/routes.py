"""Where to go, in which order, why, and what each place needs. One office at a time: two with one dispute refuse it.

The steps of each kind of matter are data (resources/letters/<type>.toml). Step zero is a paper: the written demand to
the company, without which most offices send everything back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from evidence_keeper.complaint import channels, known
from evidence_keeper.complaint.clauses import FOLDER, facts_of, fits, values_of
from evidence_keeper.complaint.days import day_in, end_of
from evidence_keeper.complaint.question import company_answered
from evidence_keeper.model import CASE_TYPES, Case

State = Literal["done", "waiting", "now", "later"]
ANSWER_DAYS = 15


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `key` is a channel's key, or demand, platform, cancel, refuse, block, police, court, report_12315 ...

    `kind` is police, paper, self, company, channel, instead (of the channel before it), report, court or other. `state`
    says how far it is; `until` the day that is waited for. `needs` is what to have ready.
    """

    key: str
    kind: str
    title: str
    why: str
    needs: tuple[str, ...]
    state: State
    until: date | None
    origin: known.Origin


def route(case: Case, today: date) -> tuple[Step, ...]:
    """The steps of this matter in order; one at a time is `now`, none where the company still has time."""
    true, values = facts_of(case), values_of(case)
    name = case.type if case.type in CASE_TYPES else "other"
    chosen = [
        one
        for one in known.read(FOLDER, name)["step"]
        if fits((), tuple(one.get("claims", ())), (), values, true)
    ]
    steps: list[Step] = []
    for one in chosen:
        state, until = _state(case, one["key"], one.get("kind", ""), today, steps)
        steps.append(
            Step(
                one["key"],
                one.get("kind", ""),
                one["title"],
                one["why"],
                tuple(one.get("needs", ())),
                state,
                until,
                known.origin(one),
            )
        )
    return tuple(steps)


def channel_of(case: Case, today: date) -> str:
    """The office to prepare papers for: the first of the route that has not refused it; 12315 where there is none."""
    known_keys = channels.channel_keys()
    offices = [step.key for step in route(case, today) if step.key in known_keys]
    refused = case.get("filed_channel") if case.get("outcome") == "refused" else ""
    left = [key for key in offices if key != refused] or offices
    return left[0] if left else "12315"


def company_was_asked(case: Case) -> bool:
    """Whether it can be shown that the company was asked: a number, or a written demand with its proof."""
    if not case.get("first_complained_on"):
        return False
    return bool(case.get("company_ticket_no") or case.get("demand_proof"))


def company_has_until(case: Case, today: date) -> date | None:
    """The day until which the company may still answer; None where it answered, its time is over, or nobody asked."""
    asked = day_in(case.get("demand_sent_on")) or day_in(case.get("first_complained_on"))
    if asked is None or company_answered(case):
        return None
    end = end_of(asked, ANSWER_DAYS, "days")
    return end.day if end is not None and end.day >= today else None


def _state(
    case: Case, key: str, kind: str, today: date, before: list[Step]
) -> tuple[State, date | None]:
    if kind == "paper":
        waiting = company_has_until(case, today)
        if not company_was_asked(case):
            return _free("now", before), None
        return ("waiting", waiting) if waiting else ("done", None)
    if kind == "self" and key == "refuse" and case.get("first_refused_on"):
        return "done", None
    if case.get("filed_channel") == key:
        return ("waiting", None) if not case.get("outcome") else ("done", None)
    if kind in ("police", "self", "report", "other"):
        return _free("now", [] if kind == "police" else before), None
    return _free("now", before), None


def _free(state: State, before: list[Step]) -> State:
    """Later, where something before it is still to be done or waited for."""
    blocking = [one for one in before if one.kind not in ("self", "report", "other", "company")]
    return state if all(one.state == "done" for one in blocking) else "later"
