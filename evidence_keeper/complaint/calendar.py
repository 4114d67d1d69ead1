"""The days of a matter as a calendar file (.ics, RFC 5545) that any phone takes: all-day entries with a reminder.

It is for the person only, and says nothing of the matter but its title: calendars are often synchronised.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_MOST_BYTES = 75
_REMIND_DAYS = 3


@dataclass(frozen=True, slots=True)
class Event:
    """One day: its heading and what to do."""

    day: date
    title: str
    words: str


def to_ics(events: Sequence[Event], made_at: datetime) -> str:
    """The calendar file's text; each entry reminds three days before and on the day. `made_at` is aware."""
    return "".join(f"{line}\r\n" for line in _lines(events, made_at))


def _lines(events: Sequence[Event], made_at: datetime) -> Iterator[str]:
    yield from (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Evidence Keeper//ZH",
        "CALSCALE:GREGORIAN",
    )
    stamp = f"{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for event in events:
        yield "BEGIN:VEVENT"
        yield f"UID:{_uid(event)}"
        yield f"DTSTAMP:{stamp}"
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
        yield from _folded(f"SUMMARY:{_escaped(event.title)}")
        yield from _folded(f"DESCRIPTION:{_escaped(event.words)}")
        yield "TRANSP:TRANSPARENT"
        for before in (_REMIND_DAYS, 0):
            yield from _alarm(event, before)
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _alarm(event: Event, days: int) -> Iterator[str]:
    """At nine in the morning, so many days before."""
    trigger = f"-P{days - 1}DT15H" if days > 1 else ("PT9H" if days == 0 else "-PT15H")
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{trigger}")
    yield from _folded(f"DESCRIPTION:{_escaped(event.title)}")
    yield "END:VALARM"


def _uid(event: Event) -> str:
    """The same for the same day and heading, so that a file taken in twice gives no second entry."""
    facts = f"{event.day}\n{event.title}".encode()
    return f"{hashlib.sha256(facts).hexdigest()[:32]}@evidence-keeper"


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(plain.splitlines())


def _folded(line: str) -> Iterator[str]:
    """No line longer than 75 bytes, and no character cut in two."""
    part = ""
    for char in line:
        if len(f"{part}{char}".encode()) > _MOST_BYTES:
            yield part
            part = " "
        part += char
    yield part
