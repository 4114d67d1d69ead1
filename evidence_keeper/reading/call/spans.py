"""Stretches of time as pairs of seconds, in order and apart: joined, cut out of each other, counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Span = tuple[float, float]


def joined(spans: Iterable[Span], pause: float) -> list[Span]:
    """Neighbours with less than `pause` between them as one."""
    found: list[Span] = []
    for start, end in spans:
        if found and start - found[-1][1] < pause:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def without(spans: Iterable[Span], taken: Sequence[Span], least: float = 0.0) -> list[Span]:
    """What is left of `spans` outside `taken`; pieces of `least` seconds or less are dropped."""
    left: list[Span] = []
    for start, end in spans:
        for begin, stop in taken:
            if stop <= start or begin >= end:
                continue
            left.append((start, begin))
            start = stop
        left.append((start, end))
    return [(start, end) for start, end in left if end - start > least]


def between(spans: Iterable[Span], seconds: float) -> tuple[Span, ...]:
    """What lies outside `spans`, from 0 to `seconds`."""
    return tuple(without([(0.0, seconds)], list(spans)))


def length(spans: Iterable[Span]) -> float:
    """All of them together, in seconds."""
    return sum(end - start for start, end in spans)
