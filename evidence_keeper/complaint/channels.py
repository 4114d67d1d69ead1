"""Where a complaint can go: one dated data file a channel, so that a new office or a new word is no new code."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from evidence_keeper import resources
from evidence_keeper.errors import InputError, InternalError


@dataclass(frozen=True, slots=True)
class Channel:
    """One office and how its letters speak.

    `title` is the letter's (投诉书, 申诉书); `complainant`, `respondent` and `requests` are its words for the parties
    and the demand; `addressee` the office's name with ________ where the place belongs; `ask` what it is asked to do;
    `consents` are questions with a box for yes and no. `as_of`, `source`, `confidence` say how well that is known.
    """

    key: str
    name: str
    title: str
    complainant: str
    respondent: str
    requests: str
    addressee: str
    ask: str
    consents: tuple[str, ...]
    for_living: bool
    postcode: bool
    as_of: date
    source: str
    confidence: str


def channel_keys() -> tuple[str, ...]:
    """The keys of every channel there is a file for."""
    return tuple(sorted(file.stem for file in resources.path("channels").glob("*.toml")))


@cache
def load(key: str) -> Channel:
    """The channel with this key. Raises InputError channel_unknown."""
    if not re.fullmatch(r"[0-9a-z]+", key) or key not in channel_keys():
        raise InputError("channel_unknown", channel=key, known=", ".join(channel_keys()))
    text = resources.path("channels", f"{key}.toml").read_text(encoding="utf-8")
    try:
        return _channel(key, tomllib.loads(text))
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise InternalError(
            "resource_missing", name=f"channels/{key}.toml", detail=str(error)
        ) from error


def _channel(key: str, data: dict[str, Any]) -> Channel:
    return Channel(
        key=key,
        name=data["name"],
        title=data["title"],
        complainant=data["complainant"],
        respondent=data["respondent"],
        requests=data["requests"],
        addressee=data["addressee"],
        ask=data["ask"],
        consents=tuple(data.get("consents", ())),
        for_living=data.get("for_living", False),
        postcode=data.get("postcode", False),
        as_of=data["as_of"],
        source=data["source"],
        confidence=data["confidence"],
    )
