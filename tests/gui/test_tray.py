"""A picture by a key that works in every program, and from the tray, on a real X server."""

from __future__ import annotations

import os
import subprocess
import time

import pytest

from evidence_keeper.errors import DeviceError
from evidence_keeper.gui.tray import Tray
from evidence_keeper.intake.screen import global_key
from evidence_keeper.keeper import Keeper
from tests.gui.conftest import Opened


def strike(keys: str) -> None:
    subprocess.run(["xdotool", "key", keys], check=True, timeout=20)


def test_the_key_takes_a_picture_whatever_program_is_in_front(
    opened: Opened, keeper: Keeper
) -> None:
    person = opened("standard")
    tray = Tray(person.window, "Ctrl+Alt+U")
    tray.start()
    person.until(lambda: bool(tray.key.text()))
    assert tray.key.text() == "在哪个程序里都能按：Ctrl+Alt+U"
    strike("ctrl+alt+u")
    person.until(lambda: len(keeper.items()) == 1)
    person.until(person.window.isVisible)
    tray.end()
    strike("ctrl+alt+u")
    person.qtbot.wait(300)
    assert len(keeper.items()) == 1


def test_a_key_that_another_program_has_is_said(opened: Opened) -> None:
    let_go = global_key("Ctrl+Alt+I", lambda: None)
    person = opened("standard")
    tray = Tray(person.window, "Ctrl+Alt+I")
    tray.start()
    person.until(lambda: bool(tray.key.text()))
    assert "别的程序已经在用 Ctrl+Alt+I" in tray.key.text()
    let_go()
    tray.end()


def test_the_trays_entries_take_pictures(opened: Opened, keeper: Keeper) -> None:
    person = opened("easy")
    tray = Tray(person.window, "Ctrl+Alt+O")
    tray.whole.trigger()
    person.until(lambda: len(keeper.items()) == 1)
    shooter = person.window.desk.shooter
    person.until(lambda: not shooter.active)
    tray.part.trigger()
    person.until(lambda: shooter.picker is not None)
    shooter.cancel()
    person.until(person.window.isVisible)
    tray.back.trigger()
    tray.end()


def test_on_wayland_there_is_no_such_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with pytest.raises(DeviceError, match="key_unavailable"):
        global_key("Ctrl+Alt+J", lambda: None)


def test_the_locks_dont_matter(opened: Opened) -> None:
    assert os.environ["DISPLAY"]
    pressed: list[float] = []
    let_go = global_key("Ctrl+Alt+P", lambda: pressed.append(time.monotonic()))
    person = opened("standard")
    strike("Num_Lock")
    try:
        strike("ctrl+alt+p")
        person.until(lambda: len(pressed) == 1)
    finally:
        strike("Num_Lock")
        let_go()
