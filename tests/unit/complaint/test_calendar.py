"""The calendar file is one that calendars take: CRLF, no line over 75 bytes, whole characters, all-day entries."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_keeper.complaint.calendar import Event, to_ics

MADE = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def unfolded(ics: str) -> list[str]:
    """The lines as a calendar reads them (RFC 5545, 3.1)."""
    return ics.replace("\r\n ", "").split("\r\n")[:-1]


def test_a_day_is_a_whole_day_with_two_reminders() -> None:
    lines = unfolded(to_ics([Event(date(2026, 12, 31), "答复到期", "规则")], MADE))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert [line for line in lines if line.startswith("TRIGGER")] == [
        "TRIGGER:-P2DT15H",
        "TRIGGER:PT9H",
    ]
    assert lines[-1] == "END:VCALENDAR"


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_words_come_back_from_it(words: str) -> None:
    ics = to_ics([Event(date(2026, 12, 31), words, words)], MADE)
    assert all(len(line.encode()) <= 75 for line in ics.split("\r\n"))
    summary = next(line for line in unfolded(ics) if line.startswith("SUMMARY:"))
    told = summary.removeprefix("SUMMARY:")
    plain = told.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    if "\\" not in words:
        assert plain == "\n".join(words.splitlines())


def test_the_same_day_taken_in_twice_is_one_entry() -> None:
    event = Event(date(2026, 12, 31), "答复到期", "规则")
    later = datetime(2026, 11, 23, tzinfo=UTC)
    uid = [
        line
        for ics in (to_ics([event], MADE), to_ics([event], later))
        for line in unfolded(ics)
        if line.startswith("UID")
    ]
    assert len(set(uid)) == 1


def test_a_file_is_put_together_as_the_standard_wants_it() -> None:
    events = [Event(date(2026, 12, day), f"某事{day}，到期；\\", "规则\n第二行") for day in (1, 2)]
    ics = to_ics(events, MADE)
    assert ics.endswith("\r\n")
    assert "\n" not in ics.replace("\r\n", "")
    lines = unfolded(ics)
    opened = [line.removeprefix("BEGIN:") for line in lines if line.startswith("BEGIN:")]
    closed = [line.removeprefix("END:") for line in lines if line.startswith("END:")]
    assert opened == ["VCALENDAR", *["VEVENT", "VALARM", "VALARM"] * 2]
    assert sorted(opened) == sorted(closed)
    # What RFC 5545 asks of a calendar, of an entry and of its reminder (3.6, 3.6.1, 3.6.6), each once.
    head = lines[: lines.index("BEGIN:VEVENT")]
    assert [sum(line.startswith(name) for line in head) for name in ("VERSION:", "PRODID:")] == [
        1,
        1,
    ]
    for start in (index for index, line in enumerate(lines) if line == "BEGIN:VEVENT"):
        entry = lines[start : lines.index("END:VEVENT", start)]
        for name in ("UID:", "DTSTAMP:", "DTSTART;VALUE=DATE:", "DTEND;VALUE=DATE:", "SUMMARY:"):
            assert sum(line.startswith(name) for line in entry) == 1, name
        assert sum(line == "ACTION:DISPLAY" for line in entry) == 2
        assert re.fullmatch(r"DTSTAMP:\d{8}T\d{6}Z", next(one for one in entry if "DTSTAMP" in one))
    for line in lines:
        assert re.match(r"[A-Z-]+[:;]", line), line
