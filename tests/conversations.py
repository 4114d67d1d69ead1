"""Synthetic conversations, drawn with Pillow: the page as it is, and the views of it that a screen would show.

The stitching was tuned on these; what it is measured by (benchmarks/stitching.py) is drawn by a browser instead.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from evidence_keeper import resources

Pixels = NDArray[np.uint8]

WORDS = (
    "您好很高兴为您服务请问有什么可以帮您的我要转人工客服这个月多扣了二十九块钱怎么回事请您稍等正在查询"
    "您的套餐已经办理不能取消我没有同意过请提供录音工单号已经记录我们会在四十八小时内回复您感谢您的理解"
)
THEMES = (
    ("#ededed", "#ffffff", "#95ec69", "#191919", "#f7f7f7"),
    ("#111111", "#2c2c2c", "#3eb575", "#e0e0e0", "#1e1e1e"),
    ("#f3f6fb", "#ffffff", "#4c8bf5", "#222222", "#ffffff"),
    ("#fff8ee", "#fffdf8", "#ffd591", "#3b2f20", "#fff1dc"),
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a conversation looks and what is hard about it."""

    width: int = 720
    view: int = 1280
    header: int = 96
    footer: int = 104
    theme: int = 0
    size: int = 30
    messages: int = 40
    pictures: float = 0.0
    repeated: float = 0.0
    clock: bool = True
    caret: bool = True
    scroll_bar: bool = True
    lazy: bool = False
    jpeg: int = 0


@dataclass(frozen=True, slots=True)
class Conversation:
    """The whole page with bars (what a perfect join shows), the views, and where each view's top lies."""

    page: Pixels
    views: tuple[Pixels, ...]
    tops: tuple[int, ...]
    style: Style
    boxes: tuple[tuple[int, int, int, int], ...] = field(default=())

    def encoded(self) -> list[bytes]:
        """The views as files: PNG, or JPEG where the style says so."""
        return [encoded(view, self.style.jpeg) for view in self.views]

    def write(self, folder: Path) -> list[Path]:
        """The views as files in a folder, named in order."""
        folder.mkdir(parents=True, exist_ok=True)
        ending = "jpg" if self.style.jpeg else "png"
        paths = []
        for number, data in enumerate(self.encoded()):
            path = folder / f"chat{number:03d}.{ending}"
            path.write_bytes(data)
            paths.append(path)
        return paths

    def expected(self, first: int, last: int) -> Pixels:
        """What joining the views from `first` to `last` gives: one's header, the page between, the other's foot."""
        style = self.style
        top, foot = self.tops[first] + style.header, self.tops[last] + style.view - style.footer
        parts = [
            self.views[first][: style.header],
            self.page[top:foot],
            self.views[last][style.view - style.footer :],
        ]
        return np.concatenate(parts)


def encoded(view: Pixels, jpeg: int = 0) -> bytes:
    """A view as a PNG, or a JPEG of that quality."""
    out = io.BytesIO()
    if jpeg:
        Image.fromarray(view).save(out, "JPEG", quality=jpeg)
    else:
        Image.fromarray(view).save(out, "PNG", compress_level=1)
    return out.getvalue()


def converse(
    seed: int,
    style: Style | None = None,
    *,
    steps: tuple[float, float] = (0.35, 0.85),
    count: int = 6,
) -> Conversation:
    """A conversation and `count` views of it, each `steps` (least, most) of the visible page below the one before."""
    style = style or Style()
    chance = random.Random(seed)
    painter = _Painter(style, chance)
    seen = style.view - style.header - style.footer
    tops = [0]
    for _ in range(count - 1):
        tops.append(tops[-1] + round(seen * chance.uniform(*steps)))
    page = painter.page(tops[-1] + style.view)
    views = tuple(painter.view(page, top, number, len(page)) for number, top in enumerate(tops))
    return Conversation(page, views, tuple(tops), style, tuple(painter.boxes))


def without(conversation: Conversation, gone: Sequence[int]) -> Conversation:
    """The same without some views."""
    left = [at for at in range(len(conversation.views)) if at not in gone]
    return shuffled(conversation, left)


def shuffled(conversation: Conversation, order: Sequence[int]) -> Conversation:
    """The same with its views in another order."""
    return Conversation(
        conversation.page,
        tuple(conversation.views[at] for at in order),
        tuple(conversation.tops[at] for at in order),
        conversation.style,
        conversation.boxes,
    )


