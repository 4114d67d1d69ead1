"""Tables that an officer checks a claim by: what was taken when, what it comes to, and which proof is there or lacking.

Sums are those of the case, added up here and nowhere invented. Threefold compensation stands apart from what was taken,
and only where the person said why they believe it was fraud (消费者权益保护法55). A voucher that the company was asked
for and didn't hand over is printed as just that.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from evidence_keeper import complaint
from evidence_keeper.bundle.flow import Begin, End, NewPage, Part
from evidence_keeper.bundle.paper import Pages, Paper
from evidence_keeper.bundle.sheet import TEAL
from evidence_keeper.bundle.tables import Row, Table
from evidence_keeper.bundle.typeset import Span, Text

_TIMES, _LEAST = 3, Decimal(500)
"""消费者权益保护法55: three times the price, 500 yuan at least."""


def schedules(paper: Paper, pages: Pages) -> Iterator[Part]:
    """附表: fees before and after, charges, losses, and the proof that is usual in this kind of matter."""
    parts = [*_fees(paper), *_charges(paper), *_losses(paper), *_slots(paper, pages)]
    if not parts:
        return
    yield NewPage()
    yield Begin("schedules", "附表")
    yield Text("附表", paper.looks.heading)
    yield from parts
    yield End("schedules")


def _table(paper: Paper, title: str, columns: dict[str, float], rows: list[Row]) -> Iterator[Part]:
    looks = paper.looks
    yield Text(title, looks.section)
    head = Row([Text(word, looks.head_cell) for word in columns])
    yield Table(tuple(columns.values()), head, rows)


def _row(paper: Paper, *texts: str) -> Row:
    return Row([Text(paper.mask(text), paper.looks.cell) for text in texts])


def _yuan(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text.strip() else None
    except InvalidOperation:
        return None


def _fees(paper: Paper) -> Iterator[Part]:
    case = paper.case
    before, after = _yuan(case.get("fee_before")), _yuan(case.get("fee_after"))
    if before is None or after is None:
        return
    rows = [
        _row(paper, "变更以前", case.get("plan_before"), f"{before:.2f} 元"),
        _row(paper, "变更以后", case.get("plan_after"), f"{after:.2f} 元"),
        _row(paper, "每月相差", "", f"{after - before:+.2f} 元"),
    ]
    columns = {"": 1.6, "套餐或业务": 5.4, "月费": 2.0}
    yield from _table(paper, "变更前后月费", columns, rows)


def _charges(paper: Paper) -> Iterator[Part]:
    found = complaint.charges(paper.case)
    if not found:
        return
    rows = [_row(paper, str(one.day), one.what, f"{one.yuan:.2f} 元") for one in found]
    total = sum((one.yuan for one in found), Decimal(0))
    rows.append(_row(paper, f"共 {len(found)} 笔", "", f"{total:.2f} 元"))
    columns = {"日期": 1.8, "项目": 5.2, "金额": 2.0}
    yield from _table(paper, "逐笔扣费", columns, rows)


def _losses(paper: Paper) -> Iterator[Part]:
    taken = _taken(paper)
    if taken is None or not paper.case.get("fraud_reason").strip():
        return
    threefold = max(taken * _TIMES, _LEAST)
    rows = [
        _row(paper, "退还", "已经收取的价款或者费用", f"{taken:.2f} 元"),
        _row(paper, "增加赔偿", "价款或者费用的三倍，不足500元的为500元", f"{threefold:.2f} 元"),
    ]
    columns = {"": 1.6, "算法": 5.4, "金额": 2.0}
    yield from _table(paper, f"损失金额（{paper.person}主张，请依法核查）", columns, rows)
    told = f"两项分别主张，不相加。认为涉嫌欺诈的理由：{paper.case.get('fraud_reason').strip()}"
    yield Text(paper.mask(told), paper.looks.note)


def _taken(paper: Paper) -> Decimal | None:
    """What was taken: the charges together, else the sum that the person named."""
    found = complaint.charges(paper.case)
    if found:
        return sum((one.yuan for one in found), Decimal(0))
    return _yuan(paper.case.get("amount"))


def _slots(paper: Paper, pages: Pages) -> Iterator[Part]:
    entries = {entry.item.item_id: entry for entry in paper.entries}
    found = complaint.slots(paper.case.type, [entry.item for entry in paper.entries])
    if not found:
        return
    looks = paper.looks
    rows = []
    for slot, item_ids in found:
        there = [entries[item_id] for item_id in item_ids]
        state: list[Span] = []
        for entry in there[:4]:
            told = f"证据{entry.number}（第 {pages.span(entry.key)} 页）　"
            state.append(Span(told, colour=TEAL, link=entry.key))
        rows.append(
            Row(
                [
                    Text(slot.name, looks.cell),
                    Text(slot.why, looks.cell),
                    Text(state or _lacking(paper), looks.cell),
                ]
            )
        )
    columns = {"材料": 2.6, "说明什么": 3.6, "情况": 2.8}
    yield from _table(paper, "这类事情常用的材料", columns, rows)


def _lacking(paper: Paper) -> str:
    """An empty slot: asked for and not handed over, where the written demand, which names it, has a known day."""
    asked = paper.case.get("demand_sent_on")
    return f"已于 {asked} 请求{paper.channel.respondent}提供，未提供" if asked else "暂无"
