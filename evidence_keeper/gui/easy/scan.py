"""从手机里找录音: looks through a phone's folder or any other, shows what is there, and keeps what is pressed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.easy.page import WorkPage
from evidence_keeper.gui.found import found_nothing, found_title, found_words, total_words
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import button
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.text import gui_ngettext
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace
    from evidence_keeper.intake.phones import FoundRecording

ROWS_AT_ONCE = 40


class ScanPage(WorkPage):
    """Nothing is chosen at first: a family's phone holds more calls than those with the company."""

    def __init__(self, face: EasyFace, folder: Path, case_id: str | None) -> None:
        super().__init__(face, _("Recordings on the phone"), _("Looking for recordings"))
        self._folder, self._case_id = folder, case_id
        self.found: list[FoundRecording] = []
        self.rows: list[Row] = []
        self._shown = ROWS_AT_ONCE
        self.keep = self.step("", self._keep, main=True, icon="keep")
        self.keep.hide()

    def entered(self) -> None:
        if self.found or self.rows:
            return
        folder = self._folder
        job = self.desk.run(
            self,
            lambda keeper, job: keeper.recordings_in(folder, job),
            self._looked,
            self._failed,
            lane=Lane.LONG,
        )
        self.watch(job)

    def _looked(self, found: list[FoundRecording]) -> None:
        self.ended()
        self.found = found
        if not found:
            self.body.add(Notice(self.look, found_nothing(), icon="info"))
        else:
            self.body.add(Notice(self.look, total_words(found), icon="info"))
            self._add_rows()
            self.keep.show()
        self.body.end()
        self._count()
        (self.rows[0] if self.rows else self.back).setFocus()

    def _add_rows(self) -> None:
        for place in range(len(self.rows), min(self._shown, len(self.found))):
            one = self.found[place]
            pressed = partial(self._turn, place)
            row = Row(self.look, "phone", found_title(one), found_words(one), pressed)
            row.setCheckable(True)
            self.rows.append(row)
            self.body.add(row)
        if len(self.found) > len(self.rows):
            self.more = button(self.look, _("Show more"), self._more)
            self.body.add(self.more)

    def _more(self) -> None:
        self._shown += ROWS_AT_ONCE
        self.more.hide()
        self.more.deleteLater()
        self._add_rows()

    def _turn(self, place: int) -> None:
        row = self.rows[place]
        row.icon_name = "tick" if row.isChecked() else "phone"
        row.main = row.isChecked()
        row.update()
        self._count()

    @property
    def _chosen(self) -> list[FoundRecording]:
        return [self.found[place] for place, row in enumerate(self.rows) if row.isChecked()]

    def _count(self) -> None:
        count = len(self._chosen)
        words = gui_ngettext("Keep this {n}", "Keep these {n}", count).format(n=count)
        words = words if count else _("Choose first")
        self.keep.setText(words)
        self.keep.setAccessibleName(words)
        self.keep.setEnabled(bool(count))

    def _keep(self) -> None:
        from evidence_keeper.gui.easy.keep import KeepingPage

        chosen = self._chosen
        source = chosen[0].known.provenance.source
        paths = [one.path for one in chosen]
        self.face.instead(KeepingPage(self.face, paths, self._case_id, source))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.ended()
            self.face.back()
        else:
            self.say_error(error)
