"""The pages an official reads first: one page with the demand, the letter, the course of events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence_keeper.bundle.exhibits import TIME_WORDS, Entry, say_time
from evidence_keeper.bundle.flow import Begin, End, NewPage, Part
from evidence_keeper.bundle.paper import Pages, Paper
from evidence_keeper.bundle.sheet import TEAL
from evidence_keeper.bundle.tables import Row, Table
from evidence_keeper.bundle.typeset import (
    ROOM,
    Block,
    Columns,
    Rule,
    Space,
    Span,
    Stack,
    Style,
    Text,
    height_of,
)
from evidence_keeper.complaint import write
from evidence_keeper.complaint.letter import BLANK, masked_phone, requests

_REFERENCE = re.compile(r"证据\s*(\d+-\d+)")
_MOST_EVENTS = 6
_MOST_IMPORTANT = 3
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `when` as printed, `order` to sort by, and the exhibit that shows it."""

    order: str
    when: str
    what: str
    origin: str
    entry: Entry | None = None


def linked(text: str, paper: Paper) -> list[Span]:
    """The text with each 证据1-2 leading to that exhibit."""
    keys = {entry.number: entry.key for entry in reversed(paper.entries)}
    spans: list[Span] = []
    at = 0
    for found in _REFERENCE.finditer(text):
        key = keys.get(found.group(1))
        if key:
            spans += [Span(text[at : found.start()]), Span(found.group(0), colour=TEAL, link=key)]
            at = found.end()
    return [*spans, Span(text[at:])]


# --- 一页情况说明 ----------------------------------------------------------------------------------------------------


def summary(paper: Paper, pages: Pages) -> Iterator[Part]:
    """One page: what is wanted, of whom, what happened, why this office, the three main exhibits, whom to call.

    Where it would be longer, what exhibits show is shortened here (it stands in full in the catalogue).
    """
    yield Begin("summary", "一页情况说明")
    for size, most in _FITS:
        parts = _summary(paper, pages, size, most)
        if height_of(parts) <= ROOM:
            break
    yield from parts
    yield End("summary")


_FITS = (
    (11.5, 200),
    (11.0, 120),
    (10.5, 120),
    (10.5, 80),
    (10.5, 50),
    (10.0, 36),
    (9.5, 24),
    (9.0, 16),
)
"""Sizes and longest texts tried in turn, until the summary is one page."""


def _summary(paper: Paper, pages: Pages, size: float, most: int) -> list[Block]:
    looks = paper.looks
    style = looks.summary.but(size=size * looks.factor)
    label_style = looks.label.but(size=size * looks.factor)
    parts: list[Block] = [
        Text("一页情况说明", looks.heading),
        Text(f"致：{paper.channel.addressee}", style.but(after=2)),
    ]
    for label, lines in _summary_blocks(paper, pages, most):
        parts += [Rule(before=5, after=5), _labelled(label, lines, label_style, style)]
    return parts


def _short(text: str, most: int) -> str:
    bare = " ".join(text.split())
    return bare if len(bare) <= most else f"{bare[: most - 1]}…"


def _labelled(label: str, lines: Sequence[Sequence[Span]], left: Style, right: Style) -> Columns:
    texts = [Text(list(line), right) for line in lines]
    return Columns([Text(label, left), Stack(texts)], gap=8, shares=(1, 4.4))


def _summary_blocks(
    paper: Paper, pages: Pages, most: int
) -> Iterator[tuple[str, list[list[Span]]]]:
    yield "我要什么", _demand(paper)
    yield (
        "投诉谁" if paper.person == "投诉人" else f"{paper.channel.respondent}",
        _lines(_whom(paper)),
    )
    yield (
        "经过",
        [_event_line(event, pages, most) for event in _chosen(events(paper))]
        or _lines([BLANK * 3]),
    )
    yield "找过对方", _lines([_contacted(paper)])
    yield "请求贵单位", _lines([paper.channel.ask])
    important = _important(paper)
    if important:
        count = "三" if len(important) == 3 else "二" if len(important) == 2 else "一"
        yield f"最关键的{count}件证据", [_exhibit_line(entry, pages, most) for entry in important]
    yield "联系", _lines(_whom_to_call(paper))


def _lines(texts: Sequence[str]) -> list[list[Span]]:
    return [[Span(text)] for text in texts]


