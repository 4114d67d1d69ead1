"""A real window over a real vault for each test; nothing it started may outlive it.

Python's garbage is collected on the GUI thread only, here as in the program: between tests.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from evidence_keeper.gui import fonts
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.look import FaceName, Look
from evidence_keeper.gui.palette import LIGHT, Palette
from evidence_keeper.gui.window import Window
from evidence_keeper.intake.audio import Microphone
from evidence_keeper.intake.audio.fake import FakeMicrophone
from evidence_keeper.intake.screen import Screen
from evidence_keeper.intake.screen.fake import FakeScreen, one_monitor
from evidence_keeper.jobs import Job
from evidence_keeper.keeper import Keeper
from evidence_keeper.speaking import Engine, Voice
from evidence_keeper.text import set_language
from tests.gui.person import Person

Opened = Callable[..., Person]


@pytest.fixture(autouse=True, scope="session")
def _collected_here_only() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _nothing_left_running() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(20)  # what asks the system for its voices takes its time
    alive = [thread.name for thread in left if thread.is_alive()]
    gc.collect()
    assert not alive


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    set_language("zh_CN")
    yield
    set_language("zh_CN")


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["evidence-keeper"]


@pytest.fixture
def application(qapp: QApplication) -> QApplication:
    """The application as the program sets it up."""
    if qapp.property("dressed") is None:
        qapp.setStyle("Fusion")
        fonts.load(fonts.FIRST + fonts.LATER)
        qapp.setFont(fonts.window_font(15))
        qapp.setProperty("dressed", True)
    return qapp


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def opened(
    qtbot: QtBot, application: QApplication, keeper: Keeper, tmp_path: Path
) -> Iterator[Opened]:
    """Opens the window: `opened("easy", scale=200)`."""
    windows: list[Window] = []

    def open_window(
        face: str,
        scale: int = 100,
        palette: Palette = LIGHT,
        sound: Microphone | None = None,
        screen: Screen | None = None,
        engine: Engine | None = None,
    ) -> Person:
        shown: list[Path] = []

        def outside(path: Path, _job: Job) -> bool:
            shown.append(path)
            return True

        look = Look(FaceName(face), scale, palette)
        port = sound or FakeMicrophone([])
        desk = Desk(
            lambda: keeper,
            look,
            papers=tmp_path / "documents",
            place=tmp_path / "vault",
            home=tmp_path / "home",
            outside=outside,
            sound=lambda: port,
            screen=lambda: screen or FakeScreen(one_monitor(1366, 768)),
            voice=lambda _language: None if engine is None else Voice(engine),
        )
        window = Window(desk)
        windows.append(window)
        window.resize(1366, 768)
        window.move(0, 0)
        window.show()
        qtbot.waitExposed(window)
        window.start()
        person = Person(qtbot, window, keeper, shown)
        person.quiet()
        return person

    yield open_window
    for window in windows:
        desk = window.desk
        desk.recorder.end_now()
        if shiboken6.isValid(window):
            window.close()
            window.deleteLater()
        assert desk.close(), "a lane hangs"
        desk.deleteLater()
    application.setStyleSheet("")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()
