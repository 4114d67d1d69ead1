"""A PDF written object by object to the disk, with what reportlab gets wrong mended: the only place that knows how.

reportlab collects the whole file in memory (two hundred screenshots are 300 MB) and writes a ToUnicode map that no
reader understands above U+FFFF (𠮷 is copied out as ₻). The map is mended once for the process; the writing is our own
loop over reportlab's objects, so that a picture's bytes go from its file straight into the PDF.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfdoc, ttfonts
from reportlab.pdfgen.canvas import Canvas

from evidence_keeper.bundle import fonts

PAGE_WIDTH, PAGE_HEIGHT = (float(side) for side in A4)

WRITING = threading.RLock()
"""Held while a PDF is made: reportlab keeps fonts and settings in globals."""

_VERSION = (1, 5)
_ENTRIES_A_BLOCK = 100  # the CMap format allows no more


def install() -> None:
    """Register fonts and mend reportlab. Harmless to call again."""
    fonts.install()
    vars(ttfonts)["makeToUnicodeCMap"] = to_unicode_map


def to_unicode_map(name: str, subset: list[int]) -> str:
    """The map from a font's codes back to text, in UTF-16BE as PDF 1.5 (9.10.3) asks."""
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be', 'surrogatepass').hex().upper()}>"
        for code, point in enumerate(subset)
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for start in range(0, len(entries), _ENTRIES_A_BLOCK):
        block = entries[start : start + _ENTRIES_A_BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


def new_canvas(title: str, made_at: datetime) -> Canvas:
    """An empty A4 document in Chinese. Equal input with an equal `made_at` gives equal bytes."""
    install()
    make: Any = Canvas  # the stubs take its font's name for a number
    canvas: Canvas = make(
        "",
        pagesize=A4,
        pageCompression=1,
        invariant=1,
        pdfVersion=_VERSION,
        initialFontName=fonts.REGULAR,
        lang="zh-CN",
    )
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject("投诉材料")
    canvas.setCreator("取证管家 Evidence Keeper")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    document = document_of(canvas)
    document.info._dateFormatter = lambda *_: _pdf_date(made_at)
    return canvas


def document_of(canvas: Canvas) -> Any:
    """The objects behind the canvas, which reportlab calls private and its stubs don't know."""
    return vars(canvas)["_doc"]


def _pdf_date(moment: datetime) -> str:
    zone = moment.strftime("%z") or "+0000"
    return f"{moment:D:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'"


def write(canvas: Canvas, file: BinaryIO, on_object: Callable[[int, int], None]) -> None:
    """Finish the document into `file`; `on_object(done, total)` is called before each object.

    The same steps as reportlab's PDFDocument.GetPDFData and format, without its list of everything.
    """
    document = document_of(canvas)
    for font in document.delayedFonts:
        font.addObjects(document)
    document.info.invariant = document.invariant
    document.info.digest(document.signature)
    catalog, info = document.Reference(document.Catalog), document.Reference(document.info)
    document.Outlines.prepare(document, canvas)
    if document.Outlines.ready < 0:
        document.Catalog.Outlines = None
    document.encrypt.prepare(document)
    out = _Out(file)
    numbers = _write_objects(document, out, on_object)
    table: Any = pdfdoc.PDFCrossReferenceTable()
    table.addsection(0, numbers)
    where = out.add(table.format(document))
    trailer: Any = pdfdoc.PDFTrailer(
        startxref=where,
        Size=len(numbers) + 1,
        Root=catalog,
        Info=info,
        Encrypt=None,
        ID=document.ID(),
    )
    out.add(trailer.format(document))


def _write_objects(document: Any, out: _Out, on_object: Callable[[int, int], None]) -> list[str]:
    """Every object in order of its number; formatting one may add more behind it."""
    names: list[str] = []
    while (number := len(names) + 1) in document.numberToId:
        on_object(number, len(document.numberToId))
        name = document.numberToId[number]
        whole: Any = pdfdoc.PDFIndirectObject(name, document.idToObject[name])
        document.idToOffset[name] = out.add(whole.format(document))
        names.append(name)
    return names


class _Out:
    """The file and how far it is; offsets are what the cross-reference table is made of."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.offset = 0
        self.add(b"%%PDF-%d.%d\n%%\xe2\xe3\xcf\xd3\n" % _VERSION)

    def add(self, data: bytes | str) -> int:
        """Write and say at which offset the data begins."""
        raw = data if isinstance(data, bytes) else pdfdoc.pdfdocEnc(data)
        begins = self.offset
        self._file.write(raw)
        self.offset += len(raw)
        return begins
