"""One track while it is recorded: a source, its time, its file, and what is to be told of it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from evidence_keeper.intake.audio.facts import Gap, Point, TrackFacts
from evidence_keeper.intake.audio.flac import FlacFile
from evidence_keeper.intake.audio.levels import Meter
from evidence_keeper.intake.audio.port import SYSTEM, Block, Device, Stream
from evidence_keeper.intake.audio.timeline import Hole, Timeline

POINT_SECONDS = 1.0
START_PADDING = 2.0
"""A source may need so long until it gives sound; more than that is a gap."""
NOT_WANTED = frozenset({"track_added", "switched_off", "device_chosen"})
"""Why sound is missing where a person wanted it so: no fault of a source."""
_WORTH_SAYING = 0.1
_NOTES_AT_MOST = 100


class Track:
    """Called from the writer's thread only; others read its plain values.

    `lines` collects what is to go into the session's log since it was last emptied.
    """

    def __init__(self, device: Device, stream: Stream, path: Path, key: str = "") -> None:
        """`key` names this track in the log; its kind where it is the first of that kind."""
        self.device = device
        self.key = key or device.kind
        self.off = False
        """Nobody wants its source any more; it is there up to where it was switched off."""
        self.stream: Stream | None = stream
        self.rate = stream.rate
        self.path = path
        self.file = FlacFile(path, stream.rate)
        self.meter = Meter(stream.rate)
        self.gaps: list[Gap] = []
        self.points: list[Point] = []
        self.notes: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        self.captured_to = float("-inf")
        self.blocks = 0
        self.start_padding = 0.0
        self._timeline = Timeline(stream.rate, "not_delivered" if device.kind == SYSTEM else "lost")
        self._written = 0
        self._started = 0.0
        self._wall: Callable[[float], float] = lambda seconds: seconds

    @property
    def kind(self) -> str:
        """MICROPHONE or SYSTEM."""
        return self.device.kind

    @property
    def seconds(self) -> float:
        """How much is written."""
        return self._written / self.rate

    def begin(self, captured: float, wall: Callable[[float], float]) -> None:
        """Frame 0 is at this moment of the clock. `wall` gives the wall clock for a moment, both in seconds since."""
        self._started, self._wall = captured, wall
        self._timeline.begin(captured, "start")

    def join(self, began: float, now: float, wall: Callable[[float], float]) -> None:
        """As `begin`, for a track that is added while others have been running: silent until now, and noted."""
        self._started, self._wall = began, wall
        self._timeline.begin(began, "track_added")
        self.captured_to = now
        self.note("track_added", at=round(now - began, 3))

    def change(self, stream: Stream, cause: str, now: float) -> None:
        """Another source, or the same one again after it was switched off, goes on from here on this track."""
        before, self.device = self.device, stream.device
        self.stream, self.off = stream, False
        self._timeline.interrupted(cause)
        self.captured_to = max(self.captured_to, now)
        self.meter.begin_anew()
        if stream.device.name != before.name:
            self.note("device_chosen", device=before.name, to=stream.device.name)

    def switch_off(self) -> Stream | None:
        """Nobody wants it any more: what is held back is written, and nothing after it. Gives back its stream."""
        self._write(self._timeline.end(float("-inf")))
        self.note("track_ended")
        stream, self.stream = self.stream, None
        self.off = True
        return stream

    def take(self, block: Block) -> None:
        """Write a block where it belongs. Raises SpaceError, StorageError."""
        self.blocks += 1
        self.captured_to = block.captured + len(block.samples) / self.rate
        if block.overflow:
            self.note("overflow")
        self._write(self._timeline.add(block))

    def hint(self, cause: str) -> None:
        """Why sound would be missing next."""
        self._timeline.hint(cause)

    def lost(self, seen: Mapping[str, str]) -> Stream | None:
        """Its source is gone or was moved; gives back the stream to be closed."""
        stream, self.stream = self.stream, None
        self._timeline.interrupted(seen["code"])
        self.note(
            seen["code"], device=self.device.name, **{k: v for k, v in seen.items() if k == "to"}
        )
        return stream

    def found(self, stream: Stream) -> None:
        """The same source is back."""
        self.stream = stream

    def end(self, at: float) -> None:
        """Write what is held back, and silence up to `at` (the clock) where the source gave nothing."""
        if not self.off:
            self._write(self._timeline.end(at))

    def note(self, code: str, **data: Any) -> None:
        """Something to be told of this track; the same thing again is counted, not repeated."""
        for known in self.notes:
            if known["code"] == code and (code == "overflow" or len(self.notes) >= _NOTES_AT_MOST):
                known["count"] = known.get("count", 1) + 1
                return
        self.notes.append({"code": code, "at": round(self.seconds, 3), **data})
        self.lines.append({"track": self.key, "note": self.notes[-1]})

    def facts(self) -> TrackFacts:
        """What is known of it now."""
        return TrackFacts(
            path=self.path,
            track=self.kind,
            device=self.device.name,
            title=self.device.title,
            rate=self.rate,
            frames=self._written,
            gaps=tuple(self.gaps),
            points=tuple(self.points),
            start_padding=self.start_padding,
            silent=self.meter.silent,
            notes=tuple(self.notes),
        )

    def _write(self, parts: Iterable[Block | Hole]) -> None:
        for part in parts:
            if isinstance(part, Hole):
                self._fill(part)
                continue
            self._point(part.captured)
            self.file.write(part.samples)
            self.meter.add(part.samples)
            self._written += len(part.samples)

    def _fill(self, hole: Hole) -> None:
        seconds = hole.frames / self.rate
        if hole.cause == "start" and seconds <= START_PADDING:
            self.start_padding = seconds
            if seconds >= _WORTH_SAYING:
                self.note("start_padded", milliseconds=round(seconds * 1000))
        else:
            cause = "not_delivered" if hole.cause == "start" else hole.cause
            gap = Gap(self.seconds, seconds, cause)
            self.gaps.append(gap)
            self.lines.append({"track": self.key, "gap": gap.as_json()})
        self.file.write_silence(hole.frames)
        self.meter.skip(seconds)
        if hole.cause in NOT_WANTED:
            self.meter.begin_anew()
        self._written += hole.frames

    def _point(self, captured: float) -> None:
        seconds = captured - self._started
        if self.points and seconds - self.points[-1].seconds < POINT_SECONDS - 0.01:
            return
        point = Point(self._written, round(seconds, 4), round(self._wall(captured), 4))
        self.points.append(point)
        self.lines.append({"track": self.key, "point": [point.frame, point.seconds, point.wall]})


def stamp(when: datetime) -> str:
    """A time as it is written down, to the millisecond."""
    return when.isoformat(timespec="milliseconds")
