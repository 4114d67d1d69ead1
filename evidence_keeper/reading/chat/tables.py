"""CSV, TSV and JSON of common exporters as messages: rows whose columns are known by name."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evidence_keeper.reading.chat.columns import Columns, as_text, columns_of, draft_of
from evidence_keeper.reading.chat.drafts import Capture, Draft, Found

_MARKS = (",", "\t", ";", "|")
_NESTED = ("sender", "from", "user", "author", "content")
_MOST_DEEP = 4
_MOST_LISTS = 50
_COLUMNS_FROM = 200  # rows of which the names of columns are taken
_LIST = re.compile(r"\[(?=[ \t\r\n]{0,80}\{)")
_BLANKS = re.compile(r"[ \t\r\n,]*")


# CSV -----------------------------------------------------------------------------------------------------------


def read_csv(text: str, capture: Capture) -> Found | None:
    """The rows under a head of known columns; None where this is no such table."""
    head = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    mark = max(_MARKS, key=head.count)
    if head.count(mark) < 1:
        return None
    # A field may be as long as the file; the reader's own limit is for programs that trust nobody.
    csv.field_size_limit(2**31 - 1)
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=mark)
    drafts: list[Draft] = []
    try:
        names = next((row for row in rows if any(row)), [])
        columns = columns_of(names)
        if len(names) < 2 or not columns.usable:
            return None
        line = rows.line_num + 1
        for row in rows:
            if any(row):
                drafts.append(draft_of(dict(zip(names, row, strict=False)), columns, line, capture))
            line = rows.line_num + 1
    except csv.Error:
        pass  # a NUL or a torn quote: what was read until there is there
    return Found("csv", drafts) if drafts else None


# JSON ----------------------------------------------------------------------------------------------------------


def read_json(text: str, capture: Capture) -> Found | None:
    """The objects of the first list that holds messages; None where this is no JSON, or holds none.

    They are decoded one after the other, so that a long export isn't in memory twice, and one that was cut off still
    gives its beginning.
    """
    if text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return None
    for found in itertools.islice(_LIST.finditer(text), _MOST_LISTS):
        rows = _Rows(text, found.end())
        first = list(itertools.islice(rows, _COLUMNS_FROM))
        columns = _columns([row for _, row in first])
        if first and columns.usable:
            drafts = [
                draft_of(_flat(row), columns, line, capture)
                for line, row in itertools.chain(first, rows)
            ]
            peer = _peer(text[: found.end()] + text[rows.at :])
            return Found("json", _with_peer(drafts, peer), peer)
    return _json_lines(text, capture)


class _Rows:
    """The objects of a list in a text, each with the line on which it begins. Ends where the list does, or the
    text."""

    def __init__(self, text: str, at: int) -> None:
        self.at = at
        self._text = text
        self._decoder = json.JSONDecoder()
        self._line, self._told = text.count("\n", 0, at) + 1, at

    def __iter__(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        return self

    def __next__(self) -> tuple[int, Mapping[str, Any]]:
        while True:
            at = _after_blanks(self._text, self.at)
            self._line += self._text.count("\n", self._told, at)
            self._told = at
            try:
                row, self.at = self._decoder.raw_decode(self._text, at)
            except (ValueError, RecursionError):
                raise StopIteration from None
            if isinstance(row, dict):
                return self._line, row


def _json_lines(text: str, capture: Capture) -> Found | None:
    rows: list[tuple[int, Mapping[str, Any]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            rows.append((number, row))
    columns = _columns([row for _, row in rows])
    if not rows or not columns.usable:
        return None
    return Found("json", [draft_of(_flat(row), columns, number, capture) for number, row in rows])


def _columns(rows: Sequence[Mapping[str, Any]]) -> Columns:
    names: dict[str, None] = {}
    for row in rows[:200]:
        names.update(dict.fromkeys(_flat(row)))
    return columns_of(names)


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with what some exporters nest: sender {name, uid}, content {text}."""
    flat = dict(row)
    for key in _NESTED:
        inner = row.get(key)
        if isinstance(inner, Mapping):
            name = next(
                (
                    inner[one]
                    for one in ("remark", "nickname", "name", "display_name")
                    if inner.get(one)
                ),
                "",
            )
            number = next(
                (inner[one] for one in ("uin", "uid", "id", "wxid") if inner.get(one)), ""
            )
            flat[key] = (
                as_text(inner.get("text") or inner.get("content")) if key == "content" else name
            )
            if key != "content":
                flat.setdefault("sender_id", number)
    return flat


def _peer(around: str) -> str:
    """The other side's name, where a conversation of two says it once. `around` is the file without its messages."""
    try:
        whole = json.loads(around.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return ""
    waiting, depth = [whole], 0
    while waiting and depth < _MOST_DEEP:
        for one in waiting:
            if isinstance(one, dict) and (name := _name_of(one)) is not None:
                return name
        waiting = [part for one in waiting if isinstance(one, dict) for part in one.values()]
        depth += 1
    return ""


def _name_of(whole: Mapping[str, Any]) -> str | None:
    kind = str(whole.get("chat_type") or whole.get("type") or "").lower()
    if whole.get("is_group") or kind in ("群聊", "chatroom") or "group" in kind:
        return ""
    for key in ("chat", "chat_name", "chatName", "talkerName", "name", "title", "nickname"):
        if isinstance(whole.get(key), str) and whole[key].strip():
            return str(whole[key]).strip()
    return None


def _with_peer(drafts: list[Draft], peer: str) -> list[Draft]:
    """Where the other side's messages have no sender, they are the peer's and the others mine."""
    nameless = [draft for draft in drafts if not draft.sender and not draft.system]
    if not peer or not nameless:
        return drafts
    for draft in drafts:
        if draft.system:
            continue
        if draft.mine is None:
            draft.mine = bool(draft.sender)
        if not draft.sender and not draft.mine:
            draft.sender = peer
    return drafts


def _after_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at
