"""Writes a picture as PNG with words inside: quickly, exactly, and so that any program can read them.

Level 1 and no filter: on a screen's flat colours that is both the quickest and the smallest of what was tried
(benchmarks/shots.py), and a press must not wait for a smaller file.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LEVEL = 1


def write(pixels: NDArray[np.uint8], words: Mapping[str, str]) -> bytes:
    """A PNG, 8 bits of red, green and blue, of rows of blue, green, red and one byte more.

    `words` become text chunks: keyword (1 to 79 Latin letters) to any text.
    """
    import numpy as np

    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + width * 3), np.uint8)
    for colour in range(
        3
    ):  # a colour at a time: numpy is slow where the innermost step is three bytes long
        rows[:, 1 + colour :: 3] = pixels[..., 2 - colour]
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [
        SIGNATURE,
        _chunk(b"IHDR", head),
        *(_words(key, words[key]) for key in words),
        _chunk(b"IDAT", zlib.compress(rows.data, LEVEL)),
        _chunk(b"IEND", b""),
    ]
    return b"".join(parts)


def _words(keyword: str, text: str) -> bytes:
    """TEXt where every reader knows the letters, else iTXt, which is UTF-8."""
    key = keyword.encode("latin-1")
    plain = text.replace("\0", "")
    if plain.isascii():
        return _chunk(b"tEXt", key + b"\0" + plain.encode("ascii"))
    return _chunk(b"iTXt", key + b"\0\0\0\0\0" + plain.encode("utf-8", "replace"))


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(name))
    return b"".join((struct.pack(">I", len(content)), name, content, struct.pack(">I", check)))
