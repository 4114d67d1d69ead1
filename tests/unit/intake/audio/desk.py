"""A recording from a fake microphone into a folder, and what can be read of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from evidence_keeper.intake.audio import (
    MICROPHONE,
    SYSTEM,
    Device,
    RecordingFacts,
    RecordingSession,
)
from evidence_keeper.intake.audio.awake import AskNobody
from evidence_keeper.intake.audio.fake import FakeMicrophone, FakeSource, Play, steady

Wave = NDArray[np.int16]

RATE = 16000


def voice(seconds: float, rate: int = RATE, seed: int = 1) -> Wave:
    """Noise that swells and fades as syllables do, no two places alike."""
    dice = np.random.default_rng(seed)
    count = round(seconds * rate)
    swell = 0.55 + 0.45 * np.sin(np.arange(count) * (2 * np.pi * 3 / rate))
    noise: Wave = (dice.normal(0, 3000, count) * swell).clip(-32768, 32767).astype(np.int16)
    return noise


def quiet(_frame: int, count: int) -> Wave:
    """A source that is switched off."""
    return np.zeros(count, np.int16)


def source(
    kind: str = MICROPHONE, play: Play | None = None, ppm: float = 0.0, start_after: float = 0.05
) -> FakeSource:
    """One source of that kind, the usual one."""
    play = play or steady(voice(7, seed=len(kind)))
    return FakeSource(Device(kind[:3], kind, kind, True), play, RATE, ppm, start_after)


@dataclass
class Desk:
    """A running recording. `run` lets time pass."""

    folder: Path
    port: FakeMicrophone
    session: RecordingSession
    paths: list[Path] = field(default_factory=list)

    @property
    def sources(self) -> list[FakeSource]:
        """As they were given."""
        return self.port.sources

    def run(self, seconds: float) -> None:
        """So much time passes, and all of it is written."""
        self.port.run(seconds)
        self.session.settle()

    def stop(self) -> RecordingFacts:
        """What was recorded."""
        return self.session.stop()


@contextmanager
def recording(
    folder: Path, sources: Sequence[FakeSource], mode: str = "computer", first: int | None = None
) -> Iterator[Desk]:
    """A recording of these sources, or of the first so many; stopped at the end where nobody did."""
    port = FakeMicrophone(sources)
    paths: list[Path] = []

    def new_path() -> Path:
        paths.append(folder / f"f{len(paths) + 1:06d}")
        return paths[-1]

    devices = [one.device for one in sources][:first]
    session = RecordingSession(port, folder, new_path, mode, devices, guard=AskNobody())
    session.start()
    try:
        yield Desk(folder, port, session, paths)
    finally:
        session.stop()


def both(ppm: float = 0.0) -> list[FakeSource]:
    """Microphone and system sound, drifting apart by twice `ppm`."""
    return [source(ppm=ppm), source(SYSTEM, ppm=-ppm, start_after=0.3)]


def samples(path: Path) -> Wave:
    """What lies in a finished file."""
    found: Wave = soundfile.read(path, dtype="int16")[0]
    return found
