"""Bytes to text without loss: every export has another encoding, and a wrong guess makes nonsense of what was said.

Tried in order: byte order marks, the zero bytes of UTF-16, UTF-8, UTF-8 with a few bytes hurt, GB18030 (which holds
GBK and GB 2312). Nothing is stripped and line ends stay; only the byte order mark is no text.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSETS = ("utf-", "gb", "big5", "hz", "iso", "cp", "euc", "shift_jis", "koi8", "ascii")
_SAMPLE = 64 * 1024
_WIDE = ("utf-16-le", "utf-16-be")
_MOSTLY = 0.9
_ORDINARY = re.compile(
    "[\t\r\n -~\u2010-\u2027\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]"
)
_HURT = 10  # whole characters beyond ASCII for one that is hurt: any other encoding has fewer


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, Python's name of the encoding it was in, and how many places could not be read (U+FFFD there)."""

    text: str
    encoding: str
    hurt: int = 0


def decode(data: bytes, *, cut: bool = False, declared: str = "") -> Decoded:
    """`data` as text; never raises. `cut`: it ends in the middle, so half a character at its end is left out.

    `declared` is a charset that the file itself names (a mail's, a page's); it is believed where it fits.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding, cut) or _replaced(data, encoding)
    wide = _utf16(data[:_SAMPLE])
    # UTF-8 may hold a stray zero byte; hanzi in UTF-16 are hardly ever UTF-8 as well, Latin letters always are.
    latin = wide if data[:_SAMPLE].count(0) * 5 > len(data[:_SAMPLE]) else ""
    for encoding in (_charset(declared), latin, "utf-8", wide):
        found = _strict(data, encoding, cut) if encoding else None
        if found:
            return found
    hurt = _replaced(data, "utf-8")
    if sum(sign > "\x7f" for sign in hurt.text) - hurt.hurt > hurt.hurt * _HURT:
        return hurt
    return _strict(data, "gb18030", cut) or _replaced(data, "gb18030")


def _charset(declared: str) -> str:
    """Python's name for a declared charset; empty for what is none: Python also has codecs for packing."""
    try:
        name = codecs.lookup(declared).name if declared else ""
    except (LookupError, ValueError):
        return ""
    if name in ("gb2312", "gbk"):
        return "gb18030"  # pages say GB 2312 and are GBK; this holds both
    return name if name.startswith(_CHARSETS) else ""


def _utf16(sample: bytes) -> str:
    """UTF-16 without a mark: there are zero bytes, and read in the right order nearly all is what people write.

    On which side the zeros stand doesn't tell: Latin letters have them on one, the commonest hanzi (一) on the other.
    """
    if 0 not in sample:
        return ""
    ordinary = {encoding: _ordinary(sample.decode(encoding, "replace")) for encoding in _WIDE}
    best = max(ordinary, key=lambda encoding: ordinary[encoding])
    return best if ordinary[best] >= _MOSTLY else ""


def _ordinary(text: str) -> float:
    """The share of letters, digits, hanzi, kana, hangul, punctuation and line ends."""
    return len(_ORDINARY.findall(text)) / max(1, len(text))


def _strict(data: bytes, encoding: str, cut: bool) -> Decoded | None:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        return Decoded(decoder.decode(data, final=not cut), encoding)
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError):
        return None


def _replaced(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, text.count("\ufffd"))
