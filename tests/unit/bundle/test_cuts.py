"""A long picture is cut between lines of text, and nothing of it is left out."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont

from evidence_keeper import resources
from evidence_keeper.bundle.cuts import Cuts
from evidence_keeper.bundle.picture import open_picture

PAPER = {
    "light": ((237, 237, 237), (255, 255, 255), (20, 20, 20)),
    "dark": ((17, 17, 17), (44, 44, 44), (210, 210, 210)),
}


def chat(theme: str, rows: int = 6000) -> tuple[Image.Image, list[tuple[int, int]]]:
    """A tall chat picture, and from which row to which each line of text goes."""
    ground, bubble, ink = PAPER[theme]
    image = Image.new("RGB", (1080, rows), ground)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(resources.path("fonts") / "NotoSansSC-Regular.ttf"), 42)
    lines, y = [], 30
    while y + 200 < rows:
        draw.rounded_rectangle((150, y, 900, y + 150), 18, fill=bubble)
        for at in (y + 20, y + 80):
            draw.text((180, at), "您当前的诉求是什么请描述", font=font, fill=ink)
            box = draw.textbbox((180, at), "您当前的诉求是什么请描述", font=font)
            lines.append((int(box[1]), int(box[3])))
        y += 190
    return image, lines


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_no_line_of_text_is_torn_and_no_row_is_left_out(
    theme: str, ending: str, tmp_path: Path
) -> None:
    image, lines = chat(theme)
    path = tmp_path / f"long.{ending}"
    image.save(path, quality=80)
    cuts = Cuts.of(open_picture(path, tmp_path))
    top, ends = 0, []
    while top < image.height:
        bottom, following = cuts.piece(top, 1700)
        assert top < bottom <= top + 1700
        assert following == bottom
        ends.append(bottom)
        top = following
    assert ends[-1] == image.height
    assert not [(cut, line) for cut in ends for line in lines if line[0] < cut < line[1]]


def test_a_picture_without_a_gap_is_cut_with_an_overlap(tmp_path: Path) -> None:
    noise = numpy.random.default_rng(1).integers(0, 255, (4000, 600), numpy.uint8)
    path = tmp_path / "noise.png"
    Image.fromarray(noise).save(path)
    cuts = Cuts.of(open_picture(path, tmp_path))
    bottom, following = cuts.piece(0, 1000)
    assert bottom == 1000
    assert 950 < following < 1000
