"""A transcript as a person types it, read and written without losing a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.model import Role
from evidence_keeper.reading.transcript import Line, Speaker, Transcript, messages, parse, write

TYPED = """[00:03] 对方：您好，请问有什么可以帮您？
[00:07.5-00:09] 我：转人工。

[1:02:03] 您的诉求我没听清
    请再说一遍。
我：我要人工！
【01:05】客服：好的
"""


def test_what_a_person_types() -> None:
    assert parse(TYPED).lines == (
        Line(3, None, Speaker.OTHER, "您好，请问有什么可以帮您？"),
        Line(7.5, 9, Speaker.ME, "转人工。"),
        Line(3723, None, Speaker.UNKNOWN, "您的诉求我没听清\n请再说一遍。"),
        Line(None, None, Speaker.ME, "我要人工！"),
        Line(65, None, Speaker.OTHER, "好的"),
    )
    assert parse(TYPED).last_second == 3723


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("[00:05]我:好", Line(5, None, Speaker.ME, "好")),
        ("［0：05］ 对方： 好 ", Line(5, None, Speaker.OTHER, "好")),
        ("[00:05 至 00:07] 好", Line(5, 7, Speaker.UNKNOWN, "好")),
        ("[90:00] 好", Line(5400, None, Speaker.UNKNOWN, "好")),
        ("没有时间的一句", Line(None, None, Speaker.UNKNOWN, "没有时间的一句")),
        ("[00:05]", Line(5, None, Speaker.UNKNOWN, "")),
        ("[12345] 我：好", Line(None, None, Speaker.UNKNOWN, "[12345] 我：好")),
        ("\ufeff[00:05] 我：好", Line(5, None, Speaker.ME, "好")),
    ],
)
def test_what_is_typed_a_little_differently(typed: str, line: Line) -> None:
    assert parse(typed).lines == (line,)


def test_nothing_is_nothing() -> None:
    assert parse("\n \n") == Transcript()
    assert write(Transcript()) == ""


_seconds = st.integers(0, 99_000).map(lambda tenths: tenths / 10)
_said = st.text("转人工。abc 好，", min_size=1, max_size=12).map(str.strip).filter(bool)
_lines = st.builds(
    lambda start, lasts, who, said: Line(
        start, None if lasts is None else round(start + lasts, 1), who, said
    ),
    _seconds,
    st.none() | st.sampled_from([0.5, 1.0, 12.3]),
    st.sampled_from(Speaker),
    st.lists(_said, min_size=1, max_size=3).map("\n".join),
)


@given(st.lists(_lines, max_size=6).map(tuple).map(Transcript))
def test_what_was_written_is_read_again(known: Transcript) -> None:
    assert parse(write(known)) == known


@given(st.text(max_size=80))
def test_no_text_is_too_strange(text: str) -> None:
    said = "".join(line.text for line in parse(text).lines)
    again = parse(write(parse(text)))
    assert "".join(line.text for line in again.lines).split() == said.split()


def test_turns_are_messages_too() -> None:
    shown = list(messages(parse("[00:01] 我：一\n[00:02] 对方：二\n[00:03] 三")))
    assert [(one.number, one.sender, one.role, one.text) for one in shown] == [
        (1, "我", Role.ME, "一"),
        (2, "对方", Role.UNKNOWN, "二"),
        (3, "", Role.UNKNOWN, "三"),
    ]
    assert all(one.time is None for one in shown)
