"""What a recorded call shows without a word being understood: who speaks when, ringing, keys, and above all silence.

"Nobody speaks for N seconds" is the promise that holds on bad lines too; music is named only where it is sure.
Everything passes through in blocks of a minute, so that an hour needs no more memory than a minute does. What
talks may be a person or a machine: nothing here can tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.media import Work, decode
from evidence_keeper.model import CallSegment
from evidence_keeper.reading.call.spans import Span, between, length

if TYPE_CHECKING:
    from evidence_keeper.reading.call.listening import Samples

RATE = 16000
BLOCK = 60
VERSION = "1"
"""Part of a cache's key: another one means that the same sound may be read otherwise."""


@dataclass(frozen=True, slots=True)
class CallStructure:
    """What a recording shows, in seconds from its start. `segments` don't overlap and leave no hole.

    `keys` are all keys pressed, bursts parted by a blank ("10086 0"). `longest_quiet` is the longest segment in which
    nothing at all is recognised. `last_key_to_speech` runs from the end of the last key to the next voice, which may
    be a machine's; None where no key was pressed or nobody spoke after it. `nobody_speaks` are the stretches without
    a voice, ringing, music and keys among them, and `nobody_speaks_seconds` is their sum.
    """

    segments: tuple[CallSegment, ...]
    seconds: float
    keys: str
    longest_quiet: float
    last_key_to_speech: float | None
    nobody_speaks: tuple[Span, ...]
    nobody_speaks_seconds: float


def segments(path: Path, job: Work | None = None) -> CallStructure:
    """The parts of the recording or film at `path`; progress is reported in seconds.

    Raises SourceError source_unreadable, media_broken (nothing can be heard) or not_playable (no sound in it), and
    Cancelled through `job`. A file that tears in the middle is read as far as it goes.
    """
    from evidence_keeper.reading.call.listening import Ear

    ear = Ear(RATE)
    for block in _blocks(decode(path, RATE, job)):
        ear.hear(block)
        if job is not None:
            job.check()
            job.report("listening", round(ear.seconds))
    return structure(ear.told(), ear.seconds)


def structure(found: tuple[CallSegment, ...], seconds: float) -> CallStructure:
    """What follows from the segments of a recording of `seconds`."""
    silent = between([(part.start, part.end) for part in found if part.kind == "speech"], seconds)
    return CallStructure(
        segments=found,
        seconds=seconds,
        keys=" ".join(part.keys for part in found if part.kind == "keys"),
        longest_quiet=max((p.end - p.start for p in found if p.kind == "quiet"), default=0.0),
        last_key_to_speech=_last_key_to_speech(found),
        nobody_speaks=silent,
        nobody_speaks_seconds=round(length(silent), 2),
    )


def to_json(known: CallStructure) -> bytes:
    """As it is kept in a cache: the segments say all."""
    rows = [[part.start, part.end, part.kind, part.keys] for part in known.segments]
    return json.dumps({"seconds": known.seconds, "segments": rows}).encode()


def from_json(kept: bytes) -> CallStructure:
    """The same again. Raises ValueError where the cache was spoilt."""
    try:
        told = json.loads(kept)
        parts = [
            CallSegment(float(start), float(end), str(kind), str(keys))
            for start, end, kind, keys in told["segments"]
        ]
        return structure(tuple(parts), float(told["seconds"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError("not the parts of a call") from error


def _last_key_to_speech(found: tuple[CallSegment, ...]) -> float | None:
    pressed = [part.end for part in found if part.kind == "keys"]
    if not pressed:
        return None
    spoken = (p.start for p in found if p.kind == "speech" and p.start >= pressed[-1])
    first = next(spoken, None)
    return None if first is None else round(first - pressed[-1], 2)


def _blocks(seconds: Iterator[Samples]) -> Iterator[Samples]:
    """Blocks of a second as blocks of a minute: numpy is quick on long ones, memory is not."""
    import numpy as np

    waiting: list[Samples] = []
    for one in seconds:
        waiting.append(one)
        if len(waiting) == BLOCK:
            yield np.concatenate(waiting)
            waiting = []
    if waiting:
        yield np.concatenate(waiting)


__all__ = ["VERSION", "CallStructure", "Span", "from_json", "segments", "structure", "to_json"]
