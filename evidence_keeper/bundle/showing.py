"""What of an exhibit is shown: pictures as they are, text by its lines, sound by its shape, documents page by page.

What can be slow (decoding, drawing a document's pages) is done once, in `prepare`. What can't be shown on paper is said
so, with where the original lies: never left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evidence_keeper.bundle.conversation import Said, conversation
from evidence_keeper.bundle.covering import Unchecked
from evidence_keeper.bundle.cuts import Cuts
from evidence_keeper.bundle.documents import (
    CONTINUED,
    MOST_PAGES,
    OFFICE,
    WITHOUT_OFFICE,
    document,
)
from evidence_keeper.bundle.excerpt import excerpt
from evidence_keeper.bundle.exhibits import Entry, say_length, say_size
from evidence_keeper.bundle.flow import NewPage, Part
from evidence_keeper.bundle.gaps import BAND, NONE, Gaps, bands, gaps
from evidence_keeper.bundle.measures import (
    GAP,
    HALF,
    LANDSCAPE,
    LONG,
    PORTRAIT,
    TWO_A_PAGE,
    column,
)
from evidence_keeper.bundle.names import one_line
from evidence_keeper.bundle.paper import Paper
from evidence_keeper.bundle.picture import Frames, Picture, frames_of
from evidence_keeper.bundle.redaction import words_mask
from evidence_keeper.bundle.strips import (
    SEGMENTS,
    Legend,
    Numbered,
    Photo,
    Waveform,
    continued,
    room_below,
)
from evidence_keeper.bundle.tables import Row, Table
from evidence_keeper.bundle.typeset import ROOM, WIDTH, Block, Columns, Space, Stack, Text
from evidence_keeper.errors import SourceError
from evidence_keeper.jobs import Job
from evidence_keeper.media import office, peaks, probe, still
from evidence_keeper.model import EvidenceItem, Kind, MarkKind
from evidence_keeper.reading.plain import read_text

_MOST_LINES = 4000
_BARS = 420
_STILLS = (0.02, 0.34, 0.66, 0.98)

_TEXT_REMARKS = {
    "text": "原文的文字，左为行号（空行不印），共 {lines} 行",
    "html": "网页的文字，代码和图片没有印；左为所印文字的行号（空行不印），共 {lines} 行",
    "mail": "邮件的文字，格式、图片和附件没有印；左为所印文字的行号（空行不印），共 {lines} 行",
    "pdf": "文件中的文字，版式没有印；左为所印文字的行号（空行不印），共 {lines} 行",
}
"""By how reading.plain got the text: only a plain text is shown as it is."""

_MARKS = {
    MarkKind.ASKED_FOR_HUMAN: "要求转人工",
    MarkKind.HUMAN_ANSWERED: "人工接听",
    MarkKind.BESIDE_THE_POINT: "答非所问",
    MarkKind.CUT_OFF: "电话中断",
    MarkKind.IMPORTANT: "重要",
}


_STROKES = {"arrows": "箭头", "frames": "方框", "texts": "文字", "boxes": "涂黑"}
"""What screens.NOTE_CODES counts on a marked-up copy."""


@dataclass(slots=True)
class Shown:
    """What is shown of an exhibit: `remark` for its strip, `parts` below it; a `portrait` may share a page, a `picture`
    stand on a contact sheet. `beside`: where something may be missing; `parts` have it already."""

    remark: str = ""
    parts: list[Part] = field(default_factory=list)
    portrait: Picture | None = None
    own_page: bool = False
    picture: Picture | None = None
    beside: Gaps = NONE


def prepare(paper: Paper, entry: Entry, job: Job) -> Shown:
    """Everything of this exhibit that doesn't depend on page numbers."""
    path = paper.files[entry.key]
    try:
        match entry.item.kind:
            case Kind.SCREENSHOT | Kind.IMAGE:
                return _picture(paper, entry, path, job)
            case Kind.CALL | Kind.AUDIO:
                return _sound(paper, entry, path, job)
            case Kind.VIDEO:
                return _film(paper, entry, path, job)
            case Kind.DOCUMENT:
                return _document(paper, entry, path, job)
            case Kind.CHAT:
                return _text(paper, entry, path)
            case _:
                return _not_shown(paper, entry, "这种文件无法在纸上显示")
    except Unchecked:
        return _not_shown(paper, entry, "图片里可能有个人信息，这台电脑不能逐一检查，所以没有印出")
    except SourceError as error:
        why = {"pdf_locked": "此文件设有口令，无法显示", "source_empty": "此文件没有内容"}
        return _not_shown(
            paper, entry, why.get(error.code, "此文件不完整或无法解读，无法在纸上显示")
        )


