"""What is known of a recording when it is over: the same facts whether it was stopped or found after a crash."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from evidence_keeper.intake.audio.marks import Press

# Every code that this room puts into Provenance.notes, with its data. text has words for each.
NOTE_CODES: tuple[str, ...] = (
    "recording_interrupted",  # seconds: how much can be decoded
    "recording_silent",  # nothing can be heard on this track
    "recording_gaps",  # count, seconds: what is missing and was filled with silence
    "recording_disk_full",  # the disk was full: it ended there
    "recording_failed",  # the disk or the program failed: it ended there
    "device_gone",  # at, device
    "device_changed",  # at, device, to: the system moved the stream; that other sound was not recorded
    "clock_jumped",  # at, by: the wall clock was set
    "computer_slept",  # at, lasted
    "program_stopped",  # at, lasted: the program itself stood still
    "overflow",  # at, count of blocks before which the system said that it lost sound
    "start_padded",  # milliseconds: this track began later than the other, and is silent until then
    "no_system_sound",  # the computer's own sound could not be recorded
    "sleep_not_held",  # the computer might have gone to sleep
    "mode_changed",  # at, to (phone, computer): from then on the call went another way
    "track_added",  # at: this track was begun while the other was running, and is silent until then
    "track_ended",  # at: this track was ended while the other went on
    "device_chosen",  # at, device, to: the person chose another microphone
    "kept_later",  # it was whole, and entered at the next start
)


@dataclass(frozen=True, slots=True)
class Gap:
    """Missing sound, filled with silence: seconds on the track's own time, and why (a stable code)."""

    at: float
    seconds: float
    cause: str

    def as_json(self) -> dict[str, Any]:
        """As provenance and the command line have it."""
        return {"at": round(self.at, 3), "seconds": round(self.seconds, 3), "cause": self.cause}


@dataclass(frozen=True, slots=True)
class Point:
    """One second of the clock map: that frame was captured then. Seconds since the recording's first sample, by the
    clock that never jumps and by the wall clock (they part where that one is set)."""

    frame: int
    seconds: float
    wall: float


@dataclass(frozen=True, slots=True)
class TrackFacts:
    """One track as it lies in `path`. `frames` can be decoded. `start_padding`: seconds of silence before its first
    sample, so that both tracks begin at one moment. `notes` are codes with data (NOTE_CODES)."""

    path: Path
    track: str
    device: str
    title: str
    rate: int
    frames: int
    gaps: tuple[Gap, ...] = ()
    points: tuple[Point, ...] = ()
    start_padding: float = 0.0
    silent: bool = False
    interrupted: bool = False
    notes: tuple[Mapping[str, Any], ...] = ()

    @property
    def seconds(self) -> float:
        """The track's length on its own time."""
        return self.frames / self.rate

    def own_time(self, seconds: float) -> float:
        """Where a moment, in seconds since the first sample by the clock, stands on the track's own time."""
        if len(self.points) < 2:
            return min(max(0.0, seconds), self.seconds)
        return min(max(0.0, _frame_at(self.points, seconds) / self.rate), self.seconds)


def _frame_at(points: Sequence[Point], seconds: float) -> float:
    """The frame captured at that moment, by the clock map."""
    place = min(max(bisect_right([point.seconds for point in points], seconds), 1), len(points) - 1)
    before, after = points[place - 1], points[place]
    length = after.seconds - before.seconds
    part = (seconds - before.seconds) / length if length else 0.0
    return before.frame + part * (after.frame - before.frame)


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """A whole recording: its tracks share their first moment, `started_at`."""

    mode: str
    started_at: datetime
    stopped_at: datetime | None
    seconds: float
    tracks: tuple[TrackFacts, ...]
    marks: tuple[Press, ...] = ()
    tools: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Mapping[str, Any], ...] = ()
    over: str = ""
    """Why it ended by itself: an error's code; empty where a person stopped it."""
