"""Pictures put into the PDF as they are: the compressed bytes of a PNG or JPEG, not a decoded copy of them.

That is lossless by construction, ten times faster than decoding, and keeps memory flat. What a PDF can't hold as it is
(interlaced PNG, GIF, BMP, WebP ...) is first turned into a PNG without loss, and that one is passed. A picture is
checked before: chunk sums and the end of a PNG, the end of a JPEG's scan. Of a torn one what can be read is shown.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import mmap
import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image, UnidentifiedImageError
from reportlab.pdfbase import pdfdoc

from evidence_keeper.errors import SourceError
from evidence_keeper.media import picture as decoded

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_GREY, _RGB, _PALETTE, _GREY_ALPHA, _RGBA = 0, 2, 3, 4, 6

Matrix = tuple[float, float, float, float, float, float]
_TURNED: dict[int, Matrix] = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""EXIF orientation -> how the unit square of a PDF image is turned, so that it stands upright."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A file whose bytes a PDF can hold. `parts` are (offset, length) of those bytes in it.

    `width` and `height` are pixels as stored; `orientation` is EXIF's. `mask` is a grey picture of what is
    opaque; `torn` says that the file is damaged, and this only what can still be read of it.
    """

    path: Path
    parts: tuple[tuple[int, int], ...]
    width: int
    height: int
    entries: str
    orientation: int = 1
    mask: Picture | None = None
    torn: bool = False

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height in pixels as it is to be looked at."""
        turned = self.orientation >= 5
        return (self.height, self.width) if turned else (self.width, self.height)

    @property
    def matrix(self) -> Matrix:
        """Turns the unit square so that the picture stands upright in it."""
        return _TURNED[self.orientation]

    @property
    def key(self) -> str:
        """A name for it inside one PDF: the same file is stored once, and the same in the next PDF."""
        facts = (self.path.name, self.parts, self.width, self.height, self.entries)
        return "P" + hashlib.sha256(ascii(facts).encode("ascii")).hexdigest()[:24]

    def read(self) -> bytes:
        """The compressed bytes."""
        with self.path.open("rb") as file:
            return b"".join(_slice(file, offset, length) for offset, length in self.parts)


@dataclass(frozen=True, slots=True)
class Frames:
    """How many pictures one file holds: pages of a scan, or a `moving` picture. `whole`: all could be counted."""

    count: int = 1
    moving: bool = False
    whole: bool = True


_MOVING = frozenset({"GIF", "WEBP", "PNG", "AVIF"})
_MOST_FRAMES = 10_000


def frames_of(path: Path) -> Frames:
    """What a file holds besides its first picture. One that can't be opened has one, which open_picture judges."""
    found = Frames()
    try:
        with _quiet(), Image.open(path, formats=_DECODERS) as opened:
            if opened.format == "TIFF":
                found = _pages(opened)
            elif opened.format in _MOVING:
                count = int(getattr(opened, "n_frames", 1))
                found = Frames(count, moving=count > 1)
    except _DAMAGED:
        pass
    return found


def _pages(opened: Image.Image) -> Frames:
    count = 1
    try:
        while count < _MOST_FRAMES:
            opened.seek(count)
            count += 1
    except EOFError:
        return Frames(count)
    except _DAMAGED:
        return Frames(count, whole=False)
    return Frames(count, whole=False)


def open_picture(path: Path, scratch: Path, page: int = 0) -> Picture:
    """The picture in `path`, passed through where a PDF allows, else by way of a lossless PNG in folder `scratch`.

    Of a damaged file what can be read (`torn`). Raises SourceError where that is nothing, or not of this `page`.
    """
    try:
        return (None if page else _passed(path)) or _by_way_of_png(path, scratch, page)
    except _DAMAGED as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        if page:
            raise SourceError("media_broken", path=str(path)) from error
        return dataclasses.replace(_stored(decoded(path), None, path, scratch), torn=True)


def _passed(path: Path) -> Picture | None:
    with path.open("rb") as file:
        start = file.read(8)
        if start == _PNG:
            return _png(path, file)
    return _jpeg(path) if start[:3] == _JPEG else None


class _Torn(Exception):
    """The file's own sums or ends say that something is missing."""


