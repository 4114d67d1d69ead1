"""A picture that is still loading hides no overlap; a blank place where something else should be is no such picture."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from evidence_keeper.intake.stitch import Doubt, Join, meet
from evidence_keeper.intake.stitch.signature import of_rows

Rows = NDArray[np.uint8]

WIDTH, BLOCKS, HEIGHT, HEADER, FOOTER = 640, 40, 500, 40, 50
PAPER, BUBBLE, GREY = 240, 255, 228
FIRST, LAST, LEFT, RIGHT = 300, 420, 8, 28  # of the picture on the page
STEP = 200


def page(*, picture: int | None) -> Rows:
    """Lines of text, each another one, around a picture in a bubble; `picture` is its grey while it isn't loaded."""
    rows = np.full((900, BLOCKS), PAPER, np.uint8)
    chance = np.random.default_rng(5)
    for top in range(20, 880, 40):
        rows[top : top + 16, 4:30] = chance.integers(20, 200, (16, 26))
    rows[FIRST - 12 : LAST + 12, LEFT - 3 : RIGHT + 3] = BUBBLE
    inside = chance.integers(20, 200, (LAST - FIRST, RIGHT - LEFT))
    rows[FIRST:LAST, LEFT:RIGHT] = inside if picture is None else picture
    return rows


def view(rows: Rows, top: int) -> Rows:
    """What a screen shows of it, between its bars."""
    seen = rows[top : top + HEIGHT].copy()
    seen[:HEADER], seen[-FOOTER:] = 250, 250
    seen[10:25, 3:9], seen[-35:-15, 2:20] = 30, 180
    return seen


def met(one: Rows, two: Rows) -> Join | Doubt:
    """How they lie."""
    return meet(of_rows(WIDTH, one), of_rows(WIDTH, two))


@pytest.mark.parametrize("top", [0, 40, 80])
def test_a_box_that_a_bar_cuts_hides_no_overlap(top: int) -> None:
    join = met(view(page(picture=GREY), top), view(page(picture=None), top + STEP))
    assert isinstance(join, Join)
    assert (join.offset, join.sure) == (STEP, True)
    box = range(FIRST - top - STEP, LAST - top - STEP)
    # The loaded one is shown as far as the lower frame has it.
    assert join.seam <= max(HEADER, box.start)


def test_the_loaded_one_is_shown_where_the_upper_frame_has_it() -> None:
    join = met(view(page(picture=None), 0), view(page(picture=GREY), STEP))
    assert isinstance(join, Join)
    assert (join.offset, join.sure) == (STEP, True)
    assert join.seam >= LAST - STEP


def test_a_blank_bubble_is_no_picture_that_loads() -> None:
    """Its grey is that of what surrounds it: it may be a place where nothing ever was."""
    join = met(view(page(picture=BUBBLE), 0), view(page(picture=None), STEP))
    assert not (isinstance(join, Join) and join.sure)


def test_two_different_pictures_are_a_contradiction() -> None:
    other = page(picture=None)
    other[FIRST:LAST, LEFT:RIGHT] = other[FIRST:LAST, LEFT:RIGHT][::-1]
    join = met(view(page(picture=None), 0), view(other, STEP))
    assert not (isinstance(join, Join) and join.sure)


def test_a_box_with_words_in_it_is_no_empty_one() -> None:
    told = page(picture=GREY)
    told[FIRST + 40 : FIRST + 60, LEFT + 2 : RIGHT - 2] = 60
    join = met(view(told, 0), view(page(picture=None), STEP))
    assert not (isinstance(join, Join) and join.sure)
