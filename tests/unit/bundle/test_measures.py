"""What readiness says about the size of a picture in print is the size that it gets in the real papers."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from evidence_keeper.bundle.exhibits import number
from evidence_keeper.bundle.measures import printed_millimetres
from evidence_keeper.model import Kind
from tests.unit.bundle.conftest import Shelf, png, screenshot

PHONE, TALL, SCREEN, SQUARE, LONG = (
    (1080, 2400),
    (720, 1900),
    (1920, 1080),
    (1200, 1300),
    (1080, 6000),
)


def printed(path: Path, page: int) -> list[float]:
    """The width of each picture on a page (from 1) of a real PDF, in millimetres, from left to right."""
    with pypdfium2.PdfDocument(path) as document:
        pictures = document[page - 1].get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
        bounds = sorted(one.get_bounds() for one in pictures)
    return [(right - left) / 72 * 25.4 for left, _bottom, right, _top in bounds]


@pytest.mark.parametrize(
    "sizes",
    [
        (PHONE, PHONE),
        (TALL, PHONE, PHONE),
        (PHONE, SCREEN),
        (SQUARE, PHONE),
        (LONG,),
        (SCREEN, SCREEN, PHONE),
    ],
)
def test_a_picture_is_as_wide_as_was_said(shelf: Shelf, sizes: tuple[tuple[int, int], ...]) -> None:
    for place, size in enumerate(sizes):
        picture = png(screenshot(*size, mark=place + 1))
        shelf.keep(picture, f"图{place}.png", Kind.SCREENSHOT, purpose="证明要求转人工没有接通")
    entries = number(shelf.kept)
    known = {item.item_id: size for item, size in zip(shelf.kept, sizes, strict=True)}
    said = printed_millimetres(entries, known)
    bundle = shelf.bundle()
    pages: dict[int, list[str]] = {}
    for exhibit in bundle.exhibits:
        pages.setdefault(exhibit.first_page, []).append(exhibit.item_id)
    for page, item_ids in pages.items():
        found = printed(bundle.pdf, page)
        for item_id in item_ids:
            assert any(abs(one - said[item_id]) < 0.04 * said[item_id] for one in found), (
                said[item_id],
                found,
            )
