"""What a person pressed while recording: written to the disk at once, since nobody presses twice for the same moment.

A press is no evidence: these are moments to listen to again, and count only after a person confirmed each.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from evidence_keeper.intake.audio.log import MARKS, Lines, read_lines
from evidence_keeper.model import MarkKind

SAME_SECONDS = 3.0
"""Equal presses this close are one: older people press twice."""


@dataclass(frozen=True, slots=True)
class Press:
    """A moment: seconds since the recording's first sample, by the clock."""

    seconds: float
    kind: MarkKind
    at: datetime


class Marks:
    """A recording's presses, in its folder. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._lines = Lines(folder / MARKS)
        self._lock = threading.Lock()
        self._presses: tuple[Press, ...] = ()

    @property
    def presses(self) -> tuple[Press, ...]:
        """Those that stand, oldest first."""
        return self._presses

    def add(self, press: Press) -> Press:
        """Write it down; gives back the earlier one where that was the same press. Raises SpaceError, StorageError."""
        with self._lock:
            same = [one for one in self._presses if _same(one, press)]
            if same:
                return same[-1]
            self._presses += (press,)
            self._write(
                {"add": press.kind.value, "seconds": press.seconds, "at": press.at.isoformat()}
            )
            return press

    def undo(self) -> Press | None:
        """Take the last one back; None where there is none."""
        with self._lock:
            if not self._presses:
                return None
            *rest, last = self._presses
            self._presses = tuple(rest)
            self._write({"undo": last.kind.value})
            return last

    def _write(self, line: Mapping[str, Any]) -> None:
        self._lines.add(line)
        self._lines.sync()

    def close(self) -> None:
        """No more presses."""
        self._lines.close()


def _same(one: Press, other: Press) -> bool:
    return one.kind is other.kind and abs(one.seconds - other.seconds) <= SAME_SECONDS


def read_marks(folder: Path) -> tuple[Press, ...]:
    """The presses that stood when the recording ended, however it did."""
    return _replayed(read_lines(folder / MARKS))


def _replayed(lines: Iterable[Mapping[str, Any]]) -> tuple[Press, ...]:
    presses: list[Press] = []
    for line in lines:
        if "undo" in line:
            presses = presses[:-1]
            continue
        with contextlib.suppress(KeyError, TypeError, ValueError):
            at = datetime.fromisoformat(line["at"])
            presses.append(Press(float(line["seconds"]), MarkKind(line["add"]), at))
    return tuple(presses)
