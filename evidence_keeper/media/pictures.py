"""Pictures with Pillow, one decoder for each kind of file and within a bound of memory.

Pillow would try every plug-in on a file (one of them starts Ghostscript) and answers a huge picture with a warning
that a program can't hear. Here the plug-in follows from the bytes and the bound is ours.
"""

from __future__ import annotations

import logging
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

from evidence_keeper.media.source import SourceFile

if TYPE_CHECKING:
    from PIL import Image

_PLUGINS = {
    "png": "PNG",
    "jpeg": "JPEG",
    "gif": "GIF",
    "bmp": "BMP",
    "webp": "WEBP",
    "tiff": "TIFF",
    "avif": "AVIF",
    "ico": "ICO",
    "jp2": "JPEG2000",
    "psd": "PSD",
}

# 100 million pixels are 300 MB; a joined screenshot of a very long chat has some 60 million.
MOST_PIXELS = 100_000_000


def picture_errors() -> tuple[type[Exception], ...]:
    """What Pillow raises on broken content: nearly everything."""
    from PIL import Image

    return (
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        LookupError,
        ArithmeticError,
        AttributeError,
        RuntimeError,
        AssertionError,
        MemoryError,
        EOFError,
        struct.error,
        zlib.error,
    )


@contextmanager
def open_picture(file: SourceFile, container: str) -> Iterator[Image.Image]:
    """The picture with its size known and nothing decoded yet. Raises one of picture_errors()."""
    from PIL import Image

    plugin = _PLUGINS.get(container)
    if plugin is None:
        raise OSError(f"no decoder for {container!r}")
    # Damage is our finding, not a line on standard error.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    logging.getLogger("PIL").setLevel(logging.CRITICAL)
    Image.init()
    file.seek(0)
    picture = Image.OPEN[plugin][0](cast(BinaryIO, file), "")
    try:
        yield picture
    finally:
        picture.close()


def decoded(picture: Image.Image, box: tuple[int, int] | None = None) -> Image.Image:
    """The picture as RGB the way it is to be seen (EXIF orientation applied, on white where transparent).

    With a `box` in pixels a JPEG is decoded smaller, but not smaller than the box. What lies before a tear is kept.
    Raises one of picture_errors(), also for more than MOST_PIXELS.
    """
    from PIL import ImageOps

    if box is not None:
        picture.draft("RGB", box)
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError(f"{picture.width} x {picture.height} pixels")
    _load(picture)
    turned = ImageOps.exif_transpose(picture)
    return on_white(turned)


def exif_of(file: SourceFile, picture: Image.Image) -> dict[int, object]:
    """The picture's EXIF tags by number, the camera's details among them; none where they can't be read."""
    if picture.format == "PNG":
        # Pillow would decode the whole picture first, since the tags may stand behind it.
        return exif_tags(_png_exif(file))
    try:
        return _with_details(picture.getexif())
    except picture_errors():
        return {}


def exif_tags(block: bytes) -> dict[int, object]:
    """The same of an EXIF block on its own, from its TIFF header on."""
    from PIL import Image

    exif = Image.Exif()
    try:
        exif.load(b"Exif\0\0" + block if block else b"")
        return _with_details(exif)
    except picture_errors():
        return {}


def _with_details(exif: Image.Exif) -> dict[int, object]:
    return {**exif, **exif.get_ifd(0x8769)}


def _png_exif(file: SourceFile) -> bytes:
    for name, at, size in png_chunks(file):
        if name == b"eXIf":
            return file.at(at, min(size, 1 << 20))
    return b""


def png_chunks(file: SourceFile) -> Iterator[tuple[bytes, int, int]]:
    """Name, place and size of each chunk's content, up to IEND or to where the file ends; 100,000 at most."""
    at = 8
    for _ in range(100_000):
        header = file.at(at, 8)
        size = int.from_bytes(header[:4], "big")
        if len(header) < 8:
            return
        yield header[4:], at + 8, size
        if header[4:] == b"IEND":
            return
        at += 12 + size


def on_white(picture: Image.Image) -> Image.Image:
    """The same picture in RGB, white where it was transparent."""
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    with_alpha = picture.convert("RGBA")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return paper


def _load(picture: Image.Image) -> None:
    try:
        picture.load()
    except OSError as error:
        # Pillow keeps the rows that it got before the tear, but says so only in its words.
        if "truncated" not in str(error) or not hasattr(picture, "tile"):
            raise
        picture.tile = []
        picture.load()
