"""The contract on the fake and on a real X server, and each fault that only a fake can have at will."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.screen import Box, Layout, Monitor, OneWindow, Screen, Whole, screen
from evidence_keeper.intake.screen.fake import FakeDesk, FakeScreen, one_monitor
from evidence_keeper.intake.screen.port import Window
from tests.unit.intake.screen.contract import ScreenContract
from tests.xvfb import Painter, Pixels, Xvfb, as_the_display, noise

BOTH = (Box(0, 0, 1920, 1080), Box(1920, 0, 1280, 1024))


class FakeRig:
    """The fake desk, filled by hand."""

    def __init__(self) -> None:
        monitors = (Monitor("L", BOTH[0], 1.0, True), Monitor("R", BOTH[1]))
        self.desk = FakeDesk(Layout(monitors))
        self.port: Screen = FakeScreen(self.desk)
        self._next = 1

    def put(self, title: str, box: Box, pixels: Pixels) -> int:
        number, self._next = self._next, self._next + 1
        self.desk.stack.insert(0, Window(number, title, "painter", box, 1))
        self.desk.faces[number] = pixels
        return number

    def take_away(self, number: int) -> None:
        self.desk.stack = [one for one in self.desk.stack if one.key != number]

    def stay_below(self) -> None:
        self.desk.stubborn = True


class TestFake(ScreenContract):
    @pytest.fixture
    def rig(self) -> FakeRig:
        return FakeRig()


@pytest.fixture(scope="module")
def server() -> Iterator[Xvfb]:
    with Xvfb(3200, 1080, BOTH) as started:
        yield started


class X11Rig:
    """A real server. A window that keeps itself above all others is one that nobody can bring another in front of."""

    def __init__(self, server: Xvfb) -> None:
        self._painter = Painter(server)
        self.port: Screen = screen()

    def put(self, title: str, box: Box, pixels: Pixels) -> int:
        return self._painter.put(title, box, pixels)

    def take_away(self, number: int) -> None:
        self._painter.take_away(number)

    def stay_below(self) -> None:
        self._painter.redirect()

    def close(self) -> None:
        self._painter.clear()
        self._painter.close()


class TestX11(ScreenContract):
    @pytest.fixture
    def rig(self, server: Xvfb) -> Iterator[X11Rig]:
        with as_the_display(server):
            made = X11Rig(server)
            yield made
            made.close()


def a_window(key: int, title: str, box: Box) -> Window:
    return Window(key, title, "p", box, key)


def test_what_may_not_be_read_is_no_picture() -> None:
    desk = one_monitor()
    desk.allowed = False
    with pytest.raises(DeviceError, match="screen_refused"):
        FakeScreen(desk).take(Whole())


def test_without_a_screen_there_is_none() -> None:
    desk = one_monitor()
    desk.missing = True
    assert not FakeScreen(desk).available()
    with pytest.raises(DeviceError, match="screen_missing"):
        FakeScreen(desk).take(Whole())


def test_a_locked_screen_is_no_evidence() -> None:
    desk = one_monitor()
    desk.is_locked = True
    with pytest.raises(DeviceError, match="screen_locked"):
        FakeScreen(desk).take(Whole())
    desk.is_locked = None
    assert FakeScreen(desk).take(Whole()).width == 1920


def test_a_failing_system_is_said() -> None:
    desk = one_monitor()
    desk.failing = "BadMatch"
    with pytest.raises(DeviceError, match="screen_failed"):
        FakeScreen(desk).take(Whole())


def test_a_window_that_closes_while_its_picture_is_taken_gives_none() -> None:
    desk = one_monitor(windows=[a_window(1, "chat", Box(0, 0, 10, 10))])
    desk.vanishing = {1}
    with pytest.raises(DeviceError, match="window_gone"):
        FakeScreen(desk).take(OneWindow("chat"))


def test_a_desktop_that_shows_no_windows_still_gives_the_whole_screen() -> None:
    desk = one_monitor()
    desk.unlisted = True
    assert FakeScreen(desk).take(Whole()).active is None
    with pytest.raises(DeviceError, match="windows_unlisted"):
        FakeScreen(desk).take(OneWindow("chat"))


def test_menus_of_the_windows_own_program_dont_cover_it_but_its_other_windows_do() -> None:
    chat = a_window(1, "chat", Box(0, 0, 100, 100))
    menu = Window(2, "", "p", Box(10, 10, 50, 50), 1)
    desk = one_monitor(windows=[menu, chat])
    desk.stubborn = True
    assert FakeScreen(desk).take(OneWindow("chat")).notes == ()
    desk.stack.insert(0, Window(3, "private", "p", Box(0, 0, 100, 25), 1))
    assert FakeScreen(desk).take(OneWindow("chat")).notes[0]["percent"] == 25


def test_no_display_is_no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", "")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert not screen().available()
    monkeypatch.setenv("DISPLAY", ":4711")
    assert not screen().available()
    with pytest.raises(DeviceError, match="screen_missing"):
        screen().take(Whole())


def test_on_wayland_no_half_picture_is_taken_through_x11(
    monkeypatch: pytest.MonkeyPatch, server: Xvfb
) -> None:
    with as_the_display(server):
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
        assert screen().backend == "portal"
        with pytest.raises(DeviceError, match="screen_missing"):
            screen().take(Whole())


def test_an_enlarged_desktop_says_how_much(server: Xvfb) -> None:
    from Xlib.display import Display

    with as_the_display(server):
        display = Display()
        root, name = display.screen().root, display.intern_atom("RESOURCE_MANAGER")
        root.change_property(name, display.intern_atom("STRING"), 8, b"Xft.dpi:\t144\nother: 1\n")
        display.sync()
        assert [one.scale for one in screen().layout().monitors] == [1.5, 1.5]
        root.delete_property(name)
        display.sync()
        assert [one.scale for one in screen().layout().monitors] == [1.0, 1.0]
        display.close()


def test_a_shot_says_what_the_clock_service_knows() -> None:
    clock = FakeScreen(one_monitor()).take(Whole()).clock
    assert clock is None or clock.most_seconds >= 0


def test_resizing_noise_is_not_needed_where_sizes_are_equal() -> None:
    paper = noise(1920, 1080)
    desk = one_monitor()
    desk.papers["fake-1"] = paper
    assert (FakeScreen(desk).take(Whole()).pixels == paper).all()
