"""认出文字: what stands in a picture, as messages or as text; 机器识别，未核对 until a person says that it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.easy.page import WorkPage
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.chat import ChatView
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import column, frame
from evidence_keeper.gui.widgets.reading import TextView
from evidence_keeper.model import EvidenceItem
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace
    from evidence_keeper.keeper import Keeper, Reading


class ReadPage(WorkPage):
    """Reads at once, then shows it; `tick` says that a person looked and found it right."""

    def __init__(self, face: EasyFace, item: EvidenceItem) -> None:
        super().__init__(face, _("What stands in it"), _("The computer reads the picture"))
        self._item = item
        self.reading: Reading | None = None
        self.state = Notice(self.look)
        self.view: QWidget | None = None
        self.tick: QPushButton | None = None

    def entered(self) -> None:
        if self.reading is None:
            item_id = self._item.item_id
            self.watch(
                self.desk.run(
                    self,
                    lambda keeper, job: keeper.read(item_id, job),
                    self._read,
                    self._failed,
                    lane=Lane.LONG,
                )
            )

    def _read(self, reading: Reading) -> None:
        self.ended()
        self.reading = reading
        self._say()
        self.body.add(self.state)
        if not reading.messages and not reading.text.strip():
            self.state.say(_("No writing was found in it."), icon="info")
            self.body.end()
            self.focus_first()
            return
        view = (
            ChatView(self.look, reading.messages)
            if reading.messages
            else TextView(self.look, reading.text)
        )
        self.view = view
        card = frame(column(view, edges=(16, 12, 8, 12)), "card")
        card.setMinimumHeight(self.look.px(320))
        self.body.column.addWidget(card, 1)
        if not reading.checked_by_person:
            self.tick = self.step(_("I looked: all of it is right"), self._confirm, icon="tick")
        self.focus_first()

    def _say(self) -> None:
        checked = self.reading is not None and self.reading.checked_by_person
        if checked:
            self.state.say(_("Read by machine, checked by a person"), icon="tick")
        else:
            self.state.say(_("Read by machine, not checked"), warn=True)

    def _confirm(self) -> None:
        if self.tick is not None:
            self.tick.setEnabled(False)
        self.desk.run(self, self._ticked_by, self._ticked, self.say_error, lane=Lane.WRITE)

    def _ticked_by(self, keeper: Keeper, _job: object) -> Reading:
        keeper.confirm(self._item.item_id)
        return keeper.read(self._item.item_id)

    def _ticked(self, reading: Reading) -> None:
        self.reading = reading
        if self.tick is not None:
            self.tick.hide()
        self._say()
        self.back.setFocus()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.face.back()
        else:
            self.say_error(error)
