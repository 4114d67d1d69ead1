"""A file that is read while it is written: the server's threads put what came, the vault's staging drinks it."""

from __future__ import annotations

import io
import threading
from collections import deque
from typing import TYPE_CHECKING

from evidence_keeper.errors import Cancelled, EvidenceError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_AHEAD = 4 << 20  # bytes that may wait for the disk


class Feed(io.RawIOBase):
    """A file that is read while it is written: one thread puts, one reads."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[memoryview] = deque()
        self._bytes = 0
        self._news = threading.Condition()
        self._ended = False
        self._given_up = False
        self._failure: EvidenceError | None = None

    @property
    def ready(self) -> bool:
        """Whether `put` would not wait."""
        return self._bytes < _AHEAD or self._failure is not None

    def put(self, data: bytes | bytearray) -> None:
        """The next bytes; waits while too many wait. Raises what ended the reading."""
        with self._news:
            self._news.wait_for(lambda: self._bytes < _AHEAD or self._failure is not None)
            if self._failure is not None:
                raise self._failure
            self._waiting.append(memoryview(data))
            self._bytes += len(data)
            self._news.notify_all()

    def end(self) -> None:
        """That was all."""
        with self._news:
            self._ended = True
            self._news.notify_all()

    def give_up(self) -> None:
        """There will be no more, and it isn't all."""
        with self._news:
            self._given_up = not self._ended
            self._news.notify_all()

    def fail(self, failure: EvidenceError) -> None:
        """Nobody reads any more."""
        with self._news:
            self._failure = failure
            self._news.notify_all()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        with self._news:
            self._news.wait_for(lambda: self._waiting or self._ended or self._given_up)
            if self._given_up:
                raise Cancelled
            if not self._waiting:
                return 0
            into = memoryview(buffer).cast("B")
            count = min(len(into), len(self._waiting[0]))
            into[:count] = self._waiting[0][:count]
            self._waiting[0] = self._waiting[0][count:]
            if not self._waiting[0]:
                self._waiting.popleft()
            self._bytes -= count
            self._news.notify_all()
            return count
