"""A person before the window: presses what can be seen, waits for what should come, reads what is said."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from evidence_keeper import resources
from evidence_keeper.gui.easy.face import EasyFace
from evidence_keeper.gui.easy.papers import PapersPage, PreviewPage
from evidence_keeper.gui.standard.face import StandardFace
from evidence_keeper.gui.window import Window
from evidence_keeper.keeper import Keeper

W = TypeVar("W", bound=QWidget)
PATIENCE_MS = 20_000


def example(*parts: str) -> list[Path]:
    """Files of the example case whose names hold one of `parts`; all of them without."""
    folder = resources.path("example")
    story: dict[str, Any] = json.loads((folder / "case.json").read_text("utf-8"))
    names = [str(entry["file"]) for entry in story["items"]]
    chosen = [name for name in names if not parts or any(part in name for part in parts)]
    assert chosen
    return [folder / name for name in chosen]


class Person:
    """What the tests speak of. `opened` is what was to be opened in other programs, in order."""

    def __init__(
        self, qtbot: QtBot, window: Window, keeper: Keeper | None, opened: list[Path]
    ) -> None:
        self.qtbot = qtbot
        self.window = window
        self._keeper = keeper
        self.opened = opened
        self.chosen: list[Path] = []
        window.desk.choose_files = self._choose

    @property
    def keeper(self) -> Keeper:
        """What the window keeps with."""
        assert self._keeper is not None
        return self._keeper

    @property
    def easy(self) -> EasyFace:
        """The easy face."""
        assert isinstance(self.window.face, EasyFace)
        return self.window.face

    @property
    def standard(self) -> StandardFace:
        """The standard face."""
        assert isinstance(self.window.face, StandardFace)
        return self.window.face

    def press(self, widget: QWidget) -> None:
        """A click in its middle, after the moment in which presses are held back."""
        if isinstance(self.window.face, EasyFace):
            self.easy.shield.release()
        self.until(widget.isVisible)
        assert widget.isEnabled(), widget.accessibleName()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def press_words(self, words: str, inside: QWidget | None = None) -> None:
        """Presses the one button that carries these words."""
        self.press(self.button(words, inside))

    def button(self, words: str, inside: QWidget | None = None) -> QAbstractButton:
        """The one visible button with these words."""
        root = inside or self.window
        found = [
            made
            for made in root.findChildren(QAbstractButton)
            if made.text() == words and made.isVisible()
        ]
        assert len(found) == 1, (words, [made.text() for made in found])
        return found[0]

    def until(self, true: Callable[[], bool]) -> None:
        """Waits until it is so."""
        self.qtbot.waitUntil(true, timeout=PATIENCE_MS)

    def until_page(self, kind: type[W]) -> W:
        """Waits until the easy face shows such a page."""
        self.until(lambda: isinstance(self.easy.page, kind))
        page = self.easy.page
        assert isinstance(page, kind)
        return page

    def until_said(self, words: str) -> None:
        """Waits until these words can be read in the window."""
        self.until(lambda: words in self.reads())

    def make_papers(self) -> None:
        """From 做投诉材料 to the pages that can be looked at, and has them made like that."""
        self.press(self.until_page(PapersPage).see)
        self.press(self.until_page(PreviewPage).make)

    def reads(self) -> str:
        """Everything that can be read now."""
        roots = [self.window, *(w for w in QApplication.topLevelWidgets() if w.isVisible())]
        lines: list[str] = []
        for root in roots:
            for label in root.findChildren(QLabel):
                if label.isVisible():
                    lines.append(label.text())
            for made in root.findChildren(QAbstractButton):
                if made.isVisible():
                    lines.append(f"{made.text()} {made.accessibleDescription()}")
        return "\n".join(lines).replace("\u200b", "")

    def come_forward(self) -> None:
        """The window gets the keyboard: there is no window manager to give it."""
        number = str(int(self.window.winId()))
        subprocess.run(["xdotool", "windowfocus", number], check=True, timeout=10)
        self.until(self.window.isActiveWindow)

    def write(self, widget: QWidget, words: str) -> None:
        """Types, as a Chinese input method does it."""
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(widget, event)

    def drop(self, paths: list[Path]) -> None:
        """Drags files from outside into the window."""
        drop_on(self.window.face, paths)

    def quiet(self) -> None:
        """Waits until no work is under way."""
        self.until(lambda: not self.window.desk.runner.busy)

    def _choose(self, _parent: QWidget) -> list[Path]:
        return list(self.chosen)


def drop_on(target: QWidget, paths: list[Path], place: QPoint = QPoint(50, 50)) -> None:  # noqa: B008
    """The two events that a drag from a file manager ends in."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entered = QDragEnterEvent(place, copy, data, left, none)
    QApplication.sendEvent(target, entered)
    assert entered.isAccepted()
    dropped = QDropEvent(QPointF(place), copy, data, left, none)
    QApplication.sendEvent(target, dropped)
    assert dropped.isAccepted()
