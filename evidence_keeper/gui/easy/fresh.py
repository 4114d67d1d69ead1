"""已保存: what a recording and a picture have in common when they were kept a moment ago."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.gui.words import case_title
from evidence_keeper.model import Case, EvidenceItem
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace


class FreshPage(Page):
    """When, where and what it is, with what warns; with several matters also: which one is it?"""

    def __init__(
        self, face: EasyFace, words: str, warnings: Sequence[str], case: Case, ids: Sequence[str]
    ) -> None:
        super().__init__(face, _("Saved"))
        self._ids = tuple(ids)
        self.said = Notice(self.look, words)
        self.body.add(self.said)
        for warning in warnings:
            self.body.add(Notice(self.look, warning, warn=True))
        self.which: Row | None = None
        if len(self.desk.known.cases) > 1:
            title = _("Which matter is it?")
            self.which = Row(self.look, "case", title, case_title(case), self._choose)
        self.back.hide()

    @abstractmethod
    def say_placed(self, case: Case) -> str:
        """The sentence about it, now that it lies in this matter."""

    def assign(self, case: Case) -> None:
        """Puts it into this matter."""
        ids = self._ids
        self.desk.last_case = case.case_id
        self.desk.run(
            self,
            lambda keeper, job: [keeper.assign(item_id, case.case_id) for item_id in ids],
            partial(self._assigned, case),
            lane=Lane.WRITE,
        )

    def _choose(self) -> None:
        self.face.go(WhichMatter(self.face, self))

    def _assigned(self, case: Case, _items: list[EvidenceItem]) -> None:
        self.said.say(self.say_placed(case))
        if self.which is not None:
            self.which.set_words(case_title(case))
        self.desk.refresh()


class WhichMatter(Page):
    """One row for each matter."""

    def __init__(self, face: EasyFace, page: FreshPage) -> None:
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
