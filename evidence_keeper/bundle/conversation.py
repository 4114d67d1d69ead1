"""A conversation drawn again from what was read: who said what when, each message with its number.

It is never the original and says so at its head (文字整理件，非原图): the picture or the file itself comes before it.
What a person has not checked says that too, and what rules found stands in words beside the message it was found in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from evidence_keeper.bundle.exhibits import clock, say_time
from evidence_keeper.bundle.flow import Part
from evidence_keeper.bundle.paper import Looks
from evidence_keeper.bundle.sheet import FAINT, GREY, PALE, PAPER, Sheet
from evidence_keeper.bundle.typeset import Block, Span, Text
from evidence_keeper.model import CallSegment, Message, Role, TimeSource

REDRAWN = "文字整理件，非原图"
WRITTEN_DOWN = "录音文字整理件，非原录音"
COUNTED = "本件中的次数"
UNCHECKED = "机器识别，未核对"
CHECKED = "机器识别，已由本人核对"

_RED = "#9B1B15"
_ROLES = {Role.HUMAN: "人工", Role.BOT: "机器人", Role.SYSTEM: "系统"}
_DATES_UNSURE = {
    TimeSource.INHERITED_DATE: "日期承上文",
    TimeSource.INFERRED_YEAR: "年份为推定",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What was read of an item, as far as it may be printed.

    `by_machine` where the text was recognised, `checked` where a person has confirmed it. `found` says of a message
    (by number) what it was counted as, in words; `counts` are the totals that a person confirmed. In a recording
    messages have `seconds` from its start instead of times, and `segments` say what is heard when. `drawn` are boxes
    (left, top, width, height) that a person drew over what third parties must not be seen with; `hidden` are the words
    that stand under them, and `names` those of them that are somebody's name: these are hidden everywhere.
    """

    messages: tuple[Message, ...] = ()
    segments: tuple[CallSegment, ...] = ()
    by_machine: bool = False
    checked: bool = False
    found: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    counts: tuple[str, ...] = ()
    seconds: Mapping[int, float] = field(default_factory=lambda: MappingProxyType({}))
    drawn: tuple[tuple[int, int, int, int], ...] = ()
    hidden: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def doubt(self) -> str:
        """What is to be said of how far the text can be relied on; empty where it is the file's own."""
        if not self.by_machine:
            return ""
        return CHECKED if self.checked else UNCHECKED


def conversation(
    said: Said, looks: Looks, *, zoned: bool, mask: Callable[[str], str] = str
) -> list[Part]:
    """The heading and the messages."""
    what = WRITTEN_DOWN if said.segments or said.seconds else REDRAWN
    doubt = said.doubt or ("本人听写" if what is WRITTEN_DOWN else "")
    head = f"{what}（{doubt}）" if doubt else what
    if not said.messages:
        head = COUNTED
    parts: list[Part] = [Text(head, looks.section)]
    parts += [Text(line, looks.plain.but(size=10.5 * looks.factor)) for line in said.counts]
    return parts + [
        _bubble(one, said, looks, _when(one, said, zoned), mask) for one in said.messages
    ]


def _bubble(
    message: Message, said: Said, looks: Looks, when: str, mask: Callable[[str], str]
) -> Bubble:
    small = looks.cell.but(size=8.2 * looks.factor, leading=1.45, colour=GREY)
    text = looks.cell.but(size=10.5 * looks.factor, leading=1.5)
    head = [Span("　".join(part for part in (_who(message, mask), when) if part))]
    found = said.found.get(message.number)
    if found:
        head.append(Span(f"　※ {found}", bold=True, colour=_RED))
    return Bubble(
        message.number,
        Text(head, small),
        Text(mask(message.text) or "（没有文字）", text),
        mine=message.role is Role.ME or message.side == "right",
        middle=message.role is Role.SYSTEM or message.side == "middle",
    )


def _who(message: Message, mask: Callable[[str], str]) -> str:
    who = mask(message.sender) or ("我" if message.role is Role.ME else "")
    role = _ROLES.get(message.role, "")
    if not role or role in who:
        return who
    return f"{who}（{role}）" if who else role


def _when(message: Message, said: Said, zoned: bool) -> str:
    if message.number in said.seconds:
        hours, minutes, seconds = clock(said.seconds[message.number])
        return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"
    if message.time is None:
        return "" if said.seconds else "时间不明"
    unsure = _DATES_UNSURE.get(message.time_source, "")
    return say_time(message.time, zoned=zoned) + (f"（{unsure}）" if unsure else "")


class Bubble(Block):
    """One message: its number at the left, what was said in a box that stands at its speaker's side."""

    before = 5.0
    after = 5.0
    GUTTER = 30.0
    _SHARE = 0.78
    _PAD = 6.0

    def __init__(
        self, number: int | None, head: Text | None, text: Text, *, mine: bool, middle: bool
    ) -> None:
        self._number = number
        self._head = head
        self._text = text
        self._mine = mine
        self._middle = middle

    def _inner(self, width: float) -> float:
        return (width - self.GUTTER) * self._SHARE - 2 * self._PAD

    def _head_height(self, width: float) -> float:
        return self._head.height(width - self.GUTTER) + 1.5 if self._head else 0.0

    def height(self, width: float) -> float:
        return self._head_height(width) + self._text.height(self._inner(width)) + 2 * self._PAD

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        left = room - self._head_height(width) - 2 * self._PAD
        parts = self._text.split(self._inner(width), left)
        if parts is None:
            return None
        first, rest = parts
        assert isinstance(first, Text)
        assert isinstance(rest, Text)
        side = {"mine": self._mine, "middle": self._middle}
        return Bubble(self._number, self._head, first, **side), Bubble(None, None, rest, **side)

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        inner = self._inner(width)
        if self._number is not None:
            style = self._text.style.but(size=8.2, align="right", colour=GREY)
            Text(str(self._number), style).draw(sheet, x, y, self.GUTTER - 10)
        x, width = x + self.GUTTER, width - self.GUTTER
        if self._head is not None:
            align = "right" if self._mine else "center" if self._middle else "left"
            placed = Text(self._head.spans, self._head.style.but(align=align))
            placed.draw(sheet, x, y, width)
            y += self._head_height(width + self.GUTTER)
        lines = self._text.lines(inner)
        wide = min(inner, max((line.wide for line in lines), default=0.0)) + 2 * self._PAD
        free = width - wide
        left = x + (free if self._mine else free / 2 if self._middle else 0.0)
        high = self._text.height(inner) + 2 * self._PAD
        fill = PALE if self._mine else PAPER
        sheet.box(left, y, wide, high, fill=fill, stroke=FAINT, line=0.6, radius=4)
        self._text.draw(sheet, left + self._PAD, y + self._PAD, inner)
