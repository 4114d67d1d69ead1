"""收手机文件 in the standard face: the same page in a dialog, open while the dialog is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.receiver import Receiver
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.leave import ask_before_leaving
from evidence_keeper.gui.widgets.parts import button, column, holder, label, row
from evidence_keeper.gui.widgets.phone import PhonePanel
from evidence_keeper.gui.widgets.phone_help import help_column
from evidence_keeper.text import gui_text as _


class ReceiveDialog(Dialog):
    """One opening of the phone page."""

    def __init__(
        self, parent: QWidget, desk: Desk, case_id: str | None = None, send: Sequence[Path] = ()
    ) -> None:
        title = _("To the phone") if send else _("From the phone")
        super().__init__(parent, desk.look, title, 860)
        look = desk.look
        self.receiver = Receiver(desk, case_id, send)
        self.panel = PhonePanel(desk, self.receiver)
        self.panel.setMinimumHeight(look.px(380))
        self.help = button(look, _("The phone can't open it"), self._help, role="link", icon="info")
        self.close_button = button(look, _("Done"), self._leave, role="main")
        self.helping = holder(column(*help_column(desk, bool(send)), gap=8))
        self.helping.hide()
        buttons = holder(row(self.help, 1, self.close_button))
        self.fill(label(title, "title"), self.panel, self.helping, buttons)
        self.close_button.setFocus()
        self.receiver.open()

    def _help(self) -> None:
        self.helping.setVisible(self.helping.isHidden())
        self.panel.setVisible(self.helping.isHidden())
        self.show_new(self.helping)

    def _leave(self) -> None:
        if self.receiver.busy:
            ask_before_leaving(self, self.look, self.accept)
        else:
            self.accept()

    def _end(self) -> None:
        """Closes the page."""
        self.receiver.close()

    def accept(self) -> None:
        self._end()
        super().accept()

    def reject(self) -> None:
        self._end()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._end()
        super().closeEvent(event)
