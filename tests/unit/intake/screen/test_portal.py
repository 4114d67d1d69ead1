"""The Wayland way against a fake portal on a real private bus. A real one was not tried."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PIL import Image

from evidence_keeper.errors import DeviceError, InputError
from evidence_keeper.intake.screen import Box, OneWindow, Region, Whole
from evidence_keeper.intake.screen import locked as locked_module
from evidence_keeper.intake.screen.portal import PortalScreen
from tests.dbus import private_bus, service
from tests.xvfb import Pixels, noise

Portal = Callable[[str], Path]


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    """Starts a portal of that kind; the folder its picture lies in."""
    with ExitStack() as stack:
        # A socket's path may not be long.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ek")))

        def start(mode: str) -> Path:
            address = stack.enter_context(private_bus(folder))
            Image.fromarray(picture()[..., 2::-1]).save(folder / "截图 1.png")
            line = [sys.executable, str(Path(__file__).with_name("fake_portal.py")), str(folder)]
            stack.enter_context(service([*line, mode], address))
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
            return folder

        yield start


def picture() -> Pixels:
    return noise(320, 200)


def port(seconds: float = 5.0) -> PortalScreen:
    return PortalScreen(seconds=seconds, person_seconds=5.0)


@pytest.mark.parametrize("mode", ["ok", "slow", "old", "ask"])
def test_the_portals_picture_comes_back_equal_and_its_file_is_removed(
    portal: Portal, mode: str
) -> None:
    folder = portal(mode)
    assert port().available()
    assert port().permitted() is (None if mode == "ask" else True)
    shot = port(0.1 if mode == "ask" else 5.0).take(Whole())
    assert (shot.pixels == picture()).all()
    assert (shot.backend, shot.box) == ("portal", Box(0, 0, 320, 200))
    assert not (folder / "截图 1.png").exists()
    assert "'interactive': ('b', False)" in (folder / "asked").read_text("utf-8")


def test_a_region_is_cut_from_the_portals_picture(portal: Portal) -> None:
    portal("ok")
    shot = port().take(Region(Box(10, 20, 30, 40)))
    assert (shot.pixels == picture()[20:60, 10:40]).all()


def test_a_region_beside_the_portals_picture_is_refused(portal: Portal) -> None:
    portal("ok")
    with pytest.raises(InputError, match="region_outside"):
        port().take(Region(Box(1000, 20, 30, 40)))


def test_for_one_window_the_desktops_own_dialog_is_opened(portal: Portal) -> None:
    folder = portal("ok")
    port().take(OneWindow())
    assert "'interactive': ('b', True)" in (folder / "asked").read_text("utf-8")


@pytest.mark.parametrize(
    ("mode", "code"),
    [
        ("silent", "portal_silent"),
        ("never", "portal_silent"),
        ("cancelled", "portal_cancelled"),
        ("other", "screen_refused"),
        ("denied", "screen_refused"),
        ("torn", "screen_failed"),
        ("remote", "screen_failed"),
    ],
)
def test_what_comes_to_nothing_is_said(portal: Portal, mode: str, code: str) -> None:
    portal(mode)
    began = time.monotonic()
    with pytest.raises(DeviceError, match=code):
        port(0.5).take(Whole())
    assert time.monotonic() - began < 60


def test_what_was_refused_once_is_known(portal: Portal) -> None:
    portal("refused")
    assert port().permitted() is False


def test_a_locked_screen_is_no_evidence_there_either(portal: Portal) -> None:
    portal("ok")
    with pytest.raises(DeviceError, match="screen_locked"):
        PortalScreen(lambda: True).take(Whole())


def test_without_a_portal_there_is_no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("", "unix:path=/nonexistent/bus", "nonsense"):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        assert not port().available()
        assert port().permitted() is None
        with pytest.raises(DeviceError, match="screen_missing"):
            port().take(Whole())


def test_windows_are_not_listed() -> None:
    with pytest.raises(DeviceError, match="windows_unlisted"):
        port().windows()


SAVER = """
import sys
from jeepney import new_method_return, MessageType
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
bus = open_dbus_connection("SESSION")
bus.send_and_get_reply(message_bus.RequestName("org.gnome.ScreenSaver"))
print("ready", flush=True)
while True:
    asked = bus.receive()
    if asked.header.message_type is MessageType.method_call:
        bus.send(new_method_return(asked, "b", (sys.argv[1] == "yes",)))
"""


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_the_desktop_says_whether_it_is_locked(
    monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ek")))
        address = stack.enter_context(private_bus(folder))
        stack.enter_context(service([sys.executable, "-c", SAVER, answer], address))
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        assert locked_module.locked() is (answer == "yes")
