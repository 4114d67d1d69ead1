"""证据目录: each exhibit in one row, in groups, with the pages that were re-checked against the finished file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from evidence_keeper.bundle.exhibits import (
    Entry,
    captured,
    frames,
    group_heading,
    kind_of,
    original_of,
    say_zone,
    source_of,
)
from evidence_keeper.bundle.flow import Begin, End, NewPage, Part
from evidence_keeper.bundle.names import one_line
from evidence_keeper.bundle.paper import Pages, Paper
from evidence_keeper.bundle.sheet import TEAL
from evidence_keeper.bundle.tables import Row, Table
from evidence_keeper.bundle.typeset import Span, Text
from evidence_keeper.bundle.volumes import Volumes
from evidence_keeper.complaint.letter import BLANK

_COLUMNS = ("编号", "证据名称", "种类", "来源", "证明内容", "原件/复印件", "页码", "备注")
_SHARES = (1.05, 2.5, 1.1, 2.95, 3.1, 1.75, 1.4, 1.35)
_FAINT = "#F5F8F7"


def catalogue(paper: Paper, pages: Pages, volumes: Volumes) -> Iterator[Part]:
    """The table, its remark, and the place to sign."""
    looks = paper.looks
    yield NewPage()
    yield Begin("catalogue", "证据目录")
    yield Text("证据目录", looks.heading)
    head = Row([Text(word, looks.head_cell) for word in _COLUMNS])
    yield Table(_SHARES, head, list(_rows(paper, pages, frozenset(volumes.annex))))
    yield Text(
        f"注：{say_zone(paper.zone)}“时间来自文件名”等说明该时间的出处；文件名中的时间由手机等设备自动写入。时间均未经第三方证明。"
        "机器识别的文字未经人核对的，均标明“机器识别，未核对”。",
        looks.note,
    )
    yield Text(
        f"提交人：{BLANK * 2}　　　　　年　　月　　日", looks.plain.but(align="right", before=20)
    )
    yield End("catalogue")


def _rows(paper: Paper, pages: Pages, annex: frozenset[int]) -> Iterator[Row]:
    numbered = enumerate(paper.entries)
    for index, (group, members) in enumerate(groupby(numbered, key=lambda pair: pair[1].group)):
        heading = Text(group_heading(index, one_line(group)), paper.looks.head_cell)
        yield Row([heading], across=True, fill=_FAINT, keep_next=True)
        for at, entry in members:
            yield _row(entry, paper, pages, _remark(entry, paper, in_annex=at in annex))


def _remark(entry: Entry, paper: Paper, *, in_annex: bool) -> str:
    """What a reader of the row has to know: where it stands, and what it was made from."""
    told = ["附册"] if in_annex else []
    own = {one.item.item_id: one for one in paper.entries}
    if entry.item.item_id in frames(paper.entries):
        told.append("长图的单张")
    elif len(entry.item.derived_from) > 1:
        told.append("由各单张拼成")
    elif any(source in own for source in entry.item.derived_from):
        told.append("由同号原件制成的副本")
    return "；".join(told)


def _row(entry: Entry, paper: Paper, pages: Pages, remark: str) -> Row:
    item, cell = entry.item, paper.looks.cell
    texts = (
        entry.title,
        kind_of(item),
        f"{source_of(item, paper.person)}；{captured(item, zoned=not paper.zone, brief=True)}",
        item.purpose.strip(),
        original_of(item, paper.person, delivered=not paper.public),
    )
    return Row(
        [
            Text([Span(entry.number, colour=TEAL, link=entry.key)], cell),
            *(Text(text, cell) for text in texts),
            Text([Span(pages.span(entry.key), colour=TEAL, link=entry.key)], cell),
            Text(remark, cell),
        ]
    )
