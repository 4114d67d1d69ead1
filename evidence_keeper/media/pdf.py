"""PDF pages as pictures and text. pdfium is not thread-safe, so every call to it in this program waits at one lock."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_keeper.errors import SourceError
from evidence_keeper.media.closing import Closing
from evidence_keeper.media.source import SourceFile

if TYPE_CHECKING:
    from PIL import Image

_PDFIUM = threading.RLock()

# FPDF_ERR_PASSWORD
_LOCKED = 4
# A page may claim to be a kilometre wide. 40 million pixels are 120 MB.
_MOST_PIXELS = 40_000_000


class PdfDocument(Closing):
    """An open PDF. Use it with `with`; usable from any thread. Pages count from 0."""

    def __init__(self, path: Path) -> None:
        """Raises SourceError source_unreadable, pdf_locked (a password is needed) or media_broken."""
        self._path = path
        self._file = SourceFile(path)
        self._pdf: Any = None
        try:
            with _PDFIUM:
                self._pdf = _open(self._file)
                self.count: int = len(self._pdf)
        except BaseException:
            self.close()
            raise

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page in points (1/72 inch), as it is shown (turned pages are turned)."""
        with self._page(page) as loaded:
            width, height = loaded.get_size()
        return float(width), float(height)

    def render(self, page: int, scale: float) -> Image.Image:
        """The page as an RGB picture, `scale` pixels a point. A page of more than 40 megapixels is made smaller."""
        with self._page(page) as loaded:
            width, height = loaded.get_size()
            scale = min(scale, math.sqrt(_MOST_PIXELS / max(1.0, width * height)))
            # Never less than one pixel: a page may also claim to be a hair wide.
            scale = max(scale, 1 / max(1.0, width, height))
            with closing(loaded.render(scale=scale)) as bitmap:
                picture: Image.Image = bitmap.to_pil().convert("RGB").copy()
        return picture

    def text(self, page: int) -> str:
        """The page's own text, lines parted by \\n; empty for a scan."""
        with self._page(page) as loaded, closing(loaded.get_textpage()) as textpage:
            words: str = textpage.get_text_range()
        return words.replace("\r\n", "\n").replace("\r", "\n")

    def pictures(self, page: int) -> list[tuple[float, float, float, float]]:
        """Where pictures lie on a page: left, top, right, bottom in points from the page's top left corner, no larger
        than the page. What covers them is not looked at."""
        from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

        with self._page(page) as loaded:
            wide, high = loaded.get_size()
            bounds = [one.get_bounds() for one in loaded.get_objects([FPDF_PAGEOBJ_IMAGE])]
        return [
            (max(0.0, left), max(0.0, high - top), min(wide, right), min(high, high - bottom))
            for left, bottom, right, top in bounds
        ]

    def facts(self) -> dict[str, str]:
        """The document's own statements: CreationDate, Producer, Creator and the like, empty ones left out."""
        with _PDFIUM:
            return {
                str(key): str(value)
                for key, value in self._pdf.get_metadata_dict().items()
                if value
            }

    def close(self) -> None:
        """Give back the file."""
        with _PDFIUM:
            if self._pdf is not None:
                self._pdf.close()
                self._pdf = None
        self._file.close()

    @contextmanager
    def _page(self, page: int) -> Iterator[Any]:
        # Closed here, under the lock: the garbage collector would close it on any thread, at any time.
        from pypdfium2 import PdfiumError

        if not 0 <= page < self.count:
            raise IndexError(page)
        try:
            with _PDFIUM, closing(self._pdf[page]) as loaded:
                yield loaded
        except PdfiumError as error:
            raise SourceError("media_broken", path=str(self._path)) from error


def _open(file: SourceFile) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _LOCKED or "assword" in str(error)
        code = "pdf_locked" if locked else "media_broken"
        raise SourceError(code, path=str(file.path)) from error