class _Painter:
    def __init__(self, style: Style, chance: random.Random) -> None:
        self.style, self.chance = style, chance
        self.paper, self.theirs, self.mine, self.ink, self.bar = THEMES[style.theme % len(THEMES)]
        font = str(resources.path("fonts") / "NotoSansSC-Regular.ttf")
        self.font = ImageFont.truetype(font, style.size)
        self.small = ImageFont.truetype(font, max(8, style.size * 2 // 3))
        self.boxes: list[tuple[int, int, int, int]] = []
        self.said = [self._sentence() for _ in range(3)]

    def _sentence(self) -> str:
        start = self.chance.randrange(len(WORDS) - 6)
        text = WORDS[start : start + self.chance.randrange(2, 60)]
        return text if self.chance.random() < 0.5 else f"{text}{self.chance.randrange(10_000)}"

    def page(self, height: int) -> Pixels:
        """The whole page, at least so high, from behind the header on."""
        style = self.style
        image = Image.new("RGB", (style.width, height), self.paper)
        draw = ImageDraw.Draw(image)
        y = style.header + 20
        while y < height:
            y = self._message(image, draw, y) + self.chance.randrange(14, 40)
        return np.asarray(image)

    def _message(self, image: Image.Image, draw: ImageDraw.ImageDraw, y: int) -> int:
        style, chance = self.style, self.chance
        if chance.random() < 0.12 and not style.repeated:
            told = f"{chance.randrange(24)}:{chance.randrange(60):02d}"
            draw.text((style.width // 2 - 40, y), told, self.ink, self.small)
            return y + round(self.small.size) + 8
        mine = chance.random() < 0.4
        face = style.size * 2
        left = style.width - face - 20 if mine else 20
        draw.rectangle((left, y, left + face, y + face), "#5b8def" if mine else "#e0a458")
        draw.text((left + 8, y + 8), "我" if mine else "客", "#ffffff", self.font)
        if chance.random() < style.pictures:
            return self._picture(image, y, mine, face)
        if chance.random() < style.repeated:
            mine, text = False, self.said[0]
            if chance.random() < 0.3:
                text = self.said[1]
        else:
            text = self._sentence()
        return self._bubble(draw, y, mine, face, text)

    def _bubble(self, draw: ImageDraw.ImageDraw, y: int, mine: bool, face: int, text: str) -> int:
        size = self.style.size
        most = (self.style.width - 2 * face - 120) // size
        lines = [text[at : at + most] for at in range(0, len(text), most)] or [" "]
        wide = max(int(draw.textlength(line, self.font)) for line in lines) + 36
        high = len(lines) * (size + 10) + 26
        left = self.style.width - face - 36 - wide if mine else face + 36
        box = (left, y, left + wide, y + high)
        draw.rounded_rectangle(box, 10, self.mine if mine else self.theirs)
        for at, line in enumerate(lines):
            draw.text((left + 18, y + 12 + at * (size + 10)), line, self.ink, self.font)
        return y + max(high, face)

    def _picture(self, image: Image.Image, y: int, mine: bool, face: int) -> int:
        wide, high = self.chance.randrange(160, 320), self.chance.randrange(120, 420)
        left = self.style.width - face - 36 - wide if mine else face + 36
        noise = np.random.default_rng(self.chance.randrange(2**32))
        small = noise.integers(0, 255, (9, 7, 3), dtype=np.uint8)
        picture = Image.fromarray(small).resize((wide, high), Image.Resampling.BICUBIC)
        image.paste(picture, (left, y))
        self.boxes.append((left, y, wide, high))
        return y + high

    def view(self, page: Pixels, top: int, number: int, total: int) -> Pixels:
        """What the screen shows with the page scrolled so that `top` is its first row."""
        style, chance = self.style, self.chance
        shown = Image.fromarray(page[top : top + style.view])
        draw = ImageDraw.Draw(shown)
        if style.lazy:
            self._still_loading(draw, top, chance)
        draw.rectangle((0, 0, style.width, style.header - 1), self.bar)
        told = f"9:{41 + number:02d}" if style.clock else "9:41"
        draw.text((24, 6), told, self.ink, self.small)
        draw.text((style.width // 2 - 60, style.header // 2 - 4), "在线客服", self.ink, self.small)
        draw.line((0, style.header - 1, style.width, style.header - 1), "#cccccc")
        foot = style.view - style.footer
        draw.rectangle((0, foot, style.width, style.view), self.bar)
        box = (90, foot + 16, style.width - 120, style.view - 24)
        draw.rounded_rectangle(box, 8, self.theirs, "#bbbbbb")
        draw.ellipse((24, foot + 28, 64, foot + 68), None, self.ink, 3)
        if style.caret and chance.random() < 0.5:
            draw.rectangle((104, foot + 28, 106, foot + 64), self.ink)
        if style.scroll_bar:
            seen = style.view - style.header - style.footer
            thumb = max(30, seen * seen // total)
            at = style.header + (seen - thumb) * top // max(1, total - style.view)
            draw.rectangle((style.width - 8, at, style.width - 3, at + thumb), "#999999")
        return np.asarray(shown)

    def _still_loading(self, draw: ImageDraw.ImageDraw, top: int, chance: random.Random) -> None:
        """A picture that has only just come into view from below is an empty box."""
        foot = top + self.style.view - self.style.footer
        for left, y, wide, high in self.boxes:
            if y + high // 2 < foot < y + high + 160 and chance.random() < 0.8:
                draw.rectangle((left, y - top, left + wide - 1, y - top + high - 1), "#d0d0d0")


def film(
    conversation: Conversation,
    path: Path,
    *,
    rest: float = 0.6,
    glide: int = 12,
    rate: int = 30,
    pauses: bool = True,
) -> Path:
    """A phone's screen video of the conversation: each view rests for `rest` seconds, then glides on in `glide` frames.

    Without `pauses` it glides all the time and never rests. H.264, as phones write it, with a frame only where
    something changed.
    """
    import fractions

    import av

    style = conversation.style
    painter = _Painter(style, random.Random(1))
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=rate, options={"crf": "20", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = style.width, style.view, "yuv420p"
        stream.codec_context.time_base = fractions.Fraction(1, rate)
        tick = 0
        for before, top in zip((0, *conversation.tops), conversation.tops, strict=False):
            for step in range(1, glide + 1):
                at = before + (top - before) * step // glide
                shown = painter.view(conversation.page, at, 0, len(conversation.page))
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(shown), format="rgb24")
                frame.pts, frame.time_base = tick, fractions.Fraction(1, rate)
                file.mux(stream.encode(frame))
                tick += 1
            tick += round(rest * rate) if pauses else 0
        file.mux(stream.encode(None))
    return path
