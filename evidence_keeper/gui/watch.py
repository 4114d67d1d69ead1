"""Looks after what is kept while the window is open: the weekly check, the second copy, room, clock and days that run.

It works in the background, one thing at a time, gives way to a recording, and goes on another day where it was; what it
has to say stands calmly on the faces' front pages.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from evidence_keeper.errors import Cancelled, EvidenceError
from evidence_keeper.gui.channels import CHANNELS, channel_for
from evidence_keeper.gui.report import calm_headline
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.words import case_title, say_day
from evidence_keeper.jobs import Job
from evidence_keeper.text import deadline_words, explain, say_size
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Deadline
    from evidence_keeper.gui.desk import Desk
    from evidence_keeper.keeper import Keeper
    from evidence_keeper.model import Case, Report
    from evidence_keeper.vault.copies import Copied
    from evidence_keeper.watching import Watched

START_MS = 4000
LOOK_AGAIN_MS = 3_600_000
ROOM = 2 << 30
"""Bytes: an hour of both sides is about 0.4 GB."""
SOON = timedelta(days=14)
COPY_LATE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that ends something in a matter."""

    case: Case
    deadline: Deadline

    def words(self, today: date) -> str:
        """By when what, and how long still."""
        left = (self.deadline.day - today).days
        return _("“{case}”: {day} ({left} days left): {what}.").format(
            case=case_title(self.case),
            day=say_day(self.deadline.day, today),
            left=left,
            what=deadline_words(self.deadline.key),
        )


@dataclass(frozen=True, slots=True)
class Looked:
    """How things stand. `synchronised` None: the system doesn't say."""

    watched: Watched
    free: int
    synchronised: bool | None
    days: tuple[Day, ...]


class Watch(QObject):
    """`turned`: `notices` or `looked` changed. Until `start` it does nothing of its own accord."""

    turned = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.looked: Looked | None = None
        self.notices: list[str] = []
        self.running: Job | None = None
        self._copy_tried = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AGAIN_MS)
        self._timer.timeout.connect(self.look)
        desk.recorder.turned.connect(self._give_way)

    def start(self) -> None:
        """Some seconds from now, and then every hour."""
        QTimer.singleShot(START_MS, self, self.look)
        self._timer.start()

    def look(self) -> None:
        """Looks how things stand, then does what is due."""
        self._desk.run(self, _look, self._seen, self._not_seen)

    def end(self) -> None:
        """Nothing more of its own accord; what is under way stops and is gone on with another day."""
        self._timer.stop()
        if self.running is not None:
            self.running.cancel()

    def _not_seen(self, _error: Exception) -> None:
        """A vault that can't be opened is said where the person pressed."""

    def _seen(self, looked: Looked) -> None:
        self.looked = looked
        known = self._desk.known
        if looked.watched.checked_at is not None and known.checked_at is None:
            known.checked_at = looked.watched.checked_at
            known.sound = looked.watched.sound
            known.originals = looked.watched.originals
            self._desk.changed.emit()
        self._say()
        self._do_what_is_due()

    # ---- doing

    def _do_what_is_due(self) -> None:
        looked, now = self.looked, datetime.now().astimezone()
        if looked is None or self.running is not None or self._desk.recorder.active:
            return
        if self._desk.known.items and looked.watched.check_due(now):
            self.running = self._desk.run(
                self,
                lambda keeper, job: keeper.watch(job),
                self._checked,
                self._not_done,
                lane=Lane.LONG,
            )
        elif self._copy_is_due(looked, now):
            copy = looked.watched.copy
            assert copy is not None
            self._copy_tried = True
            self.running = self._desk.run(
                self,
                lambda keeper, job: keeper.copy_to(copy, job),
                self._copied,
                self._not_done,
                lane=Lane.LONG,
            )

    def _copy_is_due(self, looked: Looked, now: datetime) -> bool:
        """The stick is in, and its copy is older than a week."""
        copy = looked.watched.copy
        return (
            not self._copy_tried
            and copy is not None
            and looked.watched.copy_due(now)
            and copy.is_dir()
        )

    def _checked(self, report: Report) -> None:
        self.running = None
        self._desk.checked(report)
        self.look()

    def _copied(self, _done: Copied) -> None:
        self.running = None
        self.look()

    def _not_done(self, error: Exception) -> None:
        self.running = None
        if isinstance(error, EvidenceError) and not isinstance(error, Cancelled):
            self.notices = [explain(error).sentence, *self.notices]
            self.turned.emit()

    def _give_way(self) -> None:
        if self._desk.recorder.active:
            if self.running is not None:
                self.running.cancel()
        else:
            self._do_what_is_due()

    # ---- saying

    def _say(self) -> None:
        looked, now = self.looked, datetime.now().astimezone()
        assert looked is not None
        words: list[str] = []
        report = self._desk.known.report
        if report is not None and not report.ok:
            words.append(calm_headline(report))
        words += [day.words(now.date()) for day in looked.days]
        if looked.free < ROOM:
            said = _("Only {free} are free on the disk. Make room before the next long call.")
            words.append(said.format(free=say_size(looked.free)))
        late = looked.watched.copied_at
        if late is not None and now - late > COPY_LATE and not self._reachable(looked):
            said = _(
                "The second copy is {n} days old. Put the stick in, and it is brought up to date."
            )
            words.append(said.format(n=(now - late).days))
        if looked.synchronised is False:
            words.append(
                _(
                    "Nothing keeps the clock right. Turn on “Set time automatically” in the settings."
                )
            )
        self.notices = words
        self.turned.emit()

    def _reachable(self, looked: Looked) -> bool:
        return looked.watched.copy is not None and looked.watched.copy.is_dir()


def _look(keeper: Keeper, job: Job) -> Looked:
    from evidence_keeper.intake.screen.nettime import synchronised

    today = datetime.now().astimezone().date()
    days = []
    for case in keeper.cases():
        filed = case.get("filed_channel")
        office = filed if filed in CHANNELS else channel_for(case)
        running = keeper.days(case.case_id, office)
        days += [Day(case, day) for day in running if day.day <= today + SOON]
    days.sort(key=lambda one: one.deadline.day)
    free = shutil.disk_usage(Path(keeper.vault.path)).free
    return Looked(keeper.watched(), free, synchronised(), tuple(days))
