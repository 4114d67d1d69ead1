"""网上填表: one field of the office's form a page, its text one press from the clipboard; at the end the files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.widgets.attach import AttachCard
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.form import FieldCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import label
from evidence_keeper.gui.widgets.pieces import PieceView
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Filled
    from evidence_keeper.gui.easy.face import EasyFace
    from evidence_keeper.model import Case


class FormPage(Page):
    """Field number `place` (from 0) of the form; after the last come the files."""

    def __init__(self, face: EasyFace, case: Case, channel: str, place: int = 0) -> None:
        super().__init__(face, _("Fill in the web form"))
        self._case, self._channel, self._place = case, channel, place
        self.card: FieldCard | None = None
        self.before: QPushButton | None = None
        self.next: QPushButton | None = None

    def entered(self) -> None:
        if self.card is None:
            case_id, channel, own = self._case.case_id, self._channel, dict(self.desk.limits)
            self.desk.run(
                self,
                lambda keeper, job: keeper.form(case_id, channel, limits=own),
                self._show,
                self._failed,
            )
        else:
            self.focus_first()

    def focus_first(self) -> None:
        if self.card is not None and self.card.copy is not None:
            self.card.copy.setFocus()
        elif self.next is not None:
            self.next.setFocus()
        else:
            super().focus_first()

    def _show(self, fields: tuple[Filled, ...]) -> None:
        from evidence_keeper.complaint import load

        office, place = load(self._channel), self._place
        words = _("Field {n} of {total}, as on the page of {office}")
        told = words.format(n=place + 1, total=len(fields), office=office.name)
        filled = fields[place]
        self.card = FieldCard(self.look, place + 1, filled, office, self.desk.limits)
        self.card.mend.connect(self._mend)
        self.card.typed.connect(partial(self._type, filled))
        self.body.add(label(told, "second"), self.card)
        self.body.end()
        if place > 0:
            self.before = self.step(_("The one before"), partial(self._go, place - 1))
        last = place + 1 == len(fields)
        following = self._files if last else partial(self._go, place + 1)
        self.next = self.step(_("Next"), following, main=True, icon="forward")
        self.focus_first()

    def _go(self, place: int) -> None:
        self.face.instead(FormPage(self.face, self._case, self._channel, place))

    def _files(self) -> None:
        self.face.instead(FilesPage(self.face, self._case, self._channel))

    def _mend(self, key: str) -> None:
        from evidence_keeper.gui.easy.interview import QuestionPage

        self.face.instead(QuestionPage(self.face, self._case.case_id, self._channel, key))

    def _type(self, one: Filled) -> None:
        self.face.go(PiecesPage(self.face, one))

    def _failed(self, error: Exception) -> None:
        self.body.add(ErrorCard(self.look, error))


class PiecesPage(Page):
    """The page takes no pasting: the text piece by piece, as large as can be read from afar."""

    def __init__(self, face: EasyFace, filled: Filled) -> None:
        super().__init__(face, filled.field.label)
        self.view = PieceView(self.desk, filled.pieces)
        self.view.turned.connect(self._turned)
        self.body.column.addWidget(self.view, 1)
        self._steps.addWidget(self.view.before)
        self._steps.addWidget(self.view.next)

    def focus_first(self) -> None:
        (self.view.next if self.view.next.isEnabled() else self.view.before).setFocus()

    def entered(self) -> None:
        super().entered()
        self.view.read()

    def _turned(self) -> None:
        self.body.verticalScrollBar().setValue(0)


class FilesPage(Page):
    """The files that go with it, and the press that says it is handed in."""

    def __init__(self, face: EasyFace, case: Case, channel: str) -> None:
        from evidence_keeper.complaint import load

        super().__init__(face, _("Files to attach"))
        self._case, self._channel = case, channel
        self.attach = AttachCard(self.desk, case, load(channel))
        hint = _("In the page press “Add file”, and choose them in that folder.")
        self.body.add(self.attach, Notice(self.look, hint, icon="info"))
        self.body.end()
        self.done = self.step(_("I have handed it in"), self._done, main=True, icon="tick")

    def left(self) -> None:
        self.attach.stop()

    def _done(self) -> None:
        from evidence_keeper.gui.easy.after import ReturnPage

        self.face.instead(ReturnPage(self.face, self._case, self._channel, "filed"))
