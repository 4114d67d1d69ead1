"""检查一遍: looks at every original and every record, and says in words what holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.easy.page import WorkPage
from evidence_keeper.gui.report import asides_of, calm_headline, holding, worries_of
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import column, frame, label
from evidence_keeper.model import Report
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace


class CheckPage(WorkPage):
    """Starts by itself; can be stopped and started again."""

    def __init__(self, face: EasyFace) -> None:
        super().__init__(face, _("Check it all"), _("Looking at everything that was kept"))

    def entered(self) -> None:
        verb = self.desk.run(
            self,
            lambda keeper, job: keeper.verify(job),
            self._checked,
            self._failed,
            lane=Lane.LONG,
        )
        self.watch(verb)

    def _checked(self, report: Report) -> None:
        self.ended()
        self.desk.checked(report)
        self.body.add(Notice(self.look, calm_headline(report), warn=not report.ok))
        for words in worries_of(report):
            self.body.add(Notice(self.look, words, warn=True, icon="warning"))
        lines = [label(f"✓  {words}") for words in holding(report)]
        lines += [label(words, "second") for words in asides_of(report)]
        if lines:
            self.body.add(frame(column(*lines, gap=10, edges=(28, 24, 28, 24)), "card"))
        self.body.end()
        self.step(_("Done"), self.face.home, main=True, icon="home")
        self.focus_first()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.ended()
            words = _("Stopped before the end. Nothing was changed by looking.")
            self.body.add(Notice(self.look, words, icon="info"))
            self.body.end()
            self.step(_("Check again"), self._again, main=True, icon="check")
            self.focus_first()
        else:
            self.say_error(error, self._again)

    def _again(self) -> None:
        self.face.instead(CheckPage(self.face))
