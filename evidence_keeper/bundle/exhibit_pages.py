"""The exhibits on their pages: each opened by its strip, phone pictures beside each other, frames on contact sheets.

A layout pass only puts the strips' page numbers in; what is shown below them was prepared once (showing.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from evidence_keeper.bundle.exhibits import Entry, captured, frames
from evidence_keeper.bundle.flow import Begin, End, NewPage, Part
from evidence_keeper.bundle.gaps import BAND, bands, gaps
from evidence_keeper.bundle.measures import GAP, HALF
from evidence_keeper.bundle.paper import Pages, Paper
from evidence_keeper.bundle.picture import Picture
from evidence_keeper.bundle.sheet import TEAL
from evidence_keeper.bundle.showing import Shown
from evidence_keeper.bundle.strips import Photo, strip
from evidence_keeper.bundle.typeset import ROOM, WIDTH, Block, Columns, Stack, Text


def exhibit_pages(
    paper: Paper, shown: Sequence[Shown], pages: Pages, which: Sequence[int]
) -> Iterator[Part]:
    """These exhibits, each opened by its strip; two portrait pictures that follow each other share a page."""
    yield NewPage()
    waiting = list(which)
    single = frames(paper.entries)
    while waiting:
        first, *rest = waiting
        together = _capture(paper, single, waiting)
        if together:
            yield from contact_sheets(paper, shown, pages, together)
            waiting = waiting[len(together) :]
        elif rest and _pair(paper, shown, first, rest[0]):
            yield from _two(paper, shown, pages, waiting[:2])
            waiting = rest[1:]
        else:
            yield from _one(paper, paper.entries[first], shown[first], pages)
            waiting = rest


def _capture(paper: Paper, single: frozenset[str], waiting: Sequence[int]) -> list[int]:
    """The frames of one capture at the head of the queue; none where it begins with something else."""
    number = paper.entries[waiting[0]].number

    def belongs(index: int) -> bool:
        entry = paper.entries[index]
        return entry.number == number and entry.item.item_id in single

    return list(takewhile(belongs, waiting))


def _pair(paper: Paper, shown: Sequence[Shown], one: int, other: int) -> bool:
    if paper.looks.factor > 1:
        return False
    same_group = paper.entries[one].group == paper.entries[other].group
    return same_group and shown[one].portrait is not None and shown[other].portrait is not None


def _two(
    paper: Paper, shown: Sequence[Shown], pages: Pages, which: Sequence[int]
) -> Iterator[Part]:
    columns: list[Block] = []
    entries = [paper.entries[index] for index in which]
    for entry, one in zip(entries, (shown[index] for index in which), strict=True):
        yield Begin(entry.key, _outline(entry), 1)
        assert one.portrait is not None
        head = strip(entry, paper, pages, one.remark)
        above, below = bands(paper, one.beside)
        room = ROOM - head.height(HALF) - head.after - 4 - BAND * (len(above) + len(below))
        columns.append(Stack([head, *above, Photo(one.portrait, HALF, room), *below]))
    yield Columns(columns, GAP)
    for entry in entries:
        yield End(entry.key)


def _one(paper: Paper, entry: Entry, shown: Shown, pages: Pages) -> Iterator[Part]:
    if shown.own_page:
        yield NewPage()
    yield Begin(entry.key, _outline(entry), 1)
    yield strip(entry, paper, pages, shown.remark)
    yield from shown.parts
    yield End(entry.key)
    if shown.own_page:
        yield NewPage()


def _outline(entry: Entry) -> str:
    return f"{entry.number}　{entry.title}"


def contact_sheets(
    paper: Paper, shown: Sequence[Shown], pages: Pages, which: Sequence[int]
) -> Iterator[Part]:
    """The frames of one capture, small, each with its time and digest: what the long picture was put together from."""
    entries = [paper.entries[index] for index in which]
    yield NewPage()
    yield Begin(f"frames-{entries[0].key}", f"{entries[0].number}　单张画面 {len(entries)} 张", 1)
    yield _sheet_head(paper, entries)
    upright = all(_taller(shown[index].picture) for index in which)
    across = 4 if upright else 2
    for start in range(0, len(which), across):
        row = which[start : start + across]
        for index in row:
            yield Begin(paper.entries[index].key)
        cells = [_frame(paper, shown[index], paper.entries[index], across) for index in row]
        yield Columns(cells, GAP / 2, [1.0] * across)
        for index in row:
            yield End(paper.entries[index].key)
    yield NewPage()


def _taller(picture: Picture | None) -> bool:
    return picture is not None and picture.upright[1] > picture.upright[0]


def _sheet_head(paper: Paper, entries: Sequence[Entry]) -> Text:
    told = f"证据 {entries[0].number}　单张画面，共 {len(entries)} 张，按截取的先后排列。拼成的长图见同号证据；"
    rest = (
        "各张原图由" + paper.person + "保存。"
        if paper.public
        else "各张原图在交付件“原件”文件夹中。"
    )
    return Text(told + rest, paper.looks.strip.but(colour=TEAL, bold=True, after=6, keep_next=True))


def _frame(paper: Paper, shown: Shown, entry: Entry, across: int) -> Block:
    item, small = entry.item, paper.looks.strip.but(size=6.8 * paper.looks.factor, leading=1.45)
    when = captured(item, zoned=not paper.zone, brief=True)
    lines = [entry.file, when, f"SHA-256 {item.digest.short}…"]
    beside = gaps(one.item for one in paper.entries).get(item.item_id)
    told = Text("\n".join([*lines, *([beside.words] if beside else [])]), small.but(after=8))
    if shown.picture is None:
        return Stack([Text("这一张读不出来，见原件。", small), told])
    wide = (WIDTH - GAP / 2 * (across - 1)) / across
    return Stack([Photo(shown.picture, wide, ROOM / 3 - 54), told])
