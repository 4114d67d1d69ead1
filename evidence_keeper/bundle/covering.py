"""Copies of pictures in which what a reader must not see is burned away, and the look afterwards whether it is gone.

Pixels are replaced, not covered by something that can be lifted off. A company's copy has every private place of every
picture burned in, found by rule in what the machine reads or drawn by a person; where a picture can't be looked into,
it isn't printed at all. The authority sees the complainant; of third parties what a person drew a box over is gone.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw

from evidence_keeper.bundle.picture import Picture, frames_of, open_picture
from evidence_keeper.errors import InputError, SourceError
from evidence_keeper.media import PdfDocument
from evidence_keeper.media import picture as decoded
from evidence_keeper.reading.private import find_private
from evidence_keeper.reading.screenshot.facts import Seen
from evidence_keeper.reading.screenshot.flows import private_places

See = Callable[[Path], Seen]
"""Reads a picture file. Raises InputError where this computer can't."""

_SHORTEST = 5
_DOTS = 150 / 72
_RIM = 2


class Unchecked(Exception):
    """A picture that may hold private data and could not be looked into."""


class Square(NamedTuple):
    """A box in pixels of the picture as it is seen: from the top left."""

    x: int
    y: int
    width: int
    height: int

    @classmethod
    def around(cls, edges: tuple[float, float, float, float], scale: float) -> Square:
        """The box of these edges (left, top, right, bottom) in another measure."""
        left, top, right, bottom = (scale * edge for edge in edges)
        x, y = math.floor(left), math.floor(top)
        return cls(x, y, max(1, math.ceil(right) - x), max(1, math.ceil(bottom) - y))

    def joined(self, other: Square) -> Square:
        """The smallest box that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        right = max(self.x + self.width, other.x + other.width)
        bottom = max(self.y + self.height, other.y + other.height)
        return Square(x, y, right - x, bottom - y)


@dataclass(slots=True)
class Covering:
    """Makes the copies that are printed. `drawn` are a person's boxes by item.

    `everything`: what rules find is burned in too, and every line in which one of the `secrets` stands; `allowed` are
    numbers that may stay (the company's own). `gone` is what was burned away, by item; `count` how many places.
    """

    scratch: Path
    drawn: Mapping[str, Sequence[Square]] = field(default_factory=dict)
    everything: bool = False
    see: See | None = None
    secrets: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
    gone: dict[str, set[str]] = field(default_factory=dict)
    count: dict[str, int] = field(default_factory=dict)

    def open(self, path: Path, item_id: str, page: int = 0, *, kept: bool = True) -> Picture:
        """The picture to print: the file itself, or a copy with boxes burned in. `kept`: the item's own file, in which
        a person's boxes lie.

        Raises SourceError where it can't be decoded, Unchecked.
        """
        boxes = list(self.drawn.get(item_id, ())) if kept and page == 0 else []
        if self.everything:
            if page or frames_of(path).count > 1:
                path = self._single(path, page)
            boxes += self._found(path, item_id)
        if not boxes:
            return open_picture(path, self.scratch, 0 if self.everything else page)
        self.count[item_id] = self.count.get(item_id, 0) + len(boxes)
        return open_picture(self._burned(path, boxes), self.scratch)

    def _single(self, path: Path, page: int) -> Path:
        """One page of a file of several pictures, as a file of its own."""
        target = self.scratch / f"page-{page}-{len(list(self.scratch.iterdir()))}.png"
        try:
            with Image.open(path) as opened:
                opened.seek(page)
                opened.convert("RGB").save(target, "PNG", compress_level=1)
        except (OSError, ValueError, EOFError, SyntaxError) as error:
            raise SourceError("media_broken", path=str(path)) from error
        return target

    def _found(self, path: Path, item_id: str) -> list[Square]:
        if self.see is None:
            raise Unchecked(str(path))
        try:
            seen = self.see(path)
        except InputError as error:
            raise Unchecked(str(path)) from error
        gone = self.gone.setdefault(item_id, set())
        found: list[Square] = []
        for place in private_places(seen):
            if bare(place.text) not in self.allowed:
                found.append(Square(*place.box.xywh))
                gone.add(bare(place.text))
        for line in seen.lines:
            if any(secret in bare(line.text) for secret in self.secrets):
                found.append(Square(*line.box.xywh))
        return found

    def _burned(self, path: Path, boxes: Sequence[Square]) -> Path:
        image = decoded(path).convert("RGB")
        draw = ImageDraw.Draw(image)
        for box in boxes:
            corner = (box.x + box.width - 1 + _RIM, box.y + box.height - 1 + _RIM)
            draw.rectangle((box.x - _RIM, box.y - _RIM, *corner), fill=(0, 0, 0))
        target = self.scratch / f"covered-{len(list(self.scratch.iterdir()))}.png"
        image.save(target, "PNG", compress_level=4)
        return target

    def remark(self, item_id: str) -> str:
        """What the exhibit's strip says of it; empty where nothing was burned away."""
        count = self.count.get(item_id, 0)
        return f"遮盖副本：{count} 处已涂黑，上列校验值是原件的" if count else ""


def bare(text: str) -> str:
    """A text as two readings of it are compared: letters and digits only."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[^0-9A-Z\u3400-\u9fff]", "", plain)


def mask_private(
    text: str, allowed: frozenset[str], kinds: frozenset[str] | None = None, sign: str = "*"
) -> str:
    """The text with its private data (of these kinds, all where None) made unreadable, but for what is allowed."""
    signs = list(text)
    for one in find_private(text):
        wanted = kinds is None or one.kind in kinds
        if wanted and bare(text[one.start : one.end]) not in allowed:
            signs[one.start : one.end] = sign * (one.end - one.start)
    return "".join(signs)


def refuse_readable(
    pdf: Path, covering: Covering, total: int, report: Callable[[int, int], None]
) -> None:
    """Read the finished paper again, the text of its `total` pages and what can be read in its pictures as they are
    printed: what was to go must not be there.

    Raises InputError still_readable with the page.
    """
    burned = {secret for found in covering.gone.values() for secret in found}
    sought = {secret for secret in burned if len(secret) >= _SHORTEST} | covering.secrets
    for number in range(1, total + 1):
        report(number, total)
        own, place = _page(pdf, number, covering.scratch)
        left = any(secret in own for secret in covering.secrets)
        if place is not None:
            assert covering.see is not None
            seen = bare(" ".join(line.text for line in covering.see(place).lines))
            left = left or any(secret in seen and secret not in own for secret in sought)
            place.unlink()
        if left:
            raise InputError("still_readable", page=number, path=str(pdf))


def _page(pdf: Path, number: int, scratch: Path) -> tuple[str, Path | None]:
    """A page's own text, bare, and a file with that part of the page in which there are pictures, as it is printed.

    Only there can stand what the text doesn't say; and the same pictures are the same bytes whatever number the page
    has, so that nothing is looked at twice. The document is opened for each page: pdfium keeps every picture that it
    has drawn until it is closed.
    """
    with PdfDocument(pdf) as document:
        text = bare(document.text(number - 1))
        boxes = [Square.around(box, _DOTS) for box in document.pictures(number - 1)]
        if not boxes:
            return text, None
        part = functools.reduce(Square.joined, boxes)
        place = scratch / f"look-{number}.png"
        edges = (part.x, part.y, part.x + part.width, part.y + part.height)
        document.render(number - 1, _DOTS).crop(edges).save(place, "PNG", compress_level=1)
        return text, place
