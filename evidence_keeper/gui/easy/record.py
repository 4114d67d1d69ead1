"""录通话: it records already when this page comes. Whether both are heard, marks by one press, and the stop button."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLayout, QPushButton, QWidget

from evidence_keeper.errors import DeviceError
from evidence_keeper.gui.calls import MARKS, alarm_words, mark_name, pressed_words, waiting_words
from evidence_keeper.gui.card import print_card
from evidence_keeper.gui.easy.page import RING, WIDE_UP_TO, Page
from evidence_keeper.gui.recorder import CallMode, Phase
from evidence_keeper.gui.widgets.dialog import LAID_OUT_MS
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Flow, button, column, frame, holder, label, row
from evidence_keeper.gui.widgets.recording import Levels
from evidence_keeper.model import MarkKind
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace

LEAST_WIDTH = 1366 - 2 * 40 - 30


class RecordPage(Page):
    """Follows the window's recorder; leaving it doesn't stop the recording."""

    def __init__(self, face: EasyFace) -> None:
        super().__init__(face, _("Record a call"))
        self.recorder = self.desk.recorder
        self.title.hide()
        self.body.column.setSpacing(16)
        self.levels = Levels(self.look)
        self.levels.setMinimumHeight(self.look.px(40))
        self.alarm = Notice(self.look)
        self.told = Notice(self.look)
        self.modes: dict[CallMode, QPushButton] = {}
        self.question = self._ask_mode()
        self.waiting = label("", "big")
        self.marks: dict[MarkKind, QPushButton] = {}
        self.pressed = label("", "big")
        self.undo = button(
            self.look, _("Undo"), self.recorder.undo_mark, role="helper", icon="undo"
        )
        told, marks = self._told(), self._make_marks()
        if self.look.scale <= WIDE_UP_TO:
            self.body.add(self.levels, self.alarm, self.question, told, marks, self.told)
        elif self._columns > 1:
            # With large letters, what is pressed while one speaks stays where it is and the rest scrolls above it.
            self.body.add(self.alarm, self.levels, told, self.question, self.told)
            marks.setContentsMargins(RING, 0, RING, 0)
            self._whole.insertWidget(2, marks)
            self._whole.setSpacing(12)
            self._whole.setContentsMargins(self.look.edge - RING, 12, self.look.edge - RING, 12)
        else:
            self.body.add(marks, self.alarm, self.levels, told, self.question, self.told)
        self.body.end()
        self.stop = self.step(_("Stop and keep"), self.recorder.stop, main=True)
        self.stop.setProperty("role", "stopping")
        # The one press that matters is the largest.
        self._below.setSpacing(self.look.gap)
        self._below.setStretch(1, 0)
        self._below.setStretch(2, 1)
        self.recorder.turned.connect(self._show)
        self.recorder.moved.connect(self._show)
        self._show()

    def entered(self) -> None:
        self.focus_first()

    def focus_first(self) -> None:
        """A mark, which can be taken back: a key pressed once too often must not end the call's recording."""
        first = self.marks[MARKS[0]]
        (first if first.isEnabled() else self).setFocus()

    def _ask_mode(self) -> QWidget:
        group = QButtonGroup(self)
        parts: list[QWidget] = [label(_("You call with:"), wrap=False)]
        answers: tuple[tuple[CallMode, str], ...] = (
            ("phone", _("Phone, on loudspeaker")),
            ("computer", _("WeChat on this computer")),
        )
        for mode, words in answers:
            made = button(self.look, words, partial(self._answer, mode), role="helper")
            made.setCheckable(True)
            group.addButton(made)
            self.modes[mode] = made
            parts.append(made)
        self.card = button(self.look, _("Print a card"), self._print, role="helper", icon="paper")
        wide = self.look.scale <= WIDE_UP_TO
        inside: QLayout
        inside = row(*parts, 1, self.card, gap=16) if wide else Flow(*parts, self.card, gap=12)
        inside.setContentsMargins(24, 10, 24, 10)
        return frame(inside, "calm")

    def _told(self) -> QWidget:
        # As high without a mark as with one: nothing jumps away from under a finger.
        made = holder(row(self.pressed, self.undo, gap=self.look.gap))
        if self.look.scale <= WIDE_UP_TO:
            for words in (self.waiting, self.pressed):
                words.setWordWrap(False)
            made = holder(row(self.waiting, 1, self.pressed, self.undo, gap=self.look.gap))
            made.setMinimumHeight(self.look.helper)
            return made
        return holder(column(self.waiting, made, gap=8))

    def _make_marks(self) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(18)
        metrics = QFontMetrics(self.look.font(self.look.mark, bold=True))
        widest = max(metrics.horizontalAdvance(mark_name(kind)) for kind in MARKS) + 36
        fits = (n for n in (4, 2) if n * widest + (n - 1) * 18 <= LEAST_WIDTH)
        self._columns = columns = next(fits, 1)
        for place, kind in enumerate(MARKS):
            made = button(
                self.look, mark_name(kind), partial(self.recorder.mark, kind), role="mark"
            )
            self.marks[kind] = made
            grid.addWidget(made, place // columns, place % columns)
        return holder(grid)

    def _print(self) -> None:
        print_card(self.desk, self, self._say_card)

    def _say_card(self, words: str) -> None:
        self.told.say(words)
        self._bring(self.told)

    def _answer(self, mode: CallMode) -> None:
        self.recorder.change(mode)

    def _show(self) -> None:
        recorder, state = self.recorder, self.recorder.state
        for mode, made in self.modes.items():
            chosen = mode == recorder.mode
            made.setChecked(chosen)
            words = made.accessibleName().removeprefix("✓ ")
            made.setText(f"✓ {words}" if chosen else words)
        begins = recorder.running and not self.stop.isEnabled()
        self.stop.setEnabled(recorder.running)
        for made in self.marks.values():
            made.setEnabled(recorder.running)
        if begins and self.isVisible():
            self.focus_first()
        alarm = alarm_words(state) if state is not None else ""
        if alarm != self.alarm.words:
            self.alarm.say(alarm, warn=bool(alarm))
            if alarm:
                self._bring(self.alarm)
        self.question.setVisible(not alarm)
        pressed = pressed_words(state) if state is not None else ""
        new = pressed != self.pressed.text()
        self.pressed.setText(pressed)
        self.undo.setVisible(bool(pressed))
        if new and pressed:
            self._bring(self.undo)
        if state is not None:
            before = len(self.levels.bars)
            self.levels.show_state(state)
            if before and len(self.levels.bars) != before:
                self._bring(self.levels)
            self.waiting.setText(waiting_words(recorder.waiting, state.answered))
        if recorder.phase is Phase.STOPPING:
            self.waiting.setText(_("Keeping what was recorded …"))

    def _bring(self, widget: QWidget) -> None:
        """Into sight, when it has been laid out."""
        QTimer.singleShot(
            LAID_OUT_MS, widget, partial(self.body.ensureWidgetVisible, widget, 0, RING)
        )

    def say_trouble(self, error: Exception) -> None:
        """Something that was asked for could not be done; the recording goes on."""
        card = ErrorCard(self.look, error)
        self.body.column.insertWidget(1, card)
        self._bring(card)


class NoRecordingPage(Page):
    """It could not begin: what is missing, and the way that is always there, the phone's own recording."""

    def __init__(self, face: EasyFace, error: Exception) -> None:
        super().__init__(face, _("This computer can't record"))
        missing = isinstance(error, DeviceError) and error.code == "no_microphone"
        if missing:
            self.title.setText(_("This computer has no microphone"))
            way = column(
                label(_("Please use the phone's own call recording."), "big"),
                label(_("When the call is over, send the recording here: press “Keep files”.")),
                label(
                    _("Most phones can't record WeChat calls by themselves."),
                    "second",
                ),
                gap=16,
                edges=(32, 28, 32, 28),
            )
            self.body.add(frame(way, "card"))
        else:
            self.body.add(ErrorCard(self.look, error))
        self.body.end()
        self.keep = self.step(_("Keep files"), self._keep, icon="keep")
        self.again = self.step(_("Try again"), self._again, main=True, icon="mic")

    def _keep(self) -> None:
        self.face.with_case("", self._keep_in)

    def _keep_in(self, case_id: str | None) -> Page:
        from evidence_keeper.gui.easy.keep import KeepPage

        return KeepPage(self.face, case_id)

    def _again(self) -> None:
        self.face.record(instead=True)
