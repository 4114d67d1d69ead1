"""The interview asks plain questions one by one, can be left and gone on with, and invents nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_keeper import text
from evidence_keeper.complaint import (
    QUESTIONS,
    Interview,
    Page,
    Told,
    answer,
    interview,
    suggest,
)
from evidence_keeper.complaint.interview import question_of, sources_of
from evidence_keeper.errors import InputError
from evidence_keeper.fields import CHOICES
from evidence_keeper.model import (
    CASE_FIELDS,
    CASE_TYPES,
    Case,
    Digest,
    EvidenceItem,
    Kind,
    Provenance,
    TimeSource,
)
from tests.matters import KINDS, matter

CHINA = timezone(timedelta(hours=8))
NEW = Case("c1", "新的事")


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    text.set_language("zh_CN")
    yield
    text.set_language("zh_CN")


def told(case: Case, **answers: str) -> Case:
    """The case after these answers."""
    for key, value in answers.items():
        changes = answer(case, key, value)
        type = changes.pop("type", case.type)
        fields = {name: value for name, value in {**case.fields, **changes}.items() if value}
        case = Case(case.case_id, case.title, type, fields)
    return case


def first(asked: Interview) -> Page:
    """The next question, which there must be."""
    assert asked.next is not None
    return asked.next


def page(case: Case, key: str) -> Page:
    """The page of a question that is asked."""
    found = interview(case).page(key)
    assert found is not None
    return found


def item(item_id: str, kind: Kind = Kind.CHAT, **more: object) -> EvidenceItem:
    """A kept item."""
    facts: dict[str, object] = {
        "item_id": item_id,
        "case_id": "c1",
        "kind": kind,
        "name": f"{item_id}.txt",
        "size": 1,
        "digest": Digest.sha256("0" * 64),
        "kept_at": datetime(2026, 11, 1, tzinfo=CHINA),
        **more,
    }
    return EvidenceItem(**facts)  # type: ignore[arg-type]


# ---- the questions themselves


def test_it_asks_first_what_one_wanted_to_get_done() -> None:
    for type in CASE_TYPES:
        assert first(interview(Case("c1", "某事", type))).text == "您本来想办什么事？"


def test_every_question_is_a_field_and_every_closed_answer_one_it_takes() -> None:
    keys = [question.key for question in QUESTIONS]
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(CASE_FIELDS)
    for question in QUESTIONS:
        assert (question.kind == "choice") == (question.key in CHOICES)
        if question.kind == "choice":
            assert {one.value for one in question.choices} == set(CHOICES[question.key])


def test_every_question_is_asked_in_some_matter() -> None:
    asked = {
        one.key for kind in KINDS for one in interview(told(NEW, **matter(kind).answers)).pages
    }
    rest = {question.key for question in QUESTIONS} - asked
    # What only another answer brings up.
    assert rest == {"account_owner_name", "other_body_state"}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_question_is_short_and_plain_in_both_languages(language: str) -> None:
    text.set_language(language)
    for question in QUESTIONS:
        for words in (question.text, *question.texts.values()):
            shown = text.translated(words)
            assert shown.endswith(("？", "。", "?", "."))
            assert len(shown) <= (32 if language == "zh_CN" else 90), shown
            assert "{" not in shown
        for one in question.choices:
            assert text.translated(one.text)


def test_what_was_said_has_three_full_answers_and_none_of_them_is_never_agreed() -> None:
    asked = page(told(NEW, matter="telecom_plan"), "agreed")
    assert asked.text == "推销电话里，您是怎么说的？"
    words = [one.text for one in asked.answers]
    assert words == ["我没同意", "说是免费，我才答应", "我记不清了", "不知道", "先跳过"]


def test_every_question_can_be_left_open_or_put_off() -> None:
    for kind in KINDS:
        for one in interview(told(NEW, matter=kind)).pages:
            assert [each.value for each in one.answers[-2:]] == ["unknown", "skip"]


# ---- going through it


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_interview_comes_to_its_end(kind: str) -> None:
    story, case, asked = matter(kind).answers, NEW, 0
    while (one := interview(case).next) is not None:
        assert one.key in story, one.key
        case = told(case, **{one.key: story[one.key]})
        asked += 1
    done = interview(case)
    assert case.type == kind
    assert done.left == 0
    assert done.answered <= asked <= len(QUESTIONS)


def test_a_ready_answer_may_be_given_by_its_words_in_any_language() -> None:
    for words in (
        "refund",
        "要退钱、退货，对方不退",
        "I want my money back and they don't give it",
    ):
        assert answer(NEW, "matter", words) == {"matter": "refund", "type": "refund"}


@pytest.mark.parametrize(
    ("key", "given", "value"),
    [
        ("no_human", "是", "yes"),
        ("no_human", "不是。", "no"),
        ("complained", "yes", "yes"),
        ("complained", "No", "no"),
        ("agreed", "我没", "not_agreed"),
    ],
)
def test_who_is_in_a_hurry_writes_only_how_an_answer_begins(
    key: str, given: str, value: str
) -> None:
    assert answer(Case("c1", "某事", "telecom_plan"), key, given)[key] == value


def test_a_beginning_of_two_answers_is_none() -> None:
    with pytest.raises(InputError) as caught:
        answer(Case("c1", "某事", "telecom_plan"), "agreed", "我")
    assert caught.value.code == "field_invalid"


@pytest.mark.parametrize(("given", "field"), [("跳过", "skipped"), ("不清楚", "not_known")])
def test_the_ways_out_have_other_words_too(given: str, field: str) -> None:
    assert answer(Case("c1", "某事", "refund"), "company", given)[field] == "company"


def test_a_field_that_is_not_there_names_those_like_it() -> None:
    with pytest.raises(InputError) as caught:
        answer(Case("c1", "某事"), "compny", "甲")
    assert "company" in str(caught.value.data["known"])


def test_nobody_to_talk_to_is_an_add_on_to_the_matter() -> None:
    begun = Case("c1", "找不到人", "no_human")
    plan = told(begun, matter="telecom_plan")
    assert (plan.type, plan.get("no_human")) == ("telecom_plan", "yes")
    alone = told(begun, matter="no_human")
    assert (alone.type, alone.get("no_human")) == ("no_human", "yes")
    assert interview(alone).page("no_human") is None
    assert interview(alone).page("asked_human") is not None


def test_what_was_put_off_stays_put_off_until_it_is_answered() -> None:
    case = told(NEW, matter="refund", company="skip", item="不知道")
    assert page(case, "company").state == "skipped"
    assert page(case, "item").state == "not_known"
    assert first(interview(case)).key not in ("company", "item")
    skipped = interview(case).first_skipped
    assert skipped is not None
    assert skipped.key == "company"
    later = told(case, company="某某有限公司")
    assert page(later, "company").state == "answered"
    assert "company" not in later.get("skipped")
    assert told(later, company="").get("company") == ""


def test_it_goes_on_where_it_was_left() -> None:
    case = told(NEW, matter="refund", no_human="no")
    another_day = Case(case.case_id, case.title, case.type, dict(case.fields))
    assert interview(another_day) == interview(case)
    assert first(interview(case)).key == "suspected_fraud"


@pytest.mark.parametrize(
    ("key", "given"),
    [("amount", "很多"), ("bought_on", "2026-02-30"), ("agreed", "也许"), ("charges", "90元")],
)
def test_what_is_no_answer_is_refused(key: str, given: str) -> None:
    with pytest.raises(InputError) as caught:
        answer(NEW, key, given)
    assert caught.value.code == "field_invalid"


def test_a_field_nobody_has_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        answer(NEW, "shoe_size", "43")
    assert caught.value.code == "field_unknown"


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_any_answers_in_any_order_bring_it_to_an_end(data: st.DataObject) -> None:
    case = NEW
    for _step in range(len(QUESTIONS) + 5):
        asked = interview(case).next
        if asked is None:
            break
        if asked.question.kind == "choice":
            given = data.draw(st.sampled_from([one.text for one in asked.answers]))
        else:
            given = data.draw(st.sampled_from(["不知道", "先跳过"]))
        before = interview(case)
        case = told(case, **{asked.key: given})
        state = interview(case).page(asked.key)
        assert state is None or state.state != "open"
        assert interview(case).answered <= before.answered + len(QUESTIONS)
    assert interview(case).next is None


# ---- what the kept items say


def test_labelled_numbers_are_offered_with_their_item() -> None:
    chat = Told(
        item("e1"),
        "您的工单号：KF20260224001，请保存\n订单编号：LX90071155321\n手机号码15400007239\n"
        "星河通信股份有限公司云泽分公司\n随便一串 88887777",
    )
    said = suggest([chat])
    assert [one.value for one in said["company_ticket_no"]] == ["KF20260224001"]
    assert [one.value for one in said["order_no"]] == ["LX90071155321"]
    assert [one.value for one in said["account"]] == ["15400007239"]
    assert [one.value for one in said["company"]] == ["星河通信股份有限公司云泽分公司"]
    assert all(one.item_ids == ("e1",) for each in said.values() for one in each)
    assert "88887777" not in str(said)


def test_charges_are_taken_from_lines_that_name_one_day_and_one_sum() -> None:
    bill = Told(
        item("e1", Kind.DOCUMENT), "2026年2月1日扣费129.00元\n2月扣费30元\n2026-03-01 扣款 25 元"
    )
    assert [one.value for one in suggest([bill])["charges"]] == [
        "2026-02-01 129.00\n2026-03-01 25.00"
    ]


def test_the_first_contact_is_a_day_that_the_evidence_itself_states() -> None:
    early = item(
        "e1",
        Kind.CALL,
        captured_at=datetime(2026, 2, 24, 10, tzinfo=CHINA),
        time_source=TimeSource.FILENAME,
        provenance=Provenance(phone_number="10579"),
    )
    guessed = item(
        "e2",
        captured_at=datetime(2026, 1, 1, tzinfo=CHINA),
        time_source=TimeSource.FILE_MTIME,
    )
    said = suggest([Told(guessed), Told(early)])
    assert [one.value for one in said["first_complained_on"]] == ["2026-02-24"]
    assert [one.value for one in said["company_phone"]] == ["10579"]
    assert said["first_complained_on"][0].item_ids == ("e1",)


def test_what_was_put_aside_says_nothing() -> None:
    assert suggest([Told(item("e1", withdrawn=True), "工单号：KF20260224001")]) == {}


def test_a_suggestion_is_offered_and_only_an_answer_when_somebody_says_so() -> None:
    said = suggest([Told(item("e7"), "工单号：KF20260224001")])
    case = told(NEW, matter="refund", complained="yes", first_complained_on="2026-02-24")
    asked = interview(case, said).page("company_ticket_no")
    assert asked is not None
    assert (asked.state, asked.value, asked.filled_from) == ("open", "KF20260224001", ("e7",))
    assert asked.answers[0].text == "KF20260224001"
    assert case.get("company_ticket_no") == ""
    taken = answer(case, "company_ticket_no", "KF20260224001", said["company_ticket_no"])
    assert taken["filled_from"] == "company_ticket_no=e7"
    kept = Case("c1", "某事", "refund", {**case.fields, **taken})
    assert sources_of(kept) == {"company_ticket_no": ("e7",)}
    changed = answer(kept, "company_ticket_no", "KF999", said["company_ticket_no"])
    assert changed["filled_from"] == ""


@settings(deadline=None, max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_no_suggestion_says_what_no_text_says(written: str) -> None:
    for key, found in suggest([Told(item("e1"), written)]).items():
        assert question_of(key) is not None
        for one in found:
            if key not in ("charges", "amount"):
                assert one.value in written


def test_a_days_charge_is_kept_in_one_form() -> None:
    kept = answer(NEW, "charges", "2026年2月1日  ¥90元 悦享\n\n2026/3/1 25.5")["charges"]
    assert kept == "2026-02-01 90 悦享\n2026-03-01 25.5"
    assert date.fromisoformat(kept[:10]) == date(2026, 2, 1)
