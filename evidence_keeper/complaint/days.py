"""Counting days as the law does: the first day isn't counted, a month ends on the same day of another month.

Which days are worked is set each year by the State Council and can't be computed: resources/holidays has a table a
year. Where a year has none, Monday to Friday are counted, and the answer says that it is only about right (约).
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from evidence_keeper import resources
from evidence_keeper.complaint import known

UNITS = ("days", "working_days", "months", "years")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Year:
    """One year's table: `off` are days without work that may be weekdays, `worked` weekend days that are worked."""

    off: frozenset[date]
    worked: frozenset[date]
    origin: known.Origin


@dataclass(frozen=True, slots=True)
class End:
    """The day on which a span ends, and whether it is exact."""

    day: date
    exact: bool = True


def end_of(start: date, count: int, unit: str) -> End | None:
    """The last day of `count` units that begin after `start`; None where the calendar has no such day."""
    try:
        if unit == "working_days":
            return _after_working_days(start, count)
        if unit == "days":
            return End(start + timedelta(days=count))
        return End(_after_months(start, count * (12 if unit == "years" else 1)))
    except (OverflowError, ValueError):
        return None


def day_in(text: str) -> date | None:
    """The day at the beginning of a case's date field (fields.checked keeps ISO 8601), None where there is none."""
    found = _ISO_DAY.match(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def say_day(text: str) -> str:
    """2026年2月1日 for a field's ISO day; any other text as it is."""
    day = day_in(text)
    return text if day is None else f"{day.year}年{day.month}月{day.day}日"


def is_worked(day: date) -> tuple[bool, bool]:
    """Whether offices work on that day, and whether that is known or only assumed from the weekday."""
    year = table(day.year)
    weekday = day.weekday() < 5
    if year is None:
        return weekday, False
    return (day in year.worked) or (weekday and day not in year.off), True


@cache
def table(year: int) -> Year | None:
    """The table of a year, None where there is none."""
    file = resources.path("holidays") / f"{year}.json"
    if not file.is_file():
        return None
    data = json.loads(file.read_text(encoding="utf-8"))
    off = {day for span in data["off"] for day in _each(span["from"], span["to"])}
    worked = frozenset(map(date.fromisoformat, data["worked"]))
    return Year(frozenset(off), worked, known.origin(data))


def _each(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(days=step) for step in range((end - start).days + 1)]


def _after_working_days(start: date, count: int) -> End:
    day, left, exact = start, count, True
    while left:
        day += timedelta(days=1)
        worked, sure = is_worked(day)
        exact = exact and sure
        left -= worked
    return End(day, exact)


def _after_months(start: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day (民法典202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
