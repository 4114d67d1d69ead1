"""How long somebody waited for a person in a call, from what is heard and what the caller has confirmed.

No machine can tell a person's voice from a robot's. Whether and when a person answered is therefore known only from
marks that somebody listened to and confirmed (desk facts 4); without one nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidence_keeper.model import CallSegment, Mark, MarkKind

PRESS_SECONDS = 10.0
"""人工接了 is pressed when the person has been heard: their first word lies at most so long before the press."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Seconds on the recording's own time; None where it isn't known.

    `until` says what ended the waiting: "person" (confirmed: somebody answered), "cut_off" (confirmed: the line went
    before anybody did) or "unknown". `person_at` is the person's first word, `last_key_at` the end of the last key
    pressed before it, `last_key_to_person` the time between them. `total` runs from the recording's start to that
    word, or to the moment the line was cut.
    """

    until: str
    person_at: float | None
    last_key_at: float | None
    last_key_to_person: float | None
    total: float | None


def waiting(segments: Sequence[CallSegment], marks: Iterable[Mark]) -> Waiting:
    """What segments and confirmed marks of one recording, in any order, say about the waiting."""
    sure = [mark for mark in marks if mark.confirmed]
    answered = _first(sure, MarkKind.HUMAN_ANSWERED)
    cut = _first(sure, MarkKind.CUT_OFF)
    if answered is not None:
        person = _first_word(segments, answered)
        key = _last_key(segments, person)
        gap = None if key is None else round(person - key, 2)
        return Waiting("person", person, key, gap, person)
    if cut is not None:
        return Waiting("cut_off", None, _last_key(segments, cut), None, cut)
    return Waiting("unknown", None, _last_key(segments, float("inf")), None, None)


def _first(marks: Iterable[Mark], kind: MarkKind) -> float | None:
    return min((mark.seconds for mark in marks if mark.kind is kind), default=None)


def _first_word(segments: Sequence[CallSegment], pressed: float) -> float:
    """Where the voice begins that is heard at the press, or was just before it; the press itself where none is."""
    voices = [part.start for part in segments if part.kind == "speech" and part.start <= pressed]
    last = max(voices, default=pressed)
    # A voice that had been speaking for longer may be the robot's, with the person's right behind it.
    return round(last if pressed - last <= PRESS_SECONDS else pressed, 2)


def _last_key(segments: Sequence[CallSegment], before: float) -> float | None:
    ends = [part.end for part in segments if part.kind == "keys" and part.end <= before]
    return max(ends, default=None)
