"""The shipped fonts: an empty box for a name, or a font that can't be embedded, ruins a paper.

They are read with reportlab's own parser, since that is what will embed them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"

FAMILIES = {
    "NotoSansSC-Regular.ttf": ("Noto Sans SC", "Regular", 400),
    "NotoSansSC-Bold.ttf": ("Noto Sans SC", "Bold", 700),
    "NotoEmoji-Regular.ttf": ("Noto Emoji", "Regular", 400),
    "KeeperRareHanzi-Regular.ttf": ("Keeper Rare Hanzi", "Regular", 400),
}
RARE = "𠮷𬱖𫖯𬍛𬸚𰻝㛃䶮镕喆堃犇焱玥燚叕㸆㕮"
EMOJI = "🙂😡👍🏻🙏😭❤📞"
FORM_SIGNS = "□■✓①②③《》「」【】〓¥￥×—…·“”‘’：；％℃№"


@cache
def font(name: str) -> TTFontFile:
    """A shipped font, parsed once."""
    return TTFontFile(str(FONTS / name))


def os2(name: str, at: int) -> int:
    """The 16-bit number at this offset of the font's OS/2 table."""
    parser: Any = font(name)
    return int.from_bytes(parser.get_table("OS/2")[at : at + 2], "big")


def drawn(*names: str) -> set[int]:
    """The code points that these fonts have a glyph for, other than the empty box."""
    return {code for name in names for code, glyph in font(name).charToGlyph.items() if glyph}


def gb2312() -> str:
    """All 6,763 hanzi of GB 2312."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(cell.decode("gb2312", errors="ignore") for cell in cells)


def lacking(text: str, have: set[int]) -> str:
    return "".join(sign for sign in text if ord(sign) not in have)


def test_no_other_font_is_shipped() -> None:
    assert {path.name for path in FONTS.glob("*.[ot]t[fc]")} == set(FAMILIES)


@pytest.mark.parametrize("name", FAMILIES)
def test_font_says_which_family_and_weight_it_is(name: str) -> None:
    family, style, weight = FAMILIES[name]
    read = font(name)
    assert (read.familyName.decode(), read.styleName.decode()) == (family, style)
    assert os2(name, at=4) == weight


@pytest.mark.parametrize("name", FAMILIES)
def test_font_may_be_embedded_and_has_outlines_that_reportlab_embeds(name: str) -> None:
    assert os2(name, at=8) == 0, "fsType"
    tables = set(font(name).table)
    assert {"glyf", "loca"} <= tables
    assert not {"CFF ", "CFF2", "fvar"} & tables


@pytest.mark.parametrize("name", FAMILIES)
def test_licence_lies_beside_the_font(name: str) -> None:
    family = name.split("-")[0]
    licence = (FONTS / f"OFL-{family}.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert licence.startswith("Copyright")


@pytest.mark.parametrize("name", ["NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"])
def test_both_weights_draw_every_hanzi_of_gb2312_and_the_signs_of_forms(name: str) -> None:
    hanzi = gb2312()
    assert len(hanzi) == 6763
    assert lacking(hanzi + FORM_SIGNS, drawn(name)) == ""


def test_rare_names_and_emoji_are_drawn_by_one_of_the_fonts() -> None:
    assert lacking(RARE + EMOJI, drawn(*FAMILIES)) == ""


def test_fallback_holds_only_what_the_main_font_lacks() -> None:
    both = drawn("NotoSansSC-Regular.ttf") & drawn("KeeperRareHanzi-Regular.ttf")
    assert both == {ord(" "), ord("\N{NO-BREAK SPACE}")}


def test_fallback_stands_on_the_same_line_as_the_main_font() -> None:
    main, rare = font("NotoSansSC-Regular.ttf"), font("KeeperRareHanzi-Regular.ttf")
    assert (rare.ascent, rare.descent) == (main.ascent, main.descent)
    glyph = rare.charToGlyph[ord("𠮷")]
    assert rare.hmetrics[glyph][0] == 1000
