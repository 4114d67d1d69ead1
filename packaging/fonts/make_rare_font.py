"""Make KeeperRareHanzi-Regular.ttf: people's names must not print as empty boxes.

Noto Sans SC lacks some 2,400 hanzi that stand in real names and addresses (𠮷, 𡌛). Noto Sans
CJK has them, but in CFF outlines, which reportlab can't embed. So only the missing ones are drawn
again as TrueType outlines, once; the result lies in resources/fonts and this script is needed only
to make it anew:

    apt-get install fonts-noto-cjk && pip install fonttools
    python packaging/fonts/make_rare_font.py
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Keeper Rare Hanzi"
SOURCE_FAMILY = "Noto Sans CJK SC"
FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"

HANZI = (
    range(0x2E80, 0x2FE0),  # radicals, which some systems type instead of the hanzi
    range(0x3400, 0xA000),
    range(0xF900, 0xFB00),
    range(0x20000, 0x33480),
)
EPOCH = 3786912000
"""2024-01-01 in seconds since 1904, so that making the font again gives the same bytes."""

CURVE_ERROR = 1.0
"""How far a new curve may lie from the old, in thousandths of the em: less than print can show."""


def main() -> None:
    """Read the command line and write the font."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--source",
        type=Path,
        default=Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    )
    parser.add_argument("--base", type=Path, default=FONTS / "NotoSansSC-Regular.ttf")
    parser.add_argument("--out", type=Path, default=FONTS / "KeeperRareHanzi-Regular.ttf")
    options = parser.parse_args()
    count = make_rare_font(options.source, options.base, options.out)
    print(f"{options.out.name}: {count} characters, {options.out.stat().st_size / 1e6:.2f} MB")


def make_rare_font(source: Path, base: Path, out: Path) -> int:
    """Write to `out` the hanzi that the collection `source` has and `base` lacks; say how many."""
    origin = family_of(source, SOURCE_FAMILY)
    cmap = missing(origin.getBestCmap(), TTFont(base).getBestCmap())
    order = [".notdef", *sorted(set(cmap.values()))]
    builder = FontBuilder(unitsPerEm=origin["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(outlines(origin, order))
    left = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {name: (origin["hmtx"][name][0], getattr(left[name], "xMin", 0)) for name in order}
    )
    finish(builder, origin)
    builder.font.save(out)
    return len(cmap)


def family_of(collection: Path, family: str) -> Any:
    """The member of a font collection that bears this family name."""
    for font in TTCollection(collection, lazy=True).fonts:
        if font["name"].getDebugName(1) == family:
            return font
    raise SystemExit(f"{collection} holds no {family}")


def missing(wanted: dict[int, str], have: dict[int, str]) -> dict[int, str]:
    """The hanzi that `have` can't draw, and a space, since some programs refuse a font without."""
    return {
        code: glyph
        for code, glyph in wanted.items()
        if code not in have and any(code in block for block in HANZI)
    } | {0x20: wanted[0x20]}


def outlines(origin: Any, names: list[str]) -> dict[str, Any]:
    """The glyphs drawn again with quadratic curves, which is what TrueType has."""
    drawn = {}
    glyphs = origin.getGlyphSet()
    for name in names:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, CURVE_ERROR, reverse_direction=True))
        drawn[name] = pen.glyph()
    return drawn


def finish(builder: FontBuilder, origin: Any) -> None:
    """The source's line metrics, so that no fallback shifts a line; a name of its own (OFL)."""
    head, lines, names = origin["hhea"], origin["OS/2"], origin["name"]
    builder.setupHorizontalHeader(ascent=head.ascent, descent=head.descent)
    builder.setupOS2(
        fsType=0,
        usWeightClass=400,
        sTypoAscender=lines.sTypoAscender,
        sTypoDescender=lines.sTypoDescender,
        sTypoLineGap=lines.sTypoLineGap,
        usWinAscent=lines.usWinAscent,
        usWinDescent=lines.usWinDescent,
        sxHeight=lines.sxHeight,
        sCapHeight=lines.sCapHeight,
        achVendID="KEEP",
    )
    builder.setupNameTable(
        {
            "copyright": names.getDebugName(0),
            "familyName": FAMILY,
            "styleName": "Regular",
            "uniqueFontIdentifier": f"{FAMILY} 1.0",
            "fullName": FAMILY,
            "version": "Version 1.000",
            "psName": "KeeperRareHanzi-Regular",
            "description": f"The hanzi of {SOURCE_FAMILY} that Noto Sans SC lacks, in TrueType.",
            "licenseDescription": names.getDebugName(13),
            "licenseInfoURL": names.getDebugName(14),
        },
        mac=False,
    )
    builder.setupPost(keepGlyphNames=False, underlinePosition=-125, underlineThickness=50)
    builder.font["head"].created = builder.font["head"].modified = EPOCH
    builder.font.recalcTimestamp = False


if __name__ == "__main__":
    main()
