"""Office documents, written by hand: as small as LibreOffice still takes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_VENDOR = "application/vnd.openxmlformats-officedocument"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def docx(lines: Sequence[str], linked_picture: str = "") -> bytes:
    """A text of paragraphs; `\\f` alone is a new page. `linked_picture`: an address that a picture comes from."""
    paragraphs = "".join(_paragraph(line) for line in lines)
    if linked_picture:
        paragraphs += _LINKED
    body = (
        f'<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}" xmlns:wp="{_DRAWING}/wordprocessingDrawing">'
        f"<w:body>{paragraphs}</w:body></w:document>"
    )
    link = f'<Relationship Id="rId9" Type="{_OFFICE}/image" Target="{linked_picture}" TargetMode="External"/>'
    more = {"word/_rels/document.xml.rels": _relationships(link)} if linked_picture else {}
    main = f"{_VENDOR}.wordprocessingml.document.main+xml"
    return _package("word/document.xml", main, {"word/document.xml": body, **more})


_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_LINKED = (
    '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="999999" cy="999999"/><wp:docPr id="1" name="1"/>'
    f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
    f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="0" name="1"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:link="rId9"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="999999" cy="999999"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r></w:p>"
)


def _paragraph(line: str) -> str:
    what = '<w:br w:type="page"/>' if line == "\f" else f"<w:t>{line}</w:t>"
    return f"<w:p><w:r>{what}</w:r></w:p>"


def xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """One table of texts."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    sheet = f'<worksheet xmlns="{_SHEET}"><sheetData>{cells}</sheetData></worksheet>'
    book = (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>"
    )
    link = f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    parts = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _relationships(link),
        "xl/worksheets/sheet1.xml": sheet,
    }
    kinds = {"/xl/worksheets/sheet1.xml": f"{_VENDOR}.spreadsheetml.worksheet+xml"}
    return _package("xl/workbook.xml", f"{_VENDOR}.spreadsheetml.sheet.main+xml", parts, kinds)


def _relationships(links: str) -> str:
    return f'<Relationships xmlns="{_LINKS}">{links}</Relationships>'


def _package(
    main: str, kind: str, parts: Mapping[str, str], kinds: Mapping[str, str] | None = None
) -> bytes:
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{what}"/>'
        for name, what in {f"/{main}": kind, **(kinds or {})}.items()
    )
    types = (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="{_PACKAGE}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    link = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="{main}"/>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", types)
        packed.writestr("_rels/.rels", _relationships(link))
        for name, text in parts.items():
            packed.writestr(name, text)
    return made.getvalue()


_PACKAGE = "application/vnd.openxmlformats-package.relationships+xml"
