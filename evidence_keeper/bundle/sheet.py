"""The page as one draws on it: points from the top left, text as glyphs, pictures with a window to look through.

Keeps reportlab's canvas (points from the bottom, fonts by name) out of everything that decides what a page says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from evidence_keeper.bundle.fonts import Glyph
from evidence_keeper.bundle.picture import ImageObject, Picture
from evidence_keeper.bundle.spool import PAGE_HEIGHT

INK = "#16232B"
TEAL = "#0B5250"
GREY = "#5B6870"
LINE = "#9AA5A5"
FAINT = "#C9D1D0"
PALE = "#EEF2F1"
PAPER = "#FFFFFF"


@dataclass(frozen=True, slots=True)
class Ink:
    """A glyph with its colour and, where it leads somewhere, the mark it leads to."""

    glyph: Glyph
    colour: str
    link: str = ""


Smaller = Callable[[Picture, tuple[float, float]], Picture]
"""Makes another picture of the part of one that is seen."""


class Sheet:
    """The current page of a canvas.

    `smaller` replaces pictures, `reached` are the marks that links may lead to (None: all): for pages that are drawn
    again by themselves.
    """

    def __init__(
        self,
        canvas: Canvas,
        smaller: Smaller | None = None,
        reached: frozenset[str] | None = None,
    ) -> None:
        self.canvas: Any = canvas
        self._smaller = smaller
        self._reached = reached
        self._outlined = -1

    def text(
        self, x: float, baseline: float, inks: Sequence[Ink], size: float, space: float = 0.0
    ) -> None:
        """One line of text from `x`; `space` is added after each character (to fill a line)."""
        drawing = self.canvas.beginText(x, PAGE_HEIGHT - baseline)
        if space:
            drawing.setCharSpace(round(space, 3))
        for (font, colour), run in groupby(inks, key=lambda ink: (ink.glyph.font, ink.colour)):
            drawing.setFillColor(HexColor(colour))
            drawing.setFont(font, size)
            drawing.textOut("".join(ink.glyph.text for ink in run))
        if space:
            drawing.setCharSpace(0)
        self.canvas.drawText(drawing)
        self._links(x, baseline, inks, size, space)

    def _links(
        self, x: float, baseline: float, inks: Sequence[Ink], size: float, space: float
    ) -> None:
        for target, run in groupby(inks, key=lambda ink: ink.link):
            wide = sum(ink.glyph.width * size / 1000 + space for ink in run)
            if target and (self._reached is None or target in self._reached):
                bottom = PAGE_HEIGHT - baseline - 0.25 * size
                area = (x, bottom, x + wide, bottom + 1.2 * size)
                self.canvas.linkRect("", target, area, relative=0, thickness=0)
            x += wide

    def box(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        line: float = 0.6,
        radius: float = 0,
    ) -> None:
        """A rectangle from its top left corner."""
        if fill:
            self.canvas.setFillColor(HexColor(fill))
        if stroke:
            self.canvas.setStrokeColor(HexColor(stroke))
            self.canvas.setLineWidth(line)
        shape = (x, PAGE_HEIGHT - y - high, wide, high)
        style = {"stroke": int(bool(stroke)), "fill": int(bool(fill))}
        if radius:
            self.canvas.roundRect(*shape, radius, **style)
        else:
            self.canvas.rect(*shape, **style)

    def rule(
        self, x: float, y: float, to_x: float, to_y: float, colour: str = LINE, line: float = 0.5
    ) -> None:
        """A straight line."""
        self.canvas.setStrokeColor(HexColor(colour))
        self.canvas.setLineWidth(line)
        self.canvas.line(x, PAGE_HEIGHT - y, to_x, PAGE_HEIGHT - to_y)

    def bars(
        self, x: float, y: float, step: float, ranges: Sequence[tuple[float, float]], colour: str
    ) -> None:
        """Upright strokes from `ranges` (low and high, in points above the middle line `y`): a waveform."""
        self.canvas.setStrokeColor(HexColor(colour))
        self.canvas.setLineWidth(step * 0.8)
        middle = PAGE_HEIGHT - y
        self.canvas.lines(
            [
                (x + (index + 0.5) * step, middle + low, x + (index + 0.5) * step, middle + high)
                for index, (low, high) in enumerate(ranges)
            ]
        )

    def picture(
        self,
        picture: Picture,
        x: float,
        y: float,
        wide: float,
        window: tuple[float, float] = (0.0, 1.0),
    ) -> None:
        """The picture `wide` points wide; of its height only the part `window` (0 top, 1 bottom), cut by a clip."""
        across, down = picture.upright
        whole = wide * down / across
        if self._smaller is not None:
            picture, whole = self._smaller(picture, window), whole * (window[1] - window[0])
            window = (0.0, 1.0)
        top, bottom = window
        canvas = self.canvas
        canvas.saveState()
        if window != (0.0, 1.0):
            path = canvas.beginPath()
            path.rect(x, PAGE_HEIGHT - y - (bottom - top) * whole, wide, (bottom - top) * whole)
            canvas.clipPath(path, stroke=0, fill=0)
        canvas.translate(x, PAGE_HEIGHT - y - (1 - top) * whole)
        canvas.scale(wide, whole)
        canvas.transform(*picture.matrix)
        self._use(picture)
        canvas.restoreState()

    def _use(self, picture: Picture) -> None:
        """Draw the picture into the unit square; its bytes are stored once, however often it is drawn."""
        canvas = self.canvas
        document = canvas._doc
        name = document.getXObjectName(picture.key)
        if name not in document.idToObject:
            stored = ImageObject(picture)
            canvas._setXObjects(stored)
            document.Reference(stored, name)
            document.addForm(picture.key, stored)
            document.inObject = "page" if document.inObject is None else document.inObject
        canvas._currentPageHasImages = 1
        canvas._code.append(f"/{name} Do")
        canvas._formsinuse.append(picture.key)

    def mark(self, key: str, y: float, title: str = "", level: int = 0) -> None:
        """A place that links lead to; with a title also in the outline."""
        self.canvas.bookmarkHorizontal(key, 0, PAGE_HEIGHT - y)
        if title:
            # Pages drawn by themselves may begin in the middle of a chapter.
            level = min(level, self._outlined + 1)
            self._outlined = level
            self.canvas.addOutlineEntry(title, key, level=level, closed=level > 0)

    def turn(self) -> None:
        """The next page."""
        self.canvas.showPage()
