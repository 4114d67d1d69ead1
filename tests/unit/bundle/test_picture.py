"""Pictures go into the PDF as they are: what comes out again is the same bytes or the same pixels."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageOps

from evidence_keeper.bundle.picture import Frames, frames_of, open_picture
from evidence_keeper.bundle.strips import Photo
from evidence_keeper.bundle.typeset import ROOM, WIDTH
from evidence_keeper.errors import SourceError
from tests.unit.bundle.conftest import drawn, screenshot


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@dataclass(frozen=True)
class Stored:
    """A picture as it lies in a PDF: its raw bytes, its entries' names, bits, and decoded by pikepdf."""

    raw: bytes
    data: bytes
    entries: frozenset[str]
    bits: int
    pixels: Image.Image | None


def in_pdf(path: Path, scratch: Path) -> list[Stored]:
    """The pictures of a PDF with this one on a page."""
    return images_of(drawn([Photo(open_picture(path, scratch), WIDTH, ROOM)])[0])


def images_of(pdf: bytes) -> list[Stored]:
    """The pictures of a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            _stored(found)
            for found in document.objects
            if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Image"
        ]


def _stored(image: pikepdf.Stream) -> Stored:
    raw = image.read_raw_bytes()
    is_jpeg = image["/Filter"] == "/DCTDecode"
    bits = int(image["/BitsPerComponent"])
    pixels = None if bits == 16 or "/SMask" in image else pikepdf.PdfImage(image).as_pil_image()
    return Stored(
        raw, b"" if is_jpeg else image.read_bytes(), frozenset(image.keys()), bits, pixels
    )


def rgb(stored: Stored) -> bytes:
    """Its pixels as RGB."""
    assert stored.pixels is not None
    return stored.pixels.convert("RGB").tobytes()


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1"])
def test_a_png_keeps_its_compressed_bytes(mode: str, tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "a.png"
    original = screenshot(200, 150).convert(mode)
    original.save(path)
    [image] = in_pdf(path, scratch)
    assert rgb(image) == original.convert("RGB").tobytes()
    assert image.raw in path.read_bytes()
    assert not list(scratch.iterdir())


def test_a_png_in_many_pieces_is_joined(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "a.png"
    original = Image.fromarray(np.random.default_rng(1).integers(0, 255, (300, 400, 3), np.uint8))
    original.save(path)
    assert path.read_bytes().count(b"IDAT") > 1
    [image] = in_pdf(path, scratch)
    assert rgb(image) == original.tobytes()


def test_sixteen_bits_stay_sixteen_bits(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "a.png"
    values = np.arange(60_000, dtype=np.uint16).reshape(200, 300)
    Image.fromarray(values).save(path)
    [image] = in_pdf(path, scratch)
    assert image.bits == 16
    assert np.frombuffer(image.data, ">u2").reshape(200, 300).tolist() == values.tolist()


def test_an_opaque_rgba_loses_its_alpha_only(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "a.png"
    original = screenshot(200, 150).convert("RGBA")
    original.save(path)
    [image] = in_pdf(path, scratch)
    assert "/SMask" not in image.entries
    assert rgb(image) == original.convert("RGB").tobytes()


def test_transparency_becomes_a_mask(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "a.png"
    original = screenshot(200, 150).convert("RGBA")
    original.putalpha(Image.linear_gradient("L").resize((200, 150)))
    original.save(path)
    images = in_pdf(path, scratch)
    masked = next(image for image in images if "/SMask" in image.entries)
    mask = next(image for image in images if "/SMask" not in image.entries)
    assert mask.pixels is not None
    assert mask.pixels.tobytes() == original.getchannel("A").tobytes()
    assert masked.data == original.convert("RGB").tobytes()


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_is_stored_byte_for_byte(mode: str, tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "a.jpg"
    screenshot(200, 150).convert(mode).save(path, quality=80, progressive=mode == "L")
    [image] = in_pdf(path, scratch)
    assert image.raw == path.read_bytes()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_stands_upright(orientation: int, tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x0112] = orientation
    screenshot(300, 200).save(path, quality=95, exif=exif)
    upright = ImageOps.exif_transpose(Image.open(path))
    picture = open_picture(path, scratch)
    assert picture.upright == upright.size
    pdf, _ = drawn([Photo(picture, WIDTH, ROOM)])
    page = pypdfium2.PdfDocument(pdf)[0]
    seen = page.render(scale=2).to_pil().convert("L")
    wide = min(WIDTH, upright.width * 72 / 90)
    high = wide * upright.height / upright.width
    left = (page.get_width() - wide) / 2
    box = [round(edge * 2) for edge in (left, 72, left + wide, 72 + high)]
    shown = np.asarray(seen.crop(tuple(box)).resize(upright.size), np.int16)
    assert np.abs(shown - np.asarray(upright.convert("L"), np.int16)).mean() < 16


@pytest.mark.parametrize("format", ["WEBP", "GIF", "BMP", "TIFF", "PNG"])
def test_other_formats_pass_through_a_lossless_png(
    format: str, tmp_path: Path, scratch: Path
) -> None:
    path = tmp_path / "a.bin"
    original = screenshot(200, 150)
    shown = original.convert("P") if format == "GIF" else original
    options = {"lossless": True} if format == "WEBP" else {}
    shown.save(path, format, **options)
    [image] = in_pdf(path, scratch)
    assert rgb(image) == shown.convert("RGB").tobytes()


def test_an_interlaced_png_is_decoded(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(interlaced())
    [image] = in_pdf(path, scratch)
    assert rgb(image) == bytes((10, 20, 30))
    assert len(list(scratch.iterdir())) == 1


def interlaced() -> bytes:
    """A one-pixel PNG that says it is interlaced (one pixel is the same either way)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        total = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + total

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 1)
    body = zlib.compress(b"\0\x0a\x14\x1e")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
