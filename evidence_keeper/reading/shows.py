"""What a conversation shows: how often a person was asked for, how often the same answer came, when a person answered.

Every number has the messages behind it, so that each can be looked at and struck out. It counts within one item; what
several items show together is said elsewhere. A number is what rules found until a person confirms it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from evidence_keeper.model import CallSegment, Mark, MarkKind, Message, Role
from evidence_keeper.reading.asking import asks_for_person
from evidence_keeper.reading.repeats import Repeat, repeats
from evidence_keeper.reading.transcript import Line, Speaker

_SESSION = timedelta(minutes=30)  # a longer pause, and the next message begins another conversation
_REFUSAL = re.compile(
    r"(?:无法|不能|暂不|不支持|没有|没办法|不提供|未开通|不可以|不予).{0,8}(?:转接|转|接入|提供|为您转|联系)?.{0,4}人工"
    r"|人工.{0,8}(?:暂未开放|未开放|已下班|不在线|未开通|不提供|暂停服务|非工作时间|已取消)"
    r"|(?:无法|不能|暂不能|暂不支持|不支持|不予|没有权限|无权).{0,10}(?:退款|退费|退货|换货|取消|办理|处理|受理|解决|赔偿|补偿|回答)"
    r"|(?:不符合|超过).{0,10}(?:退款|退货|受理|赔付|售后).{0,6}(?:条件|范围|期限|时效)"
)
_WAIT = re.compile(
    r"排队|(?:前面|前方)还有.{0,6}[位人]|预计(?:需要)?(?:等待|等候)|坐席.{0,4}(?:全忙|繁忙|忙碌)|人工.{0,6}(?:全忙|繁忙|忙线)"
)
_HANG_UP = re.compile(
    r"(?:会话|服务|对话|咨询)(?:已|已经|将|即将)?(?:自动|超时)?(?:自动)?(?:结束|关闭|断开|终止)"
    r"|客服.{0,10}(?:已离开|离开了|结束了)(?:会话|本次)?|(?:长时间|超时)(?:未|没有|无).{0,6}(?:回复|响应|操作|输入|应答)|对方已挂断|通话(?:已)?中断"
)
_PROMISE = re.compile(
    r"(?P<n>[0-9]{1,3}|一|两|二|三|五|七|十|半)(?:[-~至到]\s*(?P<to>[0-9]{1,3}))?\s*个?(?P<unit>分钟|小时|工作日|自然日|天|日|周)"
    r"(?:之?内|以内|左右|后)[^。！？!?\n]{0,24}?(?:回复|联系|回电|致电|答复|处理|到账|解决|反馈|回访|退款|退还|办结|完成|核实)"
    r"|(?:会|将|稍后|尽快|立即|马上)[^。！？!?\n]{0,12}(?:专员|专人|工作人员|同事|客服|经理)[^。！？!?\n]{0,10}(?:联系|回复|回电|致电|跟进|处理)"
    r"|(?:专员|专人|工作人员)[^。！？!?\n]{0,6}(?:会|将)?[^。！？!?\n]{0,10}(?:联系|回复|回电|致电)您"
)
_NUMBERS = {"一": 1, "两": 2, "二": 2, "三": 3, "五": 5, "七": 7, "十": 10, "半": 0.5}
_UNITS = {
    "分钟": timedelta(minutes=1), "小时": timedelta(hours=1), "工作日": timedelta(days=1), "自然日": timedelta(days=1),
    "天": timedelta(days=1), "日": timedelta(days=1), "周": timedelta(days=7),
}  # fmt: skip
_WORKING_DAYS_SLACK = (
    2.0  # without a calendar of holidays: ten working days are counted as twenty days
)
_LOOKED_AT = 1000


@dataclass(frozen=True, slots=True)
class Promise:
    """Message `number` promises something. `due` is None where it or the message has no time; `kept` is False where
    the log goes on behind that and nobody of the company came back, None where it can't be told."""

    number: int
    due: datetime | None = None
    kept: bool | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Message `number` says that one has to wait; `seconds` until a person answered, None where that isn't known."""

    number: int
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Shows:
    """What an item shows. Counts have their messages in `evidence` (numbers from 1; in a recording, seconds).

    `first_human_at` is the first message of a person of the company, `first_human` its number, `seconds_to_human` from
    the first message of that conversation. `bot_seconds` is how long one spoke with nobody but a bot, over all
    conversations in the item (a pause of half an hour begins another); None where no times are known.
    """

    evidence: Mapping[str, tuple[int | float, ...]] = field(default_factory=dict)
    first_human: int | None = None
    first_human_at: datetime | None = None
    seconds_to_human: float | None = None
    bot_seconds: float | None = None
    repeats: tuple[Repeat, ...] = ()
    promises: tuple[Promise, ...] = ()
    waits: tuple[Wait, ...] = ()

    def count(self, kind: str) -> int:
        """How many of one of model.COUNTED."""
        return len(self.evidence.get(kind, ()))


