"""macOS: the microphone through PortAudio, and what the computer plays through a process tap (macOS 14.2 on).

catap makes the tap; where it is missing or the system too old, a virtual device that somebody installed does as well,
and without either system sound is not available, which is said. None of this could be run where it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.audio.clock import Clock
from evidence_keeper.intake.audio.port import SYSTEM, Block, Device, OnBlock, Stream
from evidence_keeper.intake.audio.portaudio import PortAudioMicrophone, mono, versions

_TAP = Device("system-audio", SYSTEM, "system audio", True)


def _library() -> Any:
    """catap, or None where it can't be."""
    try:
        import catap
    except (ImportError, OSError):
        return None
    return catap if hasattr(catap, "record_system_audio") else None


class MacMicrophone(PortAudioMicrophone):
    """Microphones, the tap where there is one, and virtual devices."""

    def devices(self) -> tuple[Device, ...]:
        """Microphones first, then the tap."""
        found = super().devices()
        tap = (_TAP,) if _library() is not None else ()
        own = [device for device in found if device.kind != SYSTEM]
        return (*own, *tap, *(device for device in found if device.kind == SYSTEM))

    def open(self, device: Device, on_block: OnBlock) -> Stream:
        """By name. Raises DeviceError; the first time the system asks the person."""
        if device.name == _TAP.name and _library() is not None:
            return _Tap(self.clock, on_block)
        return super().open(device, on_block)

    def tools(self) -> Mapping[str, str]:
        """With what makes the tap."""
        return versions("catap")


class _Tap:
    """Everything the computer plays, mixed to one channel by the system."""

    def __init__(self, clock: Clock, on_block: OnBlock) -> None:
        """Raises DeviceError microphone_refused: what it fails of first is the missing permission."""
        self.device = _TAP
        self._clock, self._on_block = clock, on_block
        try:
            self._session = _library().record_system_audio(mono=True, on_buffer=self._take)
            self._session.start()
            self.rate = int(self._session.stream_format.sample_rate)
        except (OSError, RuntimeError, ValueError) as error:
            raise DeviceError("microphone_refused", name=_TAP.name, reason=str(error)) from error

    def look(self) -> Mapping[str, str]:
        """Catap says when a capture failed."""
        return {"code": "device_gone"} if self._session.capture_failed else {}

    def close(self) -> None:
        """End it and take the tap away."""
        try:
            self._session.close()
        except (OSError, RuntimeError):
            return

    def _take(self, buffer: Any) -> None:
        import numpy as np

        form = buffer.format
        if form.is_float:
            wave = np.frombuffer(buffer.data, np.float32).reshape(-1, form.num_channels)
            data = np.clip(np.rint(wave * 32767), -32768, 32767).astype(np.int16)
        else:
            data = np.frombuffer(buffer.data, np.int16).reshape(-1, form.num_channels)
        captured = self._clock.now() - buffer.frame_count / form.sample_rate
        self._on_block(Block(mono(data), captured))
