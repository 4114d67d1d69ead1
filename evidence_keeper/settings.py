"""What a person chose once and expects to find again: where the vault lies, language, face, text size.

One frozen dataclass, one JSON file, passed in by whoever starts the program. Nothing here is evidence, so
a broken file must never stop the program; but it names the vault, so it is put aside, never thrown away.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import appdirs

from evidence_keeper.errors import SpaceError, StorageError

Language = Literal["zh_CN", "en"]
Face = Literal["easy", "standard"]
CallMode = Literal["phone", "computer"]

SMALLEST_TEXT, LARGEST_TEXT = 100, 300


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person chose. `None` means: not chosen yet.

    `text_scale` is in per cent, 100 to 300. `alarm_aloud`: a recording's alarm is heard, too; a sound gets into
    the evidence, so it is off unless chosen. `read_aloud`: the window speaks what it says. `recent` are the matters
    used last, the last one first. `from_newer` holds the
    keys that this version doesn't know, so that going back one version and forth again loses nothing. `limits` are
    what a form takes, as a person saw it on the live site ("12315.facts": 800); they win over the channel's data.
    `papers` is how papers were wanted last, by channel ("12315": {"reader": "company"}). `person` (PERSON_FIELDS) is
    whom a new matter is for; `family` the names and numbers of those who may be trusted.
    """

    vault: Path | None = None
    language: Language = "zh_CN"
    face: Face | None = None
    text_scale: int = SMALLEST_TEXT
    last_case: str | None = None
    recent: tuple[str, ...] = ()
    second_copy: Path | None = None
    speech_model: Path | None = None
    call_mode: CallMode | None = None
    alarm_aloud: bool = False
    read_aloud: bool = False
    limits: Mapping[str, int] = field(default_factory=dict)
    tsa: str | None = None
    papers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    person: Mapping[str, str] = field(default_factory=dict)
    family: Mapping[str, str] = field(default_factory=dict)
    from_newer: Mapping[str, object] = field(default_factory=dict)


PERSON_FIELDS = (
    "complainant_name",
    "complainant_phone",
    "complainant_address",
    "complainant_postcode",
)
"""What of the complainant is remembered, as a case calls it. Never a number of an identity card."""


def default_path() -> Path:
    """Where this user's settings file lies, there or not."""
    return Path(appdirs.user_config_dir("evidence-keeper", appauthor=False)) / "settings.json"


def load(path: Path) -> tuple[Settings, bool]:
    """The settings in `path`, and whether the file was broken and has been put aside.

    No file gives the defaults. A broken one is renamed to settings.broken-<time>.json beside it, and what
    could still be read of it is used: the vault's place must not be lost to a typing error in another line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        stored = json.loads(text)
    except FileNotFoundError:
        return Settings(), False
    except (OSError, ValueError, RecursionError):
        stored = None
    if not isinstance(stored, dict):
        _put_aside(path)
        return Settings(), True
    settings, sound = _from_json(stored)
    if not sound:
        _put_aside(path)
    return settings, not sound


def save(settings: Settings, path: Path) -> None:
    """Writes `settings` to `path`: the old file or the new one is there at any moment, never half of one.

    Raises SpaceError `disk_full` or StorageError `disk_error`; the old file is then untouched.
    """
    write_whole(path, json.dumps(_to_json(settings), indent=2).encode("ascii") + b"\n")


def write_whole(path: Path, content: bytes) -> None:
    """A small file, so that the old one or the new one is there at any moment. Raises SpaceError, StorageError."""
    # A link stays a link: only the file it points to is replaced.
    target = Path(os.path.realpath(path))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, content)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise SpaceError("disk_full", path=str(target.parent)) from error
        raise StorageError("disk_error", path=str(target), detail=str(error)) from error


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".settings-", suffix=".json")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # Windows can't open a folder; NTFS journals the rename itself
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put_aside(path: Path) -> None:
    stamp = datetime.now().astimezone().strftime("%Y%m%dT%H%M%S")
    aside = path.with_name(f"{path.stem}.broken-{stamp}{path.suffix}")
    number = 2
    while os.path.lexists(aside):
        aside = path.with_name(f"{path.stem}.broken-{stamp}-{number}{path.suffix}")
        number += 1
    # Where the folder can't be written, the file stays; save() will fail and say so.
    with contextlib.suppress(OSError):
        path.rename(aside)


# ---- between JSON and Settings: each key has one reader, which raises ValueError on what it can't take


def _path(value: object) -> Path:
    text = _text(value)
    if "\0" in text:
        raise ValueError("no path holds a NUL")
    return Path(text)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("a text is wanted")
    return value


def _recent(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError("a list of matters is wanted")
    return tuple(value)


def _scale(value: object) -> int:
    if type(value) is not int or not SMALLEST_TEXT <= value <= LARGEST_TEXT:
        raise ValueError("out of range")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("yes or no")
    return value


def _one_of(*allowed: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in allowed:
            raise ValueError("not a choice")
        return str(value)

    return read


def _limits(value: object) -> dict[str, int]:
    if not isinstance(value, dict):
        raise ValueError("names and numbers are wanted")
    for name, most in value.items():
        if not isinstance(name, str) or type(most) is not int or most < 1:
            raise ValueError("a limit is a name and a number")
    return value


def _papers(value: object) -> dict[str, dict[str, str]]:
    if not isinstance(value, dict):
        raise ValueError("channels and choices are wanted")
    for channel, wishes in value.items():
        if not isinstance(channel, str) or not isinstance(wishes, dict):
            raise ValueError("a channel has choices")
        if not all(isinstance(one, str) for pair in wishes.items() for one in pair):
            raise ValueError("a choice is a name and a word")
    return value


def _lines(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError("names and texts are wanted")
    if not all(isinstance(one, str) for pair in value.items() for one in pair):
        raise ValueError("a name has a text")
    return value


_READERS: dict[str, Callable[[object], object]] = {
    "vault": _path,
    "language": _one_of("zh_CN", "en"),
    "face": _one_of("easy", "standard"),
    "text_scale": _scale,
    "last_case": _text,
    "recent": _recent,
    "second_copy": _path,
    "speech_model": _path,
    "call_mode": _one_of("phone", "computer"),
    "alarm_aloud": _flag,
    "read_aloud": _flag,
    "limits": _limits,
    "tsa": _text,
    "papers": _papers,
    "person": _lines,
    "family": _lines,
}


def _from_json(stored: dict[str, object]) -> tuple[Settings, bool]:
    known: dict[str, Any] = {}
    sound = True
    for key, reader in _READERS.items():
        value = stored.get(key)
        if value is None:
            continue  # absent or null: not chosen
        try:
            known[key] = reader(value)
        except ValueError:
            sound = False
    newer = {key: value for key, value in stored.items() if key not in _READERS}
    return Settings(**known, from_newer=newer), sound


def _to_json(settings: Settings) -> dict[str, object]:
    chosen: dict[str, object] = {key: getattr(settings, key) for key in _READERS}
    plain = {key: str(value) if isinstance(value, Path) else value for key, value in chosen.items()}
    return {**settings.from_newer, **plain}