def shows(messages: Sequence[Message], struck: Iterable[tuple[str, int]] = ()) -> Shows:
    """What messages show. `struck` are (kind, number) that a person said aren't so: they don't count."""
    out = set(struck)
    theirs = [one for one in messages if one.role in (Role.BOT, Role.UNKNOWN, Role.HUMAN)]
    ours = [one for one in messages if one.role is Role.ME]
    bot = [(one.number, one.text) for one in messages if one.role in (Role.BOT, Role.UNKNOWN)]
    again = repeats(bot) if ours else []
    again = [one for one in again if ("repeated_replies", one.number) not in out]
    waits = _waits(messages)
    promises = [one for one in _promises(messages, theirs) if ours]
    found: dict[str, list[int]] = {
        "human_requests": [one.number for one in ours if asks_for_person(one.text)],
        "repeated_replies": [one.number for one in again],
        "refusals": _said(theirs, _REFUSAL),
        "promises": [one.number for one in promises],
        "promises_not_kept": [one.number for one in promises if one.kept is False],
        "hang_ups": _said([*_system(messages), *theirs], _HANG_UP),
        "queue_waits": [one.number for one in waits],
    }
    evidence = {
        kind: tuple(number for number in numbers if (kind, number) not in out)
        for kind, numbers in found.items()
    }
    human = next((one for one in messages if one.role is Role.HUMAN), None)
    return Shows(
        evidence,
        human.number if human else None,
        human.time if human else None,
        _until(messages, human),
        _bot_seconds(messages),
        tuple(again),
        tuple(promises),
        tuple(waits),
    )


def _system(messages: Sequence[Message]) -> list[Message]:
    return [one for one in messages if one.role is Role.SYSTEM]


def _said(messages: Iterable[Message], words: re.Pattern[str]) -> list[int]:
    return sorted(one.number for one in messages if words.search(one.text[:_LOOKED_AT]))


# Conversations -------------------------------------------------------------------------------------------------


def _conversations(messages: Sequence[Message]) -> list[list[Message]]:
    """Messages with a time, parted where half an hour lies between two."""
    parts: list[list[Message]] = []
    for one in messages:
        if one.time is None:
            continue
        before = parts[-1][-1].time if parts else None
        if before is None or abs(one.time - before) > _SESSION:
            parts.append([])
        parts[-1].append(one)
    return parts


def _until(messages: Sequence[Message], human: Message | None) -> float | None:
    if human is None or human.time is None:
        return None
    for part in _conversations(messages):
        if human in part and part[0].time is not None:
            return max(0.0, (human.time - part[0].time).total_seconds())
    return None


def _bot_seconds(messages: Sequence[Message]) -> float | None:
    parts = [part for part in _conversations(messages) if any(one.role is Role.BOT for one in part)]
    return sum(map(_bot_seconds_of, parts)) if parts else None


def _bot_seconds_of(part: Sequence[Message]) -> float:
    """From the first message to the first of a person, or to the last one."""
    end = next((one for one in part if one.role is Role.HUMAN), part[-1])
    if part[0].time is None or end.time is None:
        return 0.0
    return max(0.0, (end.time - part[0].time).total_seconds())


