"""Whatever is in a case: its papers hold no number, date or name that isn't the case's, its items' or the law's.

Every part that a person hands in is laid out as for a real bundle and read text by text: summary, letter with its rules
and the count of contacts, course of events, catalogue, tables, schedules, authority, particulars, and the small papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from evidence_keeper.bundle import leaflets, particulars
from evidence_keeper.bundle.catalogue import catalogue
from evidence_keeper.bundle.course import timeline
from evidence_keeper.bundle.covering import Covering
from evidence_keeper.bundle.exhibits import number
from evidence_keeper.bundle.flow import Layout, Part
from evidence_keeper.bundle.letter_pages import letter
from evidence_keeper.bundle.paper import Looks, Pages, Paper
from evidence_keeper.bundle.records import contact_record, marketing_record
from evidence_keeper.bundle.redaction import masked_case, masked_items, public_mask
from evidence_keeper.bundle.schedules import schedules
from evidence_keeper.bundle.summary import summary
from evidence_keeper.bundle.tables import Table
from evidence_keeper.bundle.typeset import Block, Columns, Stack, Text
from evidence_keeper.bundle.volumes import Volumes
from evidence_keeper.complaint import (
    basis,
    channel_keys,
    charges,
    deadlines,
    load,
    slots,
    wording,
)
from evidence_keeper.complaint.clauses import clauses
from evidence_keeper.complaint.contacts import MEMO, Heard, records
from evidence_keeper.complaint.known import read
from evidence_keeper.fields import CHOICES
from evidence_keeper.model import (
    BOOKKEEPING,
    CASE_FIELDS,
    CASE_TYPES,
    Case,
    Digest,
    EvidenceItem,
    Head,
    Kind,
    Provenance,
    TimeSource,
)
from evidence_keeper.text import deadline_words
from evidence_keeper.text.lacks import DEADLINES

MADE = datetime(2031, 7, 19, 8, 23, 41, tzinfo=UTC)
PAGE = 4711
"""Every page's number here, so that it is known when it is seen."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_DATE = re.compile(r"(\d{4})(?:-|年)(\d{1,2})(?:-|月)(\d{1,2})(?:日|(?!\d))")
_MONEY = re.compile(r"[+-]?(\d+(?:\.\d+)?)\s*元(?!套餐)")
_GAP = re.compile(r"（其间 (\d+) 天没有证据或记载）")
_AMOUNTS = ("amount", "fee_before", "fee_after", "balance")
_BLANK = "________"


# ---- any case


def words() -> st.SearchStrategy[str]:
    """A few words with a number in them now and then."""
    word = st.sampled_from(("客服说不退", "取消套餐", "青禾路营业厅", "至今没有答复", "某某公司"))
    figure = st.integers(10, 10**9).map(str)
    return st.builds(lambda a, n, b: f"{a}{n}{b}", word, figure | st.just(""), word)


def dates() -> st.SearchStrategy[str]:
    return st.dates(date(2019, 1, 1), date(2031, 7, 18)).map(str)


def amounts() -> st.SearchStrategy[str]:
    return st.integers(1, 10**8).map(lambda cents: f"{Decimal(cents) / 100:.2f}")


def numbers(least: int, most: int) -> st.SearchStrategy[str]:
    return st.integers(10 ** (least - 1), 10**most - 1).map(str)


def facts() -> st.SearchStrategy[str]:
    """Dated lines that may name an exhibit, and others."""

    def line(day: str, text: str, shown: str, dated: bool) -> str:
        year, month, of_month = (int(part) for part in day.split("-"))
        head = f"{year}年{month}月{of_month}日，" if dated else ""
        return f"{head}{text}{shown}。"

    exhibits = st.sampled_from(("", "（证据1-1）", "（证据2-1）", "，见证据1-2"))
    one = st.builds(line, dates(), words(), exhibits, st.booleans())
    return st.lists(one, max_size=4).map("\n".join)


def charged() -> st.SearchStrategy[str]:
    one = st.builds(lambda day, yuan, what: f"{day} {yuan} {what}", dates(), amounts(), words())
    return st.lists(one, max_size=3).map("\n".join)


