"""What a page is made of: blocks that know their height, may be split, and draw themselves where they are put.

Measuring draws nothing, so a layout can be repeated until every page number in it is right, and costs next to nothing.
Lengths are points; x and y count from the page's top left.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from evidence_keeper.bundle.fonts import glyphs, lines_of
from evidence_keeper.bundle.kinsoku import break_lines
from evidence_keeper.bundle.picture import Picture
from evidence_keeper.bundle.sheet import FAINT, INK, Ink, Sheet
from evidence_keeper.bundle.spool import PAGE_HEIGHT, PAGE_WIDTH

LEFT, TOP = 68.0, 72.0
WIDTH = PAGE_WIDTH - 2 * LEFT
BOTTOM = PAGE_HEIGHT - 62.0
ROOM = BOTTOM - TOP
"""The height of a page's content."""

Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks: `size` in points, `leading` and `indent` (of a first line) in sizes."""

    size: float = 12.0
    leading: float = 1.6
    align: Align = "left"
    indent: float = 0.0
    colour: str = INK
    bold: bool = False
    before: float = 0.0
    after: float = 0.0
    keep_next: bool = False

    def but(self, **changes: object) -> Style:
        """The same style with these differences."""
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that differs from its paragraph's style, or leads to a mark."""

    text: str
    bold: bool | None = None
    colour: str | None = None
    link: str = ""


class Block:
    """Something with a height. `before` and `after` are distances; `keep_next` holds it on one page with the next."""

    before = 0.0
    after = 0.0
    keep_next = False

    def height(self, width: float) -> float:
        """How high it is when `width` wide."""
        raise NotImplementedError

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """What fits into `room` and the rest; None where nothing sensible fits."""
        return None

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        raise NotImplementedError

    def pictures(self) -> Iterator[tuple[Picture, tuple[float, float]]]:
        """The pictures in it, each with the part of its height that is seen."""
        return iter(())


class Text(Block):
    """A paragraph, or several where the text has line ends."""

    def __init__(self, text: str | Sequence[Span], style: Style | None = None) -> None:
        self.style = style or Style()
        self.spans = [Span(text)] if isinstance(text, str) else list(text)
        self.before, self.after = self.style.before, self.style.after
        self.keep_next = self.style.keep_next
        self._lines: list[_Line] | None = None
        self._measured = -1.0
        self._fixed = False

    def lines(self, width: float) -> list[_Line]:
        """The lines at this width, broken once and remembered."""
        if self._lines is None or (width != self._measured and not self._fixed):
            self._lines = [line for row in self._rows() for line in self._broken(row, width)]
            self._measured = width
        return self._lines

    def _rows(self) -> list[list[Ink]]:
        """The text between line ends, each character with its look."""
        rows: list[list[Ink]] = [[]]
        for span in self.spans:
            bold = self.style.bold if span.bold is None else span.bold
            colour = span.colour or self.style.colour
            for index, line in enumerate(lines_of(span.text)):
                if index:
                    rows.append([])
                rows[-1].extend(Ink(glyph, colour, span.link) for glyph in glyphs(line, bold))
        return rows

    def _broken(self, row: list[Ink], width: float) -> list[_Line]:
        scale = self.style.size / 1000
        widths = [ink.glyph.width * scale for ink in row]
        indent = self.style.indent * self.style.size
        ranges = break_lines(
            [ink.glyph.text for ink in row],
            widths,
            width,
            width - indent,
            [ink.glyph.glued for ink in row],
        )
        last = len(ranges) - 1
        return [
            _Line(
                row[start:end],
                _seen(row, widths, start, end),
                0.0 if index else indent,
                index == last,
            )
            for index, (start, end) in enumerate(ranges)
        ]

    @property
    def line_height(self) -> float:
        """From one line's top to the next one's."""
        return self.style.size * self.style.leading

    def height(self, width: float) -> float:
        return len(self.lines(width)) * self.line_height

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """At least two lines stay and two go, so that no line stands alone."""
        lines = self.lines(width)
        fit = min(int(room / self.line_height + 1e-6), len(lines) - 2)
        if fit < 2:
            return None
        return self._part(lines[:fit], width), self._part(lines[fit:], width)

    def take(self, width: float, room: float) -> tuple[Text, Text]:
        """As many lines as fit, even none, and the rest: for table cells."""
        lines = self.lines(width)
        fit = int(room / self.line_height + 1e-6)
        return self._part(lines[:fit], width), self._part(lines[fit:], width)

    def _part(self, lines: list[_Line], width: float) -> Text:
        part = Text("", self.style)
        part._lines, part._measured, part._fixed = lines, width, True
        part.before = 0.0
        return part

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        size = self.style.size
        baseline = y + self.line_height / 2 + size * 0.36
        for line in self.lines(width):
            shift, space = self._placed(line, width)
            sheet.text(x + line.indent + shift, baseline, line.inks, size, space)
            baseline += self.line_height

    def _placed(self, line: _Line, width: float) -> tuple[float, float]:
        """How far the line is moved right, and what is added after each character."""
        free = width - line.indent - line.wide
        if self.style.align == "center":
            return free / 2, 0.0
        if self.style.align == "right":
            return free, 0.0
        if self.style.align == "justify" and not line.last and 0 < free < 2.5 * self.style.size:
            return 0.0, free / max(1, len(line.inks) - 1)
        return 0.0, 0.0


