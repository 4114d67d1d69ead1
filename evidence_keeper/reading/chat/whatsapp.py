"""WhatsApp's dates: day, month and year stand in the order of the phone's language, which the file doesn't say.

The order is taken from what can't be otherwise (a 25 is no month, a year has four digits). Where every date could be
read both ways, the usual form decides (5/2/26 without zeros is written in the USA, 05/02/2026 elsewhere), and the log
says that this was assumed.
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


@dataclass(frozen=True, slots=True)
class Times:
    """A moment for each head; `order` ymd, mdy or dmy; `assumed`: the file itself doesn't say so."""

    moments: list[Moment]
    order: str
    assumed: bool


def times(heads: Sequence[Head], capture: Capture) -> Times:
    """The moments of all heads, in the one order that the file is in."""
    found = [_TS.match(head.ts) for head in heads]
    order, assumed = _order([one for one in found if one])
    return Times([_moment(one, order, capture) for one in found], order, assumed)


def _order(found: Sequence[re.Match[str]]) -> tuple[str, bool]:
    if not found or any(len(one["a"]) == 4 for one in found):
        return "ymd", False
    if any(int(one["a"]) > 12 for one in found):
        return "dmy", False
    if any(int(one["b"]) > 12 for one in found):
        return "mdy", False
    by_order = {order: _steps(found, order) for order in ("mdy", "dmy")}
    if min(by_order.values()) == 0 < max(by_order.values()):
        return min(
            by_order, key=lambda order: by_order[order]
        ), False  # only one of them goes forward
    padded = any(one["a"][0] == "0" or one["b"][0] == "0" for one in found)
    return ("dmy" if padded or len(found[0]["c"]) == 4 else "mdy"), True


def _steps(found: Sequence[re.Match[str]], order: str) -> int:
    """How often the log goes back, read in this order."""
    days = [_day(one, order) for one in found]
    return sum(1 for one, after in itertools.pairwise(days) if one > after)


def _day(one: re.Match[str], order: str) -> tuple[int, int, int]:
    a, b, c = int(one["a"]), int(one["b"]), int(one["c"])
    year, month, day = {"ymd": (a, b, c), "mdy": (c, a, b), "dmy": (c, b, a)}[order]
    return year + 2000 if year < 100 else year, month, day


def _moment(one: re.Match[str] | None, order: str, capture: Capture) -> Moment:
    if one is None:
        return UNKNOWN
    half = one["half"] or (f"{one['half2'].lower()}m" if one["half2"] else "")
    hour = hour_of_day(int(one["h"]), half)
    if hour is None:
        return UNKNOWN
    moment = local_moment(*_day(one, order), hour, int(one["mi"]), int(one["s"] or 0))
    good = believable(moment, capture.not_after)
    return Moment(moment, TimeSource.EXPLICIT) if good else UNKNOWN
