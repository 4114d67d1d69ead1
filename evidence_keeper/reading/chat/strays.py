"""Heads that are written otherwise than most of a file's: 老沈 21:22 between heads with their day, 21:22 老沈, 昨天.

A copy made in several goes has them. Left where they are, they put one person's words into the other's mouth, which is
worse than a message too many. A line counts as such a head where its name speaks in the file already; a new name needs
a blank line above, as the file's other heads have it, and must be no word of a timetable (会议 10:30).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from evidence_keeper.reading import moments
from evidence_keeper.reading.chat.heads import (
    Choice,
    Head,
    has_blank_above,
    mostly_apart,
    turned_down,
)
from evidence_keeper.reading.chat.layouts import FIELD_WORDS, NAME_ABOVE, TIME_ABOVE
from evidence_keeper.reading.moments import ANY

_SLASHED = r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4},? +[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?(?: ?[AaPp][Mm])?"
_TIME = rf"(?P<ts>{ANY}|{_SLASHED})"
_NAME = r"(?P<who>[^\s:：][^\r\n]{0,63}?)"
_LONGEST = 120  # characters of a line that is nothing but a head
_LONGEST_PREFIX = 260  # of a line with what was said behind its head

_ALONE = tuple(
    re.compile(one)
    for one in (
        rf"{_NAME}(?: *[:：] *|[ \t\u3000]+| *[(（\[【] *){_TIME} *[)）\]】]? *[:：]?",
        rf"[(（\[【]? *{_TIME} *[)）\]】]?[ \t\u3000]+{_NAME} *[:：]?",
    )
)
_WITH_WORDS = tuple(
    re.compile(one)
    for one in (
        rf"[(（\[【]? *{_TIME} *[)）\]】]?,? *(?:- )?(?P<who>[^\s:：][^:：\r\n]{{0,63}}?) *[:：] ?(?P<rest>\S.*)",
        rf"(?P<who>[^\s:：][^:：\r\n]{{0,63}}?) *[ \t\u3000(（\[【]{_TIME} *[)）\]】]? *[:：] ?(?P<rest>\S.*)",
    )
)
_LONGEST_NAME = 20
_CLOCKISH = re.compile(r"[0-9][:：][0-9]{2}")
_TIMETABLE = re.compile(
    r"[今明后昨前]天?|.*(?:[今明后][天早晚]|周[一二三四五六日天末]|星期|礼拜|时间|上午|下午|中午|晚上|凌晨|早上|时段|期间|月|[0-9]+[日号]"
    r"|[至到约在于前后点时]|开[始门会]|结束|截止|签收|会议|班车|航班|预约|营业|下单|付款|发货|送达).*|[0-9\W_]+"
)
_STOPS = re.compile(r"[。！？!?；;，,、“”\"…]")
_TWO_LINES = {NAME_ABOVE: -1, TIME_ABOVE: +1}


def with_strays(choice: Choice, lines: Sequence[str]) -> list[Head]:
    """The choice's heads and the strays between and behind them, in the file's order."""
    heads = {head.at: head for head in choice.heads}
    taken = {at for head in choice.heads for at in range(head.at, head.body)}
    file = _File(choice, lines, frozenset({head.who for head in choice.heads} - FIELD_WORDS))
    for at in range(min(heads) + 1, len(lines)):
        if at in taken or not _CLOCKISH.search(lines[at][:_LONGEST_PREFIX]):
            continue
        stray = file.known_speaker(at) or file.new_speaker(at)
        if stray is not None and not taken & {stray.at, stray.body - 1}:
            heads[stray.at] = stray
    return [heads[at] for at in sorted(heads)]


@dataclass(frozen=True)
class _File:
    choice: Choice
    lines: Sequence[str]
    names: frozenset[str]

    @cached_property
    def _said(self) -> frozenset[tuple[str, str]]:
        return frozenset((head.who, head.ts) for head in self.choice.heads)

    @cached_property
    def _new_names(self) -> bool:
        layout = self.choice.layout
        return not layout.inline and layout.key != "wechat" and mostly_apart(self.choice)

    def known_speaker(self, at: int) -> Head | None:
        """The head that this line is, with the name of somebody who speaks in the file."""
        if turned_down(self.choice, self.lines, at):
            return None  # for what all heads of the file share
        shapes = _WITH_WORDS if self.choice.layout.inline else _ALONE
        for head in _matches(shapes, self.lines[at], at):
            if head.who in self.names:
                return head
        return self._two_lines(at)

    def _two_lines(self, at: int) -> Head | None:
        step = _TWO_LINES.get(self.choice.layout.key)
        if step is None or not 0 <= at + step < len(self.lines):
            return None
        ts, who = self.lines[at].strip(), self.lines[at + step].strip()
        if who not in self.names or not moments.parse(ts) or (who, ts) in self._said:
            return None
        return Head(min(at, at + step), min(at, at + step) + 2, who, ts, stray=True)

    def new_speaker(self, at: int) -> Head | None:
        """The same for somebody who speaks for the first time."""
        below = self.lines[at + 1] if at + 1 < len(self.lines) else ""
        if not self._new_names or not below or not has_blank_above(self.lines, at):
            return None
        for head in _matches(_ALONE, self.lines[at], at):
            who = head.who
            said = who in FIELD_WORDS or _STOPS.search(who) or len(who) > _LONGEST_NAME
            if not said and not _TIMETABLE.fullmatch(who):
                return head
        return None


def _matches(shapes: Sequence[re.Pattern[str]], line: str, at: int) -> Iterator[Head]:
    inline = shapes is _WITH_WORDS
    if not inline and len(line) > _LONGEST:
        return
    for shape in shapes:
        found = shape.match(line[:_LONGEST_PREFIX]) if inline else shape.fullmatch(line.strip())
        if found and not moments.parse(line.strip()):
            rest = line[found.start("rest") :] if inline else ""
            yield Head(at, at + 1, found["who"].strip(), found["ts"], rest=rest, stray=True)
