"""Takes pictures on Wayland, where no program reads the screen: the desktop's own portal does it and hands over a file.

The portal may ask the person first, and shows no windows: for one window its own dialog is opened. It answers by a
signal, within SECONDS, or longer only while a person is being asked. The file it made is removed once it is read.
"""

from __future__ import annotations

import contextlib
import io
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from evidence_keeper.errors import DeviceError, InputError
from evidence_keeper.intake.screen.bus import NoBusError, RefusedError, ask, connected
from evidence_keeper.intake.screen.layout import Box, Layout, Monitor
from evidence_keeper.intake.screen.nettime import clock_state
from evidence_keeper.intake.screen.port import OneWindow, Region, Shot, Whole, Window, Wish

if TYPE_CHECKING:
    from jeepney import DBusAddress
    from jeepney.io.blocking import DBusConnection

    from evidence_keeper.intake.screen.layout import Pixels

SECONDS = 10.0
"""How long a portal may take to answer when nobody is asked."""
PERSON_SECONDS = 90.0
"""How long it may take while its dialog is open."""
_NAME, _PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_ASKS = "org.freedesktop.portal.Screenshot"
_DONE, _CANCELLED = 0, 1
_FORBIDDEN = ("NotAllowed", "AccessDenied")


class PortalScreen:
    """See port.Screen. `locked` says whether the screen is locked, None: unknown."""

    backend = "portal"

    def __init__(
        self,
        locked: Callable[[], bool | None] = lambda: None,
        seconds: float = SECONDS,
        person_seconds: float = PERSON_SECONDS,
    ) -> None:
        self._locked = locked
        self._seconds, self._person_seconds = seconds, person_seconds

    def available(self) -> bool:
        """Whether a portal answers that takes pictures."""
        return self._version() > 0

    def permitted(self) -> bool | None:
        """What the person answered when the desktop asked; None where it never did, or keeps no such list."""
        from jeepney import DBusAddress

        store = "org.freedesktop.impl.portal.PermissionStore"
        address = DBusAddress(
            "/org/freedesktop/impl/portal/PermissionStore", bus_name=store, interface=store
        )
        try:
            with connected("SESSION") as bus:
                known, _data = ask(
                    bus,
                    address,
                    "Lookup",
                    "ss",
                    ("screenshot", "screenshot"),
                    seconds=self._seconds,
                )
        except (NoBusError, RefusedError, ValueError):
            return None
        # Programs outside a sandbox have the empty name.
        answer = dict(known).get("", [])
        return {"yes": True, "no": False}.get(answer[0]) if answer else None

    def tools(self) -> Mapping[str, str]:
        """The portal's version."""
        return {_ASKS: str(self._version())}

    def layout(self) -> Layout:
        """Not told: a picture of all is one monitor."""
        raise DeviceError("windows_unlisted")

    def windows(self) -> tuple[Window, ...]:
        """None are shown to programs."""
        raise DeviceError("windows_unlisted")

    def take(self, wish: Wish) -> Shot:
        """See Screen.take. For one window the desktop's own dialog is opened."""
        version = self._version()
        if not version:
            raise DeviceError("screen_missing")
        if isinstance(wish, Whole) and wish.monitor:
            raise InputError("monitor_unknown", name=wish.monitor)
        interactive = isinstance(wish, OneWindow)
        pixels, at = self._picture(interactive)
        whole = Box(0, 0, pixels.shape[1], pixels.shape[0])
        shot = Shot(
            pixels,
            whole,
            Layout((Monitor("", whole, 1.0, True),)),
            at,
            self.backend,
            clock=clock_state(),
            tools={_ASKS: str(version)},
        )
        if self._locked():
            raise DeviceError("screen_locked")
        if isinstance(wish, Region):
            if not whole.meets(wish.box):
                raise InputError("region_outside", region=wish.box.as_list())
            return shot.cut(wish.box)
        return shot

    # ---- speaking with it

    def _version(self) -> int:
        address = self._address("org.freedesktop.DBus.Properties")
        try:
            with connected("SESSION") as bus:
                answer = ask(bus, address, "Get", "ss", (_ASKS, "version"), seconds=self._seconds)
            return int(answer[0][1])
        except (NoBusError, RefusedError, IndexError, TypeError, ValueError):
            return 0

    def _address(self, interface: str) -> DBusAddress:
        from jeepney import DBusAddress

        return DBusAddress(_PATH, bus_name=_NAME, interface=interface)

    def _picture(self, interactive: bool) -> tuple[Pixels, datetime]:
        asks_person = interactive or self.permitted() is not True
        try:
            with connected("SESSION") as bus:
                code, results = self._request(bus, interactive, asks_person)
        except NoBusError as error:
            raise DeviceError("portal_silent", seconds=round(self._seconds)) from error
        except RefusedError as error:
            if any(word in str(error) for word in _FORBIDDEN):
                raise DeviceError("screen_refused") from error
            raise DeviceError("screen_failed", detail=str(error)) from error
        at = datetime.now().astimezone()
        if code == _CANCELLED:
            raise DeviceError("portal_cancelled")
        uri = results.get("uri", ("s", ""))[1]
        if code != _DONE or not uri:
            raise DeviceError("screen_refused")
        return _read(uri), at

    def _request(
        self, bus: DBusConnection, interactive: bool, asks_person: bool
    ) -> tuple[int, Mapping[str, Any]]:
        from jeepney import MatchRule

        token = f"ek{secrets.token_hex(8)}"
        sender = bus.unique_name.removeprefix(":").replace(".", "_")
        path = f"/org/freedesktop/portal/desktop/request/{sender}/{token}"
        # Without the sender's name: signals carry its number. The token in the path is ours alone.
        rule = MatchRule(
            type="signal", interface="org.freedesktop.portal.Request", member="Response"
        )
        _watch(bus, rule, self._seconds)
        options = {
            "handle_token": ("s", token),
            "modal": ("b", True),
            "interactive": ("b", interactive),
        }
        with bus.filter(rule) as answers:
            (handle,) = ask(
                bus,
                self._address(_ASKS),
                "Screenshot",
                "sa{sv}",
                ("", options),
                seconds=self._seconds,
            )
            until = time.monotonic() + (self._person_seconds if asks_person else self._seconds)
            return self._wait(bus, answers, {path, handle}, until)

    def _wait(
        self, bus: DBusConnection, answers: Any, paths: set[str], until: float
    ) -> tuple[int, Mapping[str, Any]]:
        from jeepney import HeaderFields

        while True:
            left = until - time.monotonic()
            try:
                if left <= 0:
                    raise TimeoutError
                said = bus.recv_until_filtered(answers, timeout=left)
            except (TimeoutError, OSError, EOFError) as error:
                raise NoBusError from error
            if said.header.fields.get(HeaderFields.path) in paths:
                code, results = said.body
                return int(code), dict(results)


def _watch(bus: DBusConnection, rule: Any, seconds: float) -> None:
    from jeepney import message_bus

    try:
        bus.send_and_get_reply(message_bus.AddMatch(rule), timeout=seconds)
    except (TimeoutError, OSError, EOFError) as error:
        raise NoBusError from error


def _read(uri: str) -> Pixels:
    """The picture that the portal left at `uri`, whole or not at all. Raises DeviceError screen_failed."""
    import numpy as np
    from PIL import Image

    place = urlsplit(uri)
    if place.scheme != "file":
        raise DeviceError("screen_failed", detail=place.scheme)
    path = Path(unquote(place.path))
    try:
        data = path.read_bytes()
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            red_first = np.asarray(picture.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise DeviceError("screen_failed", detail=path.name) from error
    with contextlib.suppress(OSError):
        path.unlink()
    pixels: Pixels = np.empty((*red_first.shape[:2], 4), np.uint8)
    pixels[..., :3] = red_first[..., ::-1]
    pixels[..., 3] = 255
    return pixels
