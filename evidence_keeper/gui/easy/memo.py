"""刚接了推销电话，补记一下: what nothing was recorded of is written down at once, and says of itself that it was."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QWidget

from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.shooter import matter
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Flow, button, holder, label
from evidence_keeper.model import EvidenceItem
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace


class MemoPage(Page):
    """Three fields, when it was, and whether one said 不要再打: any of them may stay empty, but not all."""

    def __init__(self, face: EasyFace, case_id: str | None) -> None:
        super().__init__(face, _("Write down a sales call"))
        self._case_id = case_id
        self.told = Notice(self.look)
        self.fields = {
            "number": self._field(_("Which number called? (it stands in the phone's call list)")),
            "who": self._field(_("Who did they say they were?")),
            "said": self._field(_("What did they say?")),
        }
        self.no_more, self.not_said = self._pair(
            _("Did you say: don't call again?"), _("I said it"), _("I didn't")
        )
        self.just_now, self.forgotten = self._pair(
            _("When was it?"), _("Just now"), _("I don't remember")
        )
        self.body.add(self.told)
        self.body.end()
        self.save = self.step(_("Save"), self._save, main=True, icon="tick")

    def focus_first(self) -> None:
        self.fields["number"].setFocus()

    def _field(self, words: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(words)
        made.setFont(self.look.font(self.look.px(30)))
        self.body.add(label(words, "big"), made)
        return made

    def _pair(self, asked: str, first: str, second: str) -> tuple[QPushButton, QPushButton]:
        group = QButtonGroup(self)
        pair = (self._answer(first), self._answer(second))
        for made in pair:
            group.addButton(made)
        place: QWidget = holder(Flow(*pair, gap=20))
        self.body.add(label(asked, "big"), place)
        return pair

    def _answer(self, words: str) -> QPushButton:
        made = button(self.look, words, self._nothing, role="helper")
        made.setCheckable(True)
        made.setMinimumWidth(self.look.px(160))
        return made

    def _nothing(self) -> None:
        """What is chosen is read when it is saved."""

    def _save(self) -> None:
        fields = {key: field.text().strip() for key, field in self.fields.items()}
        if self.no_more.isChecked() or self.not_said.isChecked():
            fields["refused"] = "yes" if self.no_more.isChecked() else "no"
        known = {key: value for key, value in fields.items() if value}
        if not known:
            self.told.say(_("Write at least one thing you remember."), warn=True)
            self.body.ensureWidgetVisible(self.told)
            return
        self.save.setEnabled(False)
        at = datetime.now().astimezone() if self.just_now.isChecked() else None
        case_id = self._case_id
        self.desk.run(
            self,
            lambda keeper, job: keeper.write_down(
                matter(keeper, case_id).case_id, "marketing", known, at
            ),
            self._saved,
            self._failed,
            lane=Lane.WRITE,
        )

    def _saved(self, _item: EvidenceItem) -> None:
        self.desk.refresh()
        self.face.instead(MemoKept(self.face))

    def _failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.body.add(ErrorCard(self.look, error))


class MemoKept(Page):
    """已保存, as what it is."""

    def __init__(self, face: EasyFace) -> None:
        super().__init__(face, _("Saved"))
        words = _("Saved. The papers will say that you wrote it down afterwards.")
        self.body.add(Notice(self.look, words))
        self.body.end()
        self.done = self.step(_("Done"), face.home, main=True, icon="home")
