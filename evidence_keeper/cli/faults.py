"""Errors on their way out: one plain line, or the error object."""

from __future__ import annotations

from typing import Any

from evidence_keeper import text
from evidence_keeper.cli.session import Session
from evidence_keeper.errors import EvidenceError


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
