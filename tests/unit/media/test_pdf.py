"""PDF pages as pictures and text, from many threads at once: pdfium itself would not survive that."""

from __future__ import annotations

import gc
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from evidence_keeper.errors import SourceError
from evidence_keeper.media import PdfDocument
from tests.unit.media import samples

FONTS = Path(__file__).parents[3] / "resources" / "fonts"


def test_pages_sizes_and_text(tmp_path: Path) -> None:
    with PdfDocument(samples.write_pdf(tmp_path / "a", 3, 300, 400)) as document:
        assert document.count == 3
        assert document.size(2) == (300.0, 400.0)
        assert [document.text(page).strip() for page in range(3)] == ["Page 1", "Page 2", "Page 3"]
        seen = document.render(0, 2.0)
        assert (seen.mode, seen.size) == ("RGB", (600, 800))
        assert seen.getpixel((5, 5)) == (255, 255, 255)
        for page in (-1, 3):
            with pytest.raises(IndexError):
                document.size(page)
        facts = document.facts()
    assert "ReportLab" in facts["Producer"]


def test_chinese_text_comes_back(tmp_path: Path) -> None:
    pdfmetrics.registerFont(TTFont("MediaTest", FONTS / "NotoSansSC-Regular.ttf"))
    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.setFont("MediaTest", 14)
    canvas.drawString(72, 700, "投诉书：要求退还 30 元")
    canvas.save()
    (tmp_path / "a").write_bytes(made.getvalue())
    with PdfDocument(tmp_path / "a") as document:
        assert document.text(0).strip() == "投诉书：要求退还 30 元"


def test_a_turned_page_is_seen_turned(tmp_path: Path) -> None:
    samples.write_pdf(tmp_path / "a", 1, 300, 400)
    with pikepdf.open(tmp_path / "a") as pdf:
        pdf.pages[0].rotate(90, relative=False)
        pdf.save(tmp_path / "b")
    with PdfDocument(tmp_path / "b") as document:
        assert document.size(0) == (400.0, 300.0)
        assert document.render(0, 1.0).size == (400, 300)


def test_a_gigantic_page_is_rendered_smaller(tmp_path: Path) -> None:
    with PdfDocument(samples.write_pdf(tmp_path / "a", 1, 14_400, 14_400)) as document:
        seen = document.render(0, 10.0)
    assert seen.width * seen.height <= 40_100_000


def test_broken_and_locked(tmp_path: Path) -> None:
    content = samples.write_pdf(tmp_path / "a").read_bytes()
    (tmp_path / "cut").write_bytes(content[:300])
    with pikepdf.open(tmp_path / "a") as pdf:
        pdf.save(tmp_path / "locked", encryption=pikepdf.Encryption(owner="o", user="u"))
        pdf.save(tmp_path / "shut", encryption=pikepdf.Encryption(owner="o", user=""))
    with pytest.raises(SourceError, match="media_broken"):
        PdfDocument(tmp_path / "cut")
    with pytest.raises(SourceError, match="pdf_locked"):
        PdfDocument(tmp_path / "locked")
    with pytest.raises(SourceError, match="source_unreadable"):
        PdfDocument(tmp_path / "missing")
    # Protected against changes only: anybody may read it.
    with PdfDocument(tmp_path / "shut") as document:
        assert document.count == 2


def test_many_threads_at_once(tmp_path: Path) -> None:
    path = samples.write_pdf(tmp_path / "a", 8)

    def read(page: int) -> tuple[str, int]:
        with PdfDocument(path) as document:
            text = document.text(page % 8).strip()
            size = document.render(page % 8, 0.5).width
        gc.collect()
        return text, size

    with PdfDocument(path) as shared, ThreadPoolExecutor(8) as threads:
        own = list(threads.map(read, range(64)))
        same = list(threads.map(lambda page: shared.text(page % 8).strip(), range(64)))
    assert own == [(f"Page {page % 8 + 1}", 298) for page in range(64)]
    assert same == [text for text, _ in own]
