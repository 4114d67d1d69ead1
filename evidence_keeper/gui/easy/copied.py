"""复制来的文字: the second way to keep a chat. Each copy made while the page is open is kept, or an exported file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from evidence_keeper.chats import KeptChat
from evidence_keeper.errors import EvidenceError
from evidence_keeper.gui.easy.chat_who import WhoPage, unasked
from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.logs import keep_logs
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.copied import CopiedPanel, words_of
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import column, frame, label
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.gui.words import plain_title
from evidence_keeper.model import EvidenceItem
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace


class CopiedPage(Page):
    """What to do, what was taken so far, and 完成."""

    def __init__(self, face: EasyFace, case_id: str | None) -> None:
        super().__init__(face, _("Copied text"))
        self._case_id = case_id
        words = column(
            label(
                _("1. Leave this page open. In the chat, select the messages and copy them."), "big"
            ),
            label(_("2. Each copy is kept here at once, with the time."), "big"),
            label(_("What was copied before this page was opened is not taken."), "second"),
            gap=14,
            edges=(32, 26, 32, 26),
        )
        self.panel = CopiedPanel(self.desk, case_id)
        self.panel.kept.connect(self._kept)
        self.body.add(frame(words, "card"), self.panel)
        self.body.end()
        self.setAcceptDrops(True)
        self.file = self.step(_("Choose a chat file"), self._choose, icon="folder")
        self.paste = self.step(_("Paste"), self.panel.paste, icon="plus")
        self.done = self.step(_("Done"), self._done, main=True, icon="home")

    def entered(self) -> None:
        self.panel.begin()
        self.focus_first()

    def left(self) -> None:
        self.panel.end()

    def _kept(self, kept: KeptChat) -> None:
        self._case_id = kept.item.case_id
        self.desk.last_case = kept.item.case_id
        self.desk.refresh()
        # With large letters what was taken stands below the page's edge.
        QTimer.singleShot(50, self, self._show_taken)

    def _show_taken(self) -> None:
        self.body.ensureWidgetVisible(self.panel.said)

    def _choose(self) -> None:
        paths = self.desk.choose_files(self.window())
        if paths:
            verb = partial(keep_logs, paths=paths, case_id=self._case_id)
            self.desk.run(self, verb, self._logs_kept, self._failed, lane=Lane.LONG)

    def _logs_kept(self, done: tuple[list[KeptChat], list[EvidenceError]]) -> None:
        kept, refused = done
        self.panel.done += kept
        for error in refused:
            self.body.add(ErrorCard(self.look, error))
        if kept:
            self._kept(kept[-1])
            self._done()

    def _failed(self, error: Exception) -> None:
        self.body.add(ErrorCard(self.look, error))

    def _done(self) -> None:
        face, kept = self.face, self.panel.done
        if not kept:
            face.home()
        elif said := unasked(kept):
            face.instead(WhoPage(face, said, lambda: face.instead(CopiedSavedPage(face, kept))))
        else:
            face.instead(CopiedSavedPage(face, kept))

    # ---- dragging a text (files go to the face, as on every page)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasText() and not event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.panel.take(event.mimeData().text())


class CopiedSavedPage(Page):
    """已保存: each chat, to be looked at."""

    def __init__(self, face: EasyFace, kept: list[KeptChat]) -> None:
        super().__init__(face, _("Saved"))
        words = _("Kept {n} chats. They are exactly as they were copied.")
        self.body.add(Notice(self.look, words.format(n=len(kept))))
        for one in kept[:30]:
            pressed = partial(self._see, one.item)
            self.body.add(Row(self.look, "chat", plain_title(one.item), words_of(one), pressed))
        self.body.end()
        self.back.hide()
        self.home = self.step(_("Done"), face.home, main=True, icon="home")

    def _see(self, item: EvidenceItem) -> None:
        from evidence_keeper.gui.easy.evidence import ItemPage

        self.face.go(ItemPage(self.face, item))
