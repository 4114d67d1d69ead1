"""Finds the heads of messages in a text, by scoring the whole file: one layout is chosen, and only that one parses.

A line inside a message may look like a head (明天 10:30, a quoted order list). It is told from one by what all heads of
a file share: a blank line above, the same way of writing the time, few people who come again and again.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence_keeper.reading import moments
from evidence_keeper.reading.chat import noise
from evidence_keeper.reading.chat.layouts import (
    FIELD_WORDS,
    LAYOUTS,
    NAME_ABOVE,
    TIME_ABOVE,
    TIME_BELOW,
    Layout,
)

_LONG = 6000  # lines
_LONGEST_HEAD = 200  # characters of a line that is nothing but a head
_LONGEST_PREFIX = 260  # of an inline head: what is behind isn't looked at
_CLOCKISH = re.compile(r"[0-9][:：][0-9]{2}")
_DIGITS = re.compile(r"[0-9]+")
_MOSTLY = 0.9
_SENTENCE = re.compile(
    r"[。！？!?；;，]|(?:是|在|到|于|为|说|了|时间|写着|显示|下单|付款|发货|签收|大约|截至|：)$"
)
_CUT_CLOCK = re.compile(r"(?:^|[ \t\u3000日号])(?:[01]?[0-9]|2[0-3])[:：][0-5][0-9]")
_OWN_WORDS = re.compile(
    r"我|你|本人|客户|用户|买家|卖家|商家|顾客|访客|系统|对方"
    r"|.{0,12}(?:客服|机器人|助手|坐席|官方|旗舰店|小二|专员|管家).{0,8}"
)


@dataclass(slots=True)
class Head:
    """A line that may begin a message. `at` is its index, `body` that of the first line behind the head."""

    at: int
    body: int
    who: str
    ts: str = ""
    id: str = ""
    rest: str = ""
    shape: str = ""
    blank: bool = False
    foot: int = -1
    """The index of the line with the time, where it stands below what was said."""
    stray: bool = False
    """Whether it is written otherwise than the file's other heads."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The layout that was chosen, with its heads."""

    layout: Layout
    heads: list[Head]
    score: float


def clean(lines: Sequence[str]) -> list[str]:
    """The lines as heads are looked for in them: without invisible marks, with plain blanks."""
    return [
        line.translate(noise.INVISIBLE).replace("\u202f", " ").replace("\xa0", " ").rstrip()
        if not line.isascii()
        else line.rstrip()
        for line in lines
    ]


def choose(lines: Sequence[str]) -> Choice | None:
    """The layout that explains the file best; None where no line begins a message.

    A long file is scored whole too, but only by the layouts that explain some of three parts of it.
    """
    found = _choices(lines, LAYOUTS, two_lines=True) if len(lines) <= _LONG else _chosen(lines)
    return max(found, key=lambda one: one.score, default=None)


def _choices(lines: Sequence[str], layouts: Sequence[Layout], *, two_lines: bool) -> list[Choice]:
    clockish = [at for at, line in enumerate(lines) if _CLOCKISH.search(line)]
    found = [_single(layout, lines, clockish) for layout in layouts]
    if two_lines:
        found += _two_lines(lines, clockish)
    return [one for one in found if one.heads and one.score > 0]


def _chosen(lines: Sequence[str]) -> list[Choice]:
    part, middle = _LONG // 3, len(lines) // 2
    sample = [*lines[:part], *lines[middle : middle + part], *lines[-part:]]
    found = _choices(sample, LAYOUTS, two_lines=True)
    best = max((one.score for one in found), default=0.0)
    worth = [one.layout for one in found if one.score * 10 >= best]
    single = [layout for layout in worth if layout.heads]
    some = _choices(lines, single, two_lines=len(single) < len(worth)) if worth else []
    # What speaks only between the parts is rare, but then it has to be looked for everywhere.
    return some or _choices(lines, LAYOUTS, two_lines=True)


# One line a head -----------------------------------------------------------------------------------------------


def _single(layout: Layout, lines: Sequence[str], clockish: Sequence[int]) -> Choice:
    where = clockish if layout.timed else range(len(lines))
    heads = [head for at in where if (head := _head(layout, lines, at))]
    if layout.key == "wechat":
        heads = _only_named(heads, lines)
    heads = _consistent(layout, heads)
    return Choice(layout, heads, _score(layout, heads, lines))


def _head(layout: Layout, lines: Sequence[str], at: int) -> Head | None:
    line = lines[at]
    if layout.inline:
        found = next((m for one in layout.heads if (m := one.match(line[:_LONGEST_PREFIX]))), None)
    elif len(line) > _LONGEST_HEAD:
        return None
    else:
        found = next((m for one in layout.heads if (m := one.fullmatch(line))), None)
    if found is None:
        return None
    parts = found.groupdict()
    who = (parts.get("who") or "").strip()
    rest = line[found.start("rest") :] if layout.inline else ""
    ts = parts.get("ts") or ""
    if (layout.mixed or not layout.timed) and moments.parse(line.strip()):
        return None  # a day above, or the time of the next message
    if not layout.timed and (
        not _may_speak(who, rest)
        or _CUT_CLOCK.search(line[: found.end("who") + 4])  # 老沈 21:22 is no 老沈 21 who says 22
    ):
        return None
    blank = has_blank_above(lines, at)
    shape = _DIGITS.sub("9", ts)
    return Head(at, at + 1, who, ts, parts.get("id") or parts.get("mail") or "", rest, shape, blank)


