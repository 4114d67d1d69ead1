"""The steps of a complaint, one press each, at the head of a matter: questions, form, hotline, what comes after."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.channels import office_of
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.parts import Flow, button
from evidence_keeper.model import Case
from evidence_keeper.text import gui_text as _


class Steps(QWidget):
    """`opened` carries the dialog that a press made, to be shown by whoever holds the window; `wanted` an item."""

    opened = Signal(object)
    wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._case: Case | None = None
        self.ask = self._link(_("Answer questions"), "pen", self._asking)
        self.letter = self._link(_("The letter's words"), "note", self._letter)
        self.contacts = self._link(_("Record of contacts"), "chat", self._contacts)
        self.form = self._link(_("Fill in the web form"), "paper", self._form)
        self.hotline = self._link(_("Call 12315"), "phone", self._hotline)
        self.after = self._link(_("After handing in"), "clock", self._after)
        made = (self.ask, self.contacts, self.letter, self.form, self.hotline, self.after)
        self.setLayout(Flow(*made, gap=4))

    def show_case(self, case: Case) -> None:
        """The matter they are about."""
        self._case = case
        # Another office's hotline has no card of ours.
        self.hotline.setVisible(office_of(case) == "12315")

    def _link(self, words: str, icon: str, pressed: Callable[[], None]) -> QWidget:
        return button(self._desk.look, words, pressed, role="link", icon=icon)

    def _asking(self) -> None:
        from evidence_keeper.gui.standard.interview import Asking

        if self._case is not None:
            chosen = self._case.get("filed_channel") or None
            self._open(Asking(self, self._desk, self._case.case_id, chosen))

    def _contacts(self) -> None:
        from evidence_keeper.gui.standard.contacts import ContactsDialog

        if self._case is not None:
            dialog = ContactsDialog(self, self._desk, self._case)
            dialog.wanted.connect(self.wanted)
            self._open(dialog)

    def _letter(self) -> None:
        from evidence_keeper.gui.standard.letter import LetterDialog

        if self._case is not None:
            self._open(LetterDialog(self, self._desk, self._case, office_of(self._case)))

    def _form(self) -> None:
        from evidence_keeper.gui.standard.form import FormDialog

        if self._case is not None:
            self._open(FormDialog(self, self._desk, self._case, office_of(self._case)))

    def _hotline(self) -> None:
        from evidence_keeper.gui.standard.after import HotlineDialog

        if self._case is not None:
            self._open(HotlineDialog(self, self._desk, self._case))

    def _after(self) -> None:
        from evidence_keeper.gui.standard.after import AfterDialog

        if self._case is not None:
            self._open(AfterDialog(self, self._desk, self._case, office_of(self._case)))

    def _open(self, dialog: Dialog) -> None:
        self.opened.emit(dialog)
