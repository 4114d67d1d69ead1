"""A sales call that nothing was recorded of, written down afterwards from the page for keeping."""

from __future__ import annotations

import os

import pytest

from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.keep import KeepPage
from evidence_keeper.gui.easy.memo import MemoKept, MemoPage
from evidence_keeper.keeper import Keeper
from tests.gui.conftest import Opened
from tests.gui.test_looks import no_word_is_cut, nothing_sticks_out, sizes_are_for_old_eyes


@pytest.mark.parametrize("scale", [100, 200])
def test_a_sales_call_is_written_down_and_says_it_was_afterwards(
    opened: Opened, keeper: Keeper, scale: int
) -> None:
    person = opened("easy", scale=scale)
    home = person.easy.page
    assert isinstance(home, Home)
    person.press(home.keep)
    keep = person.until_page(KeepPage)
    keep.body.ensureWidgetVisible(keep.memo)
    person.press(keep.memo)
    page = person.until_page(MemoPage)
    person.qtbot.wait(100)
    if picture := os.environ.get("LOOK"):
        person.window.grab().save(f"{picture}/memo-{scale}.png")
    no_word_is_cut(page)
    nothing_sticks_out(person.window)
    sizes_are_for_old_eyes(page)
    person.press(page.save)
    assert "至少" in page.told.words
    assert not keeper.items()
    page.fields["number"].setText("10000001")
    page.no_more.setChecked(True)
    page.just_now.setChecked(True)
    person.press(page.save)
    person.until_page(MemoKept)
    (item,) = keeper.items()
    assert "本人事后补记" in keeper.original(item.item_id).read_text("utf-8")
    assert item.provenance.phone_number == "10000001"
    assert item.captured_at is not None
