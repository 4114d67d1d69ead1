"""做投诉材料: which matter, for whom, what is missing; looked at before it is made. What goes with the papers, too."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QPushButton

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.channels import CHANNELS, another_office, channel_for, channel_words
from evidence_keeper.gui.easy.page import WIDE_UP_TO, Page, WorkPage
from evidence_keeper.gui.previews import Drawn, Wish
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.paper import PaperView
from evidence_keeper.gui.widgets.parts import column, frame, holder, label
from evidence_keeper.gui.widgets.tile import Row, tiles
from evidence_keeper.gui.words import (
    case_title,
    count_items,
    papers_folder,
)
from evidence_keeper.model import Case
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.bundle import Bundle
    from evidence_keeper.complaint import Readiness
    from evidence_keeper.gui.easy.face import EasyFace

OFFERED = 3
HOTLINE = "12315"


class PapersPage(Page):
    """What will be made, and for whom; one press starts it."""

    def __init__(self, face: EasyFace, case_id: str | None, channel: str | None = None) -> None:
        super().__init__(face, _("Make the papers"))
        case = next((one for one in self.desk.known.cases if one.case_id == case_id), None)
        items = self.desk.known.items_of(case_id) if case_id else []
        self._case = case
        self.ask: QPushButton | None = None
        if case is None or not items:
            self._nothing_yet()
            return
        self._chosen, self._channel = channel, channel or channel_for(case)
        self.lacking = label("", "second")
        count = count_items(len(items))
        words = column(
            1,
            label(_("“{case}” holds {count}.").format(case=case_title(case), count=count), "big"),
            label(_("They become one PDF, with a list and page numbers."), "second"),
            label(_("To hand in at: {where}").format(where=channel_words(self._channel)), "big"),
            self.lacking,
            1,
            gap=16,
            edges=(32, 32, 32, 32),
        )
        self.body.column.addWidget(frame(words, "card"), 1)
        self.another = Notice(self.look)
        self.body.add(self.another, holder(self._beside(), "body"))
        self.other = self.step(_("Elsewhere"), self._elsewhere)
        self.ask = self.step(_("Questions"), self._ask, icon="pen")
        self.see = self.step(_("See it first"), self._see, main=True, icon="eye")

    def _beside(self) -> QGridLayout:
        """What goes with the papers: filling in the office's page, calling it, and what comes after."""
        look = self.look
        self.form = Row(look, "pen", _("Fill in the web form"), "", self._form)
        self.hotline: Row | None = None
        self.after = Row(look, "clock", _("After handing in"), "", self._after)
        made = [self.form, self.after]
        if self._channel == HOTLINE:
            self.hotline = Row(look, "phone", _("Call 12315"), "", self._hotline)
            made.insert(1, self.hotline)
        return tiles(made, len(made) if look.scale <= WIDE_UP_TO else 1)

    def entered(self) -> None:
        super().entered()
        if self._case is not None and self.ask is not None:
            case_id, channel, limits = self._case.case_id, self._channel, self.desk.limits
            self.desk.run(
                self,
                lambda keeper, job: keeper.ready(case_id, channel, limits=limits),
                self._judged,
                self._unjudged,
            )

    def _judged(self, found: Readiness) -> None:
        """Says what is missing; making the papers is nobody's to forbid."""
        count = len(found.missing)
        words = _("Nothing is missing for this office.")
        if count:
            words = _("Still missing: {n}. A few questions will show what.").format(n=count)
        self.lacking.setText(words)
        self.another.say(another_office(found), warn=True)

    def _unjudged(self, _error: Exception) -> None:
        """The papers can be made all the same; what is wrong will be said then."""

    def _ask(self) -> None:
        from evidence_keeper.gui.easy.interview import QuestionPage

        assert self._case is not None
        self.face.instead(QuestionPage(self.face, self._case.case_id, self._chosen))

    def _form(self) -> None:
        from evidence_keeper.gui.easy.form import FormPage

        assert self._case is not None
        self.face.instead(FormPage(self.face, self._case, self._channel))

    def _hotline(self) -> None:
        from evidence_keeper.gui.easy.after import HotlinePage

        assert self._case is not None
        self.face.instead(HotlinePage(self.face, self._case))

    def _after(self) -> None:
        from evidence_keeper.gui.easy.after import AfterPage

        assert self._case is not None
        self.face.instead(AfterPage(self.face, self._case, self._channel))

    def _nothing_yet(self) -> None:
        words = _("Nothing has been kept for this matter yet. Keep files first.")
        self.body.add(Notice(self.look, words, icon="info"))
        self.body.end()
        self.step(_("Keep files"), self._keep, main=True, icon="keep")

    def _keep(self) -> None:
        from evidence_keeper.gui.easy.keep import KeepPage

        case_id = self._case.case_id if self._case else None
        self.face.instead(KeepPage(self.face, case_id))

    def _elsewhere(self) -> None:
        assert self._case is not None
        self.face.instead(ChannelPage(self.face, self._case))

    def _see(self) -> None:
        assert self._case is not None
        self.face.go(DrawingPage(self.face, self._case, self._channel))


