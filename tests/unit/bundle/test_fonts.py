"""Text on paper: every character is seen, and can be copied out as what it is."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_keeper.bundle import fonts, spool
from evidence_keeper.bundle.fonts import BOLD, EMOJI, GAP, RARE, REGULAR, drawable, glyphs
from evidence_keeper.bundle.typeset import Style, Text
from tests.unit.bundle.conftest import drawn, page_texts


def covered() -> list[str]:
    """Every character that one of the fonts draws by itself, but those that pdfium spells out (ﬁ as fi)."""
    fonts.install()
    codes = {code for name in (REGULAR, RARE, EMOJI) for code in fonts._face(name).charToGlyph}
    signs = (chr(code) for code in sorted(codes) if not 0xFB00 <= code <= 0xFB06)
    return [
        sign
        for sign in signs
        if drawable(sign)
        and not sign.isspace()
        and unicodedata.category(sign) != "Cf"
        and sign not in "\ufe0e\ufe0f"
    ]


COVERED = covered()


def test_every_covered_character_can_be_copied_out() -> None:
    text = "".join(COVERED)
    lines = [text[at : at + 40] for at in range(0, len(text), 40)]
    pdf, _ = drawn([Text(line, Style(size=9)) for line in lines])
    assert "".join(page_texts(pdf)) == text
    assert len(text) > 34_000


@settings(max_examples=25, deadline=None)
@given(st.text(st.sampled_from(COVERED), min_size=1, max_size=300), st.booleans())
def test_any_text_comes_back_as_it_was(text: str, bold: bool) -> None:
    pdf, _ = drawn([Text(text, Style(size=10, bold=bold))])
    assert "".join(page_texts(pdf)) == text


@pytest.mark.parametrize("text", ["𠮷田", "👍🏻", "👨‍👩‍👧", "1️⃣", "❤️", "☎️电话", "㛃䶮𬱖"])
def test_rare_names_and_joined_emoji_come_back_whole(text: str) -> None:
    pdf, _ = drawn([Text(f"甲{text}乙")])
    assert "".join(page_texts(pdf)) == f"甲{text}乙"
    assert GAP not in "".join(glyph.text for glyph in glyphs(text))


def test_a_flag_keeps_its_unseen_letters() -> None:
    flag = "🏴" + "".join(chr(0xE0000 + ord(sign)) for sign in "gbeng") + "\U000e007f"
    shown = glyphs(flag)
    assert "".join(glyph.text for glyph in shown) == flag
    assert [glyph.glued for glyph in shown] == [False] + [True] * 6


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u202e反", "〓U+202E反"),
        ("한", "〓U+D55C"),
        ("\x00", "〓U+0000"),
        ("\udce9", "〓U+DCE9"),
        ("\u200b", "〓U+200B"),
        ("甲\u200d乙", "甲〓U+200D乙"),
        ("\U000e0041", "〓U+E0041"),
        ("\u2005", " "),
        ("\t", " "),
        ("甲\n乙", "甲 乙"),
    ],
)
def test_what_no_font_draws_is_named_not_dropped(text: str, shown: str) -> None:
    assert "".join(glyph.text for glyph in glyphs(text)) == shown


@given(st.text(max_size=60))
def test_no_text_loses_a_visible_character(text: str) -> None:
    shown = "".join(glyph.text for glyph in glyphs(text))
    for sign in text:
        assert sign in shown or f"U+{ord(sign):04X}" in shown or sign.isspace() or sign == "\x85"


def test_bold_and_regular_are_different_fonts() -> None:
    assert [glyph.font for glyph in glyphs("甲𠮷🙂")] == [REGULAR, RARE, EMOJI]
    assert glyphs("甲", bold=True)[0].font == BOLD


def test_the_unicode_map_is_utf16_in_blocks_of_a_hundred() -> None:
    told = spool.to_unicode_map("F", [0x20BB7, *range(0x4E00, 0x4E00 + 150)])
    assert "<00> <D842DFB7>" in told
    assert [int(count) for count in re.findall(r"(\d+) beginbfchar", told)] == [100, 51]


def test_equal_papers_are_equal_bytes() -> None:
    def paper() -> bytes:
        return drawn([Text("同样的内容𠮷🙂" * 50)])[0]

    assert paper() == paper()
