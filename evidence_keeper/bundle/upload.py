"""What goes into a web form: the same pages in files that are small enough, pictures by themselves, texts to paste.

The PDF of the delivery is never touched. The upload's pages are drawn once more from the same layout, so text, links
and footers are those of the whole; only pictures may be smaller, as JPEG. How small is told in a file beside them.
Office limits were not to be found for certain (domain facts), so the person says how large a file may be.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from evidence_keeper.bundle import Upload
from evidence_keeper.bundle.exhibits import Entry, say_size
from evidence_keeper.bundle.names import safe_file_name, shortened
from evidence_keeper.bundle.picture import Picture, open_picture
from evidence_keeper.errors import InputError, SourceError
from evidence_keeper.jobs import Job
from evidence_keeper.media import picture as decoded
from evidence_keeper.model import Kind

FOLDER_SUFFIX = "_上传件"
_PDF_OWN = 300_000
"""Bytes that a part has besides its pictures: subsets of the fonts, the pages' text."""

_FEW_PARTS = 5


@dataclass(frozen=True, slots=True)
class Level:
    """How much of a picture is given up: the longest side of a screen-shaped one in pixels, and JPEG's quality."""

    side: int
    quality: int

    def told(self) -> str:
        """For the person who hands it in."""
        return f"图片压缩为 JPEG，长边不超过 {self.side} 像素，质量 {self.quality}"


LEVELS = (Level(1920, 85), Level(1600, 80), Level(1280, 75))
"""At each of these a phone's screen can be read in print (pdf facts 2)."""

LAST_LEVELS = (Level(1280, 55), Level(1000, 45), Level(800, 35))
"""Only where a single page would not fit otherwise."""

_TALL = 2.75


@dataclass(slots=True)
class Shrinker:
    """Makes a picture's seen part small, once for each part; files lie in `scratch`."""

    level: Level
    scratch: Path
    made: dict[tuple[str, tuple[float, float]], Picture]

    def __call__(self, picture: Picture, window: tuple[float, float]) -> Picture:
        """The part of the picture that `window` shows, as a JPEG of its own, upright."""
        key = (picture.key, window)
        if key not in self.made:
            place = self.scratch / f"small-{self.level.side}-{len(self.made)}.jpg"
            _shrink(picture, window, self.level).save(place, "JPEG", quality=self.level.quality)
            self.made[key] = open_picture(place, self.scratch)
        return self.made[key]

    def weigh(self, picture: Picture, window: tuple[float, float]) -> int:
        """How many bytes it will have in the PDF."""
        return self(picture, window).path.stat().st_size


def _shrink(picture: Picture, window: tuple[float, float], level: Level) -> Image.Image:
    try:
        with Image.open(picture.path) as opened:
            opened.load()
            image = opened.convert("RGB")
    except (OSError, ValueError):
        image = decoded(picture.path).convert("RGB")
    turned = {3: 180, 6: 270, 8: 90}.get(picture.orientation)
    if turned:
        image = image.rotate(turned, expand=True)
    top, bottom = (round(share * image.height) for share in window)
    image = image.crop((0, top, image.width, max(top + 1, bottom)))
    tall = image.height > _TALL * image.width
    across = image.width * 16 / 9 if tall else max(image.size)
    factor = min(1.0, level.side / across)
    if factor < 1:
        size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
        image = image.resize(size, Image.Resampling.LANCZOS)
    return image


@dataclass(frozen=True, slots=True)
class Source:
    """The finished paper, as the upload needs it.

    `draw(file, first, last, shrink)` draws these pages again (from 1); `pictures(page)` names what a page shows, with
    the part of it that is seen. `main` is how many pages the main volume has.
    """

    pdf: Path
    pages: int
    main: int
    draw: Callable[[Path, int, int, Shrinker], None]
    pictures: Callable[[int], Sequence[tuple[Picture, tuple[float, float]]]]
    scratch: Path


