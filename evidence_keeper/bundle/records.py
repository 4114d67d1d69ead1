"""The tables across exhibits: 客服联系记录表 in eight columns, and 营销来电短信记录表 with the first refusal marked.

They stand behind the evidence (desk facts 9). A count that nobody confirmed is printed as not checked, never as a
number; what was written down from memory says so in its row.
"""

from __future__ import annotations

from collections.abc import Iterator

from evidence_keeper.bundle.exhibits import say_length
from evidence_keeper.bundle.flow import Begin, End, NewPage, Part
from evidence_keeper.bundle.paper import Pages, Paper
from evidence_keeper.bundle.sheet import TEAL
from evidence_keeper.bundle.tables import Row, Table
from evidence_keeper.bundle.typeset import Span, Text
from evidence_keeper.complaint.contacts import Contact, Marketing, Totals

_CONTACT_COLUMNS = ("日期", "时间", "渠道", "要求人工", "等待", "工号/工单号", "答复", "证据")
_CONTACT_SHARES = (1.55, 0.95, 1.75, 1.15, 1.35, 1.55, 2.6, 0.9)
_MARKETING_COLUMNS = (
    "日期时间",
    "对方号码",
    "自称谁",
    "说了什么",
    "我是否说“不要再打”",
    "接听时长",
    "证据",
)
_MARKETING_SHARES = (1.75, 1.75, 1.3, 3.0, 1.35, 1.15, 0.9)
_FIRST = "#F5F8F7"
UNCHECKED = "未核对"
AFTERWARDS = "（本人事后补记）"


def contact_record(paper: Paper, pages: Pages) -> Iterator[Part]:
    """客服联系记录表, where there is a contact."""
    contacts = paper.records.contacts
    if not contacts:
        return
    looks = paper.looks
    yield NewPage()
    yield Begin("contacts", "客服联系记录表")
    yield Text("客服联系记录表", looks.heading)
    yield Text(totals(paper.records.totals), looks.plain.but(after=6))
    head = Row([Text(word, looks.head_cell) for word in _CONTACT_COLUMNS])
    yield Table(_CONTACT_SHARES, head, [_contact(one, paper, pages) for one in contacts])
    yield Text(
        "注：时间和次数取自所列证据；次数经本人逐处核对后才计入，未核对的不计。时间均未经第三方证明。",
        looks.note,
    )
    yield End("contacts")


def totals(found: Totals) -> str:
    """What the rows come to, as far as a person confirmed it."""
    told = [f"共联系 {found.contacts} 次"]
    if found.requests:
        told.append(f"其中提出转人工 {found.requests} 次（{_whence(found)}）")
    if found.reached:
        told.append(f"接通人工 {found.reached} 次")
    if found.not_reached:
        told.append(f"未接通人工 {found.not_reached} 次")
    if found.waited >= 60:
        told.append(f"等待共 {say_length(found.waited)}")
    return "，".join(told) + "。"


def _whence(found: Totals) -> str:
    """Whether the requests were listened to again, or written down from memory."""
    if not found.remembered:
        return "已由本人核对"
    if found.remembered == found.requests:
        return "本人事后补记"
    return f"已由本人核对，其中 {found.remembered} 次为本人事后补记"


def _contact(one: Contact, paper: Paper, pages: Pages) -> Row:
    cell = paper.looks.cell
    asked = "—"
    if one.requests:
        asked = f"{one.requests} 次" if one.checked or one.afterwards else UNCHECKED
    waited = "—" if one.waited is None else say_length(one.waited)
    if one.reached is False:
        waited = f"{waited}，未接通" if one.waited is not None else "未接通"
    day = "不明" if one.at is None else f"{one.at:%Y-%m-%d}"
    texts = (
        day,
        "" if one.at is None else f"{one.at:%H:%M}",
        f"{one.channel}{one.target}" + (AFTERWARDS if one.afterwards else ""),
        asked,
        waited,
        "，".join(part for part in (one.staff, one.ticket) if part),
        "；".join(part for part in (one.reply, one.outcome) if part),
    )
    cells = [Text(paper.mask(text), cell) for text in texts]
    return Row([*cells, Text(_exhibits(one.numbers, one.item_ids, pages), cell)])


def _exhibits(numbers: tuple[str, ...], item_ids: tuple[str, ...], pages: Pages) -> list[Span]:
    """The exhibit with its first page, leading there."""
    keys = [f"exhibit-{item_id}" for item_id in item_ids if pages.first(f"exhibit-{item_id}")]
    if not keys:
        return [Span("、".join(numbers))]
    first = min(keys, key=pages.first)
    return [Span(f"{'、'.join(numbers)}（{pages.first(first)}页）", colour=TEAL, link=first)]


def marketing_record(paper: Paper, pages: Pages) -> Iterator[Part]:
    """营销来电短信记录表, where there was such a call."""
    found = paper.records
    if not found.marketing:
        return
    looks = paper.looks
    yield NewPage()
    yield Begin("marketing", "营销来电短信记录表")
    yield Text("营销来电短信记录表", looks.heading)
    told = f"共 {len(found.marketing)} 次。"
    first = found.first_refusal
    if first is not None and first.at is not None:
        later = len(found.after_refusal())
        told += f"{first.at:%Y-%m-%d %H:%M} 第一次表示不要再打"
        told += f"；此后又有 {later} 次。" if later else "。"
    yield Text(told, looks.plain.but(after=6))
    head = Row([Text(word, looks.head_cell) for word in _MARKETING_COLUMNS])
    rows = [_marketing(one, paper, pages, first=one is first) for one in found.marketing]
    yield Table(_MARKETING_SHARES, head, rows)
    yield End("marketing")


def _marketing(one: Marketing, paper: Paper, pages: Pages, *, first: bool) -> Row:
    cell = paper.looks.cell
    refused = {True: "是（第一次）" if first else "是", False: "否", None: "—"}[one.refused]
    texts = (
        "不明" if one.at is None else f"{one.at:%Y-%m-%d %H:%M}",
        one.number,
        one.who,
        one.said + (AFTERWARDS if one.afterwards else ""),
        refused,
        "—" if one.seconds is None else say_length(one.seconds),
    )
    cells = [Text(text, cell) for text in texts]
    exhibits = Text(_exhibits(one.numbers, one.item_ids, pages), cell)
    return Row([*cells, exhibits], fill=_FIRST if first else None)
