"""How long somebody waited: only what a person confirmed says that a person answered."""

from __future__ import annotations

from datetime import UTC, datetime

from evidence_keeper.model import CallSegment, Mark, MarkKind
from evidence_keeper.reading.call.waiting import Waiting, waiting

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
PARTS = (
    CallSegment(0, 6, "ringing"),
    CallSegment(6, 20, "speech"),
    CallSegment(20, 21.5, "keys", "1"),
    CallSegment(21.5, 30, "speech"),
    CallSegment(30, 31.2, "keys", "0"),
    CallSegment(31.2, 90, "music"),
    CallSegment(90, 130, "speech"),
)


def _mark(seconds: float, kind: MarkKind, *, sure: bool = True) -> Mark:
    return Mark(seconds, kind, AT, sure)


def test_it_runs_to_the_word_that_was_heard_at_the_press() -> None:
    found = waiting(PARTS, [_mark(93, MarkKind.HUMAN_ANSWERED)])
    assert found == Waiting("person", 90, 31.2, 58.8, 90)


def test_a_press_far_into_a_voice_counts_where_it_was_pressed() -> None:
    """That voice may have been the robot's at first."""
    found = waiting(PARTS, [_mark(125, MarkKind.HUMAN_ANSWERED)])
    assert (found.person_at, found.total, found.last_key_to_person) == (125, 125, 93.8)


def test_a_press_that_nobody_listened_to_says_nothing() -> None:
    found = waiting(PARTS, [_mark(93, MarkKind.HUMAN_ANSWERED, sure=False)])
    assert found == Waiting("unknown", None, 31.2, None, None)


def test_a_line_that_was_cut_ended_the_waiting() -> None:
    found = waiting(PARTS, [_mark(88, MarkKind.CUT_OFF), _mark(5, MarkKind.ASKED_FOR_HUMAN)])
    assert found == Waiting("cut_off", None, 31.2, None, 88)


def test_keys_pressed_after_the_person_answered_are_not_counted() -> None:
    found = waiting(PARTS, [_mark(24, MarkKind.HUMAN_ANSWERED)])
    assert (found.last_key_at, found.last_key_to_person) == (21.5, 0.0)


def test_a_call_without_keys_or_voices() -> None:
    quiet = (CallSegment(0, 60, "quiet"),)
    found = waiting(quiet, [_mark(40, MarkKind.HUMAN_ANSWERED)])
    assert found == Waiting("person", 40, None, None, 40)
