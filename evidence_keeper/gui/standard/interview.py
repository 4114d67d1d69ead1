"""The questions of a matter in a window of their own: one at a time, and a list of what is still missing.

Each answer is kept as it is given; closing the window at any question loses nothing.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from evidence_keeper.gui.channels import channel_for, channel_words
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Flow, button, holder, label
from evidence_keeper.gui.widgets.question import EnterHands, QuestionCard, Sentence
from evidence_keeper.gui.words import title_of
from evidence_keeper.text import explain_lack
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Interview, Readiness
    from evidence_keeper.model import Case


class Asking(Dialog):
    """`card` is the question that is asked now, None where the list of what is missing is shown; `mend` its presses.

    `channel` is the office that the person chose; None: the one that comes first by what was answered.
    """

    def __init__(
        self, parent: QWidget, desk: Desk, case_id: str, channel: str | None, key: str = ""
    ) -> None:
        super().__init__(parent, desk.look, _("Answer questions"), 640)
        self._desk, self._case_id, self._channel = desk, case_id, channel
        self._key = ""
        self._before: tuple[str, ...] = ()
        self.card: QuestionCard | None = None
        self.mend: list[Sentence] = []
        self.said: Notice | None = None
        self.forth: QPushButton | None = None
        self.earlier: QPushButton | None = None
        self.fill(label(_("Answer questions"), "title"))
        self._ask(key)

    def _ask(self, key: str = "") -> None:
        """The question with `key`, else the next that is open."""
        self._key, case_id = key, self._case_id
        self._desk.run(
            self, lambda keeper, job: keeper.interview(case_id), self._show, self._failed
        )

    def _show(self, interview: Interview) -> None:
        page = interview.page(self._key) if self._key else interview.next
        if page is None:
            self._list()
            return
        self._key = page.key
        known = {item.item_id: item for item in self._desk.known.items}
        titles = [title_of(known[one]) for one in page.filled_from if one in known]
        self.card = card = QuestionCard(self.look, page, titles)
        card.answered.connect(self._answer)
        if card.text is not None:
            card.text.installEventFilter(EnterHands(self, card.hand_in))
        self.mend, self.said = [], None
        left = _("Answered {done}, {left} left").format(
            done=interview.answered, left=interview.left
        )
        self.fill(label(left, "caption"), card, foot=holder(self._steps(card)))
        card.focus_first()

    def _steps(self, card: QuestionCard) -> Flow:
        look = self.look
        self.missing = button(look, _("What is missing"), self._list)
        self.unknown = button(look, _("I don't know"), partial(self._answer, "unknown"))
        self.skip = button(look, _("Skip it for now"), partial(self._answer, "skip"))
        steps = [self.missing, self.unknown, self.skip]
        self.earlier = self.forth = None
        if self._before:
            self.earlier = button(look, _("The one before"), self._go_back, icon="back")
            steps.insert(0, self.earlier)
        if card.field is not None:
            self.forth = button(look, _("Go on"), card.hand_in, role="main", icon="tick")
            steps.append(self.forth)
        return Flow(*steps, gap=look.gap)

    def _go_back(self) -> None:
        if not self._before:  # pressed twice, while the one before is still being looked up
            return
        *earlier, last = self._before
        self._before = tuple(earlier)
        self._ask(last)

    def _answer(self, given: str) -> None:
        case_id, key = self._case_id, self._key
        self._desk.run(
            self,
            lambda keeper, job: keeper.answer(case_id, {key: given}),
            self._answered,
            self._failed,
            lane=Lane.WRITE,
        )

    def _answered(self, _case: Case) -> None:
        self._desk.refresh()
        self._before = (*self._before, self._key)
        self._ask()

    def _list(self) -> None:
        case_id, channel, limits = self._case_id, self._channel, self._desk.limits
        self._desk.run(
            self,
            lambda keeper, job: keeper.ready(
                case_id, channel or channel_for(keeper.case(case_id)), limits=limits
            ),
            self._show_missing,
            self._failed,
        )

    def _show_missing(self, found: Readiness) -> None:
        from evidence_keeper.complaint.interview import question_of

        self.card = None
        count = len(found.missing)
        words = _("Nothing is missing. It can be handed in.")
        if count:
            words = _("Still missing: {n}. The office may send the papers back.").format(n=count)
        self.said = Notice(self.look, words, warn=bool(count))
        self.mend = []
        parts: list[QWidget] = [label(channel_words(found.channel), "heading"), self.said]
        for lack in (*found.missing, *found.warnings):
            told = explain_lack(lack.code, lack.field, dict(lack.data))
            if question_of(lack.field) is None:
                parts.append(Notice(self.look, f"{told.happened}\n{told.advice}", icon="info"))
                continue
            pressed = partial(self._mend, lack.field)
            made = Sentence(self.look, "pen", told.happened, told.advice, pressed)
            made.setProperty("value", lack.field)
            self.mend.append(made)
            parts.append(made)
        self.rest = button(self.look, _("On with the questions"), self._rest)
        self.close_button = button(self.look, _("Close"), self.accept, role="main")
        self.fill(*parts, foot=holder(Flow(self.rest, self.close_button, gap=self.look.gap)))
        self.close_button.setFocus()

    def _rest(self) -> None:
        """The next open question; where none is left, the first that was skipped."""
        case_id = self._case_id
        self._desk.run(
            self, lambda keeper, job: keeper.interview(case_id), self._show_rest, self._failed
        )

    def _show_rest(self, interview: Interview) -> None:
        page = interview.next or interview.first_skipped
        if page is None:
            self.accept()
            return
        self._key = page.key
        self._show(interview)

    def _mend(self, key: str) -> None:
        self._ask(key)

    def _failed(self, error: Exception) -> None:
        close = button(self.look, _("Close"), self.reject)
        self.fill(ErrorCard(self.look, error), close)
