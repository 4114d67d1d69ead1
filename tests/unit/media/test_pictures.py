"""Thumbnails of anything, stills of films, and the iPhone's HEIC: seen the way they were taken."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from evidence_keeper.errors import SourceError
from evidence_keeper.media import picture, probe, still, thumbnail
from tests.unit.media import heic, samples


def _open(content: bytes) -> Image.Image:
    made = Image.open(io.BytesIO(content))
    assert made.format == "PNG"
    return made.convert("RGB")


def _near(seen: object, meant: tuple[int, int, int], by: int = 25) -> bool:
    assert isinstance(seen, tuple)
    return all(abs(one - other) <= by for one, other in zip(seen, meant, strict=True))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "AVIF"])
def test_a_thumbnail_fits_its_box(tmp_path: Path, kind: str) -> None:
    samples.picture(1200, 800).save(tmp_path / "a", kind)
    small = _open(thumbnail(tmp_path / "a", (300, 300)))
    assert small.size == (300, 200)
    assert _near(small.getpixel((10, 10)), (0, 0, 0))


def test_a_small_picture_is_not_blown_up(tmp_path: Path) -> None:
    samples.picture(80, 40).save(tmp_path / "a", "PNG")
    assert _open(thumbnail(tmp_path / "a")).size == (80, 40)


# Where the dark corner of the stored picture is to be seen, by the EXIF number that says so.
@pytest.mark.parametrize(
    ("orientation", "corner"),
    [
        (1, (0, 0)),
        (2, (1, 0)),
        (3, (1, 1)),
        (4, (0, 1)),
        (5, (0, 0)),
        (6, (1, 0)),
        (7, (1, 1)),
        (8, (0, 1)),
    ],
)
def test_a_photo_is_turned_as_it_was_held(
    tmp_path: Path, orientation: int, corner: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    samples.picture(240, 160).save(tmp_path / "a", "JPEG", exif=exif)
    known = probe(tmp_path / "a")
    small = _open(thumbnail(tmp_path / "a", (500, 500)))
    assert small.size == (known.width, known.height)
    assert small.size == ((240, 160) if orientation < 5 else (160, 240))
    at = (corner[0] * (small.width - 10) + 5, corner[1] * (small.height - 10) + 5)
    assert _near(small.getpixel(at), (0, 0, 0))


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(tmp_path / "a", "PNG")
    assert _open(thumbnail(tmp_path / "a")).getpixel((25, 25)) == (255, 255, 255)
    palette = Image.new("P", (50, 50), 1)
    palette.putpalette([9, 9, 9, 90, 90, 90])
    palette.putpixel((0, 0), 0)
    palette.save(tmp_path / "b", "PNG", transparency=1)
    assert picture(tmp_path / "b").getpixel((25, 25)) == (255, 255, 255)


def test_of_a_joined_screenshot_the_top_is_shown(tmp_path: Path) -> None:
    samples.picture(200, 6000).save(tmp_path / "a", "PNG")
    assert _open(thumbnail(tmp_path / "a", (300, 300))).size == (100, 300)
    assert picture(tmp_path / "a").size == (200, 6000)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_of_a_cut_picture_what_is_there_is_shown(tmp_path: Path, kind: str) -> None:
    samples.picture(640, 480).save(tmp_path / "a", kind)
    content = (tmp_path / "a").read_bytes()
    (tmp_path / "a").write_bytes(content[: len(content) // 2])
    small = _open(thumbnail(tmp_path / "a", (640, 480)))
    assert small.size == (640, 480)
    assert np.asarray(small)[150:200].std() > 20


def test_what_cannot_be_seen_is_said(tmp_path: Path) -> None:
    huge = samples.write_png(tmp_path / "huge", 100_000, 100_000, bytes(1000))
    noise = tmp_path / "noise"
    noise.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    text = tmp_path / "text"
    text.write_text("no picture", encoding="utf-8")
    locked = tmp_path / "locked"
    with pikepdf.open(samples.write_pdf(tmp_path / "pdf")) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    for path in (huge, noise, text):
        with pytest.raises(SourceError, match="media_broken"):
            thumbnail(path)
    with pytest.raises(SourceError, match="pdf_locked"):
        thumbnail(locked)
    with pytest.raises(SourceError, match="not_playable"):
        picture(text)
    with pytest.raises(SourceError, match="source_unreadable"):
        thumbnail(tmp_path / "missing")


def test_thumbnails_of_pdf_film_and_sound(
    tmp_path: Path, film: Path, sounds: dict[str, Path]
) -> None:
    page = _open(thumbnail(samples.write_pdf(tmp_path / "pdf"), (320, 320)))
    assert page.height == 320
    assert page.getpixel((5, 5)) == (255, 255, 255)
    assert np.asarray(page).min() < 200
    shown = _open(thumbnail(film, (80, 80)))
    assert shown.size == (80, 60)
    assert _near(shown.getpixel((20, 30)), (255, 255, 255))
    for kind in ("mp3", "amr"):
        wave = _open(thumbnail(sounds[kind], (320, 320)))
        assert wave.size == (320, 120)
        assert np.asarray(wave).std() > 10


# ---- films


@pytest.mark.parametrize("seconds", [0.0, 0.5, 1.0, 2.36, 3.9])
def test_a_still_is_what_the_film_shows_then(film: Path, seconds: float) -> None:
    shown = _open(still(film, seconds))
    assert shown.size == (160, 120)
    assert _near(shown.getpixel((40, 60)), (255, 255, 255))
    grey = int(seconds * 25 + 0.001)
    assert _near(shown.getpixel((120, 60)), (grey, grey, grey), 6)


def test_a_still_outside_is_the_first_or_the_last(film: Path) -> None:
    assert _near(_open(still(film, -3)).getpixel((120, 60)), (0, 0, 0), 6)
    assert _near(_open(still(film, 99)).getpixel((120, 60)), (99, 99, 99), 8)


def test_a_sound_has_no_still(sounds: dict[str, Path]) -> None:
    with pytest.raises(SourceError, match="not_playable"):
        still(sounds["m4a"], 0)


# ---- HEIC


def test_a_heic_of_one_frame(tmp_path: Path) -> None:
    known = probe(heic.TILES[0])
    assert (known.family, known.container, known.mime) == ("image", "heic", "image/heic")
    assert (known.width, known.height, known.broken) == (64, 64, ())
    assert known.created_at == datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert (known.device, known.software, known.created_from) == ("Apple iPhone 15", "18.1", "exif")
    seen = picture(heic.TILES[0])
    assert _near(seen.getpixel((40, 40)), (200, 40, 40))
    assert _near(seen.getpixel((5, 5)), (0, 0, 0))


def test_a_heic_of_many_frames_is_put_together_and_turned(tmp_path: Path) -> None:
    flat = picture(heic.grid(tmp_path / "a"))
    assert flat.size == (120, 100)
    for at, meant in {
        (40, 40): (200, 40, 40),
        (100, 40): (40, 160, 60),
        (40, 90): (50, 60, 190),
        (100, 90): (220, 200, 60),
        (70, 5): (0, 0, 0),
    }.items():
        assert _near(flat.getpixel(at), meant)
    turned = heic.grid(tmp_path / "b", quarter_turns=1)
    known = probe(turned)
    assert (known.width, known.height) == (100, 120)
    seen = _open(thumbnail(turned))
    assert seen.size == (100, 120)
    # Turned left, the right upper corner comes to the left upper one.
    assert _near(seen.getpixel((40, 20)), (40, 160, 60))


def test_a_broken_heic_is_said(tmp_path: Path) -> None:
    content = heic.grid(tmp_path / "a").read_bytes()
    for size in range(0, len(content), 37):
        (tmp_path / "b").write_bytes(content[:size])
        known = probe(tmp_path / "b")
        assert known.broken or known.family in ("empty", "unknown")
        with pytest.raises(SourceError, match="media_broken"):
            thumbnail(tmp_path / "b")
