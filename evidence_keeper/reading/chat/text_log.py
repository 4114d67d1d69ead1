"""A text as messages: heads by the chosen layout, everything between two heads is what was said.

No time is made up: a clock needs a day, from its own line, from a separator above it, or from when the log was
captured; else it is none. Of a time between messages (a separator) only the next message has it.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from evidence_keeper.model import TimeSource
from evidence_keeper.reading import moments
from evidence_keeper.reading.chat import noise, whatsapp
from evidence_keeper.reading.chat.between import place
from evidence_keeper.reading.chat.drafts import Capture, Draft, Found
from evidence_keeper.reading.chat.heads import Choice, Head, choose, clean, explained
from evidence_keeper.reading.chat.strays import with_strays
from evidence_keeper.reading.moments import UNKNOWN, Moment

LINE_END = re.compile(r"\r\n|\r|\n")
_UDESK = re.compile(r"客户|系统|CE-.{1,30}|机器人|客服.{0,20}")
_TAG = re.compile(r"【[^】]{1,8}】")

Day = tuple[date, TimeSource]


def read(text: str, capture: Capture, first_line: int = 1) -> Found | None:
    """The messages of a text; None where none of its lines begins one. `first_line` is where the text begins."""
    raw = LINE_END.split(text)
    lines = clean(raw)
    choice = choose(lines)
    if choice is None:
        return None
    named = _named(choice, lines)
    choice = replace(choice, heads=with_strays(choice, lines))
    return _Sheet(raw, lines, choice, capture, first_line, named).read()


def _named(choice: Choice, lines: Sequence[str]) -> str:
    """The format's name: the program's where its marks are there, else the layout's."""
    key, heads = choice.layout.key, choice.heads
    statuses = any(noise.STATUS.fullmatch(line) for line in lines)
    notices = any(noise.NOTICE["qianniu"].fullmatch(line.strip()) for line in lines)
    if key in ("name_time", "name_any"):
        names = {head.who for head in heads}
        if "客户" in names and all(_UDESK.fullmatch(name) for name in names):
            return "udesk"
        glued = sum(not lines[head.at][: -len(head.ts)].endswith((" ", "\u3000")) for head in heads)
        arrow = sum(" --> " in lines[head.at] for head in heads)
        marks = statuses or notices or arrow or glued * 2 > len(heads)
        return "qianniu" if marks else "wechat_copy"
    if key == "name_above_time" and (statuses or notices):
        return "qianniu"
    if key == "name_month":
        colons = sum(":" in lines[head.at][: -len(head.ts)] for head in heads)
        return "qq_copy" if colons * 2 > len(heads) else "wework"
    if key == "paren":
        return "wangwang"
    if key in ("time_name", "any_name"):
        return "qq" if _qq_banner(lines) else "time_name"
    return key


def _qq_banner(lines: Sequence[str]) -> bool:
    return any(line.startswith(("消息记录", "消息对象", "消息分组")) for line in lines[:20])


