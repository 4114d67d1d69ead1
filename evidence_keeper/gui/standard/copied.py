"""A small window that stays while a chat is copied elsewhere: each copy is kept at once."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets.copied import CopiedPanel
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.parts import button, holder, label, row
from evidence_keeper.text import gui_text as _


class CopiedDialog(Dialog):
    """Closing it ends the taking; what was taken is kept."""

    def __init__(self, parent: QWidget, desk: Desk, case_id: str | None) -> None:
        super().__init__(parent, desk.look, _("Copied text"), 520)
        self.panel = CopiedPanel(desk, case_id)
        self.paste = button(desk.look, _("Paste"), self.panel.paste, icon="plus")
        self.ready = button(desk.look, _("Done"), self.accept, role="main")
        self.ready.setDefault(True)
        self.fill(
            label(_("Copied text"), "heading"),
            label(_("Leave this open. In the chat, select the messages and copy them.")),
            self.panel,
            holder(row(self.paste, 1, self.ready, gap=desk.look.gap)),
        )
        self.panel.kept.connect(self._taller)
        self.finished.connect(self.panel.end)
        self.panel.begin()

    def _taller(self) -> None:
        self.show_new(self.panel)
