"""A chat on this screen, kept while the person scrolls it: our windows go, the part is drawn, a small panel guides.

The panel lies beside the part that is looked at, never on it. Several times a second a picture is offered to the
session (capturing.ChatCapture), which keeps each view that has come to rest and says whether it follows on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from evidence_keeper.errors import DeviceError
from evidence_keeper.gui.chatpanel import ChatPanel
from evidence_keeper.gui.region import RegionPicker
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.shooter import SETTLE_MS, matter
from evidence_keeper.model import Case
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.capturing import Captured, CaptureState, ChatCapture, Phase
    from evidence_keeper.gui.desk import Desk
    from evidence_keeper.intake.screen import Box, Shot, View
    from evidence_keeper.keeper import Keeper

LOOK_MS = 150
AFTER_FAULT_MS = 1500
GAP = 16


class Stage(StrEnum):
    """Where a capture is."""

    IDLE = "idle"
    LOOKING = "looking"
    CHOOSING = "choosing"
    RUNNING = "running"
    FINISHING = "finishing"


@dataclass(frozen=True, slots=True)
class ChatKept:
    """What a capture came to, and its matter."""

    case: Case
    captured: Captured


class Capturer(QObject):
    """`turned`: another stage. `kept` carries a ChatKept, `failed` an error; `left`: the person changed their mind."""

    turned = Signal()
    kept = Signal(object)
    failed = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.stage = Stage.IDLE
        self.picker: RegionPicker | None = None
        self.panel: ChatPanel | None = None
        self._case_id: str | None = None
        self._case: Case | None = None
        self._capture: ChatCapture | None = None
        self._box: Box | None = None
        self._busy = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._freeze)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    # ---- what a person does

    def begin(self, case_id: str | None) -> None:
        """Our windows go; then the part of the screen with the chat is drawn."""
        if self.stage is not Stage.IDLE or self._desk.away.hidden:
            return
        self._case_id = case_id
        self._turn(Stage.LOOKING)
        self._desk.away.hide()
        self._settle.start()

    def enter(self, phase: Phase) -> None:
        """The person says what is in view now."""
        if self._capture is not None:
            self._say(self._capture.enter(phase))

    def finish(self, *, at_end: bool) -> None:
        """No more is captured; `at_end` where the last view is the conversation's end."""
        capture, case = self._capture, self._case
        if self.stage is not Stage.RUNNING or capture is None or case is None:
            return
        self._timer.stop()
        self._turn(Stage.FINISHING)
        state = capture.state
        if not state.kept:
            # Nothing of the conversation yet: the profile pages that there are stay kept.
            self._end()
            self.left.emit()
            return
        if at_end:
            from evidence_keeper.capturing import Phase

            capture.enter(Phase.END)
        if self.panel is not None:
            self.panel.wait()
        self._desk.run(
            self,
            lambda keeper, job: ChatKept(case, capture.finish(job)),
            self._finished,
            self._not_taken,
            lane=Lane.LONG,
        )

    def cancel(self) -> None:
        """Before anything was kept."""
        if self.stage in (Stage.LOOKING, Stage.CHOOSING):
            self._end()
            self.left.emit()

    def end_now(self) -> None:
        """The window goes; what was kept is kept."""
        self._settle.stop()
        self._timer.stop()
        self._put_away()
        self._capture = None
        self.stage = Stage.IDLE

    # ---- step by step

    def _freeze(self) -> None:
        self._desk.run(
            self, lambda keeper, job: self._whole(), self._choose, self._not_taken, lane=Lane.LONG
        )

    def _whole(self) -> Shot:
        from evidence_keeper.intake.screen import Whole

        port = self._desk.shooter.port()
        if port.backend == "portal":
            raise DeviceError("capture_unavailable")
        return port.take(Whole())

    def _choose(self, shot: Shot) -> None:
        self._turn(Stage.CHOOSING)
        words = _("Draw a frame around the chat, as narrow as it is. Leave some room beside it.")
        self.picker = RegionPicker(self, self._desk.look, shot, words)
        self.picker.chosen.connect(self._chosen)
        self.picker.left.connect(self.cancel)
        self.picker.show()

    def _chosen(self, box: Box) -> None:
        if self.picker is None:
            return
        panel = ChatPanel(self._desk.look, self)
        place = free_place(self.picker.views, box, panel.sizeHint())
        if place is None:
            panel.deleteLater()
            self.picker.say(_("Please draw it smaller: there is no room left to guide you."))
            return
        self._put_away()
        self._box, self.panel = box, panel
        panel.show_at(place)
        self._desk.run(self, lambda keeper, job: self._begin(keeper), self._begun, self._not_taken)

    def _begin(self, keeper: Keeper) -> tuple[Case, ChatCapture]:
        case = matter(keeper, self._case_id)
        return case, keeper.capture_chat(case.case_id)

    def _begun(self, begun: tuple[Case, ChatCapture]) -> None:
        self._case, self._capture = begun
        self._desk.last_case = self._case.case_id
        self._turn(Stage.RUNNING)
        self._say(self._capture.state)
        self._timer.start()

    def _look(self) -> None:
        capture, box = self._capture, self._box
        if self._busy or capture is None or box is None:
            return
        self._busy = True
        self._timer.setInterval(LOOK_MS)
        self._desk.run(
            self,
            lambda keeper, job: self._offer(capture, box),
            self._looked,
            self._not_looked,
            lane=Lane.LONG,
        )

    def _offer(self, capture: ChatCapture, box: Box) -> CaptureState:
        from evidence_keeper.intake.screen import Region

        return capture.offer(self._desk.shooter.port().take(Region(box)))

    def _looked(self, state: CaptureState) -> None:
        self._busy = False
        self._say(state)

    def _not_looked(self, error: Exception) -> None:
        # What was kept is kept. It is said, and tried again a little later.
        self._busy = False
        self._timer.setInterval(AFTER_FAULT_MS)
        if self.panel is not None:
            self.panel.say_error(error)

    def _say(self, state: CaptureState) -> None:
        if self.panel is not None and self.stage is Stage.RUNNING:
            self.panel.show_state(state)

    def _finished(self, kept: ChatKept) -> None:
        self._end()
        self.kept.emit(kept)
        self._desk.refresh()

    def _not_taken(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)
        self._desk.refresh()

    def _end(self) -> None:
        self._timer.stop()
        self._put_away()
        self._capture = self._box = None
        self._busy = False
        self._desk.away.show()
        self._turn(Stage.IDLE)

    def _turn(self, stage: Stage) -> None:
        self.stage = stage
        self.turned.emit()

    def _put_away(self) -> None:
        if self.picker is not None:
            self.picker.close()
            self.picker.deleteLater()
            self.picker = None
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None


