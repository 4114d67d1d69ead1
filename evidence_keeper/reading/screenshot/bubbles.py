"""From lines and shapes to messages: whose bubble, what stands above it, which line is a time and which a notice.

Only geometry is used, in units of a line's height and of the page's width, so that it holds for any app, size and
theme. What can't be told is said to be unknown, never guessed: `left_over` has the lines that belong to no message.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from evidence_keeper.reading.screenshot.facts import Box, Line, Seen, Shape
from evidence_keeper.reading.screenshot.flows import Flow, flow_of, hull

ON_PAGE, OUTSIDE = -1, -2


class Side(StrEnum):
    """Where a message stands: mine at the right, the others' at the left, notices in the middle."""

    LEFT = "left"
    RIGHT = "right"
    MIDDLE = "middle"


class What(StrEnum):
    """What a message is, as far as it can be told."""

    TEXT = "text"
    PICTURE = "picture"
    VOICE = "voice"
    CARD = "card"
    NOTICE = "notice"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message as it stands in the picture. `when` is the time as written there, empty where none is.

    `quote` is what it answers to. `lines` are numbers of Seen.lines, `box` is its bubble in pixels of the picture.
    """

    side: Side
    what: What
    text: str
    box: Box
    lines: tuple[int, ...] = ()
    sender: str = ""
    when: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a picture says. `title` is the line above the page; `left_over` counts lines that nothing accounts for."""

    messages: tuple[Spoken, ...] = ()
    title: str = ""
    left_over: int = 0


_HALF = "(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|AM|PM|am|pm)"
_CLOCK = (
    rf"(?:{_HALF}\s*)?[0-2]?[0-9]\s*[:：]\s*[0-5][0-9](?:\s*[:：]\s*[0-5][0-9])?(?:\s*[AaPp][Mm])?"
)
_DAY = (
    r"(?:(?:[0-9]{4}|[0-9]{2})\s*[-/.年]\s*)?[01]?[0-9]\s*[-/.月]\s*[0-3]?[0-9]\s*日?"
    r"(?:\s*[（(]?(?:星期|周)[一二三四五六日天][）)]?)?"
)
_NEAR = r"(?:今天|昨天|前天|(?:上|本)?(?:星期|周|礼拜)[一二三四五六日天])"
TIME = re.compile(rf"(?:(?P<day>{_DAY}|{_NEAR})[\s,，:：-]*)?(?P<clock>{_CLOCK})|(?P<date>{_DAY})")
_STATUS = re.compile(r"(?:对方)?(?:已读|未读|已送达|送达|已发送|发送中|发送成功|发送失败)[√✓]*")
_VOICE = re.compile(
    r"[()（）·.|》)>»‹<《\s]*([0-9]{1,2})\s*(?:[\"″”“''’′]{1,2}|秒|s)[()（）·.|》)>»‹<《\s]*"
)
_INPUT = re.compile(
    r"发消息|发送消息|按住\s*说话|说点什么|^请输入|^输入消息|^请(?:简要|简单)?描述|^有问题|^请在此输入|^点击输入|^发送$|^在此输入|^想问|^问点什么|^(?:短信|彩信|信息|文本信息|短信/彩信|iMessage|SMS|Message)$"
)
_MONEY = re.compile(r"微信转账|微信红包|请收款|已收款|红包|小程序|位置|公众号|视频号")
_FORWARD = re.compile(r"^[^\n：:]{1,20}[：:].")


@dataclass(slots=True)
class _Bubble:
    box: Box
    shape: Shape
    lines: list[int] = field(default_factory=list)
    side: Side | None = None
    sender: str = ""
    when: str = ""
    quote: str = ""
    faced: Side | None = None


