"""A saved chat page as messages: pages name their parts (class="nickname", "time", "content"), more often than not.

What names its parts is read by them; any other page goes through the readers for text, as somebody would copy it.
"""

from __future__ import annotations

import re
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
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")


@dataclass(slots=True)
class _Item:
    """One message as the page has it."""

    line: int
    way: str = ""
    parts: dict[str, list[str]] = field(default_factory=dict)

    def said(self, part: str) -> str:
        """The words of one part, line by line."""
        text = "".join(self.parts.get(part, ()))
        return "\n".join(" ".join(line.split(" ")).strip() for line in text.split("\n")).strip()


def read_page(page: str, capture: Capture) -> Found | None:
    """The messages of a page; None where there are none."""
    parser = _Parts()
    parser.feed(page)
    parser.close()
    items = [item for item in parser.items if item.said("text")]
    timed = sum(1 for item in items if item.said("time") or item.said("who"))
    if len(items) >= _ENOUGH and timed * 2 >= len(items):
        return Found("html", [_draft(item, capture) for item in items])
    found = text_log.read(html_to_text(page, all_blank_lines=True), capture)
    return None if found is None else Found("html", found.drafts, found.peer, found.notes)


def _draft(item: _Item, capture: Capture) -> Draft:
    moment = moments.read(item.said("time"), captured_at=capture.at, not_after=capture.not_after)
    mine = (
        bool(_MINE.search(item.way)) if _MINE.search(item.way) or _OTHERS.search(item.way) else None
    )
    system = bool(_SYSTEM.search(item.way))
    who = item.said("who").rstrip(":： ")
    stamped = moments.parse(item.said("time")) is not None
    text = item.said("text")
    return Draft(item.line, text, moment, who, mine=mine, system=system, stamped=stamped)


class _Parts(HTMLParser):
    """Collects the named parts, a new item whenever a part comes that the last one has already."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[_Item] = []
        self._open: list[tuple[str, str, str, bool]] = []
        """Each open tag with the part that it lies in ("" where in none), its classes, and whether it can be seen."""
        self._part, self._shown = "", True
        self._fresh = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self._break()
        if tag in _VOID:
            return
        names = " ".join(value or "" for key, value in attrs if key in ("class", "id")).lower()
        if not self._part and names:
            self._part = self._fresh = _part_of(names)
        self._shown = self._shown and tag not in _UNSEEN
        self._open.append((tag, self._part, names, self._shown))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        last = len(self._open) - 1
        for at in range(last, max(-1, last - 40), -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                _, self._part, _, self._shown = self._open[-1] if at else ("", "", "", True)
                return

    def handle_data(self, data: str) -> None:
        if self._part and self._shown and (self._part == "text" or not data.isspace()):
            self._add(_BLANKS.sub(" ", data))

    def _break(self) -> None:
        if self._part == "text" and self._shown:
            self._add("\n")

    def _add(self, text: str) -> None:
        part = self._part
        if not self.items or (self._fresh == part and self._is_next(part)):
            self.items.append(_Item(self.getpos()[0], self._way()))
        self._fresh = ""
        self.items[-1].parts.setdefault(part, []).append(text)

    def _is_next(self, part: str) -> bool:
        """Whether a part that just began belongs to another message than the last one."""
        last = self.items[-1].parts
        return part in last or ("text" in last and part != "text" and len(last) >= 2)

    def _way(self) -> str:
        """The classes around the message, which say whose it is."""
        return " ".join(names for _, _, names, _ in self._open[-6:])


@lru_cache(maxsize=4096)
def _part_of(names: str) -> str:
    return next((part for part, known in _PARTS if known.search(names)), "")
