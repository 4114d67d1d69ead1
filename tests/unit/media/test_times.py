"""Which stated times are believed: aware ones between 2005 and now, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.media.times import believable, stated, stated_in_pdf

CHINA = timezone(timedelta(hours=8))


@pytest.fixture(params=["Asia/Shanghai", "America/New_York", "UTC"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_a_zone_that_is_stated_counts(zone: str) -> None:
    meant = datetime(2026, 3, 4, 10, 5, 6, tzinfo=CHINA)
    for text in (
        "2026-03-04T10:05:06+08:00",
        "2026-03-04T10:05:06+0800",
        "2026-03-04T02:05:06Z",
        "2026-03-04T02:05:06.000000Z",
        "2026:03:04 02:05:06 UTC",
    ):
        assert stated(text) == meant
    assert stated("2026:03:04 10:05:06", "+08:00") == meant
    assert stated_in_pdf("D:20260304100506+08'00'") == meant
    assert stated_in_pdf("D:20260304020506Z") == meant


def test_without_a_zone_it_is_the_computers_at_that_date(zone: str) -> None:
    hours = {"Asia/Shanghai": (8, 8), "America/New_York": (-5, -4), "UTC": (0, 0)}[zone]
    for month, offset in zip((1, 7), hours, strict=True):
        meant = datetime(2026, month, 4, 10, 5, 6, tzinfo=timezone(timedelta(hours=offset)))
        assert stated(f"2026:{month:02}:04 10:05:06") == meant
        assert stated_in_pdf(f"D:2026{month:02}04100506") == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0000:00:00 00:00:00",
        "    :  :     :  :  ",
        "2026-02-30 10:00:00",
        "2026-03-04 25:00:00",
        "2026-03-04",
        "2026",
        "1904-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2004-12-31T23:59:59Z",
        "2107-01-01 00:00:00",
        "9999-12-31T23:59:59Z",
        "2026-03-04T10:05:06+99:99",
        "yesterday",
        "2026-03-04 10:05:06; rm -rf",
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert stated(text) is None


def test_tomorrow_is_no_time_but_a_clock_may_be_minutes_ahead() -> None:
    now = datetime.now(UTC)
    assert believable(now + timedelta(minutes=3)) is not None
    assert believable(now + timedelta(days=1)) is None
    assert believable(datetime(2026, 3, 4)) is None  # noqa: DTZ001
    assert believable(None) is None


@given(text=st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    for found in (stated(text), stated_in_pdf(text)):
        assert found is None or found.tzinfo is not None


@given(moment=st.datetimes(datetime(2005, 1, 2), datetime(2026, 1, 1)))  # noqa: DTZ001
def test_any_believable_time_comes_back(moment: datetime) -> None:
    aware = moment.replace(tzinfo=CHINA)
    assert stated(aware.isoformat()) == aware
