"""A page of the easy face that hosts a journey: its screens come in this one page, 返回 goes back through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.journey import Journey

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace


class JourneyPage(Page):
    """Starts the journey when it is shown first."""

    def __init__(self, face: EasyFace, journey: Journey) -> None:
        super().__init__(face, journey.title)
        self.journey = journey
        journey.setParent(self)
        journey.host = self
        journey.turned.connect(self._turn)
        journey.ended.connect(face.back)
        journey.leads_to.connect(self._go_on)
        self.back.clicked.disconnect()
        self.back.clicked.connect(self._back)
        self.made: list[QPushButton] = []
        self._begun = False

    def entered(self) -> None:
        if not self._begun:
            self._begun = True
            self.journey.begin()
        else:
            self.focus_first()

    def left(self) -> None:
        self.journey.left()

    def focus_first(self) -> None:
        if self.journey.focus is not None:
            self.journey.focus.setFocus()
        else:
            super().focus_first()

    def _turn(self) -> None:
        journey = self.journey
        self.title.setText(journey.title)
        self.setAccessibleName(journey.title)
        for made in self.made:
            self._steps.removeWidget(made)
            made.hide()
            made.deleteLater()
        self.body.clear()
        self.body.add(*journey.widgets)
        self.made = [
            self.step(one.words, one.pressed, main=one.main, icon=one.icon) for one in journey.steps
        ]
        self.body.end()
        # What isn't shown yet takes no focus, and a layout shows it only later.
        for shown in (*journey.widgets, *self.made):
            shown.show()
        self.body.verticalScrollBar().setValue(0)
        self.face.shield.hold()
        self.focus_first()

    def _go_on(self, journey: Journey) -> None:
        self.face.instead(JourneyPage(self.face, journey))

    def _back(self) -> None:
        if self.journey.earlier is not None:
            self.journey.earlier()
        else:
            self.face.back()
