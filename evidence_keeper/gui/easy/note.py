"""A word about an item, in the person's own words. It is kept as an entry; the item itself never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit

from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.parts import label
from evidence_keeper.gui.words import plain_title
from evidence_keeper.model import EvidenceItem
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace


class NotePage(Page):
    """A large field and 保存."""

    def __init__(self, face: EasyFace, item: EvidenceItem) -> None:
        super().__init__(face, _("Write a word about it"))
        self._item = item
        self.words = QPlainTextEdit()
        self.words.setFont(self.look.font(self.look.px(30)))
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName(_("What it is about"))
        self.words.setPlaceholderText(_("For example: the bill of March, 30 yuan too much"))
        self.words.setPlainText(face.drafts.get(item.item_id, ""))
        self.words.setMinimumHeight(self.look.px(200))
        self.body.add(label(plain_title(item), "second"))
        self.body.column.addWidget(self.words, 1)
        self.save = self.step(_("Save"), self._save, main=True, icon="tick")

    def entered(self) -> None:
        self.words.setFocus()

    def left(self) -> None:
        # 返回 keeps what was begun: it stands here again next time.
        self.face.drafts[self._item.item_id] = self.words.toPlainText()

    def _save(self) -> None:
        text = self.words.toPlainText().strip()
        if not text:
            self.face.back()
            return
        self.save.setEnabled(False)
        item_id = self._item.item_id
        self.desk.run(
            self,
            lambda keeper, job: keeper.note(item_id, text),
            self._saved,
            self._failed,
            lane=Lane.WRITE,
        )

    def _saved(self, _item: EvidenceItem) -> None:
        self.words.clear()
        self.desk.refresh()
        self.face.back()

    def _failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.body.add(ErrorCard(self.look, error))
