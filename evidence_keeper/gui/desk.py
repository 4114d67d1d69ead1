"""What both faces share: the keeper, the lanes, what was last checked, and how to reach the system outside.

A page never holds the keeper: it hands `desk.run` a verb, which gets the keeper on a lane once it is open. So
the window paints at once, and a vault that can't be opened is said where the person pressed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.away import Away
from evidence_keeper.gui.capturer import Capturer
from evidence_keeper.gui.choosing import FileAsker, ask_file, ask_folder
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.outside import open_outside
from evidence_keeper.gui.previews import Previews
from evidence_keeper.gui.printing import Printers
from evidence_keeper.gui.recorder import Recorder
from evidence_keeper.gui.runner import Failure, Lane, Runner
from evidence_keeper.gui.shooter import Shooter
from evidence_keeper.gui.spoken import Spoken
from evidence_keeper.gui.watch import Watch
from evidence_keeper.jobs import Job
from evidence_keeper.model import Case, EvidenceItem, Report
from evidence_keeper.settings import Settings
from evidence_keeper.text import explain

if TYPE_CHECKING:
    from evidence_keeper.gui.receiver import Receiver
    from evidence_keeper.intake.audio import Microphone
    from evidence_keeper.intake.screen import Screen
    from evidence_keeper.keeper import Keeper
    from evidence_keeper.selftest import Computer
    from evidence_keeper.speaking import Voice

MOST_RECENT = 6

T = TypeVar("T")
Verb = Callable[["Keeper", Job], T]


@dataclass(slots=True)
class Known:
    """What the window knows of the vault since the last look: both faces' front pages show it."""

    cases: list[Case] = field(default_factory=list)
    items: list[EvidenceItem] = field(default_factory=list)
    report: Report | None = None
    checked_at: datetime | None = None
    sound: bool = True
    originals: int = 0

    def items_of(self, case_id: str) -> list[EvidenceItem]:
        """The matter's items."""
        return [item for item in self.items if item.case_id == case_id and not item.withdrawn]


