"""Overlaps are proven or not claimed: on synthetic conversations with everything that misleads a stitcher."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from evidence_keeper.intake.stitch import (
    Arrangement,
    Doubt,
    Join,
    Look,
    Motion,
    Signature,
    Watcher,
    arrange,
    meet,
    parts,
    pieces,
    rows_of,
    signature,
    standing,
    strips,
    write_png,
)
from evidence_keeper.media import film_frames
from tests.conversations import (
    Conversation,
    Pixels,
    Style,
    converse,
    encoded,
    film,
    shuffled,
    without,
)

SMALL = Style(width=480, view=640, header=56, footer=60, size=20)
BAR = 24


def signatures(conversation: Conversation) -> list[Signature]:
    return [signature(Image.open(io.BytesIO(one))) for one in conversation.encoded()]


def arranged(conversation: Conversation) -> Arrangement:
    found = arrange(signatures(conversation))
    for run in found.runs:
        for join in (*run.joins, *run.aside):
            right = conversation.tops[join.lower] - conversation.tops[join.upper]
            assert join.offset == right or not join.sure, (join, right)
    return found


def laid(conversation: Conversation, found: Arrangement) -> list[Pixels]:
    """Each run's picture, without the scroll bar."""
    views = conversation.views
    heights = [len(view) for view in views]
    return [
        np.concatenate(list(strips(pieces(run, heights), lambda frame: views[frame])))[:, :-BAR]
        for run in found.runs
    ]


def is_exact(conversation: Conversation, found: Arrangement) -> bool:
    return all(
        np.array_equal(made, conversation.expected(run.shown[0], run.shown[-1])[:, :-BAR])
        for made, run in zip(laid(conversation, found), found.runs, strict=True)
    )


