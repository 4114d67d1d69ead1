"""The stack of pages: going on, going back, and going home."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from evidence_keeper.gui.announcing import announce
from evidence_keeper.gui.capturer import ChatKept
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.drops import dropped, takes
from evidence_keeper.gui.easy.journey import JourneyPage
from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.helping import MADE
from evidence_keeper.gui.journey import Journey
from evidence_keeper.gui.recorder import Phase, Saved
from evidence_keeper.gui.shield import PressShield
from evidence_keeper.gui.shooter import Snapped
from evidence_keeper.gui.widgets.recording import RedBar
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.media.markup import Stroke

SECONDS_BEFORE = 3


class EasyFace(QWidget):
    """The easy face. `larger` and `smaller` ask the window for another text size."""

    larger = Signal()
    smaller = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.look = desk.look
        self._titled = ""
        self.drafts: dict[str, str] = {}
        self.drawn: dict[str, list[Stroke]] = {}
        self.shield = PressShield(self)
        self.stack = QStackedWidget()
        self.red = RedBar(self.look, self.to_recording)
        self.red.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.red)
        layout.addWidget(self.stack, 1)
        recorder = desk.recorder
        recorder.turned.connect(self._show_red)
        recorder.moved.connect(self._show_red)
        recorder.saved.connect(self._recorded)
        recorder.failed.connect(self._not_recorded)
        desk.shooter.taken.connect(self._shot)
        desk.shooter.failed.connect(self._not_shot)
        desk.capturer.kept.connect(self._captured)
        desk.capturer.failed.connect(self._not_captured)
        self.setAcceptDrops(True)
        from evidence_keeper.gui.easy.home import Home

        self._home = Home(self)
        self.stack.addWidget(self._home)

    @property
    def page(self) -> QWidget:
        """The page shown."""
        return self.stack.currentWidget() or self._home

    def start(self) -> None:
        """The window is up."""
        self._home.entered()
        self.desk.recorder.get_ready()
        self._show_red()

    def record(self, *, instead: bool = False) -> None:
        """Records from now on; where it does so already, shows that."""
        from evidence_keeper.gui.easy.record import RecordPage

        if self.desk.recorder.active:
            self.to_recording()
            return
        self.desk.recorder.begin(self.desk.last_case)
        page = RecordPage(self)
        if instead:
            self.instead(page)
        else:
            self.go(page)

    def write_down(self) -> None:
        """A sales call that nothing was recorded of, written down at any time."""
        from evidence_keeper.gui.easy.memo import MemoPage

        title = _("Write down a sales call")
        self.with_case(title, lambda case_id: MemoPage(self, case_id))

    def shoot(self) -> None:
        """3, 2, 1, and a picture of the screen is kept."""
        self.desk.shooter.whole(self.desk.last_case, SECONDS_BEFORE)

    def to_recording(self) -> None:
        """Back to the page of the recording that runs."""
        from evidence_keeper.gui.easy.record import RecordPage

        self._leave()
        while self.stack.count() > 1 and not isinstance(self._top(), RecordPage):
            self._drop(self._top())
        if isinstance(self._top(), RecordPage):
            self._turn_to(self._top())
        else:
            self.go(RecordPage(self))

    def go(self, page: Page) -> None:
        """On to a page; the one before stays below it."""
        self._leave()
        self.stack.addWidget(page)
        self._turn_to(page)

    def instead(self, page: Page) -> None:
        """On to a page in this one's place: 返回 doesn't come back here."""
        old = self.page
        self._leave()
        self.stack.addWidget(page)
        self._turn_to(page)
        if old is not self._home:
            self._drop(old)

    def back(self) -> None:
        """One page back; from the home there is none."""
        if self.page is self._home:
            return
        old = self.page
        self._leave()
        self._drop(old)
        self._turn_to(self._top())

    def home(self) -> None:
        """All the way home."""
        self._leave()
        while self.stack.count() > 1:
            self._drop(self._top())
        self._turn_to(self._home)

    def help(self, name: str) -> None:
        """Into one of the ways of gui.helping."""
        self.travel(MADE[name](self.desk))

    def travel(self, journey: Journey) -> None:
        """Goes through a journey."""
        self.go(JourneyPage(self, journey))

    def with_case(self, title: str, on: Callable[[str | None], Page]) -> None:
        """Goes to `on(case_id)`; asks which matter only where there are several."""
        from evidence_keeper.gui.easy.choose import ChooseCase

        cases = self.desk.known.cases
        if len(cases) > 1:
            self.go(ChooseCase(self, title, on))
        else:
            self.go(on(cases[0].case_id if cases else None))

    def _show_red(self) -> None:
        from evidence_keeper.gui.easy.record import RecordPage

        recorder = self.desk.recorder
        if self.red.isHidden() == recorder.active:
            self.red.setVisible(recorder.active)
        self.red.here(isinstance(self.page, RecordPage))
        words = {Phase.STARTING: _("Beginning …"), Phase.STOPPING: _("Keeping …")}
        self.red.say(words.get(recorder.phase, _("Recording")))
        self.red.show_time(recorder.seconds)

    def _recorded(self, saved: Saved) -> None:
        from evidence_keeper.gui.easy.recorded import RecordedPage

        self._after_recording(RecordedPage(self, saved))

    def _not_recorded(self, error: Exception) -> None:
        from evidence_keeper.gui.easy.record import NoRecordingPage, RecordPage

        if not self.desk.recorder.active:
            self._after_recording(NoRecordingPage(self, error))
        elif isinstance(self.page, RecordPage):
            self.page.say_trouble(error)
        else:
            self.desk.trouble.emit(error)

    def _after_recording(self, page: Page) -> None:
        from evidence_keeper.gui.easy.record import RecordPage

        if isinstance(self.page, RecordPage):
            self.instead(page)
            return
        for place in reversed(range(self.stack.count())):
            old = self.stack.widget(place)
            if isinstance(old, RecordPage):
                self._drop(old)
        self.go(page)

    def _shot(self, snapped: Snapped) -> None:
        from evidence_keeper.gui.easy.shot import ShotPage

        self._after_shot(ShotPage(self, snapped))

    def _not_shot(self, error: Exception) -> None:
        from evidence_keeper.gui.easy.shot import NoShotPage

        self._after_shot(NoShotPage(self, error))

    def _captured(self, kept: ChatKept) -> None:
        from evidence_keeper.gui.easy.chat import captured_page

        self.instead(captured_page(self, kept))

    def _not_captured(self, error: Exception) -> None:
        from evidence_keeper.gui.easy.chat import NotCapturedPage

        self.go(NotCapturedPage(self, error))

    def _after_shot(self, page: Page) -> None:
        from evidence_keeper.gui.easy.shot import NoShotPage, ShotPage

        if isinstance(self.page, ShotPage | NoShotPage):
            self.instead(page)
        else:
            self.go(page)

    def close_work(self) -> None:
        """The window closes."""
        self._leave()
        self.shield.release()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if takes(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.keep(dropped(event))

    def keep(self, paths: list[Path]) -> None:
        """Keeps files that were dropped or chosen; one that family made is opened."""
        from evidence_keeper.gui.easy.keep import KeepingPage
        from evidence_keeper.gui.helping import journey_for

        made = journey_for(self.desk, paths[0]) if len(paths) == 1 else None
        if made is not None:
            self.travel(made)
        elif paths:
            self.with_case("", lambda case_id: KeepingPage(self, paths, case_id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back()
        else:
            super().keyPressEvent(event)

    def _top(self) -> QWidget:
        return self.stack.widget(self.stack.count() - 1) or self._home

    def _leave(self) -> None:
        page = self.page
        if isinstance(page, Page):
            page.left()

    def _drop(self, page: QWidget) -> None:
        self.stack.removeWidget(page)
        page.deleteLater()

    def _turn_to(self, page: QWidget) -> None:
        # What the page before had to say is of no use any more; what this one says comes when it is shown.
        self.desk.spoken.hush()
        if page.accessibleName() != self._titled:
            self._titled = page.accessibleName()
            announce(page, self._titled)
        self.stack.setCurrentWidget(page)
        self._show_red()
        self.shield.hold()
        if isinstance(page, Page):
            page.entered()
        else:
            self._home.entered()
