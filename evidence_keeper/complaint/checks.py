"""One function for each thing an office refuses: given the case and the check's data, what is wrong, if anything.

A function says at most what its own check is about, so that removing one thing from a ready case names that one thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from evidence_keeper.complaint import law, wording
from evidence_keeper.complaint.channels import Channel, Check
from evidence_keeper.complaint.charges import charges
from evidence_keeper.complaint.days import day_in, end_of
from evidence_keeper.complaint.evidence import (
    SMALLEST_MM,
    Evidence,
    cited_now,
    named_items,
    proves_deal,
    references,
    words_about,
)
from evidence_keeper.complaint.interview import sources_of
from evidence_keeper.complaint.known import Origin
from evidence_keeper.complaint.letter import requests
from evidence_keeper.complaint.questions import company_answered, speaks_of_another
from evidence_keeper.complaint.routes import route
from evidence_keeper.model import Case, EvidenceItem, Kind

_AGENCY = re.compile(r"代理|专营店|经销|代办|合作厅|授权店")
_LEGAL_NAME = re.compile(
    r"公司|厂$|店$|行$|社$|中心$|事务所|医院|学校|部$|局$|院$|所$|馆$|堂$|合作社|个体"
)
_AUTHORITY = re.compile(r"授权委托书")
_STORY = ("facts", "demand", "report_facts", "fraud_reason")
_DAY_FIELDS = ("bought_on", "dispute_on", "first_complained_on", "posted_on", "demand_sent_on")
_MOST_NAMED = 3
_SHOWS_CONTACT = frozenset(
    {Kind.CALL, Kind.AUDIO, Kind.CHAT, Kind.VIDEO, Kind.SCREENSHOT, Kind.IMAGE, Kind.DOCUMENT}
)


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is wrong. `code` has words (text.explain_lack), `field` is the case's field it is about (items
    for the evidence), `rule` the rule with its day, `origin` how sure that rule is, `data` fills the words."""

    code: str
    field: str
    rule: str
    origin: Origin
    warning: bool = False
    data: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a check looks at."""

    case: Case
    channel: Channel
    evidence: Evidence
    today: date
    limits: dict[str, int]

    def inferred(self, field: str) -> bool:
        """Whether an empty field follows from another: an 18-character number is an identity card's."""
        return field == "complainant_id_type" and len(self.case.get("complainant_id").strip()) == 18


Finder = Callable[[Asked, Check], Iterator[Lack]]


def lack(
    check: Check, field: str = "", code: str = "", warning: bool | None = None, **data: object
) -> Lack:
    """A check's lack, with its rule."""
    return Lack(
        code or check.code,
        field or check.field,
        law.rule_words(check.law, check.article, check.rule, check.origin),
        check.origin,
        check.warning if warning is None else warning,
        tuple((key, str(value)) for key, value in data.items()),
    )


# ---- fields, and what a field says


def _field_missing(asked: Asked, check: Check) -> Iterator[Lack]:
    if not asked.case.get(check.field):
        yield lack(check)


def _place_missing(asked: Asked, check: Check) -> Iterator[Lack]:
    if not (asked.case.get("place") or asked.case.get("platform")):
        yield lack(check)


def _not_for_living(asked: Asked, check: Check) -> Iterator[Lack]:
    if asked.case.get("for_living") == "no":
        yield lack(check)


def _demand(asked: Asked, check: Check) -> Iterator[Lack]:
    if not asked.case.get("demand"):
        return
    lines = requests(asked.case)
    if not any(wording.is_concrete(line) for line in lines):
        yield lack(check)
        return
    for line in lines:
        if wording.is_vague(line):
            yield lack(check, code="demand_line_vague", warning=True, line=line)


def _helper_unnamed(asked: Asked, check: Check) -> Iterator[Lack]:
    if asked.case.get("has_helper") == "yes" and not asked.case.get("agent_name"):
        yield lack(check, code="field_missing")


def _agent_id(asked: Asked, check: Check) -> Iterator[Lack]:
    if asked.case.get("agent_name") and not asked.case.get("agent_id"):
        yield lack(check, code="field_missing")


def _authorisation(asked: Asked, check: Check) -> Iterator[Lack]:
    signed = asked.case.get("authorisation") == "yes" or _kept(asked, _AUTHORITY)
    if asked.case.get("agent_name") and not signed:
        yield lack(check, agent=asked.case.get("agent_name"))


