"""A copy on which a person has drawn is called one on paper, and shares its original's number."""

from __future__ import annotations

from evidence_keeper import screens
from evidence_keeper.media.markup import Arrow, BlackBox, Stroke
from evidence_keeper.model import Kind
from tests.unit.bundle.conftest import Shelf, page_texts, png, screenshot


def test_the_pdf_says_which_picture_is_a_copy_and_of_what(shelf: Shelf) -> None:
    item = shelf.keep(png(screenshot(600, 500)), "扣费.png", Kind.SCREENSHOT)
    strokes: list[Stroke] = [
        Arrow(10, 10, 100, 100),
        BlackBox(200, 200, 50, 20),
        BlackBox(300, 200, 50, 20),
    ]
    copy = screens.mark_up(shelf.vault, item.item_id, strokes)
    made = shelf.bundle()
    assert [one.number for one in made.exhibits] == ["1-1", "1-1"]
    assert [one.item_id for one in made.exhibits] == [item.item_id, copy.item_id]
    text = "".join("".join(page_texts(made.pdf)).split())
    assert "标注件，非原图" in text
    assert "（证据1-1）的复制件上人工标注了箭头1处、涂黑2处" in text
    assert text.count("标注件，非原图") == 1
