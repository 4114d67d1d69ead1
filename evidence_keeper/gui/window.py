"""The one window: holds a face, the focus ring above it, and the last word when something unforeseen happens."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.focus import FocusRing
from evidence_keeper.gui.look import SIZES, FaceName, Look
from evidence_keeper.gui.ongoing import (
    OnTop,
    StopOrGoOn,
    ask_before_closing,
    ask_whether_over,
)
from evidence_keeper.gui.order import follow_reading
from evidence_keeper.gui.palette import qt_palette
from evidence_keeper.gui.style import sheet
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.parts import button, holder, row
from evidence_keeper.text import gui_text as _


class Window(QMainWindow):
    """`painted` is emitted once, after the first paint."""

    painted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._was_painted = False
        self._ring: FocusRing | None = None
        self.face: QWidget
        self._closing = False
        desk.trouble.connect(self.show_error)
        desk.face_chosen.connect(self._face_chosen)
        desk.recorder.forgotten.connect(self._ask_whether_over)
        desk.recorder.turned.connect(self._recording_turned)
        self.question: StopOrGoOn | None = None
        self.on_top: OnTop | None = None
        self.setWindowTitle(_("Evidence Keeper"))
        self.dress()

    def dress(self) -> None:
        """Builds the face from the desk's look; again after the text size changed."""
        look = self.desk.look
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setPalette(qt_palette(look.palette))
        application.setStyleSheet(sheet(look))
        self.face = self._make_face(look)
        self.setCentralWidget(self.face)
        if self._ring is not None:
            self._ring.deleteLater()
        self._ring = FocusRing(self, look)
        self.setMinimumSize(800, 560)

    def start(self) -> None:
        """The face looks up what there is and takes the focus."""
        self.face.start()  # type: ignore[attr-defined]

    def help(self, name: str) -> None:
        """Into one of the ways of gui.helping: the wizard at the very first start, a file that was opened."""
        self.face.help(name)  # type: ignore[attr-defined]

    def show_error(self, error: BaseException) -> None:
        """An error that no page has shown itself; once, however often it comes."""
        dialog = ErrorDialog(self, self.desk.look, error)
        shown = [one for one in self.findChildren(ErrorDialog) if one.isVisible()]
        if any(one.card.explanation.happened == dialog.card.explanation.happened for one in shown):
            dialog.deleteLater()
            return
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def hear(self, words: str) -> None:
        """Something that any part of it announces is read aloud, too, where that is wished."""
        self.desk.spoken.say(words)

    def called(self, file: Path | None) -> None:
        """The program was started again, with this file: the window comes forward and takes it in."""
        self.come_forward()
        if file is not None:
            self.face.keep([file])  # type: ignore[attr-defined]

    def come_forward(self) -> None:
        """In front of everything, as it was before."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def close_when_kept(self) -> None:
        """Stops a recording, and closes when it is kept; nobody is asked."""
        self._closing = True
        if self.desk.recorder.running:
            self.desk.recorder.stop()
        else:
            self._recording_turned()

    def _recording_turned(self) -> None:
        recorder = self.desk.recorder
        if recorder.active and self.on_top is None:
            self.on_top = OnTop(self.desk, self)
        if recorder.running and self._closing:
            recorder.stop()
        if not recorder.active and self._closing:
            QTimer.singleShot(0, self, self.close)
        if not recorder.active and self.question is not None:
            self.question.reject()

    def _ask_whether_over(self) -> None:
        self._ask(ask_whether_over(self, self.desk.look, self.desk.recorder))

    def _ask(self, question: StopOrGoOn) -> None:
        if self.question is not None:
            question.deleteLater()
            return
        self.question = question
        question.finished.connect(self._asked)
        question.open()

    def _asked(self) -> None:
        if self.question is not None:
            self.question.deleteLater()
            self.question = None

    def _face_chosen(self, face: str, scale: int) -> None:
        # Whatever asked for it is still on its way out.
        QTimer.singleShot(0, self, partial(self._wear, face, scale))

    def _wear(self, face: str, scale: int) -> None:
        look = replace(self.desk.look, face=FaceName(face), scale=scale)
        if look != self.desk.look:
            self.face.close_work()  # type: ignore[attr-defined]
            self.desk.look = look
            self.dress()
            self.start()

    def larger(self) -> None:
        """The next text size; the largest stays."""
        self._resize_letters(min((size for size in SIZES if size > self._scale), default=None))

    def smaller(self) -> None:
        """The text size before; the smallest stays."""
        self._resize_letters(max((size for size in SIZES if size < self._scale), default=None))

    @property
    def _scale(self) -> int:
        return self.desk.look.scale

    def _resize_letters(self, scale: int | None) -> None:
        if scale is not None:
            self.desk.look = replace(self.desk.look, scale=scale)
            self.dress()
            self.start()

    def _make_face(self, look: Look) -> QWidget:
        if look.face is FaceName.EASY:
            from evidence_keeper.gui.easy.face import EasyFace

            easy = EasyFace(self.desk)
            easy.larger.connect(self.larger)
            easy.smaller.connect(self.smaller)
            return easy
        from evidence_keeper.gui.standard.face import StandardFace

        standard = StandardFace(self.desk)
        standard.larger.connect(self.larger)
        standard.smaller.connect(self.smaller)
        return standard

    def focusNextPrevChild(self, forward: bool) -> bool:
        follow_reading(self)
        return super().focusNextPrevChild(forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks first while it records. Then stops what runs and waits for it: what is kept is entered, what is not
        leaves no trace."""
        if self.desk.recorder.active and not self._closing:
            event.ignore()
            self._ask(ask_before_closing(self, self.desk.look, self.close_when_kept))
            return
        self._closing = True
        for dialog in self.findChildren(Dialog):
            dialog.reject()
        if self.on_top is not None:
            self.on_top.close()
        self.face.close_work()  # type: ignore[attr-defined]
        self.desk.close()
        super().closeEvent(event)


class ErrorDialog(Dialog):
    """The error card, above whatever was there."""

    def __init__(self, parent: QWidget, look: Look, error: BaseException) -> None:
        card = ErrorCard(look, error)
        super().__init__(parent, look, card.explanation.title, 640 if look.easy else 480)
        self.card = card
        self.done_button = button(look, _("Understood"), self.accept, role="main")
        self.fill(self.card, holder(row(1, self.done_button)))
        self.done_button.setFocus()
