"""Whether two frames show parts of the same page, and how many rows lie between them: proven, or not said.

Anchors that look alike propose offsets. An offset is believed only if every row that both frames would show agrees,
but for what a screen is known to change: bars that stay in place, a clock, a caret, a picture that was still loading.
It is sure only if content took part that is to be seen at one place and no other; equal messages prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from evidence_keeper.intake.stitch.loading import Box, boxes, runs
from evidence_keeper.intake.stitch.signature import HALF_WINDOW, Rows, Signature

_LOOK = 7.0  # root mean square by which two looks of the same content may differ (JPEG twice over)
_LEAST, _MOST = (
    3,
    24,
)  # how far equal blocks may differ: exact pictures, and strongly compressed ones
_PLAIN = (
    3  # times the noise: that much is another content, less may be what compressing left at an edge
)
_OFFSETS = 96  # that are tried for two frames, those with most anchors first
_STATIC_BLOCKS = 2  # of a row in a bar may change: a caret, a digit of the clock
_BAR = 0.05  # of the height at the very top may change altogether: the clock's line
SLIP = 3  # rows that may disagree for no known reason: an edge where two compressed pictures meet
_JPEG_ROWS, _LOSSY = (
    8,
    0.01,
)  # a block that a bar cuts; mean grey levels between pictures that aren't exact
_SHADOW = 150  # the part of the height that a bar's shadow on the page may have
_BOX_FLAT = 8  # grey levels by which a place that shows nothing may differ in itself
_SAME = 0.004  # of all blocks may differ in two pictures of one view
_MEASURED, _EXACT = HALF_WINDOW, 0.97  # so many rows, so much of them equal: the pictures are exact
_SHARED = 0.4  # of the height that two frames must both show to contradict each other
APART = HALF_WINDOW * 3 // 2  # rows between two witnesses that speak of different things
ENOUGH = 2  # windows that must be nowhere else on the page


class Doubt(StrEnum):
    """Why two frames aren't joined for sure. The values stand in provenance and in the command line's JSON."""

    NONE = ""
    NO_OVERLAP = "no_overlap"
    REPEATED = "repeated"  # it fits, but all that fits is to be seen elsewhere too
    CHANGED = "changed"  # it fits above and below, but something between them changed
    TORN = "torn"  # parts of it fit at different offsets
    WIDTH = "width_differs"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Join:
    """`lower`'s top lies `offset` rows below `upper`'s in the page. `rows` (first, behind the last) of `lower` were
    compared and found equal, but for `differing` ones. `seam` is the row of `lower` from which on it is shown.

    `witnesses` are rows of `lower` around which content agrees; `sure` says that enough of it is to be seen nowhere
    else. `alternatives` are other offsets that fit as well; `rival` is the best at which the frames would lie the other
    way round: then the two alone can't say which is right.
    """

    upper: int
    lower: int
    offset: int
    rows: tuple[int, int]
    seam: int
    matched: int
    differing: int
    witnesses: tuple[int, ...]
    doubt: Doubt = Doubt.NONE
    alternatives: tuple[int, ...] = ()
    limit: int = _LEAST
    rival: Join | None = None

    @property
    def sure(self) -> bool:
        """Nothing speaks against it, and enough for it."""
        return self.doubt is Doubt.NONE


@dataclass(frozen=True, slots=True)
class Fit:
    """How two frames lie if the lower one is `offset` rows down. Rows are the lower frame's."""

    offset: int
    first: int
    last: int
    matched: int
    differing: int
    inner: int
    outer: int
    shadow: int
    seam: int
    limit: int
    error: float
    witnesses: tuple[int, ...]

    @property
    def believed(self) -> bool:
        """Nothing at the ends contradicts it, and there is something to see."""
        return bool(self.witnesses) and self.outer <= self.shadow


def candidates(a: Signature, b: Signature) -> list[int]:
    """Offsets that anchors propose, those of most anchors first; negative ones where `b` is above `a`."""
    if not (len(a.anchors) and len(b.anchors)) or a.looks.shape[1] != b.looks.shape[1]:
        return []
    alike = near(a.looks, b.looks)
    offsets = (a.anchors[:, None] - b.anchors[None, :])[alike]
    if not len(offsets):
        return []
    values, votes = np.unique(offsets, return_counts=True)
    return [int(values[i]) for i in np.argsort(-votes, kind="stable")[:_OFFSETS]]


