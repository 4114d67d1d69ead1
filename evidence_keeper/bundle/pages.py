"""The whole paper in the order that officials read, laid out until every page number in it is right, then drawn.

Order (desk facts 9): one-page summary, letter, course of events, catalogue, exhibits, tables, digests, identity;
what
has no room among the first fifteen pages stands behind a divider.
Numbers are known only when all is laid out, and their length moves text: so that is repeated until nothing moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from evidence_keeper.bundle import spool
from evidence_keeper.bundle.catalogue import catalogue
from evidence_keeper.bundle.closing import digests
from evidence_keeper.bundle.course import timeline
from evidence_keeper.bundle.excerpt import excerpt
from evidence_keeper.bundle.exhibit_pages import exhibit_pages
from evidence_keeper.bundle.flow import Layout, Page, Part, lay_out
from evidence_keeper.bundle.fonts import width
from evidence_keeper.bundle.leaflets import authority
from evidence_keeper.bundle.letter_pages import letter
from evidence_keeper.bundle.names import one_line
from evidence_keeper.bundle.paper import LAW_NOTE, Pages, Paper
from evidence_keeper.bundle.particulars import identity
from evidence_keeper.bundle.picture import Picture
from evidence_keeper.bundle.records import contact_record, marketing_record
from evidence_keeper.bundle.schedules import schedules
from evidence_keeper.bundle.sheet import FAINT, GREY, Sheet, Smaller
from evidence_keeper.bundle.showing import Shown, prepare
from evidence_keeper.bundle.summary import summary
from evidence_keeper.bundle.typeset import LEFT, WIDTH, Style, Text
from evidence_keeper.bundle.volumes import Volumes, choose, divider
from evidence_keeper.errors import InternalError
from evidence_keeper.jobs import Job
from evidence_keeper.media import PdfDocument
from evidence_keeper.vault import disk

_MOST_PASSES = 8
_HEAD_TOP, _FOOT_TOP = 40.0, 798.0
_SMALL = Style(size=8.2, leading=1.4, colour=GREY)


def make_pdf(paper: Paper, file: BinaryIO, job: Job) -> Pages:
    """Write the PDF to `file`. Raises Cancelled through `job`, and what reading a file can raise."""
    shown = [prepare_one(paper, index, job) for index in range(len(paper.entries))]
    pages = _in_volumes(paper, shown, job)
    with spool.WRITING:
        _draw(paper, pages, file, job)
    return pages


def prepare_one(paper: Paper, index: int, job: Job) -> Shown:
    """Get one exhibit ready, saying which."""
    job.check()
    entry = paper.entries[index]
    job.report("exhibits", index, len(paper.entries), entry.title)
    return prepare(paper, entry, job)


def _in_volumes(paper: Paper, shown: Sequence[Shown], job: Job) -> Pages:
    """Choose what the main volume has and lay everything out. With the real numbers on them its pages may be one too
    many: then what is needed least moves behind."""

    def pages_with(tried: Volumes) -> int:
        parts = _main(paper, shown, tried, Pages.of(paper, Layout([], {}, {})))
        return len(lay_out(list(parts), job.check).pages)

    volumes, spare = choose(paper.entries, paper.main_pages, pages_with)
    while True:
        pages = _settled(paper, shown, volumes, job)
        if not volumes.annex or pages.main <= paper.main_pages or not spare:
            return pages
        volumes = volumes.without(spare.pop(0))


def _settled(paper: Paper, shown: Sequence[Shown], volumes: Volumes, job: Job) -> Pages:
    """Lay out again and again until the numbers that were printed are the ones that came out."""
    layout = Layout([], {}, {})
    for _ in range(_MOST_PASSES):
        before = (layout.first, layout.last, len(layout.pages))
        layout = lay_out(list(_parts(paper, shown, volumes, Pages.of(paper, layout))), job.check)
        if before == (layout.first, layout.last, len(layout.pages)):
            return Pages.of(paper, layout)
    raise InternalError("unexpected", detail="page numbers do not settle")


def _main(paper: Paper, shown: Sequence[Shown], volumes: Volumes, pages: Pages) -> Iterator[Part]:
    yield from summary(paper, pages)
    yield from letter(paper, pages)
    yield from timeline(paper, pages)
    yield from catalogue(paper, pages, volumes)
    yield from exhibit_pages(paper, shown, pages, volumes.main)


def _parts(paper: Paper, shown: Sequence[Shown], volumes: Volumes, pages: Pages) -> Iterator[Part]:
    yield from _main(paper, shown, volumes, pages)
    if volumes.annex:
        yield from divider(paper, volumes.annex, pages)
        yield from exhibit_pages(paper, shown, pages, volumes.annex)
    yield from contact_record(paper, pages)
    yield from marketing_record(paper, pages)
    yield from schedules(paper, pages)
    yield from digests(paper, pages)
    if not paper.public:
        if paper.case.get("agent_name").strip():
            yield from authority(paper.case, paper.looks, paper.channel, within=True)
        yield from identity(paper, pages)


def _draw(
    paper: Paper,
    pages: Pages,
    file: BinaryIO,
    job: Job,
    which: range | None = None,
    smaller: Smaller | None = None,
) -> None:
    """Draw all pages, or `which` of them (from 1) by themselves, with smaller pictures."""
    canvas = spool.new_canvas(f"{paper.channel.title} {paper.case.title}".strip(), paper.made_at)
    total = len(pages.layout.pages)
    drawn = which or range(1, total + 1)
    sheet = Sheet(canvas, smaller, _marks_on(pages, drawn) if which else None)
    labels = page_labels(paper, pages)
    for number in drawn:
        job.check()
        if which is None:
            job.report("pages", number, total)
        _frame(sheet, paper, labels.get(number, ""), number, total)
        _fill(sheet, pages.layout.pages[number - 1])
        sheet.turn()
    spool.write(canvas, file, lambda done, objects: job.check())


def _marks_on(pages: Pages, which: range) -> frozenset[str]:
    return frozenset(
        mark.key for number in which for mark, _ in pages.layout.pages[number - 1].marks
    )


def draw_again(
    paper: Paper, pages: Pages, path: Path, which: range, smaller: Smaller | None, job: Job
) -> None:
    """Some pages of a finished paper once more, as a PDF of their own; links lead only to what is in it."""
    with spool.WRITING, path.open("wb") as file:
        _draw(paper, pages, file, job, which, smaller)
        disk.sync(file)


def pictures_on(pages: Pages, number: int) -> list[tuple[Picture, tuple[float, float]]]:
    """The pictures on a page (from 1), each with the part of it that is seen."""
    page = pages.layout.pages[number - 1]
    return [one for block, _ in page.placed for one in block.pictures()]


def _fill(sheet: Sheet, page: Page) -> None:
    for mark, y in page.marks:
        sheet.mark(mark.key, y - 6, mark.title, mark.level)
    for block, y in page.placed:
        block.draw(sheet, LEFT, y, WIDTH)


def _frame(sheet: Sheet, paper: Paper, label: str, number: int, total: int) -> None:
    digest = paper.list_digest.value
    right = f"清单校验值 {digest[:6]}…{digest[-4:]}"
    if label:
        right = f"{label}　　{right}"
    line = _SMALL.size * _SMALL.leading
    Text(_cut(paper.matter, right), _SMALL).draw(sheet, LEFT, _HEAD_TOP, WIDTH)
    Text(right, _SMALL.but(align="right")).draw(sheet, LEFT, _HEAD_TOP, WIDTH)
    sheet.rule(LEFT, _HEAD_TOP + line + 5, LEFT + WIDTH, _HEAD_TOP + line + 5, FAINT)
    Text(LAW_NOTE, _SMALL).draw(sheet, LEFT, _FOOT_TOP, WIDTH)
    footer = f"第 {number} 页　共 {total} 页"
    Text(footer, _SMALL.but(align="right")).draw(sheet, LEFT, _FOOT_TOP, WIDTH)


def _cut(text: str, beside: str) -> str:
    """The head's left side on one line, beside what stands at the right."""
    room = WIDTH - _wide(beside) - 20
    shown, most = one_line(text), int(room / _SMALL.size * 3)
    while most > 1 and _wide(shown) > room:
        most -= 1
        shown = excerpt(text, most)
    return shown


