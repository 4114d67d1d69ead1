"""What a fuzzer looks at: bytes as a log, with laws that hold for any bytes."""

from __future__ import annotations

from datetime import datetime

from evidence_keeper.model import TimeSource
from evidence_keeper.reading.chat import read_chat
from evidence_keeper.reading.shows import shows

NOW = datetime.fromisoformat("2026-09-30T10:00:00+08:00")


def look(data: bytes) -> None:
    """Reads and counts. Raises AssertionError where a law is broken."""
    log = read_chat(data, captured_at=NOW, not_after=NOW)
    for number, one in enumerate(log.messages, start=1):
        assert one.number == number
        assert one.line >= 1
        assert (one.time is None) == (one.time_source is TimeSource.NONE)
        assert one.time is None or (one.time.year >= 2005 and one.time <= NOW)
    found = shows(log.messages)
    assert all(
        1 <= place <= len(log.messages) for kind in found.evidence.values() for place in kind
    )
