"""Someone who knows nothing presses here and there, types, and never reads: seeded, so that it can be done again."""

from __future__ import annotations

import random
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from evidence_keeper.errors import EvidenceError, InternalError
from evidence_keeper.gui.easy.face import EasyFace
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.text import explain
from tests.gui.person import Person
from tests.gui.room import Room

_KEYS = (
    *[Qt.Key.Key_Tab] * 6,
    Qt.Key.Key_Backtab,
    *[Qt.Key.Key_Return] * 3,
    *[Qt.Key.Key_Space] * 3,
    *[Qt.Key.Key_Escape] * 2,
    Qt.Key.Key_Up,
    *[Qt.Key.Key_Down] * 3,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_A,
    Qt.Key.Key_7,
    Qt.Key.Key_F2,
    Qt.Key.Key_F5,
)
_WITH_CONTROL = "ZFNOPACV+-"
_LEAVES_MS = 25


class Monkey:
    """Does one thing after the other to a person's window. `done` is what, newest last, for whoever asks why."""

    def __init__(self, person: Person, seed: int, room: Room | None, folder: Path) -> None:
        self._person, self._room = person, room
        self._chance = random.Random(seed)
        self._folder = folder
        self.done: list[str] = []
        self.errors: list[BaseException] = []
        desk = person.window.desk
        desk.trouble.connect(self._heard)
        desk.choose_folder = self._choose_folder
        desk.choose_file = self._choose_file

    def play(self, times: int) -> None:
        """So many presses and keys; stops at the first fault of ours."""
        for number in range(times):
            self._act()
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _LEAVES_MS)
            if number % 10 == 0:
                self._look()

    @property
    def story(self) -> str:
        """The last things it did."""
        return "\n".join(self.done[-30:])

    def _act(self) -> None:
        chance = self._chance.random()
        face = self._person.window.face
        if isinstance(face, EasyFace) and chance < 0.9:
            face.shield.release()
        if chance < 0.45:
            self._press_a_button()
        elif chance < 0.65:
            self._click_anywhere()
        elif chance < 0.97:
            self._type()
        elif self._room is not None:
            self._room.run(self._chance.uniform(0.1, 2.0))

    def _top(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        return popup or QApplication.activeModalWidget() or self._person.window

    def _press_a_button(self) -> None:
        top = self._top()
        buttons = [
            one
            for one in top.findChildren(QAbstractButton)
            if one.isVisible() and one.isEnabled() and one.window() is top
        ]
        if not buttons:
            self._click_anywhere()
            return
        made = self._chance.choice(buttons)
        self.done.append(f"press {made.accessibleName() or made.text()!r}")
        QTest.mouseClick(made, Qt.MouseButton.LeftButton)

    def _click_anywhere(self) -> None:
        top = self._top()
        place = QPoint(
            self._chance.randrange(max(1, top.width())),
            self._chance.randrange(max(1, top.height())),
        )
        target = top.childAt(place) or top
        self.done.append(f"click {type(target).__name__} {place.x()},{place.y()}")
        inside = target.mapFrom(top, place)
        if self._chance.random() < 0.1:
            QTest.mouseDClick(target, Qt.MouseButton.LeftButton, pos=inside)
        else:
            QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=inside)

    def _type(self) -> None:
        target = self._top()
        focus = QApplication.focusWidget()
        if focus is not None and focus.window() is target:
            target = focus
        if self._chance.random() < 0.2:
            letter = self._chance.choice(_WITH_CONTROL)
            self.done.append(f"Ctrl+{letter}")
            QTest.keyClick(target, Qt.Key(ord(letter)), Qt.KeyboardModifier.ControlModifier)
            return
        key = self._chance.choice(_KEYS)
        self.done.append(f"{key.name} in {type(target).__name__}")
        QTest.keyClick(target, key)

    def _look(self) -> None:
        ours = explain(InternalError("unexpected", detail="")).title
        for card in self._person.window.findChildren(ErrorCard):
            if card.explanation.title == ours:
                self.errors.append(AssertionError(card.explanation.happened))
        assert not self.errors, f"{self.errors}\n{self.story}"

    def _heard(self, error: BaseException) -> None:
        if not isinstance(error, EvidenceError) or isinstance(error, InternalError):
            self.errors.append(error)

    def _choose_file(self, _parent: QWidget, _title: str) -> Path | None:
        return self._chance.choice([None, *self._person.chosen])

    def _choose_folder(self, _parent: QWidget, _title: str) -> Path | None:
        return self._chance.choice([None, self._folder])
