"""What stands above and around an exhibit: the strip with its number, its continuation, pictures with a thin frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evidence_keeper.bundle.excerpt import excerpt
from evidence_keeper.bundle.exhibits import Entry, captured, clock, say_time, source_of
from evidence_keeper.bundle.flow import Layout
from evidence_keeper.bundle.fonts import glyphs, width
from evidence_keeper.bundle.measures import fitted
from evidence_keeper.bundle.names import one_line
from evidence_keeper.bundle.paper import Pages, Paper
from evidence_keeper.bundle.picture import Picture
from evidence_keeper.bundle.sheet import FAINT, GREY, PAPER, TEAL, Ink, Sheet
from evidence_keeper.bundle.typeset import ROOM, WIDTH, Block, Span, Style, Text
from evidence_keeper.model import CallSegment

_WIDE_NUMBER, _NARROW_NUMBER = 62.0, 40.0
_PAD_X, _PAD_Y = 9.0, 6.0


class Strip(Block):
    """The strip that opens an exhibit: its number on teal, what it is beside it."""

    before = 16.0
    after = 9.0
    keep_next = True

    def __init__(self, number: str, texts: Sequence[Text], factor: float = 1.0) -> None:
        self._number = number
        self._texts = list(texts)
        self._factor = factor

    def _number_width(self, width: float) -> float:
        return (_WIDE_NUMBER if width > 300 else _NARROW_NUMBER) * self._factor

    def height(self, width: float) -> float:
        inner = width - self._number_width(width) - 2 * _PAD_X
        return max(34.0, sum(text.height(inner) for text in self._texts) + 2 * _PAD_Y)

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        high, left = self.height(width), self._number_width(width)
        sheet.box(x, y, width, high, fill=PAPER, stroke=TEAL, line=0.8, radius=4)
        sheet.box(x, y, left, high, fill=TEAL, radius=4)
        sheet.box(x + left - 5, y, 5, high, fill=TEAL)
        self._draw_number(sheet, x, y, left, high)
        inner = width - left - 2 * _PAD_X
        free = high - 2 * _PAD_Y - sum(text.height(inner) for text in self._texts)
        below = y + _PAD_Y + free / 2
        for text in self._texts:
            text.draw(sheet, x + left + _PAD_X, below, inner)
            below += text.height(inner)

    def _draw_number(self, sheet: Sheet, x: float, y: float, wide: float, high: float) -> None:
        size = min(
            16.0 * self._factor,
            16.0 * self._factor * (wide - 8) / width(self._number, 16.0, bold=True),
        )
        inks = [Ink(glyph, PAPER) for glyph in glyphs(self._number, bold=True)]
        start = x + (wide - width(self._number, size, bold=True)) / 2
        sheet.text(start, y + high / 2 + 0.36 * size, inks, size)


def strip(entry: Entry, paper: Paper, pages: Pages, remark: str) -> Strip:
    """The strip of an exhibit: name, time and where it comes from, source, when kept, digest, what is shown below.

    What is longer stands in full in the catalogue; a strip must leave room for the exhibit.
    """
    style = paper.looks.strip
    item = entry.item
    digest_page = pages.first("digests")
    kept = say_time(item.kept_at, zoned=not paper.zone)
    lines = [
        [
            Span(f"{excerpt(entry.title, 60)}　", bold=True),
            Span(captured(item, zoned=not paper.zone)),
        ],
        [Span(f"来源：{excerpt(source_of(item, paper.person), 80)}　存入：{kept}（本机时钟）")],
        [Span(f"文件名：{one_line(item.name)}")],
        [
            Span(f"SHA-256　{item.digest.short}…（"),
            Span(f"全文见第 {digest_page} 页", colour=TEAL, link="digests"),
            Span("）"),
        ],
    ]
    if item.purpose.strip():
        lines.append([Span(f"证明内容：{excerpt(item.purpose, 110)}")])
    if remark:
        lines.append([Span(remark, bold=True)])
    return Strip(entry.number, [Text(line, style) for line in lines], paper.looks.factor)


def room_below(entry: Entry, paper: Paper, remark: str) -> float:
    """The height that the strip of this exhibit leaves on a page (one line spare: page numbers may get longer)."""
    opening = strip(entry, paper, Pages(Layout([], {}, {}), ()), remark)
    line = paper.looks.strip.size * paper.looks.strip.leading
    return ROOM - opening.height(WIDTH) - opening.after - line


def continued(entry: Entry, style: Style, what: str) -> Text:
    """The line that opens a continued page."""
    told = f"证据 {entry.number}　{excerpt(entry.title, 40)}　{what}　续上页"
    return Text(told, style.but(colour=TEAL, bold=True, after=5, keep_next=True))


class Photo(Block):
    """A picture, at most `wide` x `high` points, in the middle, with a thin frame; or a part of it.

    `window` is the part of its height that is seen. A small picture is not blown up beyond 90 pixels an inch.
    """

    after = 6.0

    def __init__(
        self,
        picture: Picture,
        wide: float,
        high: float,
        window: tuple[float, float] = (0.0, 1.0),
    ) -> None:
        self._picture = picture
        self._window = window
        across, down = picture.upright
        seen = down * (window[1] - window[0])
        self._wide = fitted(across, seen, wide, high)
        self._high = self._wide * seen / across

    def height(self, width: float) -> float:
        return self._high * min(1.0, width / self._wide)

    def pictures(self) -> Iterator[tuple[Picture, tuple[float, float]]]:
        yield self._picture, self._window

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        wide = min(width, self._wide)
        left = x + (width - wide) / 2
        sheet.picture(self._picture, left, y, wide, self._window)
        sheet.box(left, y, wide, self.height(width), stroke=FAINT, line=0.5)


class Numbered(Block):
    """A line of an original text with its line number at the left."""

    after = 1.0
    GUTTER = 34.0

    def __init__(self, number: int | None, text: Text) -> None:
        self._number = number
        self._text = text

    def height(self, width: float) -> float:
        return self._text.height(width - self.GUTTER)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        parts = self._text.split(width - self.GUTTER, room)
        if parts is None:
            return None
        first, rest = parts
        assert isinstance(first, Text)
        assert isinstance(rest, Text)
        return Numbered(self._number, first), Numbered(None, rest)

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        if self._number is not None:
            small = self._text.style.but(
                size=self._text.style.size * 0.8,
                align="right",
                colour=GREY,
                leading=self._text.style.leading / 0.8,
            )
            Text(str(self._number), small).draw(sheet, x, y, self.GUTTER - 10)
        self._text.draw(sheet, x + self.GUTTER, y, width - self.GUTTER)


SEGMENTS = {
    "speech": ("说话", "#0B5250"),
    "ringing": ("振铃", "#8A5A00"),
    "busy": ("忙音", "#9B1B15"),
    "music": ("音乐", "#7A6A9B"),
    "keys": ("按键", "#16232B"),
    "quiet": ("无人说话", "#DCE3E1"),
}
"""What a stretch of a recording is called, and its colour: the words stand beside it, so grey print will do."""


class Waveform(Block):
    """A recording's loudness over its length, with times below; between them what is heard when."""

    after = 6.0
    HIGH = 96.0
    _AXIS = 16.0
    _BAND = 9.0

    def __init__(
        self,
        seconds: float,
        ranges: Sequence[tuple[float, float]],
        style: Style,
        segments: Sequence[CallSegment] = (),
    ) -> None:
        self._seconds = seconds
        self._ranges = ranges
        self._segments = segments
        self._style = style.but(colour=GREY, size=style.size * 0.9)

    @property
    def _band(self) -> float:
        return self._BAND + 2 if self._segments else 0.0

    def height(self, width: float) -> float:
        return self.HIGH + self._band + self._AXIS

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        half = self.HIGH / 2
        sheet.box(x, y, width, self.HIGH, fill="#F7F9F8", stroke=FAINT, line=0.5)
        step = width / max(1, len(self._ranges))
        reach = half * 0.94
        strokes = [(min(low * reach, -0.2), max(high * reach, 0.2)) for low, high in self._ranges]
        sheet.bars(x, y + half, step, strokes, TEAL)
        for part in self._segments:
            left, right = (width * min(1.0, at / self._seconds) for at in (part.start, part.end))
            colour = SEGMENTS[part.kind][1]
            sheet.box(x + left, y + self.HIGH + 2, max(0.6, right - left), self._BAND, fill=colour)
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            self._draw_time(sheet, x, y + self.HIGH + self._band, width, share)

    def _draw_time(self, sheet: Sheet, x: float, y: float, wide: float, share: float) -> None:
        told = _clock(self._seconds * share)
        at = x + wide * share
        sheet.rule(at, y, at, y + 3, FAINT)
        size = self._style.size
        start = min(max(at - width(told, size) / 2, x), x + wide - width(told, size))
        Text(told, self._style).draw(sheet, start, y + 3, width(told, size) + 1)


class Legend(Block):
    """What the colours below a waveform mean: a small box and a word each."""

    after = 6.0

    def __init__(self, kinds: Sequence[str], style: Style) -> None:
        self._kinds = list(kinds)
        self._style = style.but(colour=GREY)

    def height(self, width: float) -> float:
        return self._style.size * 1.6

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        for kind in self._kinds:
            word, colour = SEGMENTS[kind]
            sheet.box(x, y + 3, 9, 6, fill=colour)
            Text(word, self._style).draw(sheet, x + 13, y, 80)
            x += 62


def _clock(seconds: float) -> str:
    hours, minutes, left = clock(seconds)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes:02d}:{left:02d}"
