"""Finds the recordings on a phone, or in any folder: in the places where phones put calls, and by content.

A phone's storage holds thousands of songs and notification sounds; of those only what stands in a recorder's folder or
is named like a call is taken. A folder that is no phone's is looked through whole. (Places: domain facts 8.1.)
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from evidence_keeper.errors import SourceError
from evidence_keeper.intake.describe import Description, describe
from evidence_keeper.intake.files import open_source, walk
from evidence_keeper.intake.names import read_name
from evidence_keeper.intake.paths import folders_of, printable
from evidence_keeper.media import Work, probe
from evidence_keeper.media.sniff import sniff
from evidence_keeper.media.source import SourceFile
from evidence_keeper.model import Source

# Below a phone's storage, in lower case. A place holds what lies below it, too.
PLACES: tuple[tuple[str, ...], ...] = tuple(
    tuple(place.split("/"))
    for place in (
        "miui/sound_recorder/call_rec",
        "miui/sound_recorder",
        "recordings",
        "sounds/callrecord",
        "sounds",
        "record",
        "music/recordings",
        "phonerecord",
        "call",
        "callrecord",
        "录音",
        "recorder",
        "audios/voicecall",
        "sound_recorder",
        "voice",
        "music/sound recorder",
        "voice recorder",
        "soundrecorder",
    )
)
# What every Android phone has at the top of its storage; one of them may be missing, not two.
_TOPS = frozenset({"android", "dcim", "pictures", "music", "movies", "download", "miui", "tencent"})
# Other programs' own data: closed to us, or slow and without calls.
_CLOSED = frozenset({"data", "obb"})
# They hold films, too: only their streams tell.
_MIXED = frozenset({"video"})


def find_recordings(folder: Path) -> Iterator[Path]:
    """The recordings in `folder`: a phone's top, the folder that holds its storage ("Internal storage"), or any other.

    In the order of the places, then by name; each once. Never raises: what can't be read is left out.
    """
    tops = [top for top in (folder, *_below(folder)) if _is_phone(top)]
    if not tops:
        yield from (path for path in _files([folder]) if is_recording(path))
        return
    seen: set[Path] = set()
    for top in tops:
        places = [place for names in PLACES if (place := _inside(top, names)) is not None]
        for path in _files(places):
            if path not in seen and is_recording(path):
                seen.add(path)
                yield path
        for path in _files(_others(top)):
            if path not in seen and _is_named_like_a_call(path) and is_recording(path):
                seen.add(path)
                yield path


@dataclass(frozen=True, slots=True)
class FoundRecording:
    """A recording that could be kept, and what is known of it before: time, number and contact, and from where.

    `size` is in bytes, `seconds` its length where it is known.
    """

    path: Path
    size: int
    seconds: float | None
    known: Description

    @property
    def name(self) -> str:
        """The file's own name, as text."""
        return printable(self.path.name)


def look_through(folder: Path, job: Work | None = None) -> list[FoundRecording]:
    """The recordings in `folder`, newest first, those of unknown time last. Nothing is copied or changed.

    Raises SourceError source_missing, source_unreadable (it is no folder that can be opened), Cancelled.
    """
    if not folder.is_dir():
        code = "source_unreadable" if folder.exists() else "source_missing"
        raise SourceError(code, path=str(folder))
    source = Source.PHONE if is_phone(folder) else Source.IMPORTED
    found: list[FoundRecording] = []
    for path in find_recordings(folder):
        if job is not None:
            job.check()
            job.report("scanning", len(found), detail=printable(path.name))
        with contextlib.suppress(SourceError, OSError):
            found.append(_described(path, source))
    oldest = datetime.min.replace(tzinfo=datetime.now().astimezone().tzinfo)
    return sorted(found, key=lambda one: one.known.captured_at or oldest, reverse=True)


def is_phone(folder: Path) -> bool:
    """Whether it is a phone's storage, or holds one."""
    return any(_is_phone(top) for top in (folder, *_below(folder)))


def _described(path: Path, source: Source) -> FoundRecording:
    with open_source(path) as opened:
        modified, name = opened.modified_at, opened.name
    known = describe(
        path,
        name=name,
        source_path=str(path.absolute()),
        modified_at=modified,
        now=datetime.now().astimezone(),
        source=source,
    )
    seconds = known.provenance.extra.get("seconds")
    lasts = float(seconds) if isinstance(seconds, int | float) else None
    return FoundRecording(path, path.stat().st_size, lasts, known)


def is_recording(path: Path) -> bool:
    """Whether the content is sound without a film, whatever the name says."""
    try:
        with SourceFile(path) as file:
            family = sniff(file).family
        return family == "audio" or (family in _MIXED and probe(path).family == "audio")
    except SourceError:
        return False


def _is_phone(folder: Path) -> bool:
    return len({one.name.lower() for one in _below(folder)} & _TOPS) >= 2


def _inside(folder: Path, names: Iterable[str]) -> Path | None:
    """The folder of these names below `folder`, whatever their case."""
    for name in names:
        found = [one for one in _below(folder) if one.name.lower() == name]
        if not found:
            return None
        folder = found[0]
    return folder


def _others(top: Path) -> list[Path]:
    """Everything at a phone's top, and of Android's own folder only what programs may share."""
    found: list[Path] = []
    for one in _entries(top):
        if one.name.lower() != "android":
            found.append(one)
            continue
        found += [inner for inner in _entries(one) if inner.name.lower() not in _CLOSED]
    return found


def _is_named_like_a_call(path: Path) -> bool:
    facts = read_name(printable(path.name), datetime.now().astimezone())
    return facts.says_call or any("call" in name.lower() for name in folders_of(str(path))[-1:])


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    return (found for found in walk(paths) if isinstance(found, Path))


def _below(folder: Path) -> list[Path]:
    return [one for one in _entries(folder) if _is_folder(one)]


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if not one.name.startswith("."))
    except OSError:
        return []


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False
