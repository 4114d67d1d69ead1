"""evidence-keeper: the window, or a command. Decides which before either is loaded, and guards both.

The window must not wait for the command line's modules, nor `--help` for Qt. Whatever happens, a person sees one
plain line and never a traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

STOPPED = 130
_TAKES_VALUE = ("--vault", "--lang")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command in `argv` (the process's own where None) and returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        # Whoever read our output has gone. The interpreter flushes once more on its way out: into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(arguments: list[str]) -> int:
    if _wants_window(arguments):
        from evidence_keeper.gui import app

        return app.main(arguments)
    from evidence_keeper import cli

    return cli.main(arguments)


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


def _speak_utf8() -> None:
    """UTF-8 whatever the code page; what isn't text at all (a broken file name) shows as an escape JSON can read."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
