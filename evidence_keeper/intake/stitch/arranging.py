"""From frames in any order to unbroken runs: which belong together, in which order, and where something is missing.

Neighbours in the given order are compared first; only where that leaves holes does every frame look for another. What
many frames show at different places of the page is repeated content, and a join that rests on nothing else is doubted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from evidence_keeper.intake.stitch.matching import (
    APART,
    Doubt,
    Join,
    contradicts,
    meet,
    near,
    unique,
)
from evidence_keeper.intake.stitch.signature import Signature

_STEADY = 2  # rows by which the same content may seem to lie elsewhere
_TRIES = 6  # pairs a frame that are compared beyond the neighbours
_ASKED = 12  # witnesses of a join that are looked for elsewhere
_VOTES = 2  # anchors that two frames must have in common to be compared at all


@dataclass(frozen=True, slots=True)
class Run:
    """Frames that hang together, in the page's order. `joins` lead from the first to the last one that is shown;
    `aside` say where frames lie that show nothing but what the others show too."""

    frames: tuple[int, ...]
    joins: tuple[Join, ...] = ()
    aside: tuple[Join, ...] = ()

    @property
    def shown(self) -> tuple[int, ...]:
        """The frames that the joins pass through."""
        if not self.joins:
            return self.frames[:1]
        return (self.joins[0].upper, *(join.lower for join in self.joins))


@dataclass(frozen=True, slots=True)
class Gap:
    """Between the last frame of one run and the first of the next no overlap is proven, and why."""

    upper: int
    lower: int
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All frames that can be read in runs, in the page's order as far as it is known, and the gaps between them."""

    runs: tuple[Run, ...]
    gaps: tuple[Gap, ...]


