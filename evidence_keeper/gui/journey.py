"""Something that one goes through screen by screen, the same in both faces: a page or a dialog only hosts it.

A journey makes its widgets and its steps; the host lays them out as its face does, and brings the person back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import column, holder, label
from evidence_keeper.gui.widgets.progress import ProgressCard
from evidence_keeper.gui.widgets.question import Sentence
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.jobs import Job
from evidence_keeper.text import gui_text as _


@dataclass(frozen=True, slots=True)
class Step:
    """A button below the screen. The main one is what Enter does."""

    words: str
    pressed: Callable[[], object]
    icon: str = ""
    main: bool = False


class Journey(QObject):
    """Subclasses begin in `begin` and call `show` for each screen.

    `turned`: there is another screen. `ended`: the person is through; the host closes. `leads_to`
    carries the journey to go on with. `host` is the widget whose
    window dialogs open above. `case_id` is the matter that it is about, where it is about one.
    """

    turned = Signal()
    ended = Signal()
    leads_to = Signal(object)

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__()
        self.desk = desk
        self.look = desk.look
        self.title = title
        self.widgets: tuple[QWidget, ...] = ()
        self.steps: tuple[Step, ...] = ()
        self.earlier: Callable[[], object] | None = None
        self.focus: QWidget | None = None
        self.host: QWidget | None = None
        self.job: Job | None = None
        self.case_id: str | None = None

    def begin(self) -> None:
        """Shows the first screen."""
        raise NotImplementedError

    def left(self) -> None:
        """The host closes: stop what nobody waits for any more."""
        if self.job is not None:
            self.job.cancel()

    def show(
        self,
        title: str,
        *widgets: QWidget,
        steps: Sequence[Step] = (),
        earlier: Callable[[], object] | None = None,
        focus: QWidget | None = None,
    ) -> None:
        """Another screen. `earlier` is where 返回 leads; None leaves the journey."""
        self.title, self.widgets, self.steps = title, widgets, tuple(steps)
        self.earlier, self.focus = earlier, focus
        self.turned.emit()

    def wait(self, title: str, doing: str, job: Job) -> None:
        """A screen that shows this job's progress, with 停下."""
        self.job = job
        card = ProgressCard(self.look, doing)
        self.show(title, card, focus=card.stop)
        card.watch(job)

    def arrived(self) -> None:
        """The job that was waited for has ended."""
        self.job = None

    def show_error(self, error: Exception, again: Callable[[], object]) -> None:
        """What went wrong and what to do, with one more try."""
        self.arrived()
        steps = [Step(_("Try again"), again, main=True)]
        self.show(self.title, ErrorCard(self.look, error), steps=steps)

    # ---- small makers

    def said(self, words: str, *, warn: bool = False, icon: str = "tick") -> Notice:
        """One sentence that stays."""
        return Notice(self.look, words, warn=warn, icon=icon)

    def row(self, icon: str, title: str, words: str, pressed: Callable[[], object]) -> Row:
        """An answer or a way on, clickable all over."""
        kind = Row if self.look.easy else Sentence
        return kind(self.look, icon, title, words, pressed)

    def words(self, text: str, role: str = "") -> QWidget:
        """A paragraph."""
        return label(text, role)

    def field(self, name: str, value: str = "", hint: str = "") -> tuple[QWidget, QLineEdit]:
        """A line to write in under its name: the widget to show, and the line."""
        line = QLineEdit(value)
        line.setAccessibleName(name)
        line.setPlaceholderText(hint)
        if self.look.easy:
            line.setFont(self.look.font(self.look.px(30)))
        above = label(name, "" if self.look.easy else "caption")
        return holder(column(above, line, gap=10)), line
