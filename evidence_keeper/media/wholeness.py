"""Whether a file is whole, told by its own marks and checksums, without decoding it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping

from evidence_keeper.media import silk
from evidence_keeper.media.pictures import png_chunks
from evidence_keeper.media.source import SourceFile


def defects(file: SourceFile, container: str) -> tuple[str, ...]:
    """What is wrong: truncated (ends too early), picture_damaged (a checksum contradicts).

    An empty answer means that nothing was noticed, not that all is well.
    """
    look = _LOOKS.get(container)
    return () if look is None else look(file)


def _png_defects(file: SourceFile) -> tuple[str, ...]:
    for name, at, size in png_chunks(file):
        if at + size + 4 > file.bytes:
            return ("truncated",)
        if _checksum(file, name, at, size) != int.from_bytes(file.read(4), "big"):
            return ("picture_damaged",)
        if name == b"IEND":
            return ()
    return ("truncated",)


def _checksum(file: SourceFile, name: bytes, at: int, size: int) -> int:
    value = zlib.crc32(name)
    file.seek(at)
    while size > 0:
        block = file.read(min(size, 1 << 20))
        if not block:
            return -1
        value, size = zlib.crc32(block, value), size - len(block)
    return value


def _jpeg_defects(file: SourceFile) -> tuple[str, ...]:
    """Walks over the segments (a preview in the EXIF block has an end mark too) and looks for the end behind them."""
    at = 2
    for _ in range(10_000):
        header = file.at(at, 4)
        if len(header) < 4:
            return ("truncated",)
        if header[0] != 0xFF:
            return ("picture_damaged",)
        if header[1] == 0xFF:
            at += 1
            continue
        at += 2 + int.from_bytes(header[2:], "big")
        if header[1] == 0xDA:
            return () if _has_end(file, at) else ("truncated",)
    return ("picture_damaged",)


def _has_end(file: SourceFile, at: int) -> bool:
    file.seek(at)
    before = b""
    while block := file.read(1 << 20):
        if b"\xff\xd9" in before[-1:] + block:
            return True
        before = block
    return False


def _riff_defects(file: SourceFile) -> tuple[str, ...]:
    head = file.at(0, 12)
    # A recorder that streams, or was stopped by a crash, leaves 0 or all ones there: no claim, no contradiction.
    stated = int.from_bytes(head[4:8], "little")
    plain = head[:4] == b"RIFF" and stated != 0xFFFFFFFF
    return ("truncated",) if plain and stated + 8 > file.bytes + 1 else ()


def _ogg_defects(file: SourceFile) -> tuple[str, ...]:
    """The last page says that it is the last one."""
    tail = file.at(-_LARGEST_OGG_PAGE, _LARGEST_OGG_PAGE)
    page = tail[tail.rfind(b"OggS") :]
    if len(page) < 27 or not page[5] & 4:
        return ("truncated",)
    sizes = page[27 : 27 + page[26]]
    return ("truncated",) if len(page) < 27 + page[26] + sum(sizes) else ()


_LARGEST_OGG_PAGE = 27 + 255 + 255 * 255


def _caf_defects(file: SourceFile) -> tuple[str, ...]:
    at = 8
    for _ in range(10_000):
        header = file.at(at, 12)
        size = int.from_bytes(header[4:], "big", signed=True)
        # A data chunk of size -1 goes to the end of the file.
        if len(header) < 12 or size < 0:
            return ()
        at += 12 + size
        if at > file.bytes:
            return ("truncated",)
    return ()


_ASF_FILE = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")


def _asf_defects(file: SourceFile) -> tuple[str, ...]:
    head = file.at(0, 65536)
    at = head.find(_ASF_FILE)
    stated = int.from_bytes(head[at + 40 : at + 48], "little") if at >= 0 else 0
    broadcast = at >= 0 and bool(head[at + 88 : at + 89]) and head[at + 88] & 1
    return ("truncated",) if stated > file.bytes and not broadcast else ()


def _pdf_defects(file: SourceFile) -> tuple[str, ...]:
    # Some senders pad or sign behind the end: the mark may stand a little before it.
    return () if b"%%EOF" in file.at(-16384, 16384) else ("truncated",)


def _gif_defects(file: SourceFile) -> tuple[str, ...]:
    return () if b"\x3b" in file.at(-1024, 1024) else ("truncated",)


def _silk_defects(file: SourceFile) -> tuple[str, ...]:
    return ("truncated",) if silk.is_torn(file) else ()


_LOOKS: Mapping[str, Callable[[SourceFile], tuple[str, ...]]] = {
    "png": _png_defects,
    "jpeg": _jpeg_defects,
    "gif": _gif_defects,
    "webp": _riff_defects,
    "wav": _riff_defects,
    "avi": _riff_defects,
    "ogg": _ogg_defects,
    "opus": _ogg_defects,
    "caf": _caf_defects,
    "wma": _asf_defects,
    "silk": _silk_defects,
    "pdf": _pdf_defects,
}
