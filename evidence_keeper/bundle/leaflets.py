"""Small papers beside the bundle: the written demand to the company, the letter of authority, the hotline card, and the
page that stays with the person (which days run, what to say when called back, how fake refunds sound).

Each is a PDF of its own, set with the same blocks; none of them is part of the authority's copy but the letter of
authority, which stands in it where a helper is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from evidence_keeper import complaint
from evidence_keeper.bundle import spool
from evidence_keeper.bundle.flow import Begin, End, NewPage, Part, lay_out
from evidence_keeper.bundle.paper import Looks
from evidence_keeper.bundle.sheet import TEAL, Sheet
from evidence_keeper.bundle.tables import Row, Table
from evidence_keeper.bundle.typeset import LEFT, WIDTH, Rule, Space, Span, Text
from evidence_keeper.complaint import Channel, after
from evidence_keeper.complaint.deadlines import Deadline
from evidence_keeper.complaint.letter import BLANK
from evidence_keeper.model import Case
from evidence_keeper.vault import disk

_FOOT = 800.0
_LARGE = 1.35
_IDS = ("complainant_id", "agent_id")
_WHOSE = {"person": "您", "company": "对方", "office": "受理单位"}


def demand(case: Case, factor: float = 1.0) -> Iterator[Part]:
    """The written demand: what happened, what is asked for within fifteen days, and room for the proof of delivery."""
    looks, found = Looks(factor), complaint.demand(case)
    yield Begin("demand", found.title)
    yield Text(found.title, looks.letter_title)
    yield Text(found.to, looks.plain)
    for line in found.story:
        yield Text(line, looks.body)
    yield Text(found.ask, looks.body)
    for line in found.vouchers:
        yield Text(line, looks.body)
    yield Text("请求：", looks.section)
    for number, line in enumerate(found.requests, start=1):
        yield Text(f"{number}. {line}" if len(found.requests) > 1 else line, looks.body)
    for line in found.keep:
        yield Text(line, looks.body)
    if found.reach:
        yield Text(found.reach, looks.body)
    yield Space(14)
    yield Text(
        f"本人（签名）：{BLANK * 2}　　　　　　年　　月　　日",
        looks.plain.but(align="right", after=14),
    )
    yield Rule()
    told = (
        "送达凭证（留一份，交材料时要用）：□ App 投诉截图　□ 营业厅签收：________　□ 挂号信回执：________　"
        "□ 其他：________　　送达日期：________"
    )
    yield Text(told, looks.plain.but(size=10.5))
    yield End("demand")


def authority(
    case: Case, looks: Looks, channel: Channel, *, within: bool = False
) -> Iterator[Part]:
    """授权委托书: what is risky stays unticked, to be ticked by hand by whoever gives the power.

    `within` a bundle, which may be forwarded to the company, it has the numbers' last four digits only: in full they
    stand on the identity page and nowhere else (desk facts 10).
    """
    if within:
        yield NewPage()
        last = {
            key: f"后四位 {case.get(key)[-4:]}（完整号码见末页）" for key in _IDS if case.get(key)
        }
        case = replace(case, fields={**case.fields, **last})
    found = complaint.authority(case, channel)
    yield Begin("authority", found.title)
    yield Text("　".join(found.title), looks.letter_title)
    for line in found.parties:
        yield Text(line, looks.plain)
    yield Text("委托事项", looks.section)
    yield Text(found.matter, looks.body)
    yield Text("委托权限（请委托人核对；空着的，要给就由本人打勾）", looks.section)
    for power in found.powers:
        box = "☑" if power.ticked else "□"
        yield Text(f"{box} {power.text}", looks.plain)
    yield Text("没有打勾的，受托人无权办理。", looks.note)
    yield Text(found.term, looks.plain.but(before=8))
    yield Space(18)
    for line in found.signatures:
        yield Text(line, looks.plain.but(before=14))
    yield End("authority")


def card(case: Case, items: int, channel: Channel, factor: float = _LARGE) -> Iterator[Part]:
    """What to read out to the hotline, and what to write down of its words."""
    looks, found = Looks(factor), complaint.hotline_card(case, items, channel.verb)
    yield Begin("card", "电话投诉卡")
    yield Text("打电话时照着念", looks.heading)
    for line in found.say:
        yield Text(line, looks.plain.but(after=6))
    yield Text("对方说的，记在这里", looks.section)
    rows = [Row([Text(label, looks.cell), Text("\n", looks.cell)]) for _key, label in found.note]
    yield Table((3.2, 6.8), None, rows)
    yield End("card")


def reminder(
    case: Case,
    channel: str,
    running: Sequence[Deadline],
    words: Callable[[str], str],
    today: date,
) -> Iterator[Part]:
    """What stays with the person, in large print. `words` says a deadline's key."""
    looks, found = Looks(_LARGE), after.page(channel)
    yield Begin("reminder", "交材料以后")
    yield Text("交材料以后，请看这一页", looks.heading)
    yield Text("这一页自己留着，不用交。", looks.note.but(before=0))
    yield Text([Span(found.warning, bold=True)], looks.plain.but(before=4, after=6))
    yield Text(found.keep, looks.plain.but(after=6))
    dates = [one for one in running if not one.over(today)]
    if dates:
        yield Text("要记住的日子", looks.section)
        head = Row([Text(word, looks.head_cell) for word in ("哪天以前", "什么事", "该谁做")])
        rows = [_day(one, words, looks) for one in dates]
        yield Table((2.4, 5.4, 1.6), head, rows)
    for title, when in (("有人打电话来，这样说", "called"), ("谈和解时，这样说", "settling")):
        said = [one.text for one in found.sayings if one.when == when]
        if said:
            yield Text(title, looks.section)
            for line in said:
                yield Text([Span(f"“{line}”", colour=TEAL)], looks.plain)
    if found.settled:
        yield Text(found.settled, looks.plain.but(before=6))
    yield Text(f"{case.title}　{today:%Y-%m-%d} 制作", looks.note)
    yield End("reminder")


