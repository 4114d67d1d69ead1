"""Dated data files: what a law or a web form may change stands there, each entry with its day, source and certainty.

An entry without `as_of`, `source` and `confidence` is refused when it is read, so that nobody adds a rule whose age or
origin is unknown. What is known from memory only, or with low confidence, helps the person here but never reaches a
letter (`printable`).
"""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from evidence_keeper import resources
from evidence_keeper.errors import InternalError

Data = dict[str, Any]
T = TypeVar("T")


class Confidence(StrEnum):
    """How sure an entry is: HIGH where the text itself was read, MEDIUM where others quote it, LOW where guessed."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Origin:
    """When an entry was looked at, where it is from, and how sure it is."""

    as_of: date
    source: str
    confidence: Confidence
    from_memory: bool = False

    @property
    def printable(self) -> bool:
        """Whether it may stand in a letter."""
        return self.confidence is not Confidence.LOW and not self.from_memory


def origin(data: Data) -> Origin:
    """An entry's origin. Raises ValueError where it doesn't say when, where from or how sure."""
    as_of, source, sure = data.get("as_of"), data.get("source"), data.get("confidence")
    if isinstance(as_of, str):
        as_of = date.fromisoformat(as_of)
    if not isinstance(as_of, date) or not isinstance(source, str) or not source.strip():
        raise ValueError(f"an entry without as_of or source: {data}")
    return Origin(as_of, source, Confidence(str(sure)), bool(data.get("from_memory", False)))


def entry(kind: type[T], data: Data, **named: str) -> T:
    """An entry as the dataclass `kind`: each field by its own name in the file, or by the one that `named` gives it.

    A list becomes a tuple, `origin` is read with it, and a field with a default need not be there. Raises KeyError,
    ValueError.
    """
    facts: dict[str, Any] = {}
    for one in fields(kind):  # type: ignore[arg-type]
        key = named.get(one.name, one.name)
        if one.name == "origin":
            facts[one.name] = origin(data)
        elif key in data:
            facts[one.name] = tuple(data[key]) if isinstance(data[key], list) else data[key]
        elif one.default is MISSING:
            raise KeyError(key)
    return kind(**facts)


def names(folder: str) -> tuple[str, ...]:
    """The names of the data files of a folder of resources, without their ending."""
    return tuple(sorted(file.stem for file in resources.path(folder).glob("*.toml")))


@cache
def read(folder: str, name: str) -> Data:
    """A data file as it is. Raises InternalError resource_missing where it is absent or torn."""
    text = resources.path(folder, f"{name}.toml").read_text(encoding="utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise broken(folder, name, error) from error


def broken(folder: str, name: str, error: Exception) -> InternalError:
    """The error for a data file that can't be used: the installation is wrong, no person's doing."""
    return InternalError("resource_missing", name=f"{folder}/{name}.toml", detail=str(error))
