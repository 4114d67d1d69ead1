"""The strip under the top bar: work under way, or one sentence about what has just happened."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Body, button, column, row, tool
from evidence_keeper.gui.widgets.progress import ProgressCard
from evidence_keeper.jobs import Job
from evidence_keeper.text import gui_text as _


class Strip(QWidget):
    """Empty it takes no room. `undone` is emitted by the undo beside a sentence that offers it."""

    undone = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._look = desk.look
        self.progress: ProgressCard | None = None
        self._shown: QWidget | None = None
        self._place = column(edges=(16, 12, 16, 0))
        self.setLayout(self._place)
        self.hide()

    @property
    def words(self) -> str:
        """What it says now."""
        notice = self._shown.findChild(Notice) if self._shown is not None else None
        return notice.words if notice is not None else ""

    def watch(self, title: str, job: Job) -> None:
        """Work under way."""
        self.progress = ProgressCard(self._look, title)
        self._put(self.progress)
        self.progress.watch(job)

    def say(
        self,
        words: str,
        more: Sequence[tuple[str, bool]] = (),
        *,
        warn: bool = False,
        undo: bool = False,
    ) -> None:
        """What has just happened; `more` are further sentences, True for those that warn."""
        notices: list[QWidget] = [Notice(self._look, words, warn=warn)]
        for sentence, warns in more:
            icon = "warning" if warns else "info"
            notices.append(Notice(self._look, sentence, warn=warns, icon=icon))
        sentences: QWidget = QWidget()
        sentences.setLayout(column(*notices, gap=6))
        if len(notices) > 4:
            body = Body(self._look, gap=6)
            body.add(sentences)
            body.setFixedHeight(self._look.px(200))
            sentences = body
        line = row(gap=8)
        line.addWidget(sentences, 1)
        if undo:
            line.addWidget(button(self._look, _("Undo"), self.undone.emit, icon="undo"))
        line.addWidget(tool(self._look, "cross", _("Close this message"), self.clear))
        holder = QWidget()
        holder.setLayout(line)
        self._put(holder)

    def say_error(self, error: Exception) -> None:
        """What went wrong and what to do."""
        close = tool(self._look, "cross", _("Close this message"), self.clear)
        holder = QWidget()
        line = row(gap=8)
        line.addWidget(ErrorCard(self._look, error), 1)
        line.addWidget(close)
        holder.setLayout(line)
        self._put(holder)

    def clear(self) -> None:
        """Nothing to say."""
        if self.progress is not None:
            self.progress.done()
            self.progress = None
        if self._shown is not None:
            self._place.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
            self._shown = None
        self.hide()

    def _put(self, widget: QWidget) -> None:
        keep = self.progress if widget is self.progress else None
        self.progress = None if keep is not None else self.progress
        self.clear()
        self.progress = keep
        self._shown = widget
        self._place.addWidget(widget)
        self.show()
