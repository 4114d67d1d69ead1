"""截屏幕: the picture, kept already. 再截一张, 在图上画一画, 回去."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.shooter import Snapped
from evidence_keeper.gui.shots import snapped_warnings, snapped_words
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.gui.widgets.viewer import Viewer
from evidence_keeper.gui.words import case_title
from evidence_keeper.model import Case, EvidenceItem
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace


class ShotPage(Page):
    """The picture with what is known of it; with several matters also: which one is it?"""

    def __init__(self, face: EasyFace, snapped: Snapped) -> None:
        super().__init__(face, _("Saved"))
        self.snapped = snapped
        self.said = Notice(self.look, snapped_words(snapped))
        self.body.column.setSpacing(14)
        self.body.add(self.said)
        for words in snapped_warnings(snapped):
            self.body.add(Notice(self.look, words, warn=True))
        self.which: Row | None = None
        if len(self.desk.known.cases) > 1:
            words = case_title(snapped.case)
            self.which = Row(self.look, "case", _("Which matter is it?"), words, self._choose)
            self.body.add(self.which)
        self.viewer = Viewer(self.desk)
        self.viewer.setMinimumHeight(self.look.px(260))
        self.body.column.addWidget(self.viewer, 1)
        self.back.hide()
        self.home = self.step(_("Go home"), face.home, icon="home")
        self.draw = self.step(_("Draw on it"), self._draw, icon="pen")
        self.again = self.step(_("Take another"), face.shoot, main=True, icon="screen")

    def entered(self) -> None:
        if self.viewer.view is None:
            self.viewer.show_item(self.snapped.taken.item)
        self.focus_first()

    def _draw(self) -> None:
        from evidence_keeper.gui.easy.markup import MarkupPage

        self.face.go(MarkupPage(self.face, self.snapped.taken.item))

    def _choose(self) -> None:
        self.face.go(WhichMatter(self.face, self))

    def assign(self, case: Case) -> None:
        """Puts the picture into this matter."""
        item_id = self.snapped.taken.item.item_id
        self.desk.last_case = case.case_id
        self.desk.run(
            self,
            lambda keeper, job: keeper.assign(item_id, case.case_id),
            partial(self._assigned, case),
            lane=Lane.WRITE,
        )

    def _assigned(self, case: Case, _item: EvidenceItem) -> None:
        self.snapped = Snapped(case, self.snapped.taken)
        self.said.say(snapped_words(self.snapped))
        if self.which is not None:
            self.which.set_words(case_title(case))
        self.desk.refresh()


class WhichMatter(Page):
    """One row for each matter."""

    def __init__(self, face: EasyFace, page: ShotPage) -> None:
        super().__init__(face, _("Which matter is it?"))
        self._page = page
        self.rows: list[Row] = []
        for case in self.desk.known.cases:
            pressed = partial(self._take, case)
            self.rows.append(Row(self.look, "case", case_title(case), " ", pressed))
        self.body.add(*self.rows)
        self.body.end()

    def focus_first(self) -> None:
        self.rows[0].setFocus()

    def _take(self, case: Case) -> None:
        self._page.assign(case)
        self.face.back()


class NoShotPage(Page):
    """It could not be taken: why, and what to do."""

    def __init__(self, face: EasyFace, error: Exception) -> None:
        super().__init__(face, _("The picture was not taken"))
        self.body.add(ErrorCard(self.look, error))
        self.body.end()
        self.again = self.step(_("Try again"), face.shoot, main=True, icon="screen")
