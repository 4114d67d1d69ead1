"""The letter on its pages: parties, demand, account, what is reported, rules, declarations, room to sign by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from evidence_keeper.bundle.exhibits import GROUPS
from evidence_keeper.bundle.flow import Begin, End, NewPage, Part, lay_out
from evidence_keeper.bundle.paper import Looks, Pages, Paper
from evidence_keeper.bundle.records import totals
from evidence_keeper.bundle.sheet import TEAL
from evidence_keeper.bundle.typeset import ROOM, TOP, WIDTH, Span, Stack, Text
from evidence_keeper.complaint import Letter, write
from evidence_keeper.complaint.contacts import Totals
from evidence_keeper.complaint.edited import printed
from evidence_keeper.complaint.letter import BLANK

_REFERENCE = re.compile(r"证据\s*(\d+-\d+)")
_TALKS = GROUPS[2]
_NUMERALS = "一二三四五六七八"
_TIGHT = (1.0, 0.95, 0.9)


def written(paper: Paper, pages: Pages) -> Letter:
    """The letter's texts, with the pages that it refers to as they lie now."""
    sold = {item_id for one in paper.records.marketing for item_id in one.item_ids}
    talks = [
        entry.number
        for entry in paper.entries
        if entry.group == _TALKS and entry.item.item_id not in sold
    ]
    return write(
        paper.case,
        paper.channel,
        pages.exhibits,
        talks=tuple(dict.fromkeys(talks)),
        masked=paper.public,
    )


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
    return len(found) > 1 and y + block.height(WIDTH) - TOP < 0.3 * ROOM


def _letter(paper: Paper, pages: Pages, looks: Looks) -> Iterator[Part]:
    told = written(paper, pages)
    yield NewPage()
    yield Begin("letter", told.title)
    yield Text("　".join(told.title), looks.letter_title)
    for label, text in told.parties:
        yield Text([Span(f"{label}：", bold=True), Span(text)], looks.plain)
    for number, (title, parts) in enumerate(_sections(told, paper, pages, looks)):
        yield Text(f"{_NUMERALS[number]}、{title}", looks.section)
        yield from parts
    signature = Text(
        f"{told.signature}：{BLANK * 2}　　　　　　年　　月　　日",
        looks.plain.but(align="right", before=20, after=8),
    )
    # In one piece: neither a signature nor what is attached stands on a page of its own.
    yield Stack(
        [
            Text("此致", looks.body.but(before=8)),
            Text(told.addressee, looks.plain),
            signature,
            *_attached(told.attachments, looks),
        ]
    )
    yield End("letter")


def _sections(
    told: Letter, paper: Paper, pages: Pages, looks: Looks
) -> Iterator[tuple[str, Iterator[Part]]]:
    """Each section's title and paragraphs; one that says nothing is left out."""
    yield told.requests_title, _requests(told, looks)
    yield told.facts_title, _account(told, paper, pages, looks)
    if told.report:
        yield "举报事项", (Text(linked(text, paper), looks.body) for text in told.report)
    if told.rules:
        yield "有关规定", _rules(told.rules, looks)
    yield "声明", _declared(told, paper, looks)


def _requests(told: Letter, looks: Looks) -> Iterator[Part]:
    for number, text in enumerate(told.requests, start=1):
        yield Text(f"{number}. {text}" if len(told.requests) > 1 else text, looks.body)


def _account(told: Letter, paper: Paper, pages: Pages, looks: Looks) -> Iterator[Part]:
    for text in told.facts:
        yield Text(linked(text, paper), looks.body)
    yield from _asked(paper, pages, looks)
    if paper.entries:
        yield Text(_see_catalogue(pages), looks.body)
    yield Text(told.asked, looks.body)


def _declared(told: Letter, paper: Paper, looks: Looks) -> Iterator[Part]:
    for text in told.declarations:
        yield Text(text, looks.body)
    for text in told.confirm:
        yield Text(f"□ {text}（请{paper.person}核对属实后打勾）", looks.body)
    for text, said in told.consents:
        yield Text(f"{text}：{boxes(('是', '否'), said)}", looks.body)


def _asked(paper: Paper, pages: Pages, looks: Looks) -> Iterator[Part]:
    """What the record of contacts comes to: only what a person confirmed, with the page it can be checked on."""
    found = paper.records.totals
    if not found.requests:
        return
    counted = counted_sentence(found, paper.person, paper.channel.respondent)
    told = f"{printed(paper.case, counted).rstrip('。')}，见"
    where = f"客服联系记录表（第{pages.first('contacts')}页）"
    yield Text([Span(told), Span(where, colour=TEAL, link="contacts"), Span("。")], looks.body)


def boxes(words: Sequence[str], said: str) -> str:
    """A box before each word, ticked before the one that was said."""
    return "　".join(f"{'☑' if word == said else '□'} {word}" for word in words)


def counted_sentence(found: Totals, person: str, respondent: str) -> str:
    """What the record of contacts comes to, as the letter tells it; empty where nobody was asked for."""
    return f"{person}就此事与{respondent}{totals(found)}" if found.requests else ""


def _rules(rules: Sequence[str], looks: Looks) -> Iterator[Part]:
    for text in rules[:-1]:
        yield Text(text, looks.body.but(size=11 * looks.factor))
    yield Text(rules[-1], looks.body)


def _see_catalogue(pages: Pages) -> list[Span]:
    return [
        Span("以上事实的证据见"),
        Span(f"证据目录（第{pages.first('catalogue')}页）", colour=TEAL, link="catalogue"),
        Span("。"),
    ]


def _attached(attachments: Sequence[str], looks: Looks) -> Iterator[Text]:
    for number, text in enumerate(attachments, start=1):
        lead = "附：" if number == 1 else "　　"
        yield Text(f"{lead}{number}. {text}", looks.plain.but(size=10.5 * looks.factor))
