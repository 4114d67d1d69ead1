"""One number has one spelling, however it was dialled."""

from __future__ import annotations

import pytest

from evidence_keeper.intake.numbers import is_plausible, phone_number


@pytest.mark.parametrize("code", ["+86", "+86 ", "0086", "0086-", "+86-"])
@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("10-12345678", "01012345678"),
        ("10-65123456", "01065123456"),
        ("010-65123456", "01065123456"),
        ("21 6512 3456", "02165123456"),
        ("755-26123456", "075526123456"),
        ("311-6512345", "03116512345"),
        ("138-0013-8000", "13800138000"),
        ("17951 13800138000", "13800138000"),
        ("400-810-1234", "4008101234"),
        ("95588", "95588"),
        ("10086", "10086"),
    ],
)
def test_a_number_of_china_reads_as_at_home(code: str, written: str, digits: str) -> None:
    assert phone_number(code + written) == digits
    assert is_plausible(code + written)


@pytest.mark.parametrize(
    ("written", "digits"),
    [("+82 10-1234-5678", "821012345678"), ("+1 212 555 0100", "12125550100"), ("10086", "10086")],
)
def test_other_numbers_stay(written: str, digits: str) -> None:
    assert phone_number(written) == digits
