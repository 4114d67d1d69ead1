"""The top bar: what one does most, and the search."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QWidget

from evidence_keeper.gui import icons
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.helping import helps
from evidence_keeper.gui.widgets.parts import button, label, row
from evidence_keeper.gui.words import case_title
from evidence_keeper.text import gui_text as _

PAUSE_MS = 250
SHOTS = ("whole", "window", "region", "later")


class TopBar(QWidget):
    """Signals only; the face does the work. `searched` carries what to look for, empty for nothing.

    `shot` carries one of SHOTS.
    """

    record = Signal()
    shot = Signal(str)
    phone_chat = Signal()
    screen_chat = Signal()
    copied_chat = Signal()
    file_chat = Signal()
    add = Signal()
    phone = Signal()
    papers = Signal()
    check = Signal()
    help = Signal(str)
    matter = Signal(str)
    searched = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        look = desk.look
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.name: QLabel = label(_("Evidence Keeper"), "title", wrap=False)
        self.record_button = button(
            look, _("Record a call"), self.record.emit, role="stop", icon="record"
        )
        self.shot_button = button(
            look, _("Take a picture of the screen"), self._open_menu, icon="screen"
        )
        self.menu = self._make_menu()
        self.chat_button = button(look, _("Keep a chat"), self._open_chats, icon="chat")
        self.chats = QMenu(self)
        self.chats.addAction(
            _("From the phone: a screen video or pictures …"), self.phone_chat.emit
        )
        self.chats.addAction(_("Text that I copy …"), self.copied_chat.emit)
        self.chats.addAction(_("From a file that was exported …"), self.file_chat.emit)
        self.chats.addAction(_("On this screen, while I scroll it"), self.screen_chat.emit)
        self.add_button = button(look, _("Add files"), self.add.emit, icon="keep")
        self.phone_button = button(look, _("From the phone"), self.phone.emit, icon="mobile")
        self.papers_button = button(
            look, _("Make the papers"), self.papers.emit, role="main", icon="paper"
        )
        self.check_button = button(look, _("Check it all"), self.check.emit, icon="check")
        self.more_button = button(look, _("More"), self._open_more, icon="more")
        self._desk = desk
        self.more = QMenu(self)
        self.recent = QMenu(_("Recent matters"), self.more)
        self.recent.aboutToShow.connect(self._fill_recent)
        self.more.addMenu(self.recent)
        self.more.addSeparator()
        for one in helps():
            self.more.addAction(f"{one.title} …", partial(self.help.emit, one.name)).setData(
                one.name
            )
        self.search = self._make_search(desk)
        edges = (18, 9, 18, 10)
        parts = (
            self.record_button,
            self.shot_button,
            self.chat_button,
            self.add_button,
            self.phone_button,
            self.papers_button,
            self.check_button,
            self.more_button,
        )
        self._named: list[tuple[QPushButton, str]] = [(made, made.text()) for made in parts]
        line = row(self.name, *parts, gap=12, edges=edges)
        line.addStretch(1)
        line.addWidget(self.search, 2)
        self.setLayout(line)
        self.setMinimumWidth(look.px(300))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._ask)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        names = {
            "whole": _("The whole screen"),
            "window": _("One window …"),
            "region": _("A part, drawn with the mouse"),
            "later": _("The whole screen, in 5 seconds"),
        }
        for kind in SHOTS:
            menu.addAction(names[kind], partial(self.shot.emit, kind))
        return menu

    def _open_menu(self) -> None:
        self.menu.popup(self.shot_button.mapToGlobal(self.shot_button.rect().bottomLeft()))

    def _open_chats(self) -> None:
        self.chats.popup(self.chat_button.mapToGlobal(self.chat_button.rect().bottomLeft()))

    def _open_more(self) -> None:
        self.more.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def _fill_recent(self) -> None:
        self.recent.clear()
        known = {case.case_id: case for case in self._desk.known.cases}
        for case_id in self._desk.recent:
            if case_id in known:
                chosen = partial(self.matter.emit, case_id)
                self.recent.addAction(case_title(known[case_id]), chosen)

    def clear_search(self) -> None:
        """Back to the timeline."""
        self.search.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        # Large letters need room: first the name goes (it stands in the title bar too), then the buttons'
        # words, which stay as their tips.
        for named, worded in ((True, True), (False, True), (False, False)):
            self.name.setVisible(named)
            for made, words in self._named:
                made.setText(words if worded else "")
                made.setToolTip("" if worded else words)
            if self._needed(named) <= width:
                break

    def _needed(self, named: bool) -> int:
        parts: list[QWidget] = [made for made, _words in self._named]
        if named:
            parts.append(self.name)
        for part in parts:
            part.ensurePolished()
        whole = sum(part.sizeHint().width() for part in parts) + self.search.minimumWidth()
        return whole + 12 * (len(parts) + 2) + 36

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
