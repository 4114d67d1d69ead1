"""Windows: the microphone through PortAudio, and what the computer plays through WASAPI's loopback.

PortAudio's own builds have no loopback; PyAudioWPatch carries one that has. Loopback gives nothing at all while
nothing plays, so silence is played into the same output meanwhile; what is missing all the same is padded and noted.
None of this could be run where it was written: it follows both libraries' documents.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.audio.clock import Clock
from evidence_keeper.intake.audio.port import SYSTEM, Block, Device, OnBlock, Stream
from evidence_keeper.intake.audio.portaudio import (
    BLOCK_SECONDS,
    PortAudioMicrophone,
    mono,
    versions,
)


def _library() -> Any:
    """PyAudioWPatch, or None where it isn't installed."""
    try:
        import pyaudiowpatch
    except (ImportError, OSError):
        return None
    return pyaudiowpatch


class WindowsMicrophone(PortAudioMicrophone):
    """Microphones, and the loopback of each output."""

    def devices(self) -> tuple[Device, ...]:
        """Microphones first; the default loopback is that of the default output."""
        loopbacks = [device for device, _facts in self._loopbacks()]
        return (*(one for one in super().devices() if one.kind != SYSTEM), *loopbacks)

    def open(self, device: Device, on_block: OnBlock) -> Stream:
        """By name. Raises DeviceError."""
        if device.kind != SYSTEM:
            return super().open(device, on_block)
        for known, facts in self._loopbacks():
            if known.name == device.name:
                return _Loopback(known, facts, self.clock, on_block)
        raise DeviceError("device_unknown", name=device.name)

    def tools(self) -> Mapping[str, str]:
        """With what gives the loopback."""
        return versions("PyAudioWPatch")

    def _loopbacks(self) -> Iterator[tuple[Device, Mapping[str, Any]]]:
        library = _library()
        if library is None:
            return
        audio = library.PyAudio()
        try:
            with contextlib.suppress(OSError, LookupError):
                usual = audio.get_default_wasapi_loopback()["name"]
                for facts in audio.get_loopback_device_info_generator():
                    name = str(facts["name"])
                    yield Device(name, SYSTEM, name, name == usual), facts
        finally:
            audio.terminate()


class _Loopback:
    """One output's loopback, kept going by silence that is played into the output."""

    def __init__(
        self, device: Device, facts: Mapping[str, Any], clock: Clock, on_block: OnBlock
    ) -> None:
        """Raises DeviceError microphone_failed."""
        self.device = device
        self.rate = int(facts["defaultSampleRate"])
        self._channels = int(facts["maxInputChannels"])
        self._clock, self._on_block = clock, on_block
        self._library = _library()
        self._audio = self._library.PyAudio()
        self._silence: Any = None
        try:
            self._stream = self._audio.open(
                format=self._library.paInt16,
                channels=self._channels,
                rate=self.rate,
                input=True,
                input_device_index=facts["index"],
                frames_per_buffer=round(self.rate * BLOCK_SECONDS),
                stream_callback=self._take,
            )
        except (OSError, ValueError) as error:
            self._audio.terminate()
            raise DeviceError("microphone_failed", name=device.name, reason=str(error)) from error
        with contextlib.suppress(OSError, ValueError, LookupError):
            self._silence = self._play_silence(str(facts["name"]))

    def look(self) -> Mapping[str, str]:
        """WASAPI ends the stream of an output that goes away."""
        with contextlib.suppress(OSError):
            if self._stream.is_active():
                return {}
        return {"code": "device_gone"}

    def close(self) -> None:
        """End it, dead or alive."""
        for stream in (self._stream, self._silence):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        self._audio.terminate()

    def _take(self, data: bytes, frames: int, times: Mapping[str, float], status: int) -> Any:
        import numpy as np

        ago = times["current_time"] - times["input_buffer_adc_time"]
        samples = np.frombuffer(data, np.int16).reshape(-1, self._channels)
        captured = self._clock.now() - (ago if 0 < ago < 60 else frames / self.rate)
        overflow = bool(status & self._library.paInputOverflow)
        self._on_block(Block(mono(samples), captured, overflow))
        return None, self._library.paContinue

    def _play_silence(self, loopback: str) -> Any:
        """Silence into the output that this loopback belongs to (their names differ by a suffix)."""
        for number in range(self._audio.get_device_count()):
            facts = self._audio.get_device_info_by_index(number)
            if facts["maxOutputChannels"] and loopback.startswith(facts["name"]):
                return self._play_into(number, facts)
        return None

    def _play_into(self, number: int, facts: Mapping[str, Any]) -> Any:
        channels = int(facts["maxOutputChannels"])

        def fill(_in: Any, frames: int, _times: Any, _status: int) -> Any:
            return bytes(frames * channels * 2), self._library.paContinue

        return self._audio.open(
            format=self._library.paInt16,
            channels=channels,
            rate=int(facts["defaultSampleRate"]),
            output=True,
            output_device_index=number,
            stream_callback=fill,
        )
