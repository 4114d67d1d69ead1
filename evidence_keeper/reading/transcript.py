"""What is said in a recording, as lines with their seconds: written by a person, or by a machine until one confirms it.

The text form is what a person types: `[01:05] 我：我要人工。`, one line a turn. `[01:05-01:09]` says when it ends,
half a second is `[01:05.5]`, an hour `[1:01:05]`. 我 and 对方 may be left out; a line without a time goes on with the
turn above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from evidence_keeper.model import Message, Role


class Speaker(StrEnum):
    """Who says a line. A machine knows it only where each side has a track of its own."""

    ME = "me"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """One turn: seconds from the recording's start (None where not stated), who, and what; `source` hand or machine."""

    start: float | None
    end: float | None
    speaker: Speaker
    text: str
    source: str = "hand"


@dataclass(frozen=True, slots=True)
class Transcript:
    """The turns in the order in which they stand."""

    lines: tuple[Line, ...] = ()

    @property
    def last_second(self) -> float:
        """The latest time that it names, 0 where it names none."""
        return max((at for line in self.lines for at in (line.start, line.end) if at), default=0.0)


WORDS = {Speaker.ME: "我", Speaker.OTHER: "对方", Speaker.UNKNOWN: ""}
_WHO = {"我": Speaker.ME, "本人": Speaker.ME, "对方": Speaker.OTHER, "客服": Speaker.OTHER}
_TIME = r"(?:(\d{1,2})[:：])?(\d{1,3})[:：](\d{2}(?:\.\d{1,3})?)"
_TURN = re.compile(rf"[\[［【]\s*{_TIME}(?:\s*[-–—~至]\s*{_TIME})?\s*[\]］】]\s*(.*)", re.DOTALL)
_SPEAKER = re.compile(rf"({'|'.join(_WHO)})\s*[:：]\s*(.*)", re.DOTALL)


def parse(text: str, source: str = "hand") -> Transcript:
    """The turns of a text. Never fails: what has no time has None, and no line is lost."""
    found: list[Line] = []
    for row in text.lstrip("\ufeff").splitlines():
        line = _turn(row.strip(), source)
        if line is not None:
            found.append(line)
        elif row.strip() and found:
            last = found.pop()
            more = f"{last.text}\n{row.strip()}" if last.text else row.strip()
            found.append(Line(last.start, last.end, last.speaker, more, source))
        elif row.strip():
            found.append(Line(None, None, Speaker.UNKNOWN, row.strip(), source))
    return Transcript(tuple(found))


def _turn(row: str, source: str) -> Line | None:
    timed = _TURN.fullmatch(row)
    start = end = None
    if timed:
        start, end = _seconds(*timed.groups()[:3]), _seconds(*timed.groups()[3:6])
        row = timed[7].strip()
    named = _SPEAKER.fullmatch(row)
    if named:
        return Line(start, end, _WHO[named[1]], named[2].strip(), source)
    return Line(start, end, Speaker.UNKNOWN, row, source) if timed else None


def _seconds(hours: str | None, minutes: str | None, seconds: str | None) -> float | None:
    if minutes is None or seconds is None:
        return None
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)


def write(transcript: Transcript) -> str:
    """The text form; parse gives the same lines again (times to a tenth of a second)."""
    return "".join(f"{_row(line)}\n" for line in transcript.lines)


def _row(line: Line) -> str:
    who = WORDS[line.speaker]
    said = f"{who}：{line.text}" if who else line.text
    if line.start is None:
        return said
    until = "" if line.end is None else f"-{_clock(line.end)}"
    return f"[{_clock(line.start)}{until}] {said}".rstrip()


def _clock(seconds: float) -> str:
    tenths = round(seconds * 10)
    minutes, left = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    shown = f"{left // 10:02d}" + (f".{left % 10}" if left % 10 else "")
    return f"{hours}:{minutes:02d}:{shown}" if hours else f"{minutes:02d}:{shown}"


def messages(transcript: Transcript) -> Iterator[Message]:
    """The turns as messages, whose `line` is the turn's number. Who the other side is, a person or not, isn't known."""
    for number, line in enumerate(transcript.lines, start=1):
        role = Role.ME if line.speaker is Speaker.ME else Role.UNKNOWN
        yield Message(number, number, line.text, sender=WORDS[line.speaker], role=role)