def _not_shown(paper: Paper, entry: Entry, why: str) -> Shown:
    if paper.public:
        told = f"{why}；原件由{paper.person}保存。"
    else:
        told = f"{why}；原件在交付件“原件”文件夹中：{entry.file}（{say_size(entry.item.size)}）。"
    return Shown(parts=[Text(told, paper.looks.body.but(indent=0.0))])


def _picture(paper: Paper, entry: Entry, path: Path, job: Job) -> Shown:
    frames = frames_of(path)
    if frames.count > 1 and not frames.moving:
        return _pages_of_picture(paper, entry, path, frames, job)
    picture = paper.covering.open(path, entry.item.item_id)
    across, down = picture.upright
    ratio = down / across
    drawn = _drawn_on(paper, entry)
    size = f"{drawn}；{across}×{down} 像素" if drawn else f"原图 {across}×{down} 像素"
    if covered := paper.covering.remark(entry.item.item_id):
        size = f"{covered}；{size}"
    if frames.moving:
        size = f"动图，共 {frames.count} 帧，这里印的是第 1 帧；{size}"
    if picture.torn:
        size = f"此图片文件不完整或有损坏，以下是能读出的部分，读不出的印成黑色或灰色；{size}"
    beside = gaps(one.item for one in paper.entries).get(entry.item.item_id, NONE)
    if beside.words:
        size = f"{beside.words}；{size}"
    above, below = bands(paper, beside)
    if ratio > LONG:
        remark = f"长图，分段印出，各段下注明原图的行；{size}"
        room = room_below(entry, paper, remark) - BAND * len(above)
        pieces = _slices(paper, entry, picture, room)
        pieces = [*above, *pieces, *below, *_redrawn(paper, entry)]
        return Shown(remark, pieces, own_page=True, picture=picture)
    room = room_below(entry, paper, size)
    if ratio <= LANDSCAPE:
        room = min(room, TWO_A_PAGE)
    redrawn = _redrawn(paper, entry)
    room -= BAND * (len(above) + len(below))
    parts: list[Part] = [*above, Photo(picture, WIDTH, room), *below, *redrawn]
    # What was read stands behind its picture, so that one doesn't share a page.
    upright = picture if ratio > PORTRAIT and not redrawn else None
    return Shown(size, parts, portrait=upright, picture=picture, beside=beside)


def _drawn_on(paper: Paper, entry: Entry) -> str:
    """Of a copy on which a person has drawn: that it is one, of which picture, and what was drawn."""
    notes = [one for one in entry.item.provenance.notes if one.get("code") == "marked_up"]
    if not notes:
        return ""
    done = [f"{word} {notes[0][key]} 处" for key, word in _STROKES.items() if notes[0].get(key)]
    of = [one for one in paper.entries if one.item.item_id in entry.item.derived_from]
    where = f"“{excerpt(one_line(of[0].title), 40)}”（证据 {of[0].number}）" if of else "原图"
    return f"标注件，非原图：在{where}的复制件上人工标注了{'、'.join(done)}"


