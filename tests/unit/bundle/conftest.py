"""A real vault to make bundles from, and what the tests read of a finished PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from evidence_keeper.bundle import Bundle, Options, make_bundle, spool
from evidence_keeper.bundle.flow import Layout, Part, lay_out
from evidence_keeper.bundle.sheet import Sheet
from evidence_keeper.bundle.typeset import LEFT, WIDTH
from evidence_keeper.jobs import Job
from evidence_keeper.model import Case, EvidenceItem, Kind
from evidence_keeper.vault import Arrival, Vault

WHEN = datetime(2026, 3, 2, 10, 3, 5, tzinfo=UTC)


@dataclass
class Shelf:
    """A vault with one case, and files put into it as intake would."""

    vault: Vault
    case: Case
    out: Path
    kept: list[EvidenceItem] = field(default_factory=list)

    def keep(
        self, data: bytes, name: str, kind: Kind, case: Case | None = None, **facts: Any
    ) -> EvidenceItem:
        """Keep these bytes as an item."""
        with self.vault.session("test") as session:
            staged = session.stage(io.BytesIO(data), {}, Job())
            arrival = Arrival(
                staged, (case or self.case).case_id, kind, name, always_new=True, **facts
            )
            item = self.vault.keep(session, [arrival])[0].item
        self.kept.append(item)
        return item

    def bundle(self, channel: str = "12315", job: Job | None = None, **options: Any) -> Bundle:
        """Make the papers."""
        case = self.vault.case(self.case.case_id)
        return make_bundle(self.vault, case, Options(channel, self.out, **options), job or Job())


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    vault = Vault.create(tmp_path / "vault", home=tmp_path / "home")
    case = vault.new_case(
        "李某与某通信公司套餐争议",
        "telecom_plan",
        {
            "company": "某通信公司",
            "complainant_name": "李𠮷",
            "complainant_id": "11010119500101123X",
            "complainant_phone": "13800138000",
            "complainant_address": "某市某区梧桐里8号",
            "complainant_postcode": "100000",
            "facts": "二月起多扣90元，见证据1-1。\n客服没有人工。",
            "demand": "1. 退还90元\n恢复原套餐",
            "amount": "90.00",
        },
    )
    yield Shelf(vault, case, tmp_path / "out")
    vault.close()


def screenshot(width: int = 1080, height: int = 1920, mark: int = 0) -> Image.Image:
    """A picture whose every part differs, so that a wrong row or a turn is seen."""
    image = Image.new("RGB", (width, height), (240, 244, 250))
    draw = ImageDraw.Draw(image)
    for row in range(0, height, 40):
        draw.rectangle(
            (10, row, 10 + (row * 7 + mark) % (width - 20), row + 17), fill=(row % 256, mark, 90)
        )
    return image


def png(image: Image.Image | None = None) -> bytes:
    """A picture as PNG."""
    made = io.BytesIO()
    (image or screenshot()).save(made, "PNG")
    return made.getvalue()


def drawn(parts: Sequence[Part]) -> tuple[bytes, Layout]:
    """The parts as a PDF, without heads and feet."""
    layout = lay_out(parts)
    canvas = spool.new_canvas("试", WHEN)
    sheet = Sheet(canvas)
    for page in layout.pages:
        for mark, y in page.marks:
            sheet.mark(mark.key, y, mark.title, mark.level)
        for block, y in page.placed:
            block.draw(sheet, LEFT, y, WIDTH)
        sheet.turn()
    made = io.BytesIO()
    spool.write(canvas, made, lambda done, total: None)
    return made.getvalue(), layout


def page_texts(pdf: Path | bytes) -> list[str]:
    """Each page's text as pdfium copies it out, without blanks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [
            document[number].get_textpage().get_text_range() for number in range(len(document))
        ]
    finally:
        document.close()
    return [re.sub(r"\s", "", text.replace("\ufffe", "-").replace("\x02", "-")) for text in texts]


def outline(pdf: Path) -> list[tuple[str, int]]:
    """The outline's titles, blanks left out, and the pages (from 1) they lead to."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            (re.sub(r"\s", "", mark.get_title()), mark.get_dest().get_index() + 1)
            for mark in document.get_toc()
        ]
    finally:
        document.close()
