"""Drawing on a copy of a picture, in a window above the standard face."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.markup import Drawing
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import button, holder, label, row
from evidence_keeper.model import EvidenceItem
from evidence_keeper.text import gui_text as _

EDGE = 60


class DrawDialog(Dialog):
    """As large as the window lets it be. `saved(copy)` is called when the copy is kept."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        item: EvidenceItem,
        saved: Callable[[EvidenceItem], None],
    ) -> None:
        super().__init__(parent, desk.look, _("Draw on a copy"), 4000)
        self._saved = saved
        self._warned = False
        self.drawing = Drawing(desk, item)
        self.drawing.changed.connect(self._changed)
        self.drawing.saved.connect(self._kept)
        self.drawing.failed.connect(self._failed)
        self.said = Notice(desk.look, _("The picture itself stays as it is."), icon="info")
        self.leave = button(desk.look, _("Leave it"), self.reject)
        self.save = button(desk.look, _("Keep the copy"), self.drawing.save, role="main")
        high = parent.window().height() - 2 * EDGE - desk.look.px(190)
        self.drawing.canvas.setMinimumHeight(max(200, high))
        self.fill(
            label(_("Draw on a copy"), "heading"),
            self.drawing,
            self.said,
            holder(row(1, self.leave, self.save, gap=desk.look.gap)),
        )
        self._changed()
        self.drawing.start()

    def reject(self) -> None:
        """What was drawn is not thrown away by one press."""
        if self.drawing.strokes and not self._warned:
            self._warned = True
            words = _("What you drew is not kept yet. Press once more to leave it.")
            self.said.say(words, warn=True)
            return
        super().reject()

    def _changed(self) -> None:
        self.save.setEnabled(bool(self.drawing.strokes))
        if self._warned:
            self._warned = False
            self.said.say(_("The picture itself stays as it is."), icon="info")

    def _kept(self, copy: EvidenceItem) -> None:
        self.accept()
        self._saved(copy)

    def _failed(self, error: Exception) -> None:
        self.show_new(self.drawing.show_error(error))
