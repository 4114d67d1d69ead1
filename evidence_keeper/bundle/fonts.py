"""Which of the four shipped fonts draws a character, and how wide it is.

No single font has every hanzi of every name and every emoji of every chat, and reportlab draws a missing one as
nothing at all. So each character is looked up in order (regular or bold, rare hanzi, emoji); one that none has is
printed as 〓 with its code point behind it: a paper may show a gap, never hide one.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, replace
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics, ttfonts

from evidence_keeper import resources

REGULAR = "KeeperText"
BOLD = "KeeperTextBold"
RARE = "KeeperRare"
EMOJI = "KeeperEmoji"

_FILES = {
    REGULAR: "NotoSansSC-Regular.ttf",
    BOLD: "NotoSansSC-Bold.ttf",
    RARE: "KeeperRareHanzi-Regular.ttf",
    EMOJI: "NotoEmoji-Regular.ttf",
}
_CHAINS = {False: (REGULAR, RARE, EMOJI), True: (BOLD, RARE, EMOJI)}
_LOCK = threading.Lock()

GAP = "〓"
_JOINER = "\u200d"
_AS_EMOJI = "\ufe0f"
_LOOKS = (0xFE0E, 0xFE0F)
_SKINS = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0000, 0xE0080)
_KEYCAP = "\u20e3"
_BLANK = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]")
"""Blanks of other widths (WeChat puts U+2005 behind @names); fonts lack most of them."""

_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as it will be drawn: by which font, `width` in 1/1000 of the size.

    `glued` says that it belongs to the character before it (a joined emoji, an accent) and starts no line.
    """

    text: str
    font: str
    width: float
    glued: bool = False


def install() -> None:
    """Register the fonts with reportlab, once for the process (its registry is global)."""
    with _LOCK:
        known = set(pdfmetrics.getRegisteredFontNames())
        for name, file in _FILES.items():
            if name not in known:
                path = str(resources.path("fonts", file))
                pdfmetrics.registerFont(ttfonts.TTFont(name, path, shapable=False))


def lines_of(text: str) -> list[str]:
    """The text's lines, whatever system's line ends it has."""
    return _LINE_ENDS.split(text)


def glyphs(text: str, bold: bool = False) -> list[Glyph]:
    """The text, line ends left out, as glyphs to draw. Never drops a character: see `GAP`."""
    found: list[Glyph] = []
    for character in _BLANK.sub(" ", _LINE_ENDS.sub(" ", text)):
        before = found[-1] if found else None
        if before is not None and _continues(before, character):
            if character == _AS_EMOJI and _has(EMOJI, ord(before.text)):
                found[-1] = replace(_in_emoji(before.text), glued=before.glued)
            found.append(_in_emoji(character))
        else:
            found.extend(_plain(character, bold))
    return found


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide the text is on one line, in points."""
    return sum(glyph.width for glyph in glyphs(text, bold)) * size / 1000


def drawable(character: str) -> bool:
    """Whether one of the fonts has this character."""
    return any(_has(font, ord(character)) for font in _CHAINS[False])


def _continues(before: Glyph, character: str) -> bool:
    """Whether `character` belongs to the sign before it: variation signs to any, joiners and the like to emoji."""
    code = ord(character)
    if not _has(EMOJI, code):
        return False
    if code in _LOOKS:
        return True
    joins = character in (_JOINER, _KEYCAP) or code in _SKINS or code in _TAGS
    return before.font == EMOJI and (joins or before.text == _JOINER)


def _in_emoji(character: str) -> Glyph:
    return Glyph(character, EMOJI, _advance(EMOJI, ord(character)), glued=True)


@lru_cache(maxsize=20_000)
def _plain(character: str, bold: bool) -> tuple[Glyph, ...]:
    code = ord(character)
    if (
        character != _JOINER and code not in _LOOKS and code not in _TAGS
    ):  # alone they would be unseen
        for font in _CHAINS[bold]:
            if _has(font, code):
                return (Glyph(character, font, _advance(font, code), glued=0x300 <= code < 0x370),)
    named = f"{GAP}U+{code:04X}"
    return tuple(_plain(sign, bold)[0] for sign in named)


@lru_cache(maxsize=20_000)
def _has(font: str, code: int) -> bool:
    # Controls stand in some cmaps with an empty glyph: on paper they would be a hidden character.
    if code < 0x20 or 0x7F <= code < 0xA0 or code == 0xAD:
        return False
    return code in _face(font).charToGlyph


@lru_cache(maxsize=20_000)
def _advance(font: str, code: int) -> float:
    face = _face(font)
    return float(face.charWidths.get(code, face.defaultWidth))


@lru_cache(maxsize=8)
def _face(font: str) -> ttfonts.TTFontFace:
    install()
    found = pdfmetrics.getFont(font)
    assert isinstance(found, ttfonts.TTFont)
    return found.face
