"""Names of files in a delivery: readable, in exhibit order, and harmless on every system that a U-disk meets.

ASCII number first (old unpackers garble the rest, not the order); no sign that Windows refuses, no line end that
breaks a checksum list, no invisible sign that makes a name read otherwise than it is.
"""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile(r'[<>:"/\\|?*%]')
_MOST_CHARACTERS = 80
_MOST_BYTES = 180  # ext4 and most others allow 255; a prefix and a second number still have room
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$")


def safe_file_name(name: str) -> str:
    """`name` as a file name for any system: at most 80 characters and 180 bytes, its ending kept. Never empty."""
    shown = "".join(_shown(sign) for sign in unicodedata.normalize("NFC", name))
    bare = _FORBIDDEN.sub("_", shown).strip().rstrip(". ")
    stem, dot, ending = bare.rpartition(".")
    if not dot or not stem or len(ending) > 8:
        stem, dot, ending = bare, "", ""
    most_bytes = _MOST_BYTES - len((dot + ending).encode())
    short = shortened(stem, _MOST_CHARACTERS, most_bytes) + dot + ending
    return f"_{short}" if not short or _RESERVED.match(short) else short


def unused(name: str, taken: set[str]) -> str:
    """`name`, or with (2), (3) … before its ending where it is taken; then it is. Case does not tell names apart."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem:
        stem, dot, ending = name, "", ""
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{stem}({number}){dot}{ending}"
    taken.add(found.casefold())
    return found


def one_line(text: str) -> str:
    """A text from outside (a file name) on one line: controls and unseen signs by their code point."""
    return "".join(
        f"〓U+{ord(sign):04X}" if unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") else sign
        for sign in text
    )


def _shown(sign: str) -> str:
    """The sign, or _ where it is a control, a lone surrogate or unassigned; unseen format signs go."""
    category = unicodedata.category(sign)
    if category == "Cf":
        return ""
    return "_" if category[0] == "C" or category in ("Zl", "Zp") else sign


def shortened(text: str, most: int, most_bytes: int) -> str:
    """At most so many characters and bytes of a name, from its beginning."""
    cut = text[:most]
    while len(cut.encode()) > most_bytes:
        cut = cut[:-1]
    return cut.rstrip(". ") if cut != text else cut
