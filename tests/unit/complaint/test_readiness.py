"""Readiness names exactly what an office would refuse: from a ready case each required thing is taken away in turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from evidence_keeper import text
from evidence_keeper.complaint import Evidence, channel_keys, load, readiness
from evidence_keeper.complaint.checks import CHECKS, MORE_CODES, is_identity_number
from evidence_keeper.complaint.evidence import SMALLEST_MM, Picture
from evidence_keeper.complaint.readiness import everywhere
from evidence_keeper.model import Case, EvidenceItem, Kind, Note
from evidence_keeper.text.lacks import DEADLINES, LACKS
from tests.matters import KINDS, matter
from tests.unit.complaint.conftest import CHINA, TODAY, Ready, codes, item, of


def test_there_is_a_matter_for_every_channel() -> None:
    assert {matter(kind).channel for kind in KINDS} == set(channel_keys())


@pytest.mark.parametrize("kind", KINDS)
def test_a_matter_that_was_asked_to_its_end_is_ready(matters: dict[str, Ready], kind: str) -> None:
    found = matters[kind].without()
    assert codes(found.missing) == []
    assert found.ready


# ---- one required thing less


def required(ready: Ready) -> Iterator[str]:
    """The fields without which the channel refuses this matter, by its data."""
    channel = load(ready.channel)
    for field in channel.fields:
        if field.required and field.form in ("register", "web"):
            yield from (name for name in (field.any_of or field.sources) if ready.case.get(name))
    for check in channel.checks:
        asked = ready.case.type not in check.unless and not (
            check.only and ready.case.type not in check.only
        )
        if check.code == "field_missing" and asked and not check.warning:
            yield check.field


@pytest.mark.parametrize("kind", KINDS)
def test_taking_one_required_thing_away_names_exactly_that(
    matters: dict[str, Ready], kind: str
) -> None:
    ready = matters[kind]
    fields = list(dict.fromkeys(required(ready)))
    assert len(fields) >= 4
    for field in fields:
        if field == "complainant_id_type":
            continue  # follows from the number
        assert codes(ready.without(field).missing) == [("field_missing", field)], field


@pytest.mark.parametrize("kind", KINDS)
def test_without_evidence_that_is_what_is_missing(matters: dict[str, Ready], kind: str) -> None:
    ready = matters[kind]
    found = ready.judged(ready.case, Evidence())
    only_warns = ready.channel == "isc"
    assert codes(found.warnings if only_warns else found.missing)[-1:] == [
        ("no_evidence", "items")
    ] or (("no_evidence", "items") in codes(found.warnings))
    assert all(code == "no_evidence" for code, _field in codes(found.missing))


@pytest.mark.parametrize(
    ("kind", "gone", "code", "field"),
    [
        ("telecom_plan", ("first_complained_on",), "company_not_asked", "first_complained_on"),
        ("telecom_plan", ("company_ticket_no",), "company_no_proof", "company_ticket_no"),
        ("telecom_plan", ("authorisation",), "agent_without_authorisation", "authorisation"),
        ("telecom_plan", ("agent_id",), "field_missing", "agent_id"),
        ("telecom_plan", ("agent_name",), "field_missing", "agent_name"),
        ("telecom_plan", ("complainant_postcode",), "field_missing", "complainant_postcode"),
        ("prepaid", ("complainant_postcode",), "field_missing", "complainant_postcode"),
        ("refund", ("company_address",), "field_missing", "company_address"),
    ],
)
def test_what_only_some_offices_want(
    matters: dict[str, Ready], kind: str, gone: tuple[str, ...], code: str, field: str
) -> None:
    assert codes(matters[kind].without(*gone).missing) == [(code, field)]


@pytest.mark.parametrize(
    ("kind", "fields", "code", "field"),
    [
        ("refund", {"for_living": "no"}, "not_for_living", "for_living"),
        ("refund", {"demand": "严肃处理，给个说法"}, "demand_not_concrete", "demand"),
        ("refund", {"other_body": "12345，编号2026001"}, "other_body_has_it", "other_body"),
        ("refund", {"filed_channel": "xiaoxie"}, "filed_elsewhere", "filed_channel"),
        ("refund", {"dispute_on": "2023-11-21"}, "too_late", "dispute_on"),
        ("telecom_plan", {"dispute_on": "2024-11-21"}, "too_late", "dispute_on"),
        ("telecom_plan", {"settled": "yes"}, "settled", "settled"),
        (
            "telecom_plan",
            {"account_owner": "other", "account_owner_name": "顾宁"},
            "owner_is_another",
            "account_owner",
        ),
        ("telecom_plan", {"other_body": "12315"}, "other_body_has_it", "other_body"),
        ("telecom_plan", {"filed_channel": "12315"}, "filed_elsewhere", "filed_channel"),
        (
            "refund",
            {"agent_name": "陆小明", "agent_id": "990108198104230049"},
            "agent_without_authorisation",
            "authorisation",
        ),
        ("refund", {"bought_on": "2026-12-01"}, "date_in_future", "bought_on"),
        ("refund", {"has_helper": "yes"}, "field_missing", "agent_name"),
    ],
)
def test_what_is_said_wrongly_is_named(
    matters: dict[str, Ready], kind: str, fields: dict[str, str], code: str, field: str
) -> None:
    assert codes(matters[kind].without(**fields).missing) == [(code, field)]


def test_the_last_day_is_still_in_time(matters: dict[str, Ready]) -> None:
    assert matters["refund"].without(dispute_on="2023-11-22").ready
    assert matters["telecom_plan"].without(dispute_on="2024-11-22").ready


def test_the_company_has_its_fifteen_days(matters: dict[str, Ready]) -> None:
    ready = matters["telecom_plan"]
    running = ready.without("company_reply", first_complained_on="2026-11-07")
    assert codes(running.missing) == [("company_time_running", "first_complained_on")]
    assert dict(running.missing[0].data) == {"until": "2026-11-22", "next": "2026-11-23"}
    assert ready.without("company_reply", first_complained_on="2026-11-06").ready
    # An answer that is no good ends the waiting; that there was none doesn't.
    assert ready.without(first_complained_on="2026-11-20", company_reply="不同意退费").ready
    silent = ready.without(first_complained_on="2026-11-20", company_reply="至今未答复")
    assert not silent.ready


def test_a_written_demand_with_proof_is_as_good_as_a_number(matters: dict[str, Ready]) -> None:
    ready = matters["telecom_plan"]
    sent = {"demand_proof": "post", "demand_sent_on": "2026-10-01"}
    assert ready.without("company_ticket_no", **sent).ready


def test_another_office_that_did_not_take_it_is_only_mentioned(matters: dict[str, Ready]) -> None:
    for state in ("refused", "withdrawn"):
        found = matters["refund"].without(other_body="12345，没有受理", other_body_state=state)
        assert found.ready
        assert ("other_body_past", "other_body") in codes(found.warnings)
    unasked = matters["refund"].without("other_body")
    assert unasked.ready
    assert ("other_body_not_asked", "other_body") in codes(unasked.warnings)


# ---- fees: never a flat no


def test_old_charges_are_never_a_flat_no(matters: dict[str, Ready]) -> None:
    charges = "2026-03-01 90.00 套餐\n2026-06-21 90.00 套餐\n2026-10-01 90.00 套餐"
    found = matters["telecom_plan"].without(charges=charges, dispute_on="2026-03-01")
    assert found.ready
    old = next(one for one in found.warnings if one.code == "fee_too_old")
    assert dict(old.data) == {"first": "2026-03-01", "last": "2026-06-21", "many": "2"}
    said = text.explain_lack(old.code, old.field, dict(old.data)).happened
    assert "仍可以申诉" in said


def test_each_charge_has_its_own_day(matters: dict[str, Ready]) -> None:
    found = matters["telecom_plan"].without(charges="2026-09-01 90.00 甲\n2026-10-31 30 乙")
    days = [(one.yuan, one.day.isoformat()) for one in found.deadlines if one.key == "fee_appeal"]
    assert days == [("90.00", "2027-02-01"), ("30.00", "2027-03-31")]
    fresh = matters["telecom_plan"].without("first_complained_on", charges="2026-09-01 90.00 甲")
    less = [one.day.isoformat() for one in fresh.deadlines if one.key == "fee_appeal"]
    assert less == ["2027-01-17"]


# ---- evidence


@pytest.mark.parametrize(
    ("kept", "missing", "warned"),
    [
        (item("e1", purpose="订单截图"), [], False),
        (item("e1", Kind.DOCUMENT, name="账单_1月.pdf"), [], False),
        (item("e1", corrections={"exhibit_group": "主体与交易关系"}), [], False),
        (item("e1", notes=(Note("付款凭证", datetime(2026, 11, 1, tzinfo=CHINA)),)), [], False),
        (item("e1"), [], True),
        (item("e1", purpose="家门口的照片"), [("no_deal_proof", "items")], False),
        (item("e1", Kind.CALL, name="10086.mp3"), [("no_deal_proof", "items")], False),
    ],
)
def test_something_must_show_that_there_was_a_deal(
    matters: dict[str, Ready], kept: EvidenceItem, missing: list[tuple[str, str]], warned: bool
) -> None:
    ready = matters["refund"]
    case = replace(
        ready.case, fields={**ready.case.fields, "facts": "2026年9月付款，商家不退。", "cited": ""}
    )
    found = ready.judged(case, of(kept))
    assert codes(found.missing) == missing
    assert (("deal_proof_unclear", "items") in codes(found.warnings)) is warned


def cited(ready: Ready, facts: str, meant: str = "") -> Case:
    fields = {**ready.case.fields, "facts": facts, "cited": meant}
    return replace(ready.case, fields={key: value for key, value in fields.items() if value})


def test_evidence_that_was_put_aside_may_not_be_cited(matters: dict[str, Ready]) -> None:
    ready = matters["refund"]
    order, gone = item("e0001-aaaaaaaaaa", purpose="订单"), item("e0002-bbbbbbbbbb", withdrawn=True)
    by_id = ready.judged(cited(ready, "见e0002-bbbbbbbbbb。"), of(order, gone))
    assert codes(by_id.missing) == [("cited_withdrawn", "facts")]
    by_number = ready.judged(cited(ready, "见证据1-2。", "1-2=e0002-bbbbbbbbbb"), of(order, gone))
    assert codes(by_number.missing) == [("cited_withdrawn", "facts")]
    unknown = ready.judged(cited(ready, "见证据1-2。"), of(order, gone))
    assert codes(unknown.missing) == [("cited_not_there", "facts")]
    answered = cited(ready, "付款（证据1-1）。", "1-1=e0001-aaaaaaaaaa")
    from_it = replace(
        answered, fields={**answered.fields, "filled_from": "order_no=e0002-bbbbbbbbbb"}
    )
    assert codes(ready.judged(from_it, of(order, gone)).missing) == [
        ("answer_from_withdrawn", "order_no")
    ]


def test_a_number_that_now_is_another_item_is_noticed(matters: dict[str, Ready]) -> None:
    ready = matters["refund"]
    first, second = (
        item("e0001-aaaaaaaaaa", purpose="订单"),
        item("e0002-bbbbbbbbbb", purpose="聊天"),
    )
    meant = "1-2=e0002-bbbbbbbbbb"
    assert ready.judged(cited(ready, "见证据1-2。", meant), of(first, second)).ready
    aside = replace(first, withdrawn=True)
    third = item("e0003-cccccccccc", purpose="订单")
    moved = ready.judged(cited(ready, "见证据1-2。", meant), of(aside, second, third))
    assert codes(moved.missing) == [("cited_moved", "facts")]


def test_what_nobody_speaks_of_and_what_nothing_shows_is_said(matters: dict[str, Ready]) -> None:
    ready = matters["refund"]
    bare = ready.judged(
        cited(ready, "2026年9月付款。\n商家不退（证据1-1）。"), of(item("e1"), item("e2"))
    )
    warned = {one.code: dict(one.data) for one in bare.warnings}
    assert warned["claim_without_evidence"] == {"many": "1", "line": "2026年9月付款。"}
    assert warned["exhibit_not_cited"]["names"] == "“e2.png”"


def test_a_person_who_could_not_be_reached_has_to_be_shown(matters: dict[str, Ready]) -> None:
    ready = matters["no_human"]
    found = ready.judged(cited(ready, "找不到人工。"), of(item("e1", Kind.OTHER, purpose="订单")))
    assert codes(found.missing) == [("human_not_shown", "items")]


@pytest.mark.parametrize(
    ("picture", "enough"),
    [
        (Picture(1080, 2400, 78.5), True),
        (Picture(720, 1600, 78.5), True),
        (Picture(1920, 1080, 160.0), False),
        (Picture(1080, 2400, 78.5, text_px=20), False),
        (Picture(1080, 2400, 78.5, text_px=44), True),
        (Picture(1080, 2400, 60.0), False),
    ],
)
def test_characters_are_at_least_two_and_a_half_millimetres_high(
    picture: Picture, enough: bool
) -> None:
    assert (picture.printed_mm >= SMALLEST_MM) is enough


def test_a_picture_too_small_to_read_is_named(matters: dict[str, Ready]) -> None:
    ready = matters["refund"]
    kept = item("e1", purpose="订单")
    small = replace(of(kept), pictures={"e1": Picture(1920, 1080, 160.0)})
    found = ready.judged(cited(ready, "付款（证据1-1）。"), small)
    assert found.ready
    assert ("print_too_small", "items") in codes(found.warnings)


# ---- whom and where


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        ("refund", {"company": "乐享购"}, "company_not_full_name"),
        ("telecom_plan", {"company": "星河通信代理点服务公司"}, "agency_only"),
        ("telecom_plan", {"payee": "app"}, "payee_differs"),
        ("telecom_plan", {"payee": ""}, "payee_not_asked"),
        ("telecom_plan", {"account_owner": ""}, "owner_not_asked"),
        ("refund", {"suspected_fraud": "yes"}, "fraud_first"),
        ("refund", {"facts": "对方构成欺诈（证据1-1）。"}, "forbidden_words"),
        ("telecom_plan", {"demand": "责令对方退还180.00元"}, "forbidden_words"),
        ("refund", {"facts": "退款（证据1-1）。" * 80}, "over_limit"),
        ("refund", {"demand": "退还货款1299.00元\n给个说法"}, "demand_line_vague"),
        ("refund", {"complainant_id": "990108194901200013"}, "id_unlikely"),
        ("nuisance", {"first_refused_on": ""}, "refusal_not_told"),
        ("refund", {"platform": ""}, "place_missing"),
    ],
)
def test_what_is_better_mended_first_is_a_warning(
    matters: dict[str, Ready], kind: str, fields: dict[str, str], code: str
) -> None:
    ready = matters[kind]
    empty = [key for key, value in fields.items() if not value]
    found = ready.without(*empty, **{key: value for key, value in fields.items() if value})
    assert found.ready
    assert code in [one.code for one in found.warnings]


def test_papers_for_a_second_office_are_warned_of(matters: dict[str, Ready]) -> None:
    ready = matters["refund"]
    again = replace(ready.evidence, bundled_for=("12315", "xiaoxie"))
    found = ready.judged(ready.case, again)
    assert ("second_channel", "filed_channel") in codes(found.warnings)
    same = replace(ready.evidence, bundled_for=("12315",))
    assert "second_channel" not in [one.code for one in ready.judged(ready.case, same).warnings]


def test_a_kept_letter_of_authority_speaks_for_itself(matters: dict[str, Ready]) -> None:
    ready = matters["telecom_plan"]
    authority = item("e0091-aaaaaaaaaa", Kind.IMAGE, name="授权委托书.jpg", purpose="授权")
    more = replace(ready.evidence, items=(*ready.evidence.items, authority))
    fields = {key: value for key, value in ready.case.fields.items() if key != "authorisation"}
    assert ready.judged(replace(ready.case, fields=fields), more).ready


def test_the_office_that_is_proposed_is_never_unusual(matters: dict[str, Ready]) -> None:
    ready = matters["telecom_plan"]
    case = replace(ready.case, fields={**ready.case.fields, "payee": "app"})
    found = readiness(case, load("12315"), ready.evidence, TODAY)
    assert "channel_unusual" not in [one.code for one in found.warnings]


def test_an_office_for_other_matters_is_warned_of(matters: dict[str, Ready]) -> None:
    ready = matters["refund"]
    found = readiness(ready.case, load("12305"), ready.evidence, TODAY)
    assert "channel_unusual" in [one.code for one in found.warnings]


def test_a_limit_that_a_person_set_right_wins(matters: dict[str, Ready]) -> None:
    ready = matters["refund"]
    told = readiness(ready.case, load("12315"), ready.evidence, TODAY, {"12315.facts": 10})
    over = next(one for one in told.warnings if one.code == "over_limit")
    assert dict(over.data)["most"] == "10"
    assert "over_limit" not in [one.code for one in ready.without().warnings]


def test_identity_numbers_are_added_up() -> None:
    assert is_identity_number("11010519491231002X")
    assert not is_identity_number("110105194912310021")
    assert not is_identity_number("990108")


# ---- words and rules


def test_every_code_has_words_and_all_words_a_code() -> None:
    assert set(LACKS) == {*CHECKS, *MORE_CODES} - {"agent_id_missing", "helper_unnamed"}
    keys = {one.key for channel in channel_keys() for one in load(channel).running}
    assert keys == set(DEADLINES)
    assert {one.code for one in everywhere()} <= set(CHECKS)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("code", sorted(LACKS))
def test_every_lack_says_what_is_wrong_and_how_to_mend_it(code: str, language: str) -> None:
    text.set_language(language)
    said = text.explain_lack(code, "company", {})
    text.set_language("zh_CN")
    for words in (said.title, said.happened, said.advice):
        assert words
        assert "{" not in words
    if language == "zh_CN":
        assert not any("a" <= char <= "z" for char in said.happened.replace("gsxt.gov.cn", ""))


def test_every_lack_of_every_matter_names_its_rule_and_its_day(matters: dict[str, Ready]) -> None:
    for ready in matters.values():
        for key in channel_keys():
            empty = readiness(Case("c1", "某事", ready.case.type), load(key), Evidence(), TODAY)
            assert not empty.ready
            for one in (*empty.missing, *empty.warnings):
                assert one.rule
                assert "20" in one.rule, one.rule


# ---- days


def test_the_days_that_run(matters: dict[str, Ready]) -> None:
    found = matters["telecom_plan"].without(filed_on="2026-09-28")
    days = {one.key: (one.day.isoformat(), one.about) for one in found.deadlines}
    # Five working days, of which the National Day's week counts none.
    assert days["accept"] == ("2026-10-10", False)
    assert days["answer"] == ("2026-10-28", False)
    assert days["operator_reply"] == ("2026-10-08", False)
    refund = matters["refund"].without(filed_on="2026-12-28")
    new_year = {one.key: (one.day.isoformat(), one.about) for one in refund.deadlines}
    assert new_year["accept"] == ("2027-01-06", True)
    assert new_year["return_7"] == ("2026-10-04", False)


def test_what_is_not_handed_in_yet_says_so(matters: dict[str, Ready]) -> None:
    found = {one.key: one for one in matters["refund"].without().deadlines}
    assert found["accept"].if_filed
    assert found["accept"].start == TODAY
    assert not found["12315_right"].if_filed
    assert found["12315_right"].over(TODAY) is False


def test_a_court_can_undo_only_what_is_said_to_be_cheating(matters: dict[str, Ready]) -> None:
    assert "revocation" not in [one.key for one in matters["refund"].without().deadlines]
    told = matters["refund"].without(fraud_reason="卖家明知是坏的")
    assert "revocation" in [one.key for one in told.deadlines]
