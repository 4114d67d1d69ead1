"""evidence-keeper: the window, or a command. Decides which before either is loaded, and guards both.

The window must not wait for the command line's modules, nor `--help` for Qt. Whatever happens, a person sees one
plain line and never a traceback.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

FAULT, STOPPED = 1, 130
_WORKER = "_worker"
_TAKES_VALUE = ("--vault", "--lang")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command in `argv` (the process's own where None) and returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:  # whoever read our output has gone
        return _into_nothing(FAULT)
    except OSError as error:  # our output can't be written: a full disk behind a ">"
        print(f"{error.strerror} [output_failed]", file=sys.stderr)
        return _into_nothing(FAULT)


def _into_nothing(code: int) -> int:
    """The interpreter flushes once more on its way out: into nothing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _run(arguments: list[str]) -> int:
    if arguments[:1] == [_WORKER]:
        return _work(arguments[1:])
    if _wants_window(arguments):
        return _window(arguments)
    from evidence_keeper import cli

    return cli.main(arguments)


def _work(arguments: list[str]) -> int:
    """A process of our own that does one thing for another one of ours: no person starts it."""
    if arguments == ["transcribe"]:
        from evidence_keeper.reading.speech import worker

        return worker.main()
    if arguments == ["ocr"]:
        from evidence_keeper.reading.screenshot import worker as seeing

        return seeing.main()
    if arguments == ["receive"]:
        from evidence_keeper.receiving import worker as receiving

        return receiving.main()
    return FAULT


def _wants_window(arguments: list[str]) -> bool:
    """Whether `gui` or no command is asked for; help, version and mistakes are the command line's."""
    rest = list(arguments)
    while rest and rest[0].startswith("-"):
        name, equals, _value = rest.pop(0).partition("=")
        if name not in _TAKES_VALUE or (not equals and not rest):
            return False
        if not equals:
            rest.pop(0)
    return not rest or (rest[0] == "gui" and "--help" not in rest)


def _window(arguments: list[str]) -> int:
    """Opens the window. What keeps it from opening is one line; later errors are the window's own."""
    from evidence_keeper import settings, text
    from evidence_keeper.errors import EvidenceError, InternalError

    chosen, was_broken = settings.load(settings.default_path())
    text.set_language(chosen.language)
    asked = _window_options().parse_args(arguments)
    text.set_language(asked.lang or chosen.language)
    if was_broken:
        print(text.explain("settings_broken").line, file=sys.stderr)
    try:
        from evidence_keeper.gui import app

        return app.main(asked.vault, asked.face, asked.text_scale, asked.file, broken=was_broken)
    except ImportError as error:  # a library of the system that Qt needs
        fault: EvidenceError = InternalError("resource_missing", name=str(error))
    except EvidenceError as error:
        fault = error
    print(text.explain(fault).line, file=sys.stderr)
    return FAULT


class _Options(argparse.ArgumentParser):
    """Says in the chosen language what it takes."""

    def error(self, message: str) -> NoReturn:
        """One plain line; argparse's own are English."""
        from evidence_keeper.text import _

        words = _("gui takes --easy or --standard, and --text-scale with a number from 100 to 300.")
        self.exit(2, words + "\n")


def _window_options() -> argparse.ArgumentParser:
    parser = _Options("evidence-keeper", allow_abbrev=False, add_help=False)
    parser.add_argument("--vault", type=Path)
    parser.add_argument("--lang", choices=("zh_CN", "en"))
    parser.add_argument("gui", nargs="?")
    parser.add_argument("file", nargs="?", type=Path)
    face = parser.add_mutually_exclusive_group()
    face.add_argument("--easy", dest="face", action="store_const", const="easy")
    face.add_argument("--standard", dest="face", action="store_const", const="standard")
    parser.add_argument("--text-scale", type=_scale, metavar="100..300")
    return parser


def _scale(given: str) -> int:
    if not given.isdecimal() or not 100 <= int(given) <= 300:
        raise argparse.ArgumentTypeError("100 to 300 per cent")
    return int(given)


def _speak_utf8() -> None:
    """UTF-8 whatever the code page; what isn't text at all (a broken file name) shows as an escape JSON can read."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
