"""What a screen reader gets to know of a program, asked from outside over the accessibility bus.

A real at-spi-bus-launcher on a private session bus; the program under test is a process of its own and knows nothing
of the test. Numbers of roles and states are from at-spi2-core's atspi-constants.h, version 2.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.low_level import MessageType

from tests.dbus import private_bus

_LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
_ROOT = "/org/a11y/atspi/accessible/root"
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_STATES = {
    "active": 1,
    "checked": 4,
    "enabled": 8,
    "editable": 7,
    "expandable": 9,
    "focusable": 11,
    "focused": 12,
    "modal": 16,
    "multi_line": 17,
    "selected": 23,
    "sensitive": 24,
    "showing": 25,
    "visible": 30,
    "checkable": 41,
    "default": 39,
}
_ANSWER_SECONDS = 60


class Bus:
    """The accessibility bus, as a screen reader is on it."""

    def __init__(self, address: str, environment: dict[str, str]) -> None:
        self._connection: DBusConnection = open_dbus_connection(address)
        self.environment = environment

    def call(
        self, owner: str, path: str, interface: str, member: str, form: str = "", *body: object
    ) -> Any:
        """The answer to one call; LookupError for what has gone meanwhile."""
        place = DBusAddress(path, owner, interface)
        return self._ask(new_method_call(place, member, form or None, body))

    def read(self, owner: str, path: str, interface: str, name: str) -> Any:
        """One property; LookupError for what has gone meanwhile."""
        return self._ask(Properties(DBusAddress(path, owner, interface)).get(name))[0][1]

    def programs(self) -> list[Thing]:
        """Those that talk to screen readers."""
        (found,) = self.call("org.a11y.atspi.Registry", _ROOT, _ACCESSIBLE, "GetChildren")
        return [Thing(self, owner, path) for owner, path in found]

    def close(self) -> None:
        """Leaves the bus."""
        self._connection.close()

    def _ask(self, message: Any) -> Any:
        answer = self._connection.send_and_get_reply(message, timeout=_ANSWER_SECONDS)
        if answer.header.message_type is MessageType.error:
            raise LookupError(answer.body)
        return answer.body


@dataclass(frozen=True)
class Thing:
    """Something that a screen reader can name: a window, a control, words."""

    bus: Bus
    owner: str
    path: str

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.bus.read(self.owner, self.path, _ACCESSIBLE, "Name"))

    @property
    def description(self) -> str:
        """What is said about it besides."""
        return str(self.bus.read(self.owner, self.path, _ACCESSIBLE, "Description"))

    @property
    def role(self) -> str:
        """Push button, label, list item ..."""
        (role,) = self.bus.call(self.owner, self.path, _ACCESSIBLE, "GetRoleName")
        return str(role)

    @property
    def states(self) -> frozenset[str]:
        """Of those in _STATES."""
        ((low, high),) = self.bus.call(self.owner, self.path, _ACCESSIBLE, "GetState")
        bits = low | high << 32
        return frozenset(name for name, bit in _STATES.items() if bits >> bit & 1)

    @property
    def interfaces(self) -> list[str]:
        """What can be asked of it."""
        (names,) = self.bus.call(self.owner, self.path, _ACCESSIBLE, "GetInterfaces")
        return [name.removeprefix("org.a11y.atspi.") for name in names]

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, width, height on the screen."""
        (box,) = self.bus.call(
            self.owner, self.path, "org.a11y.atspi.Component", "GetExtents", "u", 0
        )
        left, top, width, height = box
        return left, top, width, height

    @property
    def words(self) -> str:
        """The text in it."""
        (text,) = self.bus.call(
            self.owner, self.path, "org.a11y.atspi.Text", "GetText", "ii", 0, -1
        )
        return str(text)

    def children(self) -> list[Thing]:
        """In the order in which they are gone through."""
        (found,) = self.bus.call(self.owner, self.path, _ACCESSIBLE, "GetChildren")
        return [Thing(self.bus, owner, path) for owner, path in found]

    def shown(self) -> Iterator[Thing]:
        """It and all below it that can be seen now."""
        try:
            states = self.states
            if "showing" not in states and self.role != "application":
                return
            yield self
            for child in self.children():
                yield from child.shown()
        except LookupError:
            return  # gone while we looked

    def do(self) -> None:
        """Its first action: what a screen reader's user does with one key."""
        self.bus.call(self.owner, self.path, "org.a11y.atspi.Action", "DoAction", "i", 0)

    def write(self, words: str) -> None:
        """Puts words in, in place of what was there."""
        self.bus.call(
            self.owner,
            self.path,
            "org.a11y.atspi.EditableText",
            "SetTextContents",
            "s",
            words,
        )


@contextmanager
def accessibility_bus(folder: Path) -> Iterator[Bus]:
    """A session bus of our own with an accessibility bus on it; programs find both by `Bus.environment`."""
    launcher = next(one for one in _LAUNCHERS if Path(one).exists())
    with private_bus(folder) as session:
        mine = {
            "DBUS_SESSION_BUS_ADDRESS": session,
            "QT_ACCESSIBILITY": "1",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        line = [launcher, "--launch-immediately", "--a11y=1"]
        # Without a display it asks no X server for another bus.
        around = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
        with subprocess.Popen(
            line, env=around | mine, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as running:
            try:
                bus = Bus(_address(session), mine)
                try:
                    yield bus
                finally:
                    bus.close()
            finally:
                running.terminate()


def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Waits until it is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def _address(session: str) -> str:
    place = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
    found: list[str] = []

    def there() -> bool:
        with open_dbus_connection(session) as connection:
            asked = new_method_call(place, "GetAddress")
            answer = connection.send_and_get_reply(asked, timeout=_ANSWER_SECONDS)
        if answer.header.message_type is not MessageType.error:
            found.append(answer.body[0])
        return bool(found)

    until(there)
    return found[0]
