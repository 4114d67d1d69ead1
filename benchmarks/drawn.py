"""Conversations that a browser draws: a style that the stitching was not tuned on, and what is right.

All of it is made up. Pages differ in theme, fonts, scale and content; views come from real scrolling, with a real
caret, real smooth scrolling and pictures that load late. Where each view lies on the page is found by looking for
its rows, exactly, before anything is compressed.
"""

from __future__ import annotations

import html
import io
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.browser import Browser
from evidence_keeper import resources

Pixels = NDArray[np.uint8]

KINDS = (
    "plain",
    "pictures",
    "lazy",
    "jpeg",
    "repeated",
    "menus",
    "smooth",
    "missing",
    "missing-repeated",
    "shuffled",
)
_FAMILIES = (
    "'Page'",
    "'LXGW WenKai', 'Page'",
    "'DejaVu Serif', 'Noto Serif CJK SC', 'Page'",
    "'Liberation Sans', 'Page'",
    "'DejaVu Sans Mono', 'Page'",
    "'WenQuanYi Micro Hei', 'Page'",
)
_A_LINE = 32
_LEAST_SEEN, _NEAR = (
    0.25,
    80,
)  # part of a view's rows that are the page's, pictures may be loading; rows
_SAYINGS = [
    "亲，请您耐心等待哦~",
    "这边帮您看一下",
    "订单显示已经发货",
    "物流三天没动了",
    "能不能转人工？",
    "人工客服忙，请稍后再试",
    "我不要优惠券，我要退款",
    "退款会在 1-7 个工作日原路退回",
    "请问是自动续费吗",
    "我没开通过会员",
    "您可以在设置里关闭",
    "Hello, how can I help?",
    "为什么扣我 25 元",
    "好的",
    "嗯",
    "在吗",
    "收到",
    "谢谢您的反馈，已为您登记",
    "登记号是多少",
    "抱歉给您带来不便，我们非常重视您的问题，将在 24 小时内由专员与您联系，请保持电话畅通",
    "电话没人打来",
    "请描述您的问题，我会尽力解答",
    "回复数字选择：1 话费 2 流量 3 宽带 4 其他",
    "4",
    "没有听懂您的问题，换个说法试试",
]
_AGAIN = "很抱歉，我没有理解您的问题。您可以这样问：①查话费 ②查流量 ③办理业务。回复“人工”为您转接，请耐心等待。"


@dataclass(frozen=True, slots=True)
class Chat:
    """Views as files, where each one's top lies on the page (pixels), and the page with its bars.

    `seen` are the pictures before they were compressed; `missing` the pairs between which nothing overlaps.
    """

    kind: str
    seed: int
    files: tuple[bytes, ...]
    seen: tuple[Pixels, ...]
    tops: tuple[int, ...]
    page: Pixels
    header: int
    footer: int
    bar: int
    lossy: bool
    missing: tuple[tuple[int, int], ...] = ()

    @property
    def late(self) -> bool:
        """Whether pictures load while it is scrolled. Else no view has a row that another one has better."""
        return self.kind == "lazy"

    @property
    def ending(self) -> str:
        """Of the files' names."""
        return "jpg" if self.lossy else "png"

    def expected(self, frames: Sequence[int]) -> Pixels:
        """What joining these frames, the first at the top, should give; of exact pictures only."""
        first, last = frames[0], frames[-1]
        high = len(self.seen[0])
        top, foot = self.tops[first] + self.header, self.tops[last] + high - self.footer
        parts = [self.seen[first][: self.header], self.page[top:foot]]
        return np.concatenate([*parts, self.seen[last][high - self.footer :]])


def chats(
    browser: Browser, root: Path, seeds: Sequence[int], kinds: Sequence[str] = KINDS
) -> Iterator[Chat]:
    """One conversation of each kind for each seed."""
    root.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        for kind in kinds:
            yield _chat(browser, root, kind, seed)


def _chat(browser: Browser, root: Path, kind: str, seed: int) -> Chat:
    chance = random.Random(f"{kind} {seed}")
    phone = chance.random() < 0.5
    width, height = (
        chance.choice(((360, 640), (390, 760)))
        if phone
        else chance.choice(((520, 700), (640, 620)))
    )
    scale = chance.choice((2, 2.5, 3)) if phone else chance.choice((1, 1.5, 2))
    bars = (chance.randrange(44, 70, 4), chance.randrange(48, 90, 4))
    path = root / f"{kind}-{seed}.html"
    path.write_text(_html(kind, chance, bars, phone), "utf-8")
    browser.show(path, width, height, scale)
    total = browser.run("sizes()[1]")
    views = list(_views(browser, kind, chance, height - sum(bars), scale))
    # A browser paints at most some 16,000 rows at once.
    browser.size(width, min(total, int(15_500 / scale) - sum(bars)) + sum(bars), scale)
    browser.run("go(0, 'instant')")
    browser.run("everything()")
    page = _pixels(browser.picture())
    header, footer = round(bars[0] * scale), round(bars[1] * scale)
    bar = 0 if phone else round(14 * scale)
    seen = [_pixels(one) for one, _ in views]
    tops = [
        _place(page, one, near, header, footer, bar)
        for one, near in zip(seen, (near for _, near in views), strict=True)
    ]
    left = [at for at, top in enumerate(tops) if top is not None]
    chat = Chat(
        kind,
        seed,
        tuple(views[at][0] for at in left),
        tuple(seen[at] for at in left),
        tuple(top for top in tops if top is not None),
        page,
        header,
        footer,
        bar,
        False,
    )
    return _altered(chat, chance)


