"""Looks at a view again and again and says when it stands still, and whether anything new came into it.

A person scrolls, the page glides on and comes to rest. Only what has rested is worth keeping: a frame in the middle of
a movement may be torn. A caret, a clock or a ticking banner are no movement.
"""

from __future__ import annotations

from enum import StrEnum

from evidence_keeper.intake.stitch.matching import same_view
from evidence_keeper.intake.stitch.signature import Signature


class Motion(StrEnum):
    """What the view does."""

    MOVING = "moving"
    RESTED = "rested"  # it has just come to rest, on something else than the last time
    UNCHANGED = "unchanged"  # it still shows what it showed when it last rested


class Watcher:
    """Is shown views in the order of time. `still_seconds`: how long a view has to be the same to have come to rest."""

    def __init__(self, still_seconds: float = 0.25) -> None:
        self.still_seconds = still_seconds
        self._before: Signature | None = None
        self._since = 0.0
        self._rested: Signature | None = None

    def look(self, view: Signature, at: float) -> Motion:
        """`at` is in seconds of a clock that only goes on."""
        if self._before is None or not same_view(self._before, view):
            self._since = at
        # The first view of a rest is compared with, so that a creep of a pixel a time isn't taken for standing still.
        if self._before is None or self._since == at:
            self._before = view
        if self._rested is not None and same_view(self._rested, view):
            return Motion.UNCHANGED
        if at - self._since < self.still_seconds:
            return Motion.MOVING
        self._rested = view
        return Motion.RESTED