def _demand(paper: Paper) -> list[list[Span]]:
    wanted = requests(paper.case)
    lines = [
        [Span(f"{number}. {text}" if len(wanted) > 1 else text, bold=True)]
        for number, text in enumerate(wanted, start=1)
    ]
    if paper.case.get("amount"):
        lines.append([Span(f"涉及金额：{paper.case.get('amount')} 元")])
    return lines


def _whom(paper: Paper) -> list[str]:
    case = paper.case
    told = [case.get("company") or BLANK]
    reach = [
        f"地址：{case.get('company_address') or BLANK}",
        f"电话：{case.get('company_phone') or BLANK}",
    ]
    return [*told, "　".join(reach)]


def _contacted(paper: Paper) -> str:
    case = paper.case
    on, ticket, reply = (
        case.get(key).strip()
        for key in ("first_complained_on", "company_ticket_no", "company_reply")
    )
    # Three facts that need not belong to one day: a number given later is not the first complaint's.
    return f"{on or BLANK} 起投诉；工单号：{ticket or BLANK}；对方答复：{reply or BLANK}"


def _whom_to_call(paper: Paper) -> list[str]:
    case = paper.case
    phone = case.get("complainant_phone")
    if paper.public and phone:
        phone = masked_phone(phone)
    lines = [f"{case.get('complainant_name') or BLANK}　电话：{phone or BLANK}"]
    if case.get("agent_name"):
        number = case.get("agent_phone")
        agent = masked_phone(number) if paper.public and number else number
        relation = f"（{case.get('agent_relation')}）" if case.get("agent_relation") else ""
        lines.append(f"也可联系受托人 {case.get('agent_name')}{relation}　电话：{agent or BLANK}")
    return lines


def _important(paper: Paper) -> list[Entry]:
    """The first exhibit of each group whose purpose a person wrote, then others with a purpose: at most three."""
    told = [entry for entry in paper.entries if entry.item.purpose.strip()]
    first_of_group = {entry.group: entry for entry in reversed(told)}
    heads = [entry for entry in told if first_of_group[entry.group] is entry]
    rest = [entry for entry in told if entry not in heads]
    chosen = (heads + rest)[:_MOST_IMPORTANT]
    return [entry for entry in paper.entries if entry in chosen]


def _exhibit_line(entry: Entry, pages: Pages, most: int) -> list[Span]:
    return [
        Span(f"证据{entry.number}", colour=TEAL, link=entry.key),
        Span(f"（第 {pages.span(entry.key)} 页）{_short(entry.title, most)}："),
        Span(_short(entry.item.purpose, most)),
    ]


def _event_line(event: Event, pages: Pages, most: int) -> list[Span]:
    if event.entry is None:
        return [Span(f"{event.when[:10]}　{event.what}")]
    where = f"　证据{event.entry.number}，第 {pages.span(event.entry.key)} 页"
    return [
        Span(f"{event.when[:10]}　{_short(event.entry.title, most)}"),
        Span(where, colour=TEAL, link=event.entry.key),
    ]


# --- 投诉书 ---------------------------------------------------------------------------------------------------------


def letter(paper: Paper, pages: Pages) -> Iterator[Part]:
    """The letter, signed and dated by hand."""
    looks = paper.looks
    told = write(paper.case, paper.channel, pages.exhibits, masked=paper.public)
    yield NewPage()
    yield Begin("letter", told.title)
    yield Text("　".join(told.title), looks.letter_title)
    for label, text in told.parties:
        yield Text([Span(f"{label}：", bold=True), Span(text)], looks.plain)
    yield Text(f"一、{told.requests_title}", looks.section)
    for number, text in enumerate(told.requests, start=1):
        yield Text(f"{number}. {text}" if len(told.requests) > 1 else text, looks.body)
    yield Text(f"二、{told.facts_title}", looks.section)
    for text in told.facts:
        yield Text(linked(text, paper), looks.body)
    if paper.entries:
        yield Text(_see_catalogue(pages), looks.body)
    yield Text("三、声明", looks.section)
    for text in told.declarations:
        yield Text(text, looks.body)
    for text in told.confirm:
        yield Text(f"□ {text}（请{paper.person}核对属实后打勾）", looks.body)
    for text in told.consents:
        yield Text(f"{text}：□ 是　□ 否", looks.body)
    yield Text("此致", looks.body.but(before=8, keep_next=True))
    yield Text(told.addressee, looks.plain.but(keep_next=True))
    yield Space(10)
    yield Text(
        f"{told.signature}：{BLANK * 2}　　　　　　年　　月　　日",
        looks.plain.but(align="right", before=10, after=8),
    )
    yield from _attached(told.attachments, paper)
    yield End("letter")


