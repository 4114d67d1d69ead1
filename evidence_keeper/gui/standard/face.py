"""The standard face: joins bar, strip, three columns and status line, and keeps them in step."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.drops import dropped, takes
from evidence_keeper.gui.helping import MADE
from evidence_keeper.gui.journey import Journey
from evidence_keeper.gui.report import findings_of, headline
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.standard.bar import TopBar
from evidence_keeper.gui.standard.bringing import Bringing
from evidence_keeper.gui.standard.cases import CasePick, Cases
from evidence_keeper.gui.standard.detail import Detail
from evidence_keeper.gui.standard.entries import (
    Entry,
    Heading,
    ItemEntry,
    entry_of,
    found_entries,
    spoken,
)
from evidence_keeper.gui.standard.journey import JourneyDialog
from evidence_keeper.gui.standard.matter import Matter
from evidence_keeper.gui.standard.newcase import NewCase
from evidence_keeper.gui.standard.papers import Papers
from evidence_keeper.gui.standard.recording import RecordingPanel
from evidence_keeper.gui.standard.status import StatusLine
from evidence_keeper.gui.standard.strip import Strip
from evidence_keeper.gui.standard.timeline import Timeline
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.parts import Flow, button, column, holder, label
from evidence_keeper.gui.widgets.sought import Sought
from evidence_keeper.gui.words import by_day, case_title, count_items
from evidence_keeper.model import Case, EvidenceItem, Hit, Report, Source
from evidence_keeper.text import gui_text as _

NARROW = 900
"""Below this width (at 100 % text) the matters' column folds into a button above the timeline."""


