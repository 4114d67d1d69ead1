"""The pages an official reads first: one page with the demand, the letter, the course of events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from evidence_keeper.bundle.excerpt import CUT, excerpt
from evidence_keeper.bundle.exhibits import TIME_WORDS, WEAK_TIMES, Entry, say_time, say_zone
from evidence_keeper.bundle.flow import Begin, End, NewPage, Part, lay_out
from evidence_keeper.bundle.paper import Looks, Pages, Paper
from evidence_keeper.bundle.records import totals
from evidence_keeper.bundle.sheet import TEAL
from evidence_keeper.bundle.tables import Row, Table
from evidence_keeper.bundle.typeset import (
    ROOM,
    TOP,
    WIDTH,
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
from evidence_keeper.complaint import Citation, basis, write
from evidence_keeper.complaint.letter import BLANK, masked_phone, requests

_REFERENCE = re.compile(r"证据\s*(\d+-\d+)")
_MOST_IMPORTANT = 3
_MOST_RULES = 4
_TIGHT = (1.0, 0.95, 0.9)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `when` as printed, `order` to sort by, and the exhibit that shows it."""

    order: str
    when: str
    what: str
    origin: str
    entry: Entry | None = None

    @property
    def weak(self) -> bool:
        """Whether its time is one that the evidence itself doesn't state."""
        return self.entry is not None and self.entry.item.time_source in WEAK_TIMES


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

    Where it would be longer, its texts are shortened here, and it says where they stand in full.
    """
    yield Begin("summary", "一页情况说明")
    for fit in _FITS:
        parts = _summary(paper, pages, fit)
        if height_of(parts) <= ROOM:
            break
    yield from parts
    yield End("summary")


class _Fit(NamedTuple):
    """A size, the longest text, and how many demands and events are shown."""

    size: float
    most: int
    demands: int
    events: int


_FITS = (
    _Fit(11.5, 200, 20, 6),
    _Fit(11.0, 120, 12, 6),
    _Fit(10.5, 120, 10, 6),
    _Fit(10.5, 80, 8, 6),
    _Fit(10.5, 50, 6, 6),
    _Fit(10.0, 36, 5, 6),
    _Fit(9.5, 24, 4, 6),
    _Fit(9.0, 18, 3, 5),
    _Fit(9.0, 12, 2, 3),
)
"""Tried in turn, until the summary is one page; the last is one page whatever is in the case."""


def _summary(paper: Paper, pages: Pages, fit: _Fit) -> list[Block]:
    looks = paper.looks
    style = looks.summary.but(size=fit.size * looks.factor)
    label_style = looks.label.but(size=fit.size * looks.factor)
    parts: list[Block] = [
        Text("一页情况说明", looks.heading),
        Text(f"致：{paper.channel.addressee}", style.but(after=2)),
    ]
    shown = list(_summary_blocks(paper, pages, fit))
    for label, lines in shown:
        parts += [Rule(before=5, after=5), _labelled(label, lines, label_style, style)]
    if any(CUT in span.text for _, lines in shown for line in lines for span in line):
        parts.append(Text(_in_full(paper, pages), looks.note))
    return parts


def _in_full(paper: Paper, pages: Pages) -> list[Span]:
    """Where that stands which ends with …… here."""
    return [
        Span(f"以“{CUT}”结尾的为节录，详见"),
        Span(f"{paper.channel.title}第 {pages.span('letter')} 页", colour=TEAL, link="letter"),
        Span("、"),
        Span(f"证据目录第 {pages.span('catalogue')} 页", colour=TEAL, link="catalogue"),
        Span("。"),
    ]


def _labelled(label: str, lines: Sequence[Sequence[Span]], left: Style, right: Style) -> Columns:
    texts = [Text(list(line), right) for line in lines]
    return Columns([Text(label, left), Stack(texts)], gap=8, shares=(1, 4.4))


def _summary_blocks(
    paper: Paper, pages: Pages, fit: _Fit
) -> Iterator[tuple[str, list[list[Span]]]]:
    yield "我要什么", _demand(paper, fit)
    yield (
        "投诉谁" if paper.person == "投诉人" else f"{paper.channel.respondent}",
        _lines(_whom(paper, fit)),
    )
    yield (
        "经过",
        [_event_line(event, pages, fit) for event in _chosen(events(paper), fit.events)]
        or _lines([BLANK * 3]),
    )
    yield "找过对方", _lines([_contacted(paper, fit)])
    yield "请求贵单位", _lines([paper.channel.ask])
    important = _important(paper)
    if important:
        count = "三" if len(important) == 3 else "二" if len(important) == 2 else "一"
        yield f"最关键的{count}件证据", [_exhibit_line(entry, pages, fit) for entry in important]
    yield "联系", _lines(_whom_to_call(paper, fit))


def _lines(texts: Sequence[str]) -> list[list[Span]]:
    return [[Span(text)] for text in texts]


def _demand(paper: Paper, fit: _Fit) -> list[list[Span]]:
    wanted = requests(paper.case)
    lines = [
        [
            Span(
                f"{number}. {excerpt(text, 2 * fit.most)}"
                if len(wanted) > 1
                else excerpt(text, 3 * fit.most),
                bold=True,
            )
        ]
        for number, text in enumerate(wanted[: fit.demands], start=1)
    ]
    if len(wanted) > fit.demands:
        lines.append([Span(f"共 {len(wanted)} 项{CUT}", bold=True)])
    if paper.case.get("amount"):
        lines.append([Span(f"涉及金额：{excerpt(paper.case.get('amount'), fit.most)} 元")])
    return lines


def _whom(paper: Paper, fit: _Fit) -> list[str]:
    case = paper.case
    told = [excerpt(case.get("company"), 2 * fit.most) or BLANK]
    reach = [
        f"地址：{excerpt(case.get('company_address'), fit.most) or BLANK}",
        f"电话：{excerpt(case.get('company_phone'), fit.most) or BLANK}",
    ]
    return [*told, "　".join(reach)]


def _contacted(paper: Paper, fit: _Fit) -> str:
    on, ticket, reply = (
        excerpt(paper.case.get(key), most)
        for key, most in (
            ("first_complained_on", fit.most),
            ("company_ticket_no", fit.most),
            ("company_reply", 2 * fit.most),
        )
    )
    # Three facts that need not belong to one day: a number given later is not the first complaint's.
    return f"{on or BLANK} 起投诉；工单号：{ticket or BLANK}；对方答复：{reply or BLANK}"


def _whom_to_call(paper: Paper, fit: _Fit) -> list[str]:
    case = paper.case
    phone, number = case.get("complainant_phone"), case.get("agent_phone")
    if paper.public:
        phone, number = (masked_phone(each) if each else "" for each in (phone, number))
    name, phone, agent, number, relation = (
        excerpt(text, fit.most)
        for text in (
            case.get("complainant_name"),
            phone,
            case.get("agent_name"),
            number,
            case.get("agent_relation"),
        )
    )
    lines = [f"{name or BLANK}　电话：{phone or BLANK}"]
    if agent:
        related = f"（{relation}）" if relation else ""
        lines.append(f"也可联系受托人 {agent}{related}　电话：{number or BLANK}")
    return lines


def _important(paper: Paper) -> list[Entry]:
    """The first exhibit of each group whose purpose a person wrote, then others with a purpose: at most three."""
    told = [entry for entry in paper.entries if entry.item.purpose.strip()]
    first_of_group = {entry.group: entry for entry in reversed(told)}
    heads = [entry for entry in told if first_of_group[entry.group] is entry]
    rest = [entry for entry in told if entry not in heads]
    chosen = (heads + rest)[:_MOST_IMPORTANT]
    return [entry for entry in paper.entries if entry in chosen]


def _exhibit_line(entry: Entry, pages: Pages, fit: _Fit) -> list[Span]:
    return [
        Span(f"证据{entry.number}", colour=TEAL, link=entry.key),
        Span(f"（第 {pages.span(entry.key)} 页）{excerpt(entry.title, fit.most)}："),
        Span(excerpt(entry.item.purpose, fit.most)),
    ]


def _event_line(event: Event, pages: Pages, fit: _Fit) -> list[Span]:
    """A day and what happened; a day that the evidence itself doesn't state has its source beside it."""
    if event.entry is None:
        day = event.when[:10] if _ISO.match(event.when) else excerpt(event.when, fit.most)
        return [Span(f"{day}　{event.what}")]
    where = f"　证据{event.entry.number}，第 {pages.span(event.entry.key)} 页"
    doubt = f"（{event.origin}）" if event.weak else ""
    return [
        Span(f"{event.when[:10]}{doubt}　{excerpt(event.entry.title, fit.most)}"),
        Span(where, colour=TEAL, link=event.entry.key),
    ]


