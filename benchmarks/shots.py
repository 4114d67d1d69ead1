"""One picture of a 1920 x 1080 screen: from the press until it is kept, beside mss alone and ImageMagick's import.

Ours is on the disk, synced, read back from it, hashed and in the signed journal; theirs only write a file.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.measuring import Result, Side, compare
from evidence_keeper import resources
from evidence_keeper.intake.screen import Box, Whole, png, screen
from evidence_keeper.keeper import Keeper
from tests.xvfb import Painter, Pixels, Xvfb, as_the_display

WIDTH, HEIGHT = 1920, 1080
TIMES = 15
MOST_SECONDS = 0.150


def measure(root: Path) -> list[Result]:
    """The picture alone, then the whole of keeping it."""
    root.mkdir(parents=True)
    with Xvfb(WIDTH, HEIGHT) as server, as_the_display(server):
        painter = Painter(server)
        painter.put("在线客服", Box(0, 0, WIDTH, HEIGHT), _chat())
        keeper = Keeper.open(root / "vault", home=root / "home")
        try:
            return _measure(root, keeper)
        finally:
            keeper.close()
            painter.close()


def _measure(root: Path, keeper: Keeper) -> list[Result]:
    case_id = keeper.new_case("x").case_id
    port = screen()
    picture = root / "a.png"

    def ours() -> None:
        shot = port.take(Whole())
        picture.write_bytes(png.write(shot.pixels, {"Software": "evidence-keeper"}))

    def kept() -> None:
        keeper.shot(case_id, port=screen())

    results = []
    for name, theirs in (("mss", _mss(root / "m.png")), ("import", _import(root / "i.png"))):
        for title, side in (
            ("One picture as a PNG file", Side("screen.take and png.write", ours)),
            ("One picture kept", Side("keeper.shot", kept)),
        ):
            results.append(compare(title, side, Side(name, theirs), times=TIMES))
    slowest = max(one.our_seconds for one in results if one.ours == "keeper.shot")
    limit = Result(
        "A press until it is on the disk, read back, hashed and in the journal",
        "keeper.shot",
        "the limit",
        slowest,
        MOST_SECONDS,
        1.0,
    )
    print(limit.line(), flush=True)
    return [*results, limit]


def _mss(path: Path) -> Callable[[], object]:
    import mss
    import mss.tools

    def shoot() -> None:
        with mss.MSS() as reader:
            seen = reader.grab(reader.monitors[0])
            mss.tools.to_png(seen.rgb, seen.size, output=str(path))

    return shoot


def _import(path: Path) -> Callable[[], object]:
    line = ["import", "-silent", "-window", "root", str(path)]
    return lambda: subprocess.run(line, check=True)


def _chat() -> Pixels:
    """A screen full of chat: what people take pictures of."""
    page = Image.new("RGB", (WIDTH, HEIGHT), (237, 237, 237))
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(resources.path("fonts", "NotoSansSC-Regular.ttf")), 22)
    said = (
        "您好，请问有什么可以帮您？",
        "我要转人工客服，套餐不是我改的。",
        "亲，正在为您查询，请稍等。",
    )
    for row in range(26):
        mine = row % 3 == 1
        left = 1100 if mine else 60
        fill = (149, 236, 105) if mine else (255, 255, 255)
        pen.rounded_rectangle((left, 8 + row * 41, left + 720, 42 + row * 41), 8, fill=fill)
        pen.text((left + 16, 10 + row * 41), f"{row}. {said[row % 3] * 2}", (20, 20, 20), font)
    pixels: Pixels = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    pixels[..., :3] = np.asarray(page)[..., ::-1]
    return pixels
