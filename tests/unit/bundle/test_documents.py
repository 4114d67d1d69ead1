"""Office documents as their pages: by the real LibreOffice, which is told to follow nothing and is ended when asked."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from evidence_keeper.bundle.documents import WITHOUT_OFFICE
from evidence_keeper.errors import Cancelled, SourceError
from evidence_keeper.jobs import Job
from evidence_keeper.media import PdfDocument, office
from evidence_keeper.model import Kind
from tests.documents import docx, xlsx
from tests.unit.bundle.conftest import Shelf, page_texts

pytestmark = pytest.mark.posix  # wine has no LibreOffice


def offices() -> set[int]:
    """The numbers of all LibreOffice processes of this computer."""
    found = subprocess.run(["pgrep", "-f", "soffice.bin"], capture_output=True, check=False)
    return {int(number) for number in found.stdout.split()}


def test_a_letter_is_printed_page_by_page_and_nothing_in_it_is_fetched(shelf: Shelf) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        heard = threading.Event()

        def listen() -> None:
            server.settimeout(120)
            try:
                server.accept()[0].close()
                heard.set()
            except OSError:
                pass

        listening = threading.Thread(target=listen)
        listening.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/seen.png"
        data = docx(["关于套餐变更的答复", "经查，套餐已恢复。", "\f", "附页：退费说明"], address)
        shelf.keep(data, "答复函.docx", Kind.DOCUMENT)
        bundle = shelf.bundle()
        server.shutdown(socket.SHUT_RDWR)
        listening.join()
    assert not heard.is_set()
    texts = page_texts(bundle.pdf)
    (exhibit,) = bundle.exhibits
    assert exhibit.last_page == exhibit.first_page + 1
    assert "文档文件，由LibreOffice排成2页" in texts[exhibit.first_page - 1]
    assert "原文件第2页，共2页续上页" in texts[exhibit.last_page - 1]
    with PdfDocument(bundle.pdf) as pdf:
        # The page is there as a picture, with letters on it.
        (box,) = pdf.pictures(exhibit.first_page - 1)
        seen = pdf.render(exhibit.first_page - 1, 1).crop(box).convert("L")
        assert min(seen.tobytes()) < 100
    (original,) = bundle.delivery.rglob("*答复函.docx")
    assert original.read_bytes() == data


def test_chinese_in_a_table_can_be_read_whatever_letters_the_computer_has(tmp_path: Path) -> None:
    table = tmp_path / "账单"
    table.write_bytes(xlsx([["月份", "月费"], ["一月", "39"], ["二月", "129"]]))
    with PdfDocument(office.as_pdf(table, tmp_path / "room", Job())) as pdf:
        assert pdf.count == 1
        assert "月份" in pdf.text(0)
        assert "129" in pdf.text(0)


def test_what_is_no_document_gives_nothing_and_is_said(tmp_path: Path, shelf: Shelf) -> None:
    torn = docx(["一"])[:-200]
    shelf.keep(torn, "坏的.docx", Kind.DOCUMENT)
    bundle = shelf.bundle()
    assert "无法在纸上显示" in page_texts(bundle.pdf)[bundle.exhibits[0].first_page - 1]


def test_stopped_it_ends_with_all_that_it_started_and_nothing_else(tmp_path: Path) -> None:
    before = offices()
    letter = tmp_path / "信"
    letter.write_bytes(docx(["一"] * 3))

    class StopsWhenItRuns(Job):
        def check(self) -> None:
            if offices() - before:
                self.cancel()
            super().check()

    with pytest.raises(Cancelled):
        office.as_pdf(letter, tmp_path / "room", StopsWhenItRuns())
    assert not {number for number in offices() - before if _ours(number, tmp_path)}


def _ours(number: int, room: Path) -> bool:
    try:
        return os.fsencode(room) in Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return False


def test_without_libreoffice_it_is_said_in_plain_words(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "_PLACES", ())
    letter = shelf.keep(docx(["一"]), "答复函.docx", Kind.DOCUMENT)
    bundle = shelf.bundle()
    assert WITHOUT_OFFICE in page_texts(bundle.pdf)[bundle.exhibits[0].first_page - 1]
    with pytest.raises(SourceError):
        office.as_pdf(shelf.vault.original(letter), tmp_path / "room", Job())
