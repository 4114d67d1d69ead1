"""Made-up calls whose every second is known: ringing, a robot's menu, keys, waiting tune, people, busy tone.

A truth is what a careful listener would write down: a voice's pauses of less than half a second belong to it.
Stretches whose owner is a matter of taste (a key pressed into a voice) are left out of the count.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from evidence_keeper.model import CallSegment
from tests.unit.reading.call.voices import LOUD, RATE, Cast, Wave, tune

PAUSE = 0.5
_PAD = "123456789*0#"
_LOW = {key: (697, 770, 852, 941)[place // 3] for place, key in enumerate(_PAD)}
_HIGH = {key: (1209, 1336, 1477)[place % 3] for place, key in enumerate(_PAD)}


@dataclass(frozen=True, slots=True)
class Call:
    """A call's sound (mono, RATE, a voice at LOUD) and its truth: speech, ringing, busy, keys and music."""

    wave: Wave
    truth: tuple[CallSegment, ...]
    voices: Wave
    """Only the voices of it, to add noise by their level."""

    def of(self, kind: str) -> list[CallSegment]:
        """The true stretches of one kind."""
        return [part for part in self.truth if part.kind == kind]


@dataclass
class _Tape:
    """The call as it grows."""

    rng: np.random.Generator
    cast: Cast
    parts: list[Wave] = field(default_factory=list)
    voices: list[Wave] = field(default_factory=list)
    truth: list[CallSegment] = field(default_factory=list)
    at: float = 0.0

    def put(self, wave: Wave, kind: str = "", keys: str = "", voice: Wave | None = None) -> None:
        end = self.at + len(wave) / RATE
        if kind:
            self.truth.append(CallSegment(self.at, end, kind, keys))
        self.parts.append(wave)
        self.voices.append(np.zeros(len(wave)) if voice is None else voice)
        self.at = end

    def wait(self, low: float, high: float) -> None:
        self.put(np.zeros(round(self.rng.uniform(low, high) * RATE)))

    def speak(self, who: int) -> None:
        said = self.cast.speakers[who](self.rng) * 10 ** (self.rng.uniform(-5, 3) / 20)
        self.put(said, "speech", voice=said)

    def ring(self) -> None:
        """China's ringing tone; answered in the middle of a pause, or of the tone."""
        begin, level, pitch = self.at, self.rng.uniform(0.03, 0.2), self.rng.uniform(445, 455)
        times = int(self.rng.integers(1, 5))
        for number in range(times):
            last = number == times - 1
            self.put(level * tone(self.rng.uniform(0.97, 1.03), pitch))
            end = self.at
            self.wait(*((0.3, 3.8) if last else (3.9, 4.1)))
        self.truth.append(CallSegment(begin, end, "ringing"))

    def busy(self) -> None:
        begin, level, pitch = self.at, self.rng.uniform(0.03, 0.2), self.rng.uniform(445, 455)
        for _ in range(int(self.rng.integers(4, 12))):
            self.put(level * tone(0.35, pitch))
            end = self.at
            self.wait(0.34, 0.36)
        self.truth.append(CallSegment(begin, end, "busy"))

    def press(self) -> None:
        """A burst of keys, now and then into a voice that goes on for a moment."""
        pressed = "".join(self.rng.choice(list(_PAD), self.rng.integers(1, 6)))
        length, gap = self.rng.uniform(0.07, 0.25), self.rng.uniform(0.06, 1.2)
        level, twist = self.rng.uniform(0.05, 0.25), 10 ** (self.rng.uniform(-4, 4) / 20)
        begin = self.at
        for number, key in enumerate(pressed):
            if number:
                self.wait(gap, gap)
            end = self.at + length
            tones = level * (tone(length, _LOW[key]) + twist * tone(length, _HIGH[key])) / 2
            if not number and self.rng.random() < 0.25:
                tones = tones + self._tail(len(tones)) * (level / LOUD / 6)
            self.put(tones)
        self.truth.append(CallSegment(begin, end, "keys", pressed))

    def _tail(self, size: int) -> Wave:
        """The end of what a voice is saying."""
        said = self.cast.speakers[0](self.rng)[-size:]
        return np.pad(said, (0, size - len(said)))

    def hold(self) -> None:
        """A waiting tune."""
        path = self.cast.tunes[int(self.rng.integers(len(self.cast.tunes)))]
        level = 10 ** (self.rng.uniform(-10, 3) / 20)
        self.put(tune(path, self.rng.uniform(8, 20), self.rng) * level, "music")


def tone(seconds: float, *hertz: float) -> Wave:
    """Pure tones together, faded in and out within 4 ms."""
    at = np.arange(round(seconds * RATE)) / RATE
    edge = np.clip(np.minimum(at, seconds - at) / 0.004, 0, 1)
    return np.asarray(sum(np.sin(2 * np.pi * pitch * at) for pitch in hertz) * edge)


def make(seed: int, cast: Cast) -> Call:
    """One call of one to two and a half minutes."""
    rng = np.random.default_rng(seed)
    tape = _Tape(rng, cast)
    robot, agent, caller = (int(n) for n in rng.choice(len(cast.speakers), 3, replace=False))
    tape.wait(0.2, 2.0)
    if rng.random() < 0.75:
        tape.ring()
    for _ in range(int(rng.integers(0, 4))):
        tape.speak(robot)
        tape.wait(0.8, 3.0)
        tape.press()
        # More than three seconds, so that the next burst is one of its own.
        tape.wait(3.3, 4.5)
    for _ in range(int(rng.integers(0, 3))):
        tape.hold()
        tape.wait(0.1, 1.0)
        tape.speak(robot)
        tape.wait(0.2, 2.0)
    if rng.random() < 0.6:
        for turn in range(int(rng.integers(3, 9))):
            tape.speak((agent, caller)[turn % 2])
            tape.wait(0.1, 2.0)
    if rng.random() < 0.4:
        tape.wait(4, 15)
    if rng.random() < 0.6:
        tape.busy()
    return Call(np.concatenate(tape.parts), _truth(tape), np.concatenate(tape.voices))


def _truth(tape: _Tape) -> tuple[CallSegment, ...]:
    speech = _spoken(np.concatenate(tape.voices))
    rest = [part for part in tape.truth if part.kind != "speech"]
    return tuple(sorted([*speech, *rest], key=lambda part: part.start))


def _spoken(voices: Wave) -> list[CallSegment]:
    """Where the clean voices sound: frames of 10 ms within 35 dB of a voice, pauses under PAUSE closed."""
    size = RATE // 100
    frames = np.sqrt(np.mean(voices[: len(voices) // size * size].reshape(-1, size) ** 2, axis=1))
    spans: list[list[float]] = []
    for frame in np.flatnonzero(frames > LOUD * 10 ** (-35 / 20)):
        if spans and frame / 100 - spans[-1][1] < PAUSE:
            spans[-1][1] = (frame + 1) / 100
        else:
            spans.append([frame / 100, (frame + 1) / 100])
    return [
        CallSegment(float(start), float(end), "speech")
        for start, end in spans
        if end - start >= 0.1
    ]
