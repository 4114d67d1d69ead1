"""What media asks of a job: it may be stopped and told how far it is. media stands beside jobs and can't import it."""

from __future__ import annotations

from typing import Protocol


class Work(Protocol):
    """jobs.Job fits; so does anything with these two."""

    def check(self) -> None:
        """Raise Cancelled if somebody asked to stop."""

    def report(self, step: str, done: int = 0, total: int = 0, detail: str = "") -> None:
        """Take note of how far the work is."""
