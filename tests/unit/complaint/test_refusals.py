"""Every rule of every office, broken by itself in a matter that is ready: exactly that is named, and nothing else.

What is broken for a rule stands in one table; a rule of the data that isn't in it fails the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from evidence_keeper.complaint import Evidence, Readiness, load
from evidence_keeper.complaint.channels import Check
from evidence_keeper.complaint.days import end_of
from evidence_keeper.complaint.edited import with_edit
from evidence_keeper.complaint.evidence import Picture
from evidence_keeper.complaint.letter import own_sentences
from evidence_keeper.complaint.readiness import everywhere
from evidence_keeper.model import EvidenceItem, Kind
from tests.matters import KINDS
from tests.unit.complaint.conftest import TODAY, Ready, codes, item, of

Break = Callable[[Ready, Check], Readiness]


def say(**fields: str) -> Break:
    """The case says something else."""
    return lambda ready, check: ready.without(**fields)


def silent(*fields: str) -> Break:
    """The case says nothing there."""
    return lambda ready, check: ready.without(*fields)


def only(*kept: EvidenceItem, facts: str = "2026年9月付款（证据1-1）。", **fields: str) -> Break:
    """Other evidence, an account that names it, and what else the case says then."""

    def broken(ready: Ready, check: Check) -> Readiness:
        said = {**ready.case.fields, "cited": "", "filled_from": "", "facts": facts, **fields}
        told = {key: value for key, value in said.items() if value}
        return ready.judged(replace(ready.case, fields=told), of(*kept))

    return broken


def _long_ago(ready: Ready, check: Check) -> Readiness:
    """A day more than the rule allows, and the dates that hang on it."""
    day = TODAY
    while (end := end_of(day, check.count, check.unit)) is not None and end.day >= TODAY:
        day -= timedelta(days=1)
    field = next((key for key in check.start if ready.case.get(key)), check.field)
    return ready.without("charges", **{field: day.isoformat()})


def _small(ready: Ready, check: Check) -> Readiness:
    first = next(iter(ready.evidence.numbers))
    tiny = {first: Picture(1920, 1080, 160.0)}
    return ready.judged(ready.case, replace(ready.evidence, pictures=tiny))


def _second(ready: Ready, check: Check) -> Readiness:
    other = "12305" if ready.channel != "12305" else "12315"
    return ready.judged(ready.case, replace(ready.evidence, bundled_for=(other,)))


def _other_office(ready: Ready, check: Check) -> Readiness:
    other = "12305" if ready.channel != "12305" else "12321"
    return replace(ready, channel=other).without()


def _edited(ready: Ready, check: Check) -> Readiness:
    """A sentence of the program's, put otherwise with a number that nothing shows."""
    sentence = next(iter(own_sentences(ready.case, load(ready.channel))))
    return ready.without(edits=with_edit(ready.case, sentence, "另外还有 424242 元。"))


_ORDER = item("e0001-aaaaaaaaaa", purpose="订单截图")
_GONE = item("e0002-bbbbbbbbbb", purpose="聊天", withdrawn=True)

