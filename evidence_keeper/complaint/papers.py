"""Small papers made of data: the written demand (step zero), the hotline card, the letter of authority.

Each is the clauses that the case has something for, and blanks for what it doesn't say. Setting them on pages is the
bundle's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence_keeper.complaint import clauses, known
from evidence_keeper.complaint.channels import Channel
from evidence_keeper.complaint.edited import printed
from evidence_keeper.complaint.evidence import without_exhibits, words_about
from evidence_keeper.complaint.letter import requests
from evidence_keeper.model import Case, EvidenceItem

FOLDER = clauses.FOLDER
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_WRITER = re.compile(r"(?<!被)(?:投诉人|申诉人|举报人)")


@dataclass(frozen=True, slots=True)
class Demand:
    """书面要求 to the company: `vouchers` are asked for by number, `requests` are the person's own demands."""

    title: str
    to: str
    story: tuple[str, ...]
    ask: str
    vouchers: tuple[str, ...]
    requests: tuple[str, ...]
    keep: tuple[str, ...]
    reach: str
    days: int = 15


@dataclass(frozen=True, slots=True)
class HotlineCard:
    """What to read out, and what to write down of the other side's words: a field of the case and its label."""

    say: tuple[str, ...]
    note: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Power:
    """One power of a letter of authority; a risky one is never ticked by the program."""

    key: str
    text: str
    ticked: bool
    risky: bool


@dataclass(frozen=True, slots=True)
class Authority:
    """授权委托书: who, for what, which powers, until when."""

    title: str
    parties: tuple[str, ...]
    matter: str
    powers: tuple[Power, ...]
    term: str
    signatures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """What is usually asked for in a kind of matter, why it matters, and words by which an item is one."""

    key: str
    name: str
    why: str
    words: tuple[str, ...]


def demand(case: Case) -> Demand:
    """The written demand in this matter."""
    facts = _first_person(without_exhibits(case.get("facts")), "本人")
    own = clauses.parts("demand", case, {"facts": facts})
    found = {part: tuple(printed(case, text) for text in texts) for part, texts in own.items()}
    return Demand(
        _one(own, "title"),
        _one(own, "to"),
        tuple(line for text in found.get("story", ()) for line in text.splitlines()),
        _one(found, "ask"),
        tuple(f"{_CIRCLED[n]}{text}" for n, text in enumerate(found.get("voucher", ()))),
        tuple(_first_person(text, "本人") for text in requests(case)),
        found.get("keep", ()),
        _one(found, "reach"),
    )


def demand_sentences(case: Case) -> tuple[str, ...]:
    """Every sentence that the program writes into the written demand, as it writes it; the account and the demands are
    the person's own."""
    found = clauses.parts("demand", case, {"facts": ""})
    parts = ("story", "ask", "voucher", "keep", "reach")
    return tuple(text for part in parts for text in found.get(part, ()))


def to_12300(case: Case) -> str:
    """What an appeal adds about the vouchers; empty in other matters."""
    return _one(clauses.parts("demand", case), "to_12300")


def hotline_card(case: Case, items: int, verb: str = "投诉") -> HotlineCard:
    """The card for the hotline; of `items` kept pieces; `verb` is what one does there (投诉, 申诉, 举报)."""
    more = {"items": str(items) if items else "", "file": verb}
    more["demand"] = "；".join(_first_person(text, "我") for text in requests(case))
    told = _first_person(without_exhibits(case.get("facts")), "我")
    more["facts"] = "".join(line.strip() for line in told.splitlines())
    data = known.read(FOLDER, "phone")
    return HotlineCard(
        clauses.parts("phone", case, more).get("say", ()),
        tuple((one["key"], one["text"]) for one in data["note"]),
    )


def _first_person(text: str, word: str) -> str:
    """A text that speaks of 投诉人, as its writer says it."""
    return _WRITER.sub(word, text)


def authority(case: Case, channel: Channel | None = None) -> Authority:
    """The letter of authority for the helper at this office; powers that the person named themself are ticked, risky
    ones never."""
    office = "有关机关" if channel is None else channel.addressee
    verb = "投诉（申诉）" if channel is None else channel.verb
    about = f"“{case.title}”" if case.title else "消费"
    more = {"office": office, "file": verb, "matter_name": about}
    found = clauses.parts("agent", case, more)
    chosen = set(case.get("powers").split())
    powers = tuple(
        Power(
            one["key"],
            one["text"],
            not one.get("risky", False) and (one.get("ticked", False) or one["key"] in chosen),
            one.get("risky", False),
        )
        for one in known.read(FOLDER, "agent")["power"]
    )
    return Authority(
        _one(found, "title"),
        found.get("party", ()),
        _one(found, "matter"),
        powers,
        _one(found, "term"),
        found.get("sign", ()),
    )


def usual_demands(case: Case) -> tuple[str, ...]:
    """Demands that are usual in this kind of matter, with the case's own names and sums; what isn't known is out."""
    values, true = clauses.values_of(case), clauses.facts_of(case)
    return tuple(
        clauses.filled(one["text"], values)
        for one in known.read(FOLDER, case.type)["demand"]
        if clauses.fits(tuple(one.get("needs", ())), tuple(one.get("claims", ())), (), values, true)
    )


def slots(
    case_type: str, items: Sequence[EvidenceItem]
) -> tuple[tuple[Slot, tuple[str, ...]], ...]:
    """The slots of this kind of matter, each with the items that fill it by what a person wrote about them.

    Of an empty one a paper says that it was asked for on some day and not provided, where that is so.
    """
    present = [item for item in items if not item.withdrawn]
    return tuple(
        (slot, tuple(item.item_id for item in present if _fills(item, slot)))
        for slot in usual_evidence(case_type)
    )


def _fills(item: EvidenceItem, slot: Slot) -> bool:
    told = f"{words_about(item)} {item.name}"
    return any(word in told for word in slot.words)


def usual_evidence(case_type: str) -> tuple[Slot, ...]:
    """What is usually asked for in this kind of matter."""
    return tuple(
        Slot(one["key"], one["name"], one["why"], tuple(one.get("words", ())))
        for one in known.read(FOLDER, case_type)["evidence"]
    )


def _one(found: dict[str, tuple[str, ...]], part: str) -> str:
    return "".join(found.get(part, ()))
