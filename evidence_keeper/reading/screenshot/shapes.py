"""Which shapes stand on the page of a conversation, by colour alone: no app's colours are known here.

The page is the colour that most shapes with text stand on. How much a pixel may differ from it follows from how near
the next colour in the picture is: white bubbles on #f5f5f7 differ by ten steps, a JPEG's flat areas by three.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from evidence_keeper.reading.screenshot.facts import Box, Line, Seen, Shape

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evidence_keeper.reading.screenshot.recognising import Pixels

    Labels = NDArray[np.int32]

Colour = tuple[int, int, int]
ON_PAGE, OUTSIDE = -1, -2
_SAME = 4
_MOST_COLOURS = 64
_SHARE, _PAGE_SHARE = 0.004, 0.04
_LARGE_SHARE, _PURE = 0.02, 0.985
_CANDIDATES = 4
_NARROW, _LARGEST = 0.88, 0.35
"""A bubble is narrower than this share of its page, and smaller: else it is a panel, a card over all or a bar."""


@dataclass(frozen=True, slots=True)
class _Common:
    """A colour of flat areas: its share of the picture, and how much of that is exactly this colour."""

    colour: Colour
    share: float
    pure: float


@dataclass(frozen=True, slots=True)
class _Page:
    box: Box
    labels: Labels
    boxes: tuple[Box, ...]
    standing: tuple[int, ...]
    score: tuple[int, int]


def look(pixels: Pixels, lines: Sequence[Line], top: int, bottom: int) -> Seen:
    """Each line with the shape that it stands in, and the shapes; only rows from `top` to `bottom` are looked at."""
    height, width = pixels.shape[:2]
    grounded = [replace(line, ground=_ground(pixels, line.box)) for line in lines]
    inside = [line for line in grounded if top <= line.box.down < bottom]
    view = pixels[top:bottom]
    moved = [replace(line, box=_shift(line.box, -top)) for line in inside]
    page = _best_page(view, moved)
    if page is None:
        return Seen(width, height, tuple(grounded))
    kept = _kept_shapes(page, moved)
    numbers = {label: number for number, label in enumerate(kept)}
    shapes = tuple(_shape(view, page.boxes[label], moved, top) for label in kept)
    told = {
        id(line): numbers.get(where, where if where < 0 else ON_PAGE)
        for line, where in zip(inside, page.standing, strict=True)
    }
    return Seen(
        width,
        height,
        tuple(replace(line, shape=told.get(id(line), OUTSIDE)) for line in grounded),
        shapes,
        _shift(page.box, top),
    )


def _shift(box: Box, rows: int) -> Box:
    return Box(box.left, box.top + rows, box.right, box.bottom + rows)


# The page ----------------------------------------------------------------------------------------------------------


def _best_page(pixels: Pixels, lines: Sequence[Line]) -> _Page | None:
    """The colour, and how far from it still is page, with which most lines stand in most shapes: too far and bubbles
    melt into the page, too near and a JPEG's noise makes one of two."""
    colours = _common_colours(pixels)
    best: _Page | None = None
    for common in colours[:_CANDIDATES]:
        if common.share < _PAGE_SHARE:
            break
        for tolerance in sorted(_tolerances(common, colours)):
            page = _page(pixels, lines, common, tolerance)
            if page is not None and page.score > (best.score if best else (0, 0)):
                best = page
    return best


def _tolerances(colour: _Common, colours: Sequence[_Common]) -> set[int]:
    """One for a picture without noise; for a JPEG several, since its noise looks like colours of its own."""
    others = [(_apart(colour.colour, one.colour), one.share) for one in colours if one != colour]
    near = min((apart for apart, _share in others), default=40)
    large = min((apart for apart, share in others if share > _LARGE_SHARE), default=40)
    narrow = max(2, min(16, int(near * 0.45)))
    if colour.pure > _PURE:
        return {narrow}
    return {narrow, *(max(2, min(16, round(large * part))) for part in (0.45, 0.6))}


