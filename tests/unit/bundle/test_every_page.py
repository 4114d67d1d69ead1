"""Every page of every example bundle, for both readers: nothing is cut, crowded or too small to read, and each page
looks as it did when somebody last looked at it (`python -m tests.pages` writes that down anew). Other people's programs
find each bundle whole."""

from __future__ import annotations

import subprocess
from pathlib import Path

import bagit
import pytest
from reportlab.pdfgen.canvas import Canvas

from tests import pages
from tests.pages import MM, Page

LEAST_MM = 2.5
"""How high a printed sign is at least (desk facts 9)."""

DRAWN_AT = 56
"""Pixels of a sign in the examples' pictures (tests/matters.py)."""

Measured = dict[str, list[Page]]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return dict(pages.bundles(tmp_path_factory.mktemp("every-page")))


@pytest.fixture(scope="module")
def measured(papers: dict[str, Path]) -> Measured:
    return {name: pages.pages(pdf) for name, pdf in papers.items()}


def each(measured: Measured) -> list[tuple[str, Page]]:
    return [(f"{name} {page.number}", page) for name, found in measured.items() for page in found]


def test_there_are_eleven_matters_for_two_readers(measured: Measured) -> None:
    assert len(measured) == 22
    assert len(each(measured)) > 150


def test_nothing_is_cut_by_the_edge_of_the_page(measured: Measured) -> None:
    assert [name for name, page in each(measured) if page.outside] == []


def test_no_sign_lies_on_another(measured: Measured) -> None:
    crowded = {name: pages.overlapping(page.letters)[:3] for name, page in each(measured)}
    assert {name: pairs for name, pairs in crowded.items() if pairs} == {}


def test_every_sign_is_large_enough_to_read(measured: Measured) -> None:
    small = {
        f"{name} {letter.sign}"
        for name, page in each(measured)
        for letter in page.letters
        if letter.size < LEAST_MM * MM
    }
    assert small == set()
    scales = {name: page.pictures for name, page in each(measured) if page.pictures}
    assert scales
    unread = [name for name, found in scales.items() if min(found) * DRAWN_AT < LEAST_MM * MM]
    assert unread == []


def test_no_page_has_a_lonely_line(measured: Measured) -> None:
    lonely = [name for name, page in each(measured) if page.lines < 4 and not page.pictures]
    assert lonely == []


def test_each_page_looks_as_it_did(measured: Measured) -> None:
    """Words may change; that a page is there, where its ink begins and ends, and about how many lines it has may not
    change unseen."""
    known, found = pages.golden(), pages.outlines(measured)
    assert found.keys() == known.keys()
    assert [name for name in found if not alike(found[name], known[name])] == []


def alike(found: list[str], known: list[str]) -> bool:
    if len(found) != len(known):
        return False
    return all(like(one, other) for one, other in zip(found, known, strict=True))


def like(one: str, other: str) -> bool:
    (title, edges, lines), (wanted, rims, count) = one.split("\t"), other.split("\t")
    if title != wanted or abs(int(lines) - int(count)) > 6:
        return False
    left, top, right, bottom = (
        abs(int(a) - int(b)) for a, b in zip(edges.split(), rims.split(), strict=True)
    )
    return max(left, top, right) <= 3 and bottom <= 40


def test_the_measure_sees_what_is_wrong(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "bad.pdf"), pagesize=(595, 842))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(100, 400, "one line")
    canvas.drawString(101, 401, "and more")
    canvas.setFont("Helvetica", 5)
    canvas.drawString(570, 300, "small")
    canvas.save()
    (page,) = pages.pages(tmp_path / "bad.pdf")
    assert pages.overlapping(page.letters)
    assert page.outside
    assert min(letter.size for letter in page.letters) < LEAST_MM * MM
    assert page.lines < 4


def told(*command: str | Path, cwd: Path) -> str:
    """What a program says of a bundle; it has to be content with it."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def test_other_programs_find_every_bundle_whole(papers: dict[str, Path]) -> None:
    for name, pdf in papers.items():
        delivery = pdf.parent.parent
        told("qpdf", "--check", pdf, cwd=delivery)
        signed = told("pdfsig", pdf, cwd=delivery)
        assert "Signature is Valid" in signed, name
        assert "Total document signed" in signed, name
        fonts = told("pdffonts", pdf, cwd=delivery).splitlines()[2:]
        assert fonts, name
        assert [line for line in fonts if line.split()[-5:-2] != ["yes", "yes", "yes"]] == [], name
        text = told("pdftotext", "-layout", pdf, "-", cwd=delivery)
        assert "证据目录" in text, name
        assert "\ufffd" not in text, name
        told("sha256sum", "-c", "--strict", "manifest-sha256.txt", cwd=delivery)
        bagit.Bag(str(delivery)).validate()
