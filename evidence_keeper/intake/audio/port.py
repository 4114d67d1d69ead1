"""What a recorder asks of a computer: which sources there are, whether they may be used, and their sound in blocks.

One adapter per system and one shipped fake stand behind `Microphone`; the same contract test runs on both kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from evidence_keeper.intake.audio.clock import Clock

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.int16]

MICROPHONE, SYSTEM = "microphone", "system"
"""The two tracks: what this computer's microphone hears, and what this computer itself plays."""


@dataclass(frozen=True, slots=True)
class Device:
    """A source of sound. `name` is what options and provenance call it, `title` what a person calls it.

    `kind` is MICROPHONE or SYSTEM; at most one of each kind is the `default`.
    """

    name: str
    kind: str = MICROPHONE
    title: str = ""
    default: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Some samples, mono int16, as they were delivered.

    `captured` is when the first of them was captured: seconds of the port's clock, as well as the system knows it.
    `overflow`: the system says that it lost some right before (it seldom says so: never rely on it).
    """

    samples: Samples
    captured: float
    overflow: bool = False


OnBlock = Callable[[Block], None]


class Stream(Protocol):
    """An open source. Blocks come on any thread until `close` returns."""

    @property
    def device(self) -> Device:
        """The source that is really recorded; never another one's sound reaches `on_block`."""

    @property
    def rate(self) -> int:
        """Samples a second, as the source itself has them."""

    def look(self) -> Mapping[str, str]:
        """Empty while all is well; else `code` (device_gone, device_changed) and, where known, `to`, where the
        system has moved the stream. Cheap: asked twice a second."""

    def close(self) -> None:
        """End it. Dead streams close too."""


class Microphone(Protocol):
    """The sound of one computer. `clock` is the one that its blocks are captured by.

    `can_wait`: it is no live source, so a recorder that falls behind may let it wait (a fake faster than time).
    """

    clock: Clock
    can_wait: bool

    def available(self) -> bool:
        """Whether there is anything here that sound could be recorded with."""

    def permitted(self) -> bool | None:
        """Whether the system lets us listen; None where only trying shows it."""

    def devices(self) -> tuple[Device, ...]:
        """All sources, microphones first."""

    def open(self, device: Device, on_block: OnBlock) -> Stream:
        """Start listening. Raises DeviceError device_unknown, microphone_refused, microphone_failed."""

    def tools(self) -> Mapping[str, str]:
        """Names and versions of what records, for provenance."""
