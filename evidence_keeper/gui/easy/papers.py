"""做投诉材料: which matter, for whom, made: where it lies, to look at and to show in its folder."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.channels import CHANNELS, channel_for, channel_words
from evidence_keeper.gui.easy.page import Page, WorkPage
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import column, frame, label
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.gui.words import (
    breakable,
    case_title,
    count_items,
    files_for_phone,
    papers_folder,
    place,
)
from evidence_keeper.model import Case
from evidence_keeper.text import gui_ngettext
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.bundle import Bundle
    from evidence_keeper.complaint import Readiness
    from evidence_keeper.gui.easy.face import EasyFace

OFFERED = 3


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
        self._channel = channel or channel_for(case.type)
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
        self.other = self.step(_("Hand in elsewhere"), self._elsewhere)
        self.ask = self.step(_("Answer a few questions"), self._ask, icon="pen")
        self.make = self.step(_("Make it now"), self._make, main=True, icon="paper")

    def entered(self) -> None:
        super().entered()
        if self._case is not None and self.ask is not None:
            case_id, channel = self._case.case_id, self._channel
            self.desk.run(
                self,
                lambda keeper, job: keeper.ready(case_id, channel),
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

    def _unjudged(self, _error: Exception) -> None:
        """The papers can be made all the same; what is wrong will be said then."""

    def _ask(self) -> None:
        from evidence_keeper.gui.easy.interview import QuestionPage

        assert self._case is not None
        self.face.instead(QuestionPage(self.face, self._case.case_id, self._channel))

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

    def _make(self) -> None:
        assert self._case is not None
        self.face.instead(MakingPage(self.face, self._case, self._channel))


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


class MakingPage(WorkPage):
    """Progress with 停下."""

    def __init__(self, face: EasyFace, case: Case, channel: str) -> None:
        super().__init__(face, _("Make the papers"), _("Making your papers"))
        self._case, self._channel = case, channel

    def entered(self) -> None:
        case_id, channel = self._case.case_id, self._channel
        out = papers_folder(self._case, self.desk.papers)
        job = self.desk.run(
            self,
            lambda keeper, job: keeper.bundle(case_id, channel, out, job=job),
            self._made,
            self._failed,
            lane=Lane.LONG,
        )
        self.watch(job)

    def _made(self, bundle: Bundle) -> None:
        self.ended()
        self.face.instead(MadePage(self.face, bundle))

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


class MadePage(Page):
    """做好了."""

    def __init__(self, face: EasyFace, bundle: Bundle) -> None:
        super().__init__(face, _("It is done"))
        self._bundle = bundle
        pages = gui_ngettext("{n} page", "{n} pages", bundle.pages).format(n=bundle.pages)
        count = count_items(len(bundle.exhibits))
        said = _("Made: {pages}, with {count}.").format(pages=pages, count=count)
        where = _("It lies here: {place}").format(place=breakable(place(bundle.pdf.parent)))
        self.said = Notice(self.look, said)
        self.body.add(self.said, Notice(self.look, where, icon="folder"))
        self.body.end()
        self.phone = self.step(_("To the phone"), self._to_phone, icon="mobile")
        self.show_folder = self.step(_("Show in its folder"), self._folder, icon="folder")
        self.see = self.step(_("Look at it"), self._see, main=True, icon="eye")

    def _to_phone(self) -> None:
        from evidence_keeper.gui.easy.receive import ReceivePage

        self.face.go(ReceivePage(self.face, send=files_for_phone(self._bundle)))

    def _see(self) -> None:
        self._open(self._bundle.pdf)

    def _folder(self) -> None:
        self._open(self._bundle.pdf.parent)

    def _open(self, path: Path) -> None:
        self.desk.show_outside(self, path, partial(self._answered, path))

    def _answered(self, path: Path, shown: bool) -> None:
        if not shown:
            words = _("This computer has no program to show it. It lies here: {place}")
            self.said.say(words.format(place=breakable(place(path))), warn=True)
