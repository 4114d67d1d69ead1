"""Where monitors lie and how their pixels meet, as plain arithmetic: nothing here asks a system for anything.

Two kinds of desks exist. On X11 and Windows all monitors lie in one plane of *pixels*. On macOS (and in what Wayland
shows of itself) they lie in a plane of *points*, and each shows a point as one, two or one and a half pixels: a
picture across two of them is as fine as the finer one, and the coarser one's pixels are repeated, never blended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]


class Plane(StrEnum):
    """What the numbers of a layout count."""

    PIXELS = "pixels"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, top, width and height, in whatever its layout counts. Left and top may be negative."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """One past its last column."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """One past its last row."""
        return self.y + self.height

    @property
    def area(self) -> int:
        """How much it holds; 0 where it is empty or turned inside out."""
        return max(0, self.width) * max(0, self.height)

    def meets(self, other: Box) -> Box | None:
        """What both have in common; None where nothing."""
        return self.between(
            max(self.x, other.x),
            max(self.y, other.y),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def as_list(self) -> list[int]:
        """As JSON has it: [x, y, width, height]."""
        return [self.x, self.y, self.width, self.height]

    @staticmethod
    def between(x1: int, y1: int, x2: int, y2: int) -> Box | None:
        """From one corner to the other; None where it would be empty."""
        if x2 <= x1 or y2 <= y1:
            return None
        return Box(x1, y1, x2 - x1, y2 - y1)

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """The smallest that holds all of them. Raises ValueError where there is none."""
        known = list(boxes)
        left, top = min(one.x for one in known), min(one.y for one in known)
        right, bottom = max(one.right for one in known), max(one.bottom for one in known)
        return Box(left, top, right - left, bottom - top)


@dataclass(frozen=True, slots=True)
class Monitor:
    """One monitor: where it lies in its plane. `scale` is how many times its letters are enlarged (1.25, 2)."""

    name: str
    box: Box
    scale: float = 1.0
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What one monitor gives to a picture: `box` of the plane, drawn at `at` (pixels of the picture, `size` large)."""

    monitor: Monitor
    box: Box
    at: tuple[int, int]
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """All monitors of a desk."""

    monitors: tuple[Monitor, ...]
    plane: Plane = Plane.PIXELS

    @property
    def bounds(self) -> Box:
        """Around all monitors. Raises ValueError where there is none."""
        return Box.around(one.box for one in self.monitors)

    def touched(self, box: Box) -> tuple[Monitor, ...]:
        """The monitors that show something of it."""
        return tuple(one for one in self.monitors if one.box.meets(box))

    def density(self, box: Box) -> float:
        """Pixels of the picture for each unit of the plane: the finest monitor's."""
        if self.plane is Plane.PIXELS:
            return 1.0
        return max((one.scale for one in self.touched(box)), default=1.0)

    def size(self, box: Box) -> tuple[int, int]:
        """How many pixels wide and high a picture of `box` is."""
        density = self.density(box)
        return max(1, round(box.width * density)), max(1, round(box.height * density))

    def parts(self, box: Box) -> tuple[Part, ...]:
        """What each monitor gives to a picture of `box`. Neighbours meet without a gap: both edges are rounded from
        the same number."""
        density = self.density(box)
        found = []
        for monitor in self.monitors:
            seen = monitor.box.meets(box)
            if seen is None:
                continue
            left, top = round((seen.x - box.x) * density), round((seen.y - box.y) * density)
            right = round((seen.right - box.x) * density)
            bottom = round((seen.bottom - box.y) * density)
            found.append(Part(monitor, seen, (left, top), (right - left, bottom - top)))
        return tuple(found)

    def joined(self, box: Box, pieces: Sequence[tuple[Part, Pixels]]) -> Pixels:
        """The picture of `box` made of what each monitor gave; black where no monitor is. Nothing is blended: a
        coarser monitor's pixels are repeated."""
        import numpy as np

        width, height = self.size(box)
        whole = np.zeros((height, width, 4), np.uint8)
        for part, pixels in pieces:
            (left, top), (wide, high) = part.at, part.size
            whole[top : top + high, left : left + wide] = resized(pixels, wide, high)
        return whole


