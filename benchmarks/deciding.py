"""Which conversations hold the answer: told by the page as it was drawn, by brute force, and by nothing of ours.

Two views prove that they overlap if what both show stands on the page once. Where the page shows all of it at another
place too, a page on which something is missing between the two views gives the very same pictures: no program can tell.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.drawn import Chat, Pixels

Soft = NDArray[np.float64]

_BOX = 4  # pixels: the same text at another fraction of a pixel is drawn a little otherwise, and is the same to see
_ALIKE = 48  # grey levels by which the mean of a box may differ then; another sign differs by more
_HERE = 2  # rows


def undecided(chat: Chat) -> list[tuple[int, int]]:
    """The pairs of neighbouring views that overlap, and don't prove it."""
    page = _soft(chat, chat.page)
    views = [_soft(chat, view) for view in chat.seen]
    order = sorted(range(len(chat.tops)), key=lambda at: (chat.tops[at], at))
    if chat.missing and order != sorted(order):
        return list(chat.missing)  # which of two unjoined parts comes first is nowhere to be seen
    return [
        (one, two)
        for one, two in pairwise(order)
        if (one, two) not in chat.missing and _is_elsewhere(chat, page, views, one, two)
    ]


def _soft(chat: Chat, picture: Pixels) -> Soft:
    """The mean of each box of pixels; one row for each of the picture's but the last ones."""
    right = (picture.shape[1] - chat.bar) // _BOX * _BOX
    grey = np.asarray(Image.fromarray(picture).convert("L"), np.float64)[:, :right]
    across = grey.reshape(len(grey), -1, _BOX).mean(2)
    down = np.cumsum(np.vstack([np.zeros((1, across.shape[1])), across]), 0)
    soft: Soft = (down[_BOX:] - down[:-_BOX]) / _BOX
    return soft


def _is_elsewhere(chat: Chat, page: Soft, views: list[Soft], upper: int, lower: int) -> bool:
    """Whether the page shows at another place what the two views both show; what hadn't loaded in one says nothing."""
    first = chat.tops[lower] + chat.header
    last = min(chat.tops[upper] + len(chat.seen[upper]) - chat.footer - _BOX, len(page))
    if first == chat.tops[upper] + chat.header or last <= first:
        return last <= first
    shared = page[first:last]
    shown = np.ones(len(shared), bool)
    for view in (upper, lower):
        top = first - chat.tops[view]
        shown &= (np.abs(views[view][top : top + len(shared)] - shared) <= _ALIKE).all(1)
    places = np.arange(len(page) - len(shared) + 1)
    places = places[np.abs(places - first) > _HERE]
    for row in np.flatnonzero(shown)[:: _BOX // 2]:
        places = places[(np.abs(page[places + row] - shared[row]) <= _ALIKE).all(1)]
        if not len(places):
            return False
    return True
