"""The last pages: every digest in full with what it proves and what it doesn't, and the detachable identity page."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_keeper.bundle.excerpt import excerpt
from evidence_keeper.bundle.exhibits import say_size, say_time
from evidence_keeper.bundle.flow import Begin, End, NewPage, Part
from evidence_keeper.bundle.paper import Pages, Paper
from evidence_keeper.bundle.tables import Row, Table
from evidence_keeper.bundle.typeset import ROOM, Block, Stack, Style, Text, height_of
from evidence_keeper.complaint.letter import BLANK


def digests(paper: Paper, pages: Pages) -> Iterator[Part]:
    """The list of digests, the journal's head, and in plain words what they show."""
    del pages
    looks = paper.looks
    small = looks.cell.but(size=8.2 * looks.factor)
    tiny = looks.cell.but(size=7.0)
    yield NewPage()
    yield Begin("digests", "校验值清单")
    yield Text("校验值清单", looks.heading)
    head = Row(
        [Text(word, looks.head_cell) for word in ("编号", "原件文件名", "大小", "SHA-256 校验值")]
    )
    rows = [
        Row(
            [
                Text(entry.number, small),
                Text(entry.file, small),
                Text(say_size(entry.item.size), small),
                Text(entry.item.digest.value, tiny),
            ]
        )
        for entry in paper.entries
    ]
    yield Table((0.9, 3.0, 1.35, 7.0), head, rows)
    yield from _facts(paper)
    yield from _meaning(paper)
    yield End("digests")


def _facts(paper: Paper) -> Iterator[Part]:
    looks = paper.looks
    table = (
        ("清单校验值", paper.list_digest.value),
        ("日志末条", f"第 {paper.head.seq} 条，校验值 {paper.head.hash.value}"),
        ("证据库编号", paper.vault_id),
        ("签名公钥", f"校验值 {paper.key_digest.value}"),
        ("制作时间", f"{say_time(paper.made_at)}（本机时钟）"),
    )
    rows = [Row([Text(name, looks.head_cell), Text(value, looks.cell)]) for name, value in table]
    yield Stack([Text("清单与日志", looks.section), Table((1.6, 8.4), None, rows)])


def _meaning(paper: Paper) -> Iterator[Part]:
    """What the digests say and what they don't, each in one piece."""
    looks = paper.looks
    text = looks.plain.but(size=10 * looks.factor, after=1)
    section = looks.section.but(before=8)
    shown = (*_SHOWN, _SIGNED) if paper.signed else _SHOWN
    yield Stack([Text("这些校验值说明什么", section), *(Text(line, text) for line in shown)])
    yield Stack([Text("这些校验值不说明什么", section), *(Text(line, text) for line in _NOT_SHOWN)])


_SHOWN = (
    "1. 校验值由原件的全部内容算出。原件改动一个字节，校验值就不同。",
    "2. 每件原件存入时，其校验值记入一份逐条相接、逐条签名的日志。日志核对无误的，说明原件自记录之时起未改动。",
    "3. 清单校验值由上表各行（校验值、两个空格、“原件/”加文件名、换行）依次相接算出，各页页眉的是它的头尾。",
)
_SIGNED = "4. 本文件（PDF）和交付件的清单有同一密钥的签名，改动能被查出。阅读器会显示签名者身份未经认证，这是正常的。"
_NOT_SHOWN = (
    "1. 不说明证据所述内容属实，也不说明存入以前没有改动过。",
    "2. 记录时间来自本机时钟；没有第三方时间戳的，该时间未经第三方证明。",
    "3. 签名密钥由软件在本机生成，不证明签名人的身份，也不是公证或者鉴定。",
)


def identity(paper: Paper) -> Iterator[Part]:
    """The complainant's full particulars, for the authority only, on a page that can be taken off."""
    yield NewPage()
    yield Begin("identity", "身份信息页（可撕下）")
    for size, leading in ((11.0, 1.7), (10.0, 1.5), (9.0, 1.4), (8.0, 1.3), (7.0, 1.25)):
        parts = _identity(paper, size, leading)
        if height_of(parts) <= ROOM:
            break
    yield from parts
    yield End("identity")


def _identity(paper: Paper, size: float, leading: float) -> list[Block]:
    looks, case = paper.looks, paper.case
    body = looks.plain.but(size=size * looks.factor, align="left", leading=leading)
    rows = [(paper.person, ""), *_person(paper)]
    if any(case.get(key) for key in ("agent_name", "agent_id", "agent_phone")):
        rows += [("受托人", ""), *_agent(paper)]
    return [
        Text("身份信息页（可撕下）", looks.heading),
        Text(
            f"仅供向{paper.channel.addressee}{paper.channel.verb}使用（事项：{excerpt(case.title, 60)}），"
            f"{paper.made_at:%Y年%m月%d日}，他用无效。转交{paper.channel.respondent}时请撕下本页。",
            looks.note.but(after=10),
        ),
        Table((1.8, 6.2), None, [_identity_row(body, name, value) for name, value in rows]),
    ]


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


def _identity_row(body: Style, name: str, value: str) -> Row:
    if not value:
        return Row([Text(name, body.but(bold=True))], across=True, fill="#F5F8F7", keep_next=True)
    return Row([Text(name, body), Text(value, body)])