class Arranger:
    """Takes frames in one by one and can say at any time how they lie. Holds signatures, never pictures."""

    def __init__(self) -> None:
        self._signatures: list[Signature | None] = []
        self._met: dict[tuple[int, int], Join | Doubt] = {}
        self._beside: set[tuple[int, int]] = set()

    def __len__(self) -> int:
        return len(self._signatures)

    def add(self, signature: Signature | None) -> int:
        """The number of the frame that came in; None for one that can't be read."""
        self._signatures.append(signature)
        return len(self._signatures) - 1

    def forget_last(self) -> None:
        """Take back the frame that came in last."""
        last = len(self._signatures) - 1
        self._signatures.pop()
        self._met = {key: met for key, met in self._met.items() if last not in key}

    def before_last(self) -> Arrangement:
        """How the frames would lie without the one that came in last."""
        last = self._signatures[-1]
        met = self._met
        self.forget_last()
        try:
            return self.arrange()
        finally:
            self._signatures.append(last)
            self._met = met | self._met

    def signature(self, frame: int) -> Signature | None:
        """A frame's signature."""
        return self._signatures[frame]

    def meet(self, first: int, second: int) -> Join | Doubt:
        """How two frames lie to each other; remembered."""
        key = (min(first, second), max(first, second))
        if key not in self._met:
            a, b = (self._signatures[frame] for frame in key)
            self._met[key] = Doubt.BROKEN if a is None or b is None else meet(a, b, *key)
        return self._met[key]

    def arrange(self) -> Arrangement:
        """The frames as they hang together."""
        self._beside = set(pairwise(self._readable()))
        for first, second in self._beside:
            self.meet(first, second)
        crowd = _Crowd(self._signatures)
        joins = self._judged(crowd)
        if not all(pair in joins and joins[pair].sure for pair in self._beside):
            self._look_further(crowd, joins)
            joins = self._judged(crowd)
        forest = _Forest(len(self._signatures), joins)
        readable = set(self._readable())
        runs = [
            run
            for members in forest.members()
            if members[0] in readable
            for run in self._runs(members, forest.position, joins)
        ]
        runs.sort(key=lambda run: min(run.frames), reverse=_goes_up(runs))
        gaps = tuple(
            Gap(one.frames[-1], two.frames[0], self._why(one.frames[-1], two.frames[0]))
            for one, two in pairwise(runs)
        )
        return Arrangement(tuple(runs), gaps)

    def _readable(self) -> list[int]:
        return [frame for frame, one in enumerate(self._signatures) if one is not None]

    def _why(self, upper: int, lower: int) -> Doubt:
        met = self.meet(upper, lower)
        return met if isinstance(met, Doubt) else Doubt.NO_OVERLAP

    def _known(self) -> dict[tuple[int, int], Join]:
        return {key: met for key, met in self._met.items() if isinstance(met, Join)}

    def _judged(self, crowd: _Crowd) -> dict[tuple[int, int], Join]:
        """The joins, each judged by all that is known of the page. Twice: a join that falls may free others."""
        count, joins = len(self._signatures), self._settled(self._known())
        known = joins
        for _ in range(2):
            forest = _Forest(count, joins)
            joins = {key: unique(join, crowd.repeated(join, forest)) for key, join in known.items()}
        down = sum((100 if join.sure else 1) * _way_of(join) for join in joins.values()) >= 0
        # Frames out of order are joined to others than their neighbours, more than once.
        firm = [key in self._beside for key, join in joins.items() if join.sure]
        mixed = firm.count(False) > max(1, firm.count(True) // 2)
        joins = {key: join if mixed else _turned_to(join, down) for key, join in joins.items()}
        return {
            key: join
            for key, join in joins.items()
            # A join in doubt is worth telling between neighbours that go on the same way as the others; between any
            # two it would be a guess, but where the order says nothing.
            if join.sure or mixed or (key in self._beside and (_way_of(join) > 0) == down)
        }

    def _settled(self, joins: dict[tuple[int, int], Join]) -> dict[tuple[int, int], Join]:
        """Where two frames fit both ways round, a third one may rule one of the ways out."""
        firm = [join for join in joins.values() if join.rival is None and join.sure]
        return {
            key: self._ruled_out(join, firm) if join.rival is not None else join
            for key, join in joins.items()
        }

    def _ruled_out(self, join: Join, firm: Sequence[Join]) -> Join:
        rival = join.rival
        assert rival is not None
        one, other = (self._contradicted(way, firm) for way in (join, rival))
        if one == other:
            return join
        return replace(rival if one else join, doubt=Doubt.NONE, rival=None)

    def _contradicted(self, join: Join, firm: Sequence[Join]) -> bool:
        """Whether a frame that is firmly joined to one of the two would have to show what the other shows, and
        doesn't."""
        for near_by in firm:
            for own, far in ((join.upper, join.lower), (join.lower, join.upper)):
                if own not in (near_by.upper, near_by.lower) or far in (
                    near_by.upper,
                    near_by.lower,
                ):
                    continue
                third = near_by.lower if own == near_by.upper else near_by.upper
                to_third = near_by.offset if own == near_by.upper else -near_by.offset
                to_far = join.offset if own == join.upper else -join.offset
                a, b = self._signatures[third], self._signatures[far]
                if a is not None and b is not None and contradicts(a, b, to_far - to_third):
                    return True
        return False

    def _look_further(self, crowd: _Crowd, joins: dict[tuple[int, int], Join]) -> None:
        """Compare frames that aren't in one run yet, those with most content in common first."""
        count = len(self._signatures)
        forest = _Forest(count, joins, sure_only=True)
        left = _TRIES * count
        for first, second in crowd.pairs():
            if left <= 0:
                return
            if (first, second) in self._met or forest.same(first, second):
                continue
            left -= 1
            met = self.meet(first, second)
            if isinstance(met, Join) and met.sure:
                forest.join(met)

    def _runs(
        self,
        members: list[int],
        position: Sequence[int],
        joins: dict[tuple[int, int], Join],
    ) -> Iterator[Run]:
        """The members in the page's order, and the way through them from top to foot; alone whom no way reaches."""
        members.sort(key=lambda frame: (position[frame], frame))
        for one, two in pairwise(members):
            met = self.meet(one, two)
            key = (min(one, two), max(one, two))
            if key not in joins and isinstance(met, Join) and met.sure:
                joins[key] = met
        fitting = [
            join
            for join in joins.values()
            if join.upper in members
            and join.lower in members
            and position[join.lower] - position[join.upper] == join.offset
        ]
        way = _way(members, position, fitting, [self._height(frame) for frame in members])
        aside = _beside_what_is_shown(set(way.shown), fitting)
        within = tuple(frame for frame in members if frame in way.shown or frame in aside)
        yield replace(way, frames=within, aside=tuple(dict.fromkeys(aside.values())))
        left = [frame for frame in members if frame not in within]
        if left:
            yield from self._runs(left, position, joins)

    def _height(self, frame: int) -> int:
        signature = self._signatures[frame]
        return 0 if signature is None else signature.height


def _way(
    members: list[int],
    position: Sequence[int],
    fitting: Sequence[Join],
    heights: list[int],
) -> Run:
    """The way with the fewest doubtful joins and then the most frames, from the topmost frame to the lowest."""
    order = {frame: at for at, frame in enumerate(members)}
    best: list[tuple[int, int, Join | None]] = [(10**6, 0, None)] * len(members)
    best[0] = (0, 1, None)
    usable = sorted(
        (_turned(join, order) for join in fitting),
        key=lambda join: (order[join.lower], order[join.upper]),
    )
    for join in usable:
        doubts, frames, _ = best[order[join.upper]]
        told = (doubts + (not join.sure), frames + 1, join)
        known = best[order[join.lower]]
        if frames and (told[0], -told[1]) < (known[0], -known[1]):
            best[order[join.lower]] = told
    feet = [position[frame] + height for frame, height in zip(members, heights, strict=True)]
    reached = [at for at in range(len(members)) if best[at][1]]
    at = max(reached, key=lambda at: (feet[at], -best[at][0], best[at][1]))
    way: list[Join] = []
    while (join_to := best[at][2]) is not None:
        way.append(join_to)
        at = order[join_to.upper]
    return Run(tuple(members), tuple(reversed(way)))


def _turned(join: Join, order: dict[int, int]) -> Join:
    """Two pictures of one view are in the order of the members."""
    if order[join.upper] < order[join.lower]:
        return join
    return replace(join, upper=join.lower, lower=join.upper)


def _way_of(join: Join) -> int:
    """1 where the frame that came later is the lower one, else -1."""
    return 1 if join.lower > join.upper else -1


def _beside_what_is_shown(shown: set[int], fitting: Sequence[Join]) -> dict[int, Join]:
    """Frames that are firmly joined to what is shown, or to another such frame, each with the join that says so."""
    aside: dict[int, Join] = {}
    firm = sorted((join for join in fitting if join.sure), key=lambda one: -one.matched)
    while True:
        inside = shown | set(aside)
        found = next((one for one in firm if (one.upper in inside) != (one.lower in inside)), None)
        if found is None:
            return aside
        aside[found.lower if found.upper in inside else found.upper] = found


def _turned_to(join: Join, down: bool) -> Join:
    """The join or its rival, whichever goes on the usual way."""
    if join.rival is not None and (_way_of(join) > 0) != down:
        return join.rival
    return join


def _goes_up(runs: Sequence[Run]) -> bool:
    """Whether the frames were taken from the foot of the page to its top."""
    steps = [np.sign(two - one) for run in runs for one, two in pairwise(run.frames)]
    return bool(sum(steps) < 0)


class _Forest:
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


class _Crowd:
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

    def repeated(self, join: Join, forest: _Forest) -> frozenset[int]:
        """Those of the join's witnesses that are to be seen elsewhere on the page too."""
        lower = self._by_frame.get(join.lower)
        if lower is None or not join.witnesses:
            return frozenset()
        rows = np.asarray(_apart(join.witnesses))
        looks = lower.looks[np.searchsorted(lower.anchors, rows)]
        alike = near(looks, self._looks)
        place = np.asarray(forest.position)[self._frames] + self._rows
        own = np.asarray([forest.same(join.lower, int(frame)) for frame, _ in self._of])
        counts = np.asarray([len(one.anchors) for _, one in self._of])
        inside = np.repeat(own, counts)
        found = set()
        unchecked = set(join.witnesses) - {int(row) for row in rows}
        limit = max(3.0, join.limit * 0.6)
        for at, row in enumerate(rows):
            here = np.flatnonzero(alike[at])
            moved = np.abs(place[here] - (forest.position[join.lower] + row)) > _STEADY
            others = here[moved | ~inside[here]]
            if len(others) and bool(
                (np.abs(self._looks[others] - looks[at]).max(1) <= limit).any()
            ):
                found.add(int(row))
        return frozenset(found | unchecked)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Frames that have content in common at different places of the screen, those with most of it first."""
        count = max((frame for frame, _ in self._of), default=-1) + 1
        votes = np.zeros((count, count), np.int32)
        for frame, one in self._of:
            # What stays at its place of the screen is a bar, and in every picture.
            alike = near(one.looks, self._looks)
            alike &= np.abs(one.anchors[:, None] - self._rows[None, :]) > _STEADY
            # What many frames show says little about any two of them.
            seen = alike.sum(1)
            alike[seen > max(8, len(self._of))] = False
            votes[frame] = np.bincount(self._frames, alike.sum(0), count).astype(np.int32)
        upper = np.triu(votes + votes.T, 1)
        for at in np.argsort(-upper, axis=None, kind="stable"):
            pair = divmod(int(at), count)
            if upper[pair] < _VOTES:
                return
            yield pair


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


def arrange(signatures: Sequence[Signature | None]) -> Arrangement:
    """How frames lie; None stands for one that can't be read."""
    arranger = Arranger()
    for one in signatures:
        arranger.add(one)
    return arranger.arrange()
