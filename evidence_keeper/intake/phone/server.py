"""Serves the phone page from a thread of its own, on one address, until it is stopped.

The loop never waits: whatever may have to wait for a disk is on worker threads, and nothing here waits for the window.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from aiohttp import web

from evidence_keeper.errors import NetworkError
from evidence_keeper.intake.phone import rules
from evidence_keeper.intake.phone.door import Door
from evidence_keeper.intake.phone.files import PageFiles
from evidence_keeper.intake.phone.networks import Network
from evidence_keeper.intake.phone.pages import Pages
from evidence_keeper.intake.phone.port import Event, Inbox, Offered, Phone
from evidence_keeper.intake.phone.uploads import Upload, Uploads

_LOOK_SECONDS = 0.5
_MOST_EVENTS = 200


class PhoneServer:
    """One opening of the page. Any thread may look; `start` and `stop` once each."""

    def __init__(
        self,
        inbox: Inbox,
        network: Network,
        *,
        language: str = "zh_CN",
        offered: Sequence[Offered] = (),
        takes: bool = True,
        also_called: Sequence[str] = (),
    ) -> None:
        """`also_called`: further host names under which it may be asked for, without port."""
        self.network = network
        self.uploads = Uploads(inbox, self._refused)
        self._pages = Pages(self.uploads, PageFiles(), tuple(offered), takes=takes)
        self._pages.language = language
        self._also = also_called
        self._port = 0
        self._events: list[Event] = []
        self._noting = threading.Lock()
        self._ready = threading.Event()
        self._failure: Exception | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending: asyncio.Event | None = None
        self.idle = False
        self._thread = threading.Thread(target=self._run, name="phone-page", daemon=True)

    # ---- for whoever started it

    def start(self) -> None:
        """Serves from now on. Raises NetworkError address_unusable."""
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            self._thread.join()
            raise NetworkError("address_unusable", address=self.network.address) from self._failure

    def stop(self) -> None:
        """Serves no more: the address is dead when this returns. What isn't whole is given up."""
        loop, ending = self._loop, self._ending
        if loop is not None and ending is not None:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(ending.set)
        self._thread.join()
        self.uploads.give_up_missing()

    @property
    def alive(self) -> bool:
        """Whether it serves."""
        return self._thread.is_alive()

    @property
    def plain_address(self) -> str:
        """The address without the key: for typing."""
        return f"http://{self.network.address}:{self._port}{self._pages.path}"

    @property
    def address(self) -> str:
        """The whole address, with the key that only the phone sees."""
        return f"{self.plain_address}#{self._pages.fragment}"

    @property
    def phone(self) -> Phone | None:
        """The phone that has it open; None before the first."""
        return self._pages.phone

    @property
    def over(self) -> bool:
        """Whether the page says that this was all, and all of it is kept or refused (or fetched)."""
        pages = self._pages
        if not pages.handing.over:
            return False
        if not pages.takes:
            return bool(pages.handing.offered)
        return pages.over and self.uploads.all_done

    @property
    def fetched(self) -> frozenset[int]:
        """Which of the offered files the phone has."""
        return frozenset(self._pages.handing.fetched)

    def events(self) -> tuple[Event, ...]:
        """What was refused or changed hands, oldest first; the same again in a row counts up."""
        with self._noting:
            return tuple(self._events)

    def files(self) -> list[Upload]:
        """What the phone sends."""
        return self.uploads.all()

    # ---- on its own thread

    def _refused(self, code: str, address: str = "") -> None:
        with self._noting:
            for place, event in enumerate(self._events[-10:], max(0, len(self._events) - 10)):
                if (event.code, event.address) == (code, address):
                    self._events[place] = Event(code, event.at, address, event.times + 1)
                    return
            if len(self._events) < _MOST_EVENTS:
                self._events.append(Event(code, datetime.now().astimezone(), address))

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self._failure = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        pages = self._pages
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", pages.answer)
        runner = web.AppRunner(
            app,
            access_log=None,
            logger=_quiet(),
            keepalive_timeout=75,
            lingering_time=2.0,
            max_line_size=rules.LONGEST_LINE,
            max_field_size=rules.LONGEST_FIELD,
            max_headers=rules.MOST_HEADERS,
            read_bufsize=1 << 20,
        )
        await runner.setup()
        assert runner.server is not None
        pages.door = Door(runner.server, self._refused)
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        # Few threads: each keeps memory of its own for the blocks it opens.
        self._loop.set_default_executor(ThreadPoolExecutor(rules.MOST_BODIES, "phone-work"))
        try:
            server = await self._loop.create_server(pages.door, self.network.address, 0, backlog=64)
            self._port = server.sockets[0].getsockname()[1]
            called = (self.network.address, *self._also)
            pages.hosts = frozenset(f"{name}:{self._port}" for name in called)
            self._ready.set()
            await self._until_over()
            server.close()
            pages.door.close_all()
        finally:
            await runner.shutdown()
            await runner.cleanup()

    async def _until_over(self) -> None:
        assert self._ending is not None
        while not self._ending.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), _LOOK_SECONDS)
            if time.monotonic() - self._pages.last_asked > rules.OPEN_SECONDS:
                self._refused("phone_idle")
                self.idle = True
                return


def _quiet() -> logging.Logger:
    """What strangers send wrongly is counted as an event; aiohttp's own log would only repeat it."""
    logger = logging.getLogger("evidence_keeper.phone")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger
