"""The course of events is the person's own account by its days, and only those dates that it doesn't tell."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_keeper.complaint.telling import happenings
from evidence_keeper.model import Case

FACTS = (
    "2026年9月3日和2026年10月3日，每次多扣90.00元（证据1-1）。\n"
    "2026年8月24日起电饭煲不加热（证据2-1）。\n"
    "没有日子的一句。\n"
    "2026年13月1日，没有这一天。"
)


def case(**fields: str) -> Case:
    return Case("c1", "某事", "quality", fields)


def test_lines_come_by_their_days_without_exhibits() -> None:
    found = happenings(case(facts=FACTS), "被投诉人")
    assert [(one.when, one.what, one.exhibits) for one in found] == [
        ("2026年8月24日起", "电饭煲不加热。", ("2-1",)),
        ("2026年9月3日和2026年10月3日", "每次多扣90.00元。", ("1-1",)),
    ]
    assert all(one.told for one in found)


def test_a_date_that_the_account_tells_is_not_told_again() -> None:
    dates = {"bought_on": "2026-07-25", "dispute_on": "2026-10-03"}
    found = happenings(case(facts=FACTS, **dates), "被投诉人")
    assert [(one.day, one.what) for one in found if not one.told] == [(date(2026, 7, 25), "购买")]


def test_what_a_day_means_depends_on_the_matter() -> None:
    fields = {"dispute_on": "2026-10-03", "first_complained_on": "2026-10-05"}
    told = [one.what for one in happenings(Case("c", "某事", "quality", fields), "被投诉人")]
    assert told == ["出现故障", "首次向被投诉人投诉"]
    sold = [one.what for one in happenings(Case("c", "某事", "nuisance", fields), "被举报人")]
    assert sold[0] == "最近一次来电或者短信"


@settings(deadline=None, max_examples=80)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_word_is_added_to_what_is_typed(facts: str) -> None:
    for one in happenings(case(facts=facts), "被投诉人"):
        assert one.when in facts
        assert all(part in facts for part in one.what.splitlines())


def test_further_days_may_leave_out_what_they_share_with_the_first() -> None:
    facts = "2026年2月24日、25日，要求转人工\n2026年2月25日至3月3日，打了五次"
    found = happenings(case(facts=facts), "被投诉人")
    assert [(one.when, one.what) for one in found] == [
        ("2026年2月24日、25日", "要求转人工"),
        ("2026年2月25日至3月3日", "打了五次"),
    ]
