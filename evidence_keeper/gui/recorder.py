"""The one recording of a window, whichever page or face is shown: begins, follows, changes its sources, ends.

It records from the press: nothing is asked before. Another way of calling changes the sources of the one recording
that runs.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from evidence_keeper.errors import EvidenceError
from evidence_keeper.gui.runner import Lane
from evidence_keeper.model import Case, EvidenceItem, MarkKind
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.desk import Desk
    from evidence_keeper.intake.audio import Device, Microphone, Press, State
    from evidence_keeper.keeper import Keeper
    from evidence_keeper.recording import Recorded, Recording

POLL_MS = 100
ASK_AGAIN_SECONDS = 300.0
CallMode = Literal["phone", "computer"]


class Phase(StrEnum):
    """Where a recording is."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Begun:
    """A recording that runs, and the matter it is for."""

    case: Case
    recording: Recording
    mode: CallMode


@dataclass(frozen=True, slots=True)
class Saved:
    """What was recorded since the press, and the matter it lies in."""

    case: Case
    recorded: Recorded

    @property
    def items(self) -> tuple[EvidenceItem, ...]:
        """Every track."""
        return self.recorded.items


class Recorder(QObject):
    """`turned`: it began, ended, or could not begin. `moved`: ten times a second while it runs.

    `aloud`: an alarm rings once, too (`ring`); it is silent unless somebody chose so, since the microphone hears it.
    `saved` carries a Saved, `failed` an error that a page should show, `forgotten` asks whether the call is over.
    """

    turned = Signal()
    moved = Signal()
    saved = Signal(object)
    failed = Signal(object)
    forgotten = Signal()

    def __init__(self, desk: Desk, port: Callable[[], Microphone] | None = None) -> None:
        super().__init__(desk)
        self._desk, self._port = desk, port
        self.phase = Phase.IDLE
        self.mode: CallMode = "phone"
        self.answered: CallMode | None = None
        self.aloud = False
        self.ring: Callable[[], None] = QApplication.beep
        self._rung = ""
        self._gone = False
        self._alive: list[Recording] = []
        self.microphone: str | None = None
        self.state: State | None = None
        self.case: Case | None = None
        self.devices: tuple[Device, ...] = ()
        self._recording: Recording | None = None
        self._asked_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    # ---- how it is

    @property
    def active(self) -> bool:
        """Whether something is being recorded, or is about to be, or to be kept."""
        return self.phase is not Phase.IDLE

    @property
    def running(self) -> bool:
        """Whether sound is being recorded, and can be marked and stopped right now."""
        return self.phase is Phase.RUNNING

    @property
    def seconds(self) -> float:
        """How long since the press."""
        return self.state.seconds if self.state is not None else 0.0

    @property
    def waiting(self) -> float:
        """How long nobody has answered, or had not when somebody did."""
        return self.state.waiting if self.state is not None else 0.0

    # ---- what a person does

    def get_ready(self) -> None:
        """Loads what recording needs, so that the press finds it there, and looks up the devices."""
        self._desk.run(self, self._look_up, self._looked_up, self._not_now, lane=Lane.RECORD)

    def remember(self, mode: CallMode | None) -> None:
        """What was answered another time."""
        self.mode, self.answered = mode or "phone", mode

    def begin(self, case_id: str | None) -> None:
        """Records from now on; without a matter, one is made."""
        if self.active:
            return
        self._turn(Phase.STARTING)
        self.state = None
        mode, name = self.mode, self.microphone
        self._desk.run(
            self,
            lambda keeper, job: self._begin(keeper, _case(keeper, case_id), mode, name),
            self._begun,
            self._not_begun,
            lane=Lane.RECORD,
        )

    def change(self, mode: CallMode, microphone: str | None = None) -> None:
        """Records from other sources from now on; the next recording does so from the start."""
        before = (self.mode, self.microphone)
        self.mode, self.microphone = mode, microphone
        self.answered = mode
        recording = self._recording
        self.turned.emit()
        if (mode, microphone) == before or not self.running or recording is None:
            return
        self._desk.run(
            self,
            lambda keeper, job: recording.change(mode, microphone=microphone),
            self._changed,
            partial(self._not_changed, before),
            lane=Lane.RECORD,
        )

    def mark(self, kind: MarkKind) -> None:
        """Marks this moment."""
        recording = self._recording
        if recording is not None and self.running:
            self._write(lambda: recording.mark(kind))

    def undo_mark(self) -> None:
        """Takes the last mark back."""
        recording = self._recording
        if recording is not None and self.running:
            self._write(recording.undo_mark)

    def go_on(self) -> None:
        """The call isn't over: asks again only much later."""
        self._asked_at = time.monotonic()

    def stop(self) -> None:
        """Ends it and keeps it; then `saved`."""
        case, recording = self.case, self._recording
        if not self.running or case is None or recording is None:
            return
        self._timer.stop()
        self._turn(Phase.STOPPING)
        self._desk.run(
            self,
            lambda keeper, job: Saved(case, recording.stop()),
            self._stopped,
            self._not_stopped,
            lane=Lane.RECORD,
        )

    def end_now(self) -> None:
        """The window goes: ends it and keeps it before this returns."""
        self._timer.stop()
        self._gone = True
        self._recording = None
        for recording in list(self._alive):
            with contextlib.suppress(EvidenceError):  # then the next start keeps it
                recording.stop()
        self.phase = Phase.IDLE

    # ---- on a lane

    def _look_up(self, keeper: Keeper, _job: object) -> tuple[Device, ...]:
        return keeper.recording_devices() if self._port is None else self._port().devices()

    def _begin(self, keeper: Keeper, case: Case, mode: CallMode, name: str | None) -> Begun:
        port = None if self._port is None else self._port()
        recording = keeper.record(case.case_id, mode, microphone=name, port=port)
        self._alive.append(recording)
        if self._gone:
            recording.stop()
        return Begun(case, recording, mode)

    # ---- what comes of it

    def _looked_up(self, devices: tuple[Device, ...]) -> None:
        self.devices = devices
        self.turned.emit()

    def _not_now(self, _error: Exception) -> None:
        """It will be said when somebody wants to record."""

    def _begun(self, begun: Begun) -> None:
        self._recording, self.case = begun.recording, begun.case
        self._desk.last_case = begun.case.case_id
        self._asked_at = 0.0
        self._turn(Phase.RUNNING)
        self._timer.start()
        self._poll()
        self._desk.refresh()

    def _not_begun(self, error: Exception) -> None:
        self._turn(Phase.IDLE)
        self.failed.emit(error)

    def _changed(self, _done: None) -> None:
        self._poll()
        self.turned.emit()

    def _not_changed(self, before: tuple[CallMode, str | None], error: Exception) -> None:
        # What ran before goes on as it was.
        self.mode, self.microphone = before
        self.answered = None
        self.turned.emit()
        self.failed.emit(error)

    def _stopped(self, saved: Saved) -> None:
        self._ended()
        self.saved.emit(saved)

    def _not_stopped(self, error: Exception) -> None:
        self._ended()
        self.failed.emit(error)

    def _ended(self) -> None:
        self._recording = None
        self._alive.clear()
        self._turn(Phase.IDLE)
        self._desk.refresh()

    def _write(self, act: Callable[[], Press | None]) -> None:
        self._desk.run(self, lambda keeper, job: act(), self._wrote, lane=Lane.RECORD)

    def _wrote(self, _press: Press | None) -> None:
        self._poll()

    def _poll(self) -> None:
        if self._recording is None or not self.running:
            return
        self.state = self._recording.state()
        if self.state.alarm != self._rung:
            self._rung = self.state.alarm
            if self.aloud and self._rung:
                self.ring()
        self.moved.emit()
        if self.state.over:
            self.stop()
        elif self.state.forgotten and time.monotonic() - self._asked_at > ASK_AGAIN_SECONDS:
            self._asked_at = time.monotonic()
            self.forgotten.emit()

    def _turn(self, phase: Phase) -> None:
        self.phase = phase
        self.turned.emit()


def _case(keeper: Keeper, case_id: str | None) -> Case:
    """The matter asked for, else the last one there is, else a new one."""
    cases = keeper.cases()
    wanted = [case for case in cases if case.case_id == case_id]
    if wanted or cases:
        return (wanted or cases)[-1]
    return keeper.new_case(_("New matter"))
