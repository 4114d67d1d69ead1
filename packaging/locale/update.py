"""Brings the catalogues in step with the source: collects the texts, merges them into each .po, compiles the .mo.

    python packaging/locale/update.py [DOMAIN]   writes resources/locale/<language>/LC_MESSAGES/{core,gui}.po and .mo
    python packaging/locale/update.py --check    writes nothing; fails where a text is new, gone, fuzzy, without
                                                 words or with other {placeholders}, or where a .mo is stale

Domain core is everything but the window, domain gui is the window. The .mo files are kept in git, so that a
checkout and a wheel speak Chinese without a build step.
"""

from __future__ import annotations

import argparse
import gettext
import io
import string
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

TOP = Path(__file__).resolve().parents[2]
PACKAGE = TOP / "evidence_keeper"
LANGUAGES = ("zh_CN",)
DOMAINS = ("core", "gui")
KEYWORDS = {"_": None, "N_": None, "gui_text": None, "ngettext": (1, 2), "gui_ngettext": (1, 2)}


def source_texts(domain: str) -> Catalog:
    """Every text that the domain's source marks for translation."""
    found = Catalog(charset="utf-8")
    texts = (text for path, text in _marked() if path.startswith("gui/") == (domain == "gui"))
    for text in sorted(texts, key=str):
        found.add(text)
    return found


def _marked() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    rules = extract_from_dir(str(PACKAGE), [("**.py", "python")], keywords=KEYWORDS)
    for path, _line, text, _comments, _context in rules:
        yield Path(path).as_posix(), text


def catalogue_path(language: str, domain: str) -> Path:
    """Where a language's words for a domain are kept."""
    return TOP / "resources" / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def read(path: Path, language: str) -> Catalog:
    """The catalogue in `path`, empty where there is none yet."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        found = read_po(file, locale=language)
    found.creation_date = LONG_AGO  # else the compiled file holds the minute it was made
    return found


def update(language: str, domain: str) -> None:
    """Merges the source's texts into the .po, keeping its words, and compiles it."""
    path = catalogue_path(language, domain)
    before, source = read(path, language), _texts(source_texts(domain))
    if not source and not path.exists():
        return
    merged = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for text in source:
        known = before.get(text.id)
        # A text that changed starts without words: half-right words would look finished.
        merged.add(text.id, known.string if known and not known.fuzzy else None)
    out = io.BytesIO()
    write_po(out, merged, width=110, omit_header=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(HEADER.format(domain=domain, language=language).encode() + out.getvalue())
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, read(path, language))


# Only what gettext needs: a date or a tool's version would differ at each run.
HEADER = """\
# Evidence Keeper 取证管家: {domain}, {language}
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def faults(language: str, domain: str) -> list[str]:
    """What keeps the catalogue from being complete and in step with the source, one line each."""
    path = catalogue_path(language, domain)
    source, words = source_texts(domain), read(path, language)
    found = [f"new: {text.id!r}" for text in _texts(source) if words.get(text.id) is None]
    found += [f"gone: {text.id!r}" for text in _texts(words) if source.get(text.id) is None]
    found += [fault for text in _texts(words) if (fault := _fault(text))]
    if words and not _is_compiled(words, path.with_suffix(".mo")):
        found.append("stale .mo: run update.py")
    return [f"{language}/{domain}.po: {line}" for line in found]


def _is_compiled(words: Catalog, path: Path) -> bool:
    if not path.exists():
        return False
    with path.open("rb") as file:
        built = gettext.GNUTranslations(file)
    return all(_said(built, text) == _parts(text.string)[0] for text in _texts(words))


def _said(built: gettext.NullTranslations, text: Message) -> str:
    ids = _parts(text.id)
    return built.ngettext(ids[0], ids[1], 1) if len(ids) > 1 else built.gettext(ids[0])


def _parts(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """A text's forms: one, or one for each number."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _fault(text: Message) -> str:
    source, words = _parts(text.id), _parts(text.string)
    if not all(words):
        return f"no words: {text.id!r}"
    if text.fuzzy:
        return f"fuzzy: {text.id!r}"
    wanted = {name for part in source for name in placeholders(part)}
    if any(placeholders(part) != wanted for part in words):
        return f"other placeholders: {text.id!r}"
    return ""


def placeholders(text: str) -> set[str]:
    """The names between braces in a text."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def _texts(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def main() -> int:
    """Updates, or with --check says what is not in step."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="write nothing, fail where stale")
    parser.add_argument("domain", nargs="*", help="core, gui (both where none is named)")
    asked = parser.parse_args()
    pairs = [(language, domain) for language in LANGUAGES for domain in asked.domain or DOMAINS]
    if not asked.check:
        for language, domain in pairs:
            update(language, domain)
    found = [line for pair in pairs for line in faults(*pair)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
