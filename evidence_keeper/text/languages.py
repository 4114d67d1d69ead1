"""The chosen language: one for the whole program, because a program that mixes two can't be trusted by ear.

Texts stand in the source in English and are looked up when they are shown, so that a table of words can be made
at import and the language chosen later.
"""

from __future__ import annotations

import gettext
from functools import cache

from evidence_keeper import resources
from evidence_keeper.errors import InternalError

LANGUAGES: tuple[str, ...] = ("zh_CN", "en")
SOURCE = "en"
CORE, GUI = "core", "gui"


def N_(text: str) -> str:  # noqa: N802 - gettext's own name
    """Marks `text` for translation and returns it as it is: for tables, looked up by _ when shown."""
    return text


class _Words:
    """The catalogues of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.core = _catalogue(CORE, language)
        self.gui = _catalogue(GUI, language)
        # The window may use any word of the core without writing it again.
        self.gui.add_fallback(self.core)


def _catalogue(domain: str, language: str) -> gettext.NullTranslations:
    if language == SOURCE:
        return gettext.NullTranslations()
    try:
        folder = resources.path("locale")
    except InternalError:
        # An incomplete installation is still better explained in English than not at all.
        return gettext.NullTranslations()
    return gettext.translation(domain, str(folder), [language], fallback=True)


_words: _Words | None = None


def set_language(language: str) -> None:
    """Speak `language` ("zh_CN" or "en") from now on. ValueError for any other."""
    global _words
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language!r}")
    _words = _Words(language)


def language() -> str:
    """The language spoken now; zh_CN where nobody chose."""
    return _spoken().language


def _spoken() -> _Words:
    if _words is None:
        set_language(LANGUAGES[0])
    assert _words is not None
    return _words


def _(text: str) -> str:
    """`text` in the chosen language."""
    return _spoken().core.gettext(text) if text else ""


def translated(text: str | None) -> str:
    """A text that was marked by N_ elsewhere, in the chosen language; nothing for nothing."""
    return _(text) if text else ""


def ngettext(one: str, many: str, n: int) -> str:
    """`one` or `many` in the chosen language, as `n` asks for. The number is put in by the caller."""
    return _spoken().core.ngettext(one, many, n)


def gui_text(text: str) -> str:
    """`text` of the window in the chosen language (domain gui, then core)."""
    return _spoken().gui.gettext(text) if text else ""


def gui_ngettext(one: str, many: str, n: int) -> str:
    """`one` or `many` of the window, as `n` asks for."""
    return _spoken().gui.ngettext(one, many, n)


@cache
def every_language(text: str) -> frozenset[str]:
    """A marked text in each language: what a person may give back as an answer that was offered."""
    return frozenset({text, *(_Words(one).core.gettext(text) for one in LANGUAGES)})
