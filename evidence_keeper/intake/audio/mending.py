"""What a dead recording left: its tracks as they can be decoded, with what the session's log says of them.

Nothing is repaired: a FLAC without an end is kept byte for byte, and its true length is counted by decoding it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from evidence_keeper.errors import SourceError
from evidence_keeper.intake.audio.facts import Gap, Point, RecordingFacts, TrackFacts
from evidence_keeper.intake.audio.levels import Meter
from evidence_keeper.intake.audio.log import CLOCK, read_facts, read_lines
from evidence_keeper.intake.audio.marks import read_marks


def mend(folder: Path) -> RecordingFacts | None:
    """The recording that a staging session's folder holds; None where that says nothing of one.

    Tracks in which not one sample can be decoded are left out. `interrupted` is False for a recording that was
    stopped properly and only never entered.
    """
    facts = read_facts(folder)
    try:
        started = datetime.fromisoformat(facts["started_at"])
    except (KeyError, TypeError, ValueError):
        return None
    lines = list(read_lines(folder / CLOCK))
    whole = bool(facts.get("whole"))
    tracks = tuple(_tracks(folder, facts, lines, whole))
    stopped = facts.get("stopped_at")
    return RecordingFacts(
        mode=str(facts.get("mode", "")),
        started_at=started,
        stopped_at=datetime.fromisoformat(stopped) if stopped else None,
        seconds=max((track.seconds for track in tracks), default=0.0),
        tracks=tracks,
        marks=read_marks(folder),
        tools=facts.get("tools", {}),
        notes=tuple(_notes(facts, whole)),
        over=str(facts.get("over", "")),
    )


def _notes(facts: Mapping[str, Any], whole: bool) -> Iterator[Mapping[str, Any]]:
    yield from (dict(note) for note in facts.get("notes", ()) if isinstance(note, dict))
    if facts.get("no_system_sound"):
        yield {"code": "no_system_sound"}
    if facts.get("over") == "disk_full":
        yield {"code": "recording_disk_full"}
    elif facts.get("over"):
        yield {"code": "recording_failed"}
    if whole:
        yield {"code": "kept_later"}


def _tracks(
    folder: Path, facts: Mapping[str, Any], lines: list[dict[str, Any]], whole: bool
) -> Iterator[TrackFacts]:
    for known in facts.get("tracks", ()):
        path = folder / str(known.get("file", ""))
        kind, rate = str(known.get("track", "")), int(known.get("rate", 0))
        if not path.is_file() or not rate:
            continue
        frames, silent = _decoded(path, rate)
        if not frames:
            continue
        key = str(known.get("key", kind))
        mine = [line for line in lines if line.get("track") == key]
        notes = [dict(line["note"]) for line in mine if "note" in line]
        if not whole:
            notes.append({"code": "recording_interrupted", "seconds": round(frames / rate, 3)})
        yield TrackFacts(
            path=path,
            track=kind,
            device=str(known.get("device", "")),
            title=str(known.get("title", "")),
            rate=rate,
            frames=frames,
            gaps=tuple(gap for gap in _gaps(mine) if gap.at < frames / rate),
            points=tuple(point for point in _points(mine) if point.frame <= frames),
            silent=silent,
            interrupted=not whole,
            notes=tuple(notes),
        )


def _decoded(path: Path, rate: int) -> tuple[int, bool]:
    """How many frames can be decoded, and whether nothing can be heard in them."""
    from evidence_keeper.media.sound import Sound

    meter, frames = Meter(rate), 0
    with contextlib.suppress(SourceError), Sound(path) as sound:
        for wave in sound.blocks(rate, channels=1):
            frames += len(wave)
            meter.add(wave[:, 0])
    return frames, meter.silent


def _gaps(lines: list[dict[str, Any]]) -> Iterator[Gap]:
    for line in lines:
        if "gap" in line:
            with contextlib.suppress(KeyError, TypeError, ValueError):
                gap = line["gap"]
                yield Gap(float(gap["at"]), float(gap["seconds"]), str(gap["cause"]))


def _points(lines: list[dict[str, Any]]) -> Iterator[Point]:
    for line in lines:
        if "point" in line:
            with contextlib.suppress(TypeError, ValueError):
                frame, seconds, wall = line["point"]
                yield Point(int(frame), float(seconds), float(wall))
