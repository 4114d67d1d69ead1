"""A saved chat page as messages: pages name their parts (class="nickname", "time", "content"), more often than not.

What names its parts is read by them; any other page goes through the readers for text, as somebody would copy it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from evidence_keeper.reading import moments
from evidence_keeper.reading.chat import text_log
from evidence_keeper.reading.chat.drafts import Capture, Draft, Found
from evidence_keeper.reading.html_text import html_to_text

_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "head"})
_VOID = frozenset(
    {
        "br",
        "img",
        "hr",
        "input",
        "meta",
        "link",
        "col",
        "area",
        "base",
        "embed",
        "source",
        "track",
        "wbr",
    }
)
_BREAKS = frozenset({"br", "p", "div", "li", "tr"})
_PARTS = (
    (
        "time",
        re.compile(r"(?:^|[-_ ])(?:time|date|timestamp|datetime|msgtime|sendtime)(?:$|[-_ ])"),
    ),
    (
        "who",
        re.compile(
            r"(?:^|[-_ ])(?:nick|nickname|sender|author|username|user-?name|name|from|msgname)(?:$|[-_ ])"
        ),
    ),
    (
        "text",
        re.compile(
            r"(?:^|[-_ ])(?:content|text|bubble|body|msg-?text|msg-?content|message-?text|plain|says?)(?:$|[-_ ])"
        ),
    ),
)
_MINE = re.compile(
    r"(?:^|[-_ ])(?:self|me|mine|right|outgoing|own|is-?self|from-?me|to)(?:$|[-_ ])"
)
_OTHERS = re.compile(
    r"(?:^|[-_ ])(?:left|other|others|incoming|peer|them|service|agent)(?:$|[-_ ])"
)
_SYSTEM = re.compile(r"(?:^|[-_ ])(?:system|notice|tips?|sys)(?:$|[-_ ])")
_ENOUGH = 2
_DEEPEST = 64  # elements in each other that are told apart
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")


@dataclass(slots=True, eq=False)
class _Element:
    """An element with the one around it; `names` are its classes and id."""

    around: _Element | None
    depth: int
    names: str = ""

    def outwards(self) -> Iterator[_Element]:
        """Itself and all around it."""
        one: _Element | None = self
        while one is not None:
            yield one
            one = one.around


@dataclass(slots=True)
class _Piece:
    """One named part of a page: which, where, and what it says."""

    part: str
    line: int
    element: _Element
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, line by line."""
        lines = "".join(self.words).split("\n")
        return "\n".join(" ".join(line.split(" ")).strip() for line in lines).strip()


@dataclass(slots=True)
class _Item:
    """One message as the page has it: its text, what stands beside it, and the classes of what lies around both."""

    line: int
    text: str
    way: str
    who: str = ""
    time: str = ""


def read_page(page: str, capture: Capture) -> Found | None:
    """The messages of a page; None where there are none."""
    parser = _Parts()
    parser.feed(page)
    parser.close()
    items, days = _items([piece for piece in parser.pieces if piece.text])
    beside = sum(1 for item in items if item.time or item.who)
    if len(items) >= _ENOUGH and beside * 2 >= len(items):
        return Found("html", list(_drafts(items, days, capture)))
    found = text_log.read(html_to_text(page, all_blank_lines=True), capture)
    return None if found is None else Found("html", found.drafts, found.peer, found.notes)


def _items(pieces: Sequence[_Piece]) -> tuple[list[_Item], dict[int, str]]:
    """The messages, and by the number of a message the day that stands above it.

    A message is the largest element around its text that holds no other's. What lies outside of all (a time between
    messages, or a page without such elements) is the next message's.
    """
    texts = [piece for piece in pieces if piece.part == "text"]
    own = _own_elements([one.element for one in texts])
    number = {element: at for at, element in enumerate(own)}
    items = [_Item(one.line, one.text, _way(one, own[at])) for at, one in enumerate(texts)]
    days: dict[int, str] = {}
    coming = 0
    for piece in pieces:
        around = piece.element.outwards()
        at = next((number[one] for one in around if one in number), coming)
        if piece.part == "text":
            coming = at + 1
        elif at < len(items):
            _put(items[at], piece, at, days)
    return items, days


