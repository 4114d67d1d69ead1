"""Digits to a moment, strictly: a wrong time is worse than none, so what can't be a date is no time.

A time that states no zone is in the computer's zone (`TZ`) at that date (docs: the stable shapes, "Settled once").
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

EARLIEST_YEAR = (
    2005  # before phones recorded calls into files; an older date is a clock that was never set
)

_AFTERNOON = frozenset({"下午", "晚上", "傍晚", "pm"})
_MORNING = frozenset({"上午", "凌晨", "早上", "am"})


def believable(moment: datetime | None, now: datetime) -> bool:
    """Whether an aware moment lies in 2005..now. A future one is no time, not even by a second."""
    if moment is None:
        return False
    return moment.year >= EARLIEST_YEAR and moment <= now


def from_digits(digits: str, *, utc: bool = False) -> datetime | None:
    """yyyyMMddHHmmss, yyyyMMddHHmmssSSS, yyMMddHHmmss or yyMMddHHmm to an aware moment; None if it is no date."""
    if len(digits) in (10, 12):
        digits = "20" + digits
    if len(digits) not in (12, 14, 17):
        return None
    parts = [digits[:4], *(digits[at : at + 2] for at in range(4, 14, 2))]
    return _local([int(part or 0) for part in parts], utc=utc)


def from_groups(found: Mapping[str, str | None]) -> datetime | None:
    """A match's groups y, mo, d, h, mi, s (may lack) and half (上午, PM ...) to an aware moment in local time."""
    numbers = [int(found.get(key) or 0) for key in ("y", "mo", "d", "h", "mi", "s")]
    half = (found.get("half") or found.get("half2") or "").lower()
    hour = _hour(numbers[3], half)
    return None if hour is None else _local([*numbers[:3], hour, *numbers[4:]])


def from_unix_ms(digits: str) -> datetime | None:
    """Milliseconds since 1970 to an aware moment in local time."""
    try:
        return datetime.fromtimestamp(int(digits) / 1000, UTC).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def from_file_time(seconds: float) -> datetime | None:
    """A file system's time to an aware moment in local time; None where it lies outside any calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def in_own_zone(moment: datetime | None) -> datetime | None:
    """A moment in UTC as the computer's zone has it (containers know no zone); another offset stays as stated."""
    if moment is None or moment.utcoffset():
        return moment
    return from_file_time(moment.timestamp())


def _hour(hour: int, half: str) -> int | None:
    """The hour of 24; None for 晚上 12, which nobody can tell from noon or from the next day."""
    if half == "中午":
        return hour + 12 if hour < 3 else hour
    if half == "晚上" and hour == 12:
        return None
    if half in _AFTERNOON:
        return hour + 12 if hour < 12 else hour
    if half in _MORNING:
        return 0 if hour == 12 else hour
    return hour


def _local(parts: list[int], *, utc: bool = False) -> datetime | None:
    """The moment of this wall time; None where the clocks were put forward over it. Of an hour that comes twice (in
    autumn) it is the first: which one it was nobody wrote down."""
    try:
        year, month, day, hour, minute, second = parts
        naive = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
        if utc:
            return naive.replace(tzinfo=UTC).astimezone()
        moment = naive.astimezone()
        back = moment.astimezone(UTC).astimezone().replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if back == naive else None