# --- 投诉书 ---------------------------------------------------------------------------------------------------------


def letter(paper: Paper, pages: Pages) -> Iterator[Part]:
    """The letter, signed and dated by hand. Lines move a little nearer where that saves a page with next to nothing."""
    for tight in _TIGHT:
        parts = list(_letter(paper, pages, replace(paper.looks, tight=tight)))
        if not _leftover(parts):
            break
    yield from parts


def _leftover(parts: Sequence[Part]) -> bool:
    """Whether the last of several pages would have a few lines only."""
    found = lay_out(parts).pages
    block, y = found[-1].placed[-1]
    return len(found) > 1 and y + block.height(WIDTH) - TOP < 0.16 * ROOM


def _letter(paper: Paper, pages: Pages, looks: Looks) -> Iterator[Part]:
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
    yield from _asked(paper, pages, looks)
    if paper.entries:
        yield Text(_see_catalogue(pages), looks.body)
    rules = basis(paper.case)[:_MOST_RULES]
    if rules:
        yield Text("三、有关规定", looks.section)
        yield from _rules(rules, looks)
    yield Text(f"{'四' if rules else '三'}、声明", looks.section)
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
    yield from _attached(told.attachments, looks)
    yield End("letter")


def _asked(paper: Paper, pages: Pages, looks: Looks) -> Iterator[Part]:
    """What the record of contacts comes to: only what a person confirmed, with the page it can be checked on."""
    found = paper.records.totals
    if not found.requests:
        return
    told = f"{paper.person}就此事与{paper.channel.respondent}{totals(found)[:-1]}，见"
    where = f"客服联系记录表（第{pages.first('contacts')}页）"
    yield Text([Span(told), Span(where, colour=TEAL, link="contacts"), Span("。")], looks.body)


