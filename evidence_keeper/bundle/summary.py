"""一页情况说明, which an official reads first: what is wanted, of whom, what happened, and the three main exhibits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from evidence_keeper.bundle.course import Event, events
from evidence_keeper.bundle.excerpt import CUT, excerpt
from evidence_keeper.bundle.exhibits import Entry
from evidence_keeper.bundle.flow import Begin, End, Part
from evidence_keeper.bundle.paper import Pages, Paper
from evidence_keeper.bundle.sheet import TEAL
from evidence_keeper.bundle.typeset import (
    ROOM,
    Block,
    Columns,
    Rule,
    Span,
    Stack,
    Style,
    Text,
    height_of,
)
from evidence_keeper.complaint.days import say_day
from evidence_keeper.complaint.letter import BLANK, masked_phone, requests

_MOST_IMPORTANT = 3


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
    yield "为何交贵单位", _lines([*_why(paper, fit), paper.channel.ask])
    important = _important(paper)
    if important:
        count = "一两三"[len(important) - 1]
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
    case = paper.case
    refused = case.get("first_refused_on")
    on, ticket, reply = (
        excerpt(text, most)
        for text, most in (
            (say_day(case.get("first_complained_on")), fit.most),
            (case.get("company_ticket_no"), fit.most),
            (case.get("company_reply"), 2 * fit.most),
        )
    )
    if refused and not (on or ticket or reply):
        return f"{say_day(refused)}明确表示不要再打"
    told = [f"{on or BLANK}起投诉"]
    if ticket or not case.get("demand_proof"):
        told.append(f"工单号：{ticket or BLANK}")
    # Three facts that need not belong to one day: a number given later is not the first complaint's.
    return "；".join([*told, f"答复情况：{reply or BLANK}"])


def _why(paper: Paper, fit: _Fit) -> Iterator[str]:
    on = excerpt(say_day(paper.case.get("first_complained_on")), fit.most)
    if on:
        yield f"{paper.person}已于{on}先向{paper.channel.respondent}投诉，没有得到满意的处理。"


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
    if case.get("hard_of_hearing") == "yes":
        lines.append(f"{paper.person}听力不便，请慢讲{'，或者联系受托人' if agent else ''}")
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
        spans = [
            Span(f"{excerpt(event.when, fit.most)}　{excerpt(event.what.rstrip('。'), fit.most)}")
        ]
    else:
        doubt = f"（{event.origin}）" if event.weak else ""
        spans = [Span(f"{event.when[:10]}{doubt}　{excerpt(event.entry.title, fit.most)}")]
    for entry in event.shown[:2]:
        where = f"（证据{entry.number}，第{pages.span(entry.key)}页）"
        spans.append(Span(where, colour=TEAL, link=entry.key))
    return spans


def _chosen(found: Sequence[Event], most: int) -> list[Event]:
    """For the first page: what the person tells, then exhibits that no line of it names, those whose time is their own
    and that have a purpose first."""
    named = {entry.number for event in found if event.entry is None for entry in event.shown}
    left = [event for event in found if event.entry is None or event.entry.number not in named]
    ranked = sorted(
        left,
        key=lambda event: (
            event.entry is not None,
            event.weak,
            event.entry is not None and not event.entry.item.purpose.strip(),
        ),
    )
    chosen = ranked[:most]
    return [event for event in left if event in chosen]