class _Reading:
    """One picture while it is being understood."""

    def __init__(self, seen: Seen, page: Box) -> None:
        self.seen = seen
        self.page = page
        in_shapes = [line.box.height for line in seen.lines if line.shape >= 0]
        self.row = statistics.median(in_shapes) if in_shapes else 20.0
        self.chrome = _chrome(seen, page)
        self.portraits: list[Box] = []
        self.bubbles: list[_Bubble] = []
        self.pictures: list[_Bubble] = []
        self.left_over = 0
        self._sort_shapes()

    # Shapes -----------------------------------------------------------------------------------------------------

    def _sort_shapes(self) -> None:
        inside: dict[int, list[int]] = {}
        for number, line in enumerate(self.seen.lines):
            if line.shape >= 0 and number not in self.chrome:
                inside.setdefault(line.shape, []).append(number)
        frames = {self.seen.lines[number].shape for number in self.chrome}
        for number, shape in enumerate(self.seen.shapes):
            lines = inside.get(number, [])
            if number in frames:
                continue
            if self._is_portrait(shape, lines):
                self.portraits.append(shape.box)
            elif lines and shape.box.width < 0.93 * self.page.width:
                self.bubbles.append(_Bubble(shape.box, shape, lines))
            elif lines:
                self.left_over += len(lines)
            elif self._is_picture(shape):
                self.pictures.append(_Bubble(shape.box, shape))
        self._swallow()
        self._drop_buttons()
        self._drop_portrait_columns()

    def _is_portrait(self, shape: Shape, lines: Sequence[int]) -> bool:
        box = shape.box
        if not 0.72 <= box.width / max(1, box.height) <= 1.38:
            return False
        if not 0.9 * self.row <= box.height <= max(4.2 * self.row, 0.135 * self.page.width):
            return False
        edge = min(0.07 * self.page.width + 8, 2 * self.row) if lines else 0.2 * self.page.width
        near = min(box.left - self.page.left, self.page.right - box.right)
        said = "".join(self.seen.lines[number].text for number in lines)
        return near <= edge and len(said) <= 4 and (not lines or self._fills(shape, lines))

    def _fills(self, shape: Shape, lines: Sequence[int]) -> bool:
        """Whether what is written there is part of a portrait: a short word in a bubble has the bubbles' colour."""
        if not _readable(self.seen.lines[number] for number in lines):
            return True
        written = {line.shape for line in self.seen.lines if line.shape >= 0}
        return not any(
            other.box.width > 1.5 * shape.box.width and _alike(other.ground, shape.ground)
            for other in (self.seen.shapes[number] for number in written)
        )

    def _is_picture(self, shape: Shape) -> bool:
        box = shape.box
        big = box.width > 2.4 * self.row and box.height > 1.6 * self.row
        return big and box.width < 0.93 * self.page.width

    def _drop_portrait_columns(self) -> None:
        """Two portraits that a JPEG's noise has made one are no picture."""
        widths = [box.width for box in self.portraits]
        most = 1.3 * statistics.median(widths) if widths else 0.0
        self.pictures = [one for one in self.pictures if one.box.width > most]

    def _swallow(self) -> None:
        """A shape within a bubble belongs to it; so does one that only a hair parts from it."""
        self.bubbles.sort(key=lambda one: -one.box.width * one.box.height)
        whole: list[_Bubble] = []
        for bubble in self.bubbles:
            home = next((one for one in whole if one.box.holds(bubble.box)), None)
            if home is None:
                whole.append(bubble)
            else:
                home.lines += bubble.lines
        self.bubbles = sorted(whole, key=lambda one: one.box.top)
        self.pictures = [
            one
            for one in self.pictures
            if not any(home.box.holds(one.box) for home in self.bubbles)
        ]

    def _drop_buttons(self) -> None:
        """Shapes side by side are buttons to press, not messages."""
        buttons = [
            one
            for one in self.bubbles
            if one.box.height < 2.9 * self.row
            and any(_beside(one.box, other.box) for other in self.bubbles if other is not one)
        ]
        self.bubbles = [one for one in self.bubbles if one not in buttons]

    # Sides ------------------------------------------------------------------------------------------------------

    def tell_sides(self) -> None:
        """By a portrait beside it, else by the room at both sides, else by what its colour says elsewhere."""
        self._narrow()
        for one in [*self.bubbles, *self.pictures]:
            one.faced = None if self._is_time(one) else self._face(one.box)
            one.side = one.faced or self._by_room(one)
        told = [one for one in self.bubbles if one.side in (Side.LEFT, Side.RIGHT)]
        for one in [*self.bubbles, *self.pictures]:
            if one.side is None:
                one.side = self._by_colour(one, told) or self._by_more_room(one.box)

    def _narrow(self) -> None:
        """In a wide window the talk stands in a column of its own: its edges are those of its shapes."""
        boxes = [one.box for one in self.bubbles] + self.portraits
        if not boxes:
            return
        left, right = min(box.left for box in boxes), max(box.right for box in boxes)
        rims = (left - self.page.left, self.page.right - right)
        if min(rims) > 0.12 * self.page.width and max(rims) < 1.4 * min(rims):
            self.page = Box(left, self.page.top, right, self.page.bottom)

    def _face(self, box: Box) -> Side | None:
        """The side of the portrait that begins or ends where the bubble does; a name may stand between their tops."""
        found: list[tuple[float, Side]] = []
        for portrait in self.portraits:
            if not -2.4 * self.row <= portrait.top - box.top <= 1.6 * self.row:
                apart = abs(portrait.bottom - box.bottom) + 0.1
                if apart > 0.8 * self.row:
                    continue
            else:
                apart = abs(portrait.top - box.top)
            slack = 0.3 * self.row
            if -slack <= box.left - portrait.right < 4 * self.row:
                found.append((apart, Side.LEFT))
            if -slack <= portrait.left - box.right < 4 * self.row:
                found.append((apart, Side.RIGHT))
        return min(found)[1] if found else None

    def _by_room(self, one: _Bubble) -> Side | None:
        left = one.box.left - self.page.left
        right = self.page.right - one.box.right
        if abs(left - right) <= max(0.035 * self.page.width, 0.5 * self.row):
            return Side.MIDDLE if self._is_notice(one) else None
        if abs(left - right) < 0.08 * self.page.width:
            return None
        return Side.LEFT if left < right else Side.RIGHT

    def _is_notice(self, one: _Bubble) -> bool:
        small = all(self.seen.lines[number].box.height <= 1.02 * self.row for number in one.lines)
        return bool(one.lines) and small and (one.box.height < 3.6 * self.row or not self.portraits)

    def _is_time(self, one: _Bubble) -> bool:
        """A time in a box of its own, in the middle: a portrait beside it belongs to the next message."""
        left, right = one.box.left - self.page.left, self.page.right - one.box.right
        text = " ".join(self.seen.lines[number].text for number in one.lines)
        return abs(left - right) < 0.05 * self.page.width and TIME.fullmatch(text) is not None

    def _by_colour(self, one: _Bubble, told: Sequence[_Bubble]) -> Side | None:
        sides = {other.side for other in told if _alike(one.shape.ground, other.shape.ground)}
        return sides.pop() if len(sides) == 1 else None

    def _by_more_room(self, box: Box) -> Side:
        left, right = box.left - self.page.left, self.page.right - box.right
        return Side.LEFT if left <= right else Side.RIGHT

    # What stands on the page ------------------------------------------------------------------------------------

    def page_rows(self) -> Iterator[tuple[list[int], Box]]:
        """Lines on the page itself, those of one height side by side together."""
        free = [
            number
            for number, line in enumerate(self.seen.lines)
            if line.shape == ON_PAGE and number not in self.chrome
        ]
        rows: list[list[int]] = []
        for number in sorted(free, key=lambda one: self.seen.lines[one].box.down):
            box = self.seen.lines[number].box
            last = self.seen.lines[rows[-1][-1]].box if rows else None
            if last is not None and abs(last.down - box.down) < 0.4 * min(last.height, box.height):
                rows[-1].append(number)
            else:
                rows.append([number])
        for row in rows:
            for part in self._parted(row):
                yield part, hull(self.seen.lines[number].box for number in part)

    def _parted(self, row: list[int]) -> list[list[int]]:
        """A row with a wide hole in it is two things: a status at one side, a time in the middle."""
        ordered = sorted(row, key=lambda one: self.seen.lines[one].box.left)
        parts = [[ordered[0]]]
        for number in ordered[1:]:
            hole = self.seen.lines[number].box.left - self.seen.lines[parts[-1][-1]].box.right
            if hole > 3 * self.row:
                parts.append([number])
            else:
                parts[-1].append(number)
        return parts