def _rules(rules: Sequence[Citation], looks: Looks) -> Iterator[Part]:
    """Articles as data has them, in few words; what binds courts only is called 参照."""
    for one in rules:
        weight = f"（{one.weight}）" if one.weight else ""
        text = f"{one.name}{weight}：{one.article.text.rstrip('。')}。"
        yield Text(text, looks.body.but(size=11 * looks.factor))
    yield Text("以上请依法核查、适用。", looks.body)


def _see_catalogue(pages: Pages) -> list[Span]:
    return [
        Span("以上事实的证据见"),
        Span(f"证据目录（第{pages.first('catalogue')}页）", colour=TEAL, link="catalogue"),
        Span("。"),
    ]


def _attached(attachments: Sequence[str], looks: Looks) -> Iterator[Part]:
    for number, text in enumerate(attachments, start=1):
        lead = "附：" if number == 1 else "　　"
        yield Text(f"{lead}{number}. {text}", looks.plain.but(size=10.5 * looks.factor))


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
        f"{say_zone(paper.zone)}时间的来源各不相同，均未经第三方证明；“本机时钟”指录制或存入时所用电脑的时钟。",
        looks.note,
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
        *(_item_event(paper, entry) for entry in paper.entries if entry.item.captured_at),
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


def _item_event(paper: Paper, entry: Entry) -> Event:
    moment = entry.item.captured_at
    assert moment is not None
    purpose = entry.item.purpose.strip()
    what = f"{entry.title}：{purpose}" if purpose else entry.title
    order = f"{moment.astimezone(paper.made_at.tzinfo):%Y-%m-%d %H:%M:%S}"
    when = say_time(moment, zoned=not paper.zone)
    return Event(order, when, what, TIME_WORDS[entry.item.time_source] or "时间来源不明", entry)


def _chosen(found: Sequence[Event], most: int) -> list[Event]:
    """For the first page: the case's own dates, then exhibits whose time is their own, those with a purpose first."""
    ranked = sorted(
        found,
        key=lambda event: (
            event.entry is not None,
            event.weak,
            event.entry is not None and not event.entry.item.purpose.strip(),
        ),
    )
    chosen = ranked[:most]
    return [event for event in found if event in chosen]