def free_place(views: tuple[View, ...], box: Box, size: QSize) -> QPoint | None:
    """Where a panel of that size lies on a screen without covering `box` (of the plane); None where it can't."""
    for screen, view in zip(QGuiApplication.screens(), views, strict=True):
        room = screen.availableGeometry()
        common = box.meets(view.box)
        taken = QRect()
        if common is not None:
            left, top = view.from_plane(common.x, common.y)
            right, bottom = view.from_plane(common.right, common.bottom)
            corner = screen.geometry().topLeft()
            taken = QRect(
                corner + QPoint(int(left), int(top)), corner + QPoint(int(right), int(bottom))
            )
        place = beside(taken, room, size)
        if place is not None:
            return place
    return None


def beside(taken: QRect, room: QRect, size: QSize) -> QPoint | None:
    """Right of, left of, below or above what is taken; None where none of these has room."""
    wide, high = size.width(), size.height()
    if taken.isNull():
        place = QRect(room.right() - wide - GAP, room.bottom() - high - GAP, wide, high)
        return place.topLeft() if room.contains(place) else None
    top = min(max(taken.top(), room.top() + GAP), room.bottom() - high - GAP)
    left = min(max(taken.left(), room.left() + GAP), room.right() - wide - GAP)
    for x, y in (
        (taken.right() + GAP, top),
        (taken.left() - wide - GAP, top),
        (left, taken.bottom() + GAP),
        (left, taken.top() - high - GAP),
    ):
        if room.contains(QRect(x, y, wide, high)):
            return QPoint(x, y)
    return None
