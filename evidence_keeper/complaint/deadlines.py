"""Which days run in a matter: those of the office's data file whose beginning is known, and what ends on which day.

The day after the first one counts as the first (民法典201). A right's last day is not moved behind a holiday, although
the law would: who goes by it is never late. What would begin today, if the papers went out today, is said as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from evidence_keeper.complaint import law
from evidence_keeper.complaint.channels import Channel, Running
from evidence_keeper.complaint.charges import charges
from evidence_keeper.complaint.days import day_in, end_of
from evidence_keeper.model import Case


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which something ends.

    `key` names it (text.deadline_words), `day` is its last day, `start` the day it runs from, of the case's field
    `field`. `whose` says who has to act: person, company, office. `about`: only about right (约), for want of a holiday
    table or because it is local practice. `if_filed`: it would begin today, were the papers handed in today. `yuan` is
    the charge's sum where it is about one.
    """

    key: str
    day: date
    start: date
    field: str
    whose: str
    rule: str
    about: bool = False
    if_filed: bool = False
    yuan: str = ""

    def over(self, today: date) -> bool:
        """Whether that day has gone by."""
        return self.day < today


def deadlines(case: Case, channel: Channel, today: date) -> tuple[Deadline, ...]:
    """Everything that runs in this matter at this office, soonest first."""
    found = [
        deadline
        for running in channel.running
        if _applies(case, running)
        for deadline in _of(case, running, today)
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.key)))


def _applies(case: Case, running: Running) -> bool:
    if running.types and case.type not in running.types:
        return False
    return set(running.claims) <= law.facts_of(case)


def _of(case: Case, running: Running, today: date) -> Iterator[Deadline]:
    if running.start == "charges":
        yield from _charges(case, running)
        return
    start = day_in(case.get(running.start))
    if start is not None:
        yield from _one(running, start)
    elif running.start == "filed_on":
        yield from _one(running, today, if_filed=True)


def _charges(case: Case, running: Running) -> Iterator[Deadline]:
    """One for each charge; where none is written down, for the day the trouble began."""
    known = charges(case)
    # The days the company has for its answer come first, unless it was asked long ago.
    less = 0 if case.get("first_complained_on") else running.less_days
    for charge in known:
        yield from _one(running, charge.day, less=less, yuan=f"{charge.yuan:.2f}")
    started = day_in(case.get("dispute_on"))
    if not known and started is not None:
        yield from _one(running, started, less=less, field="dispute_on")


def _one(
    running: Running,
    start: date,
    *,
    less: int = 0,
    if_filed: bool = False,
    yuan: str = "",
    field: str = "",
) -> Iterator[Deadline]:
    end = end_of(start, running.count, running.unit)
    if end is None:
        return
    yield Deadline(
        key=running.key,
        day=end.day - timedelta(days=less),
        start=start,
        field=field or running.start,
        whose=running.whose,
        rule=law.rule_words(running.law, running.article, running.rule, running.origin),
        about=running.about or not end.exact,
        if_filed=if_filed,
        yuan=yuan,
    )
