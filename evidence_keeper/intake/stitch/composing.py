"""The long picture, row for row out of the frames: nothing is blended, scaled or drawn. Two are open at most."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evidence_keeper.intake.stitch.arranging import Run
from evidence_keeper.intake.stitch.matching import Join

Pixels = NDArray[np.uint8]
"""(height, width, 3), red, green and blue."""

MOST_ROWS = 60_000
"""A picture that is higher is laid down in parts: many programs open no larger one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of one frame, from `first` to before `last`, as they stand in the long picture."""

    frame: int
    first: int
    last: int

    @property
    def rows(self) -> int:
        """How many."""
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class Proof:
    """Of a join's compared rows, how many are equal in every pixel (JPEG: few are). `rows` is how many there were."""

    rows: int
    equal: int


def pieces(run: Run, heights: Sequence[int]) -> list[Piece]:
    """What each frame of the run gives to the long picture, from top to foot. `heights` are by frame number.

    A seam lies where the join has it, or as near as the seams before and behind it allow: no row is ever shown twice
    or left out.
    """
    if not run.joins:
        return [Piece(run.frames[0], 0, heights[run.frames[0]])]
    tops = [0]
    for join in run.joins:
        tops.append(tops[-1] + join.offset)
    seams = _seams(run.joins, tops)
    shown = run.shown
    starts = [0, *(seam - top for seam, top in zip(seams, tops[1:], strict=True))]
    ends = [seam - top for seam, top in zip(seams, tops, strict=False)]
    ends.append(heights[shown[-1]])
    return [
        Piece(frame, start, end)
        for frame, start, end in zip(shown, starts, ends, strict=True)
        if end > start
    ]


def _seams(joins: Sequence[Join], tops: Sequence[int]) -> list[int]:
    """Rows of the page, none above the one before."""
    latest = [top + join.rows[1] for join, top in zip(joins, tops[1:], strict=True)]
    for at in range(len(latest) - 2, -1, -1):
        latest[at] = min(latest[at], latest[at + 1])
    seams: list[int] = []
    for join, top, most in zip(joins, tops[1:], latest, strict=True):
        least = max(seams[-1] if seams else 0, top + join.rows[0])
        seams.append(max(least, min(top + join.seam, most)))
    return seams


def parts(whole: Sequence[Piece], most: int = MOST_ROWS) -> list[list[Piece]]:
    """The pieces in pictures of at most `most` rows each; a piece may be cut, no row is lost."""
    cut: list[list[Piece]] = [[]]
    room = most
    for piece in whole:
        left = piece
        while left.rows > room:
            if room:
                cut[-1].append(Piece(left.frame, left.first, left.first + room))
            left = Piece(left.frame, left.first + room, left.last)
            cut.append([])
            room = most
        cut[-1].append(left)
        room -= left.rows
    return [part for part in cut if part]


class Loader:
    """Frames by number, the last two kept open: each is compared with the one before it."""

    def __init__(self, load: Callable[[int], Pixels]) -> None:
        self._load = load
        self._open: dict[int, Pixels] = {}

    def __call__(self, frame: int) -> Pixels:
        """The frame's pixels."""
        if frame not in self._open:
            while len(self._open) > 1:
                del self._open[next(iter(self._open))]
            self._open[frame] = self._load(frame)
        return self._open[frame]


def strips(part: Sequence[Piece], load: Callable[[int], Pixels]) -> Iterator[Pixels]:
    """The rows of a part, frame after frame."""
    for piece in part:
        yield load(piece.frame)[piece.first : piece.last]


def prove(join: Join, load: Callable[[int], Pixels]) -> Proof:
    """Count the compared rows that are the same in every pixel of both frames, but for the scroll bar's place."""
    upper, lower = load(join.upper), load(join.lower)
    first, last = join.rows
    width = max(1, round(lower.shape[1] * 0.97))
    above = upper[first + join.offset : last + join.offset, :width]
    same = (above == lower[first:last, :width]).reshape(last - first, -1).all(1)
    return Proof(last - first, int(same.sum()))
