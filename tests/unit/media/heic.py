"""Puts the four committed HEVC tiles together as a phone does: one HEIC picture that is a grid of them, turned.

The tiles (64 x 64 pixels; red, green, blue and yellow, each with a black square at its top left) are encoded once,
with libheif, because none of the project's dependencies can write HEVC pictures.
"""

from __future__ import annotations

import struct
from pathlib import Path

TILES = sorted((Path(__file__).parents[2] / "data" / "media").glob("tile-*.heic"))


def grid(path: Path, width: int = 120, height: int = 100, quarter_turns: int = 0) -> Path:
    """A HEIC of two by two tiles, cut to `width` x `height`, to be turned left so many times."""
    coded = [_coded(tile.read_bytes()) for tile in TILES]
    layout = bytes([0, 0, 1, 1]) + struct.pack(">HH", width, height)
    kinds = [b"hvc1"] * 4 + [b"grid"]
    head = _box(b"ftyp", b"heic\0\0\0\0mif1heic")
    # The places of the bytes are known once the table's own length is: it is made twice.
    table = b""
    for _ in range(2):
        place = len(head) + len(table) + 8
        places = []
        for part in coded:
            places.append((0, place, len(part)))
            place += len(part)
        places.append((1, 0, len(layout)))
        table = _table(kinds, places, layout, (width, height), quarter_turns)
    path.write_bytes(head + table + _box(b"mdat", b"".join(coded)))
    return path


def _table(
    kinds: list[bytes],
    places: list[tuple[int, int, int]],
    layout: bytes,
    size: tuple[int, int],
    quarter_turns: int,
) -> bytes:
    entries = b"".join(
        _full(b"infe", struct.pack(">HH", number, 0) + kind + b"\0", 2)
        for number, kind in enumerate(kinds, 1)
    )
    rows = b"".join(
        struct.pack(">HHHHII", number, inside, 0, 1, at, length)
        for number, (inside, at, length) in enumerate(places, 1)
    )
    properties = _box(
        b"ipco",
        _property(TILES[0].read_bytes(), b"hvcC")
        + _full(b"ispe", struct.pack(">II", 64, 64))
        + _full(b"ispe", struct.pack(">II", *size))
        + _box(b"irot", bytes([quarter_turns])),
    )
    links = b"".join(struct.pack(">HB2B", number, 2, 0x81, 2) for number in range(1, 5))
    links += struct.pack(">HB2B", 5, 2, 3, 0x84)
    return _full(
        b"meta",
        _full(b"hdlr", bytes(4) + b"pict" + bytes(13))
        + _full(b"pitm", struct.pack(">H", 5))
        + _full(b"iinf", struct.pack(">H", 5) + entries)
        + _full(b"iloc", b"\x44\x00" + struct.pack(">H", 5) + rows, 1)
        + _box(b"iprp", properties + _full(b"ipma", struct.pack(">I", 5) + links))
        + _full(b"iref", _box(b"dimg", struct.pack(">HH4H", 5, 4, 1, 2, 3, 4)))
        + _box(b"idat", layout),
    )


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def _full(name: bytes, content: bytes, version: int = 0) -> bytes:
    return _box(name, bytes([version, 0, 0, 0]) + content)


def _property(file: bytes, name: bytes) -> bytes:
    at = file.index(name) - 4
    return file[at : at + int.from_bytes(file[at : at + 4], "big")]


def _coded(file: bytes) -> bytes:
    """The picture's bytes: the first row of the table of places (version 0, all numbers of four bytes)."""
    at = file.index(b"iloc") + 4
    base, _, offset, length = struct.unpack(">IHII", file[at + 12 : at + 26])
    return file[base + offset : base + offset + length]