def _put(item: _Item, piece: _Piece, at: int, days: dict[int, str]) -> None:
    stated = moments.parse(piece.text) if piece.part == "time" else None
    if stated is not None and not stated.has_clock:
        days[at] = piece.text
    elif not getattr(item, piece.part):
        setattr(item, piece.part, piece.text)
        item.line = min(item.line, piece.line)


def _own_elements(texts: Sequence[_Element]) -> list[_Element]:
    """For each text the largest element around it that holds none of its neighbours."""
    shared = [_shared(one, after) for one, after in itertools.pairwise(texts)]
    depths = zip([-1, *shared], [*shared, -1], strict=True)
    return [_outermost(one, max(both)) for one, both in zip(texts, depths, strict=False)]


def _shared(one: _Element, other: _Element) -> int:
    """The depth of the innermost element around both."""
    while one is not other:
        if one.depth >= other.depth and one.around is not None:
            one = one.around
        elif other.around is not None:
            other = other.around
        else:
            return -1
    return one.depth


def _outermost(element: _Element, depth: int) -> _Element:
    """The largest element around it that lies deeper than `depth`; itself where none does."""
    while element.around is not None and element.around.depth > depth:
        element = element.around
    return element


def _way(piece: _Piece, element: _Element) -> str:
    """The classes of the message's own elements, which say whose it is."""
    inside = itertools.takewhile(lambda near: near is not element, piece.element.outwards())
    return " ".join([*(near.names for near in inside), element.names])


def _drafts(items: Sequence[_Item], days: Mapping[int, str], capture: Capture) -> Iterator[Draft]:
    day = None
    for at, item in enumerate(items):
        if above := moments.parse(days.get(at, "")):
            day = moments.day_of(above, capture.at) or day
        yield _draft(item, day, capture)


def _draft(item: _Item, day: text_log.Day | None, capture: Capture) -> Draft:
    moment = moments.read(item.time, captured_at=capture.at, day=day, not_after=capture.not_after)
    mine = (
        bool(_MINE.search(item.way)) if _MINE.search(item.way) or _OTHERS.search(item.way) else None
    )
    system = bool(_SYSTEM.search(item.way))
    who = item.who.rstrip(":： ·|")
    stamped = moments.parse(item.time) is not None
    return Draft(item.line, item.text, moment, who, mine=mine, system=system, stamped=stamped)


class _Parts(HTMLParser):
    """Collects the named parts in the page's order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[_Piece] = []
        self._open: list[tuple[str, str, _Element, bool]] = []
        """Each open tag with the part that it lies in ("" where in none), and whether it can be seen."""
        self._part, self._shown = "", True
        self._page = _Element(None, 0)
        self._began: _Element | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self._break()
        if tag in _VOID:
            return
        names = " ".join(value or "" for key, value in attrs if key in ("class", "id")).lower()
        around = self._open[-1][2] if self._open else self._page
        deep = around.depth >= _DEEPEST
        element = around if deep else _Element(around, around.depth + 1, names)
        if not self._part and names:
            self._part = _part_of(names)
            self._began = element if self._part else None
        self._shown = self._shown and tag not in _UNSEEN
        self._open.append((tag, self._part, element, self._shown))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        last = len(self._open) - 1
        for at in range(last, max(-1, last - 40), -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                _, self._part, _, self._shown = self._open[-1] if at else ("", "", self._page, True)
                return

    def handle_data(self, data: str) -> None:
        if self._part and self._shown and (self._part == "text" or not data.isspace()):
            self._add(_BLANKS.sub(" ", data))

    def _break(self) -> None:
        if self._part == "text" and self._shown:
            self._add("\n")

    def _add(self, text: str) -> None:
        if self._began is not None:
            self.pieces.append(_Piece(self._part, self.getpos()[0], self._began))
            self._began = None
        if self.pieces:
            self.pieces[-1].words.append(text)


@lru_cache(maxsize=4096)
def _part_of(names: str) -> str:
    return next((part for part, known in _PARTS if known.search(names)), "")
