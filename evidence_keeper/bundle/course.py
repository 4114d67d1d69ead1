"""The course of events: the person's dated account, the case's other dates, and the exhibits whose time is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from evidence_keeper.bundle.exhibits import TIME_WORDS, WEAK_TIMES, Entry, say_time, say_zone
from evidence_keeper.bundle.flow import Begin, End, NewPage, Part
from evidence_keeper.bundle.paper import Pages, Paper
from evidence_keeper.bundle.sheet import TEAL
from evidence_keeper.bundle.tables import Row, Table
from evidence_keeper.bundle.typeset import Span, Text
from evidence_keeper.complaint.days import say_day
from evidence_keeper.complaint.telling import Happening, happenings


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `when` as printed, `order` to sort by, and the exhibits that show it.

    `entry` is the exhibit whose own time this is; None for what the person tells.
    """

    order: str
    when: str
    what: str
    origin: str
    shown: tuple[Entry, ...] = ()
    entry: Entry | None = None

    @property
    def weak(self) -> bool:
        """Whether its time is one that the evidence itself doesn't state."""
        return self.entry is not None and self.entry.item.time_source in WEAK_TIMES


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
    yield Table((2.7, 5.6, 2.4, 1.1, 1.2), head, list(_rows(known, paper, pages)))
    if unknown:
        numbers = "、".join(dict.fromkeys(entry.number for entry in unknown))
        yield Text(f"下列证据时间不明，未列入上表：证据 {numbers}。", looks.note)
    yield Text(
        f"{say_zone(paper.zone)}时间的来源各不相同，均未经第三方证明；“本机时钟”指录制或存入时所用电脑的时钟。",
        looks.note,
    )
    yield End("timeline")


def _rows(known: Sequence[Event], paper: Paper, pages: Pages) -> Iterator[Row]:
    """A row an event, and one for each stretch of days of which nothing is known."""
    last: date | None = None
    for event in known:
        day = date.fromisoformat(event.order[:10])
        if last is not None and (day - last).days > 1:
            words = f"（其间 {(day - last).days - 1} 天没有证据或记载）"
            yield Row([Text(words, paper.looks.note)], across=True, keep_next=True)
        last = day
        yield _event_row(event, paper, pages)


def _event_row(event: Event, paper: Paper, pages: Pages) -> Row:
    cell = paper.looks.cell
    return Row(
        [
            Text(event.when, cell),
            Text(event.what, cell),
            Text(event.origin, cell),
            Text(_joined([(entry.number, entry.key) for entry in event.shown]), cell),
            Text(_joined([(pages.span(entry.key), entry.key) for entry in event.shown]), cell),
        ]
    )


def _joined(shown: Sequence[tuple[str, str]]) -> list[Span]:
    """Texts that lead somewhere, with 、 between them."""
    spans: list[Span] = []
    for text, link in shown:
        spans += [Span("、")] if spans else []
        spans.append(Span(text, colour=TEAL, link=link))
    return spans or [Span("")]


def events(paper: Paper) -> list[Event]:
    """Dated events, earliest first. An item's event is its name and what a person says it shows."""
    found = [
        *_told(paper),
        *(_item_event(paper, entry) for entry in paper.entries if entry.item.captured_at),
    ]
    return sorted(found, key=lambda event: event.order)


def _told(paper: Paper) -> Iterator[Event]:
    """What the person says, with the exhibits that each line names."""
    first = {entry.number: entry for entry in reversed(paper.entries)}
    for one in happenings(paper.case, paper.channel.respondent):
        shown = tuple(first[number] for number in one.exhibits if number in first)
        origin = f"{paper.person}陈述" if one.told else f"{paper.person}填写"
        yield Event(one.day.isoformat(), _when(one), one.what, origin, shown)


def _when(one: Happening) -> str:
    return one.when if one.told else say_day(one.when)


def _item_event(paper: Paper, entry: Entry) -> Event:
    moment = entry.item.captured_at
    assert moment is not None
    purpose = entry.item.purpose.strip()
    what = f"{entry.title}：{purpose}" if purpose else entry.title
    order = f"{moment.astimezone(paper.made_at.tzinfo):%Y-%m-%d %H:%M:%S}"
    when = say_time(moment, zoned=not paper.zone)
    origin = TIME_WORDS[entry.item.time_source] or "时间来源不明"
    return Event(order, when, what, origin, (entry,), entry)
