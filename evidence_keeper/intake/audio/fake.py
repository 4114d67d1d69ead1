"""A microphone that plays given samples: as fast as a test likes, as slow as a real one, with every fault one has.

Shipped, not only tested with: the example and the window's tests record without hardware. It is honest: its samples
are captured at the moments it says, by a crystal that is off by as much as it is told, and nothing it withholds comes
later unless it is told so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.audio.clock import Clock
from evidence_keeper.intake.audio.port import Block, Device, OnBlock, Stream

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Play = Callable[[int, int], "NDArray[np.int16]"]
"""Frame and count to samples: what a source hears."""

BLOCK_SECONDS = 0.1


class FakeClock(Clock):
    """Stands still until it is told to go on."""

    def __init__(self, wall: datetime | None = None) -> None:
        self._now, self._slept = 1000.0, 0.0
        self._wall = wall or datetime.now().astimezone()

    def now(self) -> float:
        """Seconds that have passed."""
        return self._now

    def awake(self) -> float:
        """Without those slept."""
        return self._now - self._slept

    def wall(self) -> datetime:
        """The wall clock."""
        return self._wall + timedelta(seconds=self._now - 1000.0)

    def go_on(self, to: float) -> None:
        """Time passes up to that moment."""
        self._now = max(self._now, to)

    def sleep(self, seconds: float) -> None:
        """The computer sleeps."""
        self._now += seconds
        self._slept += seconds

    def set_wall(self, by: float) -> None:
        """Somebody sets the wall clock."""
        self._wall += timedelta(seconds=by)


@dataclass
class FakeSource:
    """One source. `ppm`: how much faster than its rate its crystal runs.
    `start_after`: seconds until it gives its first sample.

    The rest can be changed while it plays: `mute` delivers nothing (what is captured then is lost), `hold` keeps
    blocks back and delivers them later, `moved_to` is where the system has moved the stream, `gone`: it is not there.
    """

    device: Device
    play: Play
    rate: int = 48000
    ppm: float = 0.0
    start_after: float = 0.05
    mute: bool = False
    hold: bool = False
    overflow: bool = False
    refused: bool = False
    gone: bool = False
    moved_to: str = ""
    streams: list[_FakeStream] = field(default_factory=list)

    @property
    def true_rate(self) -> float:
        """Samples a second, by the clock."""
        return self.rate * (1 + self.ppm * 1e-6)


class _FakeStream:
    def __init__(self, source: FakeSource, begun: float, on_block: OnBlock) -> None:
        self.device, self.rate = source.device, source.rate
        self._source, self._begun, self._on_block = source, begun, on_block
        self._frame = 0
        self._held: list[Block] = []

    @property
    def next_end(self) -> float:
        """When the next block will be whole."""
        return self._begun + (self._frame + self._size) / self._source.true_rate

    @property
    def _size(self) -> int:
        return round(self.rate * BLOCK_SECONDS)

    def step(self) -> None:
        """One block is whole: deliver it, or do with it what the source is told."""
        source = self._source
        captured = self._begun + self._frame / source.true_rate
        samples = source.play(self._frame, self._size)
        self._frame += self._size
        if source.mute or source.gone or source.moved_to:
            return
        self._held.append(Block(samples, captured, source.overflow))
        source.overflow = False
        if not source.hold:
            held, self._held = self._held, []
            for block in held:
                self._on_block(block)

    def put_off(self, seconds: float) -> None:
        self._begun += seconds

    def look(self) -> Mapping[str, str]:
        if self._source.moved_to:
            return {"code": "device_changed", "to": self._source.moved_to}
        return {"code": "device_gone"} if self._source.gone else {}

    def close(self) -> None:
        if self in self._source.streams:
            self._source.streams.remove(self)


class FakeMicrophone:
    """Sources of one computer that isn't there. `speed` None: time passes only in `run`; 1.0: by itself, as it does."""

    can_wait = True

    def __init__(
        self,
        sources: Sequence[FakeSource],
        clock: FakeClock | None = None,
        speed: float | None = None,
    ) -> None:
        self.clock: Clock
        self.clock = self._time = clock or FakeClock()
        self.sources = list(sources)
        self._speed = speed
        self._over = threading.Event()
        self._lock = threading.Lock()
        if speed is not None:
            threading.Thread(target=self._run_by_itself, name="fake-sound", daemon=True).start()

    def available(self) -> bool:
        """There is a source."""
        return bool(self.devices())

    def permitted(self) -> bool | None:
        """Unless a source is refused."""
        return not any(source.refused for source in self.sources)

    def devices(self) -> tuple[Device, ...]:
        """Those that are there."""
        return tuple(source.device for source in self.sources if not source.gone)

    def open(self, device: Device, on_block: OnBlock) -> Stream:
        """By name. Raises DeviceError."""
        for source in self.sources:
            if source.device.name == device.name and not source.gone:
                if source.refused:
                    raise DeviceError("microphone_refused", name=device.name)
                source.moved_to = ""
                stream = _FakeStream(source, self.clock.now() + source.start_after, on_block)
                source.streams.append(stream)
                return stream
        raise DeviceError("device_unknown", name=device.name)

    def tools(self) -> Mapping[str, str]:
        """Says that it is a fake."""
        return {"fake": "1"}

    def run(self, seconds: float) -> None:
        """So much time passes: all that is captured in it is delivered, in order. The sources are heard together."""
        until = self.clock.now() + seconds
        with self._lock:
            while True:
                streams = [one for source in self.sources for one in list(source.streams)]
                if not streams or min(one.next_end for one in streams) > until:
                    break
                first = min(streams, key=lambda one: one.next_end)
                self._time.go_on(first.next_end)
                first.step()
            self._time.go_on(until)

    def sleep(self, seconds: float) -> None:
        """The computer sleeps: nothing is captured meanwhile."""
        with self._lock:
            self._time.sleep(seconds)
            for source in self.sources:
                for stream in source.streams:
                    stream.put_off(seconds)

    def close(self) -> None:
        """End the time that passes by itself."""
        self._over.set()

    def _run_by_itself(self) -> None:
        assert self._speed is not None
        before = time.monotonic()
        while not self._over.wait(0.02):
            now = time.monotonic()
            self.run((now - before) * self._speed)
            before = now


def steady(samples: NDArray[np.int16]) -> Play:
    """These samples, over and over."""
    import numpy as np

    def play(frame: int, count: int) -> NDArray[np.int16]:
        heard: NDArray[np.int16] = np.take(samples, np.arange(frame, frame + count), mode="wrap")
        return heard

    return play
