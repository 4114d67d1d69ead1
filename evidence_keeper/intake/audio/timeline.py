"""Where each block of sound belongs on a recording's own time, and where sound is missing.

The clock drives it: a source that delivers nothing (loopback while nobody speaks, a stopped program, a device that
went away) leaves a hole, which becomes silence of the same length and is noted. A source's crystal is off by up to
some hundred ppm; that is no hole: it is followed slowly and never corrected, since samples are never stretched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evidence_keeper.intake.audio.port import Block

GAP_SECONDS = 0.25
"""Lateness that is no jitter. Sound servers' own estimates wander by up to 0.07 s (measured)."""
CONFIRM_SECONDS = 1.0
"""How long a hole must last: a backlog that arrives late, but whole, is none."""
_SLEW = 0.001  # seconds of lateness followed per second: 1000 ppm, more than any crystal is off
_NEAR = 0.05


@dataclass(frozen=True, slots=True)
class Hole:
    """Missing sound, to be filled with `frames` of silence. `cause` is a stable code."""

    frames: int
    cause: str


class Timeline:
    """One track's time. Frames count from 0 at `begin`; what is given back is in the order of the file."""

    def __init__(self, rate: int, cause: str) -> None:
        """`cause` is what a hole means where nothing better is known (not_delivered for loopback, lost)."""
        self.rate = rate
        self.frames = 0
        self._usual = cause
        self._hint = ""
        self._known = ""  # the stream was opened anew, or begins: what is missing needs no proof
        self._begun = 0.0
        self._base = 0.0
        self._held: list[Block] = []

    def begin(self, captured: float, known: str = "") -> None:
        """Frame 0 is at this moment of the clock."""
        self._begun, self._known = captured, known

    def hint(self, cause: str) -> None:
        """Why a hole that shows next would be there ("" for nothing special)."""
        self._hint = cause

    def interrupted(self, cause: str) -> None:
        """The stream broke off; a new one may follow."""
        self._known = cause

    def due(self, frame: int) -> float:
        """When that frame was captured, by the clock, as far as this track's lateness is known."""
        return self._begun + self._base + frame / self.rate

    def add(self, block: Block) -> Iterator[Block | Hole]:
        """What is to be written now: holes and blocks. A block may be held back for CONFIRM_SECONDS."""
        if self._known:
            yield from self._after_break(block)
            return
        excess = self._lateness(block, self._held_frames()) - self._base
        if self._held or excess > GAP_SECONDS:
            self._held.append(block)
            yield from self._judge(excess)
            return
        if excess < -GAP_SECONDS:  # it came after all, behind silence already written
            self._base += excess
        else:
            most = _SLEW * len(block.samples) / self.rate
            self._base += min(max(excess, -most), most)
        yield self._placed(block)

    def end(self, at: float) -> Iterator[Block | Hole]:
        """What is left, and what is missing up to `at` where the source has fallen silent."""
        if self._held:
            yield from self._release(self._excesses())
        missing = at - self.due(self.frames)
        if missing > (0.0 if self._known else 2 * GAP_SECONDS):
            yield from self._filled(missing, self._known or self._hint or self._usual)

    def _after_break(self, block: Block) -> Iterator[Block | Hole]:
        yield from self._release([])
        cause, self._known = self._known, ""
        late = self._lateness(block, 0) - self._base
        if late > 0:
            yield from self._filled(late, cause)
        else:
            self._base += late
        yield self._placed(block)

    def _judge(self, excess: float) -> Iterator[Block | Hole]:
        if excess <= GAP_SECONDS / 2:  # only late: all of it came
            yield from self._release([])
        elif self._held[-1].captured - self._held[0].captured >= CONFIRM_SECONDS:
            yield from self._release(self._excesses())

    def _release(self, excesses: list[float]) -> Iterator[Block | Hole]:
        """Let go of what was held, with the hole before the first block that is as little late as any."""
        held, self._held = self._held, []
        missing = min(excesses, default=0.0)
        place = next((n for n, late in enumerate(excesses) if late <= missing + _NEAR), -1)
        for number, block in enumerate(held):
            if number == place and missing > GAP_SECONDS:
                lost = "overflow" if any(one.overflow for one in held) else ""
                yield from self._filled(missing, self._hint or lost or self._usual)
            yield self._placed(block)

    def _excesses(self) -> list[float]:
        found, before = [], 0
        for block in self._held:
            found.append(self._lateness(block, before) - self._base)
            before += len(block.samples)
        return found

    def _lateness(self, block: Block, frames_before: int) -> float:
        return block.captured - self._begun - (self.frames + frames_before) / self.rate

    def _held_frames(self) -> int:
        return sum(len(block.samples) for block in self._held)

    def _filled(self, seconds: float, cause: str) -> Iterator[Hole]:
        frames = round(seconds * self.rate)
        if frames > 0:
            self.frames += frames
            yield Hole(frames, cause)

    def _placed(self, block: Block) -> Block:
        self.frames += len(block.samples)
        return block
