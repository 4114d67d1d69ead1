"""The list of digests: every one in full, and in plain words what they show and what they don't."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_keeper.bundle.exhibits import say_size, say_time
from evidence_keeper.bundle.flow import Begin, End, NewPage, Part
from evidence_keeper.bundle.paper import Pages, Paper
from evidence_keeper.bundle.tables import Row, Table
from evidence_keeper.bundle.typeset import Stack, Text


def digests(paper: Paper, pages: Pages) -> Iterator[Part]:
    """The list of digests, the journal's head, and in plain words what they show."""
    del pages
    looks = paper.looks
    small = looks.cell.but(size=8.2 * looks.factor)
    tiny = looks.cell.but(size=7.2)
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