def _pages_of_picture(paper: Paper, entry: Entry, path: Path, frames: Frames, job: Job) -> Shown:
    """A file of several pictures (a scan, a fax): each on a page of its own."""
    count = frames.count
    remark = f"图片文件，共 {count} 页，以下逐页印出"
    if count > MOST_PAGES:
        remark = f"图片文件，共 {count} 页，纸上印前 {MOST_PAGES} 页，其余见原件"
    if not frames.whole:
        remark = f"此图片文件不完整或有损坏，以下是能读出的 {min(count, MOST_PAGES)} 页"
    caption = paper.looks.note.but(before=0.0, keep_next=True)
    parts: list[Part] = []
    for page in range(min(count, MOST_PAGES)):
        job.check()
        what = f"第 {page + 1} 页，共 {count} 页"
        room = ROOM - CONTINUED
        if page:
            parts += [NewPage(), continued(entry, paper.looks.strip, what)]
        else:
            room = room_below(entry, paper, remark) - 2 * caption.size * caption.leading
            parts.append(Text(what, caption))
        try:
            picture = paper.covering.open(path, entry.item.item_id, page)
        except SourceError:
            parts.append(Text("这一页读不出来，见原件。", paper.looks.body.but(indent=0.0)))
            continue
        across, down = picture.upright
        if down / across > LONG:
            parts += _slices(paper, entry, picture, room)
        else:
            parts.append(Photo(picture, WIDTH, room))
    return Shown(remark, parts, own_page=True)


def _slices(paper: Paper, entry: Entry, picture: Picture, first_room: float) -> list[Part]:
    """A long picture in pieces, two phone-wide columns a page, each a window on the same stored picture.

    It is cut between lines of text; where there is no such place, the pieces overlap so that no line is torn.
    """
    across, down = picture.upright
    wide = column(across)
    columns = 2 if wide == HALF else 1
    caption = paper.looks.note
    cuts = Cuts.of(picture)
    parts: list[Part] = []
    page: list[Block] = []
    top, first_page = 0, True
    while top < down:
        room = (first_room if first_page else ROOM - CONTINUED) - caption.size * 2.6
        bottom, following = cuts.piece(top, round(room * across / wide))
        rows = Text(f"原图第 {top + 1}–{bottom} 行像素", caption)
        seen = (top / down, bottom / down)
        page.append(Stack([Photo(picture, wide, room, seen), rows]))
        top = following
        if len(page) == columns or top >= down:
            if not first_page:
                parts += [NewPage(), continued(entry, paper.looks.strip, "长图")]
            parts.append(Columns(page, GAP, [1.0] * columns))
            page, first_page = [], False
    return parts


def _text(paper: Paper, entry: Entry, path: Path) -> Shown:
    plain = read_text(path, entry.item.kind)
    if plain is None:
        return _not_shown(paper, entry, "这种文件无法在纸上显示")
    if not plain.is_writing:
        return _not_shown(paper, entry, "此文件里的内容不是文字，无法在纸上显示")
    lines = list(plain.lines)
    while lines and not lines[-1].strip():
        lines.pop()
    style = paper.looks.cell.but(size=10 * paper.looks.factor)
    shown = [paper.mask_said(line) for line in lines[:_MOST_LINES]]
    parts: list[Part] = [
        Numbered(number, Text(line, style)) if line.strip() else Space(4)
        for number, line in enumerate(shown, start=1)
    ]
    if len(lines) > _MOST_LINES or not plain.complete:
        told = f"纸上印前 {min(len(lines), _MOST_LINES)} 行，其余未印出，全文见原件。"
        parts.append(Text(told, paper.looks.note))
    if not lines:
        parts.append(Text("（没有文字）", paper.looks.note))
    parts += _redrawn(paper, entry)
    remark = _TEXT_REMARKS[plain.engine].format(lines=len(lines))
    if paper.public:
        remark += "；号码和地址已遮盖"
    elif shown != lines[:_MOST_LINES]:
        remark += "；其他人的号码和姓名已遮盖，原件未改动"
    elif plain.engine == "text":
        remark += "，未作改动"
    if plain.hurt:
        remark += f"；有 {plain.hurt} 处无法解读"
    return Shown(remark, parts, own_page=len(lines) > 25)


