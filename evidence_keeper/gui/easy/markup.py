"""在图上画一画: arrow, frame, words or black on a copy; the picture itself stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.widgets.markup import Drawing
from evidence_keeper.model import EvidenceItem
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace


class MarkupPage(Page):
    """Keeping leads to the copy."""

    def __init__(self, face: EasyFace, item: EvidenceItem) -> None:
        super().__init__(face, _("Draw on it"))
        self._item = item
        self.drawing = Drawing(self.desk, item)
        self.drawing.canvas.setMinimumHeight(self.look.px(260))
        self.drawing.changed.connect(self._changed)
        self.drawing.saved.connect(self._kept)
        self.drawing.failed.connect(self.drawing.show_error)
        self.body.column.addWidget(self.drawing, 1)
        self.save = self.step(_("Keep the copy"), self.drawing.save, main=True, icon="tick")
        self._changed()
        self.drawing.start(face.drawn.pop(item.item_id, []))

    def entered(self) -> None:
        self.drawing.canvas.setFocus()

    def left(self) -> None:
        # 返回 keeps what was begun: it is there again next time.
        if self.drawing.strokes:
            self.face.drawn[self._item.item_id] = list(self.drawing.strokes)

    def _changed(self) -> None:
        self.save.setEnabled(bool(self.drawing.strokes))

    def _kept(self, copy: EvidenceItem) -> None:
        from evidence_keeper.gui.easy.evidence import ItemPage

        self.face.instead(ItemPage(self.face, copy))
