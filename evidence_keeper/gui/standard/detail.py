"""The right column: the item itself, what is known of it, and what a person says about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.standard.edit import EditItem
from evidence_keeper.gui.standard.history import History
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.parts import Body, Flow, button, column, label, line, row, tool
from evidence_keeper.gui.widgets.sought import Sought
from evidence_keeper.gui.widgets.viewer import Viewer
from evidence_keeper.gui.words import breakable, papers_folder, place, time_line, title_of
from evidence_keeper.jobs import Job
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import EvidenceItem, Kind
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import safe_name, say_size, say_time, word

DRAWABLE = (Kind.SCREENSHOT, Kind.IMAGE)


class Detail(QWidget):
    """`changed` carries an item's new state, `said` a sentence about what was done, `wanted` the id of another item."""

    changed = Signal(object)
    said = Signal(str)
    wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        look = desk.look
        self.item: EvidenceItem | None = None
        self.dialog: Dialog | None = None
        self._shown_as: Kind | None = None
        self.title = label("", "title")
        self.edit = tool(look, "note", _("Put right what is known of it"), self._edit)
        self.time = label("", "caption")
        self.viewer = Viewer(desk)
        self.viewer.changed.connect(self._noted)
        self.viewer.made.connect(self._copied)
        self.viewer.wanted.connect(self.wanted)
        self.history = History(desk)
        self._middle = QStackedWidget()
        self._middle.addWidget(self.viewer)
        self._middle.addWidget(self.history)
        self.purpose = _field(_("What it is to show"), self._keep_purpose)
        self.note = _field(_("Write a note"), self._keep_note)
        self.notes = label("", "second")
        self.origin = label("", "caption")
        self.story = button(look, "", self._turn, role="link", icon="clock")
        self.aside = button(look, "", self._put_aside, role="link", icon="away")
        self.open_outside = button(
            look, _("Open a copy in another program"), self._open_copy, role="link", icon="window"
        )
        self.show_copy = button(
            look, _("Show a copy in its folder"), self._show_copy, role="link", icon="folder"
        )
        self.draw = button(look, _("Draw on a copy"), self._draw, role="link", icon="pen")
        self._lay()

    def _lay(self) -> None:
        head = row(self.title, self.edit, gap=8)
        self.fields = QWidget()
        fields = column(
            row(_caption(self, _("Shows")), self.purpose, gap=12),
            row(_caption(self, _("Note")), self.note, gap=12),
            self.notes,
            gap=8,
        )
        self.fields.setLayout(fields)
        feet = Flow(self.story, self.draw, self.open_outside, self.show_copy, self.aside)
        whole = column(
            column(head, self.time, gap=2),
            self._middle,
            self.fields,
            line(),
            self.origin,
            feet,
            gap=12,
        )
        whole.setContentsMargins(24, 20, 24, 8)
        whole.setStretch(1, 1)
        self._middle.setMinimumHeight(220)
        body = Body(self._desk.look)
        body.column.addLayout(whole)
        self.setLayout(column(body))
        self.setMinimumWidth(self._desk.look.px(240))

    def show_item(self, item: EvidenceItem) -> None:
        """Another item, or the same in a new state."""
        another = self.item is None or self.item.item_id != item.item_id
        self.item = item
        self.title.setText(breakable(title_of(item)))
        self.title.setAccessibleName(title_of(item))
        self.time.setText(time_line(item))
        self.purpose.setText(item.purpose)
        self.purpose.setCursorPosition(0)
        self.purpose.setModified(False)
        self.notes.setText("\n".join(f"{say_time(n.at)}  {n.text}" for n in item.notes[-3:]))
        self.notes.setVisible(bool(item.notes))
        self.origin.setText(breakable(origin_of(item)))
        self._name_aside(item)
        self.draw.setVisible(item.kind in DRAWABLE)
        if another or self._shown_as is not item.kind:
            self._shown_as = item.kind
            self.note.clear()
            self.show_thing()
            self.viewer.show_item(item)
        elif self._middle.currentWidget() is self.history:
            self.history.show_item(item)

    def seek(self, sought: Sought) -> None:
        """Brings what was looked for in the item into sight."""
        self.show_thing()
        self.viewer.seek(sought)

    def show_thing(self) -> None:
        """The item itself, not its history."""
        self._middle.setCurrentWidget(self.viewer)
        self._name_story()

    def stop(self) -> None:
        """Silence."""
        self.viewer.stop()

    def put_aside(self) -> None:
        """收起来, or back: the button's work, for the keyboard too."""
        self._put_aside()

    def _turn(self) -> None:
        if self._middle.currentWidget() is self.history:
            self.show_thing()
        elif self.item is not None:
            self.stop()
            self.history.show_item(self.item)
            self._middle.setCurrentWidget(self.history)
        self._name_story()

    def _name_story(self) -> None:
        back = self._middle.currentWidget() is self.history
        self.fields.setVisible(not back)
        words = _("Back to the item") if back else _("Where it comes from, what was done")
        self.story.setText(words)
        self.story.setAccessibleName(words)

    def _name_aside(self, item: EvidenceItem) -> None:
        words = _("Take it back in") if item.withdrawn else _("Put it aside")
        self.aside.setText(words)
        self.aside.setAccessibleName(words)

    def _edit(self) -> None:
        if self.item is None:
            return
        self.dialog = EditItem(self, self._desk, self.item, self._edited)
        self.dialog.finished.connect(self._edit_done)
        self.dialog.open()

    def _noted(self, item: EvidenceItem) -> None:
        self._written((item, _("Saved.")))

    def _copied(self, item: EvidenceItem) -> None:
        words = _("Made a copy: “{name}”. The original is exactly as it was.")
        self.changed.emit(item)
        self.said.emit(words.format(name=title_of(item)))

    def _edited(self, item: EvidenceItem) -> None:
        self._written((item, _("Put right. The file itself is as it was.")))

    def _draw(self) -> None:
        from evidence_keeper.gui.standard.markup import DrawDialog

        if self.item is not None:
            self.dialog = DrawDialog(self, self._desk, self.item, self._drawn)
            self.dialog.finished.connect(self._edit_done)
            self.dialog.open()

    def _open_copy(self) -> None:
        self._lend(lambda path: path)

    def _show_copy(self) -> None:
        self._lend(lambda path: path.parent)

    def _lend(self, what: Callable[[Path], Path]) -> None:
        """A copy under its own name, in Documents; the original is opened by no other program."""
        if self.item is None:
            return
        item, desk = self.item, self._desk
        cases = {case.case_id: case for case in desk.known.cases}
        if item.case_id not in cases:
            return
        folder = papers_folder(cases[item.case_id], desk.papers) / _("Copies")
        desk.run(
            self,
            lambda keeper, job: what(keeper.copy_out(item.item_id, folder, job)),
            self._lent,
            lane=Lane.LONG,
        )

    def _lent(self, path: Path) -> None:
        self._desk.show_outside(self, path, partial(self._answered, path))

    def _answered(self, path: Path, shown: bool) -> None:
        words = _("A copy lies here: {place}")
        if not shown:
            words = _("This computer has no program to show it. It lies here: {place}")
        self.said.emit(words.format(place=breakable(place(path))))

    def _drawn(self, copy: EvidenceItem) -> None:
        self.changed.emit(copy)
        self.said.emit(_("Kept: a copy with what you drew. The picture itself is as it was."))

    def _edit_done(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _keep_purpose(self) -> None:
        if self.item is not None and self.purpose.isModified():
            self.purpose.setModified(False)
            text = self.purpose.text().strip()
            self._correct({"purpose": text}, _("Saved: what it is to show."))

    def _keep_note(self) -> None:
        text = self.note.text().strip()
        if text and self.item is not None:
            item_id = self.item.item_id
            self._write(lambda keeper, job: keeper.note(item_id, text), _("Saved: your note."))
            self.note.clear()

    def _put_aside(self) -> None:
        if self.item is None:
            return
        item_id = self.item.item_id
        if self.item.withdrawn:
            words = _("It is back in the timeline.")
            self._write(lambda keeper, job: keeper.restore(item_id), words)
        else:
            words = _("Put aside. It is still kept, and you can take it back in.")
            self._write(lambda keeper, job: keeper.withdraw(item_id), words)

    def _correct(self, fields: Mapping[str, str], words: str) -> None:
        assert self.item is not None
        item_id = self.item.item_id
        self._write(lambda keeper, job: keeper.correct(item_id, fields), words)

    def _write(self, verb: Callable[[Keeper, Job], EvidenceItem], words: str) -> None:
        self._desk.run(
            self, lambda keeper, job: (verb(keeper, job), words), self._written, lane=Lane.WRITE
        )

    def _written(self, done: tuple[EvidenceItem, str]) -> None:
        item, words = done
        if self.item is not None and item.item_id == self.item.item_id:
            self.show_item(item)
        self.changed.emit(item)
        self.said.emit(words)


def _field(name: str, kept: Callable[[], None]) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(name)
    made.editingFinished.connect(kept)
    return made


def _caption(parent: Detail, words: str) -> QWidget:
    made = label(words, "caption", wrap=False)
    made.setFixedWidth(parent._desk.look.px(64))
    return made


def origin_of(item: EvidenceItem) -> str:
    """Where the original comes from, on one line."""
    digest = f"{item.digest.value[:4]} {item.digest.value[4:6]}…{item.digest.value[-4:]}"
    return " · ".join(
        (
            _("Original {name}").format(name=safe_name(item.name)),
            say_size(item.size),
            _("check value {digest}").format(digest=digest),
            _("kept {time} ({source})").format(
                time=say_time(item.kept_at), source=word(item.provenance.source)
            ),
        )
    )
