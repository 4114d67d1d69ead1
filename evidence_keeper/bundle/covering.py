"""Copies of pictures in which what a reader must not see is burned away, and the look afterwards whether it is gone.

Pixels are replaced, not covered by something that can be lifted off. A company's copy has every private place of every
picture burned in, found by rule in what the machine reads or drawn by a person; where a picture can't be looked into,
it isn't printed at all. The authority sees the complainant; of third parties what a person drew a box over is gone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
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


def mask_private(text: str, allowed: frozenset[str], sign: str = "*") -> str:
    """The text with its private data made unreadable, but for what is allowed."""
    signs = list(text)
    for one in find_private(text):
        if bare(text[one.start : one.end]) not in allowed:
            signs[one.start : one.end] = sign * (one.end - one.start)
    return "".join(signs)


def refuse_readable(
    pdf: Path,
    covering: Covering,
    pictures: Mapping[int, Sequence[Picture]],
    report: Callable[[int, int], None],
) -> None:
    """Read the finished paper again, its text and what can be read in its pictures: what was to go must not be there.

    `pictures` are those on each page (from 1). Raises InputError still_readable with the page.
    """
    burned = {secret for found in covering.gone.values() for secret in found}
    burned = {secret for secret in burned if len(secret) >= _SHORTEST}
    for number, text in _texts(pdf):
        if any(secret in bare(text) for secret in covering.secrets):
            raise InputError("still_readable", page=number, path=str(pdf))
    drawn = _rendered(pdf, sorted(pictures), covering.scratch)
    for done, (number, page) in enumerate(drawn, start=1):
        report(done, len(pictures))
        assert covering.see is not None
        seen = bare(" ".join(line.text for line in covering.see(page).lines))
        own = bare(dict(_texts(pdf, [number]))[number])
        left = {one for one in burned | covering.secrets if one in seen and one not in own}
        page.unlink()
        if left:
            raise InputError("still_readable", page=number, path=str(pdf))


def _texts(pdf: Path, numbers: Sequence[int] | None = None) -> Iterator[tuple[int, str]]:
    with PdfDocument(pdf) as document:
        for number in numbers or range(1, document.count + 1):
            yield number, document.text(number - 1)


def _rendered(pdf: Path, numbers: Sequence[int], scratch: Path) -> Iterator[tuple[int, Path]]:
    for number in numbers:
        place = scratch / f"look-{number}.png"
        with PdfDocument(pdf) as document:
            document.render(number - 1, _DOTS).save(place, "PNG", compress_level=1)
        yield number, place
