"""Pictures that one frame shows as an empty box still and the other loaded: they speak neither for nor against an
overlap, and where the frames are joined the loaded one is to be shown.

Told by shape, never by size alone: one frame has a box of one grey that stands out of what is beside it, and nothing
outside the box differs. The page's blank background is no box, nor is a message that isn't there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evidence_keeper.intake.stitch.signature import Signature

_ROWS = 40  # of a box that is to be seen whole
_CUT_ROWS = 6  # of one that goes on behind a bar
_COLUMNS = 3  # blocks
_FLAT = 8  # grey levels by which the same box may differ in itself
_OUT = 4  # grey levels by which it stands out
_MOSTLY = 0.8  # of its rows
_EDGE = 3  # rows and one block at a box's edge are part of what is beside it
_TOUCH = 4  # rows that may lie between a box and the bar that cuts it
_BAR_CHANGES = 2  # blocks of a bar's row that may change: a caret, a digit of the clock


@dataclass(frozen=True, slots=True)
class Box:
    """Rows (of the lower frame, as all that are compared) and which of the two frames is empty there."""

    start: int
    end: int
    upper_is_empty: bool


def boxes(a: Signature, b: Signature, offset: int, off: NDArray[np.bool_]) -> Iterator[Box]:
    """The boxes among the rows that both frames would show. `off` says which blocks differ."""
    upper, lower = a.rows[offset : offset + len(off)], b.rows[: len(off)]
    head, foot = bars(a.rows, b.rows)
    foot = min(len(off), a.height - foot - offset)  # behind the last row above the upper's bar
    for start, end in runs(np.asarray(off[head : max(head, foot)].any(1))):
        first, last = head + start, head + end
        cut_above, cut_below = start <= _TOUCH, foot - last <= _TOUCH
        least = _CUT_ROWS if cut_above or cut_below else _ROWS
        columns = np.flatnonzero(off[first:last].any(0))
        if last - first < least or columns[-1] - columns[0] + 1 < _COLUMNS:
            continue
        # Its last rows may be half background.
        rows = slice(
            first + (0 if cut_above else _EDGE), last - (0 if cut_below else min(_EDGE, least))
        )
        empty = [_is_box(view[rows], columns[0], columns[-1]) for view in (upper, lower)]
        if empty[0] != empty[1]:
            yield Box(first, last, empty[0])


def bars(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> tuple[int, int]:
    """How many rows at the top and at the foot stay at their place of the screen in both frames."""
    count = min(len(a), len(b))
    return _stay(a[:count], b[:count]), _stay(a[::-1][:count], b[::-1][:count])


def _stay(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> int:
    moved = (a != b).sum(1) > _BAR_CHANGES
    return int(moved.argmax()) if moved.any() else len(moved)


def _is_box(view: NDArray[np.uint8], left: int, right: int) -> bool:
    inside = view[:, left + 1 : right]
    if not inside.size:
        return False
    low, grey, high = np.percentile(inside, (4, 50, 96))
    if high - low > _FLAT:
        return False
    beside = [
        np.abs(view[:, at].astype(np.int16) - grey) >= _OUT
        for at in (left - 2, right + 2)
        if 0 <= at < view.shape[1]
    ]
    return bool(beside) and all(one.mean() >= _MOSTLY for one in beside)


def runs(rows: NDArray[np.bool_], join: int = 4) -> Iterator[tuple[int, int]]:
    """Stretches of True; those with fewer than `join` rows between them are one."""
    at = np.flatnonzero(rows)
    if not len(at):
        return
    cuts = np.flatnonzero(np.diff(at) > join)
    starts = np.concatenate(([0], cuts + 1))
    ends = np.concatenate((cuts, [len(at) - 1]))
    for start, end in zip(starts, ends, strict=True):
        yield int(at[start]), int(at[end]) + 1
