"""Text, tables and pictures on pages: each block knows its height, may be split, and draws itself where it is put.

Laying out draws nothing, so it can be repeated until every page number that the text mentions is right (pages.py), and
costs no more than measuring. Lengths are points; x and y count from the page's top left.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from evidence_keeper.bundle.fonts import glyphs, lines_of
from evidence_keeper.bundle.kinsoku import break_lines
from evidence_keeper.bundle.sheet import FAINT, INK, LINE, PALE, Ink, Sheet
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

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        for block, wide in zip(self.blocks, self._widths(width), strict=False):
            block.draw(sheet, x, y, wide)
            x += wide + self._gap


@dataclass(slots=True)
class Row:
    """A table's row: one text for each column, or one across all. `keep_next` holds it with the next row."""

    cells: list[Text]
    across: bool = False
    fill: str | None = None
    keep_next: bool = False


class Table(Block):
    """Rows between lines, with a head that is repeated on each page; a row too high for a page is continued."""

    PAD_X, PAD_Y = 4.5, 3.5

    def __init__(self, widths: Sequence[float], head: Row | None, rows: Sequence[Row]) -> None:
        self._shares = list(widths)
        self._head = head
        self._rows = list(rows)
        if head is not None:
            head.fill = head.fill or PALE

    def _widths(self, width: float) -> list[float]:
        return [width * share / sum(self._shares) for share in self._shares]

    def _row_height(self, row: Row, width: float) -> float:
        wide = [width] if row.across else self._widths(width)
        pairs = zip(row.cells, wide, strict=True)
        return max(cell.height(each - 2 * self.PAD_X) for cell, each in pairs) + 2 * self.PAD_Y

    def _head_height(self, width: float) -> float:
        return self._row_height(self._head, width) if self._head else 0.0

    def height(self, width: float) -> float:
        return self._head_height(width) + sum(self._row_height(row, width) for row in self._rows)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        left = room - self._head_height(width)
        count = 0
        while count < len(self._rows) and self._row_height(self._rows[count], width) <= left:
            left -= self._row_height(self._rows[count], width)
            count += 1
        rows, rest = self._rows[:count], self._rows[count:]
        if rest and not rest[0].across and self._row_height(rest[0], width) > 0.4 * ROOM:
            pieces = self._split_row(rest[0], width, left)
            if pieces:
                rows, rest = [*rows, pieces[0]], [pieces[1], *rest[1:]]
        while rows and rows[-1].keep_next:
            rest.insert(0, rows.pop())
        if not rows or not rest:
            return None
        return Table(self._shares, self._head, rows), Table(self._shares, self._head, rest)

    def _split_row(self, row: Row, width: float, room: float) -> tuple[Row, Row] | None:
        inner = room - 2 * self.PAD_Y
        if inner < 4 * max(cell.line_height for cell in row.cells):
            return None
        widths = [each - 2 * self.PAD_X for each in self._widths(width)]
        parts = [cell.take(wide, inner) for cell, wide in zip(row.cells, widths, strict=True)]
        return (
            Row([first for first, _ in parts], fill=row.fill),
            Row([second for _, second in parts], fill=row.fill),
        )

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        top = y
        rows = [*([self._head] if self._head else []), *self._rows]
        for row in rows:  # fills first: a later one would cover the line above it
            high = self._row_height(row, width)
            if row.fill:
                sheet.box(x, y, width, high, fill=row.fill)
            y += high
        sheet.box(x, top, width, y - top, stroke=LINE)
        y = top
        for row in rows:
            y += self._draw_row(sheet, row, x, y, width)

    def _draw_row(self, sheet: Sheet, row: Row, x: float, y: float, width: float) -> float:
        high = self._row_height(row, width)
        sheet.rule(x, y + high, x + width, y + high)
        widths = [width] if row.across else self._widths(width)
        for index, (cell, wide) in enumerate(zip(row.cells, widths, strict=True)):
            cell.draw(sheet, x + self.PAD_X, y + self.PAD_Y, wide - 2 * self.PAD_X)
            if index:
                sheet.rule(x, y, x, y + high)
            x += wide
        return high