class StandardFace(QWidget):
    """`larger` and `smaller` ask the window for another text size."""

    larger = Signal()
    smaller = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.bar = TopBar(desk)
        self.recording = RecordingPanel(desk)
        self.strip = Strip(desk)
        self.cases = Cases(desk)
        self.timeline = Timeline(desk)
        self.detail = Detail(desk)
        self.matter = Matter(desk)
        self.right = QStackedWidget()
        self.status = StatusLine(desk)
        self.dialog: Dialog | None = None
        self._looking_for = ""
        self._aside: str | None = None
        self._noticed: set[str] = set()
        self.chosen_next: str | None = None
        self.bringing = Bringing(self)
        self._lay()
        self._join()
        self._make_shortcuts()
        self.setAcceptDrops(True)

    def start(self) -> None:
        """The window is up."""
        self.desk.refresh()
        self.bar.add_button.setFocus()
        self.desk.recorder.get_ready()
        self._recording_turned()

    def close_work(self) -> None:
        """The window closes."""
        self.detail.stop()
        if self.dialog is not None:
            self.dialog.reject()

    # ---- laying out

    def _lay(self) -> None:
        look = self.desk.look
        self.about = button(
            look, _("What the matter is about"), self._show_matter, role="link", icon="note"
        )
        self.look_for = button(
            look, _("Look for recordings on a phone"), self.bringing.scan, role="link", icon="phone"
        )
        self.memo = button(look, _("Write down a call"), self.write_down, role="link", icon="note")
        self.empty = label(_("Drag files here, or press “Add files”."), "second")
        self.pick = CasePick(look, self._unfold)
        self.pick.hide()
        links = holder(Flow(self.about, self.look_for, self.memo, gap=4))
        below = column(links, self.empty, self.timeline, gap=4)
        below.setStretch(2, 1)
        self.middle = QStackedWidget()
        self.middle.addWidget(holder(below))
        middle = column(self.pick, self.middle, gap=4, edges=(16, 14, 16, 8))
        self.folded = False
        self.right.addWidget(self._welcome())
        self.right.addWidget(self.matter)
        self.right.addWidget(self.detail)
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.setHandleWidth(1)
        columns.setChildrenCollapsible(False)
        for widget in (self.cases, holder(middle), self.right):
            columns.addWidget(widget)
            # A screen reader goes through them as they were raised.
            widget.raise_()
        columns.setSizes([250, 410, 706])
        columns.setStretchFactor(2, 1)
        self.columns = columns
        whole = column(self.bar, self.recording, self.strip, columns, self.status)
        whole.setStretch(3, 1)
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold(event.size().width() < self.desk.look.px(NARROW))

    def _fold(self, narrow: bool) -> None:
        if narrow == self.folded:
            return
        self.folded = narrow
        self.pick.setVisible(narrow)
        if narrow:
            self.middle.addWidget(self.cases)
        else:
            self.middle.removeWidget(self.cases)
            self.columns.insertWidget(0, self.cases)
            self.cases.show()
            self.columns.setSizes([250, 410, self.width() - 660])
        self.middle.setCurrentIndex(0)

    def _unfold(self) -> None:
        """The matters in place of the timeline, and back."""
        matters = self.middle.currentWidget() is self.cases
        self.middle.setCurrentIndex(0 if matters else 1)
        if not matters:
            self.cases.list.setFocus()

    def _picked(self) -> None:
        self.middle.setCurrentIndex(0)

    def _welcome(self) -> QWidget:
        words = label(_("Nothing has been kept yet."), "title")
        how = label(
            _(
                "Drag recordings, screenshots, chats and bills into this window, or press “Add files”."
            ),
            "second",
        )
        return holder(column(1, words, how, 2, gap=8, edges=(48, 24, 48, 24)))

    def _join(self) -> None:
        self.desk.changed.connect(self._fill)
        self.desk.greeted.connect(self._greet)
        self.desk.watch.turned.connect(self._notice)
        self.desk.recorder.turned.connect(self._recording_turned)
        self.bar.papers.connect(self._make_papers)
        self.bar.check.connect(self._check)
        self.bar.help.connect(self.help)
        self.bar.matter.connect(self.cases.choose)
        self.bar.searched.connect(self._search)
        self.cases.chosen.connect(self._case_chosen)
        self.cases.new.connect(self._ask_new_case)
        self.cases.away.connect(self._fill)
        for signal in (self.cases.chosen, self.cases.new, self.cases.away, self.cases.list.clicked):
            signal.connect(self._picked)
        self.cases.list.activated.connect(self._picked)
        self.timeline.chosen.connect(self._show_item)
        self.timeline.case_chosen.connect(self.cases.choose)
        self.detail.changed.connect(self._item_changed)
        self.detail.said.connect(self._said)
        self.detail.wanted.connect(self.timeline.choose)
        self.matter.said.connect(self._said)
        self.matter.steps.opened.connect(self.open)
        self.matter.steps.wanted.connect(self.timeline.choose)
        self.strip.undone.connect(self._undo)

    def _make_shortcuts(self) -> None:
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Open), self.bringing.choose_files),
            (QKeySequence(QKeySequence.StandardKey.New), self._ask_new_case),
            (QKeySequence(QKeySequence.StandardKey.Find), self.bar.search.setFocus),
            (QKeySequence(QKeySequence.StandardKey.Print), self._make_papers),
            (QKeySequence(QKeySequence.StandardKey.Undo), self._undo),
            (QKeySequence(QKeySequence.StandardKey.Refresh), self._check),
            (QKeySequence(QKeySequence.StandardKey.ZoomIn), self.larger.emit),
            (QKeySequence(QKeySequence.StandardKey.ZoomOut), self.smaller.emit),
        ):
            QShortcut(keys, self).activated.connect(act)
        away = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.timeline)
        away.setContext(Qt.ShortcutContext.WidgetShortcut)
        away.activated.connect(self._put_aside)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.bar.search)
        leave.setContext(Qt.ShortcutContext.WidgetShortcut)
        leave.activated.connect(self.bar.clear_search)

    # ---- showing

    def _fill(self) -> None:
        self.cases.fill()
        case = self._case()
        if case is not None:
            self.matter.show_case(case)
        self.pick.show_words(_("Matters") if case is None else case_title(case))
        if self._looking_for:
            self._search(self._looking_for)
        else:
            self._fill_timeline()

    def _fill_timeline(self) -> None:
        case_id = self.cases.case_id
        aside = self.cases.showing_aside
        items = [
            item
            for item in self.desk.known.items
            if item.case_id == case_id and item.withdrawn == aside
        ]
        entries: list[Entry] = []
        for heading, group in by_day(items):
            entries.append(Heading(heading))
            entries.extend(entry_of(item) for item in group)
        self.timeline.fill(entries)
        if self.chosen_next is not None and self.timeline.rows.row_of(self.chosen_next) is not None:
            self.timeline.choose(self.chosen_next)
            self.chosen_next = None
        self.empty.setVisible(not items)
        self.empty.setText(
            _("Nothing is put aside.") if aside else _("Drag files here, or press “Add files”.")
        )
        self.about.setVisible(case_id is not None)
        self.bar.papers_button.setEnabled(bool(items) and not aside)

    def _case(self) -> Case | None:
        case_id = self.cases.case_id
        return next((one for one in self.desk.known.cases if one.case_id == case_id), None)

    def _case_chosen(self, _case_id: str) -> None:
        case = self._case()
        self.pick.show_words(_("Matters") if case is None else case_title(case))
        self.detail.stop()
        self.detail.item = None
        self.bar.clear_search()
        self._looking_for = ""
        fresh = self.chosen_next  # something just kept in a matter that is new itself
        self._fill_timeline()
        if fresh is None:
            self._show_matter()

    def _show_matter(self) -> None:
        case = self._case()
        if case is not None:
            self.detail.stop()
            self.matter.show_case(case)
            self.timeline.clearSelection()
            self.timeline.setCurrentIndex(self.timeline.rows.index(-1))
            self.right.setCurrentWidget(self.matter)

    def _show_item(self, item: EvidenceItem) -> None:
        self.detail.show_item(item)
        self.right.setCurrentWidget(self.detail)
        entry = self.timeline.entry
        if self._looking_for and entry is not None and entry.item.item_id == item.item_id:
            self.detail.seek(Sought(self._looking_for, entry.number))

    def _item_changed(self, item: EvidenceItem) -> None:
        self._aside = item.item_id if item.withdrawn else None
        self.desk.refresh()

    def _said(self, words: str) -> None:
        self.strip.say(words, undo=self._aside is not None)

    def _greet(self) -> None:
        first, *more = self.desk.greeting or [""]
        self.strip.say(first, [(words, False) for words in more])

    def _notice(self) -> None:
        """What keeping watch has to say, once; nothing that is being said is wiped away by it."""
        fresh = [words for words in self.desk.watch.notices if words not in self._noticed]
        if fresh and not self.strip.isVisible():
            self._noticed.update(fresh)
            self.strip.say(fresh[0], [(words, True) for words in fresh[1:]], warn=True)

    # ---- doing

    def keep(self, paths: list[Path], source: Source = Source.IMPORTED) -> None:
        """Keeps files in the chosen matter; one that family made is opened."""
        self.bringing.keep(paths, source)

    def shoot(self, kind: str) -> None:
        """A picture of the screen, one of bar.SHOTS, for the chosen matter."""
        self.bringing.shoot(kind)

    def write_down(self) -> None:
        """A call that nothing was recorded of, written down at any time."""
        self.bringing.write_down()

    def _recording_turned(self) -> None:
        self.bar.record_button.setEnabled(not self.desk.recorder.active)

    def _check(self) -> None:
        job = self.desk.run(
            self,
            lambda keeper, job: keeper.verify(job),
            self._checked,
            self.bringing.stopped,
            lane=Lane.LONG,
        )
        self.strip.watch(_("Looking at everything that was kept"), job)

    def _checked(self, report: Report) -> None:
        self._aside = None
        self.desk.checked(report)
        self.strip.say(headline(report), findings_of(report), warn=not report.ok)

    def _ask_new_case(self) -> None:
        self.open(NewCase(self, self.desk.look, self._make_case))

    def _make_case(self, title: str, kind: str) -> None:
        self.desk.run(
            self, lambda keeper, job: keeper.new_case(title, kind), self._case_made, lane=Lane.WRITE
        )

    def _case_made(self, case: Case) -> None:
        self.desk.known.cases.append(case)
        self.cases.fill()
        self.cases.choose(case.case_id)
        self.desk.refresh()

    def _make_papers(self) -> None:
        case = self._case()
        if case is not None and self.bar.papers_button.isEnabled():
            self.detail.stop()
            self.open(Papers(self, self.desk, case))

    def help(self, name: str) -> None:
        """Into one of the ways of gui.helping."""
        self.travel(MADE[name](self.desk))

    def travel(self, journey: Journey) -> None:
        """Goes through a journey."""
        self.detail.stop()
        self.open(JourneyDialog(self, journey))

    def open(self, dialog: Dialog) -> None:
        """Shows a dialog; the one that is open, as long as it is."""
        self.dialog = dialog
        dialog.finished.connect(self._dialog_done)
        dialog.open()

    def _dialog_done(self) -> None:
        if isinstance(self.dialog, JourneyDialog) and self.dialog.journey.case_id:
            self.cases.choose(self.dialog.journey.case_id)
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def forget_undo(self) -> None:
        """Something else has happened since: what was put aside before is restored under 收起来的."""
        self._aside = None

    def _put_aside(self) -> None:
        if self.detail.item is not None and self.timeline.item is not None:
            self.detail.put_aside()

    def _undo(self) -> None:
        item_id, self._aside = self._aside, None
        if item_id is not None:
            self.desk.run(
                self, lambda keeper, job: keeper.restore(item_id), self._restored, lane=Lane.WRITE
            )

    def _restored(self, item: EvidenceItem) -> None:
        self.strip.say(_("It is back in the timeline."))
        if self.detail.item is not None and self.detail.item.item_id == item.item_id:
            self.detail.show_item(item)
        self.desk.refresh()

    # ---- searching

    def _search(self, text: str) -> None:
        self._looking_for = text
        if text:
            self.desk.run(self, lambda keeper, job: (text, keeper.find(text)), self._found)
        else:
            self._fill_timeline()

    def _found(self, found: tuple[str, list[Hit]]) -> None:
        text, hits = found
        if text != self._looking_for:
            return
        entries = found_entries(self.desk.known, hits)
        things = {
            one.item.item_id if isinstance(one, ItemEntry) else spoken(one) for one in entries
        }
        words = _("Found: {count}").format(count=count_items(len(things)))
        self.timeline.fill([Heading(words if entries else _("Nothing found.")), *entries])
        self.empty.hide()
        self.about.hide()

    # ---- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if takes(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        place = self.mapToGlobal(event.position().toPoint())
        self.bringing.keep(dropped(event), case_id=self.cases.case_at(place))