def style(**given: object) -> Style:
    return Style(480, 640, 56, 60, size=20, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("theme", range(4))
def test_a_conversation_is_joined_to_the_pixel(theme: int) -> None:
    conversation = converse(200 + theme, style(theme=theme, pictures=0.15))
    found = arranged(conversation)
    assert found.gaps == ()
    assert all(join.sure for join in found.runs[0].joins)
    assert is_exact(conversation, found)


@pytest.mark.parametrize("quality", [60, 80, 92])
def test_compressed_pictures_are_joined_at_the_right_row(quality: int) -> None:
    found = arranged(converse(210 + quality, style(pictures=0.1, jpeg=quality), steps=(0.3, 0.6)))
    assert found.gaps == ()
    assert all(join.sure for join in found.runs[0].joins)


@pytest.mark.parametrize("seed", range(3))
def test_a_missing_overlap_is_a_gap_between_two_pictures(seed: int) -> None:
    whole = converse(220 + seed, style(pictures=0.1), steps=(0.55, 0.75))
    conversation = without(whole, [2])
    found = arranged(conversation)
    assert [(gap.upper, gap.lower) for gap in found.gaps] == [(1, 2)]
    assert [run.frames for run in found.runs] == [(0, 1), (2, 3, 4)]
    assert is_exact(conversation, found)


@pytest.mark.parametrize("seed", range(3))
def test_equal_messages_alone_are_never_called_sure(seed: int) -> None:
    """With nothing but one message again and again any join is a guess, also the right one."""
    found = arranged(_endless(seed))
    assert not any(join.sure for run in found.runs for join in run.joins)


def _endless(seed: int) -> Conversation:
    chance = random.Random(seed)
    tile = np.full((90, 480, 3), 237, np.uint8)
    tile[10:70, 60:300] = 255
    tile[30:50, 80:260:7] = 20
    page = np.concatenate([tile] * 40)
    tops = [0, 200 + chance.randrange(90), 480 + chance.randrange(90)]
    views = tuple(page[top : top + 640] for top in tops)
    return Conversation(page, views, tuple(tops), style())


def _page(said: Sequence[int]) -> Pixels:
    """Messages one below the other: equal numbers are equal messages."""
    tiles = []
    for number in said:
        tile = np.full((80, 480, 3), 237, np.uint8)
        marks = np.random.default_rng(number).integers(0, 2, (4, 24), np.uint8) * 200 + 20
        tile[10:70, 40:320] = 255
        tile[20:60, 60:300] = np.kron(marks, np.ones((10, 10), np.uint8))[..., None]
        tiles.append(tile)
    return np.concatenate(tiles)


def _seen(said: Sequence[int], tops: Sequence[int]) -> Arrangement:
    page = _page(said)
    return arranged(
        Conversation(page, tuple(page[at : at + 640] for at in tops), tuple(tops), SMALL)
    )


def test_equal_messages_in_an_order_that_comes_once_prove_an_overlap() -> None:
    """Each message is said three times, but nowhere else are these ones said one after the other."""
    said = [1, 2, 3, 4, 5, 1, 3, 5, 2, 4, 1, 4, 2, 5, 3, 1, 5, 4, 3, 2]
    found = _seen(said, [0, 360, 760])
    assert found.gaps == ()
    assert all(join.sure for join in found.runs[0].joins)


def test_what_both_show_and_is_said_elsewhere_too_is_no_proof() -> None:
    """The last message of the one is the first of the other, and was said before."""
    said = [9, 1, 2, 3, 4, 5, 6, 9, 9, 11, 12, 13, 14, 15, 16, 17]
    found = _seen(said, [0, 640])
    assert [gap.doubt for gap in found.gaps] == [Doubt.REPEATED]
    assert [run.joins for run in found.runs] == [(), ()]


def test_a_message_that_comes_again_never_turns_the_pages_round() -> None:
    """The foot of the last page shows what the first one begins with; a page is missing in between."""
    said = [1, 2, *range(20, 52), 1, 2]
    found = _seen(said, [0, 500, 1580, 2080])
    assert [run.frames for run in found.runs] == [(0, 1), (2, 3)]


def test_unique_messages_between_equal_ones_make_it_sure() -> None:
    conversation = converse(232, style(repeated=0.3), steps=(0.2, 0.4))
    found = arranged(conversation)
    assert found.gaps == ()
    assert all(join.sure for join in found.runs[0].joins)
    assert is_exact(conversation, found)


@pytest.mark.parametrize("seed", range(2))
def test_frames_in_any_order_are_sorted_by_their_overlap(seed: int) -> None:
    conversation = converse(240 + seed, style(pictures=0.1), steps=(0.3, 0.6), count=7)
    order = list(range(7))
    random.Random(seed).shuffle(order)
    mixed = shuffled(conversation, order)
    found = arranged(mixed)
    assert [order[frame] for frame in found.runs[0].frames] == list(range(7))
    assert is_exact(mixed, found)


def test_scrolling_up_gives_the_page_from_top_to_foot() -> None:
    conversation = converse(250, style(), steps=(0.3, 0.6))
    found = arranged(shuffled(conversation, [5, 4, 3, 2, 1, 0]))
    assert [run.frames for run in found.runs] == [(5, 4, 3, 2, 1, 0)]


def test_with_a_gap_pages_scrolled_upwards_stay_in_their_order() -> None:
    conversation = converse(251, style(), steps=(0.55, 0.7))
    found = arranged(shuffled(conversation, [5, 4, 2, 1, 0]))
    assert [run.frames for run in found.runs] == [(4, 3, 2), (1, 0)]
    assert [(gap.upper, gap.lower) for gap in found.gaps] == [(2, 1)]


def test_the_same_view_twice_adds_nothing() -> None:
    conversation = converse(252, style(), steps=(0.3, 0.6))
    double = shuffled(conversation, [0, 1, 1, 2, 2, 3])
    found = arranged(double)
    assert found.gaps == ()
    assert sorted(found.runs[0].frames) == list(range(6))
    assert is_exact(double, found)


def test_a_torn_frame_is_left_out_and_its_neighbours_are_joined() -> None:
    conversation = converse(253, style(), steps=(0.3, 0.4))
    half = 300
    torn = np.concatenate([conversation.views[1][:half], conversation.views[2][half:]])
    views = (conversation.views[0], conversation.views[1], torn, *conversation.views[2:])
    tops = (*conversation.tops[:2], -1, *conversation.tops[2:])
    mixed = Conversation(conversation.page, views, tops, conversation.style)
    found = arrange(signatures(mixed))
    assert [run.shown for run in found.runs if 0 in run.frames] == [(0, 1, 3, 4, 5, 6)]


def test_a_picture_that_was_still_loading_is_shown_loaded() -> None:
    conversation = converse(255, style(), steps=(0.2, 0.25), count=3)
    y, high, left, wide = 330, 110, 60, 260
    picture = np.random.default_rng(3).integers(0, 256, (high, wide, 3), np.uint8)
    page, views = conversation.page.copy(), [view.copy() for view in conversation.views]
    for top, shown in zip((0, *conversation.tops), (page, *views), strict=True):
        shown[y - top : y - top + high, left : left + wide] = picture
    views[0][y : y + high, left : left + wide] = 208  # an empty box, as yet
    mixed = Conversation(page, tuple(views), conversation.tops, conversation.style)
    found = arranged(mixed)
    assert found.gaps == ()
    made = laid(mixed, found)[0]
    assert np.array_equal(made[y : y + high], page[y : y + high, :-BAR])


def test_a_caret_and_a_clock_are_no_change_of_view() -> None:
    conversation = converse(256, style())
    caret = conversation.views[1].copy()
    caret[600:620, 120:122] = 0
    caret[8:20, 40:48] = 0
    a, b = (signature(Image.fromarray(one)) for one in (conversation.views[1], caret))
    met = meet(a, b)
    assert isinstance(met, Join)
    assert (met.offset, met.sure) == (0, True)


def test_pictures_of_different_widths_are_not_compared() -> None:
    wide = signature(Image.new("RGB", (720, 900), "white"))
    narrow = signature(Image.new("RGB", (360, 900), "white"))
    assert meet(wide, narrow) is Doubt.WIDTH


@pytest.mark.parametrize("size", [(1, 1), (1, 20_000), (20_000, 1), (300, 20), (480, 640)])
def test_pictures_with_nothing_to_see_join_nothing(size: tuple[int, int]) -> None:
    blank = Image.new("RGB", size, "#dddddd")
    other = Image.new("RGB", size, "#222222")
    found = arrange([signature(blank), signature(other)])
    assert [(gap.upper, gap.lower) for gap in found.gaps] == [(0, 1)]


def test_a_very_high_picture_is_joined_too() -> None:
    conversation = converse(257, style(), count=12, steps=(0.9, 0.95))
    page = conversation.page
    views = (page[:3_500], page[3_000:6_000])
    tall = Conversation(page, views, (0, 3_000), style())
    (run,) = arranged(tall).runs
    assert run.joins[0].offset == 3_000
    assert run.joins[0].sure


def test_frames_that_cannot_be_read_leave_no_gap_of_their_own() -> None:
    conversation = converse(258, style(), steps=(0.3, 0.5), count=3)
    seen: list[Signature | None] = [*signatures(conversation)]
    found = arrange([seen[0], None, seen[1], seen[2]])
    assert [run.frames for run in found.runs] == [(0, 2, 3)]
    assert found.gaps == ()


def test_no_frames_are_no_runs() -> None:
    assert arrange([]) == Arrangement((), ())


# ---- laying down


def test_parts_hold_every_row_once() -> None:
    conversation = converse(260, style(), steps=(0.3, 0.6))
    (run,) = arranged(conversation).runs
    heights = [640] * 6
    whole = pieces(run, heights)
    cut = parts(whole, 700)
    assert all(sum(piece.rows for piece in part) == 700 for part in cut[:-1])
    rows = [(one.frame, row) for one in whole for row in range(one.first, one.last)]
    again = [(one.frame, row) for part in cut for one in part for row in range(one.first, one.last)]
    assert rows == again


@pytest.mark.parametrize("size", [(1, 1), (3, 700), (257, 5)])
def test_a_written_png_has_the_pixels_that_were_given(size: tuple[int, int]) -> None:
    width, height = size
    pixels = np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)
    out = io.BytesIO()
    write_png(out, width, height, [pixels[: height // 2], pixels[height // 2 :]])
    out.seek(0)
    with Image.open(out) as read:
        read.load()
        assert np.array_equal(np.asarray(read), pixels)


def test_a_png_with_rows_missing_is_refused() -> None:
    with pytest.raises(ValueError, match="1 rows written of 2"):
        write_png(io.BytesIO(), 1, 2, [np.zeros((1, 1, 3), np.uint8)])


# ---- what moves


def watched(views: Sequence[Pixels], step: float = 0.1) -> list[Motion]:
    watcher = Watcher(0.25)
    return [
        watcher.look(rows_of(Image.fromarray(view)), number * step)
        for number, view in enumerate(views)
    ]


def test_a_view_is_taken_once_it_has_come_to_rest() -> None:
    one, two, three = converse(270, style(caret=True), count=3).views
    moving, rested, same = Motion.MOVING, Motion.RESTED, Motion.UNCHANGED
    seen = watched([one, one, one, one, one, two, three, three, three, three, three])
    assert seen == [moving] * 3 + [rested, same] + [moving] * 4 + [rested, same]


def test_a_creeping_view_is_not_at_rest() -> None:
    page = converse(271, style()).page
    assert Motion.RESTED not in watched([page[at : at + 640] for at in range(0, 60, 2)])


@pytest.mark.parametrize("pauses", [True, False])
def test_a_screen_video_gives_frames_that_join_without_a_gap(tmp_path: Path, pauses: bool) -> None:
    conversation = converse(272, style(), count=3, steps=(0.4, 0.7))
    path = film(conversation, tmp_path / "video.mp4", pauses=pauses, glide=5 if pauses else 16)

    def looks() -> list[Look[Signature]]:
        return [
            Look(one.number, one.seconds, 480, rows_of(one.grey()), signature(one.picture()))
            for one in film_frames(path)
        ]

    picks = list(standing(looks()))
    found = arrange([pick.look.frame for pick in picks])
    assert found.gaps == ()
    (run,) = found.runs
    assert sum(join.offset for join in run.joins) == conversation.tops[-1]
    if pauses:
        assert sum(pick.still for pick in picks) == 3
        assert picks[0].look.seconds < picks[-1].look.seconds


def test_encoding_is_what_it_says() -> None:
    view = converse(273, style(), count=1).views[0]
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(encoded(view)))), view)