def near(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which looks are alike, each of `a` with each of `b`."""
    squares = (a * a).sum(1)[:, None] + (b * b).sum(1)[None, :] - 2 * (a @ b.T)
    return np.asarray(squares <= _LOOK**2 * a.shape[1])


def same_view(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> bool:
    """Whether rows of two frames show the same place, but for a caret, a clock or a scroll bar."""
    if a.shape != b.shape:
        return False
    differ = _differ(a, b)
    worst = differ.max(1)
    if not worst.any():
        return True
    blocks = int((differ > _tolerance(worst, 60)).sum())
    return blocks <= max(2, round(differ.size * _SAME))


def meet(a: Signature, b: Signature, first: int = 0, second: int = 1) -> Join | Doubt:
    """How two frames (numbered `first` and `second`) lie to each other, or why that can't be said.

    What is unique is judged by these two alone; arranging knows the whole page.
    """
    if a.width != b.width:
        return Doubt.WIDTH
    if same_view(a.rows, b.rows):
        shown = tuple(int(row) for row in b.anchors)
        return Join(first, second, 0, (0, b.height), b.height // 2, b.height, 0, shown)
    found = [one for offset in candidates(a, b) if (one := _either(a, b, offset)) is not None]
    believed = sorted((one for one in found if one.believed), key=_worth, reverse=True)
    # Compressed pictures also fit rows beside the right ones, only worse.
    least = min((one.error for one in believed), default=0.0)
    believed.sort(key=lambda one: one.error > 1.3 * least + 0.05)
    if not believed:
        torn = sum(len(one.witnesses) >= ENOUGH for one in found) > 1
        return Doubt.TORN if torn else Doubt.NO_OVERLAP
    best = _sharpest(a, b, believed[0])
    other_way = [
        one
        for one in believed
        if (one.offset > 0) != (best.offset > 0) and apart(one.witnesses) >= ENOUGH
    ]
    join = _join(best, believed, first, second)
    if not other_way or not join.sure:
        return join
    rival = _join(_sharpest(a, b, other_way[0]), believed, first, second)
    return replace(join, doubt=Doubt.REPEATED, rival=replace(rival, doubt=Doubt.REPEATED))


def _join(best: Fit, believed: list[Fit], first: int, second: int) -> Join:
    upper, lower = (first, second) if best.offset > 0 else (second, first)
    return Join(
        upper,
        lower,
        abs(best.offset),
        (best.first, best.last),
        best.seam,
        best.matched,
        best.differing,
        best.witnesses,
        Doubt.CHANGED if best.inner else Doubt.NONE,
        tuple(
            one.offset if best.offset > 0 else -one.offset
            for one in believed
            if one.offset != best.offset
        ),
        best.limit,
    )


def contradicts(a: Signature, b: Signature, offset: int) -> bool:
    """Whether two frames can't lie so: they would show the same rows, and show others."""
    shared = min(a.height - offset, b.height) if offset > 0 else min(b.height + offset, a.height)
    if offset == 0 or shared < _SHARED * b.height:
        return False
    fit = _either(a, b, offset)
    return fit is None or not fit.believed


def _sharpest(a: Signature, b: Signature, best: Fit) -> Fit:
    """The same fit or one near it that differs least."""
    while best.error:
        beside = (_either(a, b, best.offset + step) for step in (-2, -1, 1, 2))
        better = [one for one in beside if one and one.believed and one.error < best.error]
        if not better:
            break
        best = min(better, key=lambda one: one.error)
    return best


def _either(a: Signature, b: Signature, offset: int) -> Fit | None:
    """The fit whichever of the two is the lower; its offset keeps its sign."""
    if offset > 0:
        return _fit(a, b, offset)
    found = _fit(b, a, -offset) if offset < 0 else None
    return None if found is None else replace(found, offset=offset)


def _worth(fit: Fit) -> tuple[int, int]:
    return (-fit.inner, fit.matched - 2 * fit.differing)


def _differ(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> Rows:
    return np.asarray(np.abs(a.astype(np.int16) - b), np.int16)


def _tolerance(worst: NDArray[np.int16], part: int) -> int:
    """What noise allows, by the rows that `part` per cent of all don't exceed: in exact pictures they agree exactly,
    in compressed ones up to a few grey levels."""
    noise = float(np.percentile(worst, part)) if len(worst) else 0.0
    return int(min(_MOST, max(_LEAST, 2.5 * noise + 3 if noise else 0)))


def _fit(a: Signature, b: Signature, offset: int) -> Fit | None:
    """Compare all rows that both frames would show. None where hardly anything agrees."""
    count = min(a.height - offset, b.height)
    if count < 2 * HALF_WINDOW:
        return None
    differ = _differ(a.rows[offset : offset + count], b.rows[:count])
    worst = differ.max(1)
    inked = a.inked[offset : offset + count] | b.inked[:count]
    if not inked.any():
        return None
    # Bars make up much of a small overlap, so noise is first guessed, then measured where the pages agree.
    limit = _tolerance(worst[inked], 25)
    first, last = _longest(worst <= limit, inked)
    inside = worst[first:last][inked[first:last]]
    within = inside[inside <= limit]
    exact = len(within) >= _MEASURED and float((within == 0).mean()) >= _EXACT
    found = _fit_within(a, b, offset, differ, inked, max(limit, _tolerance(inside, 60)))
    if not exact or limit == _LEAST or (found is not None and found.believed):
        return found
    # What differed was no noise but content, perhaps of a picture that was loading: by exact measure it can be told.
    return _fit_within(a, b, offset, differ, inked, _LEAST)


def _fit_within(
    a: Signature,
    b: Signature,
    offset: int,
    differ: Rows,
    inked: NDArray[np.bool_],
    limit: int,
) -> Fit | None:
    count, worst = len(differ), differ.max(1)
    agree = worst <= limit
    hard = limit if limit == _LEAST else min(_MOST, _PLAIN * limit)
    off = differ > hard
    # A box that is still loading speaks neither for nor against what lies above and below it.
    loading = np.zeros(count, bool)
    empty = list(boxes(a, b, offset, off))
    for box in empty:
        loading[box.start : box.end] = True
    first, last = _longest(agree | loading, inked & ~loading)
    if last - first < 2 * HALF_WINDOW:
        return None
    witnesses = _witnesses(b, agree, first, last)
    if witnesses:
        first, last = _between(agree | loading, first, last, witnesses)
    outer = _outer(a, b, offset, off & ~loading[:, None], hard, first, last)
    bad = ~agree[first:last]
    inner = _unexcused(a, b, offset, off & ~loading[:, None], first, last)
    lossy = float(differ[first:last][agree[first:last]].mean()) > _LOSSY if last > first else False
    return Fit(
        offset,
        first,
        last,
        int((agree & inked)[first:last].sum()),
        int(bad.sum()),
        inner,
        outer,
        max(SLIP, b.height // _SHADOW, _JPEG_ROWS if lossy else 0),
        _seam(a, b, offset, empty, agree, first, last),
        limit,
        float(differ[first:last].mean()),
        witnesses,
    )


def _longest(agree: NDArray[np.bool_], inked: NDArray[np.bool_]) -> tuple[int, int]:
    """The stretch with most agreeing rows, less its disagreeing ones; background counts a little."""
    gain = np.where(agree, np.where(inked, 1.0, 0.05), -1.0)
    total = np.concatenate(([0.0], np.cumsum(gain)))
    least = np.minimum.accumulate(total)
    last = int((total - least).argmax())
    first = int(total[: last + 1].argmin())
    return first, last


def _outer(
    a: Signature,
    b: Signature,
    offset: int,
    off: NDArray[np.bool_],
    limit: int,
    first: int,
    last: int,
) -> int:
    """Rows before and behind the stretch that neither moved with the page nor stayed in place on the screen.

    Before it must lie what stays at the top of the screen (in `b`, which hides the page there), behind it what stays
    at its foot (in `a`).
    """
    count = len(off)
    wrong: NDArray[np.bool_] = np.asarray(off.any(1))
    wrong[:first] &= ~_stays(a.rows[:first], b.rows[:first], limit)
    wrong[: round(b.height * _BAR)] = False
    wrong[first:last] = False
    if last < count:
        from_foot = a.height - (last + offset)  # rows from the stretch's end to a's foot
        if from_foot > b.height:
            return count
        lower = b.rows[b.height - from_foot :][: count - last]
        wrong[last:] &= ~_stays(a.rows[last + offset :][: count - last], lower, limit)
    return sum(end - start for start, end in runs(wrong))


def _stays(a: NDArray[np.uint8], b: NDArray[np.uint8], limit: int) -> NDArray[np.bool_]:
    """Rows that are the same at the same place of the screen."""
    count = min(len(a), len(b))
    same = np.zeros(max(len(a), len(b)), bool)
    same[:count] = (_differ(a[:count], b[:count]) > limit).sum(1) <= _STATIC_BLOCKS
    return same


def _unexcused(
    a: Signature, b: Signature, offset: int, off: NDArray[np.bool_], first: int, last: int
) -> int:
    """Rows inside the stretch that disagree and aren't a picture that one of the frames shows as an empty box."""
    wrong = 0
    for start, end in runs(np.asarray(off[first:last].any(1))):
        rows = slice(first + start, first + end)
        where = off[rows]
        upper = a.rows[offset + rows.start : offset + rows.stop][where]
        lower = b.rows[rows][where]
        if not (_is_flat(upper) or _is_flat(lower)) and end - start > SLIP:
            wrong += end - start
    return wrong


def _is_flat(values: NDArray[np.uint8]) -> bool:
    low, high = np.percentile(values, (5, 95))
    return bool(high - low <= _BOX_FLAT)


def _witnesses(b: Signature, agree: NDArray[np.bool_], first: int, last: int) -> tuple[int, ...]:
    """Anchors of the lower frame whose whole window lies inside the stretch and agrees."""
    bad = np.concatenate(([0], np.cumsum(~agree)))
    inside = b.anchors[(b.anchors >= first + HALF_WINDOW) & (b.anchors + HALF_WINDOW <= last)]
    clean = bad[inside + HALF_WINDOW] == bad[inside - HALF_WINDOW]
    return tuple(int(row) for row in inside[clean])


def _between(
    agree: NDArray[np.bool_], first: int, last: int, witnesses: tuple[int, ...]
) -> tuple[int, int]:
    """The stretch without what disagrees before its first and behind its last witness: a bar's edge, and some empty
    rows of the bar that happen to look like the page."""
    top, foot = witnesses[0] - HALF_WINDOW, witnesses[-1] + HALF_WINDOW
    above = np.flatnonzero(~agree[first:top])
    below = np.flatnonzero(~agree[foot:last])
    return (
        first + int(above[-1]) + 1 if len(above) else first,
        foot + int(below[0]) if len(below) else last,
    )


def _seam(
    a: Signature,
    b: Signature,
    offset: int,
    empty: Sequence[Box],
    agree: NDArray[np.bool_],
    first: int,
    last: int,
) -> int:
    """Where to pass from the upper frame to the lower: in the middle, where both agree, and so that of rows that differ
    the better ones are shown: not a bar's edge, and not a picture that was still loading."""
    length = last - first
    cost = np.abs(np.arange(length + 1) - length / 2) / max(1, length)
    for start, end in runs(~agree[first:last]):
        cost[start + 1 : end] += 10.0 * (end - start)
        if _upper_is_better(a, b, offset, empty, first + start, first + end, length, start):
            cost[: start + 1] += end - start
        else:
            cost[end:] += end - start
    return first + int(cost.argmin())


def _upper_is_better(
    a: Signature,
    b: Signature,
    offset: int,
    empty: Sequence[Box],
    start: int,
    end: int,
    length: int,
    at: int,
) -> bool:
    for box in empty:
        if box.start < end and start < box.end:
            return not box.upper_is_empty
    if at < length * 0.1:
        return True  # near the lower frame's top: something floats over its page there
    if at + end - start > length * 0.9:
        return False
    upper = a.rows[offset + start : offset + end].astype(np.int16)
    lower = b.rows[start:end].astype(np.int16)
    return bool(np.abs(np.diff(upper, axis=1)).sum() > np.abs(np.diff(lower, axis=1)).sum())


def apart(witnesses: Iterable[int]) -> int:
    """How many of the witnesses speak of different things."""
    count, behind = 0, 0
    for row in witnesses:
        if row >= behind:
            count, behind = count + 1, row + APART
    return count