_DAMAGED = (
    _Torn,
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    LookupError,
    TypeError,
    struct.error,
    Image.DecompressionBombError,
)


def _slice(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


# --- PNG: the IDAT stream is what a PDF calls Flate with predictor 15 ---------------------------------------------


@dataclass(frozen=True, slots=True)
class _Chunk:
    kind: bytes
    offset: int
    length: int
    data: bytes


_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"eXIf"}
_BLOCK = 1 << 20


def _chunks(file: BinaryIO) -> Iterator[_Chunk]:
    """The chunks of a PNG, each checked against its sum; only the small ones' data is kept."""
    file.seek(len(_PNG))
    while True:
        head = file.read(8)
        if len(head) < 8:
            raise _Torn("no end")
        length, kind = struct.unpack(">I4s", head)
        offset = file.tell()
        total, kept = zlib.crc32(kind), []
        left = length
        while left:
            block = file.read(min(left, _BLOCK))
            if not block:
                raise _Torn("cut off")
            total = zlib.crc32(block, total)
            left -= len(block)
            if kind in _KEPT:
                kept.append(block)
        if file.read(4) != struct.pack(">I", total):
            raise _Torn("sum")
        yield _Chunk(kind, offset, length, b"".join(kept))
        if kind == b"IEND":
            return


def _png(path: Path, file: BinaryIO) -> Picture | None:
    """A PNG that can be passed, or None where it must be decoded (interlaced, or with transparency)."""
    kept: dict[bytes, bytes] = {}
    parts: list[tuple[int, int]] = []
    for chunk in _chunks(file):
        if chunk.kind == b"IDAT":
            parts.append((chunk.offset, chunk.length))
        elif chunk.kind in _KEPT:
            kept.setdefault(chunk.kind, chunk.data)
    if b"IHDR" not in kept or not parts:
        raise _Torn("no picture")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", kept[b"IHDR"])
    if interlaced or colour in (_GREY_ALPHA, _RGBA) or b"tRNS" in kept:
        return None
    entries = _png_entries(width, depth, colour, kept.get(b"PLTE", b""))
    return Picture(path, tuple(parts), width, height, entries, _orientation(kept.get(b"eXIf", b"")))


def _png_entries(width: int, depth: int, colour: int, palette: bytes) -> str:
    space = {_GREY: "/DeviceGray", _RGB: "/DeviceRGB"}.get(colour)
    if space is None:
        space = f"[/Indexed /DeviceRGB {len(palette) // 3 - 1} <{palette.hex()}>]"
    colours = 3 if colour == _RGB else 1
    return (
        f"/ColorSpace {space} /BitsPerComponent {depth} /Filter /FlateDecode /DecodeParms "
        f"<< /Predictor 15 /Colors {colours} /BitsPerComponent {depth} /Columns {width} >>"
    )


# --- JPEG: the file as a whole is what a PDF calls DCT -------------------------------------------------------------

_FRAMES = {0xC0, 0xC1, 0xC2}
_OTHER_FRAMES = {0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}
_ALONE = {0x01, *range(0xD0, 0xD9)}


@dataclass(slots=True)
class _Jpeg:
    """What a JPEG's segments say before its first scan."""

    width: int = 0
    height: int = 0
    colours: int = 0
    exif: bytes = b""
    adobe: bool = False
    passable: bool = True
    scan_at: int = 0


