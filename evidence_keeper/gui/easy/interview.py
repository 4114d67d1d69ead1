"""One question a page, each of which can be put off: what is known goes into the papers, what isn't stays a blank.

Answers are kept as they are given, so one can stop at any question and go on another day. When none is left, what is
still missing for the office is said, one thing a card.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from evidence_keeper.gui.channels import channel_for
from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import label
from evidence_keeper.gui.widgets.question import EnterHands, QuestionCard
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.gui.words import plain_title
from evidence_keeper.text import explain_lack
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Interview, Readiness
    from evidence_keeper.gui.easy.face import EasyFace
    from evidence_keeper.model import Case

_SHOWN = 6


class QuestionPage(Page):
    """The next open question, or the one with `key`."""

    def __init__(
        self,
        face: EasyFace,
        case_id: str,
        channel: str | None,
        key: str = "",
        before: tuple[str, ...] = (),
    ) -> None:
        super().__init__(face, "")
        self.title.hide()
        self._case_id, self._channel, self._key, self._before = case_id, channel, key, before
        self.card: QuestionCard | None = None
        self.unknown: QPushButton | None = None
        self.skip: QPushButton | None = None
        self.forth: QPushButton | None = None
        self.earlier: QPushButton | None = None

    def entered(self) -> None:
        if self.card is None:
            case_id = self._case_id
            self.desk.run(
                self, lambda keeper, job: keeper.interview(case_id), self._show, self._failed
            )
        else:
            self.card.focus_first()

    def _show(self, interview: Interview) -> None:
        page = interview.page(self._key) if self._key else interview.next
        if page is None:
            self.face.instead(MissingPage(self.face, self._case_id, self._channel))
            return
        self._key = page.key
        known = {item.item_id: item for item in self.desk.known.items}
        titles = [plain_title(known[one]) for one in page.filled_from if one in known]
        self.card = QuestionCard(self.look, page, titles)
        self.setAccessibleName(page.text)
        self.card.answered.connect(self._answer)
        left = _("Answered {done}, {left} left").format(
            done=interview.answered, left=interview.left
        )
        self.body.add(label(left, "second"), self.card)
        self.body.end()
        if self._before:
            self.earlier = self.step(_("The one before"), self._go_back)
        self.unknown = self.step(_("I don't know"), partial(self._answer, "unknown"))
        self.skip = self.step(_("Skip it for now"), partial(self._answer, "skip"))
        if self.card.field is not None:
            self.forth = self.step(_("Go on"), self.card.hand_in, main=True, icon="tick")
            if self.card.text is not None:
                self.card.text.installEventFilter(EnterHands(self, self.card.hand_in))
        self.card.focus_first()

    def _go_back(self) -> None:
        *earlier, last = self._before
        self.face.instead(
            QuestionPage(self.face, self._case_id, self._channel, last, tuple(earlier))
        )

    def _answer(self, given: str) -> None:
        case_id, key = self._case_id, self._key
        self.desk.run(
            self,
            lambda keeper, job: keeper.answer(case_id, {key: given}),
            self._answered,
            self._failed,
            lane=Lane.WRITE,
        )

    def _answered(self, _case: Case) -> None:
        self.desk.refresh()
        before = (*self._before, self._key)
        self.face.instead(QuestionPage(self.face, self._case_id, self._channel, before=before))

    def _failed(self, error: Exception) -> None:
        self.body.add(ErrorCard(self.look, error))


class MissingPage(Page):
    """What the office would send the papers back for, one thing a card; or that nothing is missing.

    `channel` is the office that the person chose; None: the one that comes first by what was answered.
    """

    def __init__(self, face: EasyFace, case_id: str, channel: str | None) -> None:
        super().__init__(face, _("Is anything missing?"))
        self._case_id, self._channel = case_id, channel
        self.mend: list[Row] = []
        self.said: Notice | None = None
        self.onward: QPushButton | None = None

    def entered(self) -> None:
        if self.said is None:
            case_id, channel, limits = self._case_id, self._channel, self.desk.limits
            self.desk.run(
                self,
                lambda keeper, job: keeper.ready(
                    case_id, channel or channel_for(keeper.case(case_id)), limits=limits
                ),
                self._show,
                self._failed,
            )
        else:
            self.focus_first()

    def _show(self, found: Readiness) -> None:
        from evidence_keeper.complaint.interview import question_of

        count = len(found.missing)
        words = _("Nothing is missing. It can be handed in.")
        if count:
            words = _("Still missing: {n}. The office may send the papers back.").format(n=count)
        self.said = Notice(self.look, words, warn=bool(count))
        self.body.add(self.said)
        for lack in (*found.missing, *found.warnings)[:_SHOWN]:
            told = explain_lack(lack.code, lack.field, dict(lack.data))
            answer = None
            if question_of(lack.field) is not None:
                answer = partial(self._mend, lack.field)
            if answer is None:
                self.body.add(Notice(self.look, f"{told.happened}\n{told.advice}", icon="info"))
            else:
                press = Row(self.look, "pen", told.happened, told.advice, answer)
                self.mend.append(press)
                self.body.add(press)
        self.body.end()
        self.onward = self.step(_("On to the papers"), self._papers, main=True, icon="paper")
        self.focus_first()

    def _mend(self, key: str) -> None:
        self.face.instead(QuestionPage(self.face, self._case_id, self._channel, key))

    def _papers(self) -> None:
        from evidence_keeper.gui.easy.papers import PapersPage

        self.face.instead(PapersPage(self.face, self._case_id, self._channel))

    def _failed(self, error: Exception) -> None:
        self.body.add(ErrorCard(self.look, error))
