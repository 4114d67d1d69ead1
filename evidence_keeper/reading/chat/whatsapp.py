"""WhatsApp's dates: day, month and year stand in the order of the phone's language, which the file doesn't say.

The order is what is left when every other one is impossible: a 25 is no month, a year has four digits, a log goes
forward, nothing was written after it was kept. Where more than one order is left no date is known, and the log says so:
5/2/26 is 2 May in the USA and 5 February in Spain, and a wrong day is worse than none.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence_keeper.model import TimeSource
from evidence_keeper.reading.chat.drafts import Capture
from evidence_keeper.reading.chat.heads import Head
from evidence_keeper.reading.moments import UNKNOWN, Moment
from evidence_keeper.walltime import believable, hour_of_day, local_moment

_TS = re.compile(
    r"(?P<a>[0-9]{1,4})[/.-](?P<b>[0-9]{1,2})[/.-](?P<c>[0-9]{1,4}),? +"
    r"(?P<half>凌晨|早上|上午|中午|下午|晚上)? ?(?P<h>[0-9]{1,2}):(?P<mi>[0-9]{2})(?::(?P<s>[0-9]{2}))?"
    r"[ \u202f\u00a0]?(?P<half2>[AaPp])?"
)
_ORDERS = ("ymd", "mdy", "dmy")


@dataclass(frozen=True, slots=True)
class Times:
    """A moment for each head; `unsure`: how many dates could be read in more than one way (they are UNKNOWN)."""

    moments: list[Moment]
    unsure: int


def times(heads: Sequence[Head], capture: Capture) -> Times:
    """The moments of all heads. Dates whose year stands elsewhere (a log joined of two phones') are read apart."""
    found = [_TS.match(head.ts) for head in heads]
    alike: dict[str, list[re.Match[str]]] = {}
    for one in found:
        if one:
            alike.setdefault(_style(one), []).append(one)
    orders = {style: _order(ones, capture) for style, ones in alike.items()}
    unsure = sum(1 for one in found if one and not orders[_style(one)])
    moments = [_moment(one, orders[_style(one)], capture) if one else UNKNOWN for one in found]
    return Times(moments, unsure)


def _style(one: re.Match[str]) -> str:
    """Where the year stands, as far as its four digits say so."""
    return "first" if len(one["a"]) > 2 else "last" if len(one["c"]) > 2 else "short"


def _order(found: Sequence[re.Match[str]], capture: Capture) -> str:
    """The one order in which all these dates can be; empty where none or several are left."""
    left = [order for order in _ORDERS if all(_possible(one, order) for one in found)]
    if len(left) > 1:
        left = [
            order
            for order in left
            if all(_moment(one, order, capture).time is not None for one in found)
        ]
    if len(left) > 1:
        forward = [order for order in left if not _goes_back(found, order)]
        left = forward or left
    readings = {tuple(_day(one, order) for one in found) for order in left}
    return left[0] if len(readings) == 1 else ""  # 5/5/26 is one day in any order


def _possible(one: re.Match[str], order: str) -> bool:
    """Whether the numbers could be a date in this order. A short year that stands first goes with no zeros: so do the
    programs that write it (26/9/5)."""
    year = one["a"] if order == "ymd" else one["c"]
    if len(year) not in (2, 4) or (order != "ymd" and len(one["a"]) > 2):
        return False
    if order == "ymd" and len(year) == 2 and (one["b"][0] == "0" or one["c"][0] == "0"):
        return False
    _, month, day = _day(one, order)
    return 1 <= month <= 12 and 1 <= day <= 31


def _goes_back(found: Sequence[re.Match[str]], order: str) -> bool:
    days = [_day(one, order) for one in found]
    return any(one > after for one, after in itertools.pairwise(days))


def _day(one: re.Match[str], order: str) -> tuple[int, int, int]:
    a, b, c = int(one["a"]), int(one["b"]), int(one["c"])
    year, month, day = {"ymd": (a, b, c), "mdy": (c, a, b), "dmy": (c, b, a)}[order]
    return year + 2000 if year < 100 else year, month, day


def _moment(one: re.Match[str], order: str, capture: Capture) -> Moment:
    if not order:
        return UNKNOWN
    half = one["half"] or (f"{one['half2'].lower()}m" if one["half2"] else "")
    hour = hour_of_day(int(one["h"]), half)
    if hour is None:
        return UNKNOWN
    moment = local_moment(*_day(one, order), hour, int(one["mi"]), int(one["s"] or 0))
    good = believable(moment, capture.not_after)
    return Moment(moment, TimeSource.EXPLICIT) if good else UNKNOWN