def _sound(paper: Paper, entry: Entry, path: Path, job: Job) -> Shown:
    shape = peaks(path, _BARS, job)
    ranges = [(float(low), float(high)) for low, high in zip(shape.lo, shape.hi, strict=True)]
    said = paper.said.get(entry.item.item_id, Said())
    parts: list[Part] = [Waveform(shape.seconds, ranges, paper.looks.strip, said.segments)]
    if said.segments:
        there = {part.kind for part in said.segments}
        parts.append(Legend([kind for kind in SEGMENTS if kind in there], paper.looks.strip))
        told = "色条为程序按声音自动划分，未核对；“说话”可能是人，也可能是机器语音。"
        parts.append(Text(told, paper.looks.note.but(before=0.0)))
    facts = [
        ("文件名", entry.file),
        ("时长", say_length(shape.seconds)),
        ("大小", say_size(entry.item.size)),
        ("SHA-256", entry.item.digest.value),
    ]
    if entry.item.provenance.phone_number:
        facts.insert(2, ("对方号码", entry.item.provenance.phone_number))
    parts.append(_facts_table(paper, facts))
    parts += _marks(paper, entry.item)
    parts += _redrawn(paper, entry)
    return Shown(
        "下图为音量波形；录音原件随交付件提交" if not paper.public else "下图为音量波形", parts
    )


def _redrawn(paper: Paper, entry: Entry) -> list[Part]:
    """What was read of the item, behind the item itself."""
    said = paper.said.get(entry.item.item_id)
    if said is None or not (said.messages or said.counts):
        return []
    hidden = words_mask(said.hidden)
    return conversation(
        said, paper.looks, zoned=not paper.zone, mask=lambda text: paper.mask_said(hidden(text))
    )


def _facts_table(paper: Paper, facts: Sequence[tuple[str, str]]) -> Table:
    looks = paper.looks
    rows = [Row([Text(name, looks.head_cell), Text(value, looks.cell)]) for name, value in facts]
    return Table((1.4, 8.6), None, rows)


def _marks(paper: Paper, item: EvidenceItem) -> list[Part]:
    """The marks that a person confirmed after listening; presses during the call are no evidence (desk facts 4)."""
    confirmed = sorted(
        (mark for mark in item.marks if mark.confirmed), key=lambda mark: mark.seconds
    )
    if not confirmed:
        return []
    looks = paper.looks
    head = Row([Text(word, looks.head_cell) for word in ("时间点", "内容（本人听核）")])
    rows = [
        Row([Text(say_length(mark.seconds), looks.cell), Text(_MARKS[mark.kind], looks.cell)])
        for mark in confirmed
    ]
    return [Table((1.4, 8.6), head, rows)]


def _document(paper: Paper, entry: Entry, path: Path, job: Job) -> Shown:
    kind = probe(path)
    if kind.container in OFFICE and office.program() is None:
        return _not_shown(paper, entry, WITHOUT_OFFICE)
    if kind.family != "pdf" and kind.container not in OFFICE:
        return _text(paper, entry, path)
    return Shown(*document(paper, entry, path, job), own_page=True)


def _film(paper: Paper, entry: Entry, path: Path, job: Job) -> Shown:
    facts = probe(path)
    seconds = facts.seconds or 0.0
    style = paper.looks.note.but(align="center")
    blocks: list[Block] = []
    for number, share in enumerate(_STILLS if seconds > 2 else (0.0,)):
        job.check()
        target = paper.scratch / f"{path.name}-still-{number}.png"
        target.write_bytes(still(path, seconds * share))
        picture = paper.covering.open(target, entry.item.item_id, kept=False)
        photo = Photo(picture, HALF, ROOM * 0.36)
        blocks.append(Stack([photo, Text(_at(seconds * share), style)]))
    rows = [Columns(blocks[at : at + 2], GAP, [1.0, 1.0]) for at in range(0, len(blocks), 2)]
    parts: list[Part] = [Stack(rows)]
    length = f"，时长 {say_length(seconds)}" if seconds else ""
    told = "" if paper.public else "，原件随交付件提交"
    return Shown(f"录像{length}；以下为其中的画面{told}", parts)


def _at(seconds: float) -> str:
    return f"第 {say_length(seconds)}处"