def value_of(key: str) -> st.SearchStrategy[str]:
    if key in CHOICES:
        return st.sampled_from(CHOICES[key])
    if key.endswith("_on") or key.startswith("authorised_"):
        return dates()
    known: dict[str, st.SearchStrategy[str]] = {
        "charges": charged(),
        "facts": facts(),
        "report_facts": facts(),
        "demand": st.lists(words(), max_size=4).map("\n".join),
        "complainant_id": numbers(18, 18),
        "agent_id": numbers(18, 18),
        "complainant_phone": numbers(11, 11),
        "agent_phone": numbers(11, 11),
        "complainant_id_type": st.sampled_from(("居民身份证", "护照")),
        "powers": st.just("submit waive money"),
        **dict.fromkeys(_AMOUNTS, amounts()),
    }
    return known.get(key, words())


_ASKED = tuple(key for key in CASE_FIELDS if key not in BOOKKEEPING)


def cases() -> st.SearchStrategy[Case]:
    fields = st.fixed_dictionaries({}, optional={key: value_of(key) for key in _ASKED})
    return st.builds(
        lambda title, type, fields: Case("c1", title, type, {k: v for k, v in fields.items() if v}),
        words(),
        st.sampled_from(CASE_TYPES),
        fields,
    )


def items() -> st.SearchStrategy[list[EvidenceItem]]:
    """Documents and pictures, some of them calls that were written down from memory."""
    memo = st.fixed_dictionaries(
        {"record": st.sampled_from(("service", "marketing"))},
        optional={
            "number": numbers(5, 11),
            "who": words(),
            "said": words(),
            "refused": st.sampled_from(("yes", "no")),
            "seconds": numbers(1, 4),
            "requests": numbers(1, 2),
            "reached": st.sampled_from(("yes", "no")),
            "waited": numbers(1, 4),
            "staff": words(),
            "ticket": words(),
        },
    )
    moments = st.integers(1, 10**8).map(lambda seconds: MADE - timedelta(seconds=seconds))
    facts_of = st.fixed_dictionaries(
        {"kind": st.sampled_from((Kind.DOCUMENT, Kind.SCREENSHOT, Kind.IMAGE)), "name": words()},
        optional={
            "purpose": words(),
            "captured_at": moments,
            "memo": memo,
        },
    )
    return st.lists(facts_of, max_size=4).map(
        lambda found: [_kept(place, one) for place, one in enumerate(found, start=1)]
    )


def _kept(place: int, facts: dict[str, Any]) -> EvidenceItem:
    return _item(place, **facts)


def _item(place: int, memo: dict[str, str] | None = None, **facts: Any) -> EvidenceItem:
    timed = TimeSource.MANUAL if "captured_at" in facts else TimeSource.NONE
    return EvidenceItem(
        item_id=f"e{place}",
        case_id="c1",
        size=1,
        digest=Digest.sha256("0" * 64),
        kept_at=MADE,
        time_source=timed,
        provenance=Provenance(extra={MEMO: memo} if memo else {}),
        **facts,
    )


# ---- its papers


@dataclass(frozen=True, slots=True)
class Printed:
    """All texts of a case's papers, and the paper they were made from."""

    paper: Paper
    texts: tuple[str, ...]


def papers(
    case: Case, kept: list[EvidenceItem], key: str, *, public: bool, scratch: Path
) -> Printed:
    """The texts of all papers of a case for one office."""
    channel = load(key)
    if public:
        kept, shown = masked_items(kept, case), masked_case(case)
    else:
        shown = case
    entries = number(kept)
    paper = Paper(
        case=shown,
        channel=channel,
        entries=entries,
        files={},
        scratch=scratch,
        head=Head(0, Digest.sha256("0" * 64)),
        vault_id="v",
        key_digest=Digest.sha256("0" * 64),
        list_digest=Digest.sha256("0" * 64),
        made_at=MADE,
        zone="UTC+00:00",
        looks=Looks(),
        covering=Covering(scratch),
        public=public,
        mask=public_mask(case) if public else str,
        records=records(shown, [Heard(one.item, one.number) for one in entries]),
    )
    marks = ["letter", "catalogue", "contacts", *(entry.key for entry in entries)]
    where = Layout([], dict.fromkeys(marks, PAGE), dict.fromkeys(marks, PAGE))
    return Printed(paper, tuple(read_parts(_parts(paper, Pages.of(paper, where)))))


