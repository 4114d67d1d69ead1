"""How right a reading of a call is, against its truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evidence_keeper.model import CallSegment
from evidence_keeper.reading.call import CallStructure
from tests.unit.reading.call.calls import Call

STEP = 0.01


@dataclass(frozen=True, slots=True)
class Score:
    """`speech`: share of the time that is rightly called speech or not. `keys`: every string exact and none too many.

    `ringing`, `busy`: as many spells as there are, each with its beginning and end within 0.3 s. `music`: seconds
    rightly and wrongly called music, and seconds of it in truth.
    """

    seconds: float
    speech: float
    keys: bool
    ringing: bool
    busy: bool
    music: tuple[float, float, float]


def score(call: Call, found: CallStructure) -> Score:
    """Times under a key are left out of the speech count: who owns them is a matter of taste."""
    seconds = len(call.wave) / 16000
    counted = ~_mask(call.of("keys"), seconds)
    said = [part for part in found.segments if part.kind == "speech"]
    same = _mask(call.of("speech"), seconds) == _mask(said, seconds)
    tune = _mask(call.of("music"), seconds), _mask(_of(found, "music"), seconds)
    return Score(
        seconds,
        float(same[counted].mean()),
        [part.keys for part in call.of("keys")] == [p.keys for p in _of(found, "keys")],
        _same_spells(call.of("ringing"), _of(found, "ringing")),
        _same_spells(call.of("busy"), _of(found, "busy")),
        (
            float((tune[0] & tune[1]).sum() * STEP),
            float((tune[1] & ~tune[0]).sum() * STEP),
            float(tune[0].sum() * STEP),
        ),
    )


def _of(found: CallStructure, kind: str) -> list[CallSegment]:
    return [part for part in found.segments if part.kind == kind]


def _same_spells(true: list[CallSegment], found: list[CallSegment]) -> bool:
    near = (
        abs(one.start - other.start) < 0.3 and abs(one.end - other.end) < 0.3
        for one, other in zip(true, found, strict=False)
    )
    return len(true) == len(found) and all(near)


def _mask(parts: list[CallSegment], seconds: float) -> NDArray[np.bool_]:
    mask = np.zeros(round(seconds / STEP), bool)
    for part in parts:
        mask[round(part.start / STEP) : round(part.end / STEP)] = True
    return mask
