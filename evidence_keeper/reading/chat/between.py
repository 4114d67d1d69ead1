"""A clock without a day that stands between two messages of one day: then it is that day, and only then.

Where the neighbours' days differ, or the clock doesn't lie between theirs, or nothing with a day stands on one side,
the day is unknown: 21:22 below yesterday's 21:20 may be of any later day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from evidence_keeper.model import TimeSource
from evidence_keeper.reading.chat.drafts import Draft
from evidence_keeper.reading.moments import UNKNOWN, Moment, Stated
from evidence_keeper.walltime import local_moment

Known = tuple[datetime, TimeSource]


def place(drafts: Sequence[Draft], clocks: Mapping[int, Stated]) -> None:
    """Gives the drafts at these places (index: what their head says) the day of their neighbours, where that is proven.

    A time that was counted from elsewhere (昨天) and doesn't lie between the neighbours' is taken back.
    """
    if not clocks:
        return
    above = _nearest(drafts, clocks)
    below = _nearest(drafts[::-1], {len(drafts) - 1 - at: one for at, one in clocks.items()})[::-1]
    for at, stated in clocks.items():
        draft, one, other = drafts[at], above[at], below[at]
        if one and other and draft.moment.time and _lies(draft.moment.time, one[0], other[0]):
            continue
        if one and other:
            draft.moment = _on_that_day(stated, one, other)
        elif draft.moment.time and (one or other):
            draft.moment = draft.moment if _in_order(draft.moment.time, one, other) else UNKNOWN


def _nearest(drafts: Sequence[Draft], clocks: Mapping[int, Stated]) -> list[Known | None]:
    """For each place the last time above it that needs no neighbour."""
    found: list[Known | None] = []
    last: Known | None = None
    for at, draft in enumerate(drafts):
        found.append(last)
        if draft.moment.time is not None and at not in clocks:
            last = draft.moment.time, draft.moment.source
    return found


def _on_that_day(stated: Stated, one: Known, other: Known) -> Moment:
    day = one[0].date()
    if day != other[0].date() or stated.hour is None or stated.minute is None:
        return UNKNOWN
    time = local_moment(day.year, day.month, day.day, stated.hour, stated.minute, stated.second)
    if time is None or not _lies(time, one[0], other[0]):
        return UNKNOWN
    inferred = TimeSource.INFERRED_YEAR in (one[1], other[1])
    return Moment(time, TimeSource.INFERRED_YEAR if inferred else TimeSource.INHERITED_DATE)


def _lies(time: datetime, one: datetime, other: datetime) -> bool:
    """Whether it lies between the two, which stand in either order; to the minute, since some heads have no seconds."""
    first, last = sorted((one, other))
    return first.replace(second=0, microsecond=0) <= time <= last.replace(second=59)


def _in_order(time: datetime, above: Known | None, below: Known | None) -> bool:
    early = above is None or above[0].replace(second=0, microsecond=0) <= time
    return early and (below is None or time <= below[0].replace(second=59))