def make(
    source: Source,
    texts: Sequence[tuple[str, str]],
    exhibits: Sequence[tuple[Entry, Path]],
    folder: Path,
    most: int,
    job: Job,
) -> list[Upload]:
    """Write the set into `folder`, in the order in which it is handed in. `most` is the largest file in bytes.

    Raises InputError upload_too_small where not even one page fits, Cancelled, SpaceError.
    """
    folder.mkdir()
    found, told = _papers(source, folder, most, job)
    found += list(_texts(texts, folder))
    found += list(_pictures(exhibits, folder, source.scratch, most, job))
    lines = [
        "上传件说明",
        "",
        f"每个文件不超过 {say_size(most)}。按文件名前面的号码依次上传。",
        f"PDF：{told}。没有压缩的 PDF 和原件在交付件里。",
        "",
        *(f"{one.path.name}　{say_size(one.size)}" for one in found),
    ]
    (folder / "00_readme_说明.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return found


def _papers(source: Source, folder: Path, most: int, job: Job) -> tuple[list[Upload], str]:
    volumes = [(1, source.main, "main", "主册")]
    if source.main < source.pages:
        volumes.append((source.main + 1, source.pages, "annex", "附册"))
    else:
        volumes = [(1, source.pages, "papers", "全册")]
    if source.pdf.stat().st_size <= most and len(volumes) == 1:
        place = folder / "01_papers_全册.pdf"
        place.write_bytes(source.pdf.read_bytes())
        return [Upload(place, place.stat().st_size, "pdf")], "和交付件里的一样，没有压缩"
    for level in (*LEVELS, *LAST_LEVELS):
        parts = _split(source, volumes, level, most, job)
        readable = level in LEVELS
        if parts is None or (readable and level != LEVELS[-1] and len(parts) > _FEW_PARTS):
            continue
        return _named(parts, folder), level.told()
    raise InputError("upload_too_small", most=most, page=1)


@dataclass(frozen=True, slots=True)
class _Piece:
    path: Path
    slug: str
    title: str


def _split(
    source: Source,
    volumes: Sequence[tuple[int, int, str, str]],
    level: Level,
    most: int,
    job: Job,
) -> list[_Piece] | None:
    """The volumes in files of at most `most` bytes; None where one page alone is larger."""
    shrink = Shrinker(level, source.scratch, {})
    weights: list[int] = []
    for page in range(1, source.pages + 1):
        job.report("uploading", page, source.pages)
        job.check()
        weights.append(sum(shrink.weigh(*seen) for seen in source.pictures(page)))
    found: list[_Piece] = []
    for first, last, slug, title in volumes:
        while first <= last:
            end = _filled(weights, first, last, most - _PDF_OWN)
            path = source.scratch / f"part-{level.side}-{level.quality}-{first}.pdf"
            while True:
                job.check()
                source.draw(path, first, end, shrink)
                if path.stat().st_size <= most:
                    break
                if end == first:
                    return None
                end -= max(1, (end - first) // 8)
            found.append(_Piece(path, slug, f"{title}_第{first}-{end}页"))
            first = end + 1
    return found


def _filled(weights: Sequence[int], first: int, last: int, room: int) -> int:
    """The last page of a part that begins at `first`, by its pictures' weights; at least that page."""
    end, used = first, weights[first - 1]
    while end < last and used + weights[end] <= room:
        used += weights[end]
        end += 1
    return end


def _named(pieces: Sequence[_Piece], folder: Path) -> list[Upload]:
    found: list[Upload] = []
    for number, piece in enumerate(pieces, start=1):
        place = folder / f"{number:02d}_{piece.slug}_{piece.title}.pdf"
        piece.path.rename(place)
        found.append(Upload(place, place.stat().st_size, "pdf"))
    return found


def _texts(texts: Sequence[tuple[str, str]], folder: Path) -> Iterator[Upload]:
    for number, (name, text) in enumerate(texts, start=51):
        place = folder / f"{number}_text_{safe_file_name(name)}.txt"
        place.write_text(text + "\n", encoding="utf-8")
        yield Upload(place, place.stat().st_size, "text")


def _pictures(
    exhibits: Sequence[tuple[Entry, Path]], folder: Path, scratch: Path, most: int, job: Job
) -> Iterator[Upload]:
    """Each picture by itself, for forms that take pictures only."""
    for entry, path in exhibits:
        if entry.item.kind not in (Kind.SCREENSHOT, Kind.IMAGE):
            continue
        job.check()
        try:
            picture = open_picture(path, scratch)
        except SourceError:
            continue
        stem = shortened(safe_file_name(entry.title), 30, 90)
        place = folder / f"60_picture_{entry.number}_{stem}.jpg"
        number = 2
        while place.exists():
            place = folder / f"60_picture_{entry.number}_{stem}_{number}.jpg"
            number += 1
        data = _jpeg(picture, most)
        if data is None:
            continue
        place.write_bytes(data)
        yield Upload(place, len(data), "picture")


def _jpeg(picture: Picture, most: int) -> bytes | None:
    for level in (*LEVELS, *LAST_LEVELS):
        made = io.BytesIO()
        image = _shrink(picture, (0.0, 1.0), level)
        if max(image.size) > 65_000:  # JPEG knows no more
            return None
        image.save(made, "JPEG", quality=level.quality)
        if len(made.getvalue()) <= most:
            return made.getvalue()
    return None
