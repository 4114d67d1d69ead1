"""How large a picture comes out on paper: what decides it, for whoever draws it and whoever asks beforehand.

Readiness warns of characters too small to be read in print by these figures; drawing uses the same ones. Only the
height of the strip above a picture is taken as it usually is here, because it depends on the texts in it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from evidence_keeper.bundle.exhibits import Entry, frames
from evidence_keeper.bundle.typeset import ROOM, WIDTH

GAP = 14.0
HALF = (WIDTH - GAP) / 2
LANDSCAPE, PORTRAIT, LONG = 0.65, 1.25, 2.75
"""Height by width: up to which a picture is a screen's, from which it shares a page, from which it is cut in pieces."""
TWO_A_PAGE = (ROOM - 16) / 2 - 106
"""The height of a screen's picture, so that two with their strips fill a page."""
PHONE_PIXELS = 1500
"""Long pictures up to this width stand in two columns."""
COARSEST = 90
"""A small picture is not blown up beyond so many pixels an inch."""

_STRIP_ACROSS, _STRIP_HALF = 96.0, 128.0
_MILLIMETRE = 72 / 25.4


def fitted(across: float, down: float, wide: float, high: float) -> float:
    """The width in points of a picture of so many pixels in a box of `wide` by `high` points."""
    return min(wide, high * across / down, across * 72 / COARSEST)


def column(across: int) -> float:
    """The width in points that a piece of a long picture may take."""
    return HALF if across <= PHONE_PIXELS else WIDTH


def printed_millimetres(
    entries: Sequence[Entry],
    sizes: Mapping[str, tuple[int, int]],
    alone: Container[str] = frozenset(),
) -> dict[str, float]:
    """How wide each picture is printed, by item id; `sizes` are pixels as they are seen.

    `alone` are those behind which their text is printed: they share no page. Frames of a capture are left out: they
    stand on contact sheets, beside the long picture that is read.
    """
    small = frames(entries)
    shown = [one for one in entries if one.item.item_id not in small]
    paired = _paired(shown, sizes, alone)
    return {
        one.item.item_id: _points(*sizes[one.item.item_id], one.item.item_id in paired)
        / _MILLIMETRE
        for one in shown
        if one.item.item_id in sizes
    }


def _paired(
    entries: Sequence[Entry], sizes: Mapping[str, tuple[int, int]], alone: Container[str]
) -> set[str]:
    """Upright pictures of one group that follow each other, two by two, as the pages take them."""

    def upright(one: Entry) -> bool:
        across, down = sizes.get(one.item.item_id, (1, 0))
        return PORTRAIT < down / across <= LONG and one.item.item_id not in alone

    found: set[str] = set()
    waiting = list(entries)
    while len(waiting) > 1:
        one, other = waiting[:2]
        together = upright(one) and upright(other) and one.group == other.group
        if together:
            found |= {one.item.item_id, other.item.item_id}
        waiting = waiting[2 if together else 1 :]
    return found


def _points(across: int, down: int, beside: bool) -> float:
    ratio = down / across
    if ratio > LONG:
        return min(column(across), across * 72 / COARSEST)
    if beside:
        return fitted(across, down, HALF, ROOM - _STRIP_HALF)
    room = ROOM - _STRIP_ACROSS
    return fitted(across, down, WIDTH, min(room, TWO_A_PAGE) if ratio <= LANDSCAPE else room)
