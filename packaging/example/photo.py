"""A sheet of paper as an older person photographs it: on a wooden table, a little askew, near a window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageFilter

SIZE = (1920, 2560)
CORNERS = ((236, 268), (1718, 190), (1786, 2330), (172, 2378))
"""Where the sheet's corners lie in the picture: top left, top right, bottom right, bottom left."""

TAKEN_AT = "2026:03:06 10:32:41"
ZONE = "+08:00"
MAKER, MODEL = "Changle", "CL-60"

GRAIN = ((640, 7), (1500, 16), (160, 3))
"""Layers of the table's grain: how many lines down the picture, how many changes along each."""

Shade = NDArray[np.float64]


def photograph(sheet: Image.Image, out: Path) -> None:
    """Write a JPEG of the sheet, with the camera's own time in it."""
    noise = np.random.default_rng(326)
    paper, mask = laid(sheet.convert("RGB"))
    shadow = mask.filter(ImageFilter.GaussianBlur(26))
    table = wood(noise) * (1 - 0.5 * shifted(np.asarray(shadow) / 255, 16, 22))[..., np.newaxis]
    edge = np.asarray(mask.filter(ImageFilter.GaussianBlur(1.8)))[..., np.newaxis] / 255
    lit = np.asarray(paper, dtype=np.float64) * creases()[..., np.newaxis]
    picture = (table * (1 - edge) + lit * edge) * light()
    picture += noise.normal(0, 2.3, picture.shape)
    save(Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)), out)


def laid(sheet: Image.Image) -> tuple[Image.Image, Image.Image]:
    """The sheet as the camera sees it, and where it is."""
    across, down = sheet.size
    flat = ((0, 0), (across, 0), (across, down), (0, down))
    view = seen_from(CORNERS, flat)
    how = (SIZE, Image.Transform.PERSPECTIVE, view, Image.Resampling.BICUBIC)
    paper = sheet.transform(*how).filter(ImageFilter.GaussianBlur(0.7))
    return paper, Image.new("L", sheet.size, 255).transform(*how)


def seen_from(
    seen: tuple[tuple[int, int], ...], flat: tuple[tuple[int, int], ...]
) -> tuple[float, ...]:
    """The eight numbers of the perspective that takes each seen point to the flat one."""
    rows, wanted = [], []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    solved = np.linalg.solve(np.array(rows, dtype=float), np.array(wanted, dtype=float))
    return tuple(float(number) for number in solved)


def wood(noise: np.random.Generator) -> Shade:
    """A table top: grain that runs across the picture, in planks."""
    rows = np.arange(SIZE[1])[:, np.newaxis]
    grain = sum(
        stretched(noise, lines, length) / (n + 1) for n, (lines, length) in enumerate(GRAIN)
    )
    plank = (rows + 210) % 730
    gap = np.exp(-((plank / 4.0) ** 2)) + np.exp(-(((730 - plank) / 4.0) ** 2))
    tint = 1 + 0.05 * np.sin((rows + 210) // 730 * 2.3)
    shade = np.clip(0.80 + 0.085 * grain, 0.3, 1.2) * tint * (1 - 0.55 * gap)
    return np.asarray(shade[..., np.newaxis] * np.array([172.0, 132.0, 95.0]), dtype=np.float64)


def stretched(noise: np.random.Generator, lines: int, changes: int) -> Shade:
    """Noise drawn out across the picture, from about -1 to 1."""
    small = Image.fromarray(noise.normal(0, 1, (lines, changes)).astype(np.float32))
    return np.asarray(small.resize(SIZE, Image.Resampling.BICUBIC), dtype=np.float64)


def creases() -> Shade:
    """The sheet was folded once and lies almost flat again: a soft light and a dark line."""
    across = np.arange(SIZE[0])[np.newaxis] / SIZE[0]
    down = np.arange(SIZE[1])[:, np.newaxis] / SIZE[1] + 0.012 * across
    fold = down - 0.512
    near = np.exp(-((fold / 0.0016) ** 2))
    bend = np.exp(-np.abs(fold) / 0.05) * np.sign(fold)
    wave = 0.012 * np.sin(across * 5.1 + down * 3.3)
    return np.asarray(0.985 - 0.07 * near + 0.028 * bend + wave, dtype=np.float64)


def light() -> Shade:
    """Light from the upper left that falls off towards the far corner."""
    across = np.arange(SIZE[0])[np.newaxis] / SIZE[0]
    down = np.arange(SIZE[1])[:, np.newaxis] / SIZE[1]
    fall = 1.10 - 0.12 * across - 0.12 * down
    corner = 1 - 0.20 * ((across - 0.5) ** 2 + (down - 0.5) ** 2)
    warmth = np.array([1.0, 0.985, 0.95])
    return np.asarray((fall * corner)[..., np.newaxis] * warmth, dtype=np.float64)


def shifted(shade: Shade, right: int, down: int) -> Shade:
    """The shade moved; what comes in at the other side is its own far edge, which is empty."""
    return np.roll(shade, (down, right), axis=(0, 1))


def save(picture: Image.Image, out: Path) -> None:
    """Write the JPEG with what a phone's camera writes beside it."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = MAKER
    exif[ExifTags.Base.Model] = MODEL
    exif[ExifTags.Base.Orientation] = 1
    exif[ExifTags.Base.DateTime] = TAKEN_AT
    camera = exif.get_ifd(ExifTags.IFD.Exif)
    for tag in (ExifTags.Base.DateTimeOriginal, ExifTags.Base.DateTimeDigitized):
        camera[tag] = TAKEN_AT
    for tag in (ExifTags.Base.OffsetTime, ExifTags.Base.OffsetTimeOriginal):
        camera[tag] = ZONE
    picture.save(out, quality=84, subsampling=2, exif=exif)