class Desk(QObject):
    """One per window, with its one recorder, shooter, capturer and voice. `sound`, `screen` and `voice` give what they
    record, take pictures and speak a language with, this computer's where None.

    `changed` says that what is known was looked up anew; `trouble` carries an error.

    `face_chosen` asks the window for another face and text size.

    `greeted` comes once, where the vault had something to say when it was opened (`greeting`).
    """

    changed = Signal()
    greeted = Signal()
    trouble = Signal(object)
    face_chosen = Signal(str, int)

    def __init__(
        self,
        open_keeper: Callable[[], Keeper],
        look: Look,
        *,
        papers: Path | None = None,
        outside: Callable[[Path, Job], bool] = open_outside,
        choose_files: Callable[[QWidget], list[Path]] | None = None,
        sound: Callable[[], Microphone] | None = None,
        screen: Callable[[], Screen] | None = None,
        place: Path | None = None,
        home: Path | None = None,
        voice: Callable[[str], Voice | None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self.place = place
        self._home = home
        self.choices = Settings()
        self.keep_choices: Callable[[Settings], None] | None = None
        self._sound, self._screen = sound, screen
        self.papers = papers
        self.outside = outside
        self.choose_files = choose_files or FileAsker()
        self.known = Known()
        self.greeting: list[str] | None = None
        self.recent: list[str] = []
        self.foretold: list[str] = []
        """What was to be said before the vault was looked into; it stands first in the greeting."""
        self.speech_model: Path | None = None
        self.choose_folder: Callable[[QWidget, str], Path | None] = ask_folder
        self.choose_file: Callable[[QWidget, str], Path | None] = ask_file
        self.printers = Printers()
        self.wishes: dict[str, Mapping[str, str]] = {}
        self.limits: Mapping[str, int] = {}
        self.runner = Runner(self)
        self.runner.failed.connect(self.trouble)
        self.previews = Previews(self.runner)
        self._open_keeper = open_keeper
        self._opening = threading.Lock()
        self._keeper: Keeper | None = None
        self.retired: list[Keeper] = []
        self.phone_pages: set[Receiver] = set()
        self.recorder = Recorder(self, sound)
        self.spoken = Spoken(self.runner, self.recorder, voice)
        self.away = Away(self)
        self.shooter = Shooter(self, screen)
        self.capturer = Capturer(self)
        self.watch = Watch(self)

    @property
    def last_case(self) -> str | None:
        """The matter that was used last."""
        return self.recent[0] if self.recent else None

    @last_case.setter
    def last_case(self, case_id: str | None) -> None:
        if case_id is not None:
            others = [one for one in self.recent if one != case_id]
            self.recent = [case_id, *others][:MOST_RECENT]

    @property
    def home(self) -> Path:
        """Where keys and what is remembered lie."""
        from evidence_keeper.keeper import default_home

        return self._home or default_home()

    def run(
        self,
        parent: QObject,
        verb: Verb[T],
        on_success: Callable[[T], None],
        on_failure: Failure | None = None,
        *,
        job: Job | None = None,
        lane: Lane = Lane.READ,
    ) -> Job:
        """Runs `verb(keeper, job)` on a lane; the rest as Runner.run."""
        return self.runner.run(
            parent,
            lambda job: verb(self._opened(), job),
            on_success,
            on_failure,
            job=job,
            lane=lane,
        )

    def show_outside(self, parent: QObject, path: Path, answer: Callable[[bool], None]) -> None:
        """Shows a file or folder in the system's own program, then tells whether there was one."""
        self.runner.run(parent, lambda job: self.outside(path, job), answer, lane=Lane.LONG)

    def refresh(self) -> None:
        """Looks up cases and items anew, then `changed`."""
        self.run(self, _look_up, self._looked_up)

    def checked(self, report: Report) -> None:
        """A real check has just ended with `report`."""
        self.known.report = report
        self.known.sound, self.known.originals = report.ok, report.checked.originals
        self.known.checked_at = datetime.now().astimezone()
        self.changed.emit()

    def move_to(self, keeper: Keeper, place: Path) -> None:
        """From now on everything is kept with this keeper, whose vault lies at `place`."""
        old, self._keeper = self._keeper, keeper
        self._open_keeper = lambda: keeper
        if old is not None:
            self.retired.append(old)
        self.place, self.known, self.greeting = place, Known(), None
        self.choose(vault=place)
        self.refresh()

    def choose(self, **chosen: object) -> None:
        """The person chose something that is to be found again; kept at once, where settings are kept at all."""
        self.choices = choices = replace(self.choices, **chosen)  # type: ignore[arg-type]
        keep = self.keep_choices
        if keep is not None:
            self.runner.run(self, lambda job: keep(choices), _nothing, lane=Lane.WRITE)

    def show_face(self, face: str, scale: int) -> None:
        """Another face or text size, as soon as what asks for it is through."""
        self.face_chosen.emit(face, scale)

    @property
    def place_shown(self) -> Path:
        """Where the vault lies, or will."""
        from evidence_keeper.keeper import default_vault

        return self.place or default_vault()

    def computer(self) -> Computer:
        """This computer, for the self-test: with the devices that the window uses."""
        from evidence_keeper.selftest import Computer

        usual = Computer(self.place_shown, self.home)
        return replace(
            usual,
            sound=self._sound or usual.sound,
            screen=self._screen or usual.screen,
            printers=self.printers.names,
        )

    def close(self) -> bool:
        """Stops all work and keeps what is being recorded; False where a thread hangs."""
        self.away.forget()
        self.watch.end()
        self.spoken.end()
        self.shooter.end_now()
        self.capturer.end_now()
        self.recorder.end_now()
        for receiver in list(self.phone_pages):
            receiver.end_now()
        idle = self.runner.close()
        self.previews.end_all()
        return idle

    def let_go(self) -> None:
        """Closes the vault: nothing more is asked of it."""
        for keeper in (*self.retired, self._keeper):
            if keeper is not None:
                keeper.close()
        self._keeper, self.retired = None, []

    def _opened(self) -> Keeper:
        # On a lane. A failed opening is tried again by the next verb: the disk may be back.
        with self._opening:
            if self._keeper is None:
                self._keeper = self._open_keeper()
            self._keeper.person = self.choices.person
            return self._keeper

    def _looked_up(self, found: tuple[list[Case], list[EvidenceItem], list[str]]) -> None:
        self.known.cases, self.known.items, said = found
        said, self.foretold = [*self.foretold, *said], []
        self.changed.emit()
        if self.greeting is None:
            self.greeting = said
            if said:
                self.greeted.emit()


def _nothing(_result: object) -> None:
    """What was kept needs no word."""


def _look_up(keeper: Keeper, job: Job) -> tuple[list[Case], list[EvidenceItem], list[str]]:
    told = [*map(explain, keeper.mended), *map(explain, keeper.warnings)]
    said = [" ".join(part for part in (why.happened, why.advice) if part) for why in told]
    return list(keeper.cases()), list(keeper.items(None, withdrawn=None)), said
