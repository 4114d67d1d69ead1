"""Synthetic chat logs with their truth: every format that is read, from seeds and themes.

No real person's chat is in here. `TUNED` themes were used while the readers were written; `UNSEEN` ones only to measure
them. The layouts follow what chat programs write, as far as is known of each (MEMORY says where it is only memory).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.chatlogs.talk import TUNED, UNSEEN, Said, Theme, converse

__all__ = ["FORMATS", "TEXTS", "TUNED", "UNSEEN", "Log", "Truth", "without_times", "write"]


@dataclass(frozen=True)
class Truth:
    """What has to come out for one message. `time` as the file states it, None where it states none."""

    time: datetime | None
    sender: str
    text: str
    asks: bool = False


@dataclass(frozen=True)
class Log:
    """A file and its truth. `me` is the name that the person has in it; `captured` the file's own time."""

    format: str
    seed: int
    data: bytes
    truths: tuple[Truth, ...]
    me: str
    captured: datetime
    name: str = "chat.txt"
    needs_me: bool = True
    """Whether nobody could know from the file alone who is the person."""


@dataclass
class Sheet:
    """Lines as they are written, with the truths beside them."""

    rng: random.Random
    theme: Theme
    me: str
    other: str
    captured: datetime
    lines: list[str] = field(default_factory=list)
    truths: list[Truth] = field(default_factory=list)

    def put(self, *lines: str) -> None:
        self.lines.extend(lines)

    def truth(
        self, said: Said, time: datetime | None, sender: str | None = None, text: str | None = None
    ) -> None:
        words = said.text if text is None else text
        self.truths.append(Truth(time, said.sender if sender is None else sender, words, said.asks))


Writer = Callable[[Sheet, Sequence[Said]], bytes | None]
FORMATS: dict[str, Writer] = {}


def layout(key: str) -> Callable[[Writer], Writer]:
    def enter(writer: Writer) -> Writer:
        FORMATS[key] = writer
        return writer

    return enter


def write(key: str, seed: int, themes: Sequence[Theme], messages: int | None = None) -> Log:
    """The log of format `key` that this seed and one of these themes make."""
    rng = random.Random(f"{key}-{seed}")
    theme = rng.choice(themes)
    said = converse(theme, rng, messages or rng.randint(8, 60), plain=key in INLINE)
    last = said[-1].time
    captured = last.replace(second=0) + timedelta(minutes=rng.randint(2, 600))
    sheet = Sheet(rng, theme, said[0].sender, theme.service, captured)
    data = FORMATS[key](sheet, said)
    if data is None:
        data = _encoded("\n".join(sheet.lines), rng)
    return Log(key, seed, data, tuple(sheet.truths), sheet.me, captured, NAMES.get(key, "chat.txt"))


INLINE: set[str] = set()
"""Formats that hold one line a message."""
NAMES: dict[str, str] = {}


TEXTS = (
    *("wechat_mail", "wechat_copy", "qq_txt", "qq_copy", "wework", "qianniu", "wangwang", "udesk"),
    *(
        "bracket",
        "lines",
        "whatsapp",
        "mixed_heads",
        "own_lines",
        "colon_blocks",
        "colon_lines",
        "clock_lines",
    ),
    *("csv_words", "html_page"),
)
"""Formats whose times are written for people, and so can be taken away."""

_TIMES = re.compile(
    r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}(?=,)|[0-9]{1,2}[-/][0-9]{1,2}(?= [0-9])"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}年"
)


def without_times(key: str, seed: int) -> Log:
    """A log whose times and dates were all taken away, in heads, days and texts."""
    log = write(key, seed, TUNED, 10)
    text = log.data.decode(
        "utf-16" if log.data[:2] in (b"\xff\xfe", b"\xfe\xff") else _guess(log.data)
    )
    return replace(log, data=_TIMES.sub("", text).encode())


def _guess(data: bytes) -> str:
    if data[1:2] == b"\0" or data.count(0) * 8 > len(data):
        return "utf-16-le"
    try:
        data.decode()
    except UnicodeDecodeError:
        return (
            "utf-16-le"
            if len(data) % 2 == 0 and "\n" in data.decode("utf-16-le", "replace")
            else "gb18030"
        )
    return "utf-8-sig"


def _encoded(text: str, rng: random.Random) -> bytes:
    text = text.replace("\n", rng.choice(("\n", "\n", "\r\n"))) + rng.choice(("", "\n"))
    encoding = rng.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"))
    return text.encode(encoding)


from tests.chatlogs import layouts as layouts  # noqa: E402  fills FORMATS
