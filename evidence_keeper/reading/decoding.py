"""Bytes to text without loss: every export has another encoding, and a wrong guess makes nonsense of what was said.

Tried in order: byte order marks, the zero bytes of UTF-16, UTF-8, UTF-8 with a few bytes hurt, GB18030 (which holds
GBK and GB 2312). Nothing is stripped and line ends stay; only the byte order mark is no text.
"""

from __future__ import annotations

import codecs
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
_ONE_SIDED = 0.9  # of the zero bytes stand on the same side of a pair
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
    zeros = _by_zeros(data)
    many = zeros if data[:_SAMPLE].count(0) * 5 > len(data[:_SAMPLE]) else ""
    for encoding in (_charset(declared), many, "utf-8", zeros):
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


def _by_zeros(data: bytes) -> str:
    """UTF-16 without a mark: Latin letters and line ends have a zero byte, always on the same side.

    Where there are few, hanzi in UTF-16 are hardly ever UTF-8 as well, but UTF-8 may hold a stray zero byte.
    """
    even, odd = data[:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    if len(data) < 4 or even + odd == 0:
        return ""
    if odd >= _ONE_SIDED * (even + odd):
        return "utf-16-le"
    return "utf-16-be" if even >= _ONE_SIDED * (even + odd) else ""


def _strict(data: bytes, encoding: str, cut: bool) -> Decoded | None:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        return Decoded(decoder.decode(data, final=not cut), encoding)
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError):
        return None


def _replaced(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, text.count("\ufffd"))