def _may_speak(who: str, rest: str) -> bool:
    if who in FIELD_WORDS or who.isdigit() or _SENTENCE.search(who) or rest.startswith("//"):
        return False
    return not re.fullmatch(r"[0-9\s./\-]+(?:[:：].*)?", who)


def has_blank_above(lines: Sequence[str], at: int) -> bool:
    """Whether nothing, or no more than a day, stands above a line."""
    return at == 0 or not lines[at - 1] or _is_separator(lines[at - 1])


def _is_separator(line: str) -> bool:
    return bool(noise.DECORATED_DAY.fullmatch(line) or noise.BANNER.fullmatch(line.strip()))


def _only_named(heads: list[Head], lines: Sequence[str]) -> list[Head]:
    """A mail of one WeChat conversation says in its first line who the two are: nobody else speaks."""
    for line in lines[:12]:
        found = noise.WECHAT_HEADER.fullmatch(line.strip())
        if found and found["a"] and found["b"]:
            two = {found["a"].strip(), found["b"].strip()}
            named = [head for head in heads if head.who in two]
            return named if len(named) * 2 > len(heads) else heads
    return heads


# What all heads of a file share --------------------------------------------------------------------------------


def _consistent(layout: Layout, heads: list[Head]) -> list[Head]:
    if len(heads) < 4:
        return heads
    counts = Counter(head.who for head in heads)
    if not layout.timed:
        heads = [head for head in heads if counts[head.who] > 1 or _OWN_WORDS.fullmatch(head.who)]
        heads = [head for head in heads if counts[head.who] * 50 >= len(heads)]
    heads = _blank_above(layout, heads)
    shapes = Counter(head.shape for head in heads)
    known = {shape for shape, times in shapes.items() if times * 20 >= len(heads)}
    kept = [head for head in heads if _belongs(head, counts, shapes, known)]
    return _without_quotes(kept)


def _blank_above(layout: Layout, heads: list[Head]) -> list[Head]:
    """Where nearly every head has a blank line above, one without is a line of a message."""
    if layout.inline or not heads:
        return heads
    blank = [head for head in heads if head.blank]
    if len(blank) >= _MOSTLY * len(heads):
        return blank
    # A phrase with a colon that a bot says again and again never has one, the people always.
    apart, all_of = Counter(head.who for head in blank), Counter(head.who for head in heads)
    people = {who for who, times in all_of.items() if apart[who] >= _MOSTLY * times}
    if len(people) < 2 or 2 * sum(all_of[who] for who in people) < len(heads):
        return heads
    return [head for head in heads if head.who in people or apart[head.who]]


def _belongs(head: Head, counts: Counter[str], shapes: Counter[str], known: set[str]) -> bool:
    if counts[head.who] > 1:
        return True
    if _SENTENCE.search(head.who):
        return False
    return head.shape in known or len(shapes) == 1


def _without_quotes(heads: list[Head]) -> list[Head]:
    """Leaves out a head that stood further above already, word for word, with its day: somebody quotes it. Several
    in a row are no quote: somebody copied a part twice."""
    seen: dict[tuple[str, str], int] = {}
    again = []
    for at, head in enumerate(heads):
        before = seen.get((head.who, head.ts))
        apart = before is not None and heads[at - 1].ts != head.ts
        again.append(apart and _has_day(head.ts))
        seen[head.who, head.ts] = at
    last = len(heads) - 1
    return [
        head
        for at, head in enumerate(heads)
        if not again[at] or (at and again[at - 1]) or (at < last and again[at + 1])
    ]


def _has_day(ts: str) -> bool:
    stated = moments.parse(ts)
    return stated is not None and stated.has_day


def mostly_apart(choice: Choice) -> bool:
    """Whether the heads of this file have a blank line above."""
    return sum(head.blank for head in choice.heads) >= _MOSTLY * len(choice.heads)


def turned_down(choice: Choice, lines: Sequence[str], at: int) -> bool:
    """Whether the line is written as the layout's heads are and yet was found to be none."""
    return bool(choice.layout.heads) and _head(choice.layout, lines, at) is not None


# Scoring -------------------------------------------------------------------------------------------------------


def _score(layout: Layout, heads: list[Head], lines: Sequence[str]) -> float:
    """How many lines the layout explains, less what stands above the first head unexplained."""
    if not heads:
        return 0.0
    counts = Counter(head.who for head in heads)
    if not layout.timed and not _speak_in_turn(counts, heads):
        return 0.0
    again = sum(times for times in counts.values() if times > 1)
    share = (again + 0.4 * (len(heads) - again)) / len(heads)
    orphans = _unexplained(lines, heads[0].at)
    silent = sum(
        1 for head, after in itertools.pairwise(heads) if not head.rest and after.at == head.body
    )
    value = len(heads) * share - 1.5 * min(orphans, 4) - (0 if layout.inline else 0.7 * silent)
    if len(heads) == 1 and (orphans or not layout.timed):
        return 0.0
    return value * layout.weight


