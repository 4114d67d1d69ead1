"""A small picture of anything that can be seen or heard."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.errors import SourceError
from evidence_keeper.media.films import film_picture
from evidence_keeper.media.heif import Heif
from evidence_keeper.media.pdf import PdfDocument
from evidence_keeper.media.pictures import decoded, open_picture, picture_errors
from evidence_keeper.media.sniff import sniff
from evidence_keeper.media.sound import peaks
from evidence_keeper.media.source import SourceFile
from evidence_keeper.media.streams import Streams, av_errors

if TYPE_CHECKING:
    from PIL import Image

# Of a joined screenshot only the top is shown: the whole would be a hair's breadth of grey.
_TALLEST = 3

_PAPER = "#FFFFFF"
_WAVE = "#0B5250"


def thumbnail(path: Path, box: tuple[int, int] = (320, 320)) -> bytes:
    """PNG that fits into `box` (width, height in pixels) of a picture, a PDF's first page, a film or a sound.

    Raises SourceError source_unreadable, pdf_locked, or media_broken (also for what has no picture, as a text).
    """
    try:
        small = _top(_picture(path, box))
    except SourceError as error:
        if error.code == "not_playable":
            raise SourceError("media_broken", **error.data) from error
        raise
    small.thumbnail(box, reducing_gap=2.0)
    made = io.BytesIO()
    small.save(made, "PNG")
    return made.getvalue()


def _picture(path: Path, box: tuple[int, int]) -> Image.Image:
    with SourceFile(path) as file:
        sniffed = sniff(file)
        if sniffed.family == "image":
            return _of_picture(file, sniffed.container, (box[0] * 2, box[1] * 2))
    if sniffed.family == "pdf":
        return _of_pdf(path, box)
    if sniffed.family not in ("audio", "video"):
        raise SourceError("media_broken", path=str(path))
    with Streams(path, sniffed) as streams:
        film = streams.video is not None
    return film_picture(path, 1.0) if film else _of_sound(path, box)


def picture(path: Path, box: tuple[int, int] | None = None) -> Image.Image:
    """A picture file as Pillow picture in RGB, as it is to be seen: turned, white where transparent, HEIC too.

    With a `box` (width, height in pixels) it may come smaller, but not smaller than the box. What lies before a tear
    is kept. Raises SourceError source_unreadable, media_broken (also for more than 100 megapixels) or not_playable
    (no picture).
    """
    with SourceFile(path) as file:
        sniffed = sniff(file)
        if sniffed.family != "image":
            raise SourceError("not_playable", path=str(path))
        return _of_picture(file, sniffed.container, box)


def _of_picture(file: SourceFile, container: str, box: tuple[int, int] | None) -> Image.Image:
    try:
        if container == "heic":
            return Heif(file).picture()
        with open_picture(file, container) as opened:
            return decoded(opened, box)
    except (*picture_errors(), *av_errors()) as error:
        raise SourceError("media_broken", path=str(file.path)) from error


def _of_pdf(path: Path, box: tuple[int, int]) -> Image.Image:
    with PdfDocument(path) as document:
        width, height = document.size(0)
        return document.render(0, min(box[0] / max(width, 1.0), box[1] / max(height, 1.0)))


def _of_sound(path: Path, box: tuple[int, int]) -> Image.Image:
    from PIL import Image, ImageDraw

    width, height = box[0], max(1, min(box[1], box[0] * 3 // 8))
    shape = peaks(path, width)
    picture = Image.new("RGB", (width, height), _PAPER)
    pen = ImageDraw.Draw(picture)
    # A quiet call is drawn as tall as a loud one: the picture tells calls apart, it measures nothing.
    loudest = max(float(-shape.lo.min()), float(shape.hi.max()), 0.02)
    middle = height / 2
    for x in range(width):
        top = middle - shape.hi[x] / loudest * (middle - 1)
        bottom = middle - shape.lo[x] / loudest * (middle - 1)
        pen.line((x, float(top), x, float(bottom)), fill=_WAVE)
    return picture


def _top(picture: Image.Image) -> Image.Image:
    tallest = picture.width * _TALLEST
    return picture.crop((0, 0, picture.width, tallest)) if picture.height > tallest else picture
