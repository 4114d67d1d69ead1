"""The laws of line breaking (GB/T 15834), for any text and any width."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.bundle.kinsoku import (
    NOT_AT_END,
    NOT_AT_START,
    break_lines,
    may_tear,
)

SIGNS = "甲乙丙丁戊，。、；：？！）》”（《“…—abc019- .%元"
MIXED = st.text(st.sampled_from(SIGNS), max_size=120)


def lines_of(text: str, room: float) -> list[str]:
    """The text broken with characters of width 1 (ASCII 0.5)."""
    widths = [0.5 if sign.isascii() else 1.0 for sign in text]
    return [text[start:end] for start, end in break_lines(text, widths, room)]


@given(MIXED, st.floats(1, 40))
def test_no_character_is_lost_or_moved(text: str, room: float) -> None:
    lines = lines_of(text, room)
    assert "".join(lines) == text
    assert all(lines) or not text


@given(MIXED, st.floats(1, 40))
def test_no_line_is_too_wide_but_for_a_blank_at_its_end(text: str, room: float) -> None:
    for line in lines_of(text, room):
        seen = line[:-1] if line.endswith(" ") else line
        wide = sum(0.5 if sign.isascii() else 1.0 for sign in seen)
        assert wide <= room + 0.02 or len(seen) == 1


@given(MIXED, st.integers(6, 40))
def test_punctuation_stands_wrong_only_where_a_whole_line_allows_no_break(
    text: str, room: int
) -> None:
    lines = lines_of(text, room)
    at = 0
    for line, following in pairwise(lines):
        start, at = at, at + len(line)
        wrong = following[0] in NOT_AT_START or line[-1] in NOT_AT_END
        half = start + max(1, len(line) // 2)
        if wrong and line[-1] != " ":
            assert not any(may_tear(text, (), place) for place in range(half, at + 1))


@given(
    st.text(st.sampled_from("甲乙丙丁，。（）“”、《》"), min_size=2, max_size=80),
    st.integers(10, 40),
)
def test_ordinary_chinese_never_begins_a_line_with_a_comma(text: str, room: int) -> None:
    spaced = "".join(f"字字字{sign}字字" for sign in text)
    for line, following in pairwise(lines_of(spaced, room)):
        assert following[0] not in NOT_AT_START
        assert line[-1] not in NOT_AT_END


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("他说：“好。”然后走了", 6, ["他说：", "“好。”然后", "走了"]),
        ("订单A0001已退款元整", 5, ["订单A0001", "已退款元整"]),
        ("费用1,234.50元很多", 6, ["费用1,234.50", "元很多"]),
        ("一二三四五六七", 6, ["一二三四五", "六七"]),
        ("天地——人", 3, ["天", "地——", "人"]),
        ("", 6, [""]),
    ],
)
def test_examples_as_a_printer_sets_them(text: str, room: float, lines: list[str]) -> None:
    assert lines_of(text, room) == lines


def test_an_emoji_sequence_stays_whole() -> None:
    glued = [False, False, False, True, True, False]
    assert break_lines("甲乙👍x🏻丙", [1, 1, 1, 0, 0, 1], 2.5, glued=glued)[0] == (0, 2)
    lines = break_lines("甲乙丙👍x🏻", [1, 1, 1, 1, 0, 1], 3.5, glued=[False] * 4 + [True, True])
    assert lines == [(0, 3), (3, 6)]


def test_the_first_line_may_be_shorter() -> None:
    assert break_lines("一二三四五六七八", [1] * 8, 4, first_room=2) == [(0, 2), (2, 6), (6, 8)]
