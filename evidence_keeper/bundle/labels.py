"""A sheet of labels to cut out: whoever gets the stick or the envelope sees what it is before putting it in."""

from __future__ import annotations

import io

from evidence_keeper.bundle import spool
from evidence_keeper.bundle.excerpt import excerpt
from evidence_keeper.bundle.flow import Part, lay_out
from evidence_keeper.bundle.paper import Paper
from evidence_keeper.bundle.sheet import Sheet
from evidence_keeper.bundle.tables import Row, Table
from evidence_keeper.bundle.typeset import LEFT, WIDTH, Span, Style, Text

NAME = "U盘标签.pdf"
ROWS, COLUMNS = 4, 2


def labels(paper: Paper, pages: int) -> bytes:
    """One A4 page of equal labels. `pages` is how many the papers have. Without ID, phone and address."""
    style = Style(size=11.5, leading=1.5, align="left")
    row = [Text(_label(paper, pages), style) for _ in range(COLUMNS)]
    told = "沿线剪开，贴在U盘、光盘的盒子或者信封上。不用的请收好：上面有姓名。"
    parts: list[Part] = [
        Text("标签", paper.looks.heading),
        Text(told, paper.looks.note),
        Table((1, 1), None, [Row(list(row)) for _ in range(ROWS)]),
    ]
    canvas = spool.new_canvas("U盘标签", paper.made_at)
    sheet = Sheet(canvas)
    for page in lay_out(parts).pages:
        for block, y in page.placed:
            block.draw(sheet, LEFT, y, WIDTH)
        sheet.turn()
    made = io.BytesIO()
    spool.write(canvas, made, lambda _done, _total: None)
    return made.getvalue()


def _label(paper: Paper, pages: int) -> list[Span]:
    case, digest = paper.case, paper.list_digest.value
    rows = [
        f"事项：{excerpt(case.title, 26)}",
        f"{paper.person}：{excerpt(case.get('complainant_name'), 14) or '________'}",
        f"{paper.channel.respondent}：{excerpt(case.get('company'), 14) or '________'}",
        f"内容：{paper.channel.title} {pages} 页，{_originals(paper)}",
        f"清单校验值：{digest[:8]}…{digest[-8:]}",
        f"制作：{paper.made_at:%Y年%m月%d日}",
        "核对：打开“核对.html”，拖入文件夹",
    ]
    return [Span("电子证据（复制件）\n", bold=True), Span("\n".join(rows))]


def _originals(paper: Paper) -> str:
    count = len(paper.entries)
    return f"{count} 件原件的清单" if paper.public else f"原件 {count} 件"
