"""What is said in a recording, line by line: written by hand or by machine, listened to by a press, and checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QWidget,
)

from evidence_keeper.gui.calls import running_clock
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.parts import Flow, button, column, holder, label, row
from evidence_keeper.gui.widgets.progress import ProgressCard
from evidence_keeper.gui.widgets.sought import Sought
from evidence_keeper.model import EvidenceItem
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.keeper import Reading

MOST_ROWS = 6


class TranscriptView(QWidget):
    """`sought` carries the second of a line; `changed` the item after its text was written or confirmed."""

    sought = Signal(float)
    changed = Signal(object)

    def __init__(self, desk: Desk, item: EvidenceItem, at: Callable[[], float]) -> None:
        super().__init__()
        self._desk, self._item, self._at = desk, item, at
        self._text = ""
        self._sought: Sought | None = None
        self.dialog: WriteDialog | None = None
        look = desk.look
        self.state = label("", "caption")
        self.lines = QListWidget()
        self.lines.setWordWrap(True)
        self.lines.setAccessibleName(_("What is said"))
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.itemClicked.connect(self._listen)
        self.lines.itemActivated.connect(self._listen)
        self.write = button(look, "", self._write, role="link", icon="note")
        self.machine = button(look, _("Let the machine write it"), self._hear, role="link")
        self.sure = button(look, _("I listened, it is right"), self._confirm, icon="tick")
        self._place = column()
        buttons = holder(Flow(self.write, self.machine, self.sure, gap=look.gap))
        self.setLayout(column(self.state, self.lines, buttons, self._place, gap=6))
        self.hide()

    def show_reading(self, reading: Reading) -> None:
        """The text as it now stands."""
        told = reading.transcript
        self._text = reading.text if told is not None else ""
        self.lines.clear()
        for line in told.lines if told is not None else ():
            start = "" if line.start is None else f"{running_clock(line.start)}  "
            who = {"me": _("I: "), "other": _("Other side: ")}.get(line.speaker.value, "")
            made = QListWidgetItem(start + who + line.text)
            made.setData(Qt.ItemDataRole.UserRole, line.start)
            self.lines.addItem(made)
        count = self.lines.count()
        self.lines.setVisible(bool(count))
        high = self.fontMetrics().height() + 14
        self.lines.setFixedHeight(high * min(max(count, 1), MOST_ROWS) + 8)
        self.state.setText(self._state_of(reading) if count else "")
        self.state.setVisible(bool(count))
        words = _("Put it right") if count else _("Write down what is said")
        self.write.setText(words)
        self.write.setAccessibleName(words)
        self.sure.setVisible(bool(count) and not reading.checked_by_person)
        self.show()
        if self._sought is not None:
            self.seek(self._sought)

    def seek(self, sought: Sought) -> None:
        """Marks the line that has these words, now or as soon as the lines have come."""
        rows = [self.lines.item(row) for row in range(self.lines.count())]
        self._sought = None if rows else sought
        found = next((one for one in rows if sought.stands_in(one.text())), None)
        if found is not None:
            self.lines.setCurrentItem(found)
            self.lines.scrollToItem(found, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _state_of(self, reading: Reading) -> str:
        if reading.checked_by_person:
            return _("✓ Listened to and found right by a person.")
        if reading.engine == "hand":
            return _("Written by hand, not yet checked once more.")
        return _("Read by machine, not checked.")

    def _listen(self, line: QListWidgetItem) -> None:
        at = line.data(Qt.ItemDataRole.UserRole)
        if at is not None:
            self.sought.emit(float(at))

    def _write(self) -> None:
        self.dialog = WriteDialog(self, self._desk.look, self._text, self._at, self._keep)
        self.dialog.open()

    def _keep(self, text: str) -> None:
        item_id = self._item.item_id
        self._run(lambda keeper, job: (keeper.set_transcript(item_id, text), keeper.read(item_id)))

    def _confirm(self) -> None:
        item_id = self._item.item_id
        self._run(lambda keeper, job: (keeper.confirm(item_id), keeper.read(item_id)))

    def _hear(self) -> None:
        model = self._desk.speech_model or self._choose_model()
        if model is None:
            return
        item_id = self._item.item_id
        progress = ProgressCard(self._desk.look, _("The machine listens and writes"))
        self._put(progress)
        job = self._desk.run(
            self,
            lambda keeper, job: (keeper.item(item_id), keeper.transcribe(item_id, model, job)),
            self._done,
            self._failed,
            lane=Lane.LONG,
        )
        progress.watch(job)

    def _choose_model(self) -> Path | None:
        words = _("Choose the folder of the speech model")
        self._desk.speech_model = self._desk.choose_folder(self.window(), words)
        return self._desk.speech_model

    def _run(self, verb: Callable[..., tuple[EvidenceItem, Reading]]) -> None:
        self._desk.run(self, verb, self._done, self._failed, lane=Lane.WRITE)

    def _done(self, found: tuple[EvidenceItem, Reading]) -> None:
        self._put(None)
        item, reading = found
        self.show_reading(reading)
        self.changed.emit(item)

    def _failed(self, error: Exception) -> None:
        from evidence_keeper.errors import Cancelled, InputError

        self._put(None)
        if isinstance(error, InputError) and error.code.startswith("speech_model"):
            self._desk.speech_model = None  # another folder may be chosen
        if not isinstance(error, Cancelled):
            self._put(ErrorCard(self._desk.look, error))

    def _put(self, widget: QWidget | None) -> None:
        while (old := self._place.takeAt(0)) is not None:
            if (gone := old.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        if widget is not None:
            self._place.addWidget(widget)


class WriteDialog(Dialog):
    """A text with time codes, and a button that puts in the moment that is heard."""

    def __init__(
        self,
        parent: QWidget,
        look: Look,
        text: str,
        at: Callable[[], float],
        kept: Callable[[str], None],
    ) -> None:
        super().__init__(parent, look, _("What is said"), 640)
        self._at, self._kept = at, kept
        self.text = QPlainTextEdit(text)
        self.text.setAccessibleName(_("What is said"))
        self.text.setMinimumHeight(look.px(260))
        self.text.setTabChangesFocus(True)
        self.stamp = button(look, _("Put in the time that is heard"), self._stamp, icon="clock")
        self.leave = button(look, _("Leave it"), self.reject)
        self.save = button(look, _("Save"), self._save, role="main")
        how = _(
            "A line a turn, with its time: [01:05] 我：我要人工。 What stood here before stays kept."
        )
        self.fill(
            label(_("What is said"), "heading"),
            label(how, "caption"),
            self.text,
            holder(row(self.stamp, 1, self.leave, self.save, gap=look.gap)),
        )
        self.finished.connect(self.deleteLater)
        self.text.setFocus()

    def _stamp(self) -> None:
        cursor = self.text.textCursor()
        new_line = "" if cursor.atBlockStart() else "\n"
        cursor.insertText(f"{new_line}[{running_clock(self._at())}] ")
        self.text.setFocus()

    def _save(self) -> None:
        self._kept(self.text.toPlainText())
        self.accept()
