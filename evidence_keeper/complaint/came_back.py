"""What comes back after a complaint was handed in: which fields it fills, and how the memo of it reads.

Each is a step in the matter: it is kept as evidence (a memo that says it was written down afterwards, and the files
that belong to it), and its fields move the case on. What an earlier office did is taken off the case when another one
gets it; the journal and the memos still have it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from evidence_keeper.complaint import channels
from evidence_keeper.complaint.days import say_day
from evidence_keeper.model import Case

What = Literal["hotline", "filed", "accepted", "reply", "result"]
HOTLINE_OFFICE = "12315"
_OUTCOMES = {
    "accepted": "受理了",
    "refused": "不受理",
    "agreed": "调解成了，还没有兑现",
    "paid": "已经兑现",
    "failed": "没有调解成",
    "no_answer": "到期没有答复",
}


@dataclass(frozen=True, slots=True)
class CameBack:
    """One thing that comes back. `fields` are the case's fields and their labels in the memo; `day` is the field that
    says when; one of `needed` has to be filled in; `clears` are fields of an earlier step that no longer hold."""

    what: What
    title: str
    day: str
    fields: Mapping[str, str]
    needed: tuple[str, ...]
    clears: tuple[str, ...] = ()


_LATER = ("accepted_on", "outcome", "outcome_on", "outcome_words")

CAME_BACK: Mapping[str, CameBack] = {
    one.what: one
    for one in (
        CameBack(
            "hotline",
            "投诉热线通话补记",
            "hotline_on",
            {
                "hotline_on": "打电话的日子",
                "hotline_agent": "接线员姓名或者工号",
                "hotline_ticket": "工单编号",
                "hotline_promise": "对方答应的",
            },
            ("hotline_agent", "hotline_ticket", "hotline_promise"),
        ),
        CameBack(
            "filed",
            "提交记录",
            "filed_on",
            {"filed_channel": "交到", "filed_on": "交的日子", "filed_no": "编号"},
            ("filed_on", "filed_no"),
            _LATER,
        ),
        CameBack(
            "accepted",
            "受理记录",
            "accepted_on",
            {"accepted_on": "受理的日子", "filed_no": "编号"},
            ("accepted_on",),
            ("outcome", "outcome_on", "outcome_words"),
        ),
        CameBack(
            "reply",
            "收到的答复",
            "replied_on",
            {"replied_on": "答复的日子", "replied_by": "谁答复的", "reply_words": "怎么说的"},
            ("reply_words",),
        ),
        CameBack(
            "result",
            "处理结果",
            "outcome_on",
            {"outcome_on": "有结果的日子", "outcome": "结果", "outcome_words": "怎么说的"},
            ("outcome",),
        ),
    )
}
"""Everything that can come back, in the order in which it usually does."""


def changes(case: Case, one: CameBack, given: Mapping[str, str], channel: str) -> dict[str, str]:
    """The fields that the case has after this; `given` are checked values, `channel` the office it is about.

    A number from the hotline means that 12315 has the complaint now, unless another office has it already.
    """
    found = {key: given[key] for key in one.fields if given.get(key)}
    cleared = {key: "" for key in one.clears if case.get(key)}
    if one.what == "filed":
        found["filed_channel"] = given.get("filed_channel") or channel
        if not given.get("filed_no") and case.get("filed_no"):
            cleared["filed_no"] = ""  # another office's number says nothing here
    if one.what == "hotline" and given.get("hotline_ticket") and not case.get("filed_channel"):
        found |= {
            "filed_channel": HOTLINE_OFFICE,
            "filed_on": given["hotline_on"],
            "filed_no": given["hotline_ticket"],
        }
    return cleared | found


def memo_lines(one: CameBack, given: Mapping[str, str], channel: str) -> list[str]:
    """The memo, a line for each thing that is known, as people say it."""
    office = channels.load(given.get("filed_channel") or channel).name
    told = {**given, "filed_channel": office} if "filed_channel" in one.fields else dict(given)
    lines = [
        f"{label}：{_said(key, told[key])}" for key, label in one.fields.items() if told.get(key)
    ]
    return lines if "filed_channel" in one.fields else [f"机构：{office}", *lines]


def purpose(one: CameBack, given: Mapping[str, str], channel: str) -> str:
    """What the memo and its files are to show, in the catalogue."""
    office = channels.load(given.get("filed_channel") or channel).name
    number = given.get("filed_no") or given.get("hotline_ticket")
    told = [office, say_day(given.get(one.day, "")), f"编号{number}" if number else ""]
    return f"{one.title}：" + "，".join(part for part in told if part)


def usual_day(one: CameBack, given: Mapping[str, str], today: date) -> dict[str, str]:
    """The values with today as the day, where none is given: it is written down when it comes."""
    return {**given, one.day: given.get(one.day) or today.isoformat()}


def _said(key: str, value: str) -> str:
    if key == "outcome":
        return _OUTCOMES.get(value, value)
    return say_day(value) if key.endswith("_on") else value
