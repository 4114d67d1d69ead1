"""SMS Backup & Restore's XML as messages.

Read by pattern, not by an XML parser: that program writes emoji as numbers which are no characters, which XML parsers
refuse, and a file that was cut off still holds its first messages.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from evidence_keeper.model import TimeSource
from evidence_keeper.reading.chat.drafts import Capture, Draft, Found
from evidence_keeper.reading.moments import UNKNOWN, Moment
from evidence_keeper.walltime import believable, from_epoch

_TAG = re.compile(r"<(sms|mms|part)\b")
_ATTRIBUTE = re.compile(r"""\s+([A-Za-z_:][\w:.-]{0,40})\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_NUMBER = re.compile(r"&#(x[0-9A-Fa-f]{1,6}|[0-9]{1,7});")
_SENT = frozenset({"2", "4", "5", "6"})  # sent, outbox, failed, queued; 1 is received, 3 a draft
_SAID_BY_NOBODY = frozenset({"null", ""})


def read_sms(text: str, capture: Capture) -> Found | None:
    """The messages of a backup; None where this is none."""
    if not re.search(r"<(?:sms|mms)\b[^<]{0,4000}?\b(?:address|body|date)=", text[:20_000]):
        return None
    drafts = list(_drafts(text, capture))
    return Found("sms_xml", drafts) if drafts else None


def _drafts(text: str, capture: Capture) -> Iterator[Draft]:
    line, told = 1, 0
    last: Draft | None = None
    for found in _TAG.finditer(text):
        fields = dict(_attributes(text, found.end()))
        if found[1] == "part":
            if last is not None and fields.get("ct") == "text/plain":
                last.text = "\n".join(part for part in (last.text, fields.get("text", "")) if part)
            continue
        line, told = line + text.count("\n", told, found.start()), found.start()
        if fields.get("type") == "3" and found[1] == "sms":
            last = None
            continue  # a draft was never sent
        last = _draft(fields, line, capture)
        yield last


def _attributes(text: str, at: int) -> Iterator[tuple[str, str]]:
    while found := _ATTRIBUTE.match(text, at):
        yield found[1], _plain(found[2] if found[2] is not None else found[3])
        at = found.end()


def _draft(fields: Mapping[str, str], line: int, capture: Capture) -> Draft:
    kind = fields.get("type") or {"1": "1", "2": "2"}.get(fields.get("msg_box", ""), "")
    mine = kind in _SENT
    name = fields.get("contact_name", "")
    number = fields.get("address", "")
    known = name not in _SAID_BY_NOBODY and name != "(Unknown)"
    body = fields.get("body", "")
    return Draft(
        line,
        "" if body == "null" else body.strip(),
        _moment(fields.get("date", ""), capture),
        "" if mine else (name if known else number),
        "" if mine or not known else number,
        mine,
    )


def _moment(digits: str, capture: Capture) -> Moment:
    if not digits.isdigit() or len(digits) > 16:
        return UNKNOWN
    moment = from_epoch(int(digits) // 1000)
    good = believable(moment, capture.not_after)
    return Moment(moment, TimeSource.EXPLICIT) if good else UNKNOWN


def _plain(value: str) -> str:
    """An attribute's text; the two halves of an emoji are put together again."""
    if "&" not in value:
        return value
    halves = _NUMBER.sub(_half, value)
    whole = halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return html.unescape(whole)


def _half(found: re.Match[str]) -> str:
    digits = found[1]
    number = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    return chr(number) if 0xD800 <= number <= 0xDFFF else found[0]