@dataclass(slots=True)
class _Line:
    inks: list[Ink]
    wide: float
    indent: float
    last: bool


def _seen(row: Sequence[Ink], widths: Sequence[float], start: int, end: int) -> float:
    """How wide a line looks: blanks at its end are not seen."""
    while end > start and row[end - 1].glyph.text == " ":
        end -= 1
    return sum(widths[start:end])


class Space(Block):
    """Nothing, so high."""

    def __init__(self, high: float) -> None:
        self._high = high

    def height(self, width: float) -> float:
        return self._high

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Nothing."""


class Stack(Block):
    """Blocks below each other that stay on one page."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = list(blocks)
        self.before = self.blocks[0].before if self.blocks else 0.0
        self.after = self.blocks[-1].after if self.blocks else 0.0

    def height(self, width: float) -> float:
        return sum(high for _, _, high in self._placed(width))

    def _placed(self, width: float) -> Iterable[tuple[Block, float, float]]:
        """Each block, the distance above it, and its height with that distance."""
        gap = 0.0
        for index, block in enumerate(self.blocks):
            above = max(gap, block.before) if index else 0.0
            yield block, above, above + block.height(width)
            gap = block.after

    def pictures(self) -> Iterator[tuple[Picture, tuple[float, float]]]:
        return (one for block in self.blocks for one in block.pictures())

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        for block, above, high in self._placed(width):
            block.draw(sheet, x, y + above, width)
            y += high


def height_of(blocks: Sequence[Block]) -> float:
    """How high these blocks are below each other on a page."""
    return Stack(blocks).height(WIDTH)


class Columns(Block):
    """Blocks beside each other, as wide as their shares say, `gap` apart."""

    def __init__(
        self, blocks: Sequence[Block], gap: float = 14.0, shares: Sequence[float] = ()
    ) -> None:
        self.blocks = list(blocks)
        self._gap = gap
        self._shares = list(shares) or [1.0] * len(self.blocks)

    def _widths(self, width: float) -> list[float]:
        free = width - self._gap * (len(self._shares) - 1)
        return [free * share / sum(self._shares) for share in self._shares]

    def height(self, width: float) -> float:
        return max(
            block.height(wide)
            for block, wide in zip(self.blocks, self._widths(width), strict=False)
        )

    def pictures(self) -> Iterator[tuple[Picture, tuple[float, float]]]:
        return (one for block in self.blocks for one in block.pictures())

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        for block, wide in zip(self.blocks, self._widths(width), strict=False):
            block.draw(sheet, x, y, wide)
            x += wide + self._gap


class Rule(Block):
    """A thin line across."""

    def __init__(self, before: float = 6.0, after: float = 6.0, colour: str = FAINT) -> None:
        self.before, self.after = before, after
        self._colour = colour

    def height(self, width: float) -> float:
        return 0.5

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        sheet.rule(x, y, x + width, y, self._colour)
