"""Pictures of the screen from the window: our own windows go away, the picture is taken and kept, they come back.

One per window, whichever page or face is shown, as the recorder. A region is drawn on a picture that was taken
before: the moment is that of the press, and nothing of ours can be in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from evidence_keeper.gui.countdown import Countdown
from evidence_keeper.gui.region import RegionPicker
from evidence_keeper.gui.runner import Lane
from evidence_keeper.model import Case
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.desk import Desk
    from evidence_keeper.intake.screen import Box, Screen, Shot, Window, Wish
    from evidence_keeper.keeper import Keeper
    from evidence_keeper.screens import Taken

SETTLE_MS = 300
"""After our windows have gone: what lay under them paints itself, and a compositor ends its fading."""


class Step(StrEnum):
    """Where a picture is."""

    IDLE = "idle"
    COUNTING = "counting"
    TAKING = "taking"
    CHOOSING = "choosing"
    KEEPING = "keeping"


@dataclass(frozen=True, slots=True)
class Snapped:
    """A kept picture and its matter."""

    case: Case
    taken: Taken


class Shooter(QObject):
    """`turned`: another step. `taken` carries a Snapped, `failed` an error; `left`: the person changed their mind."""

    turned = Signal()
    taken = Signal(object)
    failed = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk, port: Callable[[], Screen] | None = None) -> None:
        super().__init__(desk)
        self._desk, self._make_port = desk, port
        self._port: Screen | None = None
        self.step = Step.IDLE
        self.countdown: Countdown | None = None
        self.picker: RegionPicker | None = None
        self._case_id: str | None = None
        self._wish: Callable[[], Wish] | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._take)

    @property
    def active(self) -> bool:
        """Whether a picture is under way."""
        return self.step is not Step.IDLE

    # ---- what a person does

    def windows(
        self,
        parent: QObject,
        found: Callable[[tuple[Window, ...]], None],
        not_found: Callable[[Exception], None],
    ) -> None:
        """Looks up which windows there are."""
        self._desk.run(
            parent, lambda keeper, job: self.port().windows(), found, not_found, lane=Lane.LONG
        )

    def whole(self, case_id: str | None, seconds: int = 0) -> None:
        """All of the screen, after so many seconds, which are counted where they can be seen."""
        self._begin(case_id, _whole, seconds)

    def window(self, case_id: str | None, window: Window) -> None:
        """One window."""
        self._begin(case_id, lambda: _one(window))

    def region(self, case_id: str | None, seconds: int = 0) -> None:
        """A part that is drawn with the mouse."""
        self._begin(case_id, None, seconds)

    def cancel(self) -> None:
        """The person changed their mind, while it counts or while a part is chosen."""
        if self.step in (Step.COUNTING, Step.CHOOSING):
            self._end()
            self.left.emit()

    def end_now(self) -> None:
        """The window goes."""
        self._settle.stop()
        self._put_away()
        self.step = Step.IDLE

    # ---- step by step

    def _begin(
        self, case_id: str | None, wish: Callable[[], Wish] | None, seconds: int = 0
    ) -> None:
        if self.active or self._desk.away.hidden:
            return
        self._case_id, self._wish = case_id, wish
        self._turn(Step.COUNTING if seconds else Step.TAKING)
        self._desk.away.hide()
        if seconds:
            self.countdown = Countdown(self._desk.look, seconds)
            self.countdown.over.connect(self._counted)
            self.countdown.left.connect(self.cancel)
            self.countdown.start()
        else:
            self._settle.start()

    def _counted(self) -> None:
        self._put_away()
        self._turn(Step.TAKING)
        self._settle.start()

    def _take(self) -> None:
        wish = self._wish
        if wish is None:
            self._desk.run(
                self,
                lambda keeper, job: self._look(),
                self._choose,
                self._not_taken,
                lane=Lane.LONG,
            )
            return
        case_id = self._case_id
        self._desk.run(
            self,
            lambda keeper, job: self._shoot(keeper, case_id, wish()),
            self._kept,
            self._not_taken,
            lane=Lane.LONG,
        )

    def _choose(self, shot: Shot) -> None:
        self._turn(Step.CHOOSING)
        self.picker = RegionPicker(self, self._desk.look, shot)
        self.picker.chosen.connect(self._chosen)
        self.picker.left.connect(self.cancel)
        self.picker.show()

    def _chosen(self, box: Box) -> None:
        if self.picker is None:
            return
        part = self.picker.shot.cut(box)
        case_id = self._case_id
        self._put_away()
        self._turn(Step.KEEPING)
        self._desk.away.show()
        self._desk.run(
            self,
            lambda keeper, job: _keep(keeper, case_id, part),
            self._kept,
            self._not_taken,
            lane=Lane.LONG,
        )

    def _kept(self, snapped: Snapped) -> None:
        self._desk.last_case = snapped.case.case_id
        self._end()
        self.taken.emit(snapped)
        self._desk.refresh()

    def _not_taken(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        self._put_away()
        self._desk.away.show()
        self._turn(Step.IDLE)

    def _turn(self, step: Step) -> None:
        self.step = step
        self.turned.emit()

    # ---- on a lane

    def port(self) -> Screen:
        """This computer's screen; to be asked for on a lane."""
        if self._port is None:
            from evidence_keeper.intake import screen

            self._port = screen.screen() if self._make_port is None else self._make_port()
        return self._port

    def _look(self) -> Shot:
        return self.port().take(_whole())

    def _shoot(self, keeper: Keeper, case_id: str | None, wish: Wish) -> Snapped:
        return _keep(keeper, case_id, self.port().take(wish))

    def _put_away(self) -> None:
        if self.countdown is not None:
            self.countdown.stop()
            self.countdown.deleteLater()
            self.countdown = None
        if self.picker is not None:
            self.picker.close()
            self.picker.deleteLater()
            self.picker = None


def _whole() -> Wish:
    from evidence_keeper.intake.screen import Whole

    return Whole()


def _one(window: Window) -> Wish:
    from evidence_keeper.intake.screen import OneWindow

    return OneWindow(window.title, window.key)


def _keep(keeper: Keeper, case_id: str | None, shot: Shot) -> Snapped:
    case = matter(keeper, case_id)
    return Snapped(case, keeper.keep_shot(case.case_id, shot))


def matter(keeper: Keeper, case_id: str | None) -> Case:
    """The matter asked for, else the last one there is, else a new one."""
    cases = keeper.cases()
    wanted = [case for case in cases if case.case_id == case_id] or cases
    return wanted[-1] if wanted else keeper.new_case(_("New matter"))
