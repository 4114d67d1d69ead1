"""A dialog of the standard face that hosts a journey."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from evidence_keeper.gui.journey import Journey
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.parts import Flow, button, holder, label
from evidence_keeper.text import gui_text as _


class JourneyDialog(Dialog):
    """Starts the journey at once; closing it leaves it."""

    def __init__(self, parent: QWidget, journey: Journey, width: int = 640) -> None:
        super().__init__(parent, journey.look, journey.title, width)
        self.made: list[QPushButton] = []
        self.finished.connect(self._left)
        self._host(journey)

    def _host(self, journey: Journey) -> None:
        self.journey = journey
        journey.setParent(self)
        journey.host = self
        journey.turned.connect(self._turn)
        journey.ended.connect(self.accept)
        journey.leads_to.connect(self._host)
        journey.begin()

    def _left(self) -> None:
        self.journey.left()

    def _turn(self) -> None:
        journey, look = self.journey, self.look
        self.setWindowTitle(journey.title)
        leave = button(look, _("Close"), self.reject)
        before = [leave]
        if journey.earlier is not None:
            before.append(button(look, _("Back"), journey.earlier, icon="back"))
        self.made = []
        for one in journey.steps:
            role = "main" if one.main else ""
            made = button(look, one.words, one.pressed, role=role, icon=one.icon)
            made.setDefault(one.main)
            self.made.append(made)
        steps = Flow(*before, *self.made, gap=look.gap)
        steps.setContentsMargins(0, 12, 0, 0)
        self.fill(label(journey.title, "title"), *journey.widgets, foot=holder(steps))
        first = next((made for made in self.made if made.property("role") == "main"), None)
        (self.journey.focus or first or self).setFocus()