def understand(seen: Seen) -> Conversation:
    """The messages of a picture, from the top. None where it shows no conversation."""
    if seen.page is None:
        return Conversation()
    reading = _Reading(seen, seen.page)
    reading.tell_sides()
    sided = [one for one in reading.bubbles if one.side is not Side.MIDDLE]
    if not sided:
        return Conversation()
    notices, left_over = _attach(reading)
    _take_quotes(reading)
    found = [*_spoken(reading), *notices]
    found.sort(key=lambda one: (one.box.top, one.box.left))
    return Conversation(
        tuple(_with_times(found)), _title(seen, reading), left_over + reading.left_over
    )


# Lines outside bubbles ---------------------------------------------------------------------------------------------


def _attach(reading: _Reading) -> tuple[list[Spoken], int]:
    """Names and times to their bubbles; the rest as notices in the middle. Counts what is neither.

    From below, because a name with its time may stand in two rows above its bubble.
    """
    notices: list[Spoken] = []
    lost = 0
    names: dict[int, tuple[_Bubble, Box, list[str]]] = {}
    for numbers, box in reversed(list(reading.page_rows())):
        text = " ".join(reading.seen.lines[number].text for number in numbers).strip()
        if _STATUS.fullmatch(text.replace(" ", "")):
            continue
        centred = abs(box.across - reading.page.across) < 0.045 * reading.page.width
        whole_time = TIME.fullmatch(text) is not None
        below = _below(reading, box, {key: known[1].top for key, known in names.items()})
        above = _above(reading, box)
        if below is not None and not (centred and whole_time and below.faced is not None):
            rows = names.get(id(below), (below, box, []))[2]
            names[id(below)] = (below, box, [text, *rows])
        elif centred:
            notices.append(_notice(text, box, numbers, whole_time))
        elif above is not None and whole_time:
            found = TIME.fullmatch(text)
            above.when = above.when or (_time_in(found) if found else "")
        else:
            lost += len(numbers)
    for bubble, _box, rows in names.values():
        _name(bubble, " ".join(rows))
    for one in [one for one in reading.bubbles if one.side is Side.MIDDLE]:
        reading.bubbles.remove(one)
        text = _text_of(reading, one)
        notices.append(_notice(text, one.box, one.lines, TIME.fullmatch(text) is not None))
    return _joined_notices(notices, reading.row), lost


