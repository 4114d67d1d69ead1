"""Times as chat programs write them: 昨天 21:03, 星期二 上午9:12, 7月14日 下午3:05, 2026/3/1 9:05:11, 12:30.

Reading is in two steps, because what is written is one thing and when it was another: `parse` takes the words apart,
`resolve` finds the moment, with the day that a separator above has set or with the time at which the chat was
captured (a screenshot's or a file's own time, never the time it was added). What can't be known is None: a clock
without a date, a date without a clock, an impossible or future one, one before 2005.

The forms are tables, so that a new one is a new row. Of the libraries, dateparser and jionlp miss a quarter of what
chats write and put weekdays into the future.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from evidence_keeper.model import TimeSource
from evidence_keeper.walltime import believable, from_epoch, hour_of_day, local_moment

LONGEST = 48
"""Characters: what is longer is no time, but a sentence with one in it."""

HALVES = "凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|夜里|深夜|半夜|夜晚"
WORDS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "大前天": 3}
_WEEKDAY = {sign: at % 7 for at, sign in enumerate("一二三四五六日天")} | {"天": 6}
_WEEK = r"(?:星期|礼拜|周)[一二三四五六日天]"

# Pieces for the patterns of chat logs. They have no groups, so that a pattern may hold several.
DATE = r"[0-9]{4}(?:[-/.][0-9]{1,2}[-/.][0-9]{1,2}|年 ?[0-9]{1,2}月 ?[0-9]{1,2}日?)"
MONTH_DAY = r"(?:[0-9]{1,2}[-/][0-9]{1,2}|[0-9]{1,2}月 ?[0-9]{1,2}[日号])"
CLOCK = rf"(?:(?:{HALVES}) ?)?[0-9]{{1,2}}[:：][0-9]{{2}}(?:[:：][0-9]{{2}}(?:\.[0-9]{{1,6}})?)?(?: ?[AaPp][Mm])?"
_BETWEEN = rf"[ T\u3000,，]{{0,4}}(?:[(（]?{_WEEK}[)）]?[ \u3000]{{0,2}})?"
FULL = rf"{DATE}{_BETWEEN}{CLOCK}(?:Z|[+-][0-9]{{2}}:?[0-9]{{2}})?"
MONTH_DAY_CLOCK = rf"{MONTH_DAY}(?:[ \u3000]{{1,4}}|(?<=[日号])){_BETWEEN}{CLOCK}"
RELATIVE = (
    rf"(?:{'|'.join(sorted(WORDS, key=len, reverse=True))}|上?{_WEEK})[ \u3000]{{0,4}}{CLOCK}"
)
ANY = rf"(?:{FULL}|{MONTH_DAY_CLOCK}|{RELATIVE}|{CLOCK})"

_DATES = (
    r"(?P<y>[0-9]{4})[-/.](?P<mo>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})",
    r"(?P<y>[0-9]{4})年 ?(?P<mo>[0-9]{1,2})月 ?(?P<d>[0-9]{1,2})[日号]?",
    r"(?P<mo>[0-9]{1,2})月 ?(?P<d>[0-9]{1,2})[日号]",
    r"(?P<mo>[0-9]{1,2})[-/](?P<d>[0-9]{1,2})",
    rf"(?P<word>{'|'.join(sorted(WORDS, key=len, reverse=True))})",
    r"(?P<last>上)?(?:星期|礼拜|周)(?P<weekday>[一二三四五六日天])",
)
_CLOCKS = (
    rf"(?P<half>{HALVES})? ?(?P<h>[0-9]{{1,2}}):(?P<mi>[0-9]{{2}})(?::(?P<s>[0-9]{{2}})(?:\.[0-9]{{1,6}})?)?"
    r"(?: ?(?P<half2>[AaPp][Mm]))?",
    rf"(?P<half>{HALVES})? ?(?P<h>[0-9]{{1,2}})[点时](?P<mi>[0-9]{{1,2}})分(?:(?P<s>[0-9]{{1,2}})秒)?",
)
_ZONE = r"(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
_SIDE = rf"(?:[ T,]{{0,4}}(?:\(?{_WEEK}\)?)? ?)"
# Between 7-14 and 9:12 stands a blank: 7-149:12 is neither.
_GAP = {3: r"(?:[ ,]+)"}

_FORMS: tuple[re.Pattern[str], ...] = (
    *(
        re.compile(rf"{day}{_GAP.get(at, '')}{_SIDE}{clock}{_ZONE}")
        for clock in _CLOCKS
        for at, day in enumerate(_DATES)
    ),
    *(re.compile(clock) for clock in _CLOCKS),
    *(re.compile(rf"{day}{_SIDE}") for day in _DATES),
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a text says about a time, as far as it says it. `hour` is of 24; `back` days before the capture;
    `weekday` from 0 (Monday), of the week before where `last_week`; `offset` from UTC where it is written."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    back: int | None = None
    weekday: int | None = None
    last_week: bool = False
    hour: int | None = None
    minute: int | None = None
    second: int = 0
    offset: timedelta | None = None

    @property
    def has_clock(self) -> bool:
        """Whether a time of day is stated."""
        return self.hour is not None

    @property
    def has_day(self) -> bool:
        """Whether a day is stated in any form."""
        return self.month is not None or self.back is not None or self.weekday is not None


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment and where it comes from; None goes with TimeSource.NONE."""

    time: datetime | None = None
    source: TimeSource = TimeSource.NONE


