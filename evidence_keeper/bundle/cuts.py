"""Where a long picture may be cut for A4: between two lines of text, never through one.

A row of pixels without writing has few edges along it (a bubble's two sides, a scroll bar); a row through a line of
characters has dozens. That holds for any theme, dark or light, and needs no idea of what the characters are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy
from PIL import Image

from evidence_keeper.bundle.picture import Picture
from evidence_keeper.media import picture as decoded

_EDGE = 24
"""Grey levels between neighbours that make an edge; JPEG noise beside a character stays below."""

_QUIET = 8
"""So many edges in a row, and it still has no writing on it."""

_LOOK_BACK = 0.25
"""How much of a piece may be given up to find a place to cut."""

_OVERLAP = 0.03
_STRIP = 2048


@dataclass(frozen=True, slots=True)
class Cuts:
    """Rows of one picture, from the top: how many edges each has."""

    edges: Any

    @classmethod
    def of(cls, picture: Picture) -> Cuts:
        """Look at a picture that is stored upright; a turned one is cut anywhere, with an overlap."""
        rows = picture.upright[1]
        if picture.orientation != 1:
            return cls(numpy.full(rows, _QUIET + 1))
        try:
            with Image.open(picture.path) as opened:
                opened.load()
                image = opened if opened.mode == "L" else opened.convert("L")
        except (OSError, ValueError):
            image = decoded(picture.path).convert("L")
        found = [_edges(image, top) for top in range(0, image.height, _STRIP)]
        edges = numpy.concatenate(found)
        if len(edges) != rows:
            return cls(numpy.full(rows, _QUIET + 1))
        return cls(edges)

    def piece(self, top: int, most: int) -> tuple[int, int]:
        """Where the piece from row `top` ends, at most `most` rows lower, and where the next one begins."""
        rows = len(self.edges)
        limit = top + max(1, most)
        if limit >= rows:
            return rows, rows
        earliest = limit - int(most * _LOOK_BACK)
        quiet = numpy.flatnonzero(self.edges[earliest:limit] <= _QUIET)
        if len(quiet):
            cut = earliest + int(self._middle(quiet))
            return cut, cut
        return limit, max(top + 1, limit - int(most * _OVERLAP))

    @staticmethod
    def _middle(quiet: Any) -> int:
        """The middle of the last run of quiet rows: room stays on both sides of the cut."""
        breaks = numpy.flatnonzero(numpy.diff(quiet) > 1)
        last = quiet[breaks[-1] + 1 :] if len(breaks) else quiet
        return int(last[len(last) // 2])


def _edges(image: Image.Image, top: int) -> Any:
    """How many edges each row of this strip has."""
    strip = image.crop((0, top, image.width, min(top + _STRIP, image.height)))
    grey = numpy.asarray(strip, numpy.int16)
    return (numpy.abs(numpy.diff(grey, axis=1)) > _EDGE).sum(axis=1)