def _notice(text: str, box: Box, numbers: Iterable[int], is_time: bool) -> Spoken:
    found = TIME.fullmatch(text) if is_time else None
    when = _time_in(found) if found else ""
    return Spoken(Side.MIDDLE, What.NOTICE, text, box, tuple(numbers), when=when)


def _time_in(found: re.Match[str]) -> str:
    """As it is written, with the blank between day and clock that a machine loses or reads as a colon."""
    if found["date"]:
        return found["date"].strip()
    return f"{found['day']} {found['clock']}".strip() if found["day"] else found["clock"].strip()


def _below(reading: _Reading, box: Box, tops: Mapping[int, int]) -> _Bubble | None:
    """The bubble that a small line stands directly above, flush with its outer edge; `tops` where a name is known."""
    row = reading.row
    if box.height > 1.25 * row:
        return None
    for one in [*reading.bubbles, *reading.pictures]:
        gap = tops.get(id(one), one.box.top) - box.bottom
        if one.side is Side.MIDDLE or not -0.35 * row <= gap <= 1.0 * row:
            continue
        flush = (
            abs(box.left - one.box.left)
            if one.side is Side.LEFT
            else abs(box.right - one.box.right)
        )
        if flush <= 1.3 * row:
            return one
    return None


def _above(reading: _Reading, box: Box) -> _Bubble | None:
    row = reading.row
    for one in [*reading.bubbles, *reading.pictures]:
        near = -0.35 * row <= box.top - one.box.bottom <= 0.9 * row
        inside = one.box.left - row <= box.left and box.right <= one.box.right + row
        if near and inside:
            return one
    return None


