"""Words that a complaint never has, words that are too vague to be a demand, and those that make one concrete.

The lists are data (resources/letters/wording.toml); an officer decides what is a fraud, a letter only 涉嫌.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from evidence_keeper.complaint import known

FOLDER, NAME = "letters", "wording"


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Words a letter never says, what it says instead, and at which channels (none: everywhere)."""

    words: tuple[str, ...]
    instead: str
    channels: tuple[str, ...]
    origin: known.Origin


@cache
def forbidden() -> tuple[Forbidden, ...]:
    """Every entry of the list."""
    return tuple(
        Forbidden(
            tuple(one["words"]), one["instead"], tuple(one.get("channels", ())), known.origin(one)
        )
        for one in known.read(FOLDER, NAME)["forbidden"]
    )


def forbidden_in(text: str, channel: str) -> tuple[tuple[str, str], ...]:
    """What a text says that a letter to this channel must not, each with what to say instead."""
    return tuple(
        (word, one.instead)
        for one in forbidden()
        if not one.channels or channel in one.channels
        for word in one.words
        if word in text
    )


def is_concrete(line: str) -> bool:
    """Whether a line of the demand says what is to be done."""
    return any(word in line for word in _words("concrete"))


def is_vague(line: str) -> bool:
    """Whether it says nothing that somebody could do."""
    return not is_concrete(line) and any(word in line for word in _words("vague"))


@cache
def _words(kind: str) -> tuple[str, ...]:
    return tuple(word for one in known.read(FOLDER, NAME)[kind] for word in one["words"])
