"""Draws on a copy of a picture: arrows, frames, words and solid black boxes, burned into its pixels.

Whatever isn't drawn on stays as it was, pixel for pixel, and what lies under a black box is gone: no layer, no
blurring that a computer could undo. All places are pixels of the picture as it is seen, from its top left.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

RED, WHITE, BLACK = (200, 16, 16), (255, 255, 255), (0, 0, 0)
"""Red that prints as a dark grey, with a white edge: it is seen on light, dark and grey paper alike."""
MOST_LETTERS = 500


@dataclass(frozen=True, slots=True)
class Arrow:
    """From (x1, y1) to its head at (x2, y2)."""

    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def numbers(self) -> tuple[float, ...]:
        """Where it lies."""
        return (self.x1, self.y1, self.x2, self.y2)


@dataclass(frozen=True, slots=True)
class Frame:
    """A line around a rectangle; a negative width or height counts from the other side."""

    x: float
    y: float
    width: float
    height: float

    @property
    def numbers(self) -> tuple[float, ...]:
        """Where it lies."""
        return (self.x, self.y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class BlackBox(Frame):
    """A solid black rectangle: each pixel that it touches becomes black."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line or several, with their top left at (x, y)."""

    x: float
    y: float
    text: str

    @property
    def numbers(self) -> tuple[float, ...]:
        """Where it lies."""
        return (self.x, self.y)


Stroke = Arrow | Frame | BlackBox | Words
_NAMES: dict[type, str] = {Arrow: "arrow", Frame: "frame", BlackBox: "box", Words: "text"}


def thickness(width: int, height: int) -> int:
    """How thick a line is on a picture of this size: seen when it is printed across a page."""
    return max(3, round(math.sqrt(width * height) / 300))


def draw(picture: Image.Image, strokes: Sequence[Stroke]) -> Image.Image:
    """A copy of an RGB picture with the strokes on it, in their order; black boxes lie under all others' ink."""
    from PIL import ImageDraw

    copy = picture.convert("RGB").copy()
    pen = ImageDraw.Draw(copy)
    thick = thickness(*copy.size)
    # First what must not be read, so that words and arrows may stand on it.
    for stroke in sorted(strokes, key=lambda one: not isinstance(one, BlackBox)):
        match stroke:
            case BlackBox():
                _black(pen, stroke)
            case Frame():
                _frame(pen, stroke, thick)
            case Arrow():
                _arrow(pen, stroke, thick)
            case Words():
                _words(pen, stroke, thick, copy.width)
    return copy


def counts(strokes: Sequence[Stroke]) -> dict[str, int]:
    """How many of each: arrows, frames, texts, boxes."""
    found = Counter(_NAMES[type(stroke)] for stroke in strokes)
    return {
        "arrows": found["arrow"],
        "frames": found["frame"],
        "texts": found["text"],
        "boxes": found["box"],
    }


def told(strokes: Sequence[Stroke]) -> list[dict[str, Any]]:
    """The strokes as JSON has them, for provenance: what was done to the copy can be checked against the original."""
    return [
        {
            "kind": _NAMES[type(stroke)],
            "at": [round(number, 2) for number in stroke.numbers],
            **({"text": stroke.text} if isinstance(stroke, Words) else {}),
        }
        for stroke in strokes
    ]


def _corners(box: Frame) -> tuple[float, float, float, float]:
    left, right = sorted((box.x, box.x + box.width))
    top, bottom = sorted((box.y, box.y + box.height))
    return left, top, right, bottom


def _black(pen: ImageDraw.ImageDraw, box: BlackBox) -> None:
    left, top, right, bottom = _corners(box)
    # Outwards: half a pixel of a letter can be read too.
    last_x, last_y = (
        max(math.ceil(right) - 1, math.floor(left)),
        max(math.ceil(bottom) - 1, math.floor(top)),
    )
    pen.rectangle((math.floor(left), math.floor(top), last_x, last_y), fill=BLACK)


def _frame(pen: ImageDraw.ImageDraw, frame: Frame, thick: int) -> None:
    left, top, right, bottom = (round(number) for number in _corners(frame))
    edge = max(1, thick // 3)
    around = (left - thick // 2 - edge, top - thick // 2 - edge)
    until = (right + thick // 2 + edge, bottom + thick // 2 + edge)
    pen.rectangle((*around, *until), outline=WHITE, width=thick + 2 * edge)
    inner = (around[0] + edge, around[1] + edge, until[0] - edge, until[1] - edge)
    pen.rectangle(inner, outline=RED, width=thick)


def _arrow(pen: ImageDraw.ImageDraw, arrow: Arrow, thick: int) -> None:
    length = math.hypot(arrow.x2 - arrow.x1, arrow.y2 - arrow.y1)
    if length < 1:
        return
    along = ((arrow.x2 - arrow.x1) / length, (arrow.y2 - arrow.y1) / length)
    edge = max(1, thick // 3)
    for ink, more in ((WHITE, edge), (RED, 0)):
        pen.polygon(_arrow_shape(arrow, along, length, thick, more), fill=ink)


def _arrow_shape(
    arrow: Arrow, along: tuple[float, float], length: float, thick: int, more: int
) -> list[tuple[float, float]]:
    """Shaft and head in one outline, `more` pixels larger on all sides."""
    head = min(6.0 * thick, length)
    half, wing = thick / 2 + more, 2.4 * thick + 1.5 * more
    neck = length - head - more

    def at(forward: float, aside: float) -> tuple[float, float]:
        return (
            arrow.x1 + along[0] * forward - along[1] * aside,
            arrow.y1 + along[1] * forward + along[0] * aside,
        )

    tip = length + 2 * more
    return [
        at(-more, half),
        at(neck, half),
        at(neck, wing),
        at(tip, 0),
        at(neck, -wing),
        at(neck, -half),
        at(-more, -half),
    ]


def _words(pen: ImageDraw.ImageDraw, words: Words, thick: int, width: int) -> None:
    text = words.text[:MOST_LETTERS]
    font = _font(letter_size(thick))
    room = max(width - words.x - thick, 4 * letter_size(thick))
    lines = "\n".join(_broken(text, font, room))
    pen.multiline_text(
        (words.x, words.y),
        lines,
        fill=RED,
        font=font,
        spacing=thick,
        stroke_width=max(2, thick // 2),
        stroke_fill=WHITE,
    )


def letter_size(thick: int) -> int:
    """How high letters are, in pixels, on a picture whose lines are so thick."""
    return max(16, thick * 7)


def _broken(text: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    lines: list[str] = []
    for given in text.splitlines():
        line = ""
        for letter in given:
            if line and font.getlength(line + letter) > room:
                lines.append(line)
                line = ""
            line += letter
        lines.append(line)
    return lines


def _font(size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    from evidence_keeper import resources

    return ImageFont.truetype(str(resources.path("fonts", "NotoSansSC-Bold.ttf")), size)
