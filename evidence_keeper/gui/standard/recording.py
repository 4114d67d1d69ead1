"""The recording in the standard face: time, both levels, sources, marks and stop, in a panel under the bar."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from evidence_keeper.gui.calls import MARKS, alarm_words, mark_name, pressed_words, waiting_words
from evidence_keeper.gui.card import print_card
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.recorder import CallMode, Phase
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import (
    Body,
    Choice,
    Flow,
    button,
    column,
    frame,
    holder,
    label,
)
from evidence_keeper.gui.widgets.recording import Levels, RedBar
from evidence_keeper.model import MarkKind
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import safe_name

USUAL = ""
MOST_OF_WINDOW = 0.3


class RecordingPanel(QWidget):
    """Hidden while nothing is recorded."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        look = desk.look
        self._desk = desk
        self._recorder = recorder = desk.recorder
        self.told = Notice(look)
        self.stop = button(look, _("Stop and keep"), recorder.stop, icon="stop")
        self.red = RedBar(look, self._nothing, self.stop)
        self.levels = Levels(look)
        self.alarm = Notice(look)
        self.mode = Choice(
            look,
            _("You call with:"),
            [(_("Phone, on loudspeaker"), "phone"), (_("WeChat on this computer"), "computer")],
        )
        self.mode.show_whole()
        self.mode.activated.connect(self._choose)
        self.device = Choice(look, _("Microphone"), [(_("Usual microphone"), USUAL)])
        self.device.show_whole()
        self.device.activated.connect(self._choose)
        self.marks: dict[MarkKind, QPushButton] = {
            kind: button(look, mark_name(kind), partial(recorder.mark, kind), role="mark")
            for kind in (*MARKS, MarkKind.IMPORTANT)
        }
        self.undo = button(look, _("Undo"), recorder.undo_mark, role="link", icon="undo")
        self.said = label("", "second")
        # What is pressed while one speaks stays where it is; with large letters the rest scrolls below it.
        self._presses = holder(Flow(*self.marks.values(), self.undo, gap=8))
        self.card = button(look, _("Print a card"), self._print, role="link", icon="paper")
        self.bell = Choice(
            look,
            _("When something is wrong"),
            [(_("Alarm on the screen only"), "silent"), (_("Alarm rings, too"), "aloud")],
        )
        self.bell.show_whole()
        self.bell.choose("aloud" if recorder.aloud else "silent")
        self.bell.activated.connect(self._set_bell)
        sources = holder(Flow(self.mode, self.device, self.bell, self.card, gap=8))
        self._inside = holder(
            column(self.alarm, self.levels, self.said, sources, self.told, gap=10)
        )
        self._body = Body(look)
        self._body.add(self._inside)
        card = frame(column(self._presses, self._body, gap=10, edges=(12, 12, 12, 12)), "card")
        self.setLayout(column(self.red, holder(column(card, edges=(16, 12, 16, 0)))))
        recorder.turned.connect(self._show)
        recorder.moved.connect(self._show)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # With very large letters it scrolls, so that something is left to see below it.
        wide = max(self.width() - 80, 200)
        high = self._inside.heightForWidth(wide) + 2
        room = self.window().height() * MOST_OF_WINDOW - self._presses.heightForWidth(wide)
        self._body.setFixedHeight(min(high, max(round(room), self._least())))

    def _least(self) -> int:
        """As high as what is said first has to be."""
        shown = self.alarm if self.alarm.isVisible() else self.levels
        return int(shown.sizeHint().height()) + 8

    def _set_bell(self) -> None:
        self._recorder.aloud = self.bell.value == "aloud"

    def _print(self) -> None:
        print_card(self._desk, self, self._told)

    def _told(self, words: str) -> None:
        self.told.say(words)
        self._fit()

    def _nothing(self) -> None:
        """The panel itself is the recording."""

    def _choose(self) -> None:
        mode: CallMode = "phone" if self.mode.value == "phone" else "computer"
        self._recorder.change(mode, self.device.value or None)

    def _fill_devices(self) -> None:
        known = [one for one in self._recorder.devices if one.kind == "microphone"]
        if self.device.count() != 1 + len(known):
            while self.device.count() > 1:
                self.device.removeItem(1)
            for one in known:
                self.device.addItem(safe_name(one.title or one.name), one.name)
        self.device.choose(self._recorder.microphone or USUAL)

    def _show(self) -> None:
        recorder, state = self._recorder, self._recorder.state
        self.setVisible(recorder.active)
        if not recorder.active:
            self.told.say("")
            return
        words = {Phase.STARTING: _("Beginning …"), Phase.STOPPING: _("Keeping …")}
        self.red.say(words.get(recorder.phase, _("Recording")))
        self.red.show_time(recorder.seconds)
        for made in (self.stop, self.mode, self.device, *self.marks.values()):
            made.setEnabled(recorder.running)
        if not self.mode.view().isVisible():
            self.mode.choose(recorder.mode)
        if not self.bell.view().isVisible():
            self.bell.choose("aloud" if recorder.aloud else "silent")
        if not self.device.view().isVisible():
            self._fill_devices()
        alarm = alarm_words(state) if state is not None else ""
        if alarm != self.alarm.words:
            self.alarm.say(alarm, warn=bool(alarm))
            self._fit()
        self.undo.setVisible(bool(state is not None and state.marks))
        if state is not None:
            self.levels.show_state(state)
            said = (waiting_words(recorder.waiting, state.answered), pressed_words(state))
            self.said.setText("   ".join(words for words in said if words))
        self._fit()
