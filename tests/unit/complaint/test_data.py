"""Every entry of the data says when it was looked at, where it is from, how sure it is; nothing unsure is printed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_keeper import resources
from evidence_keeper.complaint import (
    basis,
    channel_keys,
    days,
    decisive,
    is_limit,
    known,
    law,
    load,
    wording,
)
from evidence_keeper.complaint.checks import CHECKS
from evidence_keeper.complaint.readiness import everywhere
from evidence_keeper.fields import CHOICES
from evidence_keeper.model import CASE_FIELDS, CASE_TYPES, Case

FILES = [
    path
    for folder in ("channels", "law", "letters")
    for path in sorted(resources.path(folder).glob("*.toml"))
]
DECISIONS = Path(__file__).parents[3] / "docs" / "decisions"
PSEUDO_FIELDS = {"items", "charges"}


def entries(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every table of a file that is an entry: each member of a list of tables."""
    for value in data.values():
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, dict))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_entry_says_when_where_from_and_how_sure(path: Any) -> None:
    data = tomllib.loads(path.read_text("utf-8"))
    heads = [data] if "name" in data else []
    found = [*heads, *entries(data)]
    assert found
    for entry in found:
        origin = known.origin(entry)
        assert date(2026, 1, 1) <= origin.as_of <= date(2099, 1, 1)
        memory = "凭记忆" in origin.source or "凭常识" in origin.source
        assert (
            origin.from_memory
            or not memory
            or origin.confidence != "high"
            or "凭常识" in origin.source
        )


@pytest.mark.parametrize("gone", ["as_of", "source", "confidence"])
def test_an_entry_without_one_of_them_is_refused(gone: str) -> None:
    whole = {"as_of": date(2026, 11, 22), "source": "某处", "confidence": "high"}
    assert known.origin(whole).printable
    with pytest.raises(ValueError, match=r".+"):
        known.origin({key: value for key, value in whole.items() if key != gone})
    with pytest.raises(ValueError, match=r".+"):
        known.origin({**whole, "confidence": "rather"})


def test_a_holiday_table_says_so_too_and_holds_days_of_its_year_only() -> None:
    for path in resources.path("holidays").glob("*.json"):
        year = days.table(int(path.stem))
        assert year is not None
        assert year.origin.source
        assert {day.year for day in year.off | year.worked} == {int(path.stem)}
        assert all(day.weekday() >= 5 for day in year.worked)
        assert not year.off & year.worked


@pytest.mark.parametrize("key", channel_keys())
def test_a_channel_asks_only_for_what_a_case_has(key: str) -> None:
    channel = load(key)
    fields = {*CASE_FIELDS, *PSEUDO_FIELDS}
    assert {source for field in channel.fields for source in field.sources} <= fields
    assert all(set(field.any_of) <= set(field.sources) for field in channel.fields)
    assert {check.code for check in channel.checks} <= set(CHECKS)
    assert {check.field for check in channel.checks} <= fields
    assert {running.start for running in channel.running} <= fields
    assert {running.unit for running in channel.running} <= set(days.UNITS)
    assert {one for check in channel.checks for one in (*check.only, *check.unless)} <= {
        *CASE_TYPES
    }
    assert set(channel.types) <= set(CASE_TYPES)
    limits = {limit.key for limit in channel.limits}
    assert {field.limit for field in channel.fields if field.limit} <= limits
    assert all(is_limit(f"{key}.{limit}") for limit in limits)
    assert channel.addresses
    assert channel.before


def test_every_law_that_a_rule_names_is_in_force_and_has_that_article() -> None:
    checks = [one for key in channel_keys() for one in load(key).checks]
    running = [one for key in channel_keys() for one in load(key).running]
    named = [(one.law, one.article) for one in (*checks, *everywhere()) if one.law]
    named += [(one.law, one.article) for one in running if one.law]
    for key, article in named:
        found = law.load(key)
        assert found.in_force, key
        numbers = {one.no for one in found.articles}
        assert not article or any(article.startswith(no) for no in numbers if no), (key, article)


def test_the_form_of_2026_has_its_fields_in_the_official_order() -> None:
    labels = [field.label for field in load("12315").fields if field.form == "register"]
    assert labels == [
        "登记单位",
        "编号",
        "姓名",
        "联系电话",
        "证件类型",
        "证件号码",
        "联系地址",
        "是否同意公示投诉信息",
        "是否同意委托调解",
        "被投诉人名称（姓名）",
        "被投诉人联系人",
        "被投诉人地址",
        "被投诉人联系电话",
        "消费者权益争议事实依据",
        "投诉请求",
        "投诉人（签字）、年月日",
        "经办人（签字）、年月日",
    ]