def _speak_in_turn(counts: Counter[str], heads: list[Head]) -> bool:
    """Without times a form's headings look like speakers; in a chat at least two come, one of them known or again."""
    if len(counts) < 2:
        return False
    known = sum(bool(_OWN_WORDS.fullmatch(who)) for who in counts)
    return known > 0 or (len(heads) >= 4 and len(counts) * 3 <= len(heads) * 2)


def _unexplained(lines: Sequence[str], first: int) -> int:
    above = (line.strip() for line in lines[max(0, first - 40) : first])
    return sum(1 for line in above if line and not explained(line))


def explained(line: str) -> bool:
    """Whether a line above the first message is known to be none: a banner, a notice, a day."""
    if noise.BANNER.fullmatch(line) or noise.STATUS.fullmatch(line):
        return True
    if any(one.fullmatch(line) for one in noise.NOTICE.values()):
        return True
    return bool(noise.DECORATED_DAY.fullmatch(line) or moments.parse(line))


# Two lines a head ----------------------------------------------------------------------------------------------


def _two_lines(lines: Sequence[str], clockish: Sequence[int]) -> Iterator[Choice]:
    """Name and time on lines of their own, in any of three orders, found by which neighbours come again."""
    times = [at for at in clockish if _is_time(lines[at])]
    if not times:
        return
    shapes = Counter(_DIGITS.sub("9", lines[at].strip()) for at in times)
    known = {shape for shape, count in shapes.items() if count * 10 >= len(times)}
    times = [at for at in times if _DIGITS.sub("9", lines[at].strip()) in known]
    above = Counter(_name_at(lines, at - 1) for at in times)
    below = Counter(_name_at(lines, at + 1) for at in times)
    yield _with_names(lines, times, above, -1, NAME_ABOVE)
    yield _with_names(lines, times, below, +1, TIME_ABOVE)


def _is_time(line: str) -> bool:
    stated = moments.parse(line.strip()) if len(line) <= moments.LONGEST else None
    return stated is not None and stated.has_clock


def _name_at(lines: Sequence[str], at: int) -> str:
    """The line as a name; empty where it can't be one."""
    if not 0 <= at < len(lines):
        return ""
    name = lines[at].strip()
    if not name or len(name) > 40 or name[-1] in ":：" or _is_time(name):
        return ""
    return "" if noise.STATUS.fullmatch(name) or _SENTENCE.search(name) else name


def _with_names(
    lines: Sequence[str], times: Sequence[int], names: Counter[str], step: int, key: str
) -> Choice:
    heads = []
    for at in times:
        name = _name_at(lines, at + step)
        if not name or (names[name] < 2 and not _OWN_WORDS.fullmatch(name)):
            continue
        first = min(at, at + step)
        blank = has_blank_above(lines, first)
        ts = lines[at].strip()
        heads.append(Head(first, first + 2, name, ts, shape=_DIGITS.sub("9", ts), blank=blank))
    opening = _name_before(lines, times[0], names) if step > 0 else None
    if opening is not None:
        return _time_below(lines, opening, times, heads)
    layout = Layout(key, (), days=True)
    heads = _consistent(layout, _apart(heads))
    missed = len(times) - len(heads)
    return Choice(layout, heads, 1.1 * _score(layout, heads, lines) - 0.2 * missed)


def _name_before(lines: Sequence[str], first_time: int, names: Counter[str]) -> int | None:
    """The first line with something on it, where that is a name that comes again below times."""
    for at in range(first_time):
        if lines[at] and not explained(lines[at].strip()):
            name = _name_at(lines, at)
            return at if name and names[name] and at + 1 < first_time else None
    return None


def _time_below(
    lines: Sequence[str], first: int, times: Sequence[int], heads: list[Head]
) -> Choice:
    """Name, text, time: what follows a time is the next one's name."""
    starts = [(first, lines[first].strip()), *((head.at + 1, head.who) for head in heads)]
    below = []
    for (at, who), after in zip(starts, [*starts[1:], (len(lines), "")], strict=True):
        foot = next((time for time in times if at < time < after[0]), -1)
        ts = lines[foot].strip() if foot >= 0 else ""
        below.append(Head(at, at + 1, who, ts, shape=_DIGITS.sub("9", ts), foot=foot))
    layout = Layout(TIME_BELOW, (), days=True)
    return Choice(layout, below, 1.1 * _score(layout, below, lines))


def _apart(heads: list[Head]) -> list[Head]:
    kept: list[Head] = []
    for head in heads:
        if not kept or head.at >= kept[-1].body:
            kept.append(head)
    return kept


__all__ = ["TIME_BELOW", "Choice", "Head", "choose", "clean", "explained"]
