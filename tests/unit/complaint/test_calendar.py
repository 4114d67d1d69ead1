"""The calendar file is one that calendars take: CRLF, no line over 75 bytes, whole characters, all-day entries."""

from __future__ import annotations

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
