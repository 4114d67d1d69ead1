"""What the page asks in one place: sealed or plain, one JSON object in, one out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from evidence_keeper.intake.phone import rules
from evidence_keeper.intake.phone.port import Announced

_LATEST = 4102444800.0  # 2100: beyond it a clock is broken
_LARGEST = 1 << 45
_SLACK = timedelta(seconds=2)
_HEAD = re.compile("(?:[0-9a-f]{64})?")


class BadQuestion(ValueError):
    """Not what our page asks."""


def read(data: bytes) -> Mapping[str, Any]:
    """A question. Raises BadQuestion."""
    try:
        asked = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadQuestion from error
    if not isinstance(asked, dict) or not isinstance(asked.get("what"), str):
        raise BadQuestion
    return asked


def announced(asked: Mapping[str, Any]) -> list[Announced]:
    """The files that a question names. Raises BadQuestion."""
    files = asked.get("files")
    if not isinstance(files, list) or not 0 < len(files) <= rules.MOST_FILES:
        raise BadQuestion
    opened = moment(asked.get("opened"))
    limit = None if opened is None else opened - _SLACK
    return [_announced(one, limit) for one in files]


def _announced(one: object, fresh_from: datetime | None) -> Announced:
    if not isinstance(one, dict):
        raise BadQuestion
    name, size, kind = one.get("name"), one.get("size"), one.get("type", "")
    if not isinstance(name, str) or type(size) is not int or not 0 <= size < _LARGEST:
        raise BadQuestion
    if not isinstance(kind, str) or len(kind) > 200 or len(name) > 4096:
        raise BadQuestion
    modified = moment(one.get("modified"))
    fresh = modified is not None and fresh_from is not None and modified >= fresh_from
    head = one.get("head", "")
    if not isinstance(head, str) or not _HEAD.fullmatch(head):
        raise BadQuestion
    return Announced(name, size, kind, modified, fresh, head)


def moment(milliseconds: object) -> datetime | None:
    """A browser's time, aware in this computer's zone; None where it is none."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        return None
    seconds = milliseconds / 1000
    if not 0 < seconds < _LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC).astimezone()


def clock_ahead(asked: Mapping[str, Any]) -> float | None:
    """How many seconds the phone's clock is ahead of ours; None where it did not say."""
    now = moment(asked.get("now"))
    return None if now is None else round(now.timestamp() - datetime.now(UTC).timestamp(), 1)


def ids(asked: Mapping[str, Any]) -> list[str]:
    """The files that a question is about. Raises BadQuestion."""
    found = asked.get("ids")
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise BadQuestion
    return found