def _altered(chat: Chat, chance: random.Random) -> Chat:
    order = list(range(len(chat.files)))
    if chat.kind.startswith("missing") and len(order) > 4:
        del order[chance.randrange(2, len(order) - 2)]
    if chat.kind == "shuffled":
        chance.shuffle(order)
    chat = replace(
        chat,
        files=tuple(chat.files[at] for at in order),
        seen=tuple(chat.seen[at] for at in order),
        tops=tuple(chat.tops[at] for at in order),
    )
    chat = replace(chat, missing=_missing(chat))
    if chat.kind == "jpeg":
        quality = chance.choice((60, 75, 85, 92))
        return replace(chat, files=tuple(_jpeg(one, quality) for one in chat.seen), lossy=True)
    return chat


def _missing(chat: Chat) -> tuple[tuple[int, int], ...]:
    """Neighbours on the page that share less than a line of text: also where a view was dropped on the way."""
    seen = len(chat.seen[0]) - chat.header - chat.footer if chat.seen else 0
    order = sorted(range(len(chat.tops)), key=lambda at: (chat.tops[at], at))
    return tuple(
        (one, two)
        for one, two in pairwise(order)
        if chat.tops[two] - chat.tops[one] > seen - _A_LINE
    )


def _views(
    browser: Browser, kind: str, chance: random.Random, seen: int, scale: float
) -> Iterator[tuple[bytes, float]]:
    """Pictures with where the page stood, in pixels, from top to foot."""
    steps = {
        "missing": (0.72, 0.9),
        "missing-repeated": (0.72, 0.9),
        "lazy": (0.2, 0.5),
        "smooth": (0.3, 0.6),
    }.get(kind, (0.3, 0.8))
    top = 0.0
    for _ in range(chance.randrange(6, 10)):
        how = "smooth" if kind == "smooth" else "instant"
        browser.run(f"go({top}, '{how}')")
        if kind == "smooth":
            # On its way, too: such a picture counts where it shows whole rows of the page.
            browser.run(f"new Promise(done => setTimeout(done, {chance.randrange(30, 200)}))")
            yield browser.picture(), browser.run("sizes()[0]") * scale
            browser.run("still()")
        if kind == "lazy":
            browser.run(f"load({chance.uniform(0.3, 0.8)})")
        browser.run(f"new Promise(done => setTimeout(done, {chance.randrange(0, 500)}))")
        yield browser.picture(), browser.run("sizes()[0]") * scale
        told = browser.run("sizes()[0]") + seen * chance.uniform(*steps)
        top = round(told * scale) / scale  # a screen scrolls by whole pixels


def _place(
    page: Pixels, view: Pixels, near: float, header: int, footer: int, bar: int
) -> int | None:
    """The page's row that is the view's first, nearest to where the page stood; None where it shows no whole rows."""
    right = view.shape[1] - bar
    content = view[header : len(view) - footer, :right]
    rows = np.asarray([hash(row.tobytes()) for row in content])
    whole = np.asarray([hash(row.tobytes()) for row in page[:, :right]])
    best, found = _LEAST_SEEN, None
    for top in range(max(0, round(near) - _NEAR), round(near) + _NEAR + 1):
        there = whole[top + header : top + header + len(rows)]
        share = float((there == rows).mean()) if len(there) == len(rows) else 0.0
        if share > best:
            best, found = share, top
    return found


