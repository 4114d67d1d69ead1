"""A page of HTML as the words on it: a saved chat page or a mail's body, without scripts and styles."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg"})
_BREAKING = frozenset(
    {"address", "article", "blockquote", "body", "br", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "head"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p", "pre", "section"}
    | {"table", "title", "tr", "ul"}
)  # fmt: skip


def html_to_text(page: str, *, all_blank_lines: bool = False) -> str:
    """The words of a page: one line a block, table cells parted by tabs. Never raises for odd HTML.

    Several blank lines become one, unless `all_blank_lines` (in a message they are as somebody wrote them).
    """
    words = _Words()
    words.feed(page)
    words.close()
    text = words.text()
    return text if all_blank_lines else re.sub(r"\n{3,}", "\n\n", text)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._unseen = 0
        self._kept = 0  # depth of <pre>, where blanks and line ends count

    def text(self) -> str:
        lines = (line.strip(" ") for line in "".join(self._parts).split("\n"))
        return "\n".join(lines).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self._kept += tag == "pre"
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        self._kept = max(0, self._kept - (tag == "pre"))
        if tag not in ("br", "td", "th"):
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._parts.append(data if self._kept else re.sub(r"[ \t\r\n\f]+", " ", data))

    def _break(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._parts.append("" if self._ended() else "\t")
        elif tag == "br" or (tag in _BREAKING and not self._ended()):
            self._parts.append("\n")

    def _ended(self) -> bool:
        """Whether a new line has begun and nothing stands on it yet."""
        words = next((part for part in reversed(self._parts) if part.strip(" ")), "\n")
        return words.endswith("\n")
