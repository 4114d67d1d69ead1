"""Looks at a view again and again and says when it stands still, and whether anything new came into it.

A person scrolls, the page glides on and comes to rest. Only what has rested is worth keeping: a frame in the middle of
a movement may be torn. A caret, a clock or a ticking banner are no movement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from evidence_keeper.intake.stitch.matching import Join, meet, same_view
from evidence_keeper.intake.stitch.signature import Signature, of_rows

Rows = NDArray[np.uint8]
"""As Signature.rows has them."""


class Motion(StrEnum):
    """What the view does."""

    MOVING = "moving"
    RESTED = "rested"  # it has just come to rest, on something else than the last time
    UNCHANGED = "unchanged"  # it still shows what it showed when it last rested


class Watcher:
    """Is shown views in the order of time. `still_seconds`: how long a view has to be the same to have come to rest."""

    def __init__(self, still_seconds: float = 0.25) -> None:
        self.still_seconds = still_seconds
        self._before: Rows | None = None
        self._since = 0.0
        self._rested: Rows | None = None

    def look(self, view: Rows, at: float) -> Motion:
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


Frame = TypeVar("Frame")

STILL_SECONDS = 0.2
_LOOK_AGAIN = 0.1  # seconds between two looks at a moving view
_FAR_ENOUGH = 0.45  # of the view's height
_LAST = float("inf")


@dataclass(frozen=True, slots=True)
class Look(Generic[Frame]):
    """A film's frame: its number from 0, its seconds from the film's beginning, its width, its rows and itself."""

    number: int
    seconds: float
    width: int
    rows: Rows
    frame: Frame


@dataclass(frozen=True, slots=True)
class Pick(Generic[Frame]):
    """A frame worth keeping. `still`: the view stood still; else it was taken in passing, because without it what was
    kept before and after would not overlap."""

    look: Look[Frame]
    still: bool


def standing(
    looks: Iterable[Look[Frame]], still_seconds: float = STILL_SECONDS
) -> Iterator[Pick[Frame]]:
    """Frames of a film at which the view stands still, each view once, and what is needed between them.

    A film of a screen may have no frame at all while nothing moves, so that time counts, not frames.
    """
    sampler: _Sampler[Frame] = _Sampler()
    since: Look[Frame] | None = None  # the first frame of what is seen now
    before: Look[Frame] | None = None
    rested = False
    for look in looks:
        if since is not None and before is not None:
            changed = not same_view(since.rows, look.rows)
            if not rested and look.seconds - since.seconds >= still_seconds:
                rested = True
                yield from sampler.rested(before)
            if changed and not rested:
                yield from sampler.passing(before)
        if since is None or not same_view(since.rows, look.rows):
            since, rested = look, False
        before = look
    if before is not None and not rested:
        yield from sampler.rested(before)


class _Sampler(Generic[Frame]):
    def __init__(self) -> None:
        self._taken: Signature | None = None
        self._bridge: tuple[Look[Frame], Signature] | None = None
        self._far = 0
        self._looked = -_LAST

    def rested(self, look: Look[Frame]) -> Iterator[Pick[Frame]]:
        """The view stood still here."""
        if self._taken is not None and same_view(self._taken.rows, look.rows):
            self._bridge, self._far = None, 0
            return
        seen = of_rows(look.width, look.rows)
        if self._bridge is not None and self._offset(seen) is None:
            yield Pick(self._bridge[0], False)
        self._taken, self._bridge, self._far = seen, None, 0
        yield Pick(look, True)

    def passing(self, look: Look[Frame]) -> Iterator[Pick[Frame]]:
        """The view moves. A frame that follows on what was taken, about half a view on, is held ready, and taken once
        what comes doesn't follow any more."""
        if look.seconds - self._looked < _LOOK_AGAIN:
            return
        self._looked = look.seconds
        seen = of_rows(look.width, look.rows)
        if self._taken is None:
            self._taken = seen
            yield Pick(look, False)
            return
        if self._offset(seen) is None and self._bridge is not None:
            held, self._taken = self._bridge
            self._bridge, self._far = None, 0
            yield Pick(held, False)
        offset = self._offset(seen)
        if offset is not None and self._far < len(look.rows) * _FAR_ENOUGH:
            self._bridge, self._far = (look, seen), offset

    def _offset(self, seen: Signature) -> int | None:
        """How far the view is from what was taken last; None where that can't be said for sure."""
        met = None if self._taken is None else meet(self._taken, seen)
        return met.offset if isinstance(met, Join) and met.sure else None
