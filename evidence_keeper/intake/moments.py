"""Digits to a moment, strictly: a wrong time is worse than none, so what can't be a date is no time.

A time that states no zone is in the computer's zone (`TZ`) at that date (docs: the stable shapes, "Settled once").
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from evidence_keeper.walltime import believable, from_epoch, hour_of_day, local_moment

__all__ = [
    "believable",
    "from_digits",
    "from_file_time",
    "from_groups",
    "from_unix_ms",
    "in_own_zone",
]


def from_digits(digits: str, *, utc: bool = False) -> datetime | None:
    """yyyyMMddHHmmss, yyyyMMddHHmmssSSS, yyMMddHHmmss or yyMMddHHmm to an aware moment; None if it is no date."""
    if len(digits) in (10, 12):
        digits = "20" + digits
    if len(digits) not in (12, 14, 17):
        return None
    month, day, hour, minute, second = (int(digits[at : at + 2] or 0) for at in range(4, 14, 2))
    return local_moment(int(digits[:4]), month, day, hour, minute, second, utc=utc)


def from_groups(found: Mapping[str, str | None]) -> datetime | None:
    """A match's groups y, mo, d, h, mi, s (may lack) and half (上午, PM ...) to an aware moment in local time."""
    year, month, day, clock, minute, second = (
        int(found.get(key) or 0) for key in ("y", "mo", "d", "h", "mi", "s")
    )
    hour = hour_of_day(clock, (found.get("half") or found.get("half2") or "").lower())
    return None if hour is None else local_moment(year, month, day, hour, minute, second)


def from_unix_ms(digits: str) -> datetime | None:
    """Milliseconds since 1970 to an aware moment in local time."""
    try:
        return from_epoch(int(digits) / 1000)
    except (ValueError, OverflowError):
        return None


def from_file_time(seconds: float) -> datetime | None:
    """A file system's time to an aware moment in local time; None where it lies outside any calendar."""
    return from_epoch(seconds)


def in_own_zone(moment: datetime | None) -> datetime | None:
    """A moment in UTC as the computer's zone has it (containers know no zone); another offset stays as stated."""
    if moment is None or moment.utcoffset():
        return moment
    return from_file_time(moment.timestamp())
