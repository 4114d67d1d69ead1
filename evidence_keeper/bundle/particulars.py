"""The detachable last page: the complainant's full particulars, set as the office's own paper form where it has one.

The full identity number and address stand nowhere else, and only in the authority's copy (desk facts 10). The form's
fields are data, in the office's order; what has no room on the one page ends with a sentence and where it is whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from evidence_keeper.bundle.excerpt import excerpt
from evidence_keeper.bundle.flow import Begin, End, NewPage, Part
from evidence_keeper.bundle.letter_pages import boxes
from evidence_keeper.bundle.paper import Looks, Pages, Paper
from evidence_keeper.bundle.tables import Row, Table
from evidence_keeper.bundle.typeset import ROOM, Block, Style, Text, height_of
from evidence_keeper.complaint import Channel, Filled, fill
from evidence_keeper.complaint.forms import MORE, shortened
from evidence_keeper.complaint.letter import BLANK
from evidence_keeper.model import Case

TITLE = "身份信息页（可撕下）"
_SIZES = (
    (11.0, 1.7, 2000),
    (10.5, 1.5, 1200),
    (10.0, 1.4, 600),
    (9.0, 1.3, 300),
    (8.0, 1.25, 150),
    (7.0, 1.25, 60),
)
"""Size, leading and the longest account, tried in turn until all stands on one page."""
_HEAD = "#F5F8F7"
_SHARES = (2.2, 5.8)
_LONG = frozenset({"facts", "demand"})


def identity(paper: Paper, pages: Pages) -> Iterator[Part]:
    """The page, for the authority only. `pages` say where the letter lies, which has the account in full."""
    yield NewPage()
    yield Begin("identity", TITLE)
    for size, leading, most in _SIZES:
        parts = _identity(paper, size, leading, _where(paper, pages), most)
        if height_of(parts) <= ROOM:
            break
    yield from parts
    yield End("identity")


def form(case: Case, channel: Channel) -> Iterator[Part]:
    """The paper form by itself, to be handed in at the office; on one page, unless the account is very long."""
    looks = Looks()
    for size, leading, _most in _SIZES[:4]:
        body = looks.plain.but(size=size, align="left", leading=leading)
        parts: list[Block] = [
            Text(channel.form_title, looks.letter_title),
            Table(_SHARES, None, list(_form_rows(case, channel, body, "", None))),
        ]
        if height_of(parts) <= ROOM:
            break
    yield Begin("form", channel.form_title)
    yield from parts
    yield End("form")


def _where(paper: Paper, pages: Pages) -> str:
    return f"详见{paper.channel.title}第{pages.span('letter')}页。"


def _identity(paper: Paper, size: float, leading: float, where: str, most: int) -> list[Block]:
    looks, case, channel = paper.looks, paper.case, paper.channel
    body = looks.plain.but(size=size * looks.factor, align="left", leading=leading)
    if channel.form_title:
        rows = list(_form_rows(case, channel, body, where, most))
    else:
        rows = [_block(body, paper.person), *_rows(body, _person(paper))]
    if any(case.get(key) for key in ("agent_name", "agent_id", "agent_phone")):
        rows += [_block(body, "受托人"), *_rows(body, _agent(paper))]
    title = f"{channel.form_title} · {TITLE}" if channel.form_title else TITLE
    return [
        Text(title, looks.heading),
        Text(
            f"仅供向{channel.addressee}{channel.verb}使用（事项：{excerpt(case.title, 60)}），"
            f"{paper.made_at:%Y年%m月%d日}，他用无效。转交{channel.respondent}时请撕下本页。",
            looks.note.but(after=10),
        ),
        Table(_SHARES, None, rows),
    ]


def _form_rows(
    case: Case, channel: Channel, body: Style, where: str, most: int | None
) -> Iterator[Row]:
    """The form's fields, a block for each side. Of a long text `most` characters, and `where` the rest is."""
    block = ""
    for one in fill(case, channel, "register"):
        side = _side(one, channel)
        if side and side != block:
            yield _block(body, side)
        block = side
        text = _text(one)
        if most is not None and one.field.kind in _LONG:
            text = shortened(text, most).replace(MORE, where) or where
        yield from _rows(body, [(one.field.label, text)])


def _side(one: Filled, channel: Channel) -> str:
    """Whose particulars a field has: the complainant's, the other side's, or nobody's."""
    source = one.field.sources[0] if one.field.sources else ""
    if source.startswith("company"):
        return channel.respondent
    return channel.complainant if source.startswith(("complainant", "agree")) else ""


def _text(one: Filled) -> str:
    if one.field.kind == "tick":
        return boxes(one.field.options, one.text)
    if one.field.kind in ("sign", "office"):
        hand = f"{BLANK}　　　　年　　月　　日" if "签字" in one.field.label else BLANK
        return f"{hand}（{one.field.note}）"
    return one.text or BLANK


def _person(paper: Paper) -> Iterator[tuple[str, str]]:
    case = paper.case
    yield "姓名", case.get("complainant_name") or BLANK
    yield "联系电话", case.get("complainant_phone") or BLANK
    yield "证件类型", case.get("complainant_id_type") or BLANK
    yield "证件号码", case.get("complainant_id") or BLANK
    yield "联系地址", case.get("complainant_address") or BLANK
    if paper.channel.postcode or case.get("complainant_postcode"):
        yield "邮政编码", case.get("complainant_postcode") or BLANK


def _agent(paper: Paper) -> Iterator[tuple[str, str]]:
    case = paper.case
    yield "姓名", case.get("agent_name") or BLANK
    yield f"与{paper.person}关系", case.get("agent_relation") or BLANK
    yield "证件号码", case.get("agent_id") or BLANK
    yield "联系电话", case.get("agent_phone") or BLANK


def _block(body: Style, name: str) -> Row:
    return Row([Text(name, body.but(bold=True))], across=True, fill=_HEAD, keep_next=True)


def _rows(body: Style, pairs: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> Iterator[Row]:
    for name, value in pairs:
        yield Row([Text(name, body), Text(value, body)])