def family(case: Case, office: str, lacking: Sequence[str]) -> Iterator[Part]:
    """What a relative is asked for, and how the encrypted file is opened. Nothing of the matter but its name is on it:
    it may lie beside the file."""
    looks = Looks(_LARGE)
    yield Begin("family", "请家人帮忙")
    yield Text("请帮我做完这份投诉材料", looks.heading)
    yield Text(f"事情：{case.title}", looks.plain)
    yield Text(f"打算交给：{office}", looks.plain)
    yield Text("还缺什么", looks.section)
    for number, line in enumerate(lacking, start=1):
        yield Text(f"{number}. {line}", looks.plain)
    if not lacking:
        yield Text("按规定要写的都有了，请看一遍，做成材料。", looks.plain)
    yield Text("怎么打开", looks.section)
    for number, line in enumerate(FAMILY_STEPS, start=1):
        yield Text(f"{number}. {line}", looks.plain)
    yield Text([Span(FAMILY_WARNING, bold=True)], looks.plain.but(before=14))
    yield End("family")


FAMILY_STEPS = (
    "在您的电脑上装好「取证管家」，打开它。",
    "按「更多」里的「收家人给的文件」，选同在一处的那个文件。",
    "打电话问我那六个词，照着填进去。",
    "补好缺的，做成材料；或者按「交给家人」做成文件，再传回给我。",
)
FAMILY_WARNING = "只交给您自己打过去的家人。有人打来要文件或口令，是骗子。"


def _day(one: Deadline, words: Callable[[str], str], looks: Looks) -> Row:
    about = "约 " if one.about else ""
    told = words(one.key) + (f"（{one.yuan} 元）" if one.yuan else "")
    if one.if_filed:
        told += "（今天交的话）"
    texts = (f"{about}{one.day:%Y-%m-%d}", told, _WHOSE.get(one.whose, ""))
    return Row([Text(text, looks.cell) for text in texts])


def on_one_page(make: Callable[[float], Iterator[Part]], factors: Sequence[float]) -> list[Part]:
    """What `make` gives for the first of these sizes that needs one page only; for the last, where none does."""
    for factor in factors:
        parts = list(make(factor))
        if len(lay_out(parts).pages) == 1:
            break
    return parts


def write(parts: Sequence[Part], title: str, path: Path, made_at: datetime) -> int:
    """Set the parts as a PDF at `path`, which must not be there yet; how many pages it has. Raises SpaceError,
    StorageError."""
    layout = lay_out(parts)
    total = len(layout.pages)
    small = Looks().note
    # It gets its name when it is whole: what a kill leaves is no paper.
    part = path.with_name(f".{path.stem}.part")
    with spool.WRITING, disk.guarded(path), part.open("wb") as file:
        canvas = spool.new_canvas(title, made_at)
        sheet = Sheet(canvas)
        for number, page in enumerate(layout.pages, start=1):
            for mark, y in page.marks:
                sheet.mark(mark.key, y - 6, mark.title, mark.level)
            for block, y in page.placed:
                block.draw(sheet, LEFT, y, WIDTH)
            if total > 1:
                foot = Text(f"第 {number} 页　共 {total} 页", small.but(align="right", before=0))
                foot.draw(sheet, LEFT, _FOOT, WIDTH)
            sheet.turn()
        spool.write(canvas, file, lambda done, objects: None)
        disk.sync(file)
    with disk.guarded(path):
        part.rename(path)
    return total
