"""Chat logs as messages: who said what when, as far as the file says it, and nothing that it doesn't say.

`read_chat` takes the raw bytes of any known export or copy. The format is chosen by scoring the whole file, then it is
parsed by that format only. Every time comes with where it comes from; a log without times has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import compat32
from pathlib import Path
from typing import Any

from evidence_keeper.model import Message, Role, TimeSource
from evidence_keeper.reading.chat import text_log
from evidence_keeper.reading.chat.drafts import Capture, Found
from evidence_keeper.reading.chat.page import read_page
from evidence_keeper.reading.chat.roles import is_service, said_roles, speaks, with_roles
from evidence_keeper.reading.chat.sms import read_sms
from evidence_keeper.reading.chat.tables import read_csv, read_json
from evidence_keeper.reading.decoding import decode

VERSION = 1
"""Of the readers: what they made is cached under it."""

LIMIT = 64 * 1024 * 1024
"""Bytes of a log that are read."""

_RECOGNISED_BY = 4 * 1024 * 1024  # bytes of a page by which it is told whether it is a chat
_FEWEST = 3  # messages: with fewer, an article that quotes two people would be a chat

FORMATS = (
    "wechat", "wechat_copy", "qq", "qq_copy", "wework", "qianniu", "wangwang", "udesk", "bracket", "lines", "columns",
    "whatsapp", "name_time_lines", "time_name", "name_above_time", "time_above_name", "time_below_text", "colon_blocks",
    "colon_lines", "csv", "json", "sms_xml", "html",
)  # fmt: skip

_MAIL = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?:(?:From|To|Cc|Date|Subject|Received|MIME-Version|Message-ID|Content-[A-Za-z-]+|X-[\w-]+|"
    rb"Return-Path|Delivered-To|Reply-To|Sender|Snapshot-Content-Location):[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){3}",
    re.IGNORECASE,
)
_PAGE = re.compile(r"<!doctype html|<html[\s>]|<body[\s>]|<div[\s>]|<table[\s>]", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ChatLog:
    """What a chat log says. `format` is one of FORMATS, empty where no message could be told; `encoding` is Python's
    name; `senders` are the names in the order in which they first speak; `notes` are codes with data (text has words):
    lines_left_out, date_order_unknown, cut_short.
    """

    format: str
    messages: tuple[Message, ...]
    encoding: str = ""
    notes: tuple[Mapping[str, Any], ...] = ()

    @property
    def senders(self) -> tuple[str, ...]:
        """Who speaks, each once."""
        return tuple(dict.fromkeys(one.sender for one in self.messages if one.sender))


def read_chat(
    data: bytes,
    *,
    captured_at: datetime | None,
    not_after: datetime,
    me: str = "",
    roles: Mapping[str, Role] | None = None,
) -> ChatLog:
    """The messages of a log; never raises for any bytes.

    `captured_at` (aware) is when it was captured: days like 昨天 and dates without a year are counted from it; None
    leaves them without a time. `not_after` (aware) is when it was kept: a later time is none. `me` and `roles` are
    what a person said of who is who (see roles.with_roles).
    """
    capture = Capture(captured_at, not_after)
    cut = len(data) > LIMIT
    found, encoding = _parsed(data[:LIMIT], capture, cut)
    notes = [{"code": "cut_short", "bytes": LIMIT}] if cut else []
    if found is None:
        return ChatLog("", (), encoding, tuple(notes))
    messages = with_roles(found.drafts, me=me, peer=found.peer, roles=roles)
    return ChatLog(found.format, tuple(messages), encoding, (*found.notes, *notes))


@dataclass(frozen=True, slots=True)
class Spell:
    """When a conversation was: its first and last time, and how the first is known."""

    since: datetime
    until: datetime
    source: TimeSource


def spell(messages: Sequence[Message]) -> Spell | None:
    """When these messages were written; None where no time is known."""
    timed = [(one.time, one.time_source) for one in messages if one.time is not None]
    if not timed:
        return None
    since, source = min(timed, key=lambda one: one[0])
    return Spell(since, max(time for time, _ in timed), source)


def when(content: Path, *, captured_at: datetime | None, not_after: datetime) -> Spell | None:
    """When the conversation in a file was; None where it states no time, or can't be read. As read_chat."""
    try:
        with content.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError:
        return None
    return spell(read_chat(data, captured_at=captured_at, not_after=not_after).messages)


