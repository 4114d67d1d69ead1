"""Shorter texts for pages that have little room: cut where a sentence or a part of one ends, and marked as cut."""

from __future__ import annotations

import re
import unicodedata

from evidence_keeper.bundle.kinsoku import may_break
from evidence_keeper.bundle.names import one_line

CUT = "……"
_SENTENCE = re.compile(r"[。！？；!?;]+[”’」』）)]*")
_CLAUSE = re.compile(r"[，、：]|[,:](?=\s)")
_FIGURE = re.compile(r"[0-9][0-9.,:/年月日号时点分秒元角%％–-]*")
"""A number, a date or an amount: one thing, with its unit."""

_EARLIEST = 3
"""A sentence's end is taken only where that leaves at least a third of what there is room for."""


def excerpt(text: str, most: int) -> str:
    """The text on one line, at most `most` characters and the sign that it was cut.

    A cut never stands in a number, a date or a Latin word, as long as the text has any other place for it.
    """
    bare = one_line(" ".join(text.split()))
    if len(bare) <= most:
        return bare
    head = bare[:most]
    for ends, keep in ((_SENTENCE, True), (_CLAUSE, False)):
        at = max(
            (found.end() if keep else found.start() for found in ends.finditer(head)), default=0
        )
        if at * _EARLIEST >= most:
            return head[:at] + CUT
    return bare[: _gap(bare, most)].rstrip() + CUT


def _gap(text: str, most: int) -> int:
    """The last place up to `most` where nothing is torn; `most` where there is none."""
    signs = list(text[: most + 1])
    whole = [found.span() for found in _FIGURE.finditer(text[: most + 20])]
    for at in range(most, 0, -1):
        inside = any(start < at < end for start, end in whole)
        if not inside and may_break(signs, (), at) and not _joined(text, at):
            return at
    return most


def _joined(text: str, at: int) -> bool:
    joiners = "\u200d\ufe0f"
    return text[at] in joiners or text[at - 1] == "\u200d" or bool(unicodedata.combining(text[at]))