def _parts(paper: Paper, pages: Pages) -> Iterator[Part]:
    case, channel, today = paper.case, paper.channel, MADE.date()
    yield from summary(paper, pages)
    yield from letter(paper, pages)
    yield from timeline(paper, pages)
    yield from catalogue(paper, pages, Volumes(tuple(range(len(paper.entries)))))
    yield from contact_record(paper, pages)
    yield from marketing_record(paper, pages)
    yield from schedules(paper, pages)
    if paper.public:
        return
    yield from leaflets.authority(case, paper.looks, channel, within=True)
    yield from particulars.identity(paper, pages)
    if channel.form_title:
        yield from particulars.form(case, channel)
    yield from leaflets.demand(case)
    yield from leaflets.authority(case, Looks(), channel)
    yield from leaflets.card(case, len(paper.entries), channel)
    running = deadlines(case, channel, today)
    yield from leaflets.reminder(case, channel.key, running, deadline_words, today)


def read_parts(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Block):
            yield from read_block(part)


def read_block(block: Block) -> Iterator[str]:
    """Every text of a block, in order."""
    if isinstance(block, Text):
        yield "".join(span.text for span in block.spans)
    elif isinstance(block, Stack | Columns):
        for one in block.blocks:
            yield from read_block(one)
    elif isinstance(block, Table):
        for row in [*([block.head] if block.head else []), *block.rows]:
            for cell in row.cells:
                yield from read_block(cell)


# ---- what may stand in them


def figures(*texts: str) -> set[str]:
    """Every number in these texts, without zeros before it."""
    return {_plain(found) for text in texts for found in _FIGURE.findall(text)}


def _plain(figure: str) -> str:
    return figure.lstrip("0") or "0"


def known_figures(case: Case, kept: list[EvidenceItem], paper: Paper) -> set[str]:
    """The numbers of the case and its items, what can be counted in them, and those of the law and the office."""
    own = [case.title, *case.fields.values()]
    for item in kept:
        own += [item.name, item.purpose, *item.provenance.extra.get(MEMO, {}).values()]
        own.append("" if item.captured_at is None else f"{item.captured_at:%Y-%m-%d %H:%M:%S}")
    ids = [case.get(key) for key in ("complainant_id", "agent_id")]
    phones = [case.get(key) for key in ("complainant_phone", "agent_phone")]
    ends = {_plain(one[-4:]) for one in ids} | {
        _plain(part) for one in phones for part in (one[:3], one[-4:])
    }
    return figures(*own) | ends | _counted(case, kept, paper) | _of_the_office(case, paper)


def _counted(case: Case, kept: list[EvidenceItem], paper: Paper) -> set[str]:
    most = max(12, *(len(case.get(key).splitlines()) for key in ("demand", "charges")))
    ordinals = {str(place) for place in range(max(most, len(kept)) + 1)}
    counted = {str(PAGE), str(paper.records.totals.requests), "00"}
    counted.add(str(paper.records.totals.remembered))
    for item in kept:
        memo = item.provenance.extra.get(MEMO, {})
        counted |= _length(memo.get("waited", "")) | _length(memo.get("seconds", ""))
    counted |= _length(str(int(paper.records.totals.waited)))
    moments = {f"{MADE:%Y}", str(MADE.month), str(MADE.day)}
    return {_plain(one) for one in (*ordinals, *counted, *moments, *map(str, sums(case)))}


def _length(seconds: str) -> set[str]:
    if not seconds:
        return set()
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return {str(hours), str(minutes), str(left)}


def sums(case: Case) -> set[str]:
    """Sums that the tables work out, worked out here once more."""
    found = charges(case)
    taken = sum((one.yuan for one in found), Decimal(0))
    result = {f"{taken:.2f}"}
    if not found and case.get("amount"):
        taken = Decimal(case.get("amount"))
    result |= {f"{taken:.2f}", f"{max(taken * 3, Decimal(500)):.2f}", "500"}
    if case.get("fee_before") and case.get("fee_after"):
        apart = Decimal(case.get("fee_after")) - Decimal(case.get("fee_before"))
        result.add(f"{abs(apart):.2f}")
    return result


