"""A recording that goes on while something else happens: questions about it, and a small window on top of all."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.recorder import Recorder
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.parts import button, column, holder, label, row
from evidence_keeper.gui.widgets.recording import RedBar
from evidence_keeper.text import gui_text as _


class StopOrGoOn(Dialog):
    """「停止并保存」「继续录」; closing it goes on."""

    def __init__(
        self, parent: QWidget, look: Look, title: str, words: str, stop: Callable[[], object]
    ) -> None:
        super().__init__(parent, look, title, 760 if look.easy else 460)
        self._stop = stop
        self.go_on = button(look, _("Go on recording"), self.reject)
        self.stop = button(look, _("Stop and keep"), self._stopped, role="main")
        wide = look.scale <= 150
        buttons = (
            row(1, self.go_on, self.stop, gap=look.gap)
            if wide
            else column(self.stop, self.go_on, gap=look.gap)
        )
        self.fill(label(title, "title"), label(words), holder(buttons))
        self.stop.setFocus()

    def _stopped(self) -> None:
        self.accept()
        self._stop()


def ask_whether_over(parent: QWidget, look: Look, recorder: Recorder) -> StopOrGoOn:
    """Five minutes without a sound: is the call over?"""
    words = _("Nothing was heard for five minutes. The recording goes on.")
    dialog = StopOrGoOn(parent, look, _("Is the call over?"), words, recorder.stop)
    dialog.rejected.connect(recorder.go_on)
    # It may come in the middle of a silence: a stray key must not end the recording.
    dialog.go_on.setFocus()
    return dialog


def ask_before_closing(parent: QWidget, look: Look, stop: Callable[[], object]) -> StopOrGoOn:
    """The window is to be closed while it records."""
    words = _("It is still recording. The window closes when the recording is kept.")
    return StopOrGoOn(parent, look, _("Stop recording?"), words, stop)


class OnTop(QWidget):
    """The red bar, small, above all other programs while our own window is not in front. A press brings that back."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        flags = Qt.WindowType.Tool | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(window, flags | Qt.WindowType.FramelessWindowHint)
        self._recorder, self._away, self._window = desk.recorder, desk.away, window
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle(_("Recording"))
        self.bar = RedBar(
            Look(scale=max(100, desk.look.scale), palette=desk.look.palette), self.lead_back
        )
        layout = column(self.bar)
        self.setLayout(layout)
        self._recorder.turned.connect(self._show)
        self._recorder.moved.connect(self._show)
        self._away.turned.connect(self._show)
        window.installEventFilter(self)

    def lead_back(self) -> None:
        """The large window in front again."""
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.raise_()
        self._window.activateWindow()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.lead_back()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ActivationChange, QEvent.Type.WindowStateChange):
            self._show()
        return False

    def _show(self) -> None:
        in_front = QApplication.activeWindow() is not None and not self._window.isMinimized()
        # While a picture of the screen is taken nothing of ours is on it.
        wanted = self._recorder.active and not in_front and not self._away.hidden
        if wanted:
            self.bar.show_time(self._recorder.seconds)
            if self.isHidden():
                self._place()
        if self.isVisible() != wanted:
            self.setVisible(wanted)

    def _place(self) -> None:
        self.adjustSize()
        room = QGuiApplication.primaryScreen().availableGeometry()
        self.move(room.right() - self.width() - 24, room.top() + 24)
