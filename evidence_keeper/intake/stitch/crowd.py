"""What all frames show together: whether a join rests on something that the page has only once.

A window of rows that is to be seen at one place only is proof. So is a row of messages that are each said again and
again, where their order isn't: what is known from elsewhere is taken away in pieces, each as long as it can be, and
whatever has to be begun anew is news.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evidence_keeper.intake.stitch.loading import runs
from evidence_keeper.intake.stitch.matching import APART, ENOUGH, SLIP, Doubt, Join, apart, near
from evidence_keeper.intake.stitch.signature import Signature

_STEADY = 2  # rows by which the same content may seem to lie elsewhere
_ASKED = 12  # witnesses of a join that are looked for elsewhere
_VOTES = 1.0  # anchors that two frames must have in common to be compared at all, each shared by all who show it
_INK = 12  # grey levels between a block's lightest and darkest row that something is written in
_WRITTEN = 0.35  # of a window's blocks
_NEWS = 2  # that have to come together
_AROUND = 3  # windows that agree about one short thing that is new
_PIECE = 8  # rows of a message at least, where only its edge is to be seen
_SPACE = 3  # empty rows between two messages

Agreement = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of an overlap is to be seen nowhere else. `windows` of rows that stand apart; `news`: messages that are new,
    and messages that follow on each other nowhere else. `fitting`: windows that agree, wherever else they are seen."""

    windows: int
    news: int
    fitting: int

    def enough(self, *, expected: bool, only: bool = True) -> bool:
        """That it can hardly be another place. Where nothing says that the two frames follow on each other, more is
        asked: among many pairs some are alike by chance. Where it is not the `only` place that fits, what lies about
        one new thing may have come again with it."""
        if not expected:
            return self.windows >= (ENOUGH if self.news >= _NEWS else 2 * ENOUGH)
        around = only and (self.windows or self.news) and self.fitting >= _AROUND
        return bool(around) or self.windows >= ENOUGH or self.news >= _NEWS


def judged(join: Join, *, enough: bool) -> Join:
    """The join, doubted where too much of what it rests on is to be seen elsewhere too."""
    if join.doubt not in (Doubt.NONE, Doubt.REPEATED, Doubt.CHANGED):
        return join
    if join.doubt is Doubt.CHANGED:
        # What disagrees and rests on equal messages besides is no overlap at all.
        return join if enough else replace(join, doubt=Doubt.NO_OVERLAP)
    if enough:
        return replace(join, doubt=Doubt.NONE)
    alone = apart(join.witnesses) < ENOUGH
    return replace(join, doubt=Doubt.NO_OVERLAP if alone else Doubt.REPEATED)


class Forest:
    """Frames and where they lie in their run, by the joins: the sure ones first, then those that show most."""

    def __init__(
        self, count: int, joins: dict[tuple[int, int], Join], *, sure_only: bool = False
    ) -> None:
        self._root = list(range(count))
        self._members = [[frame] for frame in range(count)]
        self.position = [0] * count
        for join in sorted(joins.values(), key=lambda one: (not one.sure, -one.matched)):
            if join.sure or not sure_only:
                self.join(join)

    def same(self, one: int, two: int) -> bool:
        """Whether two frames are in one run."""
        return self._root[one] == self._root[two]

    def root(self, frame: int) -> int:
        """The frame that stands for its run."""
        return self._root[frame]

    def beside(self, frame: int) -> list[int]:
        """All frames of its run."""
        return self._members[self._root[frame]]

    def join(self, join: Join) -> None:
        """Lay two runs together; nothing where they are one already."""
        one, two = self._root[join.upper], self._root[join.lower]
        if one == two:
            return
        shift = self.position[join.upper] + join.offset - self.position[join.lower]
        for frame in self._members[two]:
            self.position[frame] += shift
            self._root[frame] = one
        self._members[one] += self._members[two]
        self._members[two] = []

    def members(self) -> list[list[int]]:
        """The runs, unsorted."""
        return [list(frames) for frames in self._members if frames]


