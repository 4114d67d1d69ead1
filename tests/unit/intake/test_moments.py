"""A wall time that no clock showed is no time; one that it showed twice is the first."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from evidence_keeper.intake.moments import from_digits, from_groups


@pytest.fixture
def new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("new_york")
@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("20260308015959", "2026-03-08T01:59:59-05:00"),
        ("20260308020000", None),
        ("20260308023000", None),
        ("20260308025959", None),
        ("20260308030000", "2026-03-08T03:00:00-04:00"),
        ("20261101013000", "2026-11-01T01:30:00-04:00"),  # comes twice: the first
        ("20261101020000", "2026-11-01T02:00:00-05:00"),
    ],
)
def test_the_hour_when_clocks_change(digits: str, expected: str | None) -> None:
    wanted = datetime.fromisoformat(expected) if expected else None
    found = from_digits(digits)
    assert found == wanted
    assert (found and found.isoformat()) == expected
    keys = ("y", "mo", "d", "h", "mi", "s")
    cuts = (digits[:4], *(digits[at : at + 2] for at in range(4, 14, 2)))
    assert from_groups(dict(zip(keys, cuts, strict=True))) == wanted
    assert from_digits(digits, utc=True) is not None
