"""截屏幕: the picture, kept already. 再截一张, 在图上画一画, 回去."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_keeper.gui.easy.fresh import FreshPage
from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.shooter import Snapped
from evidence_keeper.gui.shots import snapped_warnings, snapped_words
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.viewer import Viewer
from evidence_keeper.model import Case
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace


class ShotPage(FreshPage):
    """The picture with what is known of it."""

    def __init__(self, face: EasyFace, snapped: Snapped) -> None:
        ids = [snapped.taken.item.item_id]
        words, warnings = snapped_words(snapped), snapped_warnings(snapped)
        super().__init__(face, words, warnings, snapped.case, ids)
        self.snapped = snapped
        self.body.column.setSpacing(14)
        if self.which is not None:
            self.body.add(self.which)
        self.viewer = Viewer(self.desk)
        self.viewer.setMinimumHeight(self.look.px(260))
        self.body.column.addWidget(self.viewer, 1)
        self.home = self.step(_("Go home"), face.home, icon="home")
        self.draw = self.step(_("Draw on it"), self._draw, icon="pen")
        self.again = self.step(_("Take another"), face.shoot, main=True, icon="screen")

    def entered(self) -> None:
        if self.viewer.view is None:
            self.viewer.show_item(self.snapped.taken.item)
        self.focus_first()

    def say_placed(self, case: Case) -> str:
        self.snapped = Snapped(case, self.snapped.taken)
        return snapped_words(self.snapped)

    def _draw(self) -> None:
        from evidence_keeper.gui.easy.markup import MarkupPage

        self.face.go(MarkupPage(self.face, self.snapped.taken.item))


class NoShotPage(Page):
    """It could not be taken: why, and what to do."""

    def __init__(self, face: EasyFace, error: Exception) -> None:
        super().__init__(face, _("The picture was not taken"))
        self.body.add(ErrorCard(self.look, error))
        self.body.end()
        self.again = self.step(_("Try again"), face.shoot, main=True, icon="screen")
