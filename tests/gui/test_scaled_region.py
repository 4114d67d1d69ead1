"""A region drawn with a real mouse on two real (if unseen) monitors, at each scale factor and at two at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper.intake.screen import Box
from tests.xvfb import Painter, Xvfb, noise

LEFT, RIGHT = Box(0, 0, 1280, 800), Box(1280, 0, 1024, 768)
PICTURE = noise(2304, 800)


@pytest.fixture(scope="module")
def server() -> Iterator[Xvfb]:
    with Xvfb(2304, 800, (LEFT, RIGHT)) as started:
        painter = Painter(started)
        painter.put("背景", Box(0, 0, 2304, 800), PICTURE)
        yield started
        painter.close()


@pytest.mark.parametrize(
    "scaling",
    [
        {"QT_SCALE_FACTOR": "1"},
        {"QT_SCALE_FACTOR": "1.25"},
        {"QT_SCALE_FACTOR": "1.5"},
        {"QT_SCALE_FACTOR": "2"},
        {"QT_SCREEN_SCALE_FACTORS": "M1=2;M2=1"},
        {"QT_SCREEN_SCALE_FACTORS": "M1=1.25;M2=1.5"},
    ],
    ids=lambda scaling: " ".join(f"{key}={value}" for key, value in scaling.items()),
)
def test_what_is_drawn_across_both_is_what_is_cut(server: Xvfb, scaling: dict[str, str]) -> None:
    env = {
        **server.environment,
        "QT_QPA_PLATFORM": "xcb",
        "QT_SCALE_FACTOR_ROUNDING_POLICY": "PassThrough",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        **scaling,
    }
    line = [sys.executable, str(Path(__file__).with_name("scaled_region.py"))]
    with subprocess.Popen(line, env=env, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline().strip() == "ready"
        for step in (
            ["mousemove", "1100", "120"],
            ["mousedown", "1"],
            ["mousemove", "1200", "300"],
            ["mousemove", "1500", "480"],
            ["mouseup", "1"],
        ):
            subprocess.run(["xdotool", *step], env=env, check=True, timeout=20)
        told = json.loads(program.stdout.readline())
        program.wait(30)
    x, y, width, height = told["box"]
    # A unit of Qt's is up to two pixels.
    assert (x, y) == pytest.approx((1100, 120), abs=2)
    assert (x + width, y + height) == pytest.approx((1500, 480), abs=2)
    cut = PICTURE[y : y + height, x : x + width]
    assert told["sums"] == [int(cut[..., colour].sum(dtype=int)) for colour in range(3)]