def _name(bubble: _Bubble, text: str) -> None:
    times = [found for found in TIME.finditer(text) if found.end() - found.start() >= 4]
    if times and (times[-1].end() == len(text) or times[0].start() == 0):
        found = times[-1] if times[-1].end() == len(text) else times[0]
        bubble.when = _time_in(found)
        text = (text[: found.start()] + text[found.end() :]).strip()
    if text:
        bubble.sender = text.strip(" ·|-—")


def _joined_notices(notices: list[Spoken], row: float) -> list[Spoken]:
    """A notice of several lines is one; a time is always one of its own."""
    found: list[Spoken] = []
    for one in sorted(notices, key=lambda each: each.box.top):
        last = found[-1] if found else None
        if (
            last is not None
            and not last.when
            and not one.when
            and one.box.top - last.box.bottom < 0.55 * row
        ):
            found[-1] = replace(
                last,
                text=last.text + one.text,
                box=last.box.around(one.box),
                lines=last.lines + one.lines,
            )
        else:
            found.append(one)
    return found


# Bubbles -----------------------------------------------------------------------------------------------------------


def _take_quotes(reading: _Reading) -> None:
    """A small box directly below a bubble, with somebody's name and words, is what the bubble answers to."""
    taken: list[_Bubble] = []
    for one in reading.bubbles:
        size = max(reading.seen.lines[number].box.height for number in one.lines)
        home = next(
            (
                other
                for other in reading.bubbles
                if other is not one
                and other not in taken
                and other.side is one.side
                and 0 <= one.box.top - other.box.bottom < 0.55 * reading.row
                and _same_edge(one, other, reading.row)
            ),
            None,
        )
        if home is None or one.sender or size > 0.93 * _largest(reading, home):
            continue
        text = _text_of(reading, one)
        if _FORWARD.match(text):
            home.quote = text
            taken.append(one)
    reading.bubbles = [one for one in reading.bubbles if one not in taken]


def _same_edge(one: _Bubble, other: _Bubble, row: float) -> bool:
    left = abs(one.box.left - other.box.left) < 0.8 * row
    right = abs(one.box.right - other.box.right) < 0.8 * row
    return left if one.side is Side.LEFT else right


def _largest(reading: _Reading, bubble: _Bubble) -> int:
    return max(reading.seen.lines[number].box.height for number in bubble.lines)


def _spoken(reading: _Reading) -> Iterator[Spoken]:
    for one in reading.bubbles:
        assert one.side is not None
        text, what = _text_of(reading, one), What.TEXT
        if _VOICE.fullmatch(text):
            found = _VOICE.fullmatch(text)
            assert found is not None
            text, what = f"[语音] {found[1]}″", What.VOICE
        elif one.shape.plain < 0.55 or (
            len(one.lines) <= 6 and _MONEY.search(text) and one.shape.plain < 0.9
        ):
            what = What.CARD
        yield Spoken(
            one.side, what, text, one.box, tuple(one.lines), one.sender, one.when, one.quote
        )
    for one in reading.pictures:
        if one.side in (Side.LEFT, Side.RIGHT) and (one.faced or one.shape.plain < 0.75):
            what = What.PICTURE if one.shape.plain < 0.75 else What.UNKNOWN
            text = "[图片]" if what is What.PICTURE else ""
            yield Spoken(one.side, what, text, one.box, (), one.sender, one.when)


