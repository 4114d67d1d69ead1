"""收手机文件: the code, what arrives, help when the phone doesn't get through; and 传到手机, the other way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.receiver import Receiver
from evidence_keeper.gui.widgets.leave import ask_before_leaving
from evidence_keeper.gui.widgets.phone import PhonePanel
from evidence_keeper.gui.widgets.phone_help import help_column
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace


class ReceivePage(Page):
    """Open while it is shown, and while its help is."""

    def __init__(
        self, face: EasyFace, case_id: str | None = None, send: Sequence[Path] = ()
    ) -> None:
        super().__init__(face, _("To the phone") if send else _("From the phone"))
        self.receiver = Receiver(self.desk, case_id, send)
        self.panel = PhonePanel(self.desk, self.receiver)
        self.body.column.addWidget(self.panel, 1)
        self.help = self.step(_("The phone can't open it"), self._help, icon="info")
        self.done: QPushButton = self.step(_("Done"), self._leave_home, main=True, icon="home")
        self.back.clicked.disconnect()
        self.back.clicked.connect(self._leave)
        self._helping = False
        self.receiver.open()

    def entered(self) -> None:
        self._helping = False
        self.help.setFocus()

    def left(self) -> None:
        if not self._helping:
            self.receiver.close()

    def _help(self) -> None:
        self._helping = True
        self.face.go(HelpPage(self.face, self.receiver.sends))

    def _leave(self) -> None:
        self._asking(self.face.back)

    def _leave_home(self) -> None:
        self._asking(self.face.home)

    def _asking(self, go: object) -> None:
        assert callable(go)
        if self.receiver.busy:
            ask_before_leaving(self, self.look, go)
        else:
            go()


class HelpPage(Page):
    """Plain questions, most likely first; the page stays open meanwhile."""

    def __init__(self, face: EasyFace, sends: bool) -> None:
        super().__init__(face, _("The phone can't open it"))
        self.body.add(*help_column(self.desk, sends))
        self.body.end()
