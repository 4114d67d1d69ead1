"""Sixty conversations of a style the joining was not tuned on, and two hundred frames in little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.stitching import Score, score

pytestmark = pytest.mark.soak

WIDTH, HEIGHT, STEP, LINE = 1080, 2340, 1500, 60
_RUN = """
import json, sys
from pathlib import Path
from evidence_keeper.keeper import Keeper
root = Path(sys.argv[1])
keeper = Keeper.open(root / "vault", home=root / "home")
done = keeper.stitch(sorted((root / "in").iterdir()), keeper.new_case("T").case_id)
status = Path("/proc/self/status").read_text()
peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
heights = [one.height for one in done.pictures]
print(json.dumps([done.whole, len(done.frames), heights, peak / 1024]))
"""


def test_sixty_conversations_that_a_browser_drew(tmp_path: Path) -> None:
    """Sixty whose views hold the answer, by the page as it was drawn; those set aside on the way are judged too."""
    scores, aside = score(tmp_path / "pages")
    whole = Score()
    for one in scores.values():
        whole.merge(one)
    assert whole.conversations == 60
    assert whole.exact >= 0.98 * whole.conversations, whole.failed
    assert whole.missing_found == whole.missing
    assert whole.sure_and_wrong == 0
    # Of the others it may say that it can't tell, and nothing that isn't so.
    assert aside.wrong == 0, aside.failed
    assert aside.missing_found == aside.missing


def view(top: int) -> Image.Image:
    """Lines of blocks, each line another one: cheap to draw at any place of an endless page."""
    first, last = top // LINE, (top + HEIGHT) // LINE + 1
    lines = []
    for number in range(first, last):
        line = np.full((LINE, WIDTH, 3), 240, np.uint8)
        marks = np.random.default_rng(number).integers(0, 2, (8, 40), np.uint8) * 200 + 20
        line[10:50, 60:1020] = np.kron(marks, np.ones((5, 24), np.uint8))[..., None]
        lines.append(line)
    return Image.fromarray(np.concatenate(lines)[top - first * LINE :][:HEIGHT])


def test_two_hundred_frames_take_little_memory(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(200):
        view(number * STEP).save(folder / f"{number:03d}.png", compress_level=1)
    ran = subprocess.run(
        [sys.executable, "-c", _RUN, str(tmp_path)], capture_output=True, text=True, check=True
    )
    whole, frames, heights, peak = json.loads(ran.stdout)
    print(f"200 frames of {WIDTH} x {HEIGHT}: {peak:.0f} MB at most")
    assert (whole, frames) == (True, 200)
    assert sum(heights) == 199 * STEP + HEIGHT
    assert max(heights) == 60_000
    assert peak < 700
