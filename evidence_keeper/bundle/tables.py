"""Tables that break well: the head on each page, a group's row never alone at the foot, a row too high continued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidence_keeper.bundle.sheet import LINE, PALE, Sheet
from evidence_keeper.bundle.typeset import ROOM, Block, Text


@dataclass(slots=True)
class Row:
    """A table's row: one text for each column, or one across all. `keep_next` holds it with the next row."""

    cells: list[Text]
    across: bool = False
    fill: str | None = None
    keep_next: bool = False


class Table(Block):
    """`rows` between lines, with a `head` that is repeated on each page; a row too high for a page is continued."""

    PAD_X, PAD_Y = 4.5, 3.5

    def __init__(self, widths: Sequence[float], head: Row | None, rows: Sequence[Row]) -> None:
        self._shares = list(widths)
        self.head = head
        self.rows = list(rows)
        if head is not None:
            head.fill = head.fill or PALE

    def _widths(self, width: float) -> list[float]:
        return [width * share / sum(self._shares) for share in self._shares]

    def _row_height(self, row: Row, width: float) -> float:
        wide = [width] if row.across else self._widths(width)
        pairs = zip(row.cells, wide, strict=True)
        return max(cell.height(each - 2 * self.PAD_X) for cell, each in pairs) + 2 * self.PAD_Y

    def _head_height(self, width: float) -> float:
        return self._row_height(self.head, width) if self.head else 0.0

    def height(self, width: float) -> float:
        return self._head_height(width) + sum(self._row_height(row, width) for row in self.rows)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        left = room - self._head_height(width)
        count = 0
        while count < len(self.rows) and self._row_height(self.rows[count], width) <= left:
            left -= self._row_height(self.rows[count], width)
            count += 1
        rows, rest = self.rows[:count], self.rows[count:]
        if rest and not rest[0].across and self._row_height(rest[0], width) > 0.4 * ROOM:
            pieces = self._split_row(rest[0], width, left)
            if pieces:
                rows, rest = [*rows, pieces[0]], [pieces[1], *rest[1:]]
        while rows and rows[-1].keep_next:
            rest.insert(0, rows.pop())
        if not rows or not rest:
            return None
        return Table(self._shares, self.head, rows), Table(self._shares, self.head, rest)

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
        rows = [*([self.head] if self.head else []), *self.rows]
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
