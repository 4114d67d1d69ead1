"""Each field of a case has a decision what the company sees of it, and no private value is left in what it gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_keeper.bundle.redaction import DECISIONS, Decision, masked_case, secrets_of
from evidence_keeper.model import BOOKKEEPING, CASE_FIELDS, Case, Digest, EvidenceItem, Kind
from tests.unit.bundle.test_nothing_invented import MADE, papers

PRIVATE = {
    "complainant_id": "990108194901200012",
    "complainant_address": "东陵省云泽市青禾区梧桐里8号楼301室",
    "complainant_email": "lu_jianguo49@example.com",
    "agent_id": "990108198104230049",
    "sender_receiver": "寄件人蒋文秀，收件人蒋文英",
    "complainant_phone": "15400003377",
    "agent_phone": "15400008816",
    "account_owner_name": "欧阳小宁",
}


def test_every_field_has_a_decision() -> None:
    assert set(DECISIONS) == set(CASE_FIELDS)
    assert all(DECISIONS[key] is Decision.WITHHELD for key in BOOKKEEPING - {"edits"})


def test_whatever_is_called_private_is_tried_here() -> None:
    hidden = {Decision.SECRET, Decision.PHONE, Decision.NAME}
    assert {key for key, one in DECISIONS.items() if one in hidden} == set(PRIVATE)


@pytest.mark.parametrize("key", PRIVATE)
def test_a_private_value_is_gone_wherever_it_stands(key: str) -> None:
    value = PRIVATE[key]
    told = f"先说{value}，再说一遍：{value}。"
    fields = {**PRIVATE, "complainant_name": "陆建国", "agent_name": "顾宁", "company": "某公司"}
    fields |= {"facts": told, "demand": told, "item": value, "company_reply": told}
    item = EvidenceItem(
        item_id="e1",
        case_id="c1",
        kind=Kind.DOCUMENT,
        name=f"{value}.pdf",
        size=1,
        digest=Digest.sha256("0" * 64),
        kept_at=MADE,
        purpose=told,
    )
    case = Case("c1", f"关于{value}", "refund", fields)
    texts = papers(case, [item], "12315", public=True, scratch=Path()).texts
    assert not any(value in text for text in texts)
    shown = papers(case, [item], "12315", public=False, scratch=Path()).texts
    assert any(value in text for text in shown)


def test_who_acts_is_named_and_who_only_owns_the_number_is_not() -> None:
    fields = {"account_owner_name": "欧阳小宁", "facts": "号码登记在欧阳小宁名下，由顾宁办理。"}
    case = Case("c1", "某事", "telecom_plan", {**fields, "agent_name": "顾宁"})
    assert masked_case(case).get("facts") == "号码登记在欧**名下，由顾宁办理。"
    own = Case("c1", "某事", "telecom_plan", {**fields, "complainant_name": "欧阳小宁"})
    assert "欧阳小宁名下" in masked_case(own).get("facts")


def test_the_reported_company_is_not_told_of_the_report() -> None:
    fields = {"report": "yes", "report_facts": "还在卖同样的床垫。", "hard_of_hearing": "yes"}
    case = Case("c1", "某事", "false_ad", {**fields, "company": "某公司"})
    told = "".join(papers(case, [], "12315", public=True, scratch=Path()).texts)
    assert "举报" not in told
    assert "床垫" not in told
    assert "听力" not in told
    office = "".join(papers(case, [], "12315", public=False, scratch=Path()).texts)
    assert "举报事项" in office
    assert "听力不便，请慢讲" in office


def test_pictures_are_searched_for_what_is_long_enough() -> None:
    found = secrets_of(Case("c1", "某事", "refund", PRIVATE))
    assert "15400003377" in found
    assert "990108194901200012" in found
    assert not any("欧阳" in one for one in found)