class Crowd:
    """The anchors of all frames together: who shows what."""

    def __init__(self, signatures: Sequence[Signature | None]) -> None:
        wide = [one for one in signatures if one is not None and len(one.anchors)]
        shape = max((one.looks.shape[1] for one in wide), default=0)
        self._of: list[tuple[int, Signature]] = [
            (frame, one)
            for frame, one in enumerate(signatures)
            if one is not None and len(one.anchors) and one.looks.shape[1] == shape
        ]
        self._frames = _joined([np.full(len(one.anchors), frame) for frame, one in self._of])
        self._rows = _joined([one.anchors for _, one in self._of])
        self._looks = (
            np.concatenate([one.looks for _, one in self._of])
            if self._of
            else np.empty((0, 1), np.float32)
        )
        self._by_frame = dict(self._of)

    def evidence(self, join: Join, forest: Forest) -> Evidence:
        """What of the join's overlap is to be seen nowhere else on the page, as far as frames show it."""
        lower = self._by_frame.get(join.lower)
        if lower is None or not join.witnesses:
            return Evidence(0, 0, 0)
        rows = np.asarray(_apart(join.witnesses))
        looks = lower.looks[np.searchsorted(lower.anchors, rows)]
        limit = max(3.0, join.limit * 0.6)
        places: dict[tuple[int, int], int] = {}
        alone: list[int] = []
        for row, look, alike in zip(rows, looks, near(looks, self._looks), strict=True):
            there = [
                int(at)
                for at in np.flatnonzero(alike)
                if self._elsewhere(join, forest, int(at), int(row))
            ]
            if not any(np.abs(self._looks[at] - look).max() <= limit for at in there):
                alone.append(int(row))
            for at in there:
                frame = int(self._frames[at])
                top = forest.position[frame] + int(self._rows[at] - row)
                places.setdefault((forest.root(frame), top), frame)
        known = [self._known(join, lower, forest, place) for place in places]
        return Evidence(_weight(lower, alone), _news(join, lower, known), apart(join.witnesses))

    def _elsewhere(self, join: Join, forest: Forest, anchor: int, row: int) -> bool:
        """Whether an anchor lies at another place of the page than a row of the join's lower frame."""
        frame, shift = int(self._frames[anchor]), int(self._rows[anchor] - row)
        for own, offset in ((join.lower, 0), (join.upper, join.offset)):
            if forest.same(own, frame):
                moved = forest.position[frame] + shift - forest.position[own] - offset
                if abs(moved) <= _STEADY:
                    return False
        return True

    def _known(
        self, join: Join, lower: Signature, forest: Forest, place: tuple[int, int]
    ) -> Agreement:
        """Which of the join's compared rows are to be seen where its lower frame's top would lie at `place`: the run's
        root and a row of its page."""
        root, top = place
        first, last = join.rows
        known = np.zeros(last - first, bool)
        for frame in forest.beside(root):
            one = self._by_frame.get(frame)
            if one is None:
                continue
            shift = top - forest.position[frame]
            start, end = max(first, -shift), min(last, one.height - shift)
            if start >= end:
                continue
            there = one.rows[start + shift : end + shift].astype(np.int16)
            off = np.abs(there - lower.rows[start:end]).max(1)
            known[start - first : end - first] |= off <= join.limit
        return known

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Frames that have content in common at different places of the screen, those with most of it first."""
        count = max((frame for frame, _ in self._of), default=-1) + 1
        votes = np.zeros((count, count), np.float64)
        for frame, one in self._of:
            # What stays at its place of the screen is a bar, and in every picture.
            alike = near(one.looks, self._looks)
            alike &= np.abs(one.anchors[:, None] - self._rows[None, :]) > _STEADY
            # What many frames show says little about any two of them.
            shares = alike / np.maximum(1, alike.sum(1))[:, None]
            votes[frame] = np.bincount(self._frames, shares.sum(0), count)
        upper = np.triu(votes + votes.T, 1)
        for at in np.argsort(-upper, axis=None, kind="stable"):
            pair = divmod(int(at), count)
            if upper[pair] < _VOTES:
                return
            yield pair


def _weight(lower: Signature, witnesses: Sequence[int]) -> int:
    """How many windows stand apart; one that is written over a good part of its width counts for two, as no short
    answer is given twice that long."""
    weight, behind = 0, 0
    for row in witnesses:
        if row >= behind:
            seen = lower.window(row)
            written = int((seen.max(0) - seen.min(0) > _INK).sum())
            weight += 2 if written >= _WRITTEN * seen.shape[1] else 1
            behind = row + APART
    return weight


def _news(join: Join, lower: Signature, known: Sequence[Agreement]) -> int:
    """How often something new begins in the join's rows: a message that is nowhere else, or one that follows there on
    another one than here. `known` is what of them each other place shows."""
    first, last = join.rows
    news, before = 0, list[Agreement]()
    began = False
    for start, end in runs(lower.inked[first:last], _SPACE):
        if end - start < _PIECE:
            continue
        here = [one for one in known if int((~one[start:end]).sum()) <= SLIP]
        on = [one for one in here if any(one is other for other in before)]
        news += not here or (began and bool(before) and not on)
        before, began = on or here, True
    return news


def _apart(witnesses: Sequence[int]) -> list[int]:
    """Some of many witnesses, from all over the stretch: that is enough to ask."""
    apart: list[int] = []
    for row in witnesses:
        if len(witnesses) <= 2 * _ASKED or not apart or row - apart[-1] >= APART:
            apart.append(row)
    step = 1 if len(witnesses) <= 2 * _ASKED else -(-len(apart) // _ASKED)
    return apart[::step]


def _joined(parts: list[NDArray[np.intp]]) -> NDArray[np.intp]:
    return np.concatenate(parts) if parts else np.empty(0, np.intp)
