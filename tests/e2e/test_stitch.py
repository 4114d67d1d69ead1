"""`stitch` as scripts see it: joins, gaps, frames and what was refused, in one object."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.conversations import Style, converse, without
from tests.e2e.cli_runner import ITEM, Cli, misfits

STYLE = Style(width=480, view=640, header=56, footer=60, size=20)


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


@pytest.fixture
def case_id(cli: Cli) -> str:
    return str(cli.ok("case", "new", "--title", "套餐被改")["case_id"])


def test_screenshots_in_any_order_become_one_picture(
    cli: Cli, case_id: str, tmp_path: Path
) -> None:
    conversation = converse(21, STYLE, steps=(0.4, 0.6), count=4)
    paths = conversation.write(tmp_path / "in")
    order = [2, 0, 3, 1]
    done = cli.ok("stitch", *(paths[at] for at in order), "--case", case_id)
    (item,) = done["items"]
    assert misfits(ITEM, item) == []
    assert (done["gaps"], done["whole"], done["refused"]) == ([], True, [])
    assert [(join["from"], join["to"]) for join in item["joins"]] == [(1, 3), (3, 0), (0, 2)]
    steps = np.diff(conversation.tops).tolist()
    assert [join["offset"] for join in item["joins"]] == steps
    assert all(join["sure"] is True for join in item["joins"])
    assert (item["width"], item["height"]) == (480, conversation.tops[-1] + 640)
    assert {item["group"]} == {frame["group"] for frame in done["frames"]}
    assert [frame["sha256"] for frame in done["frames"]] == [
        hashlib.sha256(paths[at].read_bytes()).hexdigest() for at in order
    ]
    shown = cli.ok("case", "show", case_id)
    assert len(shown["items"]) == 5


def test_a_missing_page_is_a_gap(cli: Cli, case_id: str, tmp_path: Path) -> None:
    conversation = without(converse(4, STYLE, steps=(0.55, 0.75), count=6), [2])
    done = cli.ok("stitch", *conversation.write(tmp_path / "in"), "--case", case_id)
    assert [(gap["from"], gap["to"]) for gap in done["gaps"]] == [(1, 2)]
    assert [len(item["joins"]) for item in done["items"]] == [1, 2]
    assert done["whole"] is False


def test_pictures_of_different_widths_are_refused_plainly(
    cli: Cli, case_id: str, tmp_path: Path
) -> None:
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for path, width in zip(paths, (480, 360), strict=True):
        Image.new("RGB", (width, 640), "#ededed").save(path)
    done = cli.ok("stitch", *paths, "--case", case_id)
    (refused,) = done["refused"]
    assert refused["code"] == "width_differs"
    assert "480" in refused["message"]
    assert [gap["reason"] for gap in done["gaps"]] == ["width_differs"]


def test_nothing_that_could_be_joined_is_an_error(cli: Cli, case_id: str, tmp_path: Path) -> None:
    ran = cli.run("stitch", tmp_path / "gone.png", "--case", case_id)
    assert ran.code == 1
    assert "Traceback" not in ran.err