def test_an_appeal_to_12300_has_a_postcode_and_no_consents() -> None:
    channel = load("12300")
    required = {source for field in channel.fields if field.required for source in field.sources}
    assert "complainant_postcode" in required
    assert channel.consents == ()
    assert not any("公示" in field.label or "委托调解" in field.label for field in channel.fields)


# ---- what changed in 2026, and what is never printed


def test_the_repealed_rules_and_their_numbers_are_never_cited() -> None:
    old = law.load("complaints_20")
    assert not old.in_force
    rules = [
        law.rule_words(one.law, one.article, one.rule, one.origin)
        for key in channel_keys()
        for one in load(key).checks
    ]
    assert not any("暂行办法" in rule for rule in rules)
    assert law.load("complaints_121").effective == date(2026, 4, 15)


def test_five_days_before_a_renewal_is_said_nowhere() -> None:
    for path in FILES:
        told = path.read_text("utf-8")
        assert "五日前" not in told
        assert "前五日" not in told.replace("The old 「前五日」", "")


def test_the_rules_of_2026_are_in_force_on_their_days() -> None:
    assert law.load("platform_rules").effective == date(2026, 2, 1)
    assert law.load("platform_prices").effective == date(2026, 4, 10)
    assert law.load("sms").effective == date(2026, 5, 1)
    assert law.load("hotline_standard").effective == date(2026, 9, 1)


def cases() -> st.SearchStrategy[Case]:
    """Random cases: any type, any closed answers, platform and reason now and then."""
    choice = {key: st.sampled_from(("", *values)) for key, values in CHOICES.items()}
    text = {key: st.sampled_from(("", "某某")) for key in ("platform", "fraud_reason", "company")}
    fields = st.fixed_dictionaries({**choice, **text})
    return st.builds(
        lambda type, fields: Case("c1", "某事", type, {k: v for k, v in fields.items() if v}),
        st.sampled_from(CASE_TYPES),
        fields,
    )


@settings(deadline=None, max_examples=60)
@given(cases())
def test_no_letter_names_what_is_unsure_repealed_or_from_memory(case: Case) -> None:
    for cited in basis(case):
        assert cited.law.in_force
        assert cited.article.origin.printable
        assert cited.law.origin.printable
        assert not cited.article.origin.from_memory
        assert cited.weight or cited.law.reader == "office"
        assert "暂行办法" not in cited.name


def test_an_e_commerce_law_is_cited_only_where_it_was_bought_there() -> None:
    def laws(**fields: str) -> set[str]:
        return {one.law.key for one in basis(Case("c", "某事", "no_human", fields))}

    assert "e_commerce" not in laws()
    assert "e_commerce" in laws(platform="某平台")
    assert "platform_rules" in laws(platform="某平台")


def test_what_was_said_decides_what_is_cited() -> None:
    def names(**fields: str) -> str:
        plan = Case("c", "某事", "telecom_plan", fields)
        return " ".join(one.name for one in basis(plan))

    assert "《电信条例》第四十条第四项" in names(agreed="told_free")
    assert "《电信条例》第四十条第一项" in names(agreed="not_agreed")
    unsure = names(agreed="not_sure")
    assert "第四十条" not in unsure
    assert "第五百四十四条" in unsure


@pytest.mark.parametrize("kind", CASE_TYPES)
def test_every_article_that_a_matter_names_first_is_there(kind: str) -> None:
    named = known.read("letters", kind)["cite"]
    for one in named:
        assert one["article"] in {each.no for each in law.load(one["law"]).articles}, one
    assert len(named) == len({(one["law"], one["article"]) for one in named})


def test_a_letter_names_what_decides_its_matter() -> None:
    def names(type: str, **fields: str) -> list[str]:
        return [f"{one.name}{one.weight}" for one in decisive(Case("c", "某事", type, fields))]

    free = names("telecom_plan", agreed="told_free", payee="operator", no_human="yes")
    assert free[:2] == ["《电信条例》第四十条第四项", "《消费者权益保护法》第二十条"]
    assert free[-2:] == [
        "《民法典》第五百四十四条参照",
        "最高人民法院关于适用《民事诉讼法》的解释第九十一条参照",
    ]
    assert names("courier")[0] == "《邮政法》第六十五条"
    assert "《消费者权益保护法》第五十三条" in names("prepaid")
    assert "《消费者权益保护法实施条例》第十条" in names("auto_renew")
    assert "《消费者权益保护法》第五十五条" not in names("refund")
    assert "《消费者权益保护法》第五十五条" in names("refund", fraud_reason="有理由")
    for kind in CASE_TYPES:
        found = names(kind, no_human="yes", platform="某平台", payee="app")
        assert 1 <= len(found) <= 5
        assert len(found) == len(set(found))


