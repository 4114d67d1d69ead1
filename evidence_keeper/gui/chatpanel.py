"""The small panel beside a chat that is captured: what to do now, and whether the last page follows on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from evidence_keeper.errors import EvidenceError
from evidence_keeper.gui.chats import step_warns, step_words, task_words
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import button, column, label
from evidence_keeper.text import explain
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.capturing import CaptureState
    from evidence_keeper.gui.capturer import Capturer

WIDE, HIGH = 330, 400


class ChatPanel(QWidget):
    """Always above other programs, never on what is captured; it takes no keyboard from them."""

    def __init__(self, look: Look, capturer: Capturer) -> None:
        flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint
        super().__init__(None, flags | Qt.WindowType.WindowStaysOnTopHint)
        self._look, self._capturer = look, capturer
        self._answer = ""
        self._warns = False
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setProperty("role", "countdown")
        self.setWindowTitle(_("Keep a chat"))
        self.task = label("", "heading")
        self.said = Notice(look)
        self.counted = label("", "second")
        # On a panel there is no room for the largest buttons: these are as high as a helper.
        self.next = button(look, _("Now the chat itself"), self._start, role="helper")
        self.at_end = button(look, _("This is the end: keep it"), self._at_end, role="helper")
        self.stop = button(look, _("Stop here"), self._stop, role="helper")
        self.setLayout(
            column(
                self.task,
                self.said,
                self.counted,
                1,
                self.next,
                self.at_end,
                self.stop,
                gap=12,
                edges=(20, 18, 20, 18),
            )
        )
        self.setFixedSize(self.sizeHint())
        self.at_end.hide()

    def sizeHint(self) -> QSize:
        grows = min(self._look.scale, 150) / 100
        easy = 1.35 if self._look.easy else 1.0
        return QSize(round(WIDE * grows * easy), round(HIGH * grows * easy))

    def show_at(self, place: QPoint) -> None:
        """There, without taking the keyboard."""
        self.move(place)
        self.show()

    def show_state(self, state: CaptureState) -> None:
        """What became of the last picture."""
        from evidence_keeper.capturing import Phase, Step

        begun = state.phase is not Phase.PROFILE
        self.task.setText(task_words(state))
        self.next.setVisible(not begun)
        self.at_end.setVisible(state.kept > 0)
        # A view that moves or stays leaves the last answer standing.
        if state.step not in (Step.MOVING, Step.UNCHANGED):
            self._answer, self._warns = step_words(state), step_warns(state)
        self.said.say(self._answer, warn=self._warns)
        count = _("{n} pages kept").format(n=state.kept) if state.kept else ""
        if state.gaps:
            count += " · " + _("{n} places missing").format(n=state.gaps)
        self.counted.setText(count)

    def say_error(self, error: Exception) -> None:
        """It could not be looked at, or not kept."""
        words = _("It can't be seen right now.")
        if isinstance(error, EvidenceError):
            why = explain(error)
            words = f"{why.happened} {why.advice}"
        self.said.say(words, warn=True)

    def wait(self) -> None:
        """The long picture is being made."""
        for made in (self.next, self.at_end, self.stop):
            made.setEnabled(False)
        self.said.say(_("Joining the pages …"), icon="clock")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _start(self) -> None:
        from evidence_keeper.capturing import Phase

        self._answer = ""
        self._capturer.enter(Phase.START)

    def _at_end(self) -> None:
        self._capturer.finish(at_end=True)

    def _stop(self) -> None:
        self._capturer.finish(at_end=False)