def _flow(reading: _Reading, bubble: _Bubble) -> Flow:
    return flow_of(reading.seen.lines, bubble.lines, bubble.box)


def _text_of(reading: _Reading, bubble: _Bubble) -> str:
    return _flow(reading, bubble).text(reading.seen.lines)


def _with_times(found: Sequence[Spoken]) -> Iterator[Spoken]:
    """A time in the middle is that of the message below it, and of no other; it is no message itself."""
    waiting = ""
    for one in found:
        if one.what is What.NOTICE and one.when:
            waiting = one.when
            continue
        yield replace(one, when=one.when or waiting)
        waiting = ""


# Around the page ---------------------------------------------------------------------------------------------------


def _chrome(seen: Seen, page: Box) -> frozenset[int]:
    """Lines of title, status bar and input box that have the page's own colour."""
    found = {number for number, line in enumerate(seen.lines) if line.shape == OUTSIDE}
    portrait = seen.height > 1.2 * seen.width
    if portrait and page.top < 0.1 * seen.width and page.width > 0.95 * seen.width:
        status = [
            line
            for line in seen.lines
            if line.box.down < 0.11 * seen.width
            and re.match(r"[0-2]?[0-9][:：][0-5][0-9]", line.text)
        ]
        if status:
            found |= _header(seen, max(line.box.bottom for line in status))
    for line in seen.lines:
        if line.box.down > page.bottom - 0.22 * seen.width and _INPUT.search(line.text):
            same = line.box.top - 0.5 * line.box.height
            found |= {n for n, other in enumerate(seen.lines) if other.box.down >= same}
    return frozenset(found)


def _header(seen: Seen, status: int) -> set[int]:
    """The status bar, the title below it, and what stands close below the title."""
    limit = 0.235 * seen.width
    high = [(line.box, number) for number, line in enumerate(seen.lines) if line.box.down < limit]
    below = [box for box, _number in high if box.top >= status - 0.3 * box.height]
    if not below:
        return {number for _box, number in high}
    title = max(below, key=lambda box: box.height)
    end = title.bottom + 0.2 * title.height
    return {number for box, number in high if box.top < end}


_NO_TITLE = re.compile(
    r"[\W\d_]*|[0-2]?[0-9][:：][0-5][0-9].*|.{0,3}[45]G.*|[<＜く‹〈]|.*(?:KB/s|HD).*"
)


def _title(seen: Seen, reading: _Reading) -> str:
    """The largest line above the page, which in a talk between two is the other side's name."""
    assert seen.page is not None
    limit = seen.page.top if seen.page.top > 0.06 * seen.width else 0.235 * seen.width
    above = [
        seen.lines[number]
        for number in reading.chrome
        if seen.lines[number].box.down < limit
        and seen.page.left - 4 <= seen.lines[number].box.left
        and seen.lines[number].box.right <= seen.page.right + 4
        and len(seen.lines[number].text) >= 2
        and not _NO_TITLE.fullmatch(seen.lines[number].text)
    ]
    if not above:
        return ""
    highest = max(line.box.height for line in above)
    large = [line for line in above if line.box.height > 0.85 * highest]
    best = min(
        large,
        key=lambda line: (
            abs(line.box.across - reading.page.across) > 0.2 * seen.width,
            -line.box.down,
        ),
    )
    return re.sub(r"\s*[（(][0-9]+[）)]$|\s*[>＞›]$", "", best.text).strip("<＜く‹〈 ")


# Boxes -------------------------------------------------------------------------------------------------------------


def _beside(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    apart = one.right <= other.left or other.right <= one.left
    alike = abs(one.height - other.height) < 0.3 * max(one.height, other.height)
    return apart and alike and shared > 0.6 * min(one.height, other.height)


def _alike(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < 8


def _readable(lines: Iterable[Line]) -> bool:
    return any(line.score > 0.9 and re.search(r"[\u4e00-\u9fff]", line.text) for line in lines)
