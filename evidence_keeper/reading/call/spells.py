"""Ringing and busy tones: both are 450 Hz in China and differ only in their beat, so the beat decides.

One spell is one segment, its pauses inside. A first ring may be cut by the recording's start, a last one by whoever
picked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evidence_keeper.reading.call.runs import Run, runs
from evidence_keeper.reading.call.spans import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_GAP = 0.06
_SHORTEST = 0.15
_OFF = 25.0  # hertz that an exchange may be off
_OFF_ALONE = 8.0  # where no beat vouches for it: 440 Hz is the tuning fork's


@dataclass(frozen=True, slots=True)
class Spell:
    """Tones that belong together: `kind` ringing or busy, and each tone."""

    kind: str
    tones: tuple[Span, ...]

    @property
    def start(self) -> float:
        """When the first tone begins."""
        return self.tones[0][0]

    @property
    def end(self) -> float:
        """When the last tone ends."""
        return self.tones[-1][1]


@dataclass(frozen=True, slots=True)
class _Beat:
    """Seconds of tone, seconds from one tone's beginning to the next one's, and how many tones prove it."""

    kind: str
    tone: Span
    period: Span
    least: int


_BEATS = (
    _Beat("busy", (0.24, 0.48), (0.55, 0.85), 3),
    _Beat("busy", (0.55, 0.85), (1.2, 1.6), 3),  # the lines are full: 0.7 s on, 0.7 s off
    _Beat("ringing", (0.75, 1.3), (4.5, 5.5), 1),
)


def spells(power: NDArray[np.float32], off: NDArray[np.float32]) -> list[Spell]:
    """The spells in a recording, in order; tones that keep no beat are none."""
    left = _tones(power, off)
    found: list[Spell] = []
    for beat in _BEATS:
        for chain in _chains(left, beat):
            found.append(Spell(beat.kind, tuple((one.start, one.end) for one in chain)))
            left = [one for one in left if one not in chain]
    return sorted(found, key=lambda spell: spell.start)


def _tones(power: NDArray[np.float32], off: NDArray[np.float32]) -> list[Run]:
    """Steady tones near 450 Hz; `value` of a run is by how many hertz it is off."""
    import numpy as np

    heard = np.where(power > 0, 0, -1).astype(np.int8)
    found: list[Run] = []
    for run in runs(heard, power, _GAP):
        inner = off[run.first + 1 : run.last]
        if run.seconds < _SHORTEST or not len(inner):
            continue
        wrong = float(np.median(inner))
        if abs(wrong) <= _OFF and float(np.median(np.abs(inner - wrong))) < 4:
            found.append(Run(run.start, run.end, round(wrong), run.first, run.last))
    return found


def _chains(tones: Sequence[Run], beat: _Beat) -> list[list[Run]]:
    chains: list[list[Run]] = []
    for one in tones:
        if chains and _follows(chains[-1][-1], one, beat):
            chains[-1].append(one)
        elif _is_whole(one, beat) or beat.least == 1:
            chains.append([one])
    return [chain for chain in chains if _proven(chain, beat)]


def _follows(before: Run, after: Run, beat: _Beat) -> bool:
    """In beat by beginnings, or by ends where a beginning is cut off; a bad line may have swallowed one tone."""
    if after.seconds > beat.tone[1] or before.seconds > beat.tone[1]:
        return False
    low, high = beat.period
    apart = (after.start - before.start, after.end - before.end)
    return any(low * beats <= one <= high * beats for one in apart for beats in (1, 2))


def _is_whole(one: Run, beat: _Beat) -> bool:
    return beat.tone[0] <= one.seconds <= beat.tone[1]


def _proven(chain: Sequence[Run], beat: _Beat) -> bool:
    whole = [one for one in chain if _is_whole(one, beat)]
    if len(chain) == 1:
        return beat.least == 1 and bool(whole) and abs(chain[0].value) <= _OFF_ALONE
    return len(whole) >= min(beat.least, len(chain))
