"""What only the window says: days, counts, where something lies. All other words come from evidence_keeper.text."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from evidence_keeper.model import Case, EvidenceItem, Kind, TimeSource
from evidence_keeper.text import gui_ngettext, safe_name, say_time, word
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.bundle import Bundle

ICON_OF_KIND = {
    Kind.CALL: "phone",
    Kind.AUDIO: "sound",
    Kind.SCREENSHOT: "picture",
    Kind.IMAGE: "picture",
    Kind.CHAT: "chat",
    Kind.DOCUMENT: "paper",
    Kind.VIDEO: "video",
    Kind.OTHER: "file",
}


LONGEST = 60
_TAG_LETTERS = 4


def title_of(item: EvidenceItem) -> str:
    """A person's name for the item, else its file's name, fit to be shown."""
    return safe_name(item.corrections.get("title") or item.name)


def tag_of(item: EvidenceItem) -> str:
    """What stands where an item has no picture: 聊天, PDF, TXT; nothing where an icon says it better."""
    if item.kind is Kind.CHAT:
        return _("Chat")
    ending = Path(item.name).suffix[1:].upper()
    plain = ending.isascii() and ending.isalnum() and len(ending) <= _TAG_LETTERS
    return ending if plain and item.kind in (Kind.DOCUMENT, Kind.OTHER) else ""


def plain_title(item: EvidenceItem) -> str:
    """What the easy face calls an item: a person's name for it, else what it is and when. No file names."""
    if item.corrections.get("title"):
        return title_of(item)
    if item.captured_at is None:
        return word(item.kind)
    return f"{word(item.kind)} {clock_of(item)}"


def plain_words(item: EvidenceItem) -> str:
    """The second line of the easy face: what it is to show, else its file's name."""
    words = " ".join(item.purpose.split()) or safe_name(item.name)
    short = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
    return short if item.captured_at is not None else f"{clock_of(item)} · {short}"


def breakable(words: str) -> str:
    """The same words, which may now be broken inside a file's name: else one long name widens its column."""
    return re.sub(r"(?<=[_.\-/])", "\u200b", words)


def case_title(case: Case) -> str:
    """The matter's name, fit to be shown."""
    return safe_name(case.title)


def day_of(when: datetime | None, today: date | None = None) -> str:
    """The heading of a day: Today, Yesterday, or the date with its weekday."""
    if when is None:
        return _("Day not known")
    day = when.date()
    now = today or datetime.now().astimezone().date()
    if day == now:
        return _("Today")
    if day == now - timedelta(days=1):
        return _("Yesterday")
    return _("{day}, {weekday}").format(day=say_day(day, now), weekday=weekday(day))


def say_day(day: date, today: date) -> str:
    """A date, with its year where it isn't this one."""
    words = _("{month}/{day}") if day.year == today.year else _("{month}/{day}/{year}")
    return words.format(year=day.year, month=day.month, day=day.day)


def weekday(day: date) -> str:
    """The weekday's name."""
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return names[day.weekday()]


def full_date(now: datetime) -> str:
    """Today as a line at the top of a page: date, weekday, time."""
    day = _("{month}/{day}/{year}").format(year=now.year, month=now.month, day=now.day)
    return f"{day} {weekday(now.date())} {now:%H:%M}"


def clock_of(item: EvidenceItem) -> str:
    """The item's time within its day, or when it was kept where its own time is unknown."""
    if item.captured_at is None:
        return _("time not known, kept {time}").format(time=say_time(item.kept_at))
    if item.time_source is TimeSource.FILE_MTIME:
        return _("{clock} (the file's own time)").format(clock=f"{item.captured_at:%H:%M}")
    until = _until(item)
    if until is not None and until.date() != item.captured_at.date():
        clock = f"{item.captured_at:%H:%M}"
        return _("{clock} until {time}").format(clock=clock, time=say_time(until))
    return f"{item.captured_at:%H:%M}"


def _until(item: EvidenceItem) -> datetime | None:
    """When a conversation's last message was written, where that was noted."""
    try:
        return datetime.fromisoformat(str(item.provenance.extra["until"])).astimezone()
    except (KeyError, ValueError):
        return None


def moment_of(item: EvidenceItem) -> str:
    """The item's time with its day, for where no day stands above it."""
    if item.captured_at is None:
        return clock_of(item)
    today = datetime.now().astimezone().date()
    return f"{say_day(item.captured_at.date(), today)} {clock_of(item)}"


def time_line(item: EvidenceItem) -> str:
    """When it happened and where we know it from, as one line."""
    if item.captured_at is None:
        return _("Time not known. Kept {time}.").format(time=say_time(item.kept_at))
    return _("{time}, time {source}").format(
        time=say_time(item.captured_at), source=word(item.time_source)
    )


def count_items(count: int) -> str:
    """A number of items."""
    return gui_ngettext("{n} item", "{n} items", count).format(n=count)


def known_time(item: EvidenceItem) -> bool:
    """Whether the item stands on a day of the timeline."""
    return item.captured_at is not None and item.time_source is not TimeSource.NONE


def by_day(items: list[EvidenceItem]) -> list[tuple[str, list[EvidenceItem]]]:
    """Items under the heading of their day, oldest first; those without a known time last, apart. Days between that
    nothing is known of are named beside the later one."""
    known = sorted((one for one in items if one.captured_at), key=_moment)
    groups: list[tuple[str, list[EvidenceItem]]] = []
    last: date | None = None
    for item in known:
        day = _moment(item).date()
        if day != last:
            gap = 0 if last is None else (day - last).days - 1
            groups.append((day_of(item.captured_at) + _after(gap), []))
            last = day
        groups[-1][1].append(item)
    unknown = [item for item in items if item.captured_at is None]
    return [*groups, (day_of(None), unknown)] if unknown else groups


def _after(days: int) -> str:
    if days < 1:
        return ""
    words = gui_ngettext(
        "{n} day between without anything", "{n} days between without anything", days
    )
    return " · " + words.format(n=days)


def _moment(item: EvidenceItem) -> datetime:
    assert item.captured_at is not None
    return item.captured_at


_FORBIDDEN = '<>:"/\\|?*'
_RESERVED = {"CON", "PRN", "AUX", "NUL"} | {
    f"{name}{n}" for name in ("COM", "LPT") for n in range(10)
}


def folder_name(title: str) -> str:
    """A matter's name as a folder's name that every system takes."""
    plain = "".join(" " if char in _FORBIDDEN or not char.isprintable() else char for char in title)
    short = " ".join(plain.split())[:40].rstrip(" .")
    return short if short and short.upper() not in _RESERVED else _("Matter")


def documents() -> Path:
    """The person's own Documents folder."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def papers_folder(case: Case, root: Path | None = None) -> Path:
    """Where a matter's papers go: Documents/取证管家/<matter>, never inside the vault."""
    return (root or documents()) / _("Evidence Keeper") / folder_name(case.title)


def files_for_phone(bundle: Bundle) -> list[Path]:
    """What one hands in by phone: the parts for uploading, or the PDF where there are none."""
    return [one.path for one in bundle.upload] or [bundle.pdf]


def place(path: Path) -> str:
    """Where something lies, said as a person finds it: Documents > 取证管家 > ..."""
    try:
        inside = path.relative_to(documents())
    except ValueError:
        return str(path)
    return " › ".join((_("Documents"), *inside.parts))
