"""Times as chats write them: each form resolved against the capture, and nothing made of what says too little."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_keeper.model import TimeSource
from evidence_keeper.reading.moments import UNKNOWN, Stated, day_of, parse, read, resolve

CAPTURED = "2025-07-17T10:00:00+08:00"  # a Thursday


@pytest.fixture(autouse=True)
def shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def said(text: str, captured: str | None = CAPTURED, day: date | None = None) -> tuple[str, str]:
    """The moment as "MM-DD HH:MM:SS" of 2025 or whole, and its source's name."""
    anchor = datetime.fromisoformat(captured) if captured else None
    found = read(
        text,
        captured_at=anchor,
        day=None if day is None else (day, TimeSource.EXPLICIT),
        not_after=anchor or datetime.fromisoformat(CAPTURED),
    )
    return (f"{found.time:%Y-%m-%d %H:%M:%S}" if found.time else "", found.source.value)


@pytest.mark.parametrize(
    ("text", "expected", "source"),
    [
        ("2025-07-14 09:12", "2025-07-14 09:12:00", "explicit"),
        ("2025/7/4 9:05:11", "2025-07-04 09:05:11", "explicit"),
        ("2025.07.14 21:03", "2025-07-14 21:03:00", "explicit"),
        ("2025年7月14日 21:03", "2025-07-14 21:03:00", "explicit"),
        ("2025年7月14日 下午3:05", "2025-07-14 15:05:00", "explicit"),
        ("2025年7月14日 星期一 下午 3:05:09", "2025-07-14 15:05:09", "explicit"),
        ("2025-07-14T21:03:05", "2025-07-14 21:03:05", "explicit"),
        ("2025-07-14T13:03:05Z", "2025-07-14 21:03:05", "explicit"),
        ("2025-07-14T13:03:05.123+00:00", "2025-07-14 21:03:05", "explicit"),
        ("2025-07-14 09:12 PM", "2025-07-14 21:12:00", "explicit"),
        ("２０２５－０７－１４ ０９：１２", "2025-07-14 09:12:00", "explicit"),
        ("7月14日 下午3:05", "2025-07-14 15:05:00", "inferred_year"),
        ("7月14日下午3:05", "2025-07-14 15:05:00", "inferred_year"),
        ("07-14 20:50", "2025-07-14 20:50:00", "inferred_year"),
        ("7/14 20:50:28", "2025-07-14 20:50:28", "inferred_year"),
        ("12月31日 20:00", "2024-12-31 20:00:00", "inferred_year"),
        ("7月17日 23:59", "2024-07-17 23:59:00", "inferred_year"),
        ("昨天 21:03", "2025-07-16 21:03:00", "inherited_date"),
        ("昨天21:03", "2025-07-16 21:03:00", "inherited_date"),
        ("昨天 晚上9:03", "2025-07-16 21:03:00", "inherited_date"),
        ("前天 下午 12:30", "2025-07-15 12:30:00", "inherited_date"),
        ("今天 09:59", "2025-07-17 09:59:00", "inherited_date"),
        ("星期二 上午9:12", "2025-07-15 09:12:00", "inherited_date"),
        ("周日 凌晨12:30", "2025-07-13 00:30:00", "inherited_date"),
        ("星期五 09:00", "2025-07-11 09:00:00", "inherited_date"),
        ("上周五 09:00", "2025-07-11 09:00:00", "inherited_date"),
        ("上周一 09:00", "2025-07-07 09:00:00", "inherited_date"),
        ("昨天 9点05分", "2025-07-16 09:05:00", "inherited_date"),
        ("7月14日 中午1:20", "2025-07-14 13:20:00", "inferred_year"),
    ],
)
def test_what_chats_write(text: str, expected: str, source: str) -> None:
    assert said(text) == (expected, source)


@pytest.mark.parametrize(
    "text",
    [
        "21:03",  # of which day?
        "7月14日",  # when on that day?
        "昨天",
        "星期四 09:12",  # the capture's own weekday: today or a week ago
        "今天 10:01",  # after the capture
        "2025-07-18 09:00",
        "2004-12-31 09:00",
        "2025-02-30 09:00",
        "2025-07-14 24:00",
        "2025-07-14 09:60",
        "2025-07-14 晚上12:10",  # noon's opposite, and of which day
        "13月1日 10:00",
        "明天 10:30",
        "我昨天 21:03 打的电话",
        "12:30:99",
        "7-149:12",
        "1月2号晚上",
        "",
        "：",
        "9" * 300,
    ],
)
def test_what_says_too_little_is_no_time(text: str) -> None:
    assert said(text) == ("", "none")


def test_without_a_capture_nothing_relative_is_a_time() -> None:
    for text in ("昨天 21:03", "星期二 上午9:12", "7月14日 下午3:05", "07-14 20:50"):
        assert said(text, None) == ("", "none")
    assert said("2025-07-14 09:12", None) == ("2025-07-14 09:12:00", "explicit")


def test_a_clock_takes_the_day_above_it() -> None:
    assert said("21:03", day=date(2025, 7, 1)) == ("2025-07-01 21:03:00", "inherited_date")
    assert said("2025-06-30 21:03", day=date(2025, 7, 1)) == ("2025-06-30 21:03:00", "explicit")
    day = day_of(parse("7月1日") or Stated(), datetime.fromisoformat(CAPTURED))
    found = resolve(parse("21:03") or Stated(), day=day, not_after=datetime.fromisoformat(CAPTURED))
    assert found.source is TimeSource.INFERRED_YEAR


@given(
    st.text(alphabet="0123456789:：/-.年月日号星期周一二天昨前今上下午晚点分秒 TZ+apm", max_size=60)
)
@settings(max_examples=300, deadline=None)
def test_anything_is_read_without_fault_and_never_lies_in_the_future(text: str) -> None:
    captured = datetime.fromisoformat(CAPTURED)
    found = read(text, captured_at=captured, not_after=captured)
    assert found == UNKNOWN or (found.time is not None and found.time <= captured)