def _of_the_office(case: Case, paper: Paper) -> set[str]:
    channel = paper.channel
    told = [channel.name, channel.addressee, channel.title, channel.ask, channel.form_title]
    told += [f"{one.name}{one.article.text}" for one in basis(case)]
    told += [f"{slot.name}{slot.why}" for slot, _items in slots(case.type, [])]
    told += [one.text for name in ("demand", "phone", "agent") for one in clauses(name)]
    told += [
        one["text"]
        for kind in ("warning", "keep", "say", "settled")
        for one in read("letters", "after")[kind]
    ]
    told += [deadline_words(key) for key in DEADLINES]
    told += [f"{label}{note}" for label, note in ((one.label, one.note) for one in channel.fields)]
    ends = [f"{one.day} {one.yuan}" for one in deadlines(case, channel, MADE.date())]
    # The remark on zones, the paper's own fixed words.
    return figures(*told, *ends, "UTC+00:00", "UTC+08:00", "12315")


def known_dates(case: Case, kept: list[EvidenceItem], paper: Paper) -> set[tuple[int, int, int]]:
    own = [case.title, *case.fields.values(), *(item.name + item.purpose for item in kept)]
    own += [f"{item.captured_at:%Y-%m-%d}" for item in kept if item.captured_at is not None]
    own += [value for item in kept for value in item.provenance.extra.get(MEMO, {}).values()]
    own += [str(one.day) for one in deadlines(case, paper.channel, MADE.date())]
    return {*read_dates(*own), (MADE.year, MADE.month, MADE.day)}


def read_dates(*texts: str) -> set[tuple[int, int, int]]:
    found = (one.groups() for text in texts for one in _DATE.finditer(text))
    return {(int(year), int(month), int(day)) for year, month, day in found}


# ---- the laws

_QUICK = (Phase.explicit, Phase.generate)
"""The text that fails says what is wrong; making the case smaller would take minutes."""


@settings(deadline=None, max_examples=60, phases=_QUICK)
@given(cases(), items(), st.sampled_from(channel_keys()), st.booleans())
def test_no_number_date_or_sum_is_invented(
    case: Case, kept: list[EvidenceItem], key: str, public: bool
) -> None:
    found = papers(case, kept, key, public=public, scratch=Path())
    known = known_figures(case, kept, found.paper)
    dated = known_dates(case, kept, found.paper)
    money = figures(*case.fields.values(), case.title, *(one.name + one.purpose for one in kept))
    money |= {_plain(one) for one in sums(case)} | figures(*_memos(kept))
    money |= figures(*(one.article.text for one in basis(case)))
    for text in found.texts:
        if gap := _GAP.fullmatch(text):
            assert int(gap[1]) in _apart(dated), text
            continue
        assert figures(text) <= known, text
        assert read_dates(text) <= dated, text
        assert {_plain(one) for one in _MONEY.findall(text)} <= money, text


def _apart(dated: set[tuple[int, int, int]]) -> set[int]:
    """How many days lie between two of these."""
    known = [date(*one) for one in dated]
    return {(later - earlier).days - 1 for earlier in known for later in known}


def _memos(kept: list[EvidenceItem]) -> list[str]:
    return [value for item in kept for value in item.provenance.extra.get(MEMO, {}).values()]


_NAMES = {
    "complainant_name": re.compile(r"^(?:委托人|投诉人|申诉人|举报人|联系人)：([^，（]+)"),
    "agent_name": re.compile(r"^(?:受托人|委托代理人)：([^，（]+)"),
    "company": re.compile(r"^(?:被投诉人|被申诉人|被举报人)：([^，（]+)"),
}


