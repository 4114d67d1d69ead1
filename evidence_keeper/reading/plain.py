"""The text that an original holds by itself: logs, notes, mails, pages and PDFs with a text layer.

Nothing is recognised here, so no person needs to check it against the original. What is no text is left out: a page's
code, a mail's pictures and attachments, a PDF's layout. `engine` says so, and whoever shows the text has to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import compat32
from pathlib import Path

from evidence_keeper.errors import SourceError
from evidence_keeper.media import PdfDocument, probe
from evidence_keeper.model import Kind
from evidence_keeper.reading.decoding import decode
from evidence_keeper.reading.html_text import html_to_text

LIMIT = 50 * 1024 * 1024  # bytes of an original that are read; more text than this nobody reads
_PAGE_LIMIT = 5 * 1024 * 1024  # of a page of HTML, whose parser gets slow on a hostile one

_WITHOUT_TEXT = frozenset({Kind.CALL, Kind.AUDIO, Kind.IMAGE, Kind.SCREENSHOT, Kind.VIDEO})


@dataclass(frozen=True, slots=True)
class PlainText:
    """An original's own text. `encoding` is Python's name for it, empty where the format has its own (PDF).

    `engine` says how it was got: text, html, mail or pdf. PDF pages are parted by a form feed. `complete` is False
    where the original is larger than LIMIT; `hurt` counts the places that could not be read (U+FFFD stands there).
    """

    text: str
    encoding: str
    engine: str
    complete: bool = True
    hurt: int = 0

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines as the original counts them: parted by \\n, \\r\\n or \\r, and by nothing else."""
        return tuple(_LINE_END.split(self.text))

    @property
    def is_writing(self) -> bool:
        """Whether it is a text at all: of bytes that are none, a quarter can't be read or are control signs."""
        unreadable = sum(1 for _ in _UNREADABLE.finditer(self.text))
        return unreadable * 10 <= len(self.text)


_LINE_END = re.compile(r"\r\n|\r|\n")
_UNREADABLE = re.compile("[\ufffd\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


def read_text(path: Path, kind: Kind) -> PlainText | None:
    """The item's own text, None where it has none (a picture, a recording, a scan, a packed file).

    Raises SourceError: source_unreadable, and for a PDF pdf_locked or media_broken.
    """
    if kind in _WITHOUT_TEXT:
        return None
    seen = probe(path)
    if kind is Kind.CHAT:
        return _READERS.get(seen.container, _read_plain)(path)
    reader = _READERS.get(seen.container) or _FAMILIES.get(seen.family)
    return reader(path) if reader else None


def _read_plain(path: Path) -> PlainText:
    data, complete = _beginning(path, LIMIT)
    found = decode(data, cut=not complete)
    return PlainText(found.text, found.encoding, "text", complete, found.hurt)


def _read_html(path: Path) -> PlainText:
    data, complete = _beginning(path, _PAGE_LIMIT)
    found = decode(data, cut=not complete, declared=_charset(data))
    return PlainText(html_to_text(found.text), found.encoding, "html", complete, found.hurt)


def _read_pdf(path: Path) -> PlainText | None:
    with PdfDocument(path) as document:
        pages = [document.text(number) for number in range(document.count)]
    text = "\f".join(pages)
    return PlainText(text, "", "pdf") if text.strip() else None


def _beginning(path: Path, limit: int) -> tuple[bytes, bool]:
    """At most `limit` bytes, and whether that is all."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise SourceError("source_unreadable", path=str(path)) from error
    return data[:limit], len(data) <= limit


def _charset(page: bytes) -> str:
    found = re.search(
        rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", page[:4096], re.IGNORECASE
    )
    return found[1].decode("ascii", "replace") if found else ""


# ---- mail


def _read_mail(path: Path) -> PlainText:
    data, complete = _beginning(path, LIMIT)
    mail = BytesParser(policy=compat32).parsebytes(data)
    encodings: list[str] = []
    head = [
        f"{name}: {_words(mail[name])}"
        for name in ("From", "To", "Cc", "Date", "Subject")
        if mail[name]
    ]
    text = "\n".join([*head, "", *_bodies(mail, encodings)])
    encoding = encodings[0] if encodings else "us-ascii"
    return PlainText(text, encoding, "mail", complete, text.count("\ufffd"))


def _words(header: object) -> str:
    """A header as written for people; what can't be decoded stays as it stands."""
    try:
        parts = decode_header(str(header))
    except ValueError:
        return str(header)
    return "".join(
        part if isinstance(part, str) else decode(part, declared=charset or "").text
        for part, charset in parts
    )


def _bodies(mail: Mail, encodings: list[str]) -> Iterator[str]:
    """The readable parts, in order; of several forms of one text the plain one."""
    parts = [
        part
        for part in mail.walk()
        if part.get_content_maintype() == "text" and not part.get_filename()
    ]
    plain = [part for part in parts if part.get_content_subtype() != "html"]
    for part in plain or parts:
        data = part.get_payload(decode=True)
        found = decode(
            data if isinstance(data, bytes) else b"", declared=str(part.get_content_charset() or "")
        )
        encodings.append(found.encoding)
        yield html_to_text(found.text) if part.get_content_subtype() == "html" else found.text


_READERS: dict[str, Callable[[Path], PlainText | None]] = {
    "html": _read_html,
    "eml": _read_mail,
    "mhtml": _read_mail,
    "pdf": _read_pdf,
}
_FAMILIES: dict[str, Callable[[Path], PlainText | None]] = {
    "text": _read_plain,
    "mail": _read_mail,
    "pdf": _read_pdf,
}