class ChannelPage(Page):
    """Where to hand it in: three full answers."""

    def __init__(self, face: EasyFace, case: Case) -> None:
        super().__init__(face, _("Where do you want to hand it in?"))
        self._case = case
        self.rows = []
        for channel in CHANNELS[:OFFERED]:
            pressed = partial(self._choose, channel)
            self.rows.append(Row(self.look, "paper", channel_words(channel), "", pressed))
        self.body.add(*self.rows)
        self.body.end()

    def focus_first(self) -> None:
        self.rows[0].setFocus()

    def _choose(self, channel: str) -> None:
        self.face.instead(PapersPage(self.face, self._case.case_id, channel))


class DrawingPage(WorkPage):
    """The pages are drawn to be looked at; nothing is saved."""

    def __init__(self, face: EasyFace, case: Case, channel: str) -> None:
        super().__init__(face, _("See it first"), _("Drawing the pages for you to look at"))
        self._case, self._channel = case, channel

    def entered(self) -> None:
        desk, wish = self.desk, Wish(self._case.case_id, self._channel)
        self.watch(
            desk.run(
                self,
                lambda keeper, job: desk.previews.draw(keeper, wish, job),
                self._drawn,
                self._failed,
                lane=Lane.LONG,
            )
        )

    def _drawn(self, drawn: Drawn) -> None:
        self.ended()
        self.face.instead(PreviewPage(self.face, self._case, self._channel, drawn))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.face.back()
        else:
            self.say_error(error, self._again)

    def _again(self) -> None:
        self.face.instead(DrawingPage(self.face, self._case, self._channel))


class PreviewPage(Page):
    """The pages as they will be, page by page; one press makes them."""

    def __init__(self, face: EasyFace, case: Case, channel: str, drawn: Drawn) -> None:
        super().__init__(face, _("See it first"))
        self._case, self._channel = case, channel
        self._shown: Drawn | None = drawn
        self.said = label(_("This is how it will be. Nothing has been saved yet."), "second")
        self.view = PaperView(self.desk, drawn.paper, _("Make the papers"))
        self.body.add(self.said)
        self.body.column.addWidget(self.view, 1)
        self.make = self.step(_("Make it like this"), self._make, main=True, icon="paper")

    def entered(self) -> None:
        if self._shown is None:  # something else was shown meanwhile
            self.face.instead(DrawingPage(self.face, self._case, self._channel))
        else:
            super().entered()

    def left(self) -> None:
        if self._shown is not None:
            self.desk.previews.end(self._shown)
            self._shown = None

    def _make(self) -> None:
        # 返回 leads home from what is made, not to where it was asked for.
        self.face.back()
        self.face.instead(MakingPage(self.face, self._case, self._channel))


class MakingPage(WorkPage):
    """Progress with 停下."""

    def __init__(self, face: EasyFace, case: Case, channel: str) -> None:
        super().__init__(face, _("Make the papers"), _("Making your papers"))
        self._case, self._channel = case, channel

    def entered(self) -> None:
        case_id, channel = self._case.case_id, self._channel
        out = papers_folder(self._case, self.desk.papers)
        tsa = self.desk.choices.tsa
        job = self.desk.run(
            self,
            lambda keeper, job: keeper.bundle(case_id, channel, out, tsa=tsa, job=job),
            self._made,
            self._failed,
            lane=Lane.LONG,
        )
        self.watch(job)

    def _made(self, bundle: Bundle) -> None:
        from evidence_keeper.gui.easy.made import MadePage

        self.ended()
        self.face.instead(MadePage(self.face, bundle, self._case, self._channel))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.ended()
            self.body.add(Notice(self.look, _("Stopped. Nothing was made, nothing was lost.")))
            self.body.end()
            self.step(_("Make it now"), self._again, main=True, icon="paper")
            self.focus_first()
        else:
            self.say_error(error, self._again)

    def _again(self) -> None:
        self.face.instead(MakingPage(self.face, self._case, self._channel))