def _common_colours(pixels: Pixels) -> list[_Common]:
    """The colours of flat areas, the commonest first; each takes in those that differ by a JPEG's noise."""
    import numpy as np

    some = pixels[::2, ::2].astype(np.uint32).reshape(-1, 3)
    packed = (some[:, 0] << 16) | (some[:, 1] << 8) | some[:, 2]
    values, counts = np.unique(packed, return_counts=True)
    order = np.argsort(-counts)[:4000]
    values, counts = values[order], counts[order]
    signs = np.stack([values >> 16, values >> 8 & 255, values & 255], axis=1).astype(np.int16)
    total = len(packed)
    found: list[_Common] = []
    while len(counts) and len(found) < _MOST_COLOURS:
        near = np.abs(signs - signs[0]).max(axis=1) <= _SAME
        blue, green, red = (int(value) for value in signs[0])
        mass = int(counts[near].sum())
        found.append(_Common((blue, green, red), mass / total, int(counts[0]) / mass))
        signs, counts = signs[~near], counts[~near]
    found.sort(key=lambda one: -one.share)
    return [one for one in found if one.share >= _SHARE]


def _apart(one: Colour, other: Colour) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _page(pixels: Pixels, lines: Sequence[Line], common: _Common, tolerance: int) -> _Page | None:
    import cv2
    import numpy as np

    middle = np.array(common.colour, np.int16)
    low = np.clip(middle - tolerance, 0, 255).astype(np.uint8)
    high = np.clip(middle + tolerance, 0, 255).astype(np.uint8)
    mask = cv2.inRange(pixels, low, high)
    parts, sizes = _connected(mask, 4)
    chosen = _main_parts(sizes, pixels.shape[1])
    if not chosen:
        return None
    there = np.isin(parts, chosen)
    boxes = [_box(sizes[number]) for number in chosen]
    area = boxes[0]
    for box in boxes[1:]:
        area = area.around(box)
    labels, shapes = _standing_on(there, area, 3 if common.pure > _PURE else 5)
    standing = tuple(_where(line.box, there, labels, area) for line in lines)
    good = [where for where in standing if where >= 0 and _is_bubble(shapes[where], area)]
    return _Page(area, labels, shapes, standing, (len(good), len(set(good))))


def _connected(mask: Any, neighbours: int) -> tuple[Labels, Labels]:
    """Which piece each pixel belongs to, and of each piece left, top, width, height and pixels; 0 is the rest."""
    import cv2

    found: Any = cv2.connectedComponentsWithStats(mask, connectivity=neighbours)
    return found[1], found[2]


def _main_parts(sizes: NDArray[np.int32], width: int) -> list[int]:
    """The largest part of the page, and others as wide above and below it: a card over the whole width parts them."""
    import numpy as np

    order = [int(number) + 1 for number in np.argsort(-sizes[1:, 4])[:12]]
    if not order:
        return []
    first = _box(sizes[order[0]])
    if first.width < 0.25 * width or first.height < 0.15 * width:
        return []
    rest = [
        number
        for number in order[1:]
        if _box(sizes[number]).height > 0.25 * first.width
        and abs(_box(sizes[number]).left - first.left) < 0.03 * width
        and abs(_box(sizes[number]).right - first.right) < 0.03 * width
    ]
    return [order[0], *rest]


def _box(stats: NDArray[np.int32]) -> Box:
    left, top, width, height = (int(value) for value in stats[:4])
    return Box(left, top, left + width, top + height)


