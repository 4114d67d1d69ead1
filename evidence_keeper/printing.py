"""Joins what was read of an item to the papers: which of it may be printed, and in whose words.

A machine's text is kept before it is printed, so that whoever reads the papers can be shown the very text later.
Counts stand on paper only after a person confirmed them; a mark only after a person listened (desk facts 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from evidence_keeper import complaining, complaint, seeing, texts, transcribing
from evidence_keeper.bundle import leaflets, particulars
from evidence_keeper.bundle.conversation import Said
from evidence_keeper.bundle.delivery import make_folder
from evidence_keeper.bundle.flow import Part
from evidence_keeper.bundle.names import safe_file_name, shortened
from evidence_keeper.bundle.paper import Looks
from evidence_keeper.errors import InputError
from evidence_keeper.model import CallSegment, Case, EvidenceItem
from evidence_keeper.reading.chat import ChatLog
from evidence_keeper.reading.screenshot.account import Account, write
from evidence_keeper.reading.shows import Shows
from evidence_keeper.reading.transcript import messages
from evidence_keeper.text import deadline_words, explain_lack
from evidence_keeper.vault import Vault


def picture(vault: Vault, item: EvidenceItem, *, keep: bool = True) -> Said | None:
    """What is printed of a picture: what was read of it before; reading is nothing that making papers begins. `keep`:
    it is printed indeed, so that a machine's text is kept before."""
    known = seeing.current(vault, item)
    boxes = seeing.drawn(vault, item)
    drawn = tuple(one.box for one in boxes)
    if known is None:
        return Said(drawn=drawn) if drawn else None
    if keep and not vault.read_only:
        texts.keep_machine_text(vault, item, known.account.engine, write(known.account))
    return Said(
        messages=seeing.messages(item, known.account),
        by_machine=True,
        checked=known.checked,
        drawn=drawn,
        hidden=_under(known.account, drawn),
        names=_under(known.account, [one.box for one in boxes if one.what == "name"]),
    )


def _under(account: Account, boxes: Sequence[tuple[int, int, int, int]]) -> tuple[str, ...]:
    return tuple(word for box in boxes for word in seeing.words_under(account, box))


LEAFLETS = {
    "demand": "书面要求",
    "authority": "授权委托书",
    "card": "电话投诉卡",
    "reminder": "交材料以后（自己留着）",
    "family": "请家人帮忙",
    "form": "登记表",
}
"""Small papers by what the command calls them, and their files' names."""

_SIZES = {"demand": (1.0, 0.94, 0.88), "card": (1.35, 1.2, 1.1, 1.0)}


def leaflet(vault: Vault, case: Case, what: str, channel: str, folder: Path) -> tuple[Path, int]:
    """Write a small paper into a folder; its file and how many pages it has. See Keeper.leaflet."""
    if what not in LEAFLETS:
        raise InputError("paper_unknown", what=what, known=tuple(LEAFLETS))
    if folder.resolve().is_relative_to(vault.path.resolve()):
        raise InputError("out_inside_vault", path=str(folder), vault=str(vault.path))
    office = complaint.load(channel)
    if what == "form" and not office.form_title:
        known = tuple(name for name in LEAFLETS if name != "form")
        raise InputError("paper_unknown", what=what, known=known)
    make_folder(folder)
    now = datetime.now().astimezone()
    parts = _leaflet_parts(vault, case, what, office, now.date())
    stem = f"{LEAFLETS[what]}_{shortened(safe_file_name(case.title), 40, 120)}"
    path, number = folder / f"{stem}.pdf", 2
    while path.exists() or path.is_symlink():
        path, number = folder / f"{stem}_{number}.pdf", number + 1
    return path, leaflets.write(parts, LEAFLETS[what], path, now)


def _leaflet_parts(
    vault: Vault, case: Case, what: str, office: complaint.Channel, today: date
) -> list[Part]:
    if what == "demand":
        return leaflets.on_one_page(lambda size: leaflets.demand(case, size), _SIZES[what])
    if what == "card":
        count = len(vault.items(case.case_id, withdrawn=False))
        return leaflets.on_one_page(
            lambda size: leaflets.card(case, count, office, size), _SIZES[what]
        )
    if what == "authority":
        return list(leaflets.authority(case, Looks(), office))
    if what == "family":
        return list(leaflets.family(case, office.name, _lacking(vault, case, office.key)))
    if what == "form":
        return list(particulars.form(case, office))
    running = complaint.deadlines(case, office, today)
    return list(leaflets.reminder(case, office.key, running, deadline_words, today))


def _lacking(vault: Vault, case: Case, channel: str) -> list[str]:
    """A sentence for each thing that is missing, with what to do about it."""
    found = complaining.ready(vault, case.case_id, channel).missing
    return [explain_lack(one.code, one.field, dict(one.data)).sentence for one in found]


_FOUND = {
    "human_requests": "要求转人工",
    "repeated_replies": "重复答复",
    "refusals": "拒绝",
    "promises_not_kept": "承诺未兑现",
    "hang_ups": "中断",
}
_MOST_NUMBERS = 30
_FOR_MACHINES = frozenset({"csv", "json", "sms_xml", "html"})
"""Formats whose messages are drawn again. Of others the file's own lines can be read: they stand there already."""


def chat(found: ChatLog, counted: Shows, *, checked: bool) -> Said:
    """What is printed of a chat log: what was counted in it, where a person confirmed that, and its messages where the
    file itself is nothing to read."""
    readable = found.format not in _FOR_MACHINES
    marks: dict[int, str] = {}
    counts: list[str] = []
    lines = {one.number: one.line for one in found.messages}
    for kind, word in _FOUND.items() if checked else ():
        numbers = [int(number) for number in counted.evidence.get(kind, ())]
        for at, number in enumerate(numbers, start=1):
            marks.setdefault(number, f"{word}（第 {at} 次）")
        if numbers:
            counts.append(
                _count(word, [lines[one] for one in numbers] if readable else numbers, readable)
            )
    return Said(
        messages=() if readable else tuple(found.messages), found=marks, counts=tuple(counts)
    )


def _count(word: str, numbers: Sequence[int], lines: bool) -> str:
    shown = "、".join(str(number) for number in numbers[:_MOST_NUMBERS])
    more = "等" if len(numbers) > _MOST_NUMBERS else ""
    unit = "行" if lines else "条"
    return f"{word} {len(numbers)} 次：第 {shown} {unit}{more}（已由本人核对）。"


def recording(
    vault: Vault, item: EvidenceItem, segments: Sequence[CallSegment], *, keep: bool = True
) -> Said:
    """What is printed of a recording: what is heard when, and its transcript where there is one. `keep` as for a
    picture."""
    told = transcribing.keep_for_print(vault, item) if keep else transcribing.current(vault, item)
    if told is None:
        return Said(segments=tuple(segments))
    turns = told.transcript.lines
    return Said(
        messages=tuple(messages(told.transcript)),
        segments=tuple(segments),
        by_machine=told.engine != transcribing.HAND,
        checked=told.checked,
        seconds={
            number: turn.start for number, turn in enumerate(turns, 1) if turn.start is not None
        },
    )
