"""存文件: choose or drop files, wait while they are kept, and read what became of each."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.gui.easy.page import KeepingWork, Page
from evidence_keeper.gui.kept import Kept, keep_files, lines_of, title_of_kept
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import column, frame, label
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.gui.words import ICON_OF_KIND, case_title, plain_title, plain_words
from evidence_keeper.model import EvidenceItem, Source
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import say_time

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace

MOST_ROWS = 30


class KeepPage(Page):
    """One button; dropping works too, on every page."""

    def __init__(self, face: EasyFace, case_id: str | None) -> None:
        super().__init__(face, _("Keep files"))
        self._case_id = case_id
        words = column(
            1,
            label(_("Press “Choose files” and pick recordings, screenshots or bills."), "big"),
            label(_("You can pick several. You can also drag them here."), "second"),
            label(_("Your own files stay where they are. A copy is kept here."), "second"),
            1,
            gap=16,
            edges=(32, 32, 32, 32),
        )
        self.body.column.addWidget(frame(words, "card"), 1)
        got_call = _("Just got a sales call? Write it down")
        self.memo = Row(self.look, "note", got_call, "", self._memo)
        self.body.add(self.memo)
        look_for = _("Look for recordings on a phone")
        self.scan = self.step(look_for, self._scan, icon="phone")
        self.choose = self.step(_("Choose files"), self._choose, main=True, icon="folder")

    def _memo(self) -> None:
        from evidence_keeper.gui.easy.memo import MemoPage

        self.face.instead(MemoPage(self.face, self._case_id))

    def _scan(self) -> None:
        from evidence_keeper.gui.easy.scan import ScanPage

        folder = self.desk.choose_folder(self.window(), _("Choose the phone, or a folder"))
        if folder is not None:
            self.face.instead(ScanPage(self.face, folder, self._case_id))

    def _choose(self) -> None:
        paths = self.desk.choose_files(self.window())
        if paths:
            self.face.instead(KeepingPage(self.face, paths, self._case_id))


class KeepingPage(KeepingWork):
    """Copies, with progress; then the saved page comes in its place."""

    def __init__(
        self,
        face: EasyFace,
        paths: list[Path],
        case_id: str | None,
        source: Source = Source.IMPORTED,
    ) -> None:
        super().__init__(face, _("Keep files"), _("Keeping your files"))
        self._paths, self._case_id, self._source = paths, case_id, source

    def entered(self) -> None:
        self._start()

    def _start(self) -> None:
        verb = partial(keep_files, paths=self._paths, case_id=self._case_id, source=self._source)
        self.watch(self.desk.run(self, verb, self._kept, self.failed, lane=Lane.LONG))

    def _kept(self, kept: Kept) -> None:
        self.ended()
        self.desk.last_case = kept.case.case_id
        self.desk.refresh()
        self.face.instead(SavedPage(self.face, kept))

    def again(self) -> None:
        self.face.instead(KeepingPage(self.face, self._paths, self._case_id, self._source))


class SavedPage(Page):
    """已保存: how many, when and where; what was there before; what could not be kept, and why."""

    def __init__(self, face: EasyFace, kept: Kept) -> None:
        super().__init__(face, title_of_kept(kept.added))
        self.kept = kept
        if kept.added.items:
            when = say_time(kept.added.items[-1].kept_at)
            words = _("Kept {time}, in “{case}”.").format(time=when, case=case_title(kept.case))
            self.body.add(Notice(self.look, words))
        for words in lines_of(kept.added):
            self.body.add(Notice(self.look, words, icon="info"))
        for item in kept.added.items[:MOST_ROWS]:
            pressed = partial(self._see, item)
            icon = ICON_OF_KIND[item.kind]
            title, words = plain_title(item), plain_words(item)
            self.body.add(Row(self.look, icon, title, words, pressed))
        self.body.end()
        self.more = self.step(_("Keep more"), self._more)
        self.done = self.step(_("Done"), face.home, main=True, icon="home")

    def _see(self, item: EvidenceItem) -> None:
        from evidence_keeper.gui.easy.evidence import ItemPage

        self.face.go(ItemPage(self.face, item))

    def _more(self) -> None:
        self.face.instead(KeepPage(self.face, self.kept.case.case_id))