def _owner(asked: Asked, check: Check) -> Iterator[Lack]:
    case = asked.case
    owner, name = case.get("account_owner"), case.get("account_owner_name").strip()
    if owner == "other" and name != case.get("complainant_name").strip():
        yield lack(check, owner=name)
    elif not owner and case.get("account"):
        yield lack(check, code="owner_not_asked", warning=True)


def _settled(asked: Asked, check: Check) -> Iterator[Lack]:
    if asked.case.get("settled") == "yes":
        yield lack(check)


# ---- who was asked before, and who has it


def _company_not_asked(asked: Asked, check: Check) -> Iterator[Lack]:
    if not asked.case.get("first_complained_on"):
        # Only where it says so does the office refuse who did not ask first; elsewhere it is quicker.
        code = "company_better_asked" if check.warning else ""
        yield lack(check, "first_complained_on", code)
    elif check.any_of and not any(asked.case.get(key) for key in check.any_of):
        yield lack(check, code="company_no_proof")


def _company_time(asked: Asked, check: Check) -> Iterator[Lack]:
    case = asked.case
    start = day_in(case.get("first_complained_on"))
    if not case.get("company_ticket_no"):
        # Without a number the written demand is the complaint that can be shown.
        start = day_in(case.get("demand_sent_on")) or start
    if start is None or company_answered(case):
        return
    end = end_of(start, check.count, check.unit)
    if end is not None and asked.today <= end.day:
        yield lack(check, until=end.day, next=end.day + timedelta(days=1))


def _other_body(asked: Asked, check: Check) -> Iterator[Lack]:
    told = asked.case.get("other_body")
    if not told.strip():
        yield lack(check, code="other_body_not_asked", warning=True)
    elif speaks_of_another(told):
        if asked.case.get("other_body_state") in ("refused", "withdrawn"):
            yield lack(check, code="other_body_past", warning=True, other=told)
        else:
            yield lack(check, other=told)


def _filed_elsewhere(asked: Asked, check: Check) -> Iterator[Lack]:
    filed = asked.case.get("filed_channel")
    if filed and filed != asked.channel.key and asked.case.get("outcome") != "refused":
        yield lack(check, other=filed)


def _second_channel(asked: Asked, check: Check) -> Iterator[Lack]:
    others = [one for one in asked.evidence.bundled_for if one != asked.channel.key]
    if others and not asked.case.get("filed_channel"):
        yield lack(check, other="、".join(dict.fromkeys(others)))


# ---- time


def _too_late(asked: Asked, check: Check) -> Iterator[Lack]:
    for key in check.start or (check.field,):
        start = day_in(asked.case.get(key))
        if start is None:
            continue
        end = end_of(start, check.count, check.unit)
        if end is not None and end.day < asked.today:
            yield lack(check, key, since=start, until=end.day, count=check.count)
        return


def _fee_too_old(asked: Asked, check: Check) -> Iterator[Lack]:
    """Never a flat no: old charges may be refused, the plan and the newest months are still open (desk facts 6)."""
    started = day_in(asked.case.get("dispute_on"))
    days = [charge.day for charge in charges(asked.case)]
    if not days and started is not None:
        days = [started]
    ends = {day: end_of(day, check.count, check.unit) for day in days}
    over = sorted(day for day, end in ends.items() if end and end.day < asked.today)
    if over:
        field = "charges" if asked.case.get("charges") else check.field
        yield lack(check, field, first=over[0], last=over[-1], many=len(over))


def _future(asked: Asked, check: Check) -> Iterator[Lack]:
    for key in _DAY_FIELDS:
        day = day_in(asked.case.get(key))
        if day is not None and day > asked.today:
            yield lack(check, key, day=day)


# ---- evidence


def _no_evidence(asked: Asked, check: Check) -> Iterator[Lack]:
    if not asked.evidence.present:
        yield lack(check)


def _deal(asked: Asked, check: Check) -> Iterator[Lack]:
    judged = [proves_deal(item) for item in asked.evidence.present]
    if not judged or True in judged:
        return
    if None in judged:
        yield lack(check, code="deal_proof_unclear", warning=True)
    else:
        yield lack(check)


def _human_not_shown(asked: Asked, check: Check) -> Iterator[Lack]:
    present = asked.evidence.present
    claimed = asked.case.type == "no_human" or asked.case.get("no_human") == "yes"
    if claimed and present and not any(item.kind in _SHOWS_CONTACT for item in present):
        yield lack(check)


