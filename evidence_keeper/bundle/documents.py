"""A document as pictures of its pages: a PDF's as they are, an office document's as LibreOffice lays them out."""

from __future__ import annotations

from pathlib import Path

from evidence_keeper.bundle.exhibits import Entry
from evidence_keeper.bundle.flow import NewPage, Part
from evidence_keeper.bundle.paper import Paper
from evidence_keeper.bundle.strips import Photo, continued, room_below
from evidence_keeper.bundle.typeset import ROOM, WIDTH
from evidence_keeper.jobs import Job
from evidence_keeper.media import PdfDocument, office, probe

CONTINUED = 46.0
"""What the line that opens a continued page may take, in points."""

MOST_PAGES = 300
"""Of one exhibit on paper: a table may have ten thousand."""

_DOTS = 200 / 72
_WORDS = {
    **dict.fromkeys(office.TEXTS, "文档"),
    **dict.fromkeys(office.TABLES, "表格"),
    **dict.fromkeys(office.SLIDES, "演示文稿"),
}
OFFICE = frozenset(_WORDS)
"""Containers (as media names them) that LibreOffice lays out."""

WITHOUT_OFFICE = (
    "这是办公软件的文件，这台电脑没有安装能把它排成页的软件（LibreOffice），所以没有印出"
)


def document(paper: Paper, entry: Entry, path: Path, job: Job) -> tuple[str, list[Part]]:
    """What is said of it in the strip, and its pages. Raises SourceError, Unchecked, Cancelled."""
    word = _WORDS.get(probe(path).container)
    if word is None:
        return _pages(paper, entry, path, job, "PDF 文件，共 {count} 页，以下为其页面的图像")
    laid_out = office.as_pdf(path, paper.scratch / f"{entry.item.item_id}-office", job)
    told = f"{word}文件，由 LibreOffice 排成 {{count}} 页，以下为其页面的图像；用别的软件打开，分页和字体可能不同"
    return _pages(paper, entry, laid_out, job, told)


def _pages(paper: Paper, entry: Entry, path: Path, job: Job, told: str) -> tuple[str, list[Part]]:
    parts: list[Part] = []
    with PdfDocument(path) as document:
        count = document.count
        remark = told.format(count=count)
        if count > MOST_PAGES:
            remark += f"；纸上印前 {MOST_PAGES} 页，其余见原件"
        for page in range(min(count, MOST_PAGES)):
            job.check()
            drawn = _picture(document, page, paper.scratch / f"{entry.item.item_id}-{page + 1}.png")
            picture = paper.covering.open(drawn, entry.item.item_id, kept=False)
            what = f"原文件第 {page + 1} 页，共 {count} 页"
            if page:
                parts += [NewPage(), continued(entry, paper.looks.strip, what)]
            room = ROOM - CONTINUED if page else room_below(entry, paper, remark)
            parts.append(Photo(picture, WIDTH, room))
    return remark, parts


def _picture(document: PdfDocument, page: int, path: Path) -> Path:
    image = document.render(page, _DOTS)
    grey = image.convert("L")
    same = grey.convert("RGB").tobytes() == image.tobytes()
    (grey if same else image).save(path, "PNG", compress_level=4)
    return path
