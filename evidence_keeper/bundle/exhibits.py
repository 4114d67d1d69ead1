"""Which item is which exhibit, and what the papers call it: groups, numbers, names, kinds, sources and times.

Groups and numbers follow what lawyers and offices use (第一组, 1-1); rows of one group (two tracks, a stitched
picture and its frames) share a number. Words say only what the journal knows: an unknown time is 时间不明.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from evidence_keeper.bundle.names import one_line, safe_file_name, unused
from evidence_keeper.complaint.contacts import MEMO, Record
from evidence_keeper.model import Digest, EvidenceItem, Exhibit, Kind, Source, TimeSource

GROUPS = ("主体与交易关系", "争议事实", "交涉经过", "损失金额")
OTHER_GROUP = "其他"
_NUMERALS = "一二三四五六七八九十"

_BY_KIND = {
    Kind.DOCUMENT: GROUPS[0],
    Kind.IMAGE: GROUPS[1],
    Kind.SCREENSHOT: GROUPS[1],
    Kind.VIDEO: GROUPS[1],
    Kind.CALL: GROUPS[2],
    Kind.AUDIO: GROUPS[2],
    Kind.CHAT: GROUPS[2],
}
_KIND_WORDS = {
    Kind.CALL: "通话录音",
    Kind.AUDIO: "录音",
    Kind.SCREENSHOT: "屏幕截图",
    Kind.IMAGE: "图片",
    Kind.CHAT: "聊天记录",
    Kind.DOCUMENT: "文件",
    Kind.VIDEO: "录像",
    Kind.OTHER: "其他文件",
}
TIME_WORDS = {
    TimeSource.RECORDED: "录制时本机时钟",
    TimeSource.CONTAINER: "文件内部记录",
    TimeSource.FILENAME: "文件名",
    TimeSource.EXIF: "照片内部记录",
    TimeSource.EXPLICIT: "原文写明",
    TimeSource.INHERITED_DATE: "原文，日期承上文",
    TimeSource.INFERRED_YEAR: "原文，年份为推定",
    TimeSource.PICTURE: "图中时间，经人核对",
    TimeSource.FILE_MTIME: "文件修改时间",
    TimeSource.MANUAL: "本人填写",
    TimeSource.NONE: "",
}
WEAK_TIMES = frozenset({TimeSource.FILE_MTIME, TimeSource.INFERRED_YEAR, TimeSource.NONE})
"""Times that the evidence itself doesn't state: wherever one is printed alone, its source stands beside it."""

_SPEAKING = re.compile(r"[\u4e00-\u9fff]{3}")
_CHINA = "UTC+08:00"


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as an exhibit: its number, group and name on paper, and its file's name in the delivery."""

    number: str
    group: str
    item: EvidenceItem
    title: str
    file: str

    @property
    def key(self) -> str:
        """Its mark in the PDF; one item has one row."""
        return f"exhibit-{self.item.item_id}"


@dataclass(slots=True)
class _Numbered:
    group: str
    items: list[EvidenceItem] = field(default_factory=list)


def number(items: Sequence[EvidenceItem]) -> list[Entry]:
    """The items in exhibit order. Within a group they stay in the order in which they were kept."""
    sharing: dict[str, _Numbered] = {}
    together = _belonging(items)
    for item in items:
        shared = sharing.setdefault(together[item.item_id], _Numbered(group_of(item)))
        shared.items.append(item)
    present = [
        group
        for group in _group_order(items)
        if any(one.group == group for one in sharing.values())
    ]
    entries: list[Entry] = []
    taken: set[str] = set()
    for first, group in enumerate(present, start=1):
        members = [one for one in sharing.values() if one.group == group]
        for second, one in enumerate(members, start=1):
            # What was put together stands before what it was put together from.
            ordered = sorted(one.items, key=lambda item: len(item.derived_from) < 2)
            entries += [_entry(f"{first}-{second}", group, item, taken) for item in ordered]
    return entries


