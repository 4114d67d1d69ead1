"""Printing a PDF page by page: what the printer gets are the very pages that were checked, drawn by pdfium.

Qt may paint on a printer from any thread; so the pages are drawn on a lane and the window stays awake.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.errors import DeviceError
from evidence_keeper.jobs import Job

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtPrintSupport import QPrinter

    from evidence_keeper.media.pdf import PdfDocument

DOTS = 300
"""Dots an inch on the paper: the smallest letters of the papers stay sharp, a page takes 25 MB while it is drawn."""

_POINTS_PER_INCH = 72


class Printers:
    """The printers of this computer."""

    def names(self) -> list[str]:
        """Their names, the one that is usually taken first; none where there is no printer."""
        from PySide6.QtPrintSupport import QPrinterInfo

        usual = QPrinterInfo.defaultPrinterName()
        found = list(QPrinterInfo.availablePrinterNames())
        return sorted(found, key=lambda name: name != usual)

    def open(self, name: str) -> QPrinter:
        """The printer with this name."""
        from PySide6.QtPrintSupport import QPrinter

        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setPrinterName(name)
        return made


def print_pdf(pdf: Path, printer: QPrinter, job: Job, pages: int | None = None) -> int:
    """Hands the first `pages` (all where None) to the printer, each as large as the paper takes; how many.

    Raises DeviceError print_failed, SourceError (as PdfDocument), Cancelled: what was handed over by then is dropped.
    """
    from PySide6.QtGui import QPageLayout, QPageSize, QPainter

    from evidence_keeper.media.pdf import PdfDocument

    printer.setDocName(pdf.stem)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    printer.setResolution(DOTS)
    with PdfDocument(pdf) as document:
        count = document.count if pages is None else min(pages, document.count)
        painter = QPainter()
        if not painter.begin(printer):
            raise DeviceError("print_failed", printer=printer.printerName())
        try:
            for page in range(count):
                job.report("printing", page, count)
                job.check()
                if page and not printer.newPage():
                    raise DeviceError("print_failed", printer=printer.printerName())
                _draw(document, page, painter, printer)
        except BaseException:
            printer.abort()
            painter.end()
            raise
        if not painter.end() or printer.printerState() == printer.PrinterState.Error:
            raise DeviceError("print_failed", printer=printer.printerName())
    job.report("printing", count, count)
    return count


def _draw(document: PdfDocument, page: int, painter: QPainter, printer: QPrinter) -> None:
    """One page in the middle of the paper, never larger than what the printer can reach."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage
    from PySide6.QtPrintSupport import QPrinter

    picture = document.render(page, DOTS / _POINTS_PER_INCH)
    image = QImage(
        picture.tobytes(),
        picture.width,
        picture.height,
        3 * picture.width,
        QImage.Format.Format_RGB888,
    )
    paper = printer.paperRect(QPrinter.Unit.DevicePixel)
    scale = min(paper.width() / image.width(), paper.height() / image.height())
    width, height = image.width() * scale, image.height() * scale
    left, top = (paper.width() - width) / 2, (paper.height() - height) / 2
    painter.drawImage(QRectF(left, top, width, height), image)
