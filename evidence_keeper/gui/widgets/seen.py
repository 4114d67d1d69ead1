"""A picture with what a machine reads in it beside it: to be put right, to be ticked, and private places to be marked.

Nothing is read unasked. Until a person ticks it, it says 机器识别，未核对.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QSplitter, QVBoxLayout, QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.chat import MESSAGE, ChatView
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.marking import Doing, MarkedCanvas, Place
from evidence_keeper.gui.widgets.parts import Flow, button, column, frame, holder, label
from evidence_keeper.gui.widgets.picture import PictureView
from evidence_keeper.gui.widgets.reading import TextView
from evidence_keeper.gui.widgets.sought import Sought, show_in_text
from evidence_keeper.gui.widgets.whose import Whose
from evidence_keeper.jobs import Job
from evidence_keeper.model import EvidenceItem, Kind, Message, Role
from evidence_keeper.text import gui_ngettext, private_words
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.keeper import Keeper, Reading

PICTURES = frozenset({Kind.IMAGE, Kind.SCREENSHOT})


class SeenView(QWidget):
    """`changed` carries the item after something was written to it; `shown` comes when a reading is laid out."""

    changed = Signal(object)
    shown = Signal()

    def __init__(self, desk: Desk, image: QImage, name: str, item: EvidenceItem) -> None:
        super().__init__()
        self._desk, self._item = desk, item
        self._look = desk.look
        self._job: Job | None = None
        self._drawing = "name"
        self._chosen: Message | None = None
        self._place: Mapping[str, Any] | None = None
        self._sought: Sought | None = None
        self._line: tuple[int, int, int, int] | None = None
        self.reading: Reading | None = None
        self.canvas = MarkedCanvas(self._look)
        self.picture = PictureView(self._look, self.canvas)
        self.picture.show_image(image, name)
        self.canvas.boxed.connect(self._boxed)
        self.canvas.picked.connect(self._picked)
        self._make_parts()
        self._lay()
        self._show()
        self._look_up()

    def _make_parts(self) -> None:
        look = self._look
        self.read = button(look, _("Read the text in it"), self._read, icon="chat")
        self.state = label("", "second")
        self.tick = button(look, _("All of it is right"), self._confirm, icon="tick")
        self.crop = button(look, _("Only a part"), self._crop)
        self.cropped = button(look, _("Read this part"), self._crop_done, role="main")
        self.name = button(look, _("Mark a name"), self._mark_name)
        self.face = button(look, _("Mark a face"), self._mark_face)
        self.leave = button(look, _("Leave it"), self._stop_drawing)
        self.not_private = button(look, "", self._strike, role="link")
        self.found = label("", "caption")
        self.machine = label("", "caption")
        self.words = QLineEdit()
        self.words.returnPressed.connect(self._correct)
        self.save = button(look, _("Save"), self._correct)
        self.whose = Whose(look)
        self.whose.said.connect(self._said_by)
        self.chat: ChatView | None = None

    def _lay(self) -> None:
        self._beside = QVBoxLayout()
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._mend = holder(column(self.machine, self.words, Flow(self.whose, self.save), gap=4))
        self._right = holder(column(self.state, self._beside, self._mend, gap=8))
        self._both = QSplitter(Qt.Orientation.Horizontal)
        self._both.setChildrenCollapsible(False)
        self._both.addWidget(self.picture)
        self._both.addWidget(self._right)
        self._both.setSizes([300, 340])
        tools = Flow(
            self.read, self.tick, self.crop, self.cropped, self.name, self.face, self.leave
        )
        layout = column(tools, self._both, self.found, self.not_private, gap=8)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._both.setMinimumHeight(self._look.px(300))

    # Looking ----------------------------------------------------------------------------------------------------

    def _look_up(self) -> None:
        item_id = self._item.item_id
        self._desk.run(self, lambda keeper, job: keeper.known_reading(item_id), self._known)

    def _known(self, reading: Reading | None) -> None:
        if reading is not None:
            self._arrived(reading)

    def _read(self) -> None:
        item_id = self._item.item_id
        self.read.setEnabled(False)
        self.state.setText(_("Reading …"))
        self._right.show()
        self._job = self._desk.run(
            self,
            lambda keeper, job: keeper.read(item_id, job),
            self._arrived,
            self._failed,
            lane=Lane.LONG,
        )

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.read.setEnabled(True)
        self.state.setText("")
        self._put(ErrorCard(self._look, error, self._read))
        self._right.show()

    def _arrived(self, reading: Reading) -> None:
        self._job = None
        self.reading = reading
        self._chosen = self._place = None
        self.read.setEnabled(True)
        if reading.picture is not None:
            self.canvas.set_original(reading.picture.seen.width)
        if reading.messages:
            self.chat = ChatView(self._look, reading.messages)
            self.chat.clicked.connect(self._choose)
            self.chat.activated.connect(self._choose)
            self._put(frame(column(self.chat, edges=(8, 8, 4, 8)), "card"))
        else:
            self.chat = None
            self._put(frame(column(TextView(self._look, reading.text), edges=(8, 8, 4, 8)), "card"))
        self._show()
        if self._sought is not None:
            self.seek(self._sought)
        self.shown.emit()

    def _put(self, view: QWidget) -> None:
        while (old := self._beside.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._beside.addWidget(view, 1)

    def _show(self) -> None:
        reading, doing = self.reading, self.canvas.doing
        known, looking = reading is not None, doing is Doing.LOOKING
        self.read.setVisible(not known and looking)
        self.tick.setVisible(known and looking and not (reading and reading.checked_by_person))
        self.crop.setVisible(known and looking)
        self.name.setVisible(looking)
        self.face.setVisible(looking)
        self.cropped.setVisible(doing is Doing.CROPPING)
        self.leave.setVisible(not looking)
        self._right.setVisible(known)
        self._mend.setVisible(self._chosen is not None)
        self.not_private.setVisible(self._place is not None and looking)
        if reading is not None:
            self.state.setText(_state(reading))
        self.found.setText(_found(reading.private if reading else ()))
        self.found.setVisible(bool(self.found.text()))
        self.canvas.show_places(self._places())

    def _places(self) -> list[Place]:
        if self.reading is None:
            return []
        places = [
            Place(
                _box(one["box"]),
                "keys" if one.get("by") == "person" else "danger",
                bool(one["sure"]),
                one is self._place,
            )
            for one in self.reading.private
        ]
        if self._line is not None:
            places.append(Place(self._line, "action", filled=True))
        if self._chosen is not None and self.reading.picture is not None:
            said = self.reading.picture.conversation.messages[self._chosen.number - 1]
            places.append(Place(_box(said.box.xywh), "action"))
        return places

    # What somebody looks for ------------------------------------------------------------------------------------

    def seek(self, sought: Sought) -> None:
        """Marks the message or line that has these words, now or as soon as the reading has come."""
        self._sought = sought
        reading = self.reading
        if reading is None:
            return
        self._sought, self._line = None, None
        found = next((one for one in reading.messages if sought.stands_in(one.text)), None)
        if found is not None and self.chat is not None and reading.picture is not None:
            self.choose(found)
            self.chat.show_message(found.number)
            said = reading.picture.conversation.messages[found.number - 1]
            self.canvas.bring(_box(said.box.xywh))
            return
        self._seek_line(reading, sought)

    def _seek_line(self, reading: Reading, sought: Sought) -> None:
        lines = reading.picture.seen.lines if reading.picture is not None else ()
        line = next((one for one in lines if sought.stands_in(one.text)), None)
        if line is not None:
            self._line = _box(line.box.xywh)
            self.canvas.bring(self._line)
        for text in self._right.findChildren(TextView):
            show_in_text(text, sought)
        self._show()

    # Messages ---------------------------------------------------------------------------------------------------

    def _choose(self, index: QModelIndex) -> None:
        self.choose(index.data(MESSAGE))

    def choose(self, message: Message) -> None:
        """A message to look at in the picture, and to put right."""
        self._line = None
        self._chosen = message
        name = _("What message {n} says").format(n=message.number)
        self.words.setAccessibleName(name)
        self.words.setText(message.text.replace("\n", "⏎"))
        self.words.setCursorPosition(0)
        assert self.reading is not None
        seen = self.reading.picture
        machine = "" if seen is None else seen.conversation.messages[message.number - 1].text
        words = _("The machine reads: {text}").format(text=machine.replace("\n", "⏎"))
        self.machine.setText(words)
        self.whose.show_message(message)
        self._show()

    def _said_by(self, roles: dict[str, Role | None]) -> None:
        item_id = self._item.item_id
        self._write(lambda keeper: keeper.set_roles(item_id, roles))

    def _correct(self) -> None:
        message, item_id = self._chosen, self._item.item_id
        if message is None:
            return
        text = self.words.text().replace("⏎", "\n").strip()
        if text and text != message.text:
            self._write(lambda keeper: keeper.correct_message(item_id, message.number, text))

    def _confirm(self) -> None:
        item_id = self._item.item_id
        self._write(lambda keeper: keeper.confirm(item_id))

    # The part to be read ----------------------------------------------------------------------------------------

    def _crop(self) -> None:
        crop = self.reading.picture.crop if self.reading and self.reading.picture else None
        self.canvas.start_cropping(*(crop or (0, None)))
        self._show()

    def _crop_done(self) -> None:
        rows, item_id = self.canvas.rows, self._item.item_id
        self.canvas.stop()
        self.reading = None
        self._show()
        self.read.setEnabled(False)
        self._right.show()
        self.state.setText(_("Reading …"))
        self._desk.run(
            self,
            lambda keeper, job: (keeper.crop_reading(item_id, rows), keeper.read(item_id, job)),
            self._written,
            self._failed,
            lane=Lane.LONG,
        )

    # Private places ---------------------------------------------------------------------------------------------

    def _mark_name(self) -> None:
        self._start_boxing("name")

    def _mark_face(self) -> None:
        self._start_boxing("face")

    def _start_boxing(self, what: str) -> None:
        self._drawing = what
        self.canvas.start_boxing()
        self._show()

    def _stop_drawing(self) -> None:
        self.canvas.stop()
        self._show()

    def _boxed(self, box: list[int]) -> None:
        what, item_id = self._drawing, self._item.item_id
        self.canvas.stop()
        self._write(lambda keeper: keeper.draw_box(item_id, box, what))

    def _picked(self, number: int) -> None:
        if self.reading is None or number >= len(self.reading.private):
            return
        self._place = self.reading.private[number]
        words = _("This is no {what}").format(what=private_words(str(self._place["kind"])))
        self.not_private.setText(words)
        self.not_private.setAccessibleName(words)
        self._show()

    def _strike(self) -> None:
        place, item_id = self._place, self._item.item_id
        if place is not None:
            self._write(lambda keeper: keeper.strike_private(item_id, place))

    # Writing ----------------------------------------------------------------------------------------------------

    def _write(self, verb: Callable[[Keeper], EvidenceItem]) -> None:
        item_id = self._item.item_id
        self._desk.run(
            self,
            lambda keeper, job: (verb(keeper), keeper.known_reading(item_id)),
            self._written,
            lane=Lane.WRITE,
        )

    def _written(self, done: tuple[EvidenceItem, Reading | None]) -> None:
        item, reading = done
        self._item = item
        if reading is not None:
            self._arrived(reading)
        else:
            self._read()
        self.changed.emit(item)


def _state(reading: Reading) -> str:
    if reading.checked_by_person:
        return "✓ " + _("Read by machine, checked by a person")
    words = _("Read by machine, not checked")
    lost = reading.picture.conversation.left_over if reading.picture else 0
    if reading.messages and lost:
        more = gui_ngettext(
            "{n} line belongs to no message", "{n} lines belong to no message", lost
        ).format(n=lost)
        return f"{words} · {more}"
    return words


def _found(private: Sequence[Mapping[str, Any]]) -> str:
    """How many places of each kind, in the order in which they first come."""
    there: dict[str, set[object]] = {}
    for one in private:
        there.setdefault(one["kind"], set()).add(one.get("place", tuple(one["box"])))
    parts = [f"{private_words(kind)} {len(places)}" for kind, places in there.items()]
    return _("Private: {what}").format(what=" · ".join(parts)) if parts else ""


def _box(given: Sequence[int]) -> tuple[int, int, int, int]:
    left, top, width, height = (int(value) for value in given)
    return left, top, width, height
