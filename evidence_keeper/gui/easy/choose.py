"""Which matter? Asked only where there are several."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.gui.words import case_title, count_items
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace


class ChooseCase(Page):
    """One row for each matter, the last used one first."""

    def __init__(self, face: EasyFace, _title: str, on: Callable[[str | None], Page]) -> None:
        super().__init__(face, _("Which matter is it?"))
        self._on = on
        self.rows: list[Row] = []
        known = self.desk.known
        last = self.desk.last_case
        for case in sorted(known.cases, key=lambda one: one.case_id != last):
            words = count_items(len(known.items_of(case.case_id)))
            pressed = partial(self._choose, case.case_id)
            self.rows.append(Row(self.look, "case", case_title(case), words, pressed))
        self.body.add(*self.rows)
        self.body.end()

    def focus_first(self) -> None:
        self.rows[0].setFocus()

    def _choose(self, case_id: str) -> None:
        self.desk.last_case = case_id
        self.face.instead(self._on(case_id))
