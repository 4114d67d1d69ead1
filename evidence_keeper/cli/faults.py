"""Errors on their way out: one plain line, or the error object; our own faults leave a report without case data."""

from __future__ import annotations

import errno
import os
import platform
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

import appdirs

from evidence_keeper import __version__, text
from evidence_keeper.cli.session import Session
from evidence_keeper.errors import EvidenceError, InternalError, SpaceError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def as_error(error: Exception) -> EvidenceError:
    """`error` as one that has words. What nobody foresaw becomes `unexpected`, with a report."""
    if isinstance(error, EvidenceError) and error.code != "unexpected":
        return error
    if isinstance(error, OSError) and error.errno in _FULL:
        return SpaceError("disk_full", path=str(error.filename or ""))
    return InternalError("unexpected", detail=type(error).__name__, report=_report(error))


def tell(session: Session, error: EvidenceError) -> None:
    """Prints it where and how the person asked for."""
    if session.as_json:
        session.answer(error_object(error), ())
    else:
        session.tell(text.explain(error).line)


def error_object(error: EvidenceError) -> dict[str, Any]:
    """The JSON shape of an error: code, words, and the facts it came with."""
    words = text.explain(error)
    said = {"code": error.code, "message": words.happened, "advice": words.advice}
    return {"error": said | {k: _plain(v) for k, v in error.data.items() if k not in said}}


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    return str(value)


def _report(error: Exception) -> str:
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
