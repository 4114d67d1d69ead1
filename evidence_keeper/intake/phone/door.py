"""The door: every connection passes here before the web server sees a byte of it.

aiohttp closes no connection that sends its headers one byte a minute. Here a connection has a time in which to ask
something whole, and when there are too many, strangers (whoever has not shown the phone's own cookie) go first, the
oldest first: so fifty slow clients can't keep the phone out.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator

from evidence_keeper.intake.phone import rules


class Door:
    """Makes a guarded connection of each that comes. Lives on the server's loop."""

    def __init__(
        self, inner: Callable[[], asyncio.Protocol], refused: Callable[[str, str], None]
    ) -> None:
        self._inner = inner
        self.refused = refused
        self._open: dict[asyncio.BaseTransport | None, Guarded] = {}
        self.at_most = rules.MOST_CONNECTIONS
        self.seconds = rules.HEADER_SECONDS

    def __call__(self) -> Guarded:
        return Guarded(self, self._inner())

    def find(self, transport: asyncio.BaseTransport | None) -> Guarded | None:
        """The connection that a request came on."""
        return self._open.get(transport)

    def close_all(self) -> None:
        """Drops every connection."""
        for guarded in list(self._open.values()):
            guarded.close_now()

    def came(self, guarded: Guarded, transport: asyncio.Transport) -> None:
        """One more; a stranger may have to go for it."""
        self._open[transport] = guarded
        if len(self._open) > self.at_most:
            strangers = (one for one in self._open.values() if not one.known)
            going = next(strangers, guarded)
            self.refused("phone_too_many", going.address)
            going.close_now()

    def went(self, transport: asyncio.Transport | None) -> None:
        """One less."""
        if transport is not None:
            self._open.pop(transport, None)


class Guarded(asyncio.Protocol):
    """One connection: passes everything on, and closes it when it takes its time."""

    def __init__(self, door: Door, inner: asyncio.Protocol) -> None:
        self._door, self._inner = door, inner
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._asking = 0
        self._began = False  # bytes have come since the last answer
        self.known = False
        self.address = ""

    @contextlib.contextmanager
    def asked(self) -> Iterator[None]:
        """While a whole request is being answered its handler watches the time."""
        self._asking += 1
        self._stop()
        try:
            yield
        finally:
            self._asking -= 1
            self._began = False
            self._wait()

    def close_now(self) -> None:
        """Drops it without a word."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]) if peer else ""
        self._inner.connection_made(transport)
        self._wait()
        self._door.came(self, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        self._door.went(self._transport)
        self._inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._began = True
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def _wait(self) -> None:
        self._stop()
        if not self._asking:
            loop = asyncio.get_running_loop()
            seconds = self._door.seconds * (6 if self.known and not self._began else 1)
            self._timer = loop.call_later(seconds, self._too_slow)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        # Browsers open a connection ahead and may never use it: that is nobody's fault.
        if self._began and not self.known:
            self._door.refused("phone_too_slow", self.address)
        self.close_now()