def _wide(text: str) -> float:
    return width(text, _SMALL.size)


def page_labels(paper: Paper, pages: Pages) -> dict[int, str]:
    """What each exhibit page's head says: 证据 3-2　第 1 页 共 4 页, or the numbers that share the page."""
    numbers: dict[int, list[str]] = {}
    spans: dict[str, tuple[int, int]] = {}
    for exhibit in pages.exhibits:
        first, last = spans.get(exhibit.number, (exhibit.first_page, exhibit.last_page))
        spans[exhibit.number] = (min(first, exhibit.first_page), max(last, exhibit.last_page))
        for page in range(exhibit.first_page, exhibit.last_page + 1):
            there = numbers.setdefault(page, [])
            if exhibit.number not in there:
                there.append(exhibit.number)
    return {page: _label(there, spans, page) for page, there in numbers.items()}


def _label(numbers: Sequence[str], spans: dict[str, tuple[int, int]], page: int) -> str:
    if len(numbers) > 1:
        return f"证据 {'、'.join(numbers)}"
    first, last = spans[numbers[0]]
    if first == last:
        return f"证据 {numbers[0]}"
    return f"证据 {numbers[0]}　第 {page - first + 1} 页 共 {last - first + 1} 页"


# --- looking again at the finished file -----------------------------------------------------------------------------


def look_again(paper: Paper, pages: Pages, path: Path, job: Job) -> None:
    """Read the finished PDF: its pages are counted, and each exhibit stands where the catalogue says.

    Raises InternalError unexpected: such a paper must not be handed in.
    """
    labels = page_labels(paper, pages)
    total = len(pages.layout.pages)
    listed = range(pages.first("catalogue"), pages.layout.last["catalogue"] + 1)
    texts = _texts(path, sorted({1, *labels, *listed}), total, job)
    for number, text in texts.items():
        wanted = (_bare(f"第 {number} 页　共 {total} 页"), _bare(labels.get(number, "")))
        if not all(part in text for part in wanted):
            raise InternalError(
                "unexpected", detail=f"page {number} is not what the catalogue says"
            )
    told = "".join(texts[number] for number in listed)
    for exhibit in pages.exhibits:
        if pages.span(f"exhibit-{exhibit.item_id}") not in told or exhibit.number not in told:
            raise InternalError("unexpected", detail=f"the catalogue lacks {exhibit.number}")


_AT_A_TIME = (
    24  # pdfium keeps the pictures of every page it has looked at until the document is closed
)


def _texts(path: Path, numbers: Sequence[int], total: int, job: Job) -> dict[int, str]:
    """The text of these pages (from 1) of the finished file, without blanks."""
    found: dict[int, str] = {}
    for start in range(0, len(numbers), _AT_A_TIME):
        job.check()
        with PdfDocument(path) as document:
            if document.count != total:
                raise InternalError("unexpected", detail="the PDF has another number of pages")
            for number in numbers[start : start + _AT_A_TIME]:
                found[number] = _bare(document.text(number - 1))
    return found


def _bare(text: str) -> str:
    """Without blanks, and with the sign that pdfium makes of a hyphen at a line's end."""
    return re.sub(r"\s", "", text.replace("\ufffe", "-").replace("\x02", "-"))