def _belonging(items: Sequence[EvidenceItem]) -> dict[str, str]:
    """For each item what it shares a number by: its group, and that of whatever it was made of or from it."""
    same: dict[str, str] = {}

    def root(name: str) -> str:
        while (above := same.setdefault(name, name)) != name:
            name = above
        return name

    for item in items:
        # A copy's group is the id of the item it was made of, where that one stands alone.
        for other in (item.group, *item.derived_from):
            if other is not None:
                same[root(item.item_id)] = root(other)
    return {item.item_id: root(item.item_id) for item in items}


def frames(entries: Sequence[Entry]) -> frozenset[str]:
    """The ids of items that another of these was put together from: the frames of a long picture."""
    joined = (entry.item.derived_from for entry in entries)
    return frozenset(item_id for sources in joined if len(sources) > 1 for item_id in sources)


def group_of(item: EvidenceItem) -> str:
    """The catalogue group a person chose, else by the item's kind."""
    chosen = item.corrections.get("exhibit_group", "").strip()
    memo = item.provenance.extra.get(MEMO)
    if not chosen and memo is not None:
        # A sales call is what the dispute is about; asking the company is how it was tried to settle it.
        sold = isinstance(memo, Mapping) and memo.get("record") == Record.MARKETING
        return GROUPS[1] if sold else GROUPS[2]
    return chosen or _BY_KIND.get(item.kind, OTHER_GROUP)


def _group_order(items: Sequence[EvidenceItem]) -> list[str]:
    own = [group_of(item) for item in items]
    return list(
        dict.fromkeys([*GROUPS, *(group for group in own if group != OTHER_GROUP), OTHER_GROUP])
    )


def _entry(number: str, group: str, item: EvidenceItem, taken: set[str]) -> Entry:
    file = unused(f"E{number}_{safe_file_name(item.name)}", taken)
    return Entry(number, group, item, title_of(item), file)


def group_heading(index: int, group: str) -> str:
    """第一组　主体与交易关系; `index` from 0."""
    numeral = _NUMERALS[index] if index < len(_NUMERALS) else str(index + 1)
    return f"第{numeral}组　{group}"


def title_of(item: EvidenceItem) -> str:
    """The name a person gave, else one made from kind, file name and time.

    A document's Chinese file name says what it is; a camera's or recorder's says only when, which is said better,
    where that time is the evidence's own.
    """
    given = item.corrections.get("title", "").strip()
    if given:
        return one_line(given)
    kind = _KIND_WORDS[item.kind]
    if MEMO in item.provenance.extra:
        when = "" if item.captured_at is None else f"（{item.captured_at:%Y-%m-%d %H:%M}）"
        return one_line(item.name.partition(" ")[0]) + when
    if item.kind in (Kind.DOCUMENT, Kind.CHAT, Kind.OTHER):
        stem = item.name.rpartition(".")[0] or item.name
        return one_line(stem) if _SPEAKING.search(stem) else f"{kind}“{one_line(item.name)}”"
    number = item.provenance.phone_number
    if number and item.kind is Kind.CALL:
        kind = f"与 {one_line(number)} 的通话录音"
    if item.captured_at is None or item.time_source in WEAK_TIMES:
        return f"{kind}“{one_line(item.name)}”"
    return f"{kind}（{item.captured_at:%Y-%m-%d %H:%M}）"


def kind_of(item: EvidenceItem) -> str:
    """证据种类: what is stored electronically is 电子数据, sound and pictures too (民诉法解释116)."""
    return one_line(item.corrections.get("evidence_kind", "").strip()) or "电子数据"


def say_time(moment: datetime | None, *, zoned: bool = True) -> str:
    """A moment on its own clock, to the second, with its zone where not all times of the bundle have the same.

    时间不明 where unknown.
    """
    if moment is None:
        return "时间不明"
    zone = f"（{zone_of(moment)}）" if zoned else ""
    return f"{moment:%Y-%m-%d %H:%M:%S}{zone}"


def zone_of(moment: datetime) -> str:
    """UTC+08:00."""
    offset = f"{moment:%z}"
    return f"UTC{offset[:3]}:{offset[3:5]}"


