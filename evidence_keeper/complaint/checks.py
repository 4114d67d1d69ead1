"""One function for each thing an office refuses: given the case and the check's data, what is wrong, if anything.

A function says at most what its own check is about, so that removing one thing from a ready case names that one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

from evidence_keeper.complaint import proofs, wording
from evidence_keeper.complaint.asked import STORY, Asked, Finder, Lack, lack
from evidence_keeper.complaint.channels import Check
from evidence_keeper.complaint.charges import charges
from evidence_keeper.complaint.days import day_in, end_of
from evidence_keeper.complaint.edited import sentence
from evidence_keeper.complaint.letter import own_sentences, requests
from evidence_keeper.complaint.question import company_answered, speaks_of_another
from evidence_keeper.complaint.routes import route

_AGENCY = re.compile(r"代理|专营店|经销|代办|合作厅|授权店")
_LEGAL_NAME = re.compile(
    r"公司|厂$|店$|行$|社$|中心$|事务所|医院|学校|部$|局$|院$|所$|馆$|堂$|合作社|个体"
)
_AUTHORITY = re.compile(r"授权委托书")
_DAY_FIELDS = ("bought_on", "dispute_on", "first_complained_on", "posted_on", "demand_sent_on")


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
    signed = asked.case.get("authorisation") == "yes" or proofs.is_kept(asked, _AUTHORITY)
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
    for key in STORY:
        for word, instead in wording.forbidden_in(asked.case.get(key), asked.channel.key):
            yield lack(check, key, word=word, instead=instead)


def _edited(asked: Asked, check: Check) -> Iterator[Lack]:
    """Sentences of the program's that the person put otherwise: numbers that nothing shows, words that never stand."""
    case, channel = asked.case, asked.channel
    for written in own_sentences(case, channel):
        one = sentence(case, written, asked.evidence.present, channel.key)
        for number in one.strange:
            yield lack(check, number=number, sentence=one.text)
        for word, instead in one.forbidden:
            yield lack(check, code="forbidden_words", word=word, instead=instead)


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
    "no_evidence": proofs.no_evidence,
    "no_deal_proof": proofs.no_deal,
    "human_not_shown": proofs.human_not_shown,
    "cited_withdrawn": proofs.cited_withdrawn,
    "cited_not_there": proofs.cited_not_there,
    "cited_moved": proofs.cited_moved,
    "answer_from_withdrawn": proofs.answer_from_withdrawn,
    "claim_without_evidence": proofs.bare_claims,
    "exhibit_not_cited": proofs.not_cited,
    "print_too_small": proofs.too_small,
    "company_not_full_name": _full_name,
    "agency_only": _agency,
    "payee_differs": _payee,
    "channel_unusual": _unusual,
    "fraud_first": _fraud,
    "refusal_not_told": _refusal,
    "forbidden_words": _forbidden,
    "edited_number": _edited,
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
