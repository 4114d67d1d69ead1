"""Linux: microphone and loopback through PulseAudio, or PipeWire's double of it.

PortAudio reaches the server by ALSA's plug-in and can't list the server's sources, so pulsectl lists them and
PULSE_SOURCE names one right before opening. When a source goes away the server hands the stream to another one without
a word (a call's other side becomes the microphone): so each block waits until a look at the server, begun after it
came, has shown that the stream is still on the source that was asked for. What can't be vouched for is dropped.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.audio.clock import Clock
from evidence_keeper.intake.audio.port import MICROPHONE, SYSTEM, Block, Device, OnBlock, Stream
from evidence_keeper.intake.audio.portaudio import PortAudioStream, load, versions

_LOOK_SECONDS = 0.1
_APPEAR_SECONDS = 2.0
_OPENING = threading.Lock()
_CLIENT = "evidence-keeper"
_ROUTE = "pulse"  # ALSA's name for the way to the server
_LOWEST_RATE, _HIGHEST_RATE = 8000, 96000


@contextlib.contextmanager
def _server() -> Iterator[Any]:
    """A short talk with the sound server. Raises DeviceError no_microphone where there is none."""
    try:
        import pulsectl
    except (ImportError, OSError) as error:
        raise DeviceError("no_microphone") from error
    try:
        with pulsectl.Pulse(_CLIENT) as pulse:
            yield pulse
    except (pulsectl.PulseError, pulsectl.PulseDisconnected) as error:
        raise DeviceError("no_microphone") from error


class PulseMicrophone:
    """All sources of the sound server: those of their own are microphones, monitors of outputs are system sound."""

    can_wait = False

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()

    def available(self) -> bool:
        """The server answers and PortAudio has a way to it."""
        try:
            with _server():
                return _route() is not None
        except DeviceError:
            return False

    def permitted(self) -> bool | None:
        """The server lets everybody listen whom it answers."""
        return True if self.available() else None

    def devices(self) -> tuple[Device, ...]:
        """Microphones first. A monitor is never a default microphone, though the server may say so."""
        try:
            with _server() as pulse:
                info, sources = pulse.server_info(), pulse.source_list()
        except DeviceError:
            return ()
        own = [source for source in sources if not source.monitor_of_sink_name]
        names = [source.name for source in own]
        usual = info.default_source_name if info.default_source_name in names else None
        usual = usual or (names[0] if names else None)
        microphones = [
            Device(source.name, MICROPHONE, source.description, source.name == usual)
            for source in own
        ]
        monitors = [
            Device(
                source.name,
                SYSTEM,
                source.description,
                source.monitor_of_sink_name == info.default_sink_name,
            )
            for source in sources
            if source.monitor_of_sink_name
        ]
        return (*microphones, *monitors)

    def open(self, device: Device, on_block: OnBlock) -> Stream:
        """By the source's name, at the source's own rate."""
        route = _route()
        if route is None:
            raise DeviceError("no_microphone")
        with _server() as pulse:
            source = next((one for one in pulse.source_list() if one.name == device.name), None)
            if source is None:
                raise DeviceError("device_unknown", name=device.name)
            known = Device(source.name, device.kind, source.description, device.default)
            gate = _Gate(on_block, self.clock)
            rate = min(max(source.sample_spec.rate, _LOWEST_RATE), _HIGHEST_RATE)
            with _OPENING:
                before = {one.index for one in pulse.source_output_list()}
                with _asking_for(source.name):
                    inner = PortAudioStream(route, known, rate, 1, self.clock, gate.take)
                number = _ours(pulse, before)
        if number is None:
            inner.close()
            raise DeviceError("microphone_failed", name=device.name, reason="no stream")
        return _PulseStream(inner, gate, number, source.index)

    def tools(self) -> Mapping[str, str]:
        """The server too: what it does to the sound is its own."""
        found = versions("pulsectl")
        with contextlib.suppress(DeviceError), _server() as pulse:
            info = pulse.server_info()
            found["sound_server"] = f"{info.server_name} {info.server_version}"
        return found


def _route() -> int | None:
    """PortAudio's number for ALSA's way to the server. It looks for devices only when it is set up."""
    sounddevice = load()
    if sounddevice is None:
        return None
    number = _find_route(sounddevice)
    if (
        number is None
    ):  # the server was started after us; and nobody can be playing through what isn't there
        with _OPENING:
            sounddevice._terminate()
            sounddevice._initialize()
            number = _find_route(sounddevice)
    return number


def _find_route(sounddevice: Any) -> int | None:
    for number, facts in enumerate(sounddevice.query_devices()):
        if facts["name"] == _ROUTE and facts["max_input_channels"]:
            return number
    return None


@contextlib.contextmanager
def _asking_for(source: str) -> Iterator[None]:
    before = os.environ.get("PULSE_SOURCE")
    os.environ["PULSE_SOURCE"] = source
    try:
        yield
    finally:
        if before is None:
            del os.environ["PULSE_SOURCE"]
        else:
            os.environ["PULSE_SOURCE"] = before


def _ours(pulse: Any, before: set[int]) -> int | None:
    """The server's number for the stream that we have just opened."""
    until = time.monotonic() + _APPEAR_SECONDS
    while time.monotonic() < until:
        for one in pulse.source_output_list():
            owner = one.proplist.get("application.process.id", str(os.getpid()))
            if one.index not in before and owner == str(os.getpid()):
                return int(one.index)
        time.sleep(0.01)
    return None


