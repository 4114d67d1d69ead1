"""叫家人帮忙: what a relative does here, or is asked for. Nothing on it changes anything by itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout

from evidence_keeper.gui.easy.page import WIDE_UP_TO, Page
from evidence_keeper.gui.helping import helps, trusted
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import holder
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace


class FamilyPage(Page):
    """One row for each way to help."""

    def __init__(self, face: EasyFace) -> None:
        super().__init__(face, _("Ask the family for help"))
        self.rows: dict[str, Row] = {}
        for one in (way for way in helps() if way.easy):
            pressed = partial(face.help, one.name)
            self.rows[one.name] = Row(self.look, one.icon, one.title, one.words, pressed)
        if numbers := trusted(self.desk):
            self.body.add(Notice(self.look, numbers, icon="phone"))
        self.body.add(holder(self._grid(), "body"))
        self.body.end()

    def _grid(self) -> QGridLayout:
        """Two columns; one where letters are large."""
        columns = 2 if self.look.scale <= WIDE_UP_TO else 1
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self.look.gap)
        for number, made in enumerate(self.rows.values()):
            grid.addWidget(made, number // columns, number % columns)
        return grid

    def focus_first(self) -> None:
        next(iter(self.rows.values())).setFocus()
