"""A wall time as a moment, strictly: what can't be a date is no time, because a wrong time is worse than none.

A time that states no zone is in the computer's zone (`TZ`) at that date (docs: the stable shapes, "Settled once").
"""

from __future__ import annotations

from datetime import UTC, datetime

EARLIEST_YEAR = 2005
"""Before phones recorded calls into files; an older date is a clock that was never set."""

_AFTERNOON = frozenset({"下午", "晚上", "傍晚", "pm"})
_MORNING = frozenset({"上午", "凌晨", "早上", "早晨", "清晨", "am"})
_NIGHT = frozenset({"晚上", "夜里", "深夜", "半夜", "夜晚"})


def believable(moment: datetime | None, now: datetime) -> bool:
    """Whether an aware moment lies in 2005..now. A future one is no time, not even by a second."""
    if moment is None:
        return False
    return moment.year >= EARLIEST_YEAR and moment <= now


def hour_of_day(hour: int, half: str) -> int | None:
    """The hour of 24 for an hour with 上午, 下午, PM ...; None for 晚上 12 or 1, which nobody can tell from noon or
    from the next day."""
    if half == "中午":
        return hour + 12 if hour < 3 else hour
    if half in _NIGHT and (hour == 12 or 0 < hour < 5):
        return None
    if half in _AFTERNOON or half in _NIGHT:
        return hour + 12 if 0 < hour < 12 else hour
    if half in _MORNING:
        return 0 if hour == 12 else hour
    return hour


def local_moment(
    year: int, month: int, day: int, hour: int, minute: int, second: int = 0, *, utc: bool = False
) -> datetime | None:
    """The moment of this wall time; None where there is no such date or time, or the clocks were put forward over it.
    Of an hour that comes twice (in autumn) it is the first: which one it was nobody wrote down."""
    try:
        naive = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
        if utc:
            return naive.replace(tzinfo=UTC).astimezone()
        moment = naive.astimezone()
        back = moment.astimezone(UTC).astimezone().replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if back == naive else None


def from_epoch(seconds: float) -> datetime | None:
    """Seconds since 1970 to an aware moment in local time; None where it lies outside any calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
