"""What an item shows, fetched on a lane: plain data that the viewer then lays out on the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QImage, QImageReader

from evidence_keeper.errors import EvidenceError, SourceError
from evidence_keeper.jobs import Job
from evidence_keeper.model import EvidenceItem, Kind, Message

if TYPE_CHECKING:
    from evidence_keeper.keeper import Keeper, Reading
    from evidence_keeper.media import Peaks

MOST_PIXELS = 60_000_000
MOST_LETTERS = 500_000
PAGE_SCALE = 2.0
STILL = (1280, 960)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to look at."""

    image: QImage


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording to listen to; a film has a still as well. `beside` is the other side's track of the same call."""

    path: Path
    peaks: Peaks
    still: QImage | None = None
    beside: Path | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """A log of messages."""

    messages: Sequence[Message]
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A text; `more` letters of it are left out here (the original has them all)."""

    text: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF: how many pages, and the first."""

    path: Path
    pages: int
    first: QImage


@dataclass(frozen=True, slots=True)
class Unshown:
    """Kept as it is, but nothing here can show it."""


Content = Picture | Sound | Chat | Words | Paper | Unshown


def load(keeper: Keeper, item: EvidenceItem, job: Job) -> Content:
    """What the item shows. Only errors about the vault or a device pass; odd content is Unshown."""
    loaders = {
        Kind.IMAGE: _picture,
        Kind.SCREENSHOT: _picture,
        Kind.CALL: _sound,
        Kind.AUDIO: _sound,
        Kind.VIDEO: _film,
        Kind.DOCUMENT: _document,
    }
    try:
        return loaders.get(item.kind, _text)(keeper, item, job)
    except SourceError:
        return Unshown()


def page(path: Path, number: int) -> QImage:
    """One page of a PDF, counted from 0."""
    from evidence_keeper.media import PdfDocument

    with PdfDocument(path) as pdf:
        return _page(pdf.render(number, PAGE_SCALE))


def paper(path: Path) -> Paper:
    """A PDF that has pages. Raises SourceError."""
    from evidence_keeper.media import PdfDocument

    with PdfDocument(path) as pdf:
        return Paper(path, pdf.count, _page(pdf.render(0, PAGE_SCALE)))


def thumbnail(keeper: Keeper, item: EvidenceItem, box: tuple[int, int]) -> QImage:
    """The item's small picture; a null image where it has none."""
    try:
        return QImage.fromData(QByteArray(keeper.thumbnail(item.item_id, box)))
    except EvidenceError:
        return QImage()


def _picture(keeper: Keeper, item: EvidenceItem, job: Job) -> Content:
    reader = QImageReader(str(keeper.original(item.item_id)))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > MOST_PIXELS:
        share = (MOST_PIXELS / (size.width() * size.height())) ** 0.5
        reader.setScaledSize(QSize(round(size.width() * share), round(size.height() * share)))
    image = reader.read()
    # What Qt can't read (a phone's HEIC) the keeper's thumbnailer may.
    if image.isNull():
        image = thumbnail(keeper, item, STILL)
    return Unshown() if image.isNull() else Picture(image)


def _sound(keeper: Keeper, item: EvidenceItem, job: Job) -> Content:
    other = other_track(keeper.items(item.case_id, withdrawn=None), item)
    beside = None if other is None else keeper.original(other.item_id)
    return Sound(keeper.original(item.item_id), keeper.peaks(item.item_id), beside=beside)


def other_track(known: Sequence[EvidenceItem], item: EvidenceItem) -> EvidenceItem | None:
    """The other side of a call that was recorded here on two tracks: both begin at the same moment."""
    mine = item.provenance.extra.get("track")
    for one in known:
        theirs = one.provenance.extra.get("track")
        if mine and theirs and theirs != mine and one.group == item.group is not None:
            return one
    return None


def _film(keeper: Keeper, item: EvidenceItem, job: Job) -> Content:
    still = thumbnail(keeper, item, STILL)
    try:
        peaks = keeper.peaks(item.item_id)
    except SourceError:
        return Unshown() if still.isNull() else Picture(still)
    return Sound(keeper.original(item.item_id), peaks, None if still.isNull() else still)


def _document(keeper: Keeper, item: EvidenceItem, job: Job) -> Content:
    from evidence_keeper.media import PdfDocument

    path = keeper.original(item.item_id)
    with path.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    if not is_pdf:
        return _text(keeper, item, job)
    with PdfDocument(path) as pdf:
        if pdf.count == 0:
            return Unshown()
        return Paper(path, pdf.count, _page(pdf.render(0, PAGE_SCALE)))


def _text(keeper: Keeper, item: EvidenceItem, job: Job) -> Content:
    reading = keeper.read(item.item_id, job)
    if reading.messages:
        return Chat(reading.messages, reading)
    if not reading.text.strip():
        return Unshown()
    return Words(reading.text[:MOST_LETTERS], max(0, len(reading.text) - MOST_LETTERS))


def _page(picture: object) -> QImage:
    from PIL import Image

    assert isinstance(picture, Image.Image)
    pixels = picture.convert("RGB")
    row = pixels.width * 3
    image = QImage(pixels.tobytes(), pixels.width, pixels.height, row, QImage.Format.Format_RGB888)
    return image.copy()  # the bytes above go away with this call
