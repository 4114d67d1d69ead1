"""Laying out: nothing is lost, nothing runs off the page, what belongs together stays together."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_keeper.bundle.flow import Begin, End, NewPage, Part, lay_out
from evidence_keeper.bundle.tables import Row, Table
from evidence_keeper.bundle.typeset import BOTTOM, WIDTH, Block, Space, Span, Style, Text
from tests.unit.bundle.conftest import drawn, page_texts

PLAIN = Style(size=10)


def bottoms(parts: list[Block]) -> list[float]:
    """Where each placed block ends."""
    pages = lay_out(parts).pages
    return [y + block.height(WIDTH) for page in pages for block, y in page.placed]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 4000), min_size=1, max_size=12))
def test_text_of_any_length_stays_on_the_page_and_whole(lengths: list[int]) -> None:
    parts: list[Block] = [Text("字" * length, PLAIN) for length in lengths]
    pages = lay_out(parts).pages
    lines = [
        line
        for page in pages
        for block, _ in page.placed
        if isinstance(block, Text)
        for line in block.lines(WIDTH)
    ]
    assert sum(len(line.inks) for line in lines) == sum(lengths)
    assert max(bottoms(parts)) <= BOTTOM + 0.01


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=30))
def test_a_table_breaks_between_rows_or_inside_high_ones_and_loses_none(lengths: list[int]) -> None:
    head = Row([Text("编号", PLAIN), Text("内容", PLAIN)])
    rows = [
        Row([Text(f"第{number}行", PLAIN), Text("字" * length, PLAIN)])
        for number, length in enumerate(lengths)
    ]
    pdf, layout = drawn([Table((1, 3), head, rows)])
    text = "".join(page_texts(pdf))
    assert text.count("字") == sum(lengths)
    assert all(text.count(f"第{number}行") == 1 for number in range(len(lengths)))
    assert text.count("编号内容") == len(layout.pages)
    for page in layout.pages:
        for block, y in page.placed:
            assert y + block.height(WIDTH) <= BOTTOM + 0.01


def test_a_heading_goes_with_its_text() -> None:
    parts: list[Block] = [
        Space(BOTTOM - 72 - 40),
        Text("标题", PLAIN.but(keep_next=True)),
        Text("文" * 400, PLAIN),
    ]
    pages = lay_out(parts).pages
    assert len(pages) == 2
    assert len(pages[1].placed) == 2


def test_a_group_row_is_not_left_alone_at_the_foot() -> None:
    cell = [Text("甲", PLAIN), Text("乙", PLAIN)]
    rows: list[Row] = []
    for _ in range(60):
        rows.append(Row([Text("组", PLAIN)], across=True, keep_next=True))
        rows.append(Row(list(cell)))
    pdf, _ = drawn([Table((1, 1), None, rows)])
    assert all(text.endswith("甲乙") for text in page_texts(pdf))


def test_marks_lie_where_their_content_lies() -> None:
    parts: list[Part] = [
        Text("前", PLAIN),
        NewPage(),
        Begin("a", "甲"),
        Text("字" * 5000, PLAIN),
        End("a"),
        Begin("b"),
        Space(700),
        End("b"),
    ]
    layout = lay_out(parts)
    assert layout.first["a"] == 2
    assert layout.last["a"] > 2
    assert layout.first["b"] == layout.last["a"] + 1


def test_no_line_of_a_paragraph_stands_alone() -> None:
    for lines in range(2, 9):
        text = "字" * int(WIDTH // 10) * lines
        pages = lay_out([Space(BOTTOM - 72 - 3.5 * 16), Text(text, PLAIN)]).pages
        heights = [
            len(block.lines(WIDTH))
            for page in pages
            for block, _ in page.placed
            if isinstance(block, Text)
        ]
        assert all(height >= 2 for height in heights)


def test_filled_lines_reach_the_margin_and_the_last_one_does_not() -> None:
    text = Text("字，" * 200, PLAIN.but(align="justify"))
    lines = text.lines(WIDTH)
    placed = [text._placed(line, WIDTH) for line in lines]
    for line, (_, space) in list(zip(lines, placed, strict=True))[:-1]:
        assert abs(line.wide + space * (len(line.inks) - 1) - WIDTH) < 0.1
    assert placed[-1] == (0.0, 0.0)


def test_a_link_leads_to_its_mark() -> None:
    pdf, _ = drawn([Text([Span("见那里", link="x")]), NewPage(), Begin("x"), Text("这里")])
    with pikepdf.open(io.BytesIO(pdf)) as document:
        link: Any = next(iter(document.pages[0].Annots))
        assert link["/Subtype"] == "/Link"
        names: Any = document.Root.get("/Dests", {})
        target = link.get("/Dest")
        found = names[str(target)] if isinstance(target, pikepdf.Name) else target
        assert found[0].objgen == document.pages[1].obj.objgen
