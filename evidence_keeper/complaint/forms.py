"""Filling an office's form: its fields in its order, with the text ready, counted against what the form takes.

Some forms block pasting: for them the facts come short and in pieces to be read aloud and typed. Nothing is cut in
silence: what is too long says so, and the short text is made of whole sentences of the person's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence_keeper.complaint.channels import Channel, Field
from evidence_keeper.complaint.days import say_day
from evidence_keeper.complaint.evidence import without_exhibits
from evidence_keeper.complaint.known import Origin
from evidence_keeper.complaint.letter import requests
from evidence_keeper.model import Case

PIECE = 60
"""The longest piece to be read aloud at once, in characters."""
TYPED = 200
"""The longest text that one asks a person to type by hand, in characters."""
MORE = "详见附件。"
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]|[^。！？；\n]+$")
_BY_HAND = frozenset({"choice", "sign", "file", "office"})
_WORDS = {
    "yes": "是",
    "no": "否",
    "online": "网购",
    "tv": "电视购物",
    "shop": "实体店",
    "phone": "其他",
    "other": "其他",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """A field of the form with its text. `count` characters of at most `most` (None: not known).

    `over`: too long for it, and `short` is what fits, in whole sentences. `pieces` are the text in parts to be read
    aloud and typed, where the page doesn't take pasting: of a long text the short one. `by_hand`: chosen on the page,
    signed, filled in by the office, or a file to be attached. `missing`: required and empty.
    """

    field: Field
    text: str
    count: int
    most: int | None
    short: str
    pieces: tuple[str, ...]
    by_hand: bool
    missing: bool

    @property
    def over(self) -> bool:
        """Whether it is longer than the form takes."""
        return self.most is not None and self.count > self.most

    @property
    def origin(self) -> Origin:
        """How sure it is that the form has this field."""
        return self.field.origin


def fill(
    case: Case,
    channel: Channel,
    form: str,
    *,
    limits: Mapping[str, int] | None = None,
) -> tuple[Filled, ...]:
    """The fields of one of the channel's forms (register, report, web) in order; `limits` are a person's own."""
    return tuple(
        _filled(case, channel, field, limits) for field in channel.fields if field.form == form
    )


def shortened(text: str, most: int) -> str:
    """As many whole sentences as fit, with 详见附件 behind them; the whole text where it fits. Never half a sentence.

    Empty where not even the first one fits.
    """
    plain = text.strip()
    if len(plain) <= most:
        return plain
    kept = ""
    for sentence in _SENTENCE.findall(plain):
        if len(f"{kept}{sentence}".strip()) + len(MORE) > most:
            break
        kept += sentence
    return f"{kept.strip()}{MORE}" if kept.strip() else ""


def pieces(text: str, most: int = PIECE) -> tuple[str, ...]:
    """The text in parts of at most `most` characters, cut after a sentence or comma where there is one."""
    parts: list[str] = []
    for sentence in _SENTENCE.findall(text.strip()):
        for bit in _bits(sentence.strip(), most):
            if parts and len(parts[-1]) + len(bit) <= most:
                parts[-1] += bit
            elif bit:
                parts.append(bit)
    return tuple(parts)


def _bits(sentence: str, most: int) -> Sequence[str]:
    if len(sentence) <= most:
        return (sentence,)
    found: list[str] = []
    rest = sentence
    while len(rest) > most:
        cut = max(rest.rfind(sign, 0, most) for sign in "，、：, ") + 1
        cut = cut if cut > 0 else most
        found.append(rest[:cut])
        rest = rest[cut:]
    return (*found, rest)


def _filled(case: Case, channel: Channel, field: Field, limits: Mapping[str, int] | None) -> Filled:
    text = _text(case, channel, field)
    most = channel.limit(field.limit, limits) if field.limit else None
    counted = most if field.kind != "file" else None
    by_hand = field.kind in _BY_HAND and not text
    long = field.kind in ("facts", "demand")
    return Filled(
        field,
        text,
        len(text),
        counted,
        shortened(text, counted) if counted is not None else text,
        pieces(_to_type(text, counted)) if long else (),
        by_hand,
        (field.required or field.needed) and not text,
    )


def _to_type(text: str, most: int | None) -> str:
    """What is typed by hand: whole sentences within TYPED characters; the whole where not even one fits."""
    return shortened(text, TYPED if most is None else min(TYPED, most)) or text


def _text(case: Case, channel: Channel, field: Field) -> str:
    if field.kind in ("sign", "file", "office"):
        return ""
    if field.kind == "demand":
        wanted = requests(case) if case.get("demand") else ()
        many = len(wanted) > 1
        return "\n".join(f"{n}. {one}" if many else one for n, one in enumerate(wanted, start=1))
    if field.kind == "title":
        return case.title
    if field.kind == "talks":
        return _talks(case, channel)
    kept = next((case.get(key) for key in field.sources if case.get(key)), "")
    if field.kind == "facts":
        return without_exhibits(kept)
    if field.kind in ("tick", "choice"):
        return _chosen(field, kept)
    return say_day(kept) if field.kind == "date" else kept.strip()


def _chosen(field: Field, kept: str) -> str:
    words = _WORDS.get(kept, kept)
    return words if not field.options or words in field.options else ""


def _talks(case: Case, channel: Channel) -> str:
    """What the case says of the complaint to the company, as one text."""
    on, number = case.get("first_complained_on"), case.get("company_ticket_no")
    told = [
        f"{say_day(on)}向{channel.respondent}投诉" if on else "",
        f"工单号{number}" if number else "",
    ]
    reply = case.get("company_reply").strip().rstrip("。")
    said = "，".join(part for part in told if part)
    answer = f"对方答复：{reply}" if reply else ""
    return "；".join(part for part in (said, answer) if part)