def _jpeg(path: Path) -> Picture | None:
    """A JPEG that can be passed, or None for a rare coding that PDF readers don't know."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        facts = _jpeg_facts(data)
        end = data.find(b"\xff\xd9", facts.scan_at)
        if not facts.width or not facts.height or not facts.scan_at or end < 0:
            raise _Torn("no end of scan")
        size = len(data)
    space = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}.get(facts.colours)
    if space is None or not facts.passable:
        return None
    turned = " /Decode [1 0 1 0 1 0 1 0]" if facts.colours == 4 and facts.adobe else ""
    entries = f"/ColorSpace {space} /BitsPerComponent 8 /Filter /DCTDecode{turned}"
    orientation = _orientation(facts.exif)
    return Picture(path, ((0, size),), facts.width, facts.height, entries, orientation)


def _jpeg_facts(data: mmap.mmap) -> _Jpeg:
    """Walk the segments up to the first scan."""
    facts = _Jpeg()
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise _Torn("segment")
        marker = data[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        if marker == 0xDA:
            facts.scan_at = at + 2 + length
            break
        _take_segment(facts, marker, data[at + 4 : at + 2 + length])
        at += 2 + length
    return facts


def _take_segment(facts: _Jpeg, marker: int, body: bytes) -> None:
    if marker in _FRAMES or marker in _OTHER_FRAMES:
        depth, facts.height, facts.width, facts.colours = struct.unpack(">BHHB", body[:6])
        facts.passable = marker in _FRAMES and depth == 8
    elif marker == 0xE1 and body[:6] == b"Exif\0\0" and not facts.exif:
        facts.exif = body[6:]
    elif marker == 0xEE and body[:5] == b"Adobe":
        facts.adobe = True


def _orientation(exif: bytes) -> int:
    """EXIF's orientation (tag 0x0112 of the first directory), 1 where there is none or it makes no sense."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None or len(exif) < 8:
        return 1
    try:
        at = struct.unpack_from(f"{order}I", exif, 4)[0]
        for index in range(struct.unpack_from(f"{order}H", exif, at)[0]):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, at + 2 + 12 * index)
            if tag == 0x0112 and kind == 3:
                return int(value) if value in _TURNED else 1
    except struct.error:
        return 1
    return 1


# --- everything else, without loss ---------------------------------------------------------------------------------


_DECODERS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "AVIF", "ICO", "JPEG2000")
"""Pillow's, each of which reads the file itself (its EPS decoder would start another program)."""


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Damage is our finding, not a line on standard error; and a long screenshot is no bomb."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _by_way_of_png(path: Path, scratch: Path, page: int = 0) -> Picture:
    """Decode one picture and keep it as a PNG without transparency, and the transparency as a mask."""
    try:
        with _quiet(), Image.open(path, formats=_DECODERS) as opened:
            opened.seek(page)
            opened.load()
            # Asked behind it: Pillow turns a TIFF while it loads it, and says so here.
            orientation = int(opened.getexif().get(0x0112, 1))
            colour, mask = _split(opened)
    except UnidentifiedImageError:  # HEIC and whatever else media can read
        colour, mask, orientation = decoded(path), None, 1
    known = orientation if orientation in _TURNED else 1
    return dataclasses.replace(_stored(colour, mask, path, scratch), orientation=known)


def _stored(colour: Image.Image, mask: Image.Image | None, path: Path, scratch: Path) -> Picture:
    name = f"{path.name}-{len(list(scratch.iterdir()))}"
    passed = _saved(colour, scratch / f"{name}.png")
    hidden = _saved(mask, scratch / f"{name}-mask.png") if mask is not None else None
    return dataclasses.replace(passed, mask=hidden)


def _split(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Colours that a PNG without alpha can hold, and what is opaque (None where everything is)."""
    clear = image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
    if not clear:
        plain = image.mode in ("1", "L", "RGB", "P", "I;16")
        return (image if plain else image.convert("RGB")), None
    whole = image.convert("RGBA")
    mask = whole.getchannel("A")
    lowest, _ = mask.getextrema()
    return whole.convert("RGB"), None if lowest == 255 else mask


def _saved(image: Image.Image, path: Path) -> Picture:
    bare = image.copy() if image.mode == "P" else image
    bare.info = {}
    bare.save(path, "PNG", compress_level=6)
    with path.open("rb") as file:
        passed = _png(path, file)
    if passed is None:
        raise _Torn("not passable")
    return passed


class ImageObject(pdfdoc.PDFObject):
    """A picture as an object of the PDF: its bytes are read when it is written, and let go again."""

    __RefOnly__ = 1

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.name = picture.key

    def format(self, document: Any) -> bytes:
        """The object's bytes as they stand in the file."""
        entries = f"<< /Type /XObject /Subtype /Image /Width {self.picture.width}"
        entries += f" /Height {self.picture.height} {self.picture.entries}"
        if self.picture.mask is not None:
            mask: Any = document.Reference(ImageObject(self.picture.mask))
            entries += f" /SMask {mask.format(document).decode('ascii')}"
        data = self.picture.read()
        return (
            f"{entries} /Length {len(data)} >>\nstream\n".encode("ascii") + data + b"\nendstream\n"
        )
