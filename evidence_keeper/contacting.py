"""Joins the records across items to the vault: which times the company was asked, which times it called.

What is counted within an item is read by its own room; here it is only brought together. A call or message that
nothing was recorded of is written down afterwards as an item of its own, marked as such (本人事后补记).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from evidence_keeper import memos
from evidence_keeper.bundle.exhibits import number
from evidence_keeper.complaint.contacts import MEMO, Heard, Record, Records, records
from evidence_keeper.errors import InputError, SourceError
from evidence_keeper.jobs import Job
from evidence_keeper.model import EvidenceItem, Kind, Message
from evidence_keeper.reading.call import CallStructure
from evidence_keeper.reading.call.waiting import Waiting
from evidence_keeper.reading.shows import Shows, shows
from evidence_keeper.vault import Vault

MEMO_FIELDS = (
    "number",
    "channel",
    "who",
    "said",
    "refused",
    "seconds",
    "requests",
    "reached",
    "waited",
    "staff",
    "ticket",
    "result",
)
_WORDS = {
    "number": "对方号码",
    "channel": "渠道",
    "who": "自称谁",
    "said": "说了什么",
    "refused": "我是否说“不要再打”",
    "seconds": "通话秒数",
    "requests": "要求转人工次数",
    "reached": "是否接通人工",
    "waited": "等待秒数",
    "staff": "工号",
    "ticket": "工单号",
    "result": "结果",
}
_TITLES = {Record.MARKETING: "营销来电补记", Record.SERVICE: "客服联系补记"}
_YES_NO = frozenset({"refused", "reached"})
_COUNTS = frozenset({"seconds", "requests", "waited"})
_READ = frozenset({Kind.CALL, Kind.AUDIO, Kind.CHAT})
_PICTURES = frozenset({Kind.IMAGE, Kind.SCREENSHOT})


class Read(Protocol):
    """What was read of an item, as the records need it."""

    @property
    def messages(self) -> tuple[Message, ...]: ...
    @property
    def shows(self) -> Shows | None: ...
    @property
    def waiting(self) -> Waiting | None: ...
    @property
    def call(self) -> CallStructure | None: ...
    @property
    def checked_by_person(self) -> bool: ...


def of_case(
    vault: Vault,
    case_id: str,
    read: Callable[[EvidenceItem], Read | None],
    job: Job | None = None,
) -> Records:
    """The records of a case. `read` gives what an item says, None where nobody read it. See Keeper.contacts."""
    case = vault.case(case_id)
    items = vault.items(case_id, withdrawn=False)
    numbers = {entry.item.item_id: entry.number for entry in number(items)}
    heard = []
    for done, item in enumerate(items):
        if job is not None:
            job.check()
            job.report("reading", done, len(items), item.name)
        heard.append(_heard(item, numbers[item.item_id], read))
    return records(case, heard)


def _heard(item: EvidenceItem, number: str, read: Callable[[EvidenceItem], Read | None]) -> Heard:
    found = None
    if item.kind in _READ | _PICTURES:
        try:
            found = read(item)
        except SourceError:
            found = None  # what can't be read has its row all the same
    if found is None:
        return Heard(item, number)
    return Heard(
        item,
        number,
        None if found.call is None else found.call.seconds,
        found.messages,
        found.shows or (shows(found.messages) if found.messages else None),
        found.waiting,
        "" if found.call is None else found.call.keys,
        found.checked_by_person,
    )


def write_down(
    vault: Vault,
    case_id: str,
    record: str,
    fields: Mapping[str, str],
    at: datetime | None,
    now: datetime | None = None,
) -> EvidenceItem:
    """Keep what a person remembers of a call or message; see Keeper.write_down."""
    vault.case(case_id)
    if record not in (Record.SERVICE, Record.MARKETING):
        raise InputError("field_invalid", field="record", value=record, expects="record")
    known = {key: _checked(key, value) for key, value in fields.items() if value.strip()}
    if not known:
        raise InputError("field_invalid", field="note", value="", expects="text")
    return memos.keep(
        vault,
        case_id,
        _TITLES[Record(record)],
        _lines(known, at),
        {MEMO: {**known, "record": record}},
        now or datetime.now().astimezone(),
        at=at,
        phone_number=known.get("number") or None,
        contact=known.get("who") or None,
    )


def _checked(key: str, value: str) -> str:
    value = " ".join(value.split())
    if key not in MEMO_FIELDS:
        raise InputError("field_unknown", field=key, known=MEMO_FIELDS)
    if key in _YES_NO and value not in ("yes", "no"):
        raise InputError("field_invalid", field=key, value=value, expects="yes_no")
    if key == "number":
        value = value.replace(" ", "").replace("-", "")
        if not (value.isascii() and value.isdecimal()):
            raise InputError("field_invalid", field=key, value=value, expects="digits")
    if key in _COUNTS and not (value.isascii() and value.isdecimal() and len(value) <= 6):
        raise InputError("field_invalid", field=key, value=value, expects="count")
    return value


def _lines(known: Mapping[str, str], at: datetime | None) -> list[str]:
    """What is known, a line each: a person can read it without this program."""
    words = {"yes": "是", "no": "否"}
    return [
        f"发生时间：{at:%Y-%m-%d %H:%M}" if at is not None else "发生时间：记不清",
        *(f"{_WORDS[key]}：{words.get(known[key], known[key])}" for key in _ordered(known)),
    ]


def _ordered(known: Mapping[str, str]) -> Sequence[str]:
    return [key for key in MEMO_FIELDS if key in known]
