"""The top bar: what one does most, and the search."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from evidence_keeper.gui import icons
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets.parts import button, label, row
from evidence_keeper.text import gui_text as _

PAUSE_MS = 250
NAMED_UP_TO = 150


class TopBar(QWidget):
    """Signals only; the face does the work. `searched` carries what to look for, empty for nothing."""

    add = Signal()
    papers = Signal()
    check = Signal()
    searched = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        look = desk.look
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        name = label(_("Evidence Keeper"), "title", wrap=False)
        self.add_button = button(look, _("Add files"), self.add.emit, icon="keep")
        self.papers_button = button(
            look, _("Make the papers"), self.papers.emit, role="main", icon="paper"
        )
        self.check_button = button(look, _("Check it all"), self.check.emit, icon="check")
        self.search = self._make_search(desk)
        edges = (18, 9, 18, 10)
        parts = (self.add_button, self.papers_button, self.check_button)
        line = row(name, *parts, gap=12, edges=edges)
        line.addStretch(1)
        line.addWidget(self.search, 2)
        self.setLayout(line)
        # The name also stands in the title bar; large letters need its room.
        name.setVisible(look.scale <= NAMED_UP_TO)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._ask)

    def clear_search(self) -> None:
        """Back to the timeline."""
        self.search.clear()

    def _make_search(self, desk: Desk) -> QLineEdit:
        look = desk.look
        made = QLineEdit()
        made.setAccessibleName(_("Search"))
        made.setPlaceholderText(_("Search names, notes and texts"))
        made.setMinimumWidth(look.px(110))
        made.setMaximumWidth(look.px(280))
        made.setClearButtonEnabled(True)
        glass = QAction(icons.icon("search", look.px(18), look.palette.caption), "", made)
        made.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        made.textChanged.connect(self._typed)
        made.returnPressed.connect(self._ask)
        return made

    def _typed(self, text: str) -> None:
        if text:
            self._timer.start()
        else:
            self._timer.stop()
            self._ask()

    def _ask(self) -> None:
        self._timer.stop()
        self.searched.emit(self.search.text().strip())