UNKNOWN = Moment()


@lru_cache(maxsize=4096)
def parse(text: str) -> Stated | None:
    """What the whole of `text` says about a time; None where it is something else, or what no clock shows.

    Full-width digits and 12-hour clocks are understood; a sentence with a time in it is not a time.
    """
    if len(text) > LONGEST:
        return None
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    for form in _FORMS:
        found = form.fullmatch(plain)
        if found:
            return _stated(found.groupdict())
    return None


def _stated(found: dict[str, str | None]) -> Stated | None:
    clock = found.get("h") is not None
    half = (found.get("half") or found.get("half2") or "").lower()
    hour = hour_of_day(int(found["h"] or 0), half) if clock else None
    minute, second = int(found.get("mi") or 0), int(found.get("s") or 0)
    if clock and (hour is None or hour > 23 or minute > 59 or second > 59):
        return None
    return Stated(
        year=_number(found.get("y")),
        month=_number(found.get("mo")),
        day=_number(found.get("d")),
        back=WORDS.get(found.get("word") or ""),
        weekday=_WEEKDAY.get(found.get("weekday") or ""),
        last_week=bool(found.get("last")),
        hour=hour,
        minute=minute if clock else None,
        second=second,
        offset=_offset(found.get("zone")),
    )


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _offset(zone: str | None) -> timedelta | None:
    if not zone:
        return None
    if zone == "Z":
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)


def day_of(stated: Stated, captured_at: datetime | None) -> tuple[date, TimeSource] | None:
    """The day that is meant, and how it is known: EXPLICIT (year and all), INFERRED_YEAR (rolled back over New Year
    from the capture), or INHERITED_DATE (yesterday, a weekday: counted back from the capture).

    None where no day is stated, where it is no date, or where there is nothing to count from. A weekday that is the
    capture's own is today or a week ago: nobody can tell.
    """
    if stated.year is not None:
        day = _date(stated.year, stated.month or 0, stated.day or 0)
        return None if day is None else (day, TimeSource.EXPLICIT)
    if captured_at is None:
        return None
    today = captured_at.date()
    if stated.month is not None:
        for year in (today.year, today.year - 1):
            day = _date(year, stated.month, stated.day or 0)
            if day is not None and day <= today:
                return day, TimeSource.INFERRED_YEAR
        return None
    back = stated.back
    if stated.weekday is not None:
        back = _days_back(stated.weekday, today.weekday(), stated.last_week)
    return None if back is None else (today - timedelta(days=back), TimeSource.INHERITED_DATE)


def _days_back(weekday: int, today: int, last_week: bool) -> int | None:
    if last_week:
        return today + 7 - weekday
    return (today - weekday) % 7 or None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def resolve(
    stated: Stated,
    *,
    captured_at: datetime | None = None,
    day: tuple[date, TimeSource] | None = None,
    not_after: datetime,
) -> Moment:
    """The moment that is meant.

    `captured_at` is when the chat was captured (aware), `day` the day that a separator above has set (as `day_of`
    gives it), used where the time itself names none. `not_after` is now, or when the item was kept: what lies behind
    it is no time. A clock with no day known is UNKNOWN, never today.
    """
    if stated.hour is None or stated.minute is None:
        return UNKNOWN
    if stated.has_day:
        known = day_of(stated, captured_at)
    elif day is not None:
        inferred = day[1] is TimeSource.INFERRED_YEAR
        known = day[0], TimeSource.INFERRED_YEAR if inferred else TimeSource.INHERITED_DATE
    else:
        known = None
    if known is None:
        return UNKNOWN
    on, source = known
    clock = (stated.hour, stated.minute, stated.second)
    moment = local_moment(on.year, on.month, on.day, *clock, utc=stated.offset is not None)
    if moment is not None and stated.offset:
        moment = from_epoch((moment - stated.offset).timestamp())
    if moment is None or not believable(moment, not_after):
        return _year_before(stated, on, source, not_after)
    return Moment(moment, source)


def _year_before(stated: Stated, on: date, source: TimeSource, not_after: datetime) -> Moment:
    """12月31日 23:50, captured on the same day of the next year at 8:00: today's isn't there yet."""
    if source is not TimeSource.INFERRED_YEAR or stated.month is None or on.year < not_after.year:
        return UNKNOWN
    moment = local_moment(
        on.year - 1, on.month, on.day, stated.hour or 0, stated.minute or 0, stated.second
    )
    good = believable(moment, not_after)
    return Moment(moment, source) if good else UNKNOWN


def read(
    text: str,
    *,
    captured_at: datetime | None = None,
    day: tuple[date, TimeSource] | None = None,
    not_after: datetime,
) -> Moment:
    """`parse` and `resolve` in one: the moment that the whole of `text` names, or UNKNOWN."""
    stated = parse(text)
    if stated is None:
        return UNKNOWN
    return resolve(stated, captured_at=captured_at, day=day, not_after=not_after)
