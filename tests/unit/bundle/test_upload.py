"""Files for a web form: small enough, with every page's text, links that lead somewhere, pictures that can be read."""

from __future__ import annotations

import contextlib
import io
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from evidence_keeper.bundle import check_bundle
from evidence_keeper.errors import Cancelled, InputError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Kind
from tests.unit.bundle.conftest import Shelf, page_texts

MEGABYTE = 1 << 20


@cache
def heavy(seed: int, width: int = 720, height: int = 1280) -> bytes:
    """A picture that no lossless coding makes small."""
    grain = numpy.random.default_rng(seed).normal(0, 14, (height, width, 3))
    slope = numpy.linspace(60, 220, height)[:, None, None]
    made = io.BytesIO()
    Image.fromarray(numpy.clip(grain + slope, 0, 255).astype(numpy.uint8)).save(
        made, "PNG", compress_level=1
    )
    return made.getvalue()


@pytest.fixture
def heavy_case(shelf: Shelf) -> Shelf:
    for number in range(3):
        shelf.keep(heavy(number), f"{number}.png", Kind.SCREENSHOT, purpose="多扣90元")
    shelf.keep(heavy(9, height=4000), "long.png", Kind.SCREENSHOT)
    return shelf


def texts_of(upload: list[Path]) -> list[str]:
    return [text for path in upload for text in page_texts(path)]


def test_parts_are_small_enough_and_together_are_the_whole(heavy_case: Shelf) -> None:
    bundle = heavy_case.bundle(max_bytes=MEGABYTE)
    parts = [one.path for one in bundle.upload if one.kind == "pdf"]
    assert bundle.pdf.stat().st_size > 5 * MEGABYTE
    assert len(parts) > 1
    assert all(one.path.stat().st_size == one.size <= MEGABYTE for one in bundle.upload)
    assert texts_of(parts) == page_texts(bundle.pdf)
    for part in parts:
        with pikepdf.open(part) as pdf:
            assert not pdf.check_pdf_syntax()


def test_names_are_in_order_and_begin_in_ascii(heavy_case: Shelf) -> None:
    bundle = heavy_case.bundle(max_bytes=MEGABYTE)
    names = [one.path.name for one in bundle.upload]
    assert names == sorted(names)
    assert all(name.split("_")[0].isdecimal() and name.split("_")[1].isascii() for name in names)
    folder = bundle.upload[0].path.parent
    assert folder != bundle.delivery
    told = (folder / "00_readme_说明.txt").read_text("utf-8")
    assert "JPEG" in told
    assert "1.0 MB" in told


def test_a_small_paper_is_handed_in_as_it_is(shelf: Shelf) -> None:
    shelf.keep("转人工".encode(), "微信.txt", Kind.CHAT)
    bundle = shelf.bundle(max_bytes=10 * MEGABYTE)
    parts = [one.path for one in bundle.upload if one.kind == "pdf"]
    assert [path.read_bytes() for path in parts] == [bundle.pdf.read_bytes()]
    assert [one.kind for one in bundle.upload if one.kind != "pdf"] == ["text", "text"]
    assert any("退还90元" in one.path.read_text("utf-8") for one in bundle.upload[1:])


def drawn_page(pdf: Path, number: int) -> numpy.ndarray[Any, Any]:
    """A page (from 0) as a reader sees it, in greys."""
    with contextlib.closing(pypdfium2.PdfDocument(pdf)) as document:
        return numpy.asarray(document[number].render(scale=0.5).to_pil().convert("L"), float)


def test_each_page_looks_like_the_whole_s_page(heavy_case: Shelf) -> None:
    """Two things at once: pieces of a long picture are the right ones, and text stands where it stood."""
    bundle = heavy_case.bundle(max_bytes=MEGABYTE)
    parts = [one.path for one in bundle.upload if one.kind == "pdf"]
    pages = [(part, number) for part in parts for number in range(len(page_texts(part)))]
    assert len(pages) == bundle.pages
    for at, (part, number) in enumerate(pages):
        difference = numpy.abs(drawn_page(part, number) - drawn_page(bundle.pdf, at))
        assert difference.mean() < 4


def test_pictures_are_there_one_by_one_and_can_be_read(heavy_case: Shelf) -> None:
    bundle = heavy_case.bundle(max_bytes=MEGABYTE)
    pictures = [one.path for one in bundle.upload if one.kind == "picture"]
    assert len(pictures) == 4
    for path in pictures:
        with Image.open(path) as opened:
            assert opened.width >= 720


def test_too_small_a_limit_is_said_and_leaves_nothing(heavy_case: Shelf) -> None:
    with pytest.raises(InputError) as caught:
        heavy_case.bundle(max_bytes=20_000)
    assert caught.value.code == "upload_too_small"
    assert os.listdir(heavy_case.out) == []


def test_stopping_while_the_files_are_made_leaves_nothing(heavy_case: Shelf) -> None:
    class Stopped(Job):
        def report(self, step: str, done: int = 0, total: int = 0, detail: str = "") -> None:
            if step == "uploading":
                self.cancel()
            super().report(step, done, total, detail)

    with pytest.raises(Cancelled):
        heavy_case.bundle(max_bytes=MEGABYTE, job=Stopped())
    assert os.listdir(heavy_case.out) == []


def test_the_companys_copy_has_no_upload_set(heavy_case: Shelf) -> None:
    assert heavy_case.bundle(max_bytes=MEGABYTE, reader="company").upload == ()


def test_a_picture_that_is_decoded_on_the_way_leaves_nothing_in_the_delivery(shelf: Shelf) -> None:
    made = io.BytesIO()
    Image.new("RGB", (300, 200), (9, 90, 9)).save(made, "WEBP")
    shelf.keep(made.getvalue(), "w.webp", Kind.IMAGE)
    bundle = shelf.bundle(max_bytes=MEGABYTE)
    assert check_bundle(bundle.delivery, Job()).ok