class Rule(Block):
    """A thin line across."""

    def __init__(self, before: float = 6.0, after: float = 6.0, colour: str = FAINT) -> None:
        self.before, self.after = before, after
        self._colour = colour

    def height(self, width: float) -> float:
        return 0.5

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        sheet.rule(x, y, x + width, y, self._colour)


# --- pages --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Begin:
    """A mark: what follows begins here. Links lead to `key`; with a title it stands in the outline."""

    key: str
    title: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class End:
    """What began with `key` ends here."""

    key: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """The next block begins a page."""


Part = Block | Begin | End | NewPage


@dataclass(slots=True)
class Page:
    """What stands where on one page."""

    placed: list[tuple[Block, float]] = field(default_factory=list)
    marks: list[tuple[Begin, float]] = field(default_factory=list)


@dataclass(slots=True)
class Layout:
    """Pages, and on which of them (from 1) each mark begins and ends."""

    pages: list[Page]
    first: dict[str, int]
    last: dict[str, int]


class _Flow:
    """Fills pages from the top; a fresh one for each layout."""

    def __init__(self) -> None:
        self.layout = Layout([Page()], {}, {})
        self._y = TOP
        self._gap = 0.0
        self._waiting: list[Begin] = []

    @property
    def _page(self) -> Page:
        return self.layout.pages[-1]

    @property
    def _fresh(self) -> bool:
        return not self._page.placed

    def turn(self) -> None:
        if not self._fresh:
            self.layout.pages.append(Page())
        self._y, self._gap = TOP, 0.0

    def begin(self, mark: Begin) -> None:
        self._waiting.append(mark)

    def end(self, mark: End) -> None:
        self.layout.last[mark.key] = len(self.layout.pages)

    def room_after(self, block: Block) -> float:
        """What is left on the page below the distance before this block."""
        gap = 0.0 if self._fresh else max(self._gap, block.before)
        return BOTTOM - self._y - gap

    def place(self, block: Block, high: float) -> None:
        if not self._fresh:
            self._y += max(self._gap, block.before)
        for mark in self._waiting:
            self._page.marks.append((mark, self._y))
            self.layout.first[mark.key] = len(self.layout.pages)
        self._waiting.clear()
        self._page.placed.append((block, self._y))
        self._y += high
        self._gap = block.after

    def add(self, block: Block, company: float) -> None:
        """Put the block on this page or the next; `company` is the height that must stay with it below."""
        while True:
            high = block.height(WIDTH)
            room = self.room_after(block)
            if high + company <= room:
                return self.place(block, high)
            parts = block.split(WIDTH, room) if high > room else None
            if parts is None:
                if self._fresh:
                    return self.place(block, high)
                self.turn()
                continue
            self.place(parts[0], parts[0].height(WIDTH))
            self.turn()
            block = parts[1]


def lay_out(parts: Sequence[Part], each: Callable[[], None] = lambda: None) -> Layout:
    """Put the parts on pages. `each` is called per part (to let a person stop it)."""
    flow = _Flow()
    for index, part in enumerate(parts):
        each()
        if isinstance(part, NewPage):
            flow.turn()
        elif isinstance(part, Begin):
            flow.begin(part)
        elif isinstance(part, End):
            flow.end(part)
        else:
            flow.add(part, _company(parts, index))
    return flow.layout


def _company(parts: Sequence[Part], index: int) -> float:
    """The height of what must stay on the page with this block: the next blocks, as far as they are kept."""
    high = 0.0
    at = index
    while at + 1 < len(parts):
        here, following = parts[at], parts[at + 1]
        if (isinstance(here, Block) and not here.keep_next) or isinstance(following, NewPage):
            break
        if isinstance(following, Block):
            needed = _least(following)
            high += max(here.after if isinstance(here, Block) else 0.0, following.before) + needed
        at += 1
    return high


def _least(block: Block) -> float:
    """How much of a block must at least follow: all of it, or a little where it can be split."""
    high = block.height(WIDTH)
    return min(high, 60.0) if isinstance(block, Text | Table) else high
