"""An error as a person needs it: what happened, what to do; the code small below, for whoever helps."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel

from evidence_keeper.gui import icons
from evidence_keeper.gui.announcing import Announcer
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.parts import button, column, label, row
from evidence_keeper.text import Explanation, explain
from evidence_keeper.text import gui_text as _
from evidence_keeper.unforeseen import as_error


class ErrorCard(QFrame):
    """Calm and framed; with `again` a button that tries once more."""

    def __init__(
        self, look: Look, error: BaseException, again: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        self.setProperty("role", "warn")
        known = as_error(error)
        self.explanation: Explanation = explain(known)
        size = look.px(40 if look.easy else 24)
        sign = QLabel()
        sign.setPixmap(icons.pixmap("warning", size, look.palette.warn_text))
        sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = column(
            label(self.explanation.title, "heading"),
            label(self.explanation.happened),
            label(self.explanation.advice),
            gap=8,
        )
        code = label(_("For whoever helps: {code}").format(code=known.code))
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.addWidget(code)
        if again is not None:
            words.addLayout(row(button(look, _("Try again"), again, role="main"), 1))
        edge = 24 if look.easy else 14
        layout = row(sign, words, gap=16, edges=(edge,) * 4)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        layout.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{self.explanation.title}. {self.explanation.happened}")
        self._announcer = Announcer(self)
        self._announcer.say(f"{self.accessibleName()} {self.explanation.advice}".strip())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._announcer.shown()
