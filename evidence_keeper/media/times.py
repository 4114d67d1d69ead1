"""Which of the times that a file states may be believed to be a time at all.

A camera whose clock was never set says 1970 or 1904, a table of zeros says 1601, a forger's file says next year:
none of these is a time, and no time is better than an invented one.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_EARLIEST = datetime(2005, 1, 1, tzinfo=UTC)
# Clocks of two devices differ a little; a phone's recording may be minutes ahead of this computer.
_AHEAD = timedelta(minutes=10)

_STATED = re.compile(
    r"\s*(\d{4})[-:/.](\d{1,2})[-:/.](\d{1,2})[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?\s*$",
    re.IGNORECASE,
)
_PDF = re.compile(
    r"\s*(?:D:)?(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?()\s*(Z|[+-]\d{2}'?(?:\d{2})?)?"
)
_ZONE = re.compile(r"([+-])(\d{2}):?'?(\d{2})?")


def believable(moment: datetime | None) -> datetime | None:
    """The moment itself if it lies between 2005 and now, None otherwise. Naive ones are refused."""
    if moment is None or moment.tzinfo is None:
        return None
    return moment if _EARLIEST <= moment <= datetime.now(UTC) + _AHEAD else None


def stated(text: str, zone: str = "") -> datetime | None:
    """The time in "2026:11:22 10:03:05", "2026-11-22T02:03:05.5Z" and the like, aware.

    `zone` ("+08:00") counts where the text names none; without either it is the computer's zone at that date (`TZ`).
    None for a date without a time of day, for impossible ones, before 2005 and in the future.
    """
    found = _STATED.match(text)
    return None if found is None else _moment(found, zone)


def stated_in_pdf(text: str) -> datetime | None:
    """The time in a PDF's "D:20261122100305+08'00'", by the same rules."""
    found = _PDF.match(text)
    return None if found is None else _moment(found, "")


def _moment(found: re.Match[str], zone: str) -> datetime | None:
    year, month, day, hour, minute, second, fraction, own = found.groups()
    micro = int((fraction or "0").ljust(6, "0")[:6])
    try:
        naive = datetime(  # noqa: DTZ001 - the zone follows
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0), micro
        )
        return believable(_in_zone(naive, own or zone))
    except (ValueError, OverflowError, OSError):
        return None


def _in_zone(naive: datetime, zone: str) -> datetime:
    if zone.upper() in ("Z", "UTC"):
        return naive.replace(tzinfo=UTC)
    found = _ZONE.match(zone.strip())
    if found is None:
        return naive.astimezone()
    sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return naive.replace(tzinfo=timezone(-offset if sign == "-" else offset))
