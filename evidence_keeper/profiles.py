"""The family profile: a small file that a relative makes, and that sets up the elder's computer when it is opened.

It is plain JSON (`.ekprofile`) and never holds a secret: no identity number, no pass phrase, no key, nothing of a
matter. Whatever else stands in such a file is not read. Opening one changes nothing: `changes` says what it would do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from evidence_keeper.errors import InputError
from evidence_keeper.settings import (
    LARGEST_TEXT,
    PERSON_FIELDS,
    SMALLEST_TEXT,
    Face,
    Settings,
    write_whole,
)

ENDING = ".ekprofile"
MARK = "evidence_keeper_profile"
VERSION = 1
_MOST_BYTES = 64 * 1024
_MOST_SIGNS = 200
_MOST_FAMILY = 8
_NUMBER = re.compile(r"\+?\d[\d \-]{2,19}")


@dataclass(frozen=True, slots=True)
class Profile:
    """What it sets. Empty or None: left as it is. `family`: names and telephone numbers of those who may be trusted."""

    person: Mapping[str, str] = field(default_factory=dict)
    family: Mapping[str, str] = field(default_factory=dict)
    face: Face | None = None
    text_scale: int | None = None
    second_copy: Path | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be another: `key` as in the settings (person.complainant_name, family.女儿, face ...)."""

    key: str
    before: str
    after: str


def profile_of(settings: Settings) -> Profile:
    """What this computer's settings would be as a profile."""
    return Profile(
        settings.person,
        settings.family,
        settings.face,
        settings.text_scale,
        settings.second_copy,
    )


def write(profile: Profile, path: Path) -> Path:
    """Writes it to `path`, over an older one. Raises SpaceError, StorageError."""
    told = {
        MARK: VERSION,
        "made_at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "person": dict(profile.person),
        "family": dict(profile.family),
        "face": profile.face,
        "text_scale": profile.text_scale,
        "second_copy": None if profile.second_copy is None else str(profile.second_copy),
    }
    write_whole(path, json.dumps(told, ensure_ascii=False, indent=2).encode("utf-8") + b"\n")
    return path


def looks_like_one(path: Path) -> bool:
    """By its name; `read` looks into it."""
    return path.suffix.lower() == ENDING


def read(path: Path) -> Profile:
    """Raises InputError profile_unreadable (the disk), not_a_profile (another file, or one that makes no sense),
    profile_too_new."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError("profile_unreadable", path=str(path)) from error
    try:
        told = json.loads(data.decode("utf-8-sig")) if len(data) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or type(told.get(MARK)) is not int or told[MARK] < 1:
        raise InputError("not_a_profile", path=str(path))
    if told[MARK] > VERSION:
        raise InputError("profile_too_new", path=str(path))
    try:
        return Profile(**{key: take(told[key]) for key, take in _TAKE.items() if told.get(key)})
    except ValueError as error:
        raise InputError("not_a_profile", path=str(path)) from error


def changes(profile: Profile, settings: Settings) -> list[Change]:
    """What it would change here, in a fixed order; nothing where all is so already."""
    after = applied(profile, settings)
    found = [
        Change(f"{room}.{key}", before.get(key, ""), value)
        for room, before, now in (
            ("person", settings.person, after.person),
            ("family", settings.family, after.family),
        )
        for key, value in now.items()
        if before.get(key, "") != value
    ]
    for key in ("face", "text_scale", "second_copy"):
        old, new = getattr(settings, key), getattr(after, key)
        if old != new:
            found.append(Change(key, "" if old is None else str(old), str(new)))
    return found


def applied(profile: Profile, settings: Settings) -> Settings:
    """The settings with the profile in them. What it doesn't name stays; nothing is ever cleared."""
    return replace(
        settings,
        person={**settings.person, **profile.person},
        family={**settings.family, **profile.family},
        face=profile.face or settings.face,
        text_scale=profile.text_scale or settings.text_scale,
        second_copy=profile.second_copy or settings.second_copy,
    )


# ---- each key has one reader, which raises ValueError on what it can't take


def _line(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > _MOST_SIGNS:
        raise ValueError("a line of text is wanted")
    return value.strip()


def _person(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError("fields are wanted")
    lines = {key: _line(value[key]) for key in PERSON_FIELDS if key in value}
    return {key: line for key, line in lines.items() if line}


def _family(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > _MOST_FAMILY:
        raise ValueError("names and numbers are wanted")
    found = {_line(name): _line(number) for name, number in value.items()}
    if not all(name and _NUMBER.fullmatch(number) for name, number in found.items()):
        raise ValueError("a number has digits")
    return found


def _face(value: Any) -> Any:
    if value not in ("easy", "standard"):
        raise ValueError("no such face")
    return value


def _scale(value: Any) -> int:
    if type(value) is not int or not SMALLEST_TEXT <= value <= LARGEST_TEXT:
        raise ValueError("out of range")
    return value


def _folder(value: Any) -> Path:
    return Path(_line(value))


_TAKE: Mapping[str, Callable[[Any], Any]] = {
    "person": _person,
    "family": _family,
    "face": _face,
    "text_scale": _scale,
    "second_copy": _folder,
}
