"""客服联系记录表 and 营销来电短信记录表: what the kept calls and chats show together, a row for each time.

A row is made of what an item says (its time, its number, what was counted in it) and of what a person wrote down about
it; nothing else. Counts reach paper only where a person confirmed them: until then a row says that nobody checked
(desk facts 4). What the computer was off for is written down afterwards and says so (本人事后补记).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from evidence_keeper.model import Case, EvidenceItem, Kind, MarkKind, Message, Role
from evidence_keeper.reading.call.waiting import Waiting
from evidence_keeper.reading.shows import Shows

MEMO = "memo"
"""Where an item that was written down afterwards keeps what its fields are (Provenance.extra)."""

_PAUSE = timedelta(minutes=30)
"""A longer pause in a chat, and the next message is another contact: as reading.shows parts conversations."""

_SERVICE_NUMBER = re.compile(r"(?:100(?:00|10|50|86|99)|1[0-2]\d{3}|9[56]\d{3,4}|[48]00\d{7})\d*")
"""Numbers that companies answer at: operators (10xxx), banks and carriers (95/96), 400 and 800."""

_SELLING = re.compile(r"推销|营销|骚扰|推荐办理|外呼")


class Record(StrEnum):
    """Which table an item belongs to; a person may say so (correction `record`)."""

    SERVICE = "service"
    MARKETING = "marketing"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Heard:
    """An item and what was read of it. `checked`: a person confirmed the counts; `number` is its exhibit number."""

    item: EvidenceItem
    number: str = ""
    seconds: float | None = None
    messages: Sequence[Message] = ()
    shows: Shows | None = None
    waiting: Waiting | None = None
    keys: str = ""
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """One time the company was asked. Times are aware, lengths seconds; None or empty where it isn't known.

    `requests` counts asking for a person; with `checked` a person has confirmed it. `reached`: whether a person
    answered, None where nobody can tell. `afterwards`: written down later, from memory. `numbers` are exhibits.
    """

    at: datetime | None
    until: datetime | None
    channel: str
    target: str = ""
    keys: str = ""
    bot_seconds: float | None = None
    requests: int = 0
    repeats: int = 0
    reached: bool | None = None
    waited: float | None = None
    staff: str = ""
    ticket: str = ""
    reply: str = ""
    outcome: str = ""
    checked: bool = False
    afterwards: bool = False
    numbers: tuple[str, ...] = ()
    item_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marketing:
    """One call or message that sold something. `refused`: whether the person said not to call any more."""

    at: datetime | None
    number: str
    who: str = ""
    said: str = ""
    refused: bool | None = None
    seconds: float | None = None
    afterwards: bool = False
    numbers: tuple[str, ...] = ()
    item_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """What the rows come to; of requests, repeats and waiting only what a person confirmed or wrote down. `remembered`
    are those of the requests that were written down from memory."""

    contacts: int = 0
    requests: int = 0
    repeats: int = 0
    reached: int = 0
    not_reached: int = 0
    unchecked: int = 0
    waited: float = 0.0
    remembered: int = 0


@dataclass(frozen=True, slots=True)
class Records:
    """Both tables, each in the order of time; what has no time stands behind."""

    contacts: tuple[Contact, ...] = ()
    marketing: tuple[Marketing, ...] = ()
    totals: Totals = field(default_factory=Totals)

    @property
    def first_refusal(self) -> Marketing | None:
        """The first call in which the person said not to be called again."""
        return next((one for one in self.marketing if one.refused), None)

    def after_refusal(self) -> tuple[Marketing, ...]:
        """What came after that: only what has a time that lies behind it."""
        first = self.first_refusal
        if first is None or first.at is None:
            return ()
        return tuple(one for one in self.marketing if one.at is not None and one.at > first.at)


def records(case: Case, heard: Iterable[Heard]) -> Records:
    """The tables of a case."""
    contacts: list[Contact] = []
    marketing: list[Marketing] = []
    for together in _grouped(heard):
        kind = _record_of(case, together)
        if kind is Record.SERVICE:
            contacts += _contacts(together)
        elif kind is Record.MARKETING:
            marketing.append(_marketing(together))
    ordered = tuple(sorted(contacts, key=_order))
    return Records(ordered, tuple(sorted(marketing, key=_order)), _totals(ordered))


def _order(row: Contact | Marketing) -> tuple[bool, float]:
    return (row.at is None, 0.0 if row.at is None else row.at.timestamp())


def _grouped(heard: Iterable[Heard]) -> Iterator[list[Heard]]:
    """What was recorded or captured together is one time: two tracks, a cut-out and what it was cut from."""
    groups: dict[str, list[Heard]] = {}
    for one in heard:
        groups.setdefault(one.item.group or one.item.item_id, []).append(one)
    yield from groups.values()


def _record_of(case: Case, together: Sequence[Heard]) -> Record:
    for one in together:
        said = one.item.corrections.get("record", "")
        if said in set(Record):
            return Record(said)
        memo = _memo(one.item)
        if memo.get("record") in set(Record):
            return Record(memo["record"])
    first = together[0].item
    if _SELLING.search(" ".join((first.purpose, first.corrections.get("title", ""), first.name))):
        return Record.MARKETING
    if any(one.item.kind is Kind.CHAT or one.messages for one in together if not _is_call(one)):
        return Record.SERVICE if any(_mine(one.messages) for one in together) else Record.NONE
    if any(_is_call(one) and _is_service(case, one) for one in together):
        return Record.SERVICE
    return Record.NONE


def _is_call(one: Heard) -> bool:
    return one.item.kind in (Kind.CALL, Kind.AUDIO)


def _is_service(case: Case, one: Heard) -> bool:
    """A call with the company: by its number, or because a person marked in it what is only marked in such a call."""
    number = re.sub(r"\D", "", one.item.provenance.phone_number or "")
    own = re.sub(r"\D", "", case.get("company_phone"))
    asked = {MarkKind.ASKED_FOR_HUMAN, MarkKind.HUMAN_ANSWERED, MarkKind.BESIDE_THE_POINT}
    if any(mark.kind in asked for mark in one.item.marks):
        return True
    return bool(number) and (number == own or _SERVICE_NUMBER.fullmatch(number) is not None)


def _mine(messages: Sequence[Message]) -> list[Message]:
    return [one for one in messages if one.role is Role.ME]


# 客服联系记录表 ------------------------------------------------------------------------------------------------------


def _contacts(together: Sequence[Heard]) -> Iterator[Contact]:
    leading = _leading(together)
    if _memo(leading.item):
        yield _from_memo(leading, together)
    elif leading.messages and not _is_call(leading):
        yield from _from_chat(leading, together)
    else:
        yield _from_call(leading, together)


def _leading(together: Sequence[Heard]) -> Heard:
    """The one that says most: marks and counts first, the original before a copy of it."""
    return max(
        together,
        key=lambda one: (
            not one.item.derived_from,
            len(one.item.marks),
            one.shows.count("human_requests") if one.shows else 0,
        ),
    )


def _from_call(one: Heard, together: Sequence[Heard]) -> Contact:
    item, waiting = one.item, one.waiting
    until = None
    if item.captured_at is not None and one.seconds is not None:
        until = item.captured_at + timedelta(seconds=one.seconds)
    confirmed = [mark for member in together for mark in member.item.marks if mark.confirmed]
    # Marks are confirmed one by one: a count is checked when none is left to listen to.
    left = any(not mark.confirmed for member in together for mark in member.item.marks)
    checked = not left and (bool(confirmed) or one.checked)
    requests = one.shows.count("human_requests") if one.shows else 0
    reached = None
    if any(mark.kind is MarkKind.HUMAN_ANSWERED for mark in confirmed):
        reached = True
    elif checked and requests:
        reached = False
    return Contact(
        item.captured_at,
        until,
        "电话",
        item.provenance.phone_number or item.provenance.contact or "",
        one.keys,
        requests=requests,
        reached=reached,
        waited=None if waiting is None else waiting.total,
        checked=checked,
        **_written(one, together),
    )


def _from_chat(one: Heard, together: Sequence[Heard]) -> Iterator[Contact]:
    parts = _conversations(one.messages)
    for number, part in enumerate(parts):
        if not _mine(part):
            continue
        inside = {message.number for message in part}
        timed = [message.time for message in part if message.time is not None]
        human = next((message for message in part if message.role is Role.HUMAN), None)
        began = timed[0] if timed else None
        waited = None
        if human is not None and human.time is not None and began is not None:
            waited = max(0.0, (human.time - began).total_seconds())
        written = _written(one, together)
        if len(parts) > 1 and number < len(parts) - 1:
            written |= {"reply": "", "outcome": ""}  # said of the whole: it stands at the last
        yield Contact(
            began,
            timed[-1] if timed else None,
            "在线客服",
            _with_whom(part),
            bot_seconds=_bot_seconds(part),
            requests=_counted(one.shows, "human_requests", inside),
            repeats=_counted(one.shows, "repeated_replies", inside),
            reached=human is not None if one.checked or human is not None else None,
            waited=waited,
            checked=one.checked,
            **written,
        )


def _conversations(messages: Sequence[Message]) -> list[list[Message]]:
    """Parted where half an hour lies between two; a message without a time belongs to what stands before it."""
    parts: list[list[Message]] = []
    last: datetime | None = None
    for one in messages:
        apart = one.time is not None and last is not None and abs(one.time - last) > _PAUSE
        if not parts or apart:
            parts.append([])
        parts[-1].append(one)
        last = one.time or last
    return parts


def _counted(shows: Shows | None, kind: str, inside: set[int]) -> int:
    found = shows.evidence.get(kind, ()) if shows else ()
    return sum(1 for number in found if number in inside)


def _bot_seconds(part: Sequence[Message]) -> float | None:
    """From the first message to the first of a person, or to the last one."""
    if not any(one.role is Role.BOT for one in part):
        return None
    end = next((one for one in part if one.role is Role.HUMAN), part[-1])
    first = next((one.time for one in part if one.time is not None), None)
    if first is None or end.time is None:
        return None
    return max(0.0, (end.time - first).total_seconds())


def _with_whom(part: Sequence[Message]) -> str:
    names = (one.sender for one in part if one.role in (Role.BOT, Role.HUMAN, Role.UNKNOWN))
    return next((name for name in names if name), "")


def _written(one: Heard, together: Sequence[Heard]) -> dict[str, Any]:
    """What a person wrote down about it, and which exhibits it stands in."""
    said = [member.item.corrections for member in together]

    def first(key: str) -> str:
        return next((known[key].strip() for known in said if known.get(key, "").strip()), "")

    return {
        "staff": first("staff"),
        "ticket": first("ticket"),
        "reply": first("reply"),
        "outcome": first("result"),
        "numbers": tuple(dict.fromkeys(member.number for member in together if member.number)),
        "item_ids": tuple(member.item.item_id for member in together),
    }


def _totals(contacts: Sequence[Contact]) -> Totals:
    sure = [one for one in contacts if one.checked or one.afterwards]
    return Totals(
        len(contacts),
        sum(one.requests for one in sure),
        sum(one.repeats for one in sure),
        sum(1 for one in contacts if one.reached),
        sum(1 for one in contacts if one.reached is False),
        sum(1 for one in contacts if one.requests and one not in sure),
        sum(one.waited or 0.0 for one in sure),
        sum(one.requests for one in sure if one.afterwards),
    )


# 补记 -----------------------------------------------------------------------------------------------------------


def _memo(item: EvidenceItem) -> Mapping[str, str]:
    found = item.provenance.extra.get(MEMO)
    return found if isinstance(found, Mapping) else MappingProxyType({})


def _from_memo(one: Heard, together: Sequence[Heard]) -> Contact:
    memo = _memo(one.item)
    seconds = _number(memo.get("seconds"))
    at = one.item.captured_at
    return Contact(
        at,
        at + timedelta(seconds=seconds) if at is not None and seconds is not None else None,
        memo.get("channel") or "电话",
        memo.get("number", ""),
        requests=int(_number(memo.get("requests")) or 0),
        reached={"yes": True, "no": False}.get(memo.get("reached", "")),
        waited=_number(memo.get("waited")),
        afterwards=True,
        **_merged(_written(one, together), memo),
    )


def _merged(written: dict[str, Any], memo: Mapping[str, str]) -> dict[str, Any]:
    """What was corrected later wins over what was written down first."""
    said = {"staff": "staff", "ticket": "ticket", "reply": "said", "outcome": "result"}
    return {**written, **{key: written[key] or memo.get(of, "") for key, of in said.items()}}


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


# 营销来电短信记录表 ------------------------------------------------------------------------------------------------


def _marketing(together: Sequence[Heard]) -> Marketing:
    one = together[0]
    memo = _memo(one.item)
    said = {key: _first(together, key) for key in ("who", "reply", "refused")}
    refused = said["refused"] or memo.get("refused", "")
    return Marketing(
        one.item.captured_at,
        memo.get("number") or one.item.provenance.phone_number or "",
        said["who"] or memo.get("who", "") or one.item.provenance.contact or "",
        said["reply"] or memo.get("said", "") or one.item.purpose,
        {"yes": True, "no": False}.get(refused),
        _number(memo.get("seconds")) if memo else one.seconds,
        bool(memo),
        tuple(dict.fromkeys(member.number for member in together if member.number)),
        tuple(member.item.item_id for member in together),
    )


def _first(together: Sequence[Heard], key: str) -> str:
    said = (member.item.corrections.get(key, "").strip() for member in together)
    return next((one for one in said if one), "")
