"""HEIC, the iPhone's pictures: read here, since Pillow can't and PyAV shows only their tiles.

A HEIC file is a table of items: the picture is one HEVC frame, or a grid of such frames, then turned; the camera's
EXIF block is an item beside it. The table is read here, the frames are decoded by PyAV.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evidence_keeper.media.pictures import MOST_PIXELS
from evidence_keeper.media.sniff import boxes_of
from evidence_keeper.media.source import SourceFile

if TYPE_CHECKING:
    from PIL import Image

_MOST_ITEMS = 20_000
_MOST_BYTES = 64 * 1024 * 1024


@dataclass(slots=True)
class _Item:
    """A row of the table: its type, where its bytes are, its properties and the items it is made of."""

    kind: bytes = b""
    inside: bool = False
    extents: list[tuple[int, int]] = field(default_factory=list)
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)
    tiles: list[int] = field(default_factory=list)

    def get(self, name: bytes) -> bytes:
        """The property's content, empty where there is none."""
        return next((content for key, content in self.properties if key == name), b"")


class Heif:
    """One HEIC file. Everything here raises ValueError where the table makes no sense."""

    def __init__(self, file: SourceFile) -> None:
        """Reads the table, not the picture."""
        self._file = file
        self._items: dict[int, _Item] = {}
        self._primary = 0
        self._data = 0
        meta = next((box for box in boxes_of(file, 0, file.bytes) if box[0] == b"meta"), None)
        if meta is None:
            raise ValueError("no table")
        boxes = {name: (start, end) for name, start, end in boxes_of(file, meta[1] + 4, meta[2])}
        for name, read in (
            (b"pitm", self._read_primary),
            (b"iinf", self._read_kinds),
            (b"iloc", self._read_places),
            (b"iprp", self._read_properties),
            (b"iref", self._read_references),
        ):
            if name in boxes:
                read(*boxes[name])
        self._data = boxes.get(b"idat", (0, 0))[0]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels as seen."""
        item = self._item(self._primary)
        width, height = _extent(item.get(b"ispe"))
        return (height, width) if _quarter_turns(item) % 2 else (width, height)

    def exif(self) -> bytes:
        """The EXIF block, beginning with its TIFF header; empty where there is none."""
        for item in self._items.values():
            if item.kind == b"Exif":
                content = self._content(item)
                return content[4 + int.from_bytes(content[:4], "big") :]
        return b""

    def picture(self) -> Image.Image:
        """The picture in RGB, turned as it is to be seen. Raises PyAV's errors too."""
        item = self._item(self._primary)
        width, height = _extent(item.get(b"ispe"))
        if not 0 < width * height <= MOST_PIXELS:
            raise ValueError(f"{width} x {height} pixels")
        made = self._grid(item) if item.kind == b"grid" else self._frame(item)
        return _turned(made, item)

    # ---- pixels

    def _frame(self, item: _Item) -> Image.Image:
        import av

        if item.kind != b"hvc1":
            raise ValueError(f"an item of type {item.kind!r}")
        decoder = av.VideoCodecContext.create("hevc", "r")
        decoder.extradata = item.get(b"hvcC")
        frames = [*decoder.decode(av.Packet(self._content(item))), *decoder.decode(None)]
        if not frames:
            raise ValueError("no frame")
        made: Image.Image = frames[0].to_image()  # type: ignore[no-untyped-call]
        return made

    def _grid(self, item: _Item) -> Image.Image:
        from PIL import Image

        layout = self._content(item)
        if len(layout) < 8:
            raise ValueError("no layout")
        rows, columns = layout[2] + 1, layout[3] + 1
        step = 4 if layout[1] & 1 else 2
        width = int.from_bytes(layout[4 : 4 + step], "big")
        height = int.from_bytes(layout[4 + step : 4 + 2 * step], "big")
        if len(item.tiles) < rows * columns or not 0 < width * height <= MOST_PIXELS:
            raise ValueError("a grid that doesn't fit")
        made = Image.new("RGB", (width, height))
        for number, identity in enumerate(item.tiles[: rows * columns]):
            tile = self._frame(self._item(identity))
            made.paste(tile, (number % columns * tile.width, number // columns * tile.height))
        return made

    def _item(self, identity: int) -> _Item:
        if identity not in self._items:
            raise ValueError(f"no item {identity}")
        return self._items[identity]

    def _content(self, item: _Item) -> bytes:
        begin = self._data if item.inside else 0
        if sum(size for _, size in item.extents) > _MOST_BYTES:
            raise ValueError("an item that is too large")
        return b"".join(self._file.at(begin + at, size) for at, size in item.extents)

    # ---- the table

    def _row(self, identity: int) -> _Item:
        if len(self._items) > _MOST_ITEMS:
            raise ValueError("too many items")
        return self._items.setdefault(identity, _Item())

    def _read_primary(self, start: int, end: int) -> None:
        numbers = _Numbers(self._file.at(start, end - start))
        self._primary = numbers.next(4 if numbers.version else 2)

    def _read_kinds(self, start: int, end: int) -> None:
        version = self._file.at(start, 1)
        first = start + (8 if version and version[0] else 6)
        for name, begin, finish in boxes_of(self._file, first, end):
            if name == b"infe":
                numbers = _Numbers(self._file.at(begin, min(finish - begin, 64)))
                identity = numbers.next(4 if numbers.version > 2 else 2)
                numbers.next(2)
                self._row(identity).kind = numbers.take(4)

    def _read_places(self, start: int, end: int) -> None:
        numbers = _Numbers(self._file.at(start, min(end - start, _MOST_BYTES)))
        sizes = numbers.next(2)
        offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
        for _ in range(numbers.next(4 if numbers.version > 1 else 2)):
            item = self._row(numbers.next(4 if numbers.version > 1 else 2))
            item.inside = bool(numbers.version and numbers.next(2) & 15 == 1)
            numbers.next(2)
            begin = numbers.next(base)
            for _ in range(numbers.next(2)):
                if numbers.version:
                    numbers.next(index)
                item.extents.append((begin + numbers.next(offset), numbers.next(length)))

    def _read_properties(self, start: int, end: int) -> None:
        properties: list[tuple[bytes, bytes]] = [(b"", b"")]
        for name, begin, finish in boxes_of(self._file, start, end):
            if name == b"ipco":
                properties += [
                    (key, self._file.at(at, min(until - at, 1 << 20)))
                    for key, at, until in boxes_of(self._file, begin, finish)
                ]
            elif name == b"ipma":
                self._read_links(self._file.at(begin, finish - begin), properties)

    def _read_links(self, content: bytes, properties: list[tuple[bytes, bytes]]) -> None:
        numbers = _Numbers(content)
        wide = numbers.flags & 1
        for _ in range(numbers.next(4)):
            item = self._row(numbers.next(4 if numbers.version else 2))
            for _ in range(numbers.next(1)):
                # The upper bit says that a reader must understand the property.
                number = numbers.next(2) & 0x7FFF if wide else numbers.next(1) & 0x7F
                if number < len(properties):
                    item.properties.append(properties[number])

    def _read_references(self, start: int, end: int) -> None:
        version = self._file.at(start, 1)
        size = 4 if version and version[0] else 2
        for name, begin, finish in boxes_of(self._file, start + 4, end):
            if name == b"dimg":
                numbers = _Numbers(self._file.at(begin, finish - begin), plain=True)
                item = self._row(numbers.next(size))
                item.tiles = [numbers.next(size) for _ in range(numbers.next(2))]


class _Numbers:
    """Big-endian numbers one after the other; the first four bytes are version and flags, unless `plain`."""

    def __init__(self, content: bytes, plain: bool = False) -> None:
        self._content = content
        self._at = 0
        self.version = 0 if plain else self.next(1)
        self.flags = 0 if plain else self.next(3)

    def take(self, size: int) -> bytes:
        """The next bytes. Raises ValueError behind the end: a count that lies must end its loop."""
        found = self._content[self._at : self._at + size]
        if len(found) < size:
            raise ValueError("the table is cut off")
        self._at += size
        return found

    def next(self, size: int) -> int:
        """The next number of that many bytes; 0 for none."""
        return int.from_bytes(self.take(size), "big")


def _extent(content: bytes) -> tuple[int, int]:
    if len(content) < 12:
        raise ValueError("no size")
    return int.from_bytes(content[4:8], "big"), int.from_bytes(content[8:12], "big")


def _quarter_turns(item: _Item) -> int:
    return (item.get(b"irot") or b"\0")[0] & 3


def _turned(picture: Image.Image, item: _Item) -> Image.Image:
    from PIL import ImageOps

    for name, content in item.properties:
        if name == b"irot" and content:
            picture = picture.rotate(content[0] % 4 * 90, expand=True)
        elif name == b"imir" and content:
            picture = ImageOps.mirror(picture) if content[0] & 1 else ImageOps.flip(picture)
    return picture
