"""What happened, in the order of time: each dated line of the person's own account, and dates that it doesn't tell.

A line keeps the person's words; only its day and its exhibits are set apart, so that a table can have them in columns.
What a day means depends on the matter: a phone plan is signed up for, a parcel is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from evidence_keeper.complaint.days import day_in
from evidence_keeper.complaint.evidence import references, without_exhibits
from evidence_keeper.model import Case

_DAY = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
_MORE = rf"(?:{_DAY}|(?:\d{{1,2}}\s*月\s*)?\d{{1,2}}\s*日)"
"""A further day, which may leave out what it shares with the one before: 2026年2月24日、25日."""

_HEAD = re.compile(rf"\s*({_DAY}(?:\s*[和、及至到]\s*{_MORE})*起?)\s*[，,：:]?\s*(.+)", re.DOTALL)
_PARTS = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")

_USUAL = {
    "bought_on": "购买或者办理",
    "posted_on": "寄出",
    "received_on": "收到商品",
    "returned_on": "对方收到退货",
    "closed_on": "停业或者不再提供服务",
    "dispute_on": "发生争议",
    "first_refused_on": "首次明确表示不要再打",
    "demand_sent_on": "交书面要求",
}
_OF_KIND: dict[str, dict[str, str]] = {
    "telecom_plan": {"bought_on": "办理"},
    "auto_renew": {"bought_on": "开通"},
    "refund": {"bought_on": "购买"},
    "quality": {"bought_on": "购买", "dispute_on": "出现故障"},
    "false_ad": {"bought_on": "购买"},
    "prepaid": {"bought_on": "办卡"},
    "bank": {"bought_on": "办理"},
    "courier": {"dispute_on": "发现问题"},
    "nuisance": {"dispute_on": "最近一次来电或者短信"},
}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something with a day. `when` is as it was written, `what` without day and exhibits; `exhibits` are the numbers
    it names. `told`: a line of the person's account, else a date of the case."""

    day: date
    when: str
    what: str
    exhibits: tuple[str, ...] = ()
    told: bool = False


def day_words(case: Case) -> dict[str, str]:
    """The case's dates that mean something in this kind of matter, with what happened then."""
    return _USUAL | _OF_KIND.get(case.type, {})


def happenings(case: Case, respondent: str) -> tuple[Happening, ...]:
    """All of them, earliest first. `respondent` is the office's word for the other side (被投诉人, 被申诉人)."""
    told = list(_told(case))
    days = {day for line in case.get("facts").splitlines() for day in _days(line)}
    asked = {"first_complained_on": f"首次向{respondent}投诉"}
    fields = ((key, day_in(case.get(key)), what) for key, what in (day_words(case) | asked).items())
    dated = [
        Happening(day, case.get(key), what)
        for key, day, what in fields
        if day is not None and day not in days
    ]
    return tuple(sorted([*told, *dated], key=lambda one: one.day))


def _told(case: Case) -> Iterator[Happening]:
    for line in case.get("facts").splitlines():
        found, days = _HEAD.fullmatch(line), _days(line)
        if found and days:
            what = without_exhibits(found[2])
            yield Happening(days[0], found[1].strip(), what, references(line), told=True)


def _days(line: str) -> list[date]:
    """The days that a line begins with."""
    found = _HEAD.fullmatch(line)
    days = []
    for parts in _PARTS.finditer(found[1]) if found else ():
        try:
            days.append(date(*(int(part) for part in parts.groups())))
        except ValueError:
            return []
    return days
