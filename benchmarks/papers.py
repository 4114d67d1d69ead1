"""A bundle beside img2pdf, with which a person at a terminal would put two hundred screenshots into a PDF.

img2pdf places pictures and nothing else; the bundle also checks and copies originals, numbers, links, draws chats and
waveforms, reads its finished PDF again and signs. What is compared is said with each figure.
"""

from __future__ import annotations

import json
import resource
import sys
import wave
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.measuring import Result, Side, call, compare, own_env, program
from evidence_keeper import resources

SHOTS = 200
MESSAGES = 2000
CALLS = 10
CALL_SECONDS = 60
LINES = (
    "您好，我是智能客服小通，请问您当前的诉求是什么？",
    "转人工",
    "已为您查询到当前套餐为畅享129元，如需变更请回复数字1。",
    "我要找真人，不要机器人。",
)

_PICTURES = """
import sys
from datetime import datetime
from pathlib import Path
from evidence_keeper.bundle import spool
from evidence_keeper.bundle.picture import open_picture
from evidence_keeper.bundle.sheet import Sheet
out, scratch, *files = map(Path, sys.argv[1:])
canvas = spool.new_canvas("", datetime.now().astimezone())
sheet = Sheet(canvas)
for file in files:
    sheet.picture(open_picture(file, scratch), 68, 72, 300)
    sheet.turn()
with out.open("wb") as made:
    spool.write(canvas, made, lambda done, total: None)
"""


def draw_shot(path: Path, number: int) -> Path:
    """A chat on a full-HD screen: every second one upright, no two alike."""
    size = (1920, 1080) if number % 2 else (1080, 1920)
    image = Image.new("RGB", size, (237, 237, 237))
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(resources.path("fonts") / "NotoSansSC-Regular.ttf"), 30)
    for row, top in enumerate(range(40, size[1] - 90, 84)):
        left = 60 if row % 2 else size[0] - 900
        draw.rounded_rectangle((left, top, left + 840, top + 66), 12, fill=(255, 255, 255))
        text = f"{number}-{row} {LINES[(number + row) % len(LINES)]}"
        draw.text((left + 20, top + 12), text, font=font, fill=(20, 20, 20))
    # A photograph's grain in one corner, so that the file has the size of a real one.
    grain = np.random.default_rng(number).integers(0, 255, (300, 400, 3), np.uint8)
    image.paste(Image.fromarray(grain), (size[0] // 2, size[1] - 340))
    image.save(path, "PNG")
    return path


def write_chat(path: Path, messages: int) -> Path:
    """A log with so many messages."""
    lines = []
    for number in range(messages):
        who = "沈玉蓉" if number % 2 else "在线客服"
        moment = f"2026-03-{1 + number // 700:02d} {9 + number // 60 % 12:02d}:{number % 60:02d}:00"
        lines.append(f"{moment} {who}\n{LINES[number % len(LINES)]}（{number}）\n")
    path.write_text("\n".join(lines), "utf-8")
    return path


def write_call(path: Path, number: int) -> Path:
    """A recording of a minute."""
    rng = np.random.default_rng(number)
    sound = (rng.normal(0, 2500, 8000 * CALL_SECONDS)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(sound.tobytes())
    return path


class Matter:
    """A vault with one matter that has all this, and the same pictures as plain files."""

    def __init__(self, root: Path, shots: int, *, rest: bool = True) -> None:
        self.root = root
        files = root / "files"
        files.mkdir(parents=True)
        self.shots = [draw_shot(files / f"{number:03}.png", number) for number in range(shots)]
        if rest:
            write_chat(files / "chat.txt", MESSAGES)
            for number in range(CALLS):
                write_call(files / f"call-{number}.wav", number)
        self.env = own_env(root)
        title = ["--title", "x", "--set", "facts=x", "--set", "demand=x"]
        self.case = json.loads(self.keeper("case", "new", *title))["case_id"]
        self.keeper("add", files, "--case", self.case)
        self.made = 0

    def keeper(self, *arguments: str | Path) -> str:
        """The program on this vault."""
        return call(
            [*program(), "--vault", self.root / "vault", "--json", *arguments], env=self.env
        )

    def bundle(self) -> None:
        """What is measured: the whole, from the command to the signed delivery."""
        self.made += 1
        out = self.root / f"out-{self.made}"
        self.keeper("bundle", "--case", self.case, "--channel", "12315", "--out", out)

    def eight_bundles(self) -> None:
        """What is compared with one of eight times as much."""
        for _ in range(8):
            self.bundle()

    def pictures(self) -> None:
        """What is measured: the pictures alone, by the code that puts them into the papers."""
        scratch = self.root / "scratch"
        scratch.mkdir(exist_ok=True)
        call([sys.executable, "-c", _PICTURES, self.root / "ours.pdf", scratch, *self.shots])

    def img2pdf(self) -> None:
        """What a person would do by hand."""
        tool = [sys.executable, "-m", "img2pdf", "--pagesize", "A4"]
        call([*tool, *self.shots, "-o", self.root / "theirs.pdf"])


def measure(root: Path) -> list[Result]:
    """The pictures alone, the whole matter, and what a page costs when there are more of them."""
    matter = Matter(root / "matter", SHOTS)
    theirs = Side("img2pdf", matter.img2pdf)
    told = f"{SHOTS} full-HD screenshots"
    alone = compare(
        f"papers: {told}, the pictures alone",
        Side("ours", matter.pictures),
        theirs,
        times=3,
        target=1.0,
    )
    matter.bundle()  # What a recording lets hear is worked out once and kept.
    whole = compare(
        f"papers: {told}, {MESSAGES} messages, {CALLS} recordings; img2pdf for the pictures alone",
        Side("bundle", matter.bundle),
        theirs,
        times=3,
        target=0.4,
    )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"papers: at most {peak:.0f} MB in any of these processes (target 300)")
    return [alone, whole, _flat(root)]


def _flat(root: Path) -> Result:
    """A screenshot's cost with 400 of them beside its cost with 50: the same, where nothing grows."""
    few, many = Matter(root / "few", 50, rest=False), Matter(root / "many", 400, rest=False)
    return compare(
        "papers: 400 screenshots beside eight times the bundle of 50",
        Side("400", many.bundle),
        Side("8 x 50", few.eight_bundles),
        times=1,
        target=0.8,
    )
