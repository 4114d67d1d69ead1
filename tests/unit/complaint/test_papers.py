"""The road to take, the written demand, the forms, the hotline card and the page for after: only what the case says."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_keeper.complaint import (
    Evidence,
    after,
    answer,
    authority,
    channel_keys,
    channel_of,
    demand,
    fill,
    hotline_card,
    interview,
    load,
    next_day,
    papers,
    readiness,
    route,
    slots,
    stage,
    usual_demands,
    usual_evidence,
    wording,
)
from evidence_keeper.complaint.forms import MORE, PIECE, pieces, shortened
from evidence_keeper.complaint.letter import BLANK
from evidence_keeper.model import CASE_FIELDS, CASE_TYPES, Case
from tests.matters import KINDS, matter

TODAY = date(2026, 11, 22)
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def told(kind: str, **others: str) -> Case:
    """The invented matter of a kind, answered; `others` in place of its own answers."""
    case = Case("c1", matter(kind, TODAY).title)
    for key, value in {**matter(kind, TODAY).answers, **others}.items():
        changes = answer(case, key, value)
        type = changes.pop("type", case.type)
        fields = {name: said for name, said in {**case.fields, **changes}.items() if said}
        case = Case(case.case_id, case.title, type, fields)
    return case


def steps(case: Case) -> list[tuple[str, str]]:
    """Keys and states."""
    return [(one.key, one.state) for one in route(case, TODAY)]


# ---- where to go


@pytest.mark.parametrize("kind", KINDS)
def test_each_matters_road_leads_to_its_office(kind: str) -> None:
    case = told(kind)
    office = "12315" if kind == "prepaid" else matter(kind).channel
    found = channel_of(case, TODAY)
    assert found in (office, "xiaoxie") if kind == "prepaid" else found == office
    for one in route(case, TODAY):
        assert one.title
        assert one.why.endswith("。")


def test_step_zero_is_the_written_demand() -> None:
    fresh = Case("c1", "某事", "telecom_plan", {})
    assert steps(fresh)[0] == ("demand", "now")
    assert [state for _key, state in steps(fresh)[1:]] == ["later"] * (len(steps(fresh)) - 1)


def test_the_office_waits_for_the_companys_fifteen_days() -> None:
    sent = {"first_complained_on": "2026-11-10", "demand_sent_on": "2026-11-10"}
    case = Case("c1", "某事", "telecom_plan", {**sent, "demand_proof": "post"})
    paper, office = route(case, TODAY)[:2]
    assert (paper.state, paper.until) == ("waiting", date(2026, 11, 25))
    assert (office.key, office.state) == ("12300", "later")
    assert stage(case, TODAY) == "waiting_company"
    answered = Case("c1", "某事", "telecom_plan", {**case.fields, "company_reply": "不同意"})
    assert steps(answered)[:2] == [("demand", "done"), ("12300", "now")]
    over = route(case, date(2026, 11, 26))
    assert [one.state for one in over[:2]] == ["done", "now"]


def test_fraud_goes_to_the_police_first() -> None:
    case = told("refund", suspected_fraud="yes")
    assert steps(case)[0] == ("police", "now")


def test_who_took_the_money_decides_the_office() -> None:
    assert channel_of(told("auto_renew"), TODAY) == "12315"
    assert channel_of(told("auto_renew", payee="vas"), TODAY) == "12300"
    assert channel_of(told("telecom_plan", payee="app"), TODAY) == "12315"
    assert channel_of(told("no_human"), TODAY) == "isc"
    assert channel_of(told("no_human", company="星河通信有限公司"), TODAY) == "12300"


def test_one_office_at_a_time() -> None:
    found = steps(told("refund"))
    assert [key for key, state in found if state == "now"] == ["12315"] or (
        [key for key, state in found if state == "now"] == ["platform", "12315"]
    )
    assert ("xiaoxie", "later") in found


def test_a_report_is_apart_and_only_where_it_is_asked_for() -> None:
    assert "report_12315" in [key for key, _state in steps(told("false_ad"))]
    assert "report_12315" not in [key for key, _state in steps(told("false_ad", report="no"))]


@pytest.mark.parametrize("kind", CASE_TYPES)
def test_an_empty_case_of_any_kind_has_a_road_and_lists(kind: str) -> None:
    case = Case("c1", "某事", kind)
    assert route(case, TODAY)
    assert channel_of(case, TODAY) in channel_keys()
    assert usual_evidence(kind)
    assert demand(case).vouchers
    assert hotline_card(case, 0).say


# ---- only what the case says


def figures(text: str) -> set[str]:
    """Every number in a text."""
    return set(_FIGURE.findall(text))


def own_figures() -> set[str]:
    """Numbers that the texts themselves say: days of an answer, months of bills."""
    return {"15", "6", "3", "12315", "12300", "110", "5", "96110", "12363", "12321"}


@pytest.mark.parametrize("kind", KINDS)
def test_no_number_is_in_a_paper_that_is_not_in_the_case(kind: str) -> None:
    case = told(kind)
    said = "\n".join((*case.fields.values(), case.title))
    known = figures(said) | own_figures() | {"2"}
    for value in case.fields.values():  # 2026-02-01 is said as 2026年2月1日
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            known |= {str(int(part)) for part in value.split("-")}
    written = demand(case)
    card = hotline_card(case, 2)
    forms = [
        one.text
        for form in load(matter(kind).channel).forms
        for one in fill(case, load(matter(kind).channel), form)
    ]
    told_papers = [
        *written.story,
        written.to,
        *written.requests,
        written.reach,
        *card.say,
        *usual_demands(case),
        *forms,
    ]
    for text in told_papers:
        rest = {one for one in figures(text) if one not in known and one not in said}
        assert rest <= {str(n) for n in range(1, 10)}, text


@pytest.mark.parametrize("kind", KINDS)
def test_no_paper_says_what_only_an_office_can_say(kind: str) -> None:
    case = told(kind)
    written = demand(case)
    texts = (*written.story, *written.vouchers, *written.keep, *usual_demands(case))
    for text in texts:
        assert not wording.forbidden_in(text, "12300")


def test_the_demand_asks_the_operator_for_everything_it_keeps() -> None:
    written = demand(told("telecom_plan"))
    assert written.to == "致星河通信股份有限公司云泽分公司："
    assert written.story[0] == "本人是号码15400007239的登记机主。"
    assert "月费由39.00元变为129.00元" in written.story[1]
    asked = "".join(written.vouchers)
    for wanted in ("受理单", "完整录音", "二次确认短信", "违约金依据", "6个月账单", "工单号"):
        assert wanted in asked
    assert "15日内书面答复" in written.ask
    assert written.keep[-1] == "贵方认为本人已同意的，请提供凭证；不能提供的，请书面说明。"
    assert papers.to_12300(told("telecom_plan")) == "请要求被申诉人提供上述办理凭证，并交本人核对。"
    assert papers.to_12300(told("refund")) == ""


def test_a_number_that_is_not_ones_own_is_not_said_to_be() -> None:
    other = demand(told("telecom_plan", account_owner="other", account_owner_name="顾宁"))
    assert not any("登记机主" in line for line in other.story)
    assert "证据1-1" not in "".join(demand(told("refund")).story)


def test_what_is_not_known_is_left_out_or_blank() -> None:
    written = demand(Case("c1", "某事", "refund", {}))
    assert written.story == ()
    assert written.to == f"致{BLANK}："
    assert written.requests == (BLANK * 4,)


def test_risky_powers_are_never_ticked_by_the_program() -> None:
    case = told("telecom_plan", powers="submit talk mediate waive sign money")
    found = authority(case)
    assert {one.key for one in found.powers if one.risky} == {"waive", "sign", "money"}
    assert not any(one.ticked for one in found.powers if one.risky)
    assert {one.key for one in found.powers if one.ticked} == {"submit", "talk", "mediate"}
    assert found.term == "委托期限：自签名之日起至2027年5月21日。"
    assert "顾宁" in "".join(found.parties)


def test_a_letter_of_authority_names_matter_office_and_end() -> None:
    found = authority(told("telecom_plan"), load("12300"))
    assert found.matter == (
        "代为就委托人与星河通信股份有限公司云泽分公司之间的“39元套餐变成129元”争议，"
        "向________通信管理局电信用户申诉受理中心申诉。"
    )
    open_end = authority(told("telecom_plan", authorised_until="skip"), load("12300"))
    assert open_end.term == "委托期限：自签名之日起至________。"
    assert any("见证人" in line for line in found.signatures)


def test_the_writer_of_a_demand_speaks_for_themself() -> None:
    written = demand(told("telecom_plan"))
    assert not any("申诉人" in text for text in (*written.story, *written.requests))
    card = "".join(hotline_card(told("telecom_plan"), 1, "申诉").say)
    assert "被申诉人" not in card
    assert "我听说不加钱才答应" in card
    assert card.startswith("您好，我要申诉。")


def test_no_sentence_of_the_demand_stands_twice() -> None:
    for kind in KINDS:
        written = demand(told(kind, no_human="yes"))
        for texts in (written.story, written.vouchers, written.requests, written.keep):
            assert len(texts) == len({text.lstrip("①②③④⑤⑥⑦⑧⑨⑩") for text in texts})
    plan = "".join(demand(told("telecom_plan", no_human="yes")).vouchers)
    assert "合同（订单）" not in plan


def test_the_hotline_card_gives_four_digits_and_asks_for_a_number() -> None:
    card = hotline_card(told("refund"), 2)
    read = "".join(card.say)
    assert "身份证后四位" in read
    assert told("refund").get("complainant_id") not in read
    assert [key for key, _label in card.note] == [
        "hotline_on",
        "hotline_agent",
        "hotline_ticket",
        "hotline_promise",
    ]


# ---- forms


def test_a_forms_fields_come_in_its_order_with_their_text() -> None:
    found = fill(told("refund"), load("12315"), "register")
    texts = {one.field.key: one.text for one in found}
    assert texts["name"] == "陆建国"
    assert texts["id_type"] == "居民身份证"
    assert texts["demand"].startswith("1. 退还货款1299.00元\n2. ")
    assert "证据" not in texts["facts"]
    assert not any(one.missing for one in found)
    empty = fill(Case("c1", "某事"), load("12315"), "register")
    assert {one.field.key for one in empty if one.missing} == {
        one.key for one in load("12315").fields if one.form == "register" and one.required
    }


def test_what_is_too_long_says_so_and_is_shortened_by_whole_sentences() -> None:
    case = told("refund", facts="第一句。第二句很长很长。" + "后面还有很多很多的话。" * 60)
    web = {one.field.key: one for one in fill(case, load("12315"), "web")}
    facts = web["facts"]
    assert facts.over
    assert facts.most == 500
    assert len(facts.short) <= 500
    assert facts.short.endswith(f"。{MORE}")
    own = {
        one.field.key: one for one in fill(case, load("12315"), "web", limits={"12315.facts": 9})
    }
    assert own["facts"].short == f"第一句。{MORE}"
    assert not web["order"].over


@settings(deadline=None, max_examples=80)
@given(st.text(alphabet="一二三四，。！\n ，、a1", max_size=300), st.integers(8, 120))
def test_a_short_text_is_the_beginning_of_the_whole_one(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short) <= most
    assert text.strip().startswith(short.removesuffix(MORE).strip())


@settings(deadline=None, max_examples=80)
@given(st.text(alphabet="一二三四，。！\n、a1", max_size=400))
def test_the_pieces_are_the_whole_text(text: str) -> None:
    parts = pieces(text)
    assert "".join(parts) == "".join(text.split())
    assert all(0 < len(part) <= PIECE for part in parts)


def test_every_form_of_every_channel_can_be_filled_for_every_matter() -> None:
    for kind in KINDS:
        for key in channel_keys():
            for form in load(key).forms:
                for one in fill(told(kind), load(key), form):
                    assert one.count == len(one.text)
                    assert one.by_hand == (
                        one.field.kind in ("choice", "sign", "file", "office") and not one.text
                    )


# ---- evidence slots


def test_the_slots_of_a_phone_plan_are_those_that_decide() -> None:
    assert [one.key for one in usual_evidence("telecom_plan")] == [
        "receipt",
        "recording",
        "confirmation",
        "bills",
        "details",
        "ticket",
    ]
    assert all(not items for _slot, items in slots("telecom_plan", []))


# ---- whatever is typed


def anything() -> st.SearchStrategy[Case]:
    """Cases with anything in any field, as an older vault or a later version may have it."""
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    likely = st.sampled_from(
        ["yes", "no", "2026-02-30", "9999-12-31", "2026-02-01", "证据1-1", "{company}", "12315"]
    )
    fields = st.dictionaries(st.sampled_from(CASE_FIELDS), text | likely, max_size=25)
    return st.builds(Case, st.just("c1"), text, st.sampled_from(CASE_TYPES), fields)


@settings(deadline=None, max_examples=60)
@given(anything(), st.sampled_from(channel_keys()), st.dates(date(2005, 1, 1), date(9998, 1, 1)))
def test_nothing_that_can_be_in_a_case_breaks_it(case: Case, key: str, today: date) -> None:
    channel = load(key)
    readiness(case, channel, Evidence(), today)
    interview(case)
    assert all("{" not in text or "{" in str(dict(case.fields)) for text in demand(case).story)
    assert hotline_card(case, 1).say
    assert authority(case).powers
    assert channel_of(case, today) in channel_keys()
    assert stage(case, today)
    next_day(case, key, today)
    usual_demands(case)
    for form in channel.forms:
        assert fill(case, channel, form)


# ---- after filing


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({}, "preparing"),
        ({"first_complained_on": "2026-09-01", "company_ticket_no": "A1"}, "to_file"),
        ({"filed_on": "2026-11-01", "filed_channel": "12315"}, "filed"),
        ({"filed_on": "2026-11-01", "accepted_on": "2026-11-05"}, "accepted"),
        ({"filed_on": "2026-11-01", "outcome": "refused"}, "refused"),
        ({"filed_on": "2026-11-01", "outcome": "agreed"}, "agreed"),
    ],
)
def test_how_far_a_matter_is(fields: dict[str, str], wanted: str) -> None:
    assert stage(Case("c1", "某事", "refund", fields), TODAY) == wanted


def test_the_next_day_is_the_offices_answer() -> None:
    fields = {"filed_on": "2026-11-20", "filed_channel": "12315", "dispute_on": "2026-09-01"}
    found = next_day(Case("c1", "某事", "refund", fields), "xiaoxie", TODAY)
    assert found is not None
    assert (found.key, found.day) == ("accept", date(2026, 12, 1))
    assert next_day(Case("c1", "某事", "refund", {}), "12315", TODAY) is None


def test_an_office_that_refused_gives_way_to_the_next() -> None:
    case = told("refund", filed_channel="12315", outcome="refused")
    assert channel_of(case, TODAY) == "xiaoxie"


def test_fake_refunds_are_warned_of_after_every_submission() -> None:
    for key in channel_keys():
        found = after.page(key)
        assert "不扫码、不报验证码、不共享屏幕、不转账" in found.warning
        assert "话费照交" in found.keep
        assert {one.when for one in found.sayings} == {"called", "settling"}
        assert bool(found.settled) is (key == "12300")
