"""Sound through PortAudio: the microphones of Windows and macOS, and of a Linux without a sound server.

The callback only copies and passes on. PortAudio says for each block when its first sample was captured; that is
turned into our own clock by how long ago it was.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Mapping
from importlib import metadata
from typing import TYPE_CHECKING, Any

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.audio.clock import Clock
from evidence_keeper.intake.audio.port import Block, Device, OnBlock, Stream

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK_SECONDS = 0.1
LATENCY = 0.25
"""Few, large blocks cost least; nobody listens to this live."""
_LOWEST_RATE, _HIGHEST_RATE = 8000, 96000
_CONSENT = (
    r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\microphone"
)
_VIRTUAL = ("blackhole", "loopback", "soundflower", "vb-cable", "vb-audio", "cable output")


def load() -> Any:
    """sounddevice, or None where this system has no PortAudio."""
    try:
        import sounddevice
    except OSError:
        return None
    return sounddevice


class PortAudioStream:
    """An open PortAudio input. Blocks are mono: of several channels, their mean."""

    def __init__(
        self, number: int, device: Device, rate: int, channels: int, clock: Clock, on_block: OnBlock
    ) -> None:
        """Raises DeviceError microphone_refused, microphone_failed."""
        sounddevice = load()
        self.device = device
        self.rate = rate
        self._clock, self._on_block, self._channels = clock, on_block, channels
        self._closed = threading.Event()
        try:
            self._stream = sounddevice.InputStream(
                device=number,
                channels=channels,
                samplerate=rate,
                dtype="int16",
                blocksize=round(rate * BLOCK_SECONDS),
                latency=LATENCY,
                callback=self._take,
            )
            self._stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            code = "microphone_refused" if permission() is False else "microphone_failed"
            raise DeviceError(code, name=device.name, reason=str(error)) from error

    def look(self) -> Mapping[str, str]:
        """PortAudio ends a stream whose device went away."""
        return {} if self._stream.active else {"code": "device_gone"}

    def close(self) -> None:
        """End it, dead or alive."""
        self._closed.set()
        with contextlib.suppress(load().PortAudioError):
            self._stream.abort()
            self._stream.close()

    def _take(self, data: NDArray[np.int16], frames: int, times: Any, status: Any) -> None:
        if self._closed.is_set():
            return
        ago = float(times.currentTime - times.inputBufferAdcTime)
        self._on_block(
            Block(
                mono(data),
                self._clock.now() - (ago if 0 <= ago < 60 else frames / self.rate),
                bool(status and status.input_overflow),
            )
        )


def versions(*more: str) -> dict[str, str]:
    """PortAudio, its wrapper and other packages by name, as far as they say what they are."""
    found = {}
    for name in ("sounddevice", *more):
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    sounddevice = load()
    if sounddevice is not None:
        found["portaudio"] = str(sounddevice.get_portaudio_version()[1])
    return found


def mono(data: NDArray[np.int16]) -> NDArray[np.int16]:
    """A copy of the one channel, or the mean of several."""
    import numpy as np

    if data.shape[1] == 1:
        return data[:, 0].copy()
    mean: NDArray[np.int16] = np.rint(data.mean(axis=1)).astype(np.int16)
    return mean


class PortAudioMicrophone:
    """Microphones by PortAudio. System sound only where a virtual device carries it (macOS)."""

    can_wait = False

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()

    def available(self) -> bool:
        """PortAudio is there and sees an input."""
        return bool(self.devices())

    def permitted(self) -> bool | None:
        """As the system's own settings say."""
        return permission()

    def devices(self) -> tuple[Device, ...]:
        """The inputs of the system's own sound interface."""
        return tuple(device for _number, device, _facts in self._inputs())

    def open(self, device: Device, on_block: OnBlock) -> Stream:
        """By name. Raises DeviceError."""
        for number, known, facts in self._inputs():
            if known.name == device.name:
                rate = int(facts["default_samplerate"])
                rate = min(max(rate, _LOWEST_RATE), _HIGHEST_RATE)
                channels = min(2, int(facts["max_input_channels"]))
                return PortAudioStream(number, known, rate, channels, self.clock, on_block)
        raise DeviceError("device_unknown", name=device.name)

    def tools(self) -> Mapping[str, str]:
        """PortAudio and its wrapper."""
        return versions()

    def _inputs(self) -> list[tuple[int, Device, Mapping[str, Any]]]:
        sounddevice = load()
        if sounddevice is None:
            return []
        apis = sounddevice.query_hostapis()
        best = next((n for n, api in enumerate(apis) if "WASAPI" in api["name"]), None)
        if best is None:
            best = sounddevice.default.hostapi
        found = []
        for number, facts in enumerate(sounddevice.query_devices()):
            if facts["max_input_channels"] < 1 or facts["hostapi"] != best:
                continue
            name = str(facts["name"])
            virtual = any(word in name.lower() for word in _VIRTUAL)
            default = number == apis[best]["default_input_device"] and not virtual
            kind = "system" if virtual else "microphone"
            found.append((number, Device(name, kind, name, default), facts))
        return sorted(found, key=lambda one: one[1].kind)


def permission() -> bool | None:
    """Whether this system's settings let programs use the microphone; None where they don't say."""
    if sys.platform == "win32":
        return not any(_denied(place) for place in (_CONSENT, _CONSENT + r"\NonPackaged"))
    return None


def _denied(place: str) -> bool:
    if sys.platform == "win32":
        import winreg

        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(winreg.HKEY_CURRENT_USER, place) as key,
        ):
            return bool(winreg.QueryValueEx(key, "Value")[0] == "Deny")
    return False
