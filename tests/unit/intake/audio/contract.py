"""What every microphone promises, the fake and the real ones alike: one class, run on each."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.audio import MICROPHONE, SYSTEM, Block, Device, Microphone
from tests.unit.intake.audio.desk import Wave


class Heard:
    """Blocks as they come, from whatever thread."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._lock = threading.Lock()

    def __call__(self, block: Block) -> None:
        """One more."""
        with self._lock:
            self.blocks.append(block)

    @property
    def frames(self) -> int:
        """How much came."""
        return sum(len(block.samples) for block in list(self.blocks))

    def wave(self) -> Wave:
        """All of it."""
        found: Wave = np.concatenate([block.samples for block in self.blocks])
        return found


def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for it."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


class MicrophoneContract:
    """A subclass says what `port` is, and how something is played and a device taken away."""

    @pytest.fixture
    def port(self) -> Iterator[Microphone]:
        """The microphone to be tested."""
        raise NotImplementedError

    def play(self, port: Microphone, kind: str, wave: Wave) -> None:
        """Let a source of that kind hear it, from now on."""
        raise NotImplementedError

    def take_away(self, port: Microphone, device: Device) -> None:
        """The device goes away while it is recorded."""
        raise NotImplementedError

    def test_it_lists_its_sources_with_one_usual_of_each_kind(self, port: Microphone) -> None:
        assert port.available()
        assert port.permitted() is not False
        kinds = [device.kind for device in port.devices()]
        assert kinds == sorted(kinds)  # microphones first
        for kind in (MICROPHONE, SYSTEM):
            usual = [device for device in port.devices() if device.kind == kind and device.default]
            assert len(usual) == 1
        assert port.tools()

    def test_what_sounds_is_heard_in_order_and_in_time(self, port: Microphone) -> None:
        dice = np.random.default_rng(5)
        for kind in (MICROPHONE, SYSTEM):
            self.check_source(port, kind, dice.normal(0, 3000, 48000 * 2).astype(np.int16))

    def check_source(self, port: Microphone, kind: str, played: Wave) -> None:
        """What is played there comes, until the stream is closed."""
        heard, opened = Heard(), port.clock.now()
        stream = port.open(self.usual(port, kind), heard)
        until(lambda: heard.frames > 0)
        self.play(port, kind, played)
        until(lambda: heard.frames > 3.5 * stream.rate)
        stream.close()
        closed, count = port.clock.now(), heard.frames
        self.check_times(heard, stream.rate, opened, closed)
        assert self.likeness(heard.wave(), played) > 0.98
        time.sleep(0.3)
        assert heard.frames == count  # nothing comes after close

    def check_times(self, heard: Heard, rate: int, opened: float, closed: float) -> None:
        """Captured in order, after it was opened and before it was closed, and as long as it is."""
        captured = [block.captured for block in heard.blocks]
        assert captured == sorted(captured)
        assert captured[0] > opened - 0.1
        assert captured[-1] < closed
        lasted = captured[-1] - captured[0]
        frames = heard.frames - len(heard.blocks[-1].samples)
        assert lasted == pytest.approx(frames / rate, abs=0.15)
        assert all(block.samples.dtype == np.int16 for block in heard.blocks)
        assert all(block.samples.ndim == 1 for block in heard.blocks)

    def likeness(self, heard: Wave, played: Wave) -> float:
        """The correlation of what was played with the place of `heard` that is most like it."""
        size = 1 << (len(heard) + len(played)).bit_length()
        product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size))
        place = int(np.fft.irfft(product, size)[: len(heard)].argmax())
        part = heard[place : place + len(played)].astype(np.float64)
        return float(np.corrcoef(part, played[: len(part)])[0, 1])

    def test_a_device_that_is_not_there_is_named(self, port: Microphone) -> None:
        with pytest.raises(DeviceError) as raised:
            port.open(Device("nobody", MICROPHONE), Heard())
        assert (raised.value.code, raised.value.data["name"]) == ("device_unknown", "nobody")

    def test_a_device_that_goes_away_is_seen_and_no_other_is_heard(self, port: Microphone) -> None:
        device = self.usual(port, SYSTEM)
        heard = Heard()
        stream = port.open(device, heard)
        until(lambda: heard.frames > 0)
        assert not stream.look()
        loud: Wave = np.full(48000 * 4, 20000, np.int16)
        self.play(port, MICROPHONE, loud)
        self.take_away(port, device)
        until(stream.look, 2.0)
        assert stream.look()["code"] in ("device_gone", "device_changed")
        time.sleep(1)
        stream.close()
        stream.close()  # a dead one closes too, and twice
        assert np.abs(heard.wave()).max() < 10000

    def usual(self, port: Microphone, kind: str) -> Device:
        """The usual source of that kind."""
        return next(one for one in port.devices() if one.kind == kind and one.default)