def _cited_withdrawn(asked: Asked, check: Check) -> Iterator[Lack]:
    for key in _STORY:
        for item_id in named_items(asked.case.get(key)):
            item = asked.evidence.item(item_id)
            if item is not None and item.withdrawn:
                yield lack(check, key, name=_name(item))
    meant = _meant(asked)
    for key, number in _numbers(asked):
        gone = [item for item in _items(asked, meant.get(number, ())) if item.withdrawn]
        if gone:
            yield lack(check, key, name=_name(gone[0]), number=number)


def _cited_not_there(asked: Asked, check: Check) -> Iterator[Lack]:
    if not asked.evidence.present:
        return
    meant = _meant(asked)
    for key, number in _numbers(asked):
        withdrawn = any(item.withdrawn for item in _items(asked, meant.get(number, ())))
        if not withdrawn and not asked.evidence.numbered(number):
            yield lack(check, key, number=number)
    for key in _STORY:
        for item_id in named_items(asked.case.get(key)):
            if asked.evidence.item(item_id) is None:
                yield lack(check, key, number=item_id)


def _cited_moved(asked: Asked, check: Check) -> Iterator[Lack]:
    """A number that meant another item when the sentence was written: with an item more or less they all shift."""
    meant = _meant(asked)
    for key, number in _numbers(asked):
        then = _items(asked, meant.get(number, ()))
        now = asked.evidence.numbered(number)
        withdrawn = any(item.withdrawn for item in then)
        if then and now and not withdrawn and not {item.item_id for item in then} & set(now):
            yield lack(check, key, number=number, name=_name(then[0]))


def _answer_from_withdrawn(asked: Asked, check: Check) -> Iterator[Lack]:
    for key, item_ids in sources_of(asked.case).items():
        items = _items(asked, item_ids)
        if asked.case.get(key) and items and all(item.withdrawn for item in items):
            yield lack(check, key, name=_name(items[0]))


def _claims(asked: Asked, check: Check) -> Iterator[Lack]:
    """Lines of the facts behind which no exhibit stands."""
    if not asked.evidence.present:
        return
    lines = [line.strip() for line in asked.case.get("facts").splitlines() if line.strip()]
    bare = [line for line in lines if not references(line) and not named_items(line)]
    if bare:
        yield lack(check, many=len(bare), line=bare[0][:40])


def _not_cited(asked: Asked, check: Check) -> Iterator[Lack]:
    told = "\n".join(asked.case.get(key) for key in _STORY)
    cited = set(named_items(told))
    cited |= {each for number in references(told) for each in asked.evidence.numbered(number)}
    idle = [
        item
        for item in asked.evidence.present
        if item.item_id not in cited and not words_about(item) and not item.derived_from
    ]
    if idle:
        yield lack(check, names=_names(idle), many=len(idle))


def _print(asked: Asked, check: Check) -> Iterator[Lack]:
    small = {
        item.item_id: picture.printed_mm
        for item in asked.evidence.present
        if (picture := asked.evidence.pictures.get(item.item_id)) is not None
        and picture.printed_mm < SMALLEST_MM
    }
    items = [item for item in asked.evidence.present if item.item_id in small]
    if items:
        least = min(small.values())
        yield lack(check, names=_names(items), many=len(items), millimetres=f"{least:.1f}")


def _kept(asked: Asked, words: re.Pattern[str]) -> bool:
    """Whether an item is kept that a person, or its name, calls so."""
    return any(words.search(f"{words_about(item)} {item.name}") for item in asked.evidence.present)


def _items(asked: Asked, item_ids: tuple[str, ...]) -> list[EvidenceItem]:
    found = (asked.evidence.item(item_id) for item_id in item_ids)
    return [item for item in found if item is not None]


def _numbers(asked: Asked) -> list[tuple[str, str]]:
    """Each exhibit number that the person's texts name, with the field."""
    return [(key, number) for key in _STORY for number in references(asked.case.get(key))]


def _meant(asked: Asked) -> dict[str, tuple[str, ...]]:
    """What each number meant when it was written; of one that was written before there was such an item, what it
    would mean with nothing put aside."""
    pairs = (line.partition("=") for line in asked.case.get("cited").splitlines())
    kept = {number: tuple(items.split(",")) for number, _equals, items in pairs if items}
    known = asked.evidence.all_numbers
    return cited_now([asked.case.get(key) for key in _STORY], known) | kept


def _name(item: EvidenceItem) -> str:
    return item.corrections.get("title") or item.name


