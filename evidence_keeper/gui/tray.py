"""Pictures of the screen without our window: the small picture beside the clock, and a key that works everywhere.

Both are offered where the system has them. Where it has none, that is said in one sentence in the menu, and nothing
else changes. They live as long as the window.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from evidence_keeper.errors import EvidenceError
from evidence_keeper.gui import icons
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.shooter import Snapped
from evidence_keeper.gui.shots import snapped_words
from evidence_keeper.gui.window import Window
from evidence_keeper.text import explain
from evidence_keeper.text import gui_text as _

KEYS = "Ctrl+Alt+J"
"""J as in 截 (jié); the Print key is the desktop's own nearly everywhere."""
SHOWN_MS = 4000


class Tray(QObject):
    """`pressed` is emitted, on whatever thread, when the key was pressed."""

    pressed = Signal()

    def __init__(self, window: Window, keys: str = KEYS) -> None:
        super().__init__(window)
        self._window, self._keys = window, keys
        self._let_go: Callable[[], None] | None = None
        self._by_itself = False
        self._ended = False
        self.icon: QSystemTrayIcon | None = None
        self.menu = QMenu(window)
        self.whole = self._entry(_("Take a picture of the screen"), self._whole)
        self.part = self._entry(_("A part, drawn with the mouse"), self._part)
        self.memo = self._entry(_("Write down a sales call"), self._write_down)
        self.menu.addSeparator()
        self.key = QAction("", self.menu)
        self.key.setEnabled(False)
        self.menu.addAction(self.key)
        self.day = self._entry("", self._show_window)
        self.day.setVisible(False)
        self.back = self._entry(_("Show Evidence Keeper"), self._show_window)
        self._told = ""
        window.desk.watch.turned.connect(self._watched)
        # A press comes from another thread: it is heard here, in the window's.
        self.pressed.connect(self._whole, Qt.ConnectionType.QueuedConnection)
        window.desk.shooter.taken.connect(self._taken)
        window.desk.shooter.failed.connect(self._failed)

    def start(self) -> None:
        """The picture beside the clock, where there is such a place, and the key."""
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.icon = QSystemTrayIcon(self._window.windowIcon(), self)
            self.icon.setToolTip(_("Evidence Keeper"))
            self.icon.setContextMenu(self.menu)
            self.icon.activated.connect(self._activated)
            self.icon.show()
        keys, pressed = self._keys, self.pressed.emit
        self._window.desk.runner.run(
            self, lambda job: _grab(keys, pressed), self._has_key, self._no_key, lane=Lane.LONG
        )

    def end(self) -> None:
        """The key is given back."""
        self._ended = True
        if self._let_go is not None:
            self._let_go()
            self._let_go = None
        if self.icon is not None:
            self.icon.hide()

    def _entry(self, words: str, act: Callable[[], None]) -> QAction:
        entry = QAction(words, self.menu)
        entry.triggered.connect(act)
        self.menu.addAction(entry)
        return entry

    def _has_key(self, let_go: Callable[[], None]) -> None:
        self._let_go = let_go
        self.key.setText(_("In every program: {keys}").format(keys=self._keys))
        if self._ended:
            self.end()

    def _no_key(self, error: Exception) -> None:
        if isinstance(error, EvidenceError):
            self.key.setText(explain(error).happened)

    def _whole(self) -> None:
        self._by_itself = True
        self._window.desk.shooter.whole(self._window.desk.last_case)

    def _part(self) -> None:
        self._by_itself = True
        self._window.desk.shooter.region(self._window.desk.last_case)

    def _write_down(self) -> None:
        self._show_window()
        self._window.face.write_down()  # type: ignore[attr-defined]

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self._show_window()

    def _show_window(self) -> None:
        self._window.come_forward()

    def _watched(self) -> None:
        """The next day that ends something stands in the menu; it is said once a day beside the clock."""
        looked = self._window.desk.watch.looked
        days = looked.days if looked is not None else ()
        self.day.setVisible(bool(days))
        if days:
            words = days[0].words(datetime.now().astimezone().date())
            self.day.setText(words)
            if words != self._told:
                self._told, self._by_itself = words, True
                self._tell(words)

    def _taken(self, snapped: Snapped) -> None:
        self._tell(snapped_words(snapped))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, EvidenceError):
            self._tell(explain(error).happened)

    def _tell(self, words: str) -> None:
        """Said beside the clock: the window may lie below others."""
        told, self._by_itself = self._by_itself, False
        if told and self.icon is not None:
            place = icons.icon("tick", 32, self._window.desk.look.palette.action)
            self.icon.showMessage(_("Evidence Keeper"), words, place, SHOWN_MS)


def _grab(keys: str, pressed: Callable[[], None]) -> Callable[[], None]:
    from evidence_keeper.intake import screen

    return screen.global_key(keys, partial(pressed))