def _pixels(png: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def _jpeg(picture: Pixels, quality: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=quality)
    return out.getvalue()


# ---- the page


def _html(kind: str, chance: random.Random, bars: tuple[int, int], phone: bool) -> str:
    dark = chance.random() < 0.35
    hue = chance.randrange(360)
    paper = f"hsl({hue} 20% {9 if dark else 96}%)"
    theirs = f"hsl({hue} 15% {18 if dark else 100}%)"
    mine = f"hsl({(hue + 120) % 360} 55% {30 if dark else 78}%)"
    ink = "#eee" if dark else "#222"
    size = chance.randrange(13, 20)
    style = f"""
    @font-face {{ font-family: Page; src: url({(resources.path("fonts") / "NotoSansSC-Regular.ttf").as_uri()}); }}
    * {{ box-sizing: border-box; margin: 0; }}
    body {{ height: 100vh; display: flex; flex-direction: column; background: {paper}; color: {ink};
            font: {size}px/1.5 {chance.choice(_FAMILIES)}; overflow: hidden; }}
    header {{ height: {bars[0]}px; flex: none; background: {theirs}; border-bottom: 1px solid #8886;
              padding: 6px 14px; z-index: 1; }}
    footer {{ height: {bars[1]}px; flex: none; background: {theirs}; padding: 8px; border-top: 1px solid #8886; }}
    input {{ width: 70%; height: 100%; font: inherit; border: 1px solid #8888; border-radius: 6px;
             background: {paper}; color: inherit; outline: none; }}
    main {{ flex: 1; overflow-y: scroll; position: relative; }}
    main::-webkit-scrollbar {{ width: {0 if phone else 10}px; }}
    main::-webkit-scrollbar-thumb {{ background: #8889; border-radius: 5px; }}
    .m {{ display: flex; gap: 10px; padding: {chance.randrange(4, 14)}px 12px; align-items: flex-start; }}
    .me {{ flex-direction: row-reverse; }}
    .face {{ width: 38px; height: 38px; border-radius: {chance.choice((4, 19))}px; flex: none;
             background: linear-gradient(140deg, hsl({hue} 60% 60%), hsl({hue + 40} 70% 40%)); }}
    .me .face {{ background: radial-gradient(circle at 30% 30%, #fc9, #a52); }}
    .b {{ max-width: 68%; background: {theirs}; padding: 8px 12px; border-radius: {chance.randrange(4, 18)}px;
          {chance.choice(("box-shadow: 0 1px 2px #0004;", "", "border: 1px solid #8884;"))} }}
    .me .b {{ background: {mine}; }}
    .t {{ text-align: center; font-size: 0.75em; opacity: 0.6; padding: 6px; }}
    .b button {{ display: block; width: 100%; margin-top: 6px; font: inherit; border: 1px solid #8886;
                 background: none; color: #38f; border-radius: 4px; }}
    .p {{ display: block; border-radius: 8px; background: #8883; }}
    """
    said = "\n".join(_messages(kind, chance, phone))
    return f"""<!doctype html><meta charset="utf-8"><style>{style}</style>
    <body><header>{chance.choice(("智能客服", "官方旗舰店", "小助手", "在线服务"))}</header>
    <main>{said}</main><footer><input autofocus value="{"" if chance.random() < 0.7 else "转人工"}"></footer>
    <script>const LAZY = {"true" if kind == "lazy" else "false"};{_SCRIPT}</script>"""


_SCRIPT = """
const main = document.querySelector('main');
document.querySelector('input').focus({preventScroll: true});
function sizes() { return [main.scrollTop, main.scrollHeight]; }
function frame() { return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))); }
async function go(top, how) { main.scrollTo({top, behavior: how}); await frame(); }
async function still() {
  let last = -1;
  while (last !== main.scrollTop) {
    last = main.scrollTop;
    await new Promise(done => setTimeout(done, 120));
  }
}
function paint(box) {
  if (box.dataset.done) return;
  box.dataset.done = 1;
  const pen = box.getContext('2d');
  let seed = Number(box.dataset.seed);
  const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  for (let i = 0; i < 40; i++) {
    pen.fillStyle = `hsl(${next() * 360} 60% ${20 + next() * 60}%)`;
    pen.beginPath();
    pen.ellipse(next() * box.width, next() * box.height, next() * 60 + 4, next() * 60 + 4, 0, 0, 7);
    pen.fill();
  }
}
function load(part) {
  const foot = main.clientHeight * part;
  for (const box of document.querySelectorAll('canvas'))
    if (box.getBoundingClientRect().top - main.getBoundingClientRect().top < foot) paint(box);
}
async function everything() { document.querySelectorAll('canvas').forEach(paint); await frame(); }
if (!LAZY) everything();
"""


def _messages(kind: str, chance: random.Random, phone: bool) -> Iterator[str]:
    pictures = {"pictures": 0.35, "lazy": 0.3, "plain": 0.0, "menus": 0.0}.get(kind, 0.08)
    again = {"repeated": 0.75, "missing-repeated": 0.6, "menus": 0.35}.get(kind, 0.1)
    minute = 0
    for _ in range(60 if phone else 75):
        minute += chance.randrange(1, 30)
        if chance.random() < 0.12:
            yield f'<div class="t">{8 + minute // 60 % 12}:{minute % 60:02d}</div>'
        mine = chance.random() < 0.4
        if chance.random() < again:
            mine = chance.random() < 0.3
            text = "转人工" if mine else _AGAIN
            if not mine and kind == "menus":
                text += "<button>查话费</button><button>转人工</button>"
        elif chance.random() < pictures:
            size = f'width="{chance.randrange(120, 220)}" height="{chance.randrange(90, 260)}"'
            text = f'<canvas class="p" data-seed="{chance.randrange(2**31)}" {size}></canvas>'
        else:
            text = html.escape(_sentence(chance))
        side = " me" if mine else ""
        yield f'<div class="m{side}"><div class="face"></div><div class="b">{text}</div></div>'


def _sentence(chance: random.Random) -> str:
    told = "".join(chance.choice(_SAYINGS) for _ in range(chance.choice((1, 1, 1, 2, 3))))
    if chance.random() < 0.4:
        told += f"（{json.dumps(chance.randrange(10**9))}）"
    return told
