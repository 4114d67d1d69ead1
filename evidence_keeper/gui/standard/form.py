"""An office's form, field for field: each text ready to be copied, what it may not be longer than, files beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.channels import CHANNELS, channel_words
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.standard.limit import LimitDialog
from evidence_keeper.gui.standard.pieces import PiecesDialog
from evidence_keeper.gui.widgets.attach import AttachCard
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.form import FieldCard
from evidence_keeper.gui.widgets.parts import Choice, Flow, button, column, frame, holder, label
from evidence_keeper.gui.words import breakable
from evidence_keeper.model import Case
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Channel, Filled


class FormDialog(Dialog):
    """`cards` are the fields in the form's order; `attach` the files."""

    def __init__(self, parent: QWidget, desk: Desk, case: Case, channel: str) -> None:
        super().__init__(parent, desk.look, _("Fill in the web form"), 760)
        self._desk, self._case = desk, case
        self.cards: list[FieldCard] = []
        self.attach: AttachCard | None = None
        places = [(channel_words(one), one) for one in CHANNELS]
        self.channel = Choice(desk.look, _("To hand in at"), places)
        self.channel.choose(channel)
        self.channel.currentIndexChanged.connect(self._ask)
        self.close_button = button(desk.look, _("Close"), self.accept, role="main")
        self.fill(label(_("Fill in the web form"), "title"))
        self._ask()

    def _ask(self) -> None:
        case_id, channel, own = self._case.case_id, self.channel.value, dict(self._desk.limits)
        self._desk.run(
            self,
            lambda keeper, job: keeper.form(case_id, channel, limits=own),
            self._show,
            self._failed,
        )

    def _show(self, fields: tuple[Filled, ...]) -> None:
        from evidence_keeper.complaint import load

        office = load(self.channel.value)
        self.cards = []
        for number, one in enumerate(fields, start=1):
            card = FieldCard(self.look, number, one, office, self._desk.limits)
            card.copied.connect(partial(self._copied, card))
            card.mend.connect(self._mend)
            card.limited.connect(self._limit)
            card.typed.connect(partial(self._type, one))
            self.cards.append(card)
        if self.attach is not None:
            self.attach.stop()
        self.attach = AttachCard(self._desk, self._case, office)
        self.attach.changed.connect(self._grown)
        how = _("Press “Copy”, then paste it into the same field of the page.")
        self.done_button = button(self.look, _("I have handed it in"), self._done, icon="send")
        self.channel.setParent(self)
        self.close_button.setParent(self)
        self.fill(
            label(_("Fill in the web form"), "title"),
            self.channel,
            self._where(office),
            label(how, "caption"),
            *self.cards,
            self.attach,
            foot=holder(Flow(self.done_button, self.close_button, gap=self.look.gap)),
        )
        for kept in (self.channel, self.close_button):
            kept.show()
        self.channel.setFocus()

    def _where(self, office: Channel) -> QWidget:
        """The addresses as they were found, to be copied; the official ones are asked for on the way."""
        lines: list[QWidget] = []
        for one in office.addresses:
            words = breakable(f"{one.what}: {one.where}")
            copy = button(self.look, words, partial(self._copy_address, one.where), role="link")
            copy.setToolTip(_("Copies the address"))
            lines.append(copy)
        hint = _("Open it yourself. An address that comes by message may be false.")
        lines.append(label(hint, "caption"))
        return frame(column(*lines, gap=2, edges=(12, 8, 12, 8)), "card")

    def _copy_address(self, address: str) -> None:
        QGuiApplication.clipboard().setText(address)
        self._copied(None)

    def _copied(self, chosen: FieldCard | None) -> None:
        """Only the last one copied says so: that is what pasting gives."""
        for card in self.cards:
            if card is not chosen:
                card.say_copied(None)

    def _mend(self, key: str) -> None:
        from evidence_keeper.gui.standard.interview import Asking

        asking = Asking(self, self._desk, self._case.case_id, self.channel.value, key)
        self._then_anew(asking)

    def _limit(self, key: str) -> None:
        self._then_anew(LimitDialog(self, self._desk, self.channel.value, key))

    def _type(self, one: Filled) -> None:
        self.pieces = PiecesDialog(self, self._desk, one.field.label, one.pieces)
        self.pieces.finished.connect(self.pieces.deleteLater)
        self.pieces.open()

    def _done(self) -> None:
        from evidence_keeper.gui.standard.after import AfterDialog

        self._then_anew(AfterDialog(self, self._desk, self._case, self.channel.value, "filed"))

    def _then_anew(self, dialog: Dialog) -> None:
        self.above = dialog
        dialog.finished.connect(self._ask)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _grown(self) -> None:
        if self.attach is not None:
            self.show_new(self.attach)

    def _failed(self, error: Exception) -> None:
        close = button(self.look, _("Close"), self.reject)
        self.fill(ErrorCard(self.look, error), close)

    def reject(self) -> None:
        """Leaving stops what is still being made."""
        if self.attach is not None:
            self.attach.stop()
        super().reject()
