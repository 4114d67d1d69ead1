"""File names in a delivery: safe on every system, whatever a name was."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.bundle.names import one_line, safe_file_name, unused


@given(st.text(max_size=300))
def test_any_name_becomes_a_safe_one(name: str) -> None:
    safe = safe_file_name(name)
    assert 1 <= len(safe) < 120
    assert len(safe.encode()) <= 200
    assert not set(safe) & set('<>:"/\\|?*%\r\n')
    assert safe[-1] not in ". "
    assert not any(unicodedata.category(sign).startswith("C") for sign in safe)
    assert safe_file_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("账单 1月.pdf", "账单 1月.pdf"),
        ("a\nb\u202egnp.exe", "a_bgnp.exe"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("通话@星河(10579).mp3", "通话@星河(10579).mp3"),
        ("..", "_"),
        ("尾巴. . ", "尾巴"),
        ("caf\u0065\u0301.png", "café.png"),
        ("坏\udce9.txt", "坏_.txt"),
    ],
)
def test_examples(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_file_name("长" * 200 + ".mp3").endswith("长.mp3")


def test_a_second_file_of_a_name_gets_a_number() -> None:
    taken: set[str] = set()
    assert [unused(name, taken) for name in ("A.png", "a.PNG", "a.png")] == [
        "A.png",
        "a(2).PNG",
        "a(3).png",
    ]


def test_a_name_on_paper_is_one_line() -> None:
    assert one_line("a\nb\u2028c") == "a〓U+000Ab〓U+2028c"
