"""The card to print: one A4 page, in letters that can be read from the table."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from evidence_keeper.bundle.cards import AFTER, STEPS, WECHAT, call_card
from evidence_keeper.errors import InputError
from evidence_keeper.keeper import call_card as make

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_it_is_one_page_with_all_steps_whole() -> None:
    document = pypdfium2.PdfDocument(call_card(AT))
    assert len(document) == 1
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    text = "".join(document[0].get_textpage().get_text_range().split())
    for words in (*(part for step in STEPS for part in step), AFTER, WECHAT):
        assert "".join(words.split()) in text
    for place in range(document[0].get_textpage().count_chars()):
        left, bottom, right, top = document[0].get_textpage().get_charbox(place)
        assert min(left, bottom, 595 - right, 842 - top) >= 0
    assert call_card(AT) == call_card(AT)


@pytest.mark.posix
def test_it_lies_with_the_papers_and_can_be_made_again(tmp_path: Path) -> None:
    path = make(tmp_path / "取证管家")
    assert path == make(tmp_path / "取证管家")
    assert path.read_bytes().startswith(b"%PDF")
    with pytest.raises(InputError, match="out_not_writable"):
        make(Path("/dev/null/取证管家"))
