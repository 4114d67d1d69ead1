"""What is shortened ends where a person would end it, and says that it was shortened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.bundle.excerpt import CUT, excerpt


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("多扣九十元。", 10, "多扣九十元。"),
        ("多扣九十元。客服没有人工，打了七次", 12, "多扣九十元。……"),
        ("多扣九十元，客服没有人工，打了七次", 14, "多扣九十元，客服没有人工……"),
        ("自2026年2月24日起每月多扣费用", 8, "自……"),
        ("客服自2026年2月24日起每月多扣费用", 12, "客服自……"),
        ("客服在二月二十四日把39元的套餐", 11, "客服在二月二十四日把……"),
        ("the customer service is a robot", 15, "the customer……"),
        ("甲\n乙\t丙", 9, "甲 乙 丙"),
    ],
)
def test_it_is_cut_at_an_end(text: str, most: int, expected: str) -> None:
    assert excerpt(text, most) == expected


@given(st.text(max_size=300), st.integers(2, 80))
def test_it_is_never_longer_than_asked_and_nothing_is_added(text: str, most: int) -> None:
    found = excerpt(text, most)
    assert len(found) <= most + len(CUT)
    assert "\n" not in found
    assert excerpt(text, 10_000).startswith(found.removesuffix(CUT).rstrip())