def common_zone(entries: Sequence[Entry], made_at: datetime) -> str:
    """The zone that every time of the bundle is in, as zone_of says it; empty where they are in several."""
    moments = [made_at, *(entry.item.kept_at for entry in entries)]
    moments += [entry.item.captured_at for entry in entries if entry.item.captured_at]
    zones = {zone_of(moment) for moment in moments}
    return zones.pop() if len(zones) == 1 else ""


def say_zone(zone: str) -> str:
    """The sentence that says once which zone all times are in; nothing where each says its own."""
    if not zone:
        return ""
    if zone == _CHINA:
        return f"本材料所列时间均为北京时间（{zone}）。"
    return f"本材料所列时间均为 {zone} 时区的时间（北京时间为 {_CHINA}）。"


def captured(item: EvidenceItem, *, zoned: bool, brief: bool = False) -> str:
    """When it happened and where that time comes from."""
    if item.captured_at is None:
        return "时间不明"
    source = TIME_WORDS[item.time_source] or "不明来源"
    when = say_time(item.captured_at, zoned=zoned)
    return f"{when}，时间来自{source}" if brief else f"{when}（时间来自{source}）"


def source_of(item: EvidenceItem, person: str) -> str:
    """Who brought it and how; `person` is the channel's word for the complainant."""
    provenance = item.provenance
    if MEMO in provenance.extra:
        return f"{person}事后补记"
    device = one_line(provenance.device)
    how = {
        Source.RECORDED_HERE: f"{person}电脑上录制或截取",
        Source.PHONE: f"由{person}手机传入",
        Source.CLIPBOARD: f"{person}复制的文字",
        Source.IMPORTED: f"{person}提供的文件",
    }[provenance.source]
    told = [f"{how}（{device}）" if device else how]
    if provenance.phone_number:
        told.append(f"号码{one_line(provenance.phone_number)}")
    return "，".join(told)


def original_of(item: EvidenceItem, person: str, *, delivered: bool) -> str:
    """Where the original is: said only where it is known; what lies on the U-disk is a copy."""
    where = {
        Source.RECORDED_HERE: f"原件在{person}电脑",
        Source.PHONE: f"原件在{person}手机",
    }.get(item.provenance.source, f"{person}保存")
    return f"{where}；U盘为复制件" if delivered else where


def say_size(size: int) -> str:
    """Bytes as people say them."""
    amount, unit = float(size), "字节"
    for larger in ("KB", "MB", "GB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, larger
    return f"{size} 字节" if unit == "字节" else f"{amount:.1f} {unit}"


def say_length(seconds: float) -> str:
    """12 分 08 秒; hours only where there are any."""
    hours, minutes, left = clock(seconds)
    if hours:
        return f"{hours} 小时 {minutes:02d} 分 {left:02d} 秒"
    return f"{minutes} 分 {left:02d} 秒" if minutes else f"{left} 秒"


def clock(seconds: float) -> tuple[int, int, int]:
    """Hours, minutes and whole seconds that have passed: as the window counts (text.say_duration)."""
    minutes, left = divmod(max(0, int(seconds)), 60)
    return (*divmod(minutes, 60), left)


def list_of_originals(entries: Sequence[Entry]) -> bytes:
    """The originals in `sha256sum` form (LF ends)."""
    return "".join(f"{entry.item.digest}  原件/{entry.file}\n" for entry in entries).encode()


def list_digest(entries: Sequence[Entry]) -> Digest:
    """The digest of the list of originals: every page's head shows it."""
    return Digest.sha256(hashlib.sha256(list_of_originals(entries)).hexdigest())


def as_exhibits(
    entries: Sequence[Entry], first: dict[str, int], last: dict[str, int]
) -> tuple[Exhibit, ...]:
    """The entries with the pages their marks lie on (0 while that isn't known)."""
    return tuple(
        Exhibit(
            entry.number,
            entry.item.item_id,
            first.get(entry.key, 0),
            last.get(entry.key, first.get(entry.key, 0)),
        )
        for entry in entries
    )
