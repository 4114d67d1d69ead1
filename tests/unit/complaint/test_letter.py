"""The letter says what was typed, in the shape the office expects, and nothing more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.complaint import load, write
from evidence_keeper.complaint.letter import BLANK, last_four, masked_phone, pages_of, requests
from evidence_keeper.model import Case, Exhibit

EXHIBITS = (
    Exhibit("1-1", "e1", 5, 6),
    Exhibit("1-2", "e2", 7, 7),
    Exhibit("1-2", "e3", 8, 9),
    Exhibit("1-10", "e4", 10, 10),
)


def case(**fields: str) -> Case:
    return Case("c1", "某案", "refund", fields)


def whole(letter: object) -> str:
    return str(letter)


def test_a_full_identity_number_and_address_are_not_in_the_letter() -> None:
    typed = case(
        complainant_id="11010119500101123X",
        complainant_address="某街8号",
        agent_id="220101198001011234",
    )
    letter = whole(write(typed, load("12315"), EXHIBITS))
    assert "123X" in letter
    assert "11010119500101123X" not in letter
    assert "某街8号" not in letter
    assert "220101198001011234" not in letter


def test_the_companys_copy_shows_no_number_at_all() -> None:
    typed = case(complainant_id="11010119500101123X", complainant_phone="13800138000")
    letter = whole(write(typed, load("12315"), EXHIBITS, masked=True))
    assert "123X" not in letter
    assert "13800138000" not in letter
    assert "138****8000" in letter


def test_an_appeal_to_12300_speaks_its_own_words() -> None:
    letter = write(case(company="某公司"), load("12300"), EXHIBITS)
    assert letter.title == "申诉书"
    assert [label for label, _ in letter.parties] == ["申诉人", "被申诉人"]
    assert letter.requests_title == "申诉请求"
    assert letter.consents == ()
    assert "公示" not in whole(letter)
    assert "邮政编码" in whole(letter)


def test_facts_stand_as_typed_with_pages_behind_references() -> None:
    letter = write(
        case(facts="见证据1-1。\n\n又见证据 1-2和证据1-10、证据9-9"), load("12315"), EXHIBITS
    )
    assert letter.facts == (
        "见证据1-1（第5–6页）。",
        "又见证据1-2（第7–9页）和证据1-10（第10页）、证据9-9",
    )


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200).filter(
        lambda text: "证据" not in text
    )
)
def test_no_word_of_the_facts_is_changed_or_added(facts: str) -> None:
    letter = write(case(facts=facts), load("12315"), EXHIBITS)
    typed = tuple(line.strip() for line in facts.splitlines() if line.strip())
    assert letter.facts == (typed or (BLANK * 4,))


def test_demands_lose_only_their_own_numbers() -> None:
    assert requests(case(demand="1. 退款39.5元\n（2）道歉\n三、停止来电\n2026年起恢复\n")) == (
        "退款39.5元",
        "道歉",
        "停止来电",
        "2026年起恢复",
    )


@pytest.mark.parametrize(
    ("other", "declared", "ticked"),
    [
        ("", False, True),
        ("没有", True, False),
        ("无。", True, False),
        ("12345，编号123", False, False),
    ],
)
def test_nowhere_else_is_declared_only_when_it_was_answered(
    other: str, declared: bool, ticked: bool
) -> None:
    letter = write(case(other_body=other), load("12315"), EXHIBITS)
    assert any("未经法院" in text for text in letter.declarations) is declared
    assert any("未经法院" in text for text in letter.confirm) is ticked


def test_another_office_that_was_asked_is_named() -> None:
    letter = write(case(other_body="12345，编号123"), load("12315"), EXHIBITS)
    assert any("12345，编号123" in text for text in letter.declarations)


def test_nothing_is_invented_for_an_empty_case() -> None:
    letter = write(case(), load("12315"), ())
    assert letter.requests == (BLANK * 4,)
    assert letter.facts == (BLANK * 4,)
    assert all(BLANK in text for _, text in letter.parties)
    assert "违法" not in whole(letter)
    assert letter.attachments == ()


def test_the_reply_is_never_called_missing() -> None:
    letter = write(case(first_complained_on="2026-02-24"), load("12300"), EXHIBITS)
    assert letter.facts[-1].endswith(f"答复情况：{BLANK}")
    assert "未答复" not in whole(letter)


def test_small_helpers() -> None:
    assert masked_phone("138 0013 8000") == "138****8000"
    assert masked_phone("123") == "****"
    assert last_four("1234") == BLANK
    assert pages_of(EXHIBITS, "1-2") == "第7–9页"
    assert pages_of(EXHIBITS, "7-7") == ""


def test_what_is_reported_is_a_part_of_its_own_and_never_a_fact() -> None:
    asked = {"report": "yes", "report_facts": "店里还在用同样的广告（证据1-1）。"}
    letter = write(case(**asked), load("12315"), EXHIBITS)
    assert letter.report[0] == "店里还在用同样的广告（证据1-1，第5–6页）。"
    assert "涉嫌" in letter.report[1]
    assert "请依法核查处理" in letter.report[1]
    assert "与投诉分别处理" in letter.report[2]
    assert write(case(report="no"), load("12315"), EXHIBITS).report == ()
    # A telephone company's regulator mediates: it takes no reports of this kind.
    assert write(case(**asked), load("12300"), EXHIBITS).report == ()


def test_the_sentence_on_asking_the_company_names_its_exhibits() -> None:
    asked = case(first_complained_on="2026-02-24", company_ticket_no="A1", company_reply="不退")
    letter = write(asked, load("12300"), EXHIBITS, talks=("1-2",))
    assert letter.facts[-1] == (
        "申诉人自2026年2月24日起向被申诉人投诉，工单号（受理号）A1（证据1-2，第7–9页）。"
        "被申诉人答复情况：不退。"
    )
    many = tuple(Exhibit(f"2-{n}", f"e{n}", n, n) for n in range(1, 13))
    told = write(asked, load("12300"), many, talks=tuple(one.number for one in many)).facts[-1]
    assert "（证据2-1等12件，第1页起）" in told


def test_who_sent_a_written_demand_needs_no_number() -> None:
    sent = case(first_complained_on="2026-02-24", demand_proof="post")
    assert "工单号" not in write(sent, load("12300"), EXHIBITS).facts[-1]


def test_a_helper_brings_the_letter_of_authority() -> None:
    helped = write(case(agent_name="顾宁"), load("12300"), EXHIBITS)
    assert "授权委托书" in helped.attachments
    assert "授权委托书" not in write(case(), load("12300"), EXHIBITS).attachments


def test_what_was_agreed_to_is_ticked_and_the_rest_left_to_the_hand() -> None:
    letter = write(case(agree_mediation="no"), load("12315"), EXHIBITS)
    assert letter.consents == (("是否同意公示投诉信息", ""), ("是否同意委托调解", "否"))
