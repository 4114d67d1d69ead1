"""What can be measured on finished pages: where letters and ink are, how large, and whether anything lies on another.

`python -m tests.pages` writes the outlines of all pages of the example bundles anew (tests/data/pages.txt), after
somebody has looked at the pages.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import pypdfium2
from pypdfium2 import raw

from evidence_keeper.bundle import Known, Options, make_bundle
from evidence_keeper.bundle.typeset import LEFT, WIDTH
from evidence_keeper.jobs import Job
from evidence_keeper.keeper import Keeper
from evidence_keeper.media import picture
from evidence_keeper.reading.screenshot.facts import Seen
from tests import matters

GOLDEN = Path(__file__).parent / "data" / "pages.txt"
DAY = date(2026, 11, 20)
READERS: tuple[Literal["authority", "company"], ...] = ("authority", "company")
MM = 72 / 25.4
HEAD, FOOT = 36.0, 816.0
"""Between these points from the top all ink lies, heads and feet too."""

BODY_TOP, BODY_BOTTOM = 62.0, 790.0
_RIM = 2.0
_WHITE = 250


@dataclass(frozen=True, slots=True)
class Letter:
    """A printed sign: its ink's box in points from the top left, and its size in points."""

    sign: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came out. `ink` is left, top, right, bottom of everything between head and foot, in points; None
    where there is nothing. `pictures` are points a pixel."""

    number: int
    title: str
    letters: tuple[Letter, ...]
    outside: bool
    ink: tuple[float, float, float, float] | None
    pictures: tuple[float, ...]

    @property
    def lines(self) -> int:
        """How many heights letters stand at, between head and foot."""
        return len(
            {round(one.bottom / 4) for one in self.letters if BODY_TOP < one.top < BODY_BOTTOM}
        )

    @property
    def outline(self) -> str:
        """Title, edges of the ink in mm and number of lines."""
        edges = ["-"] if self.ink is None else [str(round(edge / MM)) for edge in self.ink]
        return f"{self.title}\t{' '.join(edges)}\t{self.lines}"


def bundles(room: Path) -> Iterator[tuple[str, Path]]:
    """Each example matter's paper for each reader, by a name for it. What stands in pictures is not looked for here."""
    for kind in matters.KINDS:
        with closing(Keeper.open(room / kind / "vault", home=room / kind / "home")) as keeper:
            story, case = matters.begin(keeper, kind, room / kind / "files", DAY)
            records = keeper.contacts(case.case_id)
            for reader in READERS:
                options = Options(story.channel, room / kind / reader, reader)
                known = Known(see=_nothing_private, records=records)
                made = make_bundle(keeper.vault, case, options, Job(), known)
                yield f"{kind} {reader}", made.pdf


def _nothing_private(path: Path) -> Seen:
    return Seen(*picture(path).size)


def pages(pdf: Path) -> list[Page]:
    """All pages, measured."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        begins: dict[int, str] = {}
        for mark in document.get_toc():
            begins.setdefault(mark.get_dest().get_index(), mark.get_title().split("　")[0])
        found: list[Page] = []
        title = ""
        for number in range(len(document)):
            title = begins.get(number, title)
            with closing(document[number]) as page:
                found.append(_page(page, number + 1, title))
        return found


def _page(page: pypdfium2.PdfPage, number: int, title: str) -> Page:
    letters = tuple(_letters(page))
    scale = 1.0
    with closing(page.render(scale=scale, grayscale=True)) as bitmap:
        image = bitmap.to_pil().convert("L").point(lambda value: 255 if value < _WHITE else 0)
    edges = (LEFT - _RIM, HEAD, LEFT + WIDTH + _RIM, FOOT)
    ink = image.getbbox()
    outside = ink is not None and not (
        edges[0] <= ink[0] and edges[1] <= ink[1] and ink[2] <= edges[2] and ink[3] <= edges[3]
    )
    body = image.crop((0, round(BODY_TOP), image.width, round(BODY_BOTTOM))).getbbox()
    at = None if body is None else (body[0], body[1] + BODY_TOP, body[2], body[3] + BODY_TOP)
    images = page.get_objects([raw.FPDF_PAGEOBJ_IMAGE])
    widths = tuple(one.get_matrix().a / one.get_px_size()[0] for one in images)
    return Page(number, title, letters, outside, at, widths)


def _letters(page: pypdfium2.PdfPage) -> Iterator[Letter]:
    high = page.get_height()
    with closing(page.get_textpage()) as text:
        for index in range(text.count_chars()):
            code = raw.FPDFText_GetUnicode(text, index)
            if raw.FPDFText_IsGenerated(text, index) or not code or chr(code).isspace():
                continue
            left, bottom, right, top = text.get_charbox(index)
            size = raw.FPDFText_GetFontSize(text, index)
            if right > left and top > bottom:
                yield Letter(chr(code), left, high - top, right, high - bottom, size)


def overlapping(letters: tuple[Letter, ...]) -> list[tuple[Letter, Letter]]:
    """Pairs of signs of which one covers a good part of the other."""
    cells: dict[tuple[int, int], list[Letter]] = defaultdict(list)
    found: list[tuple[Letter, Letter]] = []
    for one in letters:
        place = (int(one.left // 20), int(one.top // 20))
        near = (
            other
            for x in (-1, 0, 1)
            for y in (-1, 0, 1)
            for other in cells[place[0] + x, place[1] + y]
        )
        found += [(other, one) for other in near if _covers(one, other)]
        cells[place].append(one)
    return found


def _covers(one: Letter, other: Letter) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    if across <= 0 or down <= 0:
        return False
    smaller = min((each.right - each.left) * (each.bottom - each.top) for each in (one, other))
    return across * down > 0.25 * smaller


def outlines(measured: dict[str, list[Page]]) -> dict[str, list[str]]:
    """The outlines of each bundle's pages."""
    return {name: [page.outline for page in found] for name, found in measured.items()}


def golden() -> dict[str, list[str]]:
    """The outlines as they were when somebody looked at the pages."""
    known: dict[str, list[str]] = json.loads(GOLDEN.read_text("utf-8"))
    return known


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made = {name: pages(pdf) for name, pdf in bundles(Path(folder))}
    GOLDEN.write_text(json.dumps(outlines(made), ensure_ascii=False, indent=0) + "\n", "utf-8")
