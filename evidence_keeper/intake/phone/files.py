"""The page's own files, read once: what is not in this list can't be asked for."""

from __future__ import annotations

from evidence_keeper import resources

_HTML = "text/html; charset=utf-8"
_SCRIPT = "text/javascript; charset=utf-8"
PARTS = {
    "page.css": "text/css; charset=utf-8",
    "words.js": _SCRIPT,
    "brands.js": _SCRIPT,
    "talk.js": _SCRIPT,
    "screen.js": _SCRIPT,
    "sending.js": _SCRIPT,
    "fetching.js": _SCRIPT,
    "page.js": _SCRIPT,
    "seal.js": _SCRIPT,
    "crypt.js": _SCRIPT,
    "mill.js": _SCRIPT,
    "work.js": _SCRIPT,
    "noble/ciphers/chacha.js": _SCRIPT,
    "noble/ciphers/_arx.js": _SCRIPT,
    "noble/ciphers/_poly1305.js": _SCRIPT,
    "noble/ciphers/utils.js": _SCRIPT,
    "noble/hashes/sha2.js": _SCRIPT,
    "noble/hashes/_md.js": _SCRIPT,
    "noble/hashes/_u64.js": _SCRIPT,
    "noble/hashes/utils.js": _SCRIPT,
}


class PageFiles:
    """Bytes and types of the page's files."""

    def __init__(self) -> None:
        """Raises InternalError resource_missing."""
        folder = resources.path("phone-page")
        self._page = (folder / "index.html").read_text("utf-8")
        self.parts = {name: ((folder / name).read_bytes(), kind) for name, kind in PARTS.items()}

    def page(self, language: str) -> tuple[bytes, str]:
        """The page, with the computer's language in it."""
        return self._page.replace('lang="zh-CN"', f'lang="{_TAGS[language]}"').encode(), _HTML


_TAGS = {"zh_CN": "zh-CN", "en": "en"}
