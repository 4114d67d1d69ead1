"""From frames in any order to unbroken runs: which belong together, in which order, and where something is missing.

Neighbours in the given order are compared first; only where that leaves holes does every frame look for another. What
many frames show at different places of the page is repeated content, and a join that rests on nothing else is doubted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from evidence_keeper.intake.stitch.crowd import Crowd, Forest, judged
from evidence_keeper.intake.stitch.matching import (
    ENOUGH,
    Doubt,
    Join,
    apart,
    contradicts,
    meet,
)
from evidence_keeper.intake.stitch.signature import Signature

_ROUNDS = 2  # of judging: a join that falls or is found may free others
_NEAR_BY = 3  # frames that follow on each other where one between them is torn or was still loading
_STEADY = 2  # rows by which the same content may seem to lie elsewhere
_TRIES = 6  # pairs a frame that are compared beyond the neighbours


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
        crowd = Crowd(self._signatures)
        joins = self._judged(crowd)
        if not all(pair in joins and joins[pair].sure for pair in self._beside):
            self._look_further(crowd, joins)
            joins = self._judged(crowd)
        forest = Forest(len(self._signatures), joins)
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
        if isinstance(met, Doubt):
            return met
        if apart(met.witnesses) < ENOUGH or met.doubt is Doubt.CHANGED:
            return Doubt.NO_OVERLAP
        return Doubt.REPEATED

    def _known(self) -> dict[tuple[int, int], Join]:
        return {key: met for key, met in self._met.items() if isinstance(met, Join)}

    def _judged(self, crowd: Crowd) -> dict[tuple[int, int], Join]:
        """The joins, each judged by all that is known of the page."""
        joins = known = self._settled(self._known())
        order = _Order(self._readable())
        for _ in range(_ROUNDS):
            forest = Forest(len(self._signatures), joins)
            joins = {
                key: _judged(order.turned(join), crowd, forest, order)
                for key, join in known.items()
            }
            order = _Order(self._readable(), [join for join in joins.values() if join.sure])
        told = {
            key: join
            for key, join in joins.items()
            # Where only something in between changed the place is proven all the same.
            if join.sure or (join.doubt is Doubt.CHANGED and order.follow(join))
        }
        return self._going_on(told, order)

    def _going_on(
        self, joins: dict[tuple[int, int], Join], order: _Order
    ) -> dict[tuple[int, int], Join]:
        """Without those joins over frames in between by which the page would not go on the way that all others go."""
        kept = {key: join for key, join in joins.items() if order.follow(join)}
        forest = Forest(len(self._signatures), kept)
        for key, join in sorted(joins.items(), key=lambda one: -one[1].matched):
            if key not in kept and order.goes_on(join, forest):
                kept[key] = join
                forest.join(join)
        return kept

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

    def _look_further(self, crowd: Crowd, joins: dict[tuple[int, int], Join]) -> None:
        """Compare frames that aren't in one run yet, those with most content in common first."""
        count = len(self._signatures)
        forest = Forest(count, joins, sure_only=True)
        left = _TRIES * count
        for first, second in crowd.pairs():
            if left <= 0:
                return
            if (first, second) in self._met or forest.same(first, second):
                continue
            left -= 1
            met = self.meet(first, second)
            if (
                isinstance(met, Join)
                and met.sure
                and crowd.evidence(met, forest).enough(expected=True)
            ):
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


class _Order:
    """What the order in which frames came says: nothing where they are mixed, else that neighbours follow on each
    other, all of them one way."""

    def __init__(self, frames: Sequence[int], firm: Sequence[Join] = ()) -> None:
        self._place = {frame: place for place, frame in enumerate(frames)}
        ways = [_way_of(join) for join in firm if join.offset]
        down, up = ways.count(1), ways.count(-1)
        self._mixed = min(down, up) > max(1, len(ways) // 4)
        self._way = 0 if self._mixed or down == up else 1 if down > up else -1

    def expects(self, join: Join) -> bool:
        """Whether the order speaks for a join, or not against it."""
        near = self.follow(join) or (self._apart(join) <= _NEAR_BY and self.goes_along(join))
        return self._mixed or near

    def goes_along(self, join: Join) -> bool:
        """Whether it goes the way that all others go, as far as there is one."""
        return _way_of(join) != -self._way

    def follow(self, join: Join) -> bool:
        """Whether the two frames came one after the other."""
        return self._apart(join) == 1

    def goes_on(self, join: Join, forest: Forest) -> bool:
        """Whether, with the join, what came later still lies further on, and what came in between lies there too, but
        for one frame that may be torn."""
        shift = forest.position[join.upper] + join.offset - forest.position[join.lower]
        if forest.same(join.upper, join.lower):
            return abs(shift) <= _STEADY
        if not self._way:
            return True
        above, below = forest.beside(join.upper), forest.beside(join.lower)
        between = range(*sorted((self._place[join.upper], self._place[join.lower])))
        left_out = set(between) - {self._place[one] for one in (*above, *below)}
        return len(left_out) <= 1 and all(
            (forest.position[two] + shift - forest.position[one])
            * self._way
            * (self._place[two] - self._place[one])
            >= 0
            for one in above
            for two in below
        )

    def turned(self, join: Join) -> Join:
        """Of two ways round that fit the one that goes on as all others do; the join itself where that isn't known."""
        if join.rival is None or not self._way or not self.follow(join):
            return join
        way = join if _way_of(join) == self._way else join.rival
        return replace(way, doubt=Doubt.NONE, rival=None)

    def _apart(self, join: Join) -> int:
        return abs(self._place[join.upper] - self._place[join.lower])


def _judged(join: Join, crowd: Crowd, forest: Forest, order: _Order) -> Join:
    """The join by what it rests on; of two ways that fit the one that alone rests on enough."""
    if join.rival is None:
        only = order.goes_along(join) and not any(offset > 0 for offset in join.alternatives)
        evidence = crowd.evidence(join, forest)
        return judged(join, enough=evidence.enough(expected=order.expects(join), only=only))
    one, other = (crowd.evidence(way, forest).enough(expected=False) for way in (join, join.rival))
    if one == other:
        return join
    return replace(join if one else join.rival, doubt=Doubt.NONE, rival=None)


def _goes_up(runs: Sequence[Run]) -> bool:
    """Whether the frames were taken from the foot of the page to its top."""
    steps = [np.sign(two - one) for run in runs for one, two in pairwise(run.frames)]
    return bool(sum(steps) < 0)


def arrange(signatures: Sequence[Signature | None]) -> Arrangement:
    """How frames lie; None stands for one that can't be read."""
    arranger = Arranger()
    for one in signatures:
        arranger.add(one)
    return arranger.arrange()
