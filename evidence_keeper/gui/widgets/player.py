"""Listening: the waveform, one button for play and pause, and the time. One recording sounds at a time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QLayout, QPushButton, QVBoxLayout, QWidget

from evidence_keeper.errors import EvidenceError
from evidence_keeper.gui.calls import BACK_SECONDS, mark_words
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.ask import ask_line
from evidence_keeper.gui.widgets.content import Sound
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.part import PartView, Relatives, Span
from evidence_keeper.gui.widgets.parts import (
    Choice,
    Flow,
    button,
    column,
    holder,
    label,
    put_icon,
    row,
)
from evidence_keeper.gui.widgets.picture import PictureView
from evidence_keeper.gui.widgets.segments import SegmentsView
from evidence_keeper.gui.widgets.transcript import TranscriptView
from evidence_keeper.gui.widgets.waveform import Waveform
from evidence_keeper.jobs import Job
from evidence_keeper.media import Player
from evidence_keeper.model import EvidenceItem, Mark
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import say_duration

if TYPE_CHECKING:
    from evidence_keeper.keeper import Reading

POLL_MS = 100
SKIP_SECONDS = 10.0
SPEEDS = (0.75, 1.0, 1.25, 1.5, 2.0)


def clock(seconds: float) -> str:
    """Minutes and seconds as a player shows them: 2:05, 1:02:05."""
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


class PlayerView(QWidget):
    """Plays the original itself, not a copy. With an item also its parts and marks; in the standard face notes, what is
    said, and a part that is cut out as well. `changed` carries the item after something was written to it, `made` a
    copy, `wanted` the id of a copy's original or an original's copy."""

    changed = Signal(object)
    made = Signal(object)
    wanted = Signal(str)

    def __init__(
        self, desk: Desk, sound: Sound, name: str, item: EvidenceItem | None = None
    ) -> None:
        super().__init__()
        self._desk = desk
        self._look = desk.look
        self._runner = desk.runner
        self._item = item
        self._job: Job | None = None
        self._speed = 1.0
        self._path, self._beside = sound.path, sound.beside
        self._together = sound.beside is not None
        peaks = sound.peaks
        self._seconds = peaks.seconds
        self._player: Player | None = None
        self._start: Start | None = None
        self.waveform = Waveform(self._look)
        self.waveform.show_peaks(peaks)
        self.waveform.sought.connect(self._seek)
        self.waveform.asked.connect(self.play_from)
        self.toggle = button(self._look, _("Play"), self._toggle, role="main", icon="play")
        self.time = label("", "second", wrap=False)
        self.earlier = button(self._look, _("10 s back"), self._skip_back)
        self.later = button(self._look, _("10 s on"), self._skip_on)
        speeds = [(f"{speed:g} ×", str(speed)) for speed in SPEEDS]
        self.speed = Choice(self._look, _("How fast"), speeds)
        self.speed.choose("1.0")
        self.speed.activated.connect(self._set_speed)
        self.write = button(self._look, _("Note this moment"), self._write, icon="note")
        self.segments = SegmentsView(self._look, peaks.seconds)
        self.segments.sought.connect(self._seek)
        self.marks = QWidget()
        self.mark_buttons: list[QPushButton] = []
        self._asked: Mark | None = None
        self.sure = button(self._look, "", self._confirm, icon="tick")
        self.sure.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._at = 0.0
        self._trouble = QVBoxLayout()
        self.sides = Choice(
            self._look,
            _("Which side is heard"),
            [(_("Both sides"), "both"), (_("This side only"), "one")],
        )
        self.sides.show_whole()
        self.sides.activated.connect(self._turn_side)
        self.part: PartView | None = None
        self.transcript: TranscriptView | None = None
        self._relatives: Relatives | None = None
        if item is not None and not self._look.easy:
            self._make_more(item)
        self._lay(sound.still, name)
        self._show()

    @property
    def playing(self) -> bool:
        """Whether it sounds now."""
        return self._player is not None and self._player.playing

    def stop(self) -> None:
        """Silence, and the loudspeaker given back."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
        self._let_go()
        self._show()

    def _let_go(self) -> None:
        """The player that sounds, or is about to, isn't wanted any more."""
        self.toggle.setEnabled(True)
        if self._start is not None:
            self._start.leave()
            self._start = None
        if self._player is not None:
            self._player.close()
            self._player = None

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop()
        super().hideEvent(event)

    def _lay(self, still: QImage | None, name: str) -> None:
        whole = column(gap=self._look.gap)
        if still is not None:
            picture = PictureView(self._look)
            picture.show_image(still, name)
            whole.addWidget(picture, 1)
        # What went wrong stands in the waveform's place: below the button it would be out of sight.
        whole.addLayout(self._trouble)
        whole.addWidget(self.waveform)
        controls = holder(self._controls())
        if self._look.easy:
            # What is pressed first is never below the page's edge.
            whole.addWidget(controls)
        if self._item is not None:
            whole.addWidget(self.segments)
            self.marks.setLayout(Flow())
            whole.addWidget(self.marks)
            whole.addLayout(row(self.sure, 1))
            self.show_item_marks(self._item)
        if not self._look.easy:
            whole.addWidget(controls)
        if self.part is not None and self.transcript is not None and self._relatives is not None:
            whole.addWidget(self._relatives)
            whole.addLayout(row(self.parting, 1))
            whole.addWidget(self.part)
            whole.addWidget(self.transcript)
        if still is None:
            whole.addStretch(1)
        self.setLayout(whole)

    def _make_more(self, item: EvidenceItem) -> None:
        """What the standard face has besides."""
        words = _("Cut a part out, or make it unhearable")
        self.parting = button(self._look, words, self._turn_part, role="link", icon="keep")
        self.part = PartView(self._desk, item, self._now)
        self.part.hide()
        self.part.chosen.connect(self.waveform.show_span)
        self.part.made.connect(self.made)
        self.waveform.spanned.connect(self._spanned)
        self.waveform.choosing = True
        self.transcript = TranscriptView(self._desk, item, self._now)
        self.transcript.sought.connect(self.play_from)
        self.transcript.changed.connect(self.changed)
        self._relatives = Relatives(self._desk, item)
        self._relatives.wanted.connect(self.wanted)

    def _now(self) -> float:
        return self._at

    def _spanned(self, span: Span | None) -> None:
        assert self.part is not None
        if span is not None:
            self.part.show()
        self.part.show_span(span)

    def _turn_part(self) -> None:
        assert self.part is not None
        self.part.setVisible(self.part.isHidden())

    def hear_together(self, together: bool) -> None:
        """Both sides at once, or this one only; from the same place on."""
        if together == self._together:
            return
        self._together = together
        self.sides.choose("both" if together else "one")
        wanted = self.playing or (self._start is not None and self._player is None)
        self._pause()
        self._let_go()
        if wanted:
            self._play()

    def _turn_side(self) -> None:
        self.hear_together(self.sides.value == "both")

    def _controls(self) -> QLayout:
        parts: list[QWidget] = [self.toggle, self.earlier, self.later]
        if not self._look.easy:
            parts.append(self.speed)
            if self._beside is not None:
                parts.append(self.sides)
        parts.append(self.time)
        if not self._look.easy and self._item is not None:
            parts.append(self.write)
        return Flow(*parts, gap=self._look.gap)

    # ---- marks, parts, notes

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Flags on the waveform."""
        self.waveform.show_marks([mark.seconds for mark in marks])

    def show_item_marks(self, item: EvidenceItem) -> None:
        """Flags, and a word for each: a press listens there."""
        self._item = item
        self.show_marks(item.marks)
        for made in self.mark_buttons:
            made.hide()
            made.deleteLater()
        flow = self.marks.layout()
        assert flow is not None
        self.mark_buttons = []
        for mark in sorted(item.marks, key=lambda one: one.seconds):
            made = button(self._look, mark_words(mark), partial(self._hear, mark), role="link")
            flow.addWidget(made)
            self.mark_buttons.append(made)
        self.marks.setVisible(bool(item.marks))

    def _hear(self, mark: Mark) -> None:
        self.play_from(max(0.0, mark.seconds - BACK_SECONDS))
        self._asked = mark
        words = _("“{mark}” is so").format(mark=mark_words(mark))
        self.sure.setText(words)
        self.sure.setAccessibleName(words)
        self.sure.setVisible(not mark.confirmed)

    def _confirm(self) -> None:
        item, mark = self._item, self._asked
        if item is None or mark is None:
            return
        self.sure.hide()
        self._desk.run(
            self,
            lambda keeper, job: keeper.confirm_mark(item.item_id, mark.seconds, mark.kind),
            self._confirmed,
            lane=Lane.WRITE,
        )

    def _confirmed(self, item: EvidenceItem) -> None:
        self.show_item_marks(item)
        self.changed.emit(item)

    def play_from(self, seconds: float) -> None:
        """Listens from there."""
        self._seek(seconds)
        if not self.playing:
            self._play()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        item = self._item
        if item is not None and self._job is None and not self.segments.known:
            self._job = self._desk.run(
                self,
                lambda keeper, job: keeper.read(item.item_id, job),
                self._read,
                self._unread,
                lane=Lane.LONG,
            )

    def _read(self, reading: Reading) -> None:
        self._job = None
        self.segments.show_segments(reading.segments)
        if self.transcript is not None:
            self.transcript.show_reading(reading)

    def _unread(self, _error: Exception) -> None:
        # What can be heard can be listened to; its parts are a help only.
        self._job = None

    def _skip_back(self) -> None:
        self._seek(max(0.0, self._at - SKIP_SECONDS))

    def _skip_on(self) -> None:
        self._seek(min(self._seconds, self._at + SKIP_SECONDS))

    def _set_speed(self) -> None:
        self._speed = float(self.speed.value)
        if self._player is not None:
            self._player.speed = self._speed

    def _write(self) -> None:
        at = clock(self._at)
        question = _("What is heard at {at}?").format(at=at)
        self._ask = ask_line(self, self._look, question, "", partial(self._written, at))

    def _written(self, at: str, text: str) -> None:
        item = self._item
        if item is not None:
            self._desk.run(
                self,
                lambda keeper, job: keeper.note(item.item_id, f"[{at}] {text}"),
                self.changed.emit,
                lane=Lane.WRITE,
            )

    # ---- playing

    def _toggle(self) -> None:
        if self.playing:
            self._pause()
        else:
            self._play()

    def _play(self) -> None:
        self._desk.spoken.hush()
        self._forget_trouble()
        if self._player is not None:
            self._sound(self._player)
            return
        # Looking into the file and waking the loudspeaker takes a moment: not on the thread that paints.
        self.toggle.setEnabled(False)
        at = self._at if self._at < self._seconds else 0.0
        path, speed = self._path, self._speed
        beside = self._beside if self._together else None
        self._start = start = Start()
        self._runner.run(
            self,
            lambda job: start.begin(path, beside, at, speed),
            partial(self._ready, start),
            self._failed,
        )

    def _ready(self, start: Start, player: Player | None) -> None:
        if start is not self._start or player is None:
            return  # left meanwhile
        self.toggle.setEnabled(True)
        self._player = player
        self.toggle.setFocus()
        self._timer.start()
        self._show()

    def _sound(self, player: Player) -> None:
        try:
            if self._at < self._seconds:
                player.seek(self._at)
            player.play()
        except EvidenceError as error:
            self._failed(error)
            return
        self._timer.start()
        self._show()

    def _failed(self, error: Exception) -> None:
        self.toggle.setEnabled(True)
        self.stop()
        self._trouble.addWidget(ErrorCard(self._look, error))
        self.waveform.hide()

    def _pause(self) -> None:
        if self._player is not None:
            self._player.pause()
            self._at = self._player.position
        self._timer.stop()
        self._show()

    def _seek(self, seconds: float) -> None:
        self._at = seconds
        if self._player is not None:
            self._player.seek(seconds)
        self._show()

    def _poll(self) -> None:
        player = self._player
        if player is None:
            return
        self._at = min(player.position, self._seconds)
        if player.error is not None:
            self._failed(player.error)
        elif not player.playing:
            self._at = 0.0 if player.ended else self._at
            self._timer.stop()
        self._show()

    def _forget_trouble(self) -> None:
        self.waveform.show()
        while (item := self._trouble.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()

    def _show(self) -> None:
        words = _("Pause") if self.playing else _("Play")
        if self.toggle.text() != words:
            self.toggle.setText(words)
            self.toggle.setAccessibleName(words)
            put_icon(self._look, self.toggle, "pause" if self.playing else "play")
        self.waveform.set_position(self._at)
        self.segments.set_position(self._at)
        whole = say_duration(self._seconds)
        self.time.setText(
            _("{at} of {whole}").format(at=clock(self._at), whole=whole) if self._at else whole
        )


class Start:
    """A player on its way, on a lane. Whoever doesn't want it any more says so, also where nobody is left to hear
    that it has come: whichever is later closes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted = True
        self._player: Player | None = None

    def begin(self, path: Path, beside: Path | None, at: float, speed: float) -> Player | None:
        """Looks into the file and wakes the loudspeaker; None where it was left by then. Raises as Player."""
        player = Player()
        try:
            player.open(path, beside)
            player.speed = speed
            player.seek(at)
            player.play()
        except EvidenceError:
            player.close()
            raise
        with self._lock:
            self._player = player
            wanted = self._wanted
        if not wanted:
            player.close()
        return player if wanted else None

    def leave(self) -> None:
        """It isn't wanted any more."""
        with self._lock:
            self._wanted = False
            player = self._player
        if player is not None:
            player.close()