def resized(pixels: Pixels, width: int, height: int) -> Pixels:
    """The same picture in another size, each pixel taken whole from where its middle falls."""
    import numpy as np

    high, wide = pixels.shape[:2]
    if (wide, high) == (width, height):
        return pixels
    rows = ((np.arange(height) + 0.5) * high / height).astype(np.intp)
    columns = ((np.arange(width) + 0.5) * wide / width).astype(np.intp)
    taken: Pixels = pixels[rows[:, None], columns[None, :]]
    return taken


@dataclass(frozen=True, slots=True)
class View:
    """A screen as a window toolkit sees it, beside the plane's box it shows.

    `x`, `y`, `width`, `height` are the toolkit's own units. Qt keeps a screen's corner in pixels and divides only its
    size, so that two scaled screens don't touch in its numbers: each point has to be looked up on its own screen.
    """

    x: float
    y: float
    width: float
    height: float
    box: Box

    def holds(self, x: float, y: float) -> bool:
        """Whether a point of the toolkit lies on it."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height

    def to_plane(self, x: float, y: float) -> tuple[int, int]:
        """A point of the toolkit, in the plane; a point beside the screen is brought to its edge."""
        part_x = min(max((x - self.x) / self.width, 0.0), 1.0)
        part_y = min(max((y - self.y) / self.height, 0.0), 1.0)
        return (
            self.box.x + round(part_x * self.box.width),
            self.box.y + round(part_y * self.box.height),
        )

    def from_plane(self, x: float, y: float) -> tuple[float, float]:
        """A point of the plane, in the toolkit's units from this screen's corner."""
        return (
            (x - self.box.x) / self.box.width * self.width,
            (y - self.box.y) / self.box.height * self.height,
        )


def view_at(views: Sequence[View], x: float, y: float) -> View:
    """The screen on which a point of the toolkit lies, else the nearest. Raises ValueError where there is none."""

    def far(view: View) -> float:
        aside = max(view.x - x, 0.0, x - view.x - view.width)
        above = max(view.y - y, 0.0, y - view.y - view.height)
        return aside + above

    return min(views, key=lambda view: (not view.holds(x, y), far(view)))


def region_between(
    views: Sequence[View], first: tuple[float, float], last: tuple[float, float]
) -> Box | None:
    """The box of the plane between two points of the toolkit, be they on screens of different scale; None if empty."""
    x1, y1 = view_at(views, *first).to_plane(*first)
    x2, y2 = view_at(views, *last).to_plane(*last)
    return Box.between(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def views_of(
    screens: Sequence[tuple[float, float, float, float, float]], shown: Box, plane: Plane
) -> tuple[View, ...]:
    """Screens as Qt tells them (x, y, width, height, pixels a unit), each with what it shows of `shown`.

    On a plane of pixels Qt's corners are pixels and its sizes are divided. Else its numbers are points, and a picture
    of all of them, whatever its size, is spread over them evenly.
    """
    if plane is Plane.PIXELS:
        return tuple(
            View(
                x, y, width, height, Box(round(x), round(y), round(width * by), round(height * by))
            )
            for x, y, width, height, by in screens
        )
    left, top = min(one[0] for one in screens), min(one[1] for one in screens)
    across = max(one[0] + one[2] for one in screens) - left
    down = max(one[1] + one[3] for one in screens) - top
    wide, high = shown.width / across, shown.height / down
    return tuple(
        View(x, y, width, height, _spread(x - left, y - top, width, height, wide, high, shown))
        for x, y, width, height, _by in screens
    )


def _spread(
    x: float, y: float, width: float, height: float, wide: float, high: float, shown: Box
) -> Box:
    left, top = shown.x + round(x * wide), shown.y + round(y * high)
    right, bottom = shown.x + round((x + width) * wide), shown.y + round((y + height) * high)
    return Box(left, top, max(1, right - left), max(1, bottom - top))