def test_the_page_on_law_and_offices_names_whatever_is_from_memory() -> None:
    page = (DECISIONS / "0007-law-and-channels.md").read_text("utf-8")
    short = {
        "bank": "银行业保险业消费投诉处理管理办法",
        "consumer_rules": "实施条例",
        "prices": "价格法",
    }
    for key in law.law_keys():
        found = law.load(key)
        if not all(one.origin.printable for one in found.articles):
            assert short.get(key, found.name.removeprefix("中华人民共和国")) in page, key
    remembered = page[page.index("## What is from memory") :]
    for key in channel_keys():
        channel = load(key)
        origins = [one.origin for one in channel.fields]
        origins += [one.origin for one in channel.checks]
        origins += [one.origin for one in channel.running]
        origins += [one.origin for one in channel.addresses]
        if any(one.from_memory for one in origins):
            assert f"| {key} |" in remembered, key


def test_courts_rules_are_only_referred_to() -> None:
    plan = Case("c", "某事", "telecom_plan", {})
    weights = {one.law.key: one.weight for one in basis(plan)}
    assert weights["civil_code"] == "参照"
    assert weights["civil_procedure"] == "参照"
    human = {one.law.key: one.weight for one in basis(Case("c", "某事", "no_human", {}))}
    assert human["hotline_standard"] == "参考"


def test_a_standard_and_a_rule_without_a_known_number_are_named_without_one() -> None:
    cited = {
        one.law.key: one.name
        for one in basis(Case("c", "某事", "no_human", {"platform": "某平台"}))
    }
    assert cited["platform_rules"] == "《网络交易平台规则监督管理办法》"
    assert cited["hotline_standard"].startswith("GB/T 47746—2026")


# ---- wording


def test_an_officer_decides_what_is_a_fraud() -> None:
    assert wording.forbidden_in("对方构成欺诈", "12315") == (("构成欺诈", "涉嫌……，请依法核查"),)
    assert wording.forbidden_in("请责令改正", "12300")
    assert not wording.forbidden_in("请责令改正", "12315")
    assert not wording.forbidden_in("涉嫌虚假宣传，请依法核查", "12300")


@pytest.mark.parametrize("line", ["退还货款1299.00元", "取消套餐", "三日内书面答复", "修好电饭煲"])
def test_a_concrete_demand_is_one(line: str) -> None:
    assert wording.is_concrete(line)


@pytest.mark.parametrize("line", ["严肃处理", "给个说法", "希望解决", "主持公道"])
def test_a_vague_demand_is_none(line: str) -> None:
    assert not wording.is_concrete(line)
    assert wording.is_vague(line)


# ---- days


@pytest.mark.parametrize(
    ("start", "count", "unit", "end", "exact"),
    [
        ("2026-09-28", 7, "working_days", "2026-10-13", True),
        ("2026-02-13", 1, "working_days", "2026-02-14", True),
        ("2026-02-14", 1, "working_days", "2026-02-24", True),
        ("2026-12-28", 7, "working_days", "2027-01-06", False),
        ("2026-01-31", 1, "months", "2026-02-28", True),
        ("2026-02-01", 5, "months", "2026-07-01", True),
        ("2024-02-29", 3, "years", "2027-02-28", True),
        ("2026-02-24", 15, "days", "2026-03-11", True),
    ],
)
def test_spans_end_where_the_law_ends_them(
    start: str, count: int, unit: str, end: str, exact: bool
) -> None:
    found = days.end_of(date.fromisoformat(start), count, unit)
    assert found == days.End(date.fromisoformat(end), exact)


@settings(deadline=None, max_examples=60)
@given(st.dates(date(2025, 1, 1), date(2026, 11, 30)), st.integers(1, 15))
def test_so_many_working_days_lie_in_a_span_of_them(start: date, count: int) -> None:
    end = days.end_of(start, count, "working_days")
    assert end is not None
    span = [start + timedelta(days=step) for step in range(1, (end.day - start).days + 1)]
    assert sum(days.is_worked(day)[0] for day in span) == count
    assert days.is_worked(end.day)[0]


def test_a_year_without_a_table_is_said_to_be_about_right() -> None:
    end = days.end_of(date(2031, 3, 3), 5, "working_days")
    assert end == days.End(date(2031, 3, 10), exact=False)


@pytest.mark.parametrize("text", ["", "昨天", "2026-13-01", "2026-2-1"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert days.day_in(text) is None


def test_a_day_beyond_the_calendar_does_not_break() -> None:
    assert days.end_of(date(9999, 12, 31), 1, "days") is None
    assert days.end_of(date(9999, 12, 31), 3, "years") is None
