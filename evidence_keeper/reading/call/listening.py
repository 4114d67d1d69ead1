"""Hears a call once, keeps a few numbers of each hundredth of a second, and says at the end what it was.

Who is surest speaks first: keys, then ringing and busy tones, then voices, then music; the rest is quiet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from evidence_keeper.model import CallSegment
from evidence_keeper.reading.call import keys
from evidence_keeper.reading.call.music import MusicMeter, music
from evidence_keeper.reading.call.spans import Span, between, without
from evidence_keeper.reading.call.spells import Spell, spells
from evidence_keeper.reading.call.tones import ToneMeter, Tones, joined_tones
from evidence_keeper.reading.call.voice import VoiceMeter, voices
from evidence_keeper.reading.call.windows import Halved

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

_SHORTEST_VOICE = 0.2
_INTERRUPTS = 0.6
"""A voice this long between two rings parts the spell; a shorter sound there is none of our business."""


class Ear:
    """Takes mono blocks of any length at `rate` (16000); `told` at the end. `seconds` is what was heard so far."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._samples = 0
        self._halved, self._tone_meter = Halved(), ToneMeter()
        self._voice_meter, self._music_meter = VoiceMeter(rate), MusicMeter()
        self._tones: list[Tones] = []
        self._likely: list[Samples] = []

    @property
    def seconds(self) -> float:
        """How much was heard."""
        return round(self._samples / self._rate, 3)

    def hear(self, block: Samples) -> None:
        """The next samples."""
        self._samples += len(block)
        self._likely.append(self._voice_meter.measure(block - block.mean()))
        half = self._halved.of(block)
        self._tones.append(self._tone_meter.measure(half))
        self._music_meter.measure(half)

    def told(self) -> tuple[CallSegment, ...]:
        """The segments, from 0 to the end, without a hole."""
        import numpy as np

        if not self._samples:
            return ()
        tones = joined_tones(self._tones)
        pressed = keys.bursts(tones.key, tones.key_power)
        rung = spells(tones.line_power, tones.line_off)
        taken = [(part.start, part.end) for part in pressed]
        spoken = voices(np.concatenate(self._likely))
        rings = _parted(rung, spoken, taken)
        taken = sorted([*taken, *((part.start, part.end) for part in rings)])
        spoken = without(spoken, taken, _SHORTEST_VOICE)
        taken = sorted([*taken, *spoken])
        tunes = music(self._music_meter.found(), between(taken, self.seconds))
        parts = [
            *pressed,
            *rings,
            *(CallSegment(*span, "speech") for span in spoken),
            *(CallSegment(*span, "music") for span in tunes),
        ]
        return _filled(parts, self.seconds)


def _parted(
    rung: Iterable[Spell], spoken: Sequence[Span], pressed: Sequence[Span]
) -> list[CallSegment]:
    """Each spell as one segment; where keys or a longer voice come between its tones, as several."""
    found: list[CallSegment] = []
    for spell in rung:
        begin, end = spell.tones[0]
        for tone in spell.tones[1:]:
            pause = (end, tone[0])
            heard = [part for part in spoken if _shared(part, pause) >= _INTERRUPTS]
            if heard or any(_shared(part, pause) > 0 for part in pressed):
                found.append(CallSegment(begin, end, spell.kind))
                begin = tone[0]
            end = tone[1]
        found.append(CallSegment(begin, end, spell.kind))
    return found


def _shared(one: Span, other: Span) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


def _filled(parts: Iterable[CallSegment], seconds: float) -> tuple[CallSegment, ...]:
    """The parts in order, to hundredths of a second, with quiet between them."""
    known = [
        CallSegment(round(p.start, 2), round(min(p.end, seconds), 2), p.kind, p.keys) for p in parts
    ]
    spans = sorted((part.start, part.end) for part in known)
    quiet = [CallSegment(*span, "quiet") for span in between(spans, round(seconds, 2))]
    return tuple(sorted([*known, *quiet], key=lambda part: part.start))
