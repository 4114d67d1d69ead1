"""Heads written otherwise than most of a file's are heads all the same: nobody's words go into another's mouth."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from evidence_keeper.model import Message, Role, TimeSource
from evidence_keeper.reading.chat import read_chat

NOW = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
TWENTIETH = "2026-11-20 21:22"
KNOWN = (TWENTIETH, TimeSource.INHERITED_DATE)
UNKNOWN = ("", TimeSource.NONE)


@pytest.fixture(autouse=True)
def shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def read(text: str) -> tuple[Message, ...]:
    return read_chat(text.encode(), captured_at=NOW, not_after=NOW).messages


def copied(head: str, later: str = "2026-11-20 21:23") -> str:
    return (
        "老沈 2026-11-20 21:20\n我要找人工客服\n\n小智客服 2026-11-20 21:20\n您好，请问有什么可以帮您？\n\n"
        f"{head}\n我自己说的话\n\n小智客服 {later}\n抱歉，我没听懂\n\n老沈 {later}\n人工！\n"
    )


@pytest.mark.parametrize(
    ("head", "who"),
    [
        ("老沈 21:22", "老沈"),
        ("老沈  21:22:00", "老沈"),
        ("老沈\t21:22", "老沈"),
        ("老沈 21：22", "老沈"),
        ("老沈：21:22", "老沈"),
        ("老沈 (21:22)", "老沈"),
        ("21:22 老沈", "老沈"),
        ("[21:22] 老沈", "老沈"),
        ("老沈 晚上9:22", "老沈"),
        ("老沈 9:22 PM", "老沈"),
        ("沈2 21:22", "沈2"),
        ("王 五 21:22", "王 五"),
        ("老沈🌸 21:22", "老沈🌸"),
    ],
)
def test_a_head_without_its_day_between_two_of_one_day(head: str, who: str) -> None:
    messages = read(copied(head))
    assert len(messages) == 5
    stray = messages[2]
    assert (stray.sender, stray.text) == (who, "我自己说的话")
    assert messages[1].text == "您好，请问有什么可以帮您？"
    assert (f"{stray.time:%Y-%m-%d %H:%M}" if stray.time else "", stray.time_source) == KNOWN


@pytest.mark.parametrize(
    ("head", "later"),
    [
        ("老沈 21:22", "2026-11-21 09:00"),  # either day
        ("老沈 20:10", "2026-11-20 21:23"),  # not between the two
        ("老沈 12/10/26 21:22", "2026-11-20 21:23"),  # day or month first
        ("老沈 昨天 08:00", "2026-11-20 21:23"),  # counted from another day than the log's
    ],
)
def test_no_day_is_made_up_where_the_neighbours_leave_it_open(head: str, later: str) -> None:
    stray = read(copied(head, later))[2]
    assert (stray.sender, stray.text) == ("老沈", "我自己说的话")
    assert (stray.time, stray.time_source) == (None, TimeSource.NONE)


def test_the_last_head_has_no_neighbour_below() -> None:
    messages = read("老沈 2026-11-20 21:20\n在吗\n老沈 21:22\n转人工\n小智客服 21:23\n您好\n")
    assert [(one.sender, one.text, one.time is None) for one in messages] == [
        ("老沈", "在吗", False),
        ("老沈", "转人工", True),
        ("小智客服", "您好", True),
    ]


@pytest.mark.parametrize("shape", ["{who} {clock}", "{clock} {who}", "{who}  {clock}"])
def test_a_log_of_clocks_only_has_senders_and_no_times(shape: str) -> None:
    said = [
        ("老沈", "21:20", "在吗"),
        ("小智客服", "21:21", "您好"),
        ("老沈", "21:22", "转人工"),
    ] * 2
    text = "\n".join(f"{shape.format(who=who, clock=clock)}\n{words}" for who, clock, words in said)
    messages = read(text)
    assert [(one.sender, one.text) for one in messages] == [(who, words) for who, _, words in said]
    assert all(one.time is None for one in messages)
    assert [one.role for one in messages if one.sender == "老沈"] == [Role.ME] * 4


@pytest.mark.parametrize(
    "line", ["明天 10:30", "见面时间 10:30", "会议 10:30", "预计送达 18:00", "周一至周五 9:00"]
)
def test_a_line_of_a_timetable_stays_in_its_message(line: str) -> None:
    messages = read(copied(line))
    assert len(messages) == 4
    assert line in messages[1].text


def test_name_above_time_without_its_day() -> None:
    text = "".join(
        f"{who}\n{when}\n{words}\n\n"
        for who, when, words in [
            ("老沈", "2026-11-20 21:20:00", "在吗"),
            ("小智客服", "2026-11-20 21:21:00", "您好"),
            ("老沈", "21:22", "转人工"),
            ("小智客服", "2026-11-20 21:23:00", "没听懂"),
            ("老沈", "2026-11-20 21:24:00", "人工"),
        ]
    )
    messages = read(text)
    assert [one.text for one in messages] == ["在吗", "您好", "转人工", "没听懂", "人工"]
    assert [one.sender for one in messages][2] == "老沈"
    assert messages[2].time is not None