class _Gate:
    """Holds blocks back until it is sure whose they are."""

    def __init__(self, on_block: OnBlock, clock: Clock) -> None:
        self._on_block, self._clock = on_block, clock
        self._waiting: deque[tuple[float, Block]] = deque()
        self._shut = False

    def take(self, block: Block) -> None:
        """From the sound card's thread."""
        if not self._shut:
            self._waiting.append((time.monotonic(), block))

    def let_through(self, came_before: float) -> None:
        """Those that had come by then are the source's."""
        while self._waiting and self._waiting[0][0] < came_before:
            self._on_block(self._waiting.popleft()[1])

    def shut(self) -> None:
        """Nothing more, and what waits is dropped."""
        self._shut = True
        self._waiting.clear()


class _PulseStream:
    """A stream with a watcher of its own, which asks the server ten times a second whose sound this is."""

    def __init__(self, inner: PortAudioStream, gate: _Gate, number: int, source: int) -> None:
        self.device, self.rate = inner.device, inner.rate
        self._inner, self._gate = inner, gate
        self._number, self._source = number, source
        self._seen: Mapping[str, str] = {}
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="sound-watch", daemon=True)
        self._watcher.start()

    def look(self) -> Mapping[str, str]:
        """What the watcher saw last."""
        return self._seen

    def close(self) -> None:
        """End it. A server that doesn't answer is not waited for."""
        self._over.set()
        self._watcher.join(1.0)
        self._gate.shut()
        self._inner.close()

    def _watch(self) -> None:
        import pulsectl

        try:
            with pulsectl.Pulse(_CLIENT) as pulse:
                while not self._seen and not self._over.is_set():
                    self._seen = self._ask(pulse)
                    self._over.wait(_LOOK_SECONDS)
        except (pulsectl.PulseError, pulsectl.PulseDisconnected):
            self._gone({"code": "device_gone"})

    def _ask(self, pulse: Any) -> Mapping[str, str]:
        import pulsectl

        asked = time.monotonic()
        try:
            output = pulse.source_output_info(self._number)
        except pulsectl.PulseIndexError:
            return self._gone({"code": "device_gone"})
        if output.source != self._source:
            return self._gone({"code": "device_changed", "to": _name(pulse, output.source)})
        self._gate.let_through(asked)
        return self._inner.look()

    def _gone(self, seen: Mapping[str, str]) -> Mapping[str, str]:
        self._gate.shut()
        self._seen = seen
        return seen


def _name(pulse: Any, number: int) -> str:
    return next((str(one.name) for one in pulse.source_list() if one.index == number), "")
