"""Names, times, lengths and sizes as a person reads them.

A file name may hold anything a file system allows, also a line break that fakes a second line, or a mark that
turns the reading direction and makes `exe.gpj` of `jpg.exe`. Whatever is shown of it passes through here.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from pathlib import PurePath

from evidence_keeper.model import TimeSource
from evidence_keeper.text.languages import _, ngettext

LONGEST_NAME = 60
LONGEST_PATH = 240

_LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_HIDDEN = "□"
# Part of how emoji and some scripts are written: harmless, and a name without them reads wrong.
_JOINERS = frozenset("\u200c\u200d")


def safe_name(name: str, limit: int = LONGEST_NAME) -> str:
    """`name` on one line, with everything invisible made visible; shortened in the middle to `limit` characters.

    A line end shows as ⏎; another control, a mark that turns the reading direction, an invisible character or an
    unreadable byte as □ (both are in the program's fonts). For the eye only: never use it to find a file.
    """
    shown = "".join(_visible(char) for char in name).strip()
    return _shortened(shown, limit) if shown else _("(no name)")


def safe_path(path: str | PurePath, limit: int = LONGEST_PATH) -> str:
    """A whole path, shown like safe_name."""
    return safe_name(str(path), limit)


def _visible(char: str) -> str:
    if char in _LINE_ENDS:
        return "⏎"
    if char in _JOINERS or unicodedata.category(char) not in ("Cc", "Cf", "Cs"):
        return char
    # Tags spell out the flags of England, Scotland and Wales.
    return char if "\U000e0020" <= char <= "\U000e007f" else _HIDDEN


def _shortened(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    head = _whole_characters(text, limit * 3 // 5)
    # The end holds what kind of file it is, and often its number.
    tail = _whole_characters(text, len(text) - (limit - limit * 3 // 5 - 1))
    return f"{text[:head]}…{text[tail:]}"


def _whole_characters(text: str, cut: int) -> int:
    """The next place from `cut` on where no character is torn from the few that may belong to it."""
    for place in range(cut, min(cut + 8, len(text))):
        if text[place] not in _JOINERS and not unicodedata.combining(text[place]):
            return place
    return cut


def say_time(
    when: datetime | None, source: TimeSource = TimeSource.NONE, *, now: datetime | None = None
) -> str:
    """A time as one says it: 今天 09:00, 11 月 20 日 09:00, 2025 年 11 月 20 日 09:00; never an invented one.

    It is given in its own zone, where it happened. A weak `source` is named behind it.
    """
    if when is None:
        return _("time not known")
    today = (now or datetime.now().astimezone()).astimezone(when.tzinfo)
    said = _day(when, today).format(
        year=when.year, month=when.month, day=when.day, clock=f"{when:%H:%M}"
    )
    doubt = _DOUBTS.get(source)
    return said + (doubt() if doubt else "")


def _day(when: datetime, today: datetime) -> str:
    if when.date() == today.date():
        return _("today {clock}")
    if when.date() == today.date() - timedelta(days=1):
        return _("yesterday {clock}")
    if when.year == today.year:
        return _("{month}-{day} {clock}")
    return _("{year}-{month}-{day} {clock}")


_DOUBTS = {
    TimeSource.FILE_MTIME: lambda: _(" (the file's own date)"),
    TimeSource.INFERRED_YEAR: lambda: _(" (year concluded)"),
    TimeSource.INHERITED_DATE: lambda: _(" (day from a line above)"),
}


def say_duration(seconds: float | None) -> str:
    """A length of time: 12 分 08 秒. Parts of a second are left off."""
    if seconds is None:
        return _("length not known")
    minutes, left = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("{h} h {m:02d} min {s:02d} s").format(h=hours, m=minutes, s=left)
    if minutes:
        return _("{m} min {s:02d} s").format(m=minutes, s=left)
    return _("{s} s").format(s=left)


def say_size(size: int) -> str:
    """A number of bytes: 980 字节, 12 KB, 3.2 MB, counted in 1024s as file windows do."""
    if size < 1024:
        return ngettext("{n} byte", "{n} bytes", size).format(n=size)
    amount = float(size)
    for unit in ("KB", "MB", "GB", "TB"):
        amount /= 1024
        if amount < 1000 or unit == "TB":
            break
    return re.sub(r"\.0$", "", f"{amount:.1f}" if amount < 10 else f"{amount:.0f}") + f" {unit}"