@pytest.mark.parametrize("part", [0.5, 0.9])
def test_of_a_torn_picture_what_can_be_read_is_shown(
    format: str, part: float, tmp_path: Path, scratch: Path
) -> None:
    path = tmp_path / "a.bin"
    screenshot(400, 300).save(path, format)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    picture = open_picture(path, scratch)
    assert picture.torn
    assert picture.upright == (400, 300)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"no picture"])
def test_what_is_no_picture_is_refused(data: bytes, tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    with pytest.raises(SourceError):
        open_picture(path, scratch)


def test_a_flipped_byte_in_a_png_is_noticed(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "a.png"
    screenshot(400, 300).save(path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    try:
        noticed = open_picture(path, scratch).torn
    except SourceError as error:
        noticed = error.code == "media_broken"
    assert noticed


def test_the_same_picture_is_stored_once_however_often_it_is_cut(
    tmp_path: Path, scratch: Path
) -> None:
    path = tmp_path / "a.png"
    screenshot(400, 4000).save(path)
    picture = open_picture(path, scratch)
    windows = [(start / 8, (start + 1) / 8) for start in range(8)]
    pdf, _ = drawn([Photo(picture, WIDTH, ROOM, window) for window in windows])
    assert len(images_of(pdf)) == 1


def test_a_turned_tiff_is_turned_once(tmp_path: Path, scratch: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    screenshot(300, 100).save(tmp_path / "a.tif", "TIFF", exif=exif)
    assert open_picture(tmp_path / "a.tif", scratch).upright == (100, 300)


def several(path: Path, count: int = 3) -> Path:
    images = [screenshot(120 + 10 * number, 90, mark=number) for number in range(count)]
    images[0].save(path, save_all=True, append_images=images[1:])
    return path


def test_pages_of_a_scan_are_each_a_picture(tmp_path: Path, scratch: Path) -> None:
    path = several(tmp_path / "a.tif")
    assert frames_of(path) == Frames(3)
    for page in range(3):
        made = open_picture(path, scratch, page)
        with Image.open(made.path) as stored:
            assert stored.tobytes() == screenshot(120 + 10 * page, 90, mark=page).tobytes()


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png"])
def test_a_moving_picture_is_known_for_one(name: str, tmp_path: Path) -> None:
    images = [screenshot(120, 90, mark=number) for number in range(4)]
    images[0].save(tmp_path / name, save_all=True, append_images=images[1:])
    assert frames_of(tmp_path / name) == Frames(4, moving=True)
    images[0].save(tmp_path / name)
    assert frames_of(tmp_path / name) == Frames()


def test_a_torn_scan_says_so_and_gives_what_is_left(tmp_path: Path, scratch: Path) -> None:
    path = several(tmp_path / "a.tif")
    data = path.read_bytes()
    seen = set()
    for end in range(8, len(data), len(data) // 40):
        path.write_bytes(data[:end])
        found = frames_of(path)
        seen.add(found.count)
        for page in range(1, found.count):
            with contextlib.suppress(SourceError):
                open_picture(path, scratch, page)
    assert max(seen) > 1
    path.write_bytes(b"no picture")
    assert frames_of(path) == Frames()