@settings(deadline=None, max_examples=40, phases=_QUICK)
@given(cases(), items(), st.sampled_from(channel_keys()))
def test_no_name_is_invented(case: Case, kept: list[EvidenceItem], key: str) -> None:
    found = papers(case, kept, key, public=False, scratch=Path())
    for field, pattern in _NAMES.items():
        named = {match[1] for text in found.texts if (match := pattern.match(text))}
        assert named <= {case.get(field) or _BLANK}, field
    labels = dict(zip(found.texts, found.texts[1:], strict=False))
    assert labels.get("被投诉人名称（姓名）", case.get("company") or _BLANK) == (
        case.get("company") or _BLANK
    )


@settings(deadline=None, max_examples=40, phases=_QUICK)
@given(cases(), items(), st.sampled_from(channel_keys()), st.booleans())
def test_nothing_is_claimed_that_only_an_office_can_say(
    case: Case, kept: list[EvidenceItem], key: str, public: bool
) -> None:
    found = papers(case, kept, key, public=public, scratch=Path())
    for text in found.texts:
        for office in channel_keys() if key == "12300" else (key,):
            assert not wording.forbidden_in(text, office), text
        assert not re.search(r"null|None|\{[a-z_]+\}|五日前|司法|暂行办法", text), text


@pytest.mark.parametrize("planted", ["金额88888.88元", "2027年1月2日", "工单号A4242424"])
def test_what_would_be_invented_is_seen(planted: str) -> None:
    case = Case("c1", "某事", "refund", {"company": "某公司", "amount": "12.00"})
    found = papers(case, [], "12315", public=False, scratch=Path())
    known = known_figures(case, [], found.paper)
    assert all(figures(text) <= known for text in found.texts)
    assert not figures(planted) <= known


def test_every_part_of_the_papers_is_read() -> None:
    memo = {"record": "service", "number": "10086", "requests": "3", "waited": "725"}
    sold = {"record": "marketing", "number": "02199900017", "refused": "yes"}
    at = datetime(2026, 3, 2, 10, 3, 5, tzinfo=UTC)
    kept = [
        _item(1, memo, kind=Kind.DOCUMENT, name="一.txt", captured_at=at),
        _item(2, sold, kind=Kind.DOCUMENT, name="二.txt", captured_at=at + timedelta(days=1)),
    ]
    fields = {
        "charges": "2026-02-01 90.00 甲",
        "fee_before": "39.00",
        "fee_after": "129.00",
        "fraud_reason": "有理由",
        "agent_name": "顾宁",
        "report": "yes",
        "first_complained_on": "2026-02-24",
    }
    case = Case("c1", "某事", "refund", fields)
    text = "\n".join(papers(case, kept, "12315", public=False, scratch=Path()).texts)
    for part in (
        "一页情况说明",
        "事实与理由",
        "举报事项",
        "有关规定",
        "提出转人工 3 次",
        "事情经过",
        "证据目录",
        "客服联系记录表",
        "营销来电短信记录表",
        "变更前后月费",
        "逐笔扣费",
        "损失金额",
        "投诉登记表",
        "书面投诉和要求",
        "委托事项",
        "打电话时照着念",
        "交材料以后",
    ):
        assert part in text, part


def test_a_sales_call_is_no_proof_of_having_asked_the_company() -> None:
    at = datetime(2026, 3, 2, 10, 3, 5, tzinfo=UTC)
    asked = {"record": "service", "number": "10086", "requests": "3"}
    sold = {"record": "marketing", "number": "02199900017", "refused": "yes"}
    kept = [
        _item(1, asked, kind=Kind.DOCUMENT, name="一.txt", captured_at=at),
        _item(2, sold, kind=Kind.DOCUMENT, name="二.txt", captured_at=at),
    ]
    case = Case("c1", "某事", "telecom_plan", {"first_complained_on": "2026-02-24"})
    found = papers(case, kept, "12300", public=False, scratch=Path())
    numbers = {one.item.item_id: one.number for one in found.paper.entries}
    told = next(text for text in found.texts if "起向被申诉人投诉" in text)
    assert f"证据{numbers['e1']}" in told
    assert f"证据{numbers['e2']}" not in told
    # From memory is not confirmed by listening.
    assert any("提出转人工 3 次（本人事后补记）" in text for text in found.texts)
    assert not any("此后又有" in text for text in found.texts)
