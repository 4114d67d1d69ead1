"""What a recording writes beside its tracks, so that whoever finds it after a crash knows what it was.

`record.json` is written once at the start and once at the end; `clock.jsonl` grows each second by what the clocks
said and what went wrong; `marks.jsonl` by each press. All lie in the recording's staging session and go with it: what
they say is in the items' provenance by then.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evidence_keeper.intake.audio.flac import as_error

FACTS, CLOCK, MARKS = "record.json", "clock.jsonl", "marks.jsonl"


def write_facts(folder: Path, facts: Mapping[str, Any]) -> None:
    """What is recorded, whole or not at all. Raises SpaceError, StorageError."""
    path = folder / FACTS
    part = path.with_name(FACTS + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            json.dump(facts, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise as_error(error, path) from error


def read_facts(folder: Path) -> dict[str, Any]:
    """What `write_facts` left; empty where it came to nothing."""
    try:
        found = json.loads((folder / FACTS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


class Lines:
    """A file that grows by JSON lines. Its last line may be torn by a crash; the others can be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = path.open("a", encoding="utf-8")
        except OSError as error:
            raise as_error(error, path) from error

    def add(self, *lines: Mapping[str, Any]) -> None:
        """Write lines; they are on the disk after `sync`."""
        try:
            self._file.writelines(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
        except OSError as error:
            raise as_error(error, self._path) from error

    def sync(self) -> None:
        """Bring them to the disk itself."""
        try:
            self._file.flush()
            getattr(os, "fdatasync", os.fsync)(self._file.fileno())
        except OSError as error:
            raise as_error(error, self._path) from error

    def close(self) -> None:
        """Give the file back; what a full disk refuses is lost with it."""
        with contextlib.suppress(OSError):
            self._file.close()


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of such a file."""
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError:
        return
    for line in text.splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found
