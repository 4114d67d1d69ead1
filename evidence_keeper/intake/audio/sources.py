"""A recording's sources: opened into one queue, found again when lost, closed without waiting for the dead."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterable
from typing import Any

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.audio.port import Block, Device, Microphone, OnBlock, Stream

FOUND, BLOCK, CHANGE = "found", "block", "change"
Message = tuple[str, str, Any]
"""What (BLOCK, FOUND, CHANGE), the source's key, and the block, the new stream, or what is to be done between two
blocks."""

_QUEUED_BLOCKS = (
    1200  # two minutes of two tracks: a disk that hangs longer loses sound, and it is noted
)
_TRY_AGAIN_SECONDS = 1.0
_CLOSE_SECONDS = 2.0


class Sources:
    """The way from callbacks to the writer. Callbacks never wait."""

    def __init__(self, port: Microphone) -> None:
        self.port = port
        self.messages: queue.Queue[Message] = queue.Queue(_QUEUED_BLOCKS)
        self.over = threading.Event()
        self._dropped: dict[str, int] = {}

    def open(self, device: Device, key: str) -> Stream:
        """Listen to it from now on; what it gives comes under `key`. Raises DeviceError."""
        return self.port.open(device, self._sender(key))

    def dropped(self) -> dict[str, int]:
        """Blocks that found the queue full since the last call, by kind."""
        found, self._dropped = self._dropped, {}
        return found

    def find_again(self, device: Device, key: str, rate: int, gone: Stream | None) -> None:
        """Close the broken stream and wait for the same source, beside the writing: either may take long."""
        work = (device, key, rate, gone)
        threading.Thread(target=self._find, args=work, name="find-sound", daemon=True).start()

    def close(self, streams: Iterable[Stream]) -> None:
        """End them; a sound server that doesn't answer isn't waited for long."""
        self.over.set()
        closers = [threading.Thread(target=stream.close, daemon=True) for stream in streams]
        for closer in closers:
            closer.start()
        for closer in closers:
            closer.join(_CLOSE_SECONDS)

    def let_go(self, stream: Stream | None) -> None:
        """End one that isn't wanted any more, beside the writing."""
        if stream is not None:
            threading.Thread(target=stream.close, name="close-sound", daemon=True).start()

    def _sender(self, key: str) -> OnBlock:
        def send(block: Block) -> None:
            try:
                self.messages.put((BLOCK, key, block), block=self.port.can_wait)
            except queue.Full:
                self._dropped[key] = self._dropped.get(key, 0) + 1

        return send

    def _find(self, device: Device, key: str, rate: int, gone: Stream | None) -> None:
        if gone is not None:
            gone.close()
        while not self.over.is_set():
            with contextlib.suppress(DeviceError):
                stream = self.open(device, key)
                if stream.rate == rate and not self.over.is_set():
                    self.messages.put((FOUND, key, stream))
                    return
                stream.close()
            self.over.wait(_TRY_AGAIN_SECONDS)