def _waits(messages: Sequence[Message]) -> list[Wait]:
    """Who says that one has to wait, and how long it was until a person answered."""
    waits: list[Wait] = []
    human: Message | None = None
    for one in reversed(messages):
        if one.role is Role.HUMAN:
            human = one
        elif one.role is not Role.ME and _WAIT.search(one.text[:_LOOKED_AT]):
            known = human is not None and human.time is not None and one.time is not None
            seconds = (human.time - one.time).total_seconds() if known else None  # type: ignore[union-attr,operator]
            waits.append(Wait(one.number, seconds if seconds is None or seconds >= 0 else None))
    return waits[::-1]


# Promises ------------------------------------------------------------------------------------------------------


def _promises(messages: Sequence[Message], theirs: Sequence[Message]) -> list[Promise]:
    """Promises of the company; kept False only where the log itself goes on behind the date without anybody's word."""
    last = max((one.time for one in messages if one.time), default=None)
    humans = sorted(one.time for one in messages if one.role is Role.HUMAN and one.time)
    found = []
    for one in theirs:
        match = _PROMISE.search(one.text[:_LOOKED_AT])
        if match is None:
            continue
        due = _due(match, one.time)
        kept = None
        if due is not None and last is not None and last > due and one.time is not None:
            came = bisect_right(humans, due) > bisect_right(humans, one.time)
            kept = None if came else False
        found.append(Promise(one.number, due, kept))
    return found


def _due(match: re.Match[str], said: datetime | None) -> datetime | None:
    if said is None or match["unit"] is None:
        return None
    number = float(match["to"]) if match["to"] else _NUMBERS.get(match["n"], 0) or float(match["n"])
    if match["unit"] == "工作日":
        number *= _WORKING_DAYS_SLACK
    return said + number * _UNITS[match["unit"]]


# Recordings ----------------------------------------------------------------------------------------------------


def shows_of_call(
    marks: Sequence[Mark],
    segments: Sequence[CallSegment],
    lines: Sequence[Line] = (),
    started_at: datetime | None = None,
    struck: Iterable[tuple[str, int]] = (),
) -> Shows:
    """What a recording shows, in the same shape, with seconds instead of message numbers.

    Marks count only where a person listened and confirmed them; a transcript's lines of mine that ask for a person
    count where no confirmed mark lies within 10 s. Waiting is ringing, and music or quiet of a minute or more.
    """
    out = set(struck)
    sure = [mark for mark in marks if mark.confirmed]
    asked = _at(sure, MarkKind.ASKED_FOR_HUMAN)
    spoken = [
        line.start
        for line in lines
        if line.start is not None and line.speaker is Speaker.ME and asks_for_person(line.text)
    ]
    asked += [at for at in spoken if all(abs(at - other) > 10 for other in asked)]
    answered = _at(sure, MarkKind.HUMAN_ANSWERED)
    waits = [part for part in segments if _is_wait(part)]
    found: dict[str, list[float]] = {
        "human_requests": sorted(asked),
        "repeated_replies": [],
        "refusals": [],
        "promises": [],
        "promises_not_kept": [],
        "hang_ups": _at(sure, MarkKind.CUT_OFF),
        "queue_waits": [part.start for part in waits],
    }
    evidence = {
        kind: tuple(at for at in seconds if (kind, round(at)) not in out)
        for kind, seconds in found.items()
    }
    first = min(answered, default=None)
    end = max((part.end for part in segments), default=None)
    return Shows(
        evidence,
        None,
        started_at + timedelta(seconds=first) if started_at and first is not None else None,
        first,
        first if first is not None else end if asked else None,
        waits=tuple(Wait(round(part.start), part.end - part.start) for part in waits),
    )


def _at(marks: Iterable[Mark], kind: MarkKind) -> list[float]:
    return sorted(mark.seconds for mark in marks if mark.kind is kind)


def _is_wait(part: CallSegment) -> bool:
    long = part.end - part.start >= 60
    return part.kind == "ringing" or (part.kind in ("music", "quiet") and long)