@dataclass
class _Sheet:
    """A file while it is read from top to bottom."""

    raw: Sequence[str]
    lines: Sequence[str]
    choice: Choice
    capture: Capture
    first_line: int
    key: str
    drafts: list[Draft] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    day: Day | None = None
    pending: Moment = UNKNOWN
    decorated: bool = False
    names: set[str] = field(default_factory=set)
    times: whatsapp.Times | None = None
    clocks: dict[int, moments.Stated] = field(default_factory=dict)

    def read(self) -> Found:
        """All messages, in order."""
        heads = self.choice.heads
        self.decorated = any(noise.DECORATED_DAY.fullmatch(line) for line in self.lines)
        self.names = {head.who for head in heads}
        self.times = whatsapp.times(heads, self.capture) if self.key == "whatsapp" else None
        self._above(heads[0].at)
        for number, head in enumerate(heads):
            end = heads[number + 1].at if number + 1 < len(heads) else len(self.lines)
            self._message(number, head, end)
        _roll_back(self.drafts)
        place(self.drafts, self.clocks)
        return Found(self.key, self.drafts, notes=tuple(self._notes()))

    def _notes(self) -> Iterator[Mapping[str, Any]]:
        if self.left_out:
            yield {"code": "lines_left_out", "count": len(self.left_out), "first": self.left_out[0]}
        if self.times is not None and self.times.unsure:
            yield {"code": "date_order_unknown", "count": self.times.unsure}

    def _above(self, first: int) -> None:
        for at in range(first):
            line = self.lines[at].strip()
            if not self._separator(at) and line and not explained(line):
                self.left_out.append(at + self.first_line)

    def _message(self, number: int, head: Head, end: int) -> None:
        if self.times is not None:
            moment = self.times.moments[number]
        elif head.ts:
            moment = moments.read(
                head.ts,
                captured_at=self.capture.at,
                day=self.day,
                not_after=self.capture.not_after,
            )
        else:
            moment, self.pending = self.pending, UNKNOWN
        draft = Draft(head.at + self.first_line, "", moment, *_who(head), stamped=bool(head.ts))
        if head.ts and (stated := self._unplaced(head, moment)):
            self.clocks[len(self.drafts)] = stated
        self.drafts.append(draft)
        said = [head.rest] if head.rest else []
        for at in range(head.body, end):
            if at == head.foot:
                continue
            if recalled := self._recall(at):
                self._close(draft, said)
                draft, said = recalled, []
                self.drafts.append(draft)
            elif not self._no_text(at):
                said.append(self.raw[at].rstrip())
        self._close(draft, said)

    def _unplaced(self, head: Head, moment: Moment) -> moments.Stated | None:
        """What a head says whose day only its neighbours may tell: a clock, or a stray counted from elsewhere."""
        stated = moments.parse(head.ts)
        if stated is None or stated.year is not None or not stated.has_clock:
            return None
        mixed = head.stray or self.choice.layout.mixed
        return stated if mixed or (moment.time is None and not stated.has_day) else None

    def _close(self, draft: Draft, said: list[str]) -> None:
        text = "\n".join(said).strip().strip("\ufeff\u200e\u200f").strip()
        draft.text = f"{draft.text}\n{text}".strip() if draft.text else text
        if (
            self.key != "colon_lines"
            and noise.RECALL.fullmatch(draft.text)
            and len(draft.text) < 60
        ):
            draft.system = True

    def _recall(self, at: int) -> Draft | None:
        """A notice that somebody took a message back, standing by itself between messages."""
        line = self.lines[at].strip()
        if not line.endswith(("消息", "重新编辑")) or (
            at + 1 < len(self.lines) and self._goes_on(at)
        ):
            return None
        found = noise.RECALL.fullmatch(line)
        if not found or found["who"].strip() not in {*self.names, "", "你", "我", "对方"}:
            return None
        if all(not one for one in self.lines[self._head_above(at).body : at]):
            return None  # it is all that stands under a head: then it has that head's time
        return Draft(at + self.first_line, line, system=True)

    def _goes_on(self, at: int) -> bool:
        """Whether the same paragraph goes on below."""
        below = self.lines[at + 1]
        notice = noise.NOTICE.get(self.key, noise.STATUS)
        nothing = noise.STATUS.fullmatch(below) or notice.fullmatch(below.strip())
        return bool(below) and not self._starts(at + 1) and not nothing

    def _starts(self, at: int) -> bool:
        return self._head_at(at) is not None

    def _head_at(self, at: int) -> Head | None:
        heads = self.choice.heads
        place = bisect_left(heads, at, key=lambda head: head.at)
        return heads[place] if place < len(heads) and heads[place].at == at else None

    def _head_above(self, at: int) -> Head:
        heads = self.choice.heads
        return heads[max(0, bisect_left(heads, at, key=lambda head: head.at) - 1)]

    def _no_text(self, at: int) -> bool:
        line = self.lines[at].strip()
        if not line:
            return False
        if self._separator(at):
            return True
        if not self.choice.layout.inline and noise.STATUS.fullmatch(line):
            return True
        notice = noise.NOTICE.get(self.key)
        if notice is not None and notice.fullmatch(line):
            self.left_out.append(at + self.first_line)
            return True
        return False

    def _separator(self, at: int) -> bool:
        """Whether the line sets the day (or, where heads have none, the time) of what follows."""
        if not self.choice.layout.days:
            return False
        line = self.lines[at]
        if len(line) > 60 or not line:
            return False
        found = noise.DECORATED_DAY.fullmatch(line)
        if not found and self.choice.layout.timed and self.decorated:
            return False
        found = found or noise.PLAIN_DAY.fullmatch(line)
        stated = moments.parse(found["day"].strip() if found else line.strip())
        if stated is None:
            return False
        if stated.has_clock:
            return self._time_between(at, stated)
        if not found and stated.month is None and stated.back is None and stated.weekday is None:
            return False
        known = moments.day_of(stated, self.capture.at)
        if known is None:
            return False
        self.day = known
        return True

    def _time_between(self, at: int, stated: moments.Stated) -> bool:
        """A time on a line of its own, where heads have none: it is the next message's."""
        if self.choice.layout.timed or not self._apart(at):
            return False
        capture = self.capture
        self.pending = moments.resolve(
            stated, captured_at=capture.at, day=self.day, not_after=capture.not_after
        )
        if stated.has_day:
            self.day = moments.day_of(stated, capture.at) or self.day
        return True

    def _apart(self, at: int) -> bool:
        """Whether the next line with something on it begins a message."""
        below = at + 1
        while below < len(self.lines) and not self.lines[below]:
            below += 1
        return below >= len(self.lines) or self._starts(below)


def _who(head: Head) -> tuple[str, str]:
    """The shown name without tag, and number or address."""
    return _TAG.sub("", head.who).strip(" ·•|｜\t\u3000") or head.who.strip(), head.id


def _roll_back(drafts: Sequence[Draft]) -> None:
    """Years that were inferred from the capture are a year too late where the log goes on with an earlier day."""
    inferred = [one for one in drafts if one.moment.source is TimeSource.INFERRED_YEAR]
    steps = [(one.moment.time, after.moment.time) for one, after in itertools.pairwise(inferred)]
    down = sum(1 for one, after in steps if one and after and one > after)
    if not inferred or down * 4 > len(steps):
        return  # the newest stands first, or it is in no order
    later = None
    for draft in reversed(inferred):
        time = draft.moment.time
        if time and later and time > later + timedelta(days=1):
            try:
                time = time.replace(year=time.year - 1)
            except ValueError:
                continue
            if time <= later:
                draft.moment = Moment(time, TimeSource.INFERRED_YEAR)
        later = draft.moment.time or later