def _names(items: list[EvidenceItem]) -> str:
    shown = "、".join(f"“{_name(item)}”" for item in items[:_MOST_NAMED])
    return f"{shown}……" if len(items) > _MOST_NAMED else shown


# ---- whom and where


def _full_name(asked: Asked, check: Check) -> Iterator[Lack]:
    company = asked.case.get("company").strip()
    if company and not _LEGAL_NAME.search(company):
        yield lack(check, company=company)


def _agency(asked: Asked, check: Check) -> Iterator[Lack]:
    company = asked.case.get("company")
    if _AGENCY.search(company):
        yield lack(check, company=company)


def _payee(asked: Asked, check: Check) -> Iterator[Lack]:
    payee = asked.case.get("payee")
    to_operator = asked.channel.key == "12300"
    if to_operator and payee in ("app", "seller"):
        yield lack(check)
    elif asked.case.type == "telecom_plan" and not payee:
        yield lack(check, code="payee_not_asked")


def _unusual(asked: Asked, check: Check) -> Iterator[Lack]:
    proposed = {step.key for step in route(asked.case, asked.today)}
    if asked.case.type not in asked.channel.types and asked.channel.key not in proposed:
        yield lack(check, channel=asked.channel.name)


def _fraud(asked: Asked, check: Check) -> Iterator[Lack]:
    if asked.case.get("suspected_fraud") == "yes":
        yield lack(check)


def _refusal(asked: Asked, check: Check) -> Iterator[Lack]:
    if not asked.case.get("first_refused_on"):
        yield lack(check)


# ---- words and numbers


def _forbidden(asked: Asked, check: Check) -> Iterator[Lack]:
    for key in _STORY:
        for word, instead in wording.forbidden_in(asked.case.get(key), asked.channel.key):
            yield lack(check, key, word=word, instead=instead)


def _over_limit(asked: Asked, check: Check) -> Iterator[Lack]:
    for key in ("facts", "demand"):
        most = asked.channel.limit(key, asked.limits)
        length = len(asked.case.get(key))
        if most is not None and length > most:
            yield lack(check, key, length=length, most=most)


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _id(asked: Asked, check: Check) -> Iterator[Lack]:
    kind, number = (asked.case.get(f"complainant_id{end}").strip() for end in ("_type", ""))
    if number and kind in ("", "居民身份证", "身份证") and not is_identity_number(number):
        yield lack(check)


def is_identity_number(number: str) -> bool:
    """Whether the check character of a mainland identity card's number is right."""
    if not re.fullmatch(r"\d{17}[\dXx]", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()


CHECKS: Mapping[str, Finder] = {
    "field_missing": _field_missing,
    "place_missing": _place_missing,
    "not_for_living": _not_for_living,
    "demand_not_concrete": _demand,
    "helper_unnamed": _helper_unnamed,
    "agent_id_missing": _agent_id,
    "agent_without_authorisation": _authorisation,
    "owner_is_another": _owner,
    "settled": _settled,
    "company_not_asked": _company_not_asked,
    "company_time_running": _company_time,
    "other_body_has_it": _other_body,
    "filed_elsewhere": _filed_elsewhere,
    "second_channel": _second_channel,
    "too_late": _too_late,
    "fee_too_old": _fee_too_old,
    "date_in_future": _future,
    "no_evidence": _no_evidence,
    "no_deal_proof": _deal,
    "human_not_shown": _human_not_shown,
    "cited_withdrawn": _cited_withdrawn,
    "cited_not_there": _cited_not_there,
    "cited_moved": _cited_moved,
    "answer_from_withdrawn": _answer_from_withdrawn,
    "claim_without_evidence": _claims,
    "exhibit_not_cited": _not_cited,
    "print_too_small": _print,
    "company_not_full_name": _full_name,
    "agency_only": _agency,
    "payee_differs": _payee,
    "channel_unusual": _unusual,
    "fraud_first": _fraud,
    "refusal_not_told": _refusal,
    "forbidden_words": _forbidden,
    "over_limit": _over_limit,
    "id_unlikely": _id,
}
"""What finds each code. A channel's file may name any of them."""

MORE_CODES = (
    "company_better_asked",
    "demand_line_vague",
    "owner_not_asked",
    "company_no_proof",
    "other_body_not_asked",
    "other_body_past",
    "deal_proof_unclear",
    "payee_not_asked",
)
"""Codes that those functions give beside their own."""