def _standing_on(
    there: NDArray[np.bool_], area: Box, thread: int
) -> tuple[Labels, tuple[Box, ...]]:
    """What isn't page, in pieces. Specks and threads thinner than `thread` pixels are no pieces."""
    import cv2
    import numpy as np

    rest = np.zeros(there.shape, np.uint8)
    part = np.logical_not(there[area.top : area.bottom, area.left : area.right]).astype(np.uint8)
    opened = cv2.morphologyEx(part, cv2.MORPH_OPEN, np.ones((thread, thread), np.uint8))
    rest[area.top : area.bottom, area.left : area.right] = opened
    labels, sizes = _connected(rest, 8)
    return labels - 1, tuple(_box(one) for one in sizes[1:])


def _where(box: Box, there: NDArray[np.bool_], labels: Labels, area: Box) -> int:
    """The piece around a line, by the pixels around its box: -1 the page, -2 neither."""
    if not area.holds(box):
        return OUTSIDE
    rim = list(_rim(box, there.shape[1], there.shape[0]))
    on_page = sum(1 for row, column in rim if there[row, column])
    if on_page * 2 >= len(rim):
        return ON_PAGE
    seen = Counter(int(labels[row, column]) for row, column in rim if labels[row, column] >= 0)
    return seen.most_common(1)[0][0] if seen else ON_PAGE


def _rim(box: Box, width: int, height: int) -> Iterator[tuple[int, int]]:
    top, bottom = max(0, box.top), min(height, box.bottom) - 1
    left, right = max(0, box.left), min(width, box.right) - 1
    step = max(1, (right - left) // 60)
    for column in range(left, right + 1, step):
        yield top, column
        yield bottom, column
    for row in range(top, bottom + 1, 4):
        yield row, left
        yield row, right


def _is_bubble(shape: Box, page: Box) -> bool:
    return (
        shape.width < _NARROW * page.width
        and shape.width * shape.height < _LARGEST * page.width * page.height
        and shape.left > page.left
        and shape.right < page.right
    )


# The shapes --------------------------------------------------------------------------------------------------------


def _kept_shapes(page: _Page, lines: Sequence[Line]) -> list[int]:
    """Shapes with text, and those as large as a portrait; letters that stand on the page are none."""
    with_text = {where for where in page.standing if where >= 0}
    free = [line.box for line, where in zip(lines, page.standing, strict=True) if where == ON_PAGE]
    least = 0.03 * min(page.box.width, 1200)
    kept = [
        label
        for label, box in enumerate(page.boxes)
        if label in with_text
        or (
            box.width >= least
            and box.height >= least
            and not any(line.holds(box) and box.height < 1.3 * line.height for line in free)
        )
    ]
    return sorted(kept, key=lambda label: (page.boxes[label].top, page.boxes[label].left))


def _shape(pixels: Pixels, box: Box, lines: Sequence[Line], top: int) -> Shape:
    import numpy as np

    part = pixels[box.top : box.bottom, box.left : box.right]
    used = np.ones(part.shape[:2], bool)
    for line in lines:
        if box.holds(line.box):
            rows = slice(max(0, line.box.top - box.top), max(0, line.box.bottom - box.top))
            used[rows, max(0, line.box.left - box.left) : max(0, line.box.right - box.left)] = False
    rest = part[used] if used.any() else part.reshape(-1, 3)
    packed = (rest[:, 0].astype(np.uint32) << 16) | (rest[:, 1].astype(np.uint32) << 8) | rest[:, 2]
    values, counts = np.unique(packed, return_counts=True)
    common = int(values[int(np.argmax(counts))])
    blue, green, red = common >> 16, common >> 8 & 255, common & 255
    near = np.abs(rest.astype(np.int16) - np.array([blue, green, red], np.int16)).max(axis=1) <= 12
    return Shape(_shift(box, top), (red, green, blue), round(float(near.mean()), 3))


def _ground(pixels: Pixels, box: Box) -> Colour:
    import numpy as np

    height, width = pixels.shape[:2]
    rim = [pixels[row, column] for row, column in _rim(box, width, height)]
    blue, green, red = (int(value) for value in np.median(np.array(rim), axis=0))
    return red, green, blue
