"""What nobody foresaw: an error with words, and a local report for whoever helps, with nothing of any matter in it."""

from __future__ import annotations

import errno
import os
import platform
import traceback
from datetime import datetime
from pathlib import Path

import appdirs

from evidence_keeper import __version__
from evidence_keeper.errors import EvidenceError, InternalError, SpaceError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def as_error(error: BaseException) -> EvidenceError:
    """`error` as one that has words. What nobody foresaw becomes `unexpected`, with a report."""
    if isinstance(error, EvidenceError) and error.code != "unexpected":
        return error
    if isinstance(error, OSError) and error.errno in _FULL:
        return SpaceError("disk_full", path=str(error.filename or ""))
    return InternalError("unexpected", detail=type(error).__name__, report=_report(error))


def _report(error: BaseException) -> str:
    """Writes where in the program it happened, and returns the file, or the place itself where that fails too."""
    places = _places(error)
    folder = Path(appdirs.user_data_dir("evidence-keeper", appauthor=False)) / "reports"
    path = folder / f"{datetime.now().astimezone():%Y%m%dT%H%M%S}-{os.getpid()}.txt"
    head = [
        f"evidence-keeper {__version__}, Python {platform.python_version()}, {platform.platform()}",
        "This report names lines of the program only: no names, texts or files of yours.",
    ]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([*head, *places, ""]), encoding="utf-8")
    except OSError:
        return places[-1]
    return str(path)


def _places(error: BaseException) -> list[str]:
    """The way to the error, outermost cause last; without its message, which may hold a name or a path."""
    found = [f"{type(error).__name__}"]
    for frame in traceback.extract_tb(error.__traceback__):
        found.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
    cause = error.__cause__ or error.__context__
    return found + (["from", *_places(cause)] if cause else [])