def _see_catalogue(pages: Pages) -> list[Span]:
    return [
        Span("以上事实的证据见"),
        Span(f"证据目录（第{pages.first('catalogue')}页）", colour=TEAL, link="catalogue"),
        Span("。"),
    ]


def _attached(attachments: Sequence[str], paper: Paper) -> Iterator[Part]:
    for number, text in enumerate(attachments, start=1):
        lead = "附：" if number == 1 else "　　"
        yield Text(f"{lead}{number}. {text}", paper.looks.plain.but(size=10.5 * paper.looks.factor))


# --- 时间线 ---------------------------------------------------------------------------------------------------------


def timeline(paper: Paper, pages: Pages) -> Iterator[Part]:
    """What happened when, from the case's dates and the exhibits' times; unknown times are said, not guessed."""
    looks = paper.looks
    known = events(paper)
    unknown = [entry for entry in paper.entries if entry.item.captured_at is None]
    if not known:
        return
    yield NewPage()
    yield Begin("timeline", "事情经过（时间线）")
    yield Text("事情经过", looks.heading)
    head = Row(
        [Text(word, looks.head_cell) for word in ("时间", "事情", "时间来源", "证据", "页码")]
    )
    rows = [_event_row(event, paper, pages) for event in known]
    yield Table((2.7, 5.6, 2.4, 1.1, 1.2), head, rows)
    if unknown:
        numbers = "、".join(dict.fromkeys(entry.number for entry in unknown))
        yield Text(f"下列证据时间不明，未列入上表：证据 {numbers}。", looks.note)
    yield Text(
        "时间的来源各不相同，均未经第三方证明；“本机时钟”指录制或存入时所用电脑的时钟。", looks.note
    )
    yield End("timeline")


def _event_row(event: Event, paper: Paper, pages: Pages) -> Row:
    cell = paper.looks.cell
    number, where = "", ""
    link = ""
    if event.entry is not None:
        number, where, link = event.entry.number, pages.span(event.entry.key), event.entry.key
    colour = TEAL if link else None
    return Row(
        [
            Text(event.when, cell),
            Text(event.what, cell),
            Text(event.origin, cell),
            Text([Span(number, colour=colour, link=link)], cell),
            Text([Span(where, colour=colour, link=link)], cell),
        ]
    )


def events(paper: Paper) -> list[Event]:
    """Dated events, earliest first. An item's event is its name and what a person says it shows."""
    found = [
        *_case_events(paper),
        *(_item_event(entry) for entry in paper.entries if entry.item.captured_at),
    ]
    return sorted(found, key=lambda event: event.order)


def _case_events(paper: Paper) -> Iterator[Event]:
    words = (
        ("bought_on", "购买或者办理"),
        ("dispute_on", "发生争议"),
        ("first_complained_on", f"首次向{paper.channel.respondent}投诉"),
    )
    for key, what in words:
        typed = paper.case.get(key).strip()
        if not typed:
            continue
        found = _DAY.search(typed)
        order = f"{found[1]}-{int(found[2]):02d}-{int(found[3] or 0):02d}" if found else "9999"
        yield Event(order, typed, what, f"{paper.person}填写")


def _item_event(entry: Entry) -> Event:
    moment = entry.item.captured_at
    assert moment is not None
    purpose = entry.item.purpose.strip()
    what = f"{entry.title}：{purpose}" if purpose else entry.title
    when = say_time(moment)
    return Event(when, when, what, TIME_WORDS[entry.item.time_source] or "时间来源不明", entry)


def _chosen(found: Sequence[Event]) -> list[Event]:
    """At most six for the first page: the case's own dates, then exhibits with a purpose, then the rest."""
    ranked = sorted(
        found,
        key=lambda event: (
            event.entry is not None,
            event.entry is not None and not event.entry.item.purpose.strip(),
        ),
    )
    chosen = ranked[:_MOST_EVENTS]
    return [event for event in found if event in chosen]
