"""What a picture shows, before anybody says what it means: lines of text, and the shapes that they stand in.

Plain data that travels as JSON from the process that sees to the one that asks, and lies in the cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the picture as it is seen, from the top left; `right` and `bottom` lie outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def across(self) -> float:
        """The middle, from the left."""
        return (self.left + self.right) / 2

    @property
    def down(self) -> float:
        """The middle, from the top."""
        return (self.top + self.bottom) / 2

    @property
    def xywh(self) -> list[int]:
        """As JSON has it: x, y, width, height."""
        return [self.left, self.top, self.width, self.height]

    def holds(self, other: Box) -> bool:
        """Whether the other's middle lies in it."""
        return self.left <= other.across < self.right and self.top <= other.down < self.bottom

    def around(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One visual line. `at` has the left edge of each sign and the last one's right edge, in pixels.

    `score` is what the machine thinks of itself, 0 to 1. `shape` is the number of the shape it stands in, -1 where it
    stands on the page itself, -2 outside of the page (title, status bar, other columns).
    """

    text: str
    box: Box
    score: float
    at: tuple[int, ...] = ()
    shape: int = -2
    ground: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Shape:
    """Something that isn't page: a bubble, a portrait, a picture. `ground` is its commonest colour, and `plain` the
    share of it that has this colour (text left out)."""

    box: Box
    ground: tuple[int, int, int]
    plain: float


@dataclass(frozen=True, slots=True)
class Seen:
    """A whole picture. `page` is where the conversation lies, None where no page with bubbles was found."""

    width: int
    height: int
    lines: tuple[Line, ...] = ()
    shapes: tuple[Shape, ...] = ()
    page: Box | None = None


def to_plain(seen: Seen) -> dict[str, Any]:
    """As JSON can say it."""
    return asdict(seen)


def from_plain(known: Mapping[str, Any]) -> Seen:
    """Back again. Raises KeyError, TypeError or ValueError where somebody wrote something else."""
    return Seen(
        int(known["width"]),
        int(known["height"]),
        tuple(_line(one) for one in known["lines"]),
        tuple(_shape(one) for one in known["shapes"]),
        None if known["page"] is None else Box(**known["page"]),
    )


def _line(known: Mapping[str, Any]) -> Line:
    return Line(
        str(known["text"]),
        Box(**known["box"]),
        float(known["score"]),
        tuple(int(at) for at in known["at"]),
        int(known["shape"]),
        _colour(known["ground"]),
    )


def _shape(known: Mapping[str, Any]) -> Shape:
    return Shape(Box(**known["box"]), _colour(known["ground"]), float(known["plain"]))


def _colour(known: Any) -> tuple[int, int, int]:
    red, green, blue = known
    return int(red), int(green), int(blue)