BROKEN: dict[str, tuple[Break, str, str]] = {
    "place_missing": (silent("place", "platform"), "place_missing", "place"),
    "not_for_living": (say(for_living="no"), "not_for_living", "for_living"),
    "demand_not_concrete": (say(demand="严肃处理，给个说法"), "demand_not_concrete", "demand"),
    "helper_unnamed": (
        lambda ready, check: ready.without("agent_name", has_helper="yes"),
        "field_missing",
        "agent_name",
    ),
    "agent_id_missing": (
        lambda ready, check: ready.without(
            "agent_id", agent_name="顾宁", has_helper="yes", authorisation="yes"
        ),
        "field_missing",
        "agent_id",
    ),
    "agent_without_authorisation": (
        lambda ready, check: ready.without(
            "authorisation", agent_name="顾宁", has_helper="yes", agent_id="990108198104230049"
        ),
        "agent_without_authorisation",
        "authorisation",
    ),
    "owner_is_another": (
        say(account_owner="other", account_owner_name="另一人"),
        "owner_is_another",
        "account_owner",
    ),
    "settled": (say(settled="yes"), "settled", "settled"),
    "company_not_asked": (
        silent("first_complained_on"),
        "company_not_asked",
        "first_complained_on",
    ),
    "company_time_running": (
        lambda ready, check: ready.without(
            "company_reply", "demand_sent_on", first_complained_on=TODAY.isoformat()
        ),
        "company_time_running",
        "first_complained_on",
    ),
    "other_body_has_it": (say(other_body="12345，编号1"), "other_body_has_it", "other_body"),
    "filed_elsewhere": (say(filed_channel="court"), "filed_elsewhere", "filed_channel"),
    "second_channel": (_second, "second_channel", "filed_channel"),
    "too_late": (_long_ago, "too_late", ""),
    "fee_too_old": (_long_ago, "fee_too_old", "dispute_on"),
    "date_in_future": (say(dispute_on="2026-12-01"), "date_in_future", "dispute_on"),
    "no_evidence": (
        lambda ready, check: ready.judged(ready.case, Evidence()),
        "no_evidence",
        "items",
    ),
    "no_deal_proof": (
        only(item("e0001-aaaaaaaaaa", purpose="家门口的照片")),
        "no_deal_proof",
        "items",
    ),
    "human_not_shown": (
        only(item("e0001-aaaaaaaaaa", Kind.OTHER, purpose="订单"), no_human="yes"),
        "human_not_shown",
        "items",
    ),
    "cited_withdrawn": (
        only(_ORDER, _GONE, facts="见e0002-bbbbbbbbbb。"),
        "cited_withdrawn",
        "facts",
    ),
    "cited_not_there": (only(_ORDER, facts="见证据9-9。"), "cited_not_there", "facts"),
    "cited_moved": (
        only(_ORDER, replace(_GONE, withdrawn=False), cited="1-1=e0002-bbbbbbbbbb"),
        "cited_moved",
        "facts",
    ),
    "answer_from_withdrawn": (
        only(_ORDER, _GONE, filled_from="company=e0002-bbbbbbbbbb"),
        "answer_from_withdrawn",
        "company",
    ),
    "claim_without_evidence": (
        only(_ORDER, facts="没有证据的一句。"),
        "claim_without_evidence",
        "facts",
    ),
    "exhibit_not_cited": (
        only(_ORDER, item("e0003-cccccccccc")),
        "exhibit_not_cited",
        "items",
    ),
    "print_too_small": (_small, "print_too_small", "items"),
    "company_not_full_name": (say(company="乐享购"), "company_not_full_name", "company"),
    "agency_only": (say(company="星河通信代理服务公司"), "agency_only", "company"),
    "payee_differs": (say(payee="app"), "payee_differs", "payee"),
    "forbidden_words": (
        lambda ready, check: ready.without(facts=f"{ready.case.get('facts')}这构成欺诈。"),
        "forbidden_words",
        "facts",
    ),
    "edited_number": (_edited, "edited_number", "edits"),
    "over_limit": (
        lambda ready, check: ready.without(facts=ready.case.get("facts") * 60),
        "over_limit",
        "facts",
    ),
    "fraud_first": (say(suspected_fraud="yes"), "fraud_first", "suspected_fraud"),
    "channel_unusual": (_other_office, "channel_unusual", "matter"),
    "id_unlikely": (say(complainant_id="990108194901200010"), "id_unlikely", "complainant_id"),
    "refusal_not_told": (silent("first_refused_on"), "refusal_not_told", "first_refused_on"),
}
"""What is broken for each code, and what is named then. field_missing has its own table in test_readiness."""

_SOFTER = {"company_not_asked": "company_better_asked"}
"""What a rule is called where the office only asks about it."""


def rules(ready: Ready) -> Iterator[Check]:
    """The rules that this office has for this kind of matter."""
    channel = load(ready.channel)
    for check in (*channel.checks, *everywhere()):
        if check.only and ready.case.type not in check.only:
            continue
        if ready.case.type not in check.unless and check.code != "field_missing":
            yield check


def speaks_of_it(ready: Ready, check: Check) -> bool:
    """Whether the rule has anything to look at in this matter."""
    if check.code == "payee_differs":
        return ready.channel == "12300"
    return check.code != "over_limit" or load(ready.channel).limit("facts") is not None


@pytest.mark.parametrize("kind", KINDS)
def test_breaking_one_rule_names_exactly_that(matters: dict[str, Ready], kind: str) -> None:
    ready = matters[kind]
    before = codes(ready.without().warnings)
    for check in rules(ready):
        if not speaks_of_it(ready, check):
            continue
        broken, code, field = BROKEN[check.code]
        code = _SOFTER.get(code, code) if check.warning else code
        found = broken(ready, check)
        named = found.warnings if check.warning else found.missing
        there = [one for one in codes(named) if one[0] == code and field in ("", one[1])]
        assert there, (check.code, codes(found.missing), codes(found.warnings))
        if check.warning:
            assert found.ready or check.code == "channel_unusual", codes(found.missing)
            # A bare claim may have stood there before: then there is one more.
            assert set(there) - set(before) or check.code == "claim_without_evidence", check.code
        else:
            assert codes(found.missing) == there[:1], (check.code, codes(found.missing))


def test_every_rule_of_the_data_is_in_the_table(matters: dict[str, Ready]) -> None:
    seen = {check.code for ready in matters.values() for check in rules(ready)}
    assert seen <= set(BROKEN)
    assert set(BROKEN) <= seen
