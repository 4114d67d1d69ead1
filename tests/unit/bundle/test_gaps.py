"""A conversation of which a page is missing, on paper: the gap is said where it is, and nowhere else."""

from __future__ import annotations

from pathlib import Path

from evidence_keeper import stitching
from tests.conversations import Style, converse, without
from tests.unit.bundle.conftest import Shelf, page_texts

STYLE = Style(width=480, view=640, header=56, footer=60, size=20)
HERE = "此处可能漏了一段，未拼接"


def stitched(shelf: Shelf, folder: Path, gone: list[int]) -> stitching.Stitched:
    whole = converse(4, STYLE, steps=(0.55, 0.75), count=6)
    return stitching.stitch(shelf.vault, without(whole, gone).write(folder), shelf.case.case_id)


def test_a_gap_is_said_between_the_two_long_pictures_and_under_the_frames_beside_it(
    shelf: Shelf, tmp_path: Path
) -> None:
    done = stitched(shelf, tmp_path / "in", [2])
    assert len(done.gaps) == 1
    texts = page_texts(shelf.bundle().pdf)
    told = "".join(texts)
    assert told.count(HERE) == 2  # below the one, above the other
    sheet = next(text for text in texts if "单张画面，共" in text)
    assert sheet.count("下方可能漏了一段，未拼接") == 1
    assert sheet.count("上方可能漏了一段，未拼接") == 1


def test_a_picture_that_is_joined_to_none_says_so(shelf: Shelf, tmp_path: Path) -> None:
    done = stitched(shelf, tmp_path / "in", [1, 2, 3, 4])
    assert [one.joins for one in done.pictures] == [(), ()]
    told = "".join(page_texts(shelf.bundle().pdf))
    assert told.count("没有可证明的重叠") == 2


def test_a_whole_conversation_says_nothing_of_gaps(shelf: Shelf, tmp_path: Path) -> None:
    assert stitched(shelf, tmp_path / "in", []).whole
    assert "漏了一段" not in "".join(page_texts(shelf.bundle().pdf))
