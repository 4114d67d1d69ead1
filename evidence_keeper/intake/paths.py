"""Names and paths as text that can be printed, stored and searched, whatever a file system allows.

A Linux file name is bytes and a Windows one may hold half a surrogate pair. Neither may reach a journal, a PDF or
a terminal, so the text has U+FFFD there and the bytes are kept beside it in hex: nothing about a name is lost.
"""

from __future__ import annotations

import os
import re

_SURROGATE = re.compile("[\ud800-\udfff]+")
_SEPARATOR = re.compile(r"[\\/]+")


def printable(text: str) -> str:
    """`text` with each run of undecodable bytes as one U+FFFD a byte: always valid UTF-8."""
    return _SURROGATE.sub(lambda run: "\ufffd" * len(run[0]), text)


def name_bytes(text: str) -> str | None:
    """The bytes of an undecodable file name in hex, None where the name is plain text."""
    return os.fsencode(text).hex() if _SURROGATE.search(text) else None


def folders_of(path: str) -> tuple[str, ...]:
    """The names of the folders above a file, outermost first; both slashes part them (a phone's path on Windows)."""
    return tuple(part for part in _SEPARATOR.split(path)[:-1] if part)


def last_of(path: str) -> str:
    """A file's own name in a path."""
    return os.path.basename(path)
