"""Lines that are read one after the other, as one text: what a bubble says, and where each of its signs stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from evidence_keeper.reading.private import Private, find_private, mask_codes
from evidence_keeper.reading.screenshot.facts import Box, Line, Seen

_NOT_FIRST = "，。！？；：、）》”’】,.!?;:)"
_HALF_EMPTY = "，。！？；：、）》”’】"
_ADDRESS_LIKE = re.compile(r"[/@_=?&:.\-][A-Za-z0-9]*$|[A-Za-z0-9]{16}$")
"""A web or mail address goes on in the next line without a blank; words don't."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Numbers of lines in reading order; `glue[n]` stands between line n - 1 and line n (the first is empty)."""

    numbers: tuple[int, ...] = ()
    glue: tuple[str, ...] = ()

    def text(self, lines: Sequence[Line]) -> str:
        """All of it."""
        parts = zip(self.glue, self.numbers, strict=True)
        return "".join(glue + lines[number].text for glue, number in parts)

    def pieces(self, lines: Sequence[Line], start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The lines that text[start:end] touches: number, first and last sign there."""
        at = 0
        for glue, number in zip(self.glue, self.numbers, strict=True):
            at += len(glue)
            first, last = max(start - at, 0), min(end - at, len(lines[number].text))
            if first < last:
                yield number, first, last
            at += len(lines[number].text)


def flow_of(lines: Sequence[Line], numbers: Iterable[int], box: Box | None) -> Flow:
    """How lines within a box (a bubble) follow each other. A line that has room for the next one's beginning was
    ended on purpose; without a box each row is on its own."""
    rows = rows_of(lines, numbers)
    boxes = [hull(lines[number].box for number in row) for row in rows]
    found: list[int] = []
    glue: list[str] = []
    for at, row in enumerate(rows):
        for place, number in enumerate(row):
            found.append(number)
            if place:
                glue.append(" ")
            elif not at:
                glue.append("")
            else:
                before = lines[found[-2]].text
                glue.append(_glue(before, lines[number].text, boxes, at, box))
    return Flow(tuple(found), tuple(glue))


def _glue(before: str, text: str, boxes: Sequence[Box], at: int, box: Box | None) -> str:
    if box is None:
        return "\n"
    # A bubble is as wide as its longest line, which ends a sign before the edge at most.
    above, here = boxes[at - 1], boxes[at]
    rim = max(0, min(one.left for one in boxes) - box.left)
    longest = max(one.right for one in boxes)
    right = max(longest, min(box.right - rim, longest + round(1.2 * here.height)))
    # A full-width comma's right half is empty and lies outside of the box.
    end = above.right + (0.5 * above.height if before[-1:] in _HALF_EMPTY else 0)
    needed = _first_width(text, here.width, here.height) + 0.35 * here.height
    if right - end > needed or here.height < 0.72 * above.height:
        return "\n"
    pair = before[-1:] + text[:1]
    words = pair.isascii() and pair.isalpha() and len(pair) == 2
    return " " if words and not _ADDRESS_LIKE.search(before) else ""


def _first_width(text: str, width: int, height: int) -> float:
    """How wide the beginning of a line is that can't be broken: a sign of Chinese with what must not begin a line."""
    wide = sum(1.0 if ord(sign) > 0x2E80 else 0.55 for sign in text)
    unit = width / max(wide, 1.0)
    word = re.match(r"[A-Za-z0-9@._%+:/?=&-]+", text)
    first = 0.55 * len(word[0]) if word else 1.0
    follows = text[len(word[0]) if word else 1 :][:1]
    if follows and follows in _NOT_FIRST:
        first += 1.0
    return max(unit, 0.0 if text[:1].isascii() else 0.75 * height) * first


def rows_of(lines: Sequence[Line], numbers: Iterable[int]) -> list[list[int]]:
    """Lines of one height belong to a row, from the left."""
    rows: list[list[int]] = []
    for number in sorted(numbers, key=lambda one: lines[one].box.down):
        box = lines[number].box
        last = lines[rows[-1][0]].box if rows else None
        if last is not None and abs(last.down - box.down) < 0.5 * min(last.height, box.height):
            rows[-1].append(number)
        else:
            rows.append([number])
    return [sorted(row, key=lambda one: lines[one].box.left) for row in rows]


def hull(boxes: Iterable[Box]) -> Box:
    """The smallest box around some."""
    first, *rest = boxes
    for box in rest:
        first = first.around(box)
    return first


# A whole picture ---------------------------------------------------------------------------------------------------


def all_flows(seen: Seen) -> list[Flow]:
    """Every line once: those of a shape together, the others row by row; from the top."""
    shaped: dict[int, list[int]] = {}
    free: list[int] = []
    for number, line in enumerate(seen.lines):
        if line.shape >= 0:
            shaped.setdefault(line.shape, []).append(number)
        else:
            free.append(number)
    flows = [
        flow_of(seen.lines, numbers, seen.shapes[shape].box) for shape, numbers in shaped.items()
    ]
    flows += [flow_of(seen.lines, row, None) for row in _paragraphs(seen.lines, free)]
    return sorted(flows, key=lambda one: seen.lines[one.numbers[0]].box.top)


def _paragraphs(lines: Sequence[Line], numbers: Sequence[int]) -> Iterator[list[int]]:
    """Rows that stand closely below each other: a label above its number is seen with it."""
    part: list[int] = []
    for row in rows_of(lines, numbers):
        last = lines[part[-1]].box if part else None
        if last is not None and lines[row[0]].box.top - last.bottom > 0.9 * last.height:
            yield part
            part = []
        part = part + row
    if part:
        yield part


def without_codes(seen: Seen) -> Seen:
    """The same with verification codes made unreadable, before anybody keeps or shows it."""
    lines = list(seen.lines)
    for flow in all_flows(seen):
        text = flow.text(seen.lines)
        masked = mask_codes(text)
        if masked != text:
            for number, first, last in flow.pieces(seen.lines, 0, len(text)):
                at = _offset(flow, seen.lines, number)
                lines[number] = replace(lines[number], text=masked[at + first : at + last])
    return replace(seen, lines=tuple(lines))


def _offset(flow: Flow, lines: Sequence[Line], sought: int) -> int:
    at = 0
    for glue, number in zip(flow.glue, flow.numbers, strict=True):
        at += len(glue)
        if number == sought:
            return at
        at += len(lines[number].text)
    raise ValueError(sought)


@dataclass(frozen=True, slots=True)
class PrivatePlace:
    """Private data in a picture: a box for each visual line; `number` is the same for all lines of one number or
    address."""

    private: Private
    number: int
    text: str
    box: Box


def private_places(seen: Seen) -> list[PrivatePlace]:
    """Private data with its text and where it stands."""
    found: list[PrivatePlace] = []
    count = 0
    for flow in all_flows(seen):
        for one in find_private(flow.text(seen.lines)):
            count += 1
            for number, first, last in flow.pieces(seen.lines, one.start, one.end):
                line = seen.lines[number]
                box = box_of(line, first, last)
                found.append(PrivatePlace(one, count, line.text[first:last], box))
    return found


def box_of(line: Line, first: int, last: int) -> Box:
    """Where some signs of a line stand, with a little rim, within the line."""
    if len(line.at) != len(line.text) + 1:
        return line.box
    rim = round(0.08 * line.box.height)
    left = line.box.left if first == 0 else line.at[first] - rim
    right = line.box.right if last == len(line.text) else line.at[last] + rim
    return Box(max(line.box.left, left), line.box.top, min(line.box.right, right), line.box.bottom)
