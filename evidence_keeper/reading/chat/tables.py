"""CSV, TSV and JSON of common exporters as messages: rows whose columns are known by name."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from evidence_keeper.reading.chat.columns import Columns, as_text, columns_of, draft_of
from evidence_keeper.reading.chat.drafts import Capture, Draft, Found

_MARKS = (",", "\t", ";", "|")
_LISTS = (
    "messages",
    "data",
    "items",
    "list",
    "records",
    "chats",
    "msgs",
    "message",
    "rows",
    "result",
    "history",
)
_NESTED = ("sender", "from", "user", "author", "content")
_MOST_DEEP = 4
_MOST_LISTS = 50
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
    """The objects of the first list that holds messages; None where this is no JSON, or holds none."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start not in ("{", "["):
        return None
    try:
        whole = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return _json_lines(text, capture)
    rows = _messages(whole)
    if rows is None:
        return _json_lines(text, capture) if isinstance(whole, dict) else None
    lines = _lines_of(text, len(rows))
    columns = _columns(rows)
    if not columns.usable:
        return None
    drafts = [
        draft_of(_flat(row), columns, line, capture) for row, line in zip(rows, lines, strict=True)
    ]
    peer = _peer(whole) if isinstance(whole, Mapping) else ""
    return Found("json", _with_peer(drafts, peer), peer)


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


def _messages(whole: object, depth: int = 0) -> Sequence[Mapping[str, Any]] | None:
    """The list of objects that are messages."""
    if isinstance(whole, list):
        rows = [row for row in whole if isinstance(row, dict)]
        return rows if rows and len(rows) == len(whole) and _columns(rows).usable else None
    if not isinstance(whole, dict) or depth > _MOST_DEEP:
        return None
    for key in (
        *(key for key in _LISTS if key in whole),
        *(key for key in whole if key not in _LISTS),
    ):
        found = _messages(whole[key], depth + 1)
        if found is not None:
            return found
    return None


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


def _peer(whole: Mapping[str, Any]) -> str:
    """The other side's name, where a conversation of two says it once."""
    if whole.get("is_group") or str(whole.get("chat_type", "")).lower() in (
        "group",
        "群聊",
        "chatroom",
    ):
        return ""
    for key in ("chat", "chat_name", "chatName", "talkerName", "name", "title", "nickname"):
        if isinstance(whole.get(key), str) and whole[key].strip():
            return str(whole[key]).strip()
    return ""


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


def _lines_of(text: str, count: int) -> list[int]:
    """The line at which each object of the list begins: found by decoding one after the other where the list lies."""
    decoder = json.JSONDecoder()
    for found in itertools.islice(re.finditer(r"\[(?=[ \t\r\n]{0,80}\{)", text), _MOST_LISTS):
        at = told = found.end()
        line, lines = text.count("\n", 0, at) + 1, list[int]()
        try:
            while len(lines) < count:
                at = _after_blanks(text, at)
                line, told = line + text.count("\n", told, at), at
                at = decoder.raw_decode(text, at)[1]
                lines.append(line)
        except (ValueError, RecursionError):
            lines = []
        if len(lines) == count and text[_after_blanks(text, at) :][:1] == "]":
            return lines
    return [1] * count


def _after_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at