def holds_chat(content: Path) -> bool:
    """Whether a saved page or a mail is a conversation: a few people, or two sides, who speak again and again.

    An article with comments has many who speak once; a mail has one; a page with a list has nobody.
    """
    try:
        with content.open("rb") as file:
            data = file.read(_RECOGNISED_BY)
    except OSError:
        return False
    found, _ = _found(data, Capture(None, datetime.now().astimezone()), cut=True)
    if found is None or len(found.drafts) < _FEWEST:
        return False
    said = [one for one in found.drafts if one.text and not one.system]
    timed = sum(one.stamped for one in said)
    speakers = {(one.sender, one.mine) for one in said if one.sender or one.mine is not None}
    again = len(speakers) >= 2 and len(speakers) * 3 <= len(said) * 2
    return again and (timed * 2 >= len(said) or all(one.mine is not None for one in said))


Parsed = tuple[Found | None, str]
_known: ContextVar[dict[tuple[int, datetime | None], Parsed] | None] = ContextVar(
    "known", default=None
)


@contextmanager
def parsed_once() -> Iterator[None]:
    """Within it the same bytes are parsed once, however often they are read: keeping a long log takes as long as
    reading it. The readings' `not_after` differ then by no more than the keeping takes, and the first one counts."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def _parsed(data: bytes, capture: Capture, cut: bool) -> Parsed:
    known = _known.get()
    if known is None:
        return _found(data, capture, cut)
    key = (hash(data), capture.at)
    if key not in known:
        known[key] = _found(data, capture, cut)
    return known[key]


def _found(data: bytes, capture: Capture, cut: bool) -> Parsed:
    if _MAIL.match(data):
        return _mail(data, capture)
    declared = _CHARSET.search(data[:4096])
    decoded = decode(
        data, cut=cut, declared=declared[1].decode("ascii", "replace") if declared else ""
    )
    return _text(decoded.text, capture), decoded.encoding


def _text(text: str, capture: Capture) -> Found | None:
    """By what the text begins with: a structured export, a page, or lines."""
    for reader in _readers(text):
        found = reader(text, capture)
        if found is not None and found.drafts:
            return found
    return None


def _readers(text: str) -> Iterator[Callable[[str, Capture], Found | None]]:
    start = text[:4096].lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")):
        yield read_json
    if start.startswith("<"):
        yield read_sms
    if _PAGE.search(start):
        yield read_page
        return
    yield read_csv
    yield text_log.read


def _mail(data: bytes, capture: Capture) -> tuple[Found | None, str]:
    """The part of a mail or saved page (MHT) that holds the most messages."""
    best, encoding = None, "us-ascii"
    for part in _parts(BytesParser(policy=compat32).parsebytes(data)):
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        decoded = decode(content, declared=str(part.get_content_charset() or ""))
        html = part.get_content_subtype() == "html"
        found = read_page(decoded.text, capture) if html else _text(decoded.text, capture)
        if found and (best is None or len(found.drafts) > len(best.drafts)):
            best, encoding = found, decoded.encoding
    return best, encoding


def _parts(mail: Mail) -> list[Mail]:
    return [part for part in mail.walk() if part.get_content_maintype() == "text"][:50]


def relabel(messages: Sequence[Message], roles: Mapping[str, Role]) -> list[Message]:
    """Messages that were read elsewhere (a screenshot's), with what a person said of who is who. A message that is
    mine stands at the right then, a notice in the middle, anybody else's at the left."""
    if not roles:
        return list(messages)
    return [_as_said(one, roles) for one in messages]


def _as_said(message: Message, roles: Mapping[str, Role]) -> Message:
    role = roles.get(f"#{message.number}") or (
        roles.get(message.sender) if message.sender else None
    )
    if role is None:
        return message
    side = {Role.ME: "right", Role.SYSTEM: "middle"}.get(role, "left")
    return replace(message, role=role, side=None if message.side is None else side)


__all__ = [
    "FORMATS",
    "ChatLog",
    "Spell",
    "holds_chat",
    "is_service",
    "parsed_once",
    "read_chat",
    "relabel",
    "said_roles",
    "speaks",
    "spell",
    "when",
]
