"""Shows one item, whatever it is: asks for its content on a lane and lays it out when it comes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets import content
from evidence_keeper.gui.widgets.chat import ChatView
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.paper import PaperView
from evidence_keeper.gui.widgets.parts import column, frame, label
from evidence_keeper.gui.widgets.picture import PictureView
from evidence_keeper.gui.widgets.player import PlayerView
from evidence_keeper.gui.widgets.reading import TextView
from evidence_keeper.gui.widgets.said import SaidView
from evidence_keeper.gui.widgets.seen import PICTURES, SeenView
from evidence_keeper.gui.widgets.sought import Sought, show_in
from evidence_keeper.gui.words import title_of
from evidence_keeper.model import EvidenceItem
from evidence_keeper.text import gui_text as _


class Viewer(QWidget):
    """`view` is what is laid out now, None while it is being fetched; `laid` is emitted when it has come.

    `changed` carries the item after something was written to it here, `made` a copy that was made of it, `wanted` the
    id of another item that is to be shown. `marks`: a recording's parts and marks too.
    """

    laid = Signal()
    changed = Signal(object)
    made = Signal(object)
    wanted = Signal(str)

    def __init__(self, desk: Desk, *, marks: bool = True) -> None:
        super().__init__()
        self._with_marks = marks
        self._desk = desk
        self._item: EvidenceItem | None = None
        self._wanted = 0
        self._sought: Sought | None = None
        self.view: QWidget | None = None
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)

    def show_item(self, item: EvidenceItem | None) -> None:
        """Another item, or nothing."""
        self._clear()
        self._sought = None
        self._item = item
        self._wanted += 1
        if item is None:
            return
        wanted = self._wanted
        self._desk.run(
            self,
            lambda keeper, job: (wanted, content.load(keeper, item, job)),
            self._arrived,
            self._failed,
        )

    def seek(self, sought: Sought) -> None:
        """Brings what was looked for into sight, now or as soon as the item is laid out."""
        self._sought = sought
        if self.view is not None:
            self._sought = None
            show_in(self.view, sought)

    def stop(self) -> None:
        """Silence: the page is left."""
        if isinstance(self.view, QWidget):
            for player in self.view.findChildren(PlayerView):
                player.stop()
        if isinstance(self.view, PlayerView):
            self.view.stop()

    def _arrived(self, found: tuple[int, content.Content]) -> None:
        wanted, what = found
        if wanted == self._wanted:
            self._lay(self._view_of(what))

    def _failed(self, error: Exception) -> None:
        self._lay(ErrorCard(self._desk.look, error, self._again))

    def _again(self) -> None:
        self.show_item(self._item)

    def _clear(self) -> None:
        self.stop()
        if self.view is not None:
            self._place.removeWidget(self.view)
            self.view.hide()
            self.view.deleteLater()
            self.view = None

    def _lay(self, view: QWidget) -> None:
        self._clear()
        self.view = view
        self._place.addWidget(view)
        self.laid.emit()
        if self._sought is not None:
            # Once it has its size: what is scrolled before is scrolled to nowhere.
            QTimer.singleShot(0, self, partial(self.seek, self._sought))
        if isinstance(view, ErrorCard):
            self._place.addStretch(1)

    def _view_of(self, what: content.Content) -> QWidget:
        look = self._desk.look
        assert self._item is not None
        name = title_of(self._item)
        match what:
            case content.Picture(image):
                if self._item.kind in PICTURES and not look.easy:
                    seen = SeenView(self._desk, image, name, self._item)
                    seen.changed.connect(self.changed)
                    return seen
                picture = PictureView(look)
                picture.show_image(image, name)
                return picture
            case content.Sound():
                item = self._item if self._with_marks else None
                player = PlayerView(self._desk, what, name, item)
                player.changed.connect(self.changed)
                player.made.connect(self.made)
                player.wanted.connect(self.wanted)
                return player
            case content.Chat(messages, reading):
                if reading is None or reading.shows is None:
                    return self._framed(ChatView(look, messages))
                said = SaidView(self._desk, self._item, reading)
                said.changed.connect(self.changed)
                return said
            case content.Words(text, more):
                return self._framed(TextView(look, text + self._left_out(more)))
            case content.Paper():
                return PaperView(self._desk, what, name)
            case content.Unshown():
                return self._unshown()

    def _framed(self, view: QWidget) -> QWidget:
        return frame(column(view, edges=(16, 12, 8, 12)), "card")

    def _left_out(self, more: int) -> str:
        if not more:
            return ""
        words = _("{n} more letters are not shown here. The original has them all.")
        return "\n\n" + words.format(n=more)

    def _unshown(self) -> QWidget:
        words = label(_("This file can't be shown here. It is kept exactly as it came."))
        return frame(column(words, 1, edges=(20, 20, 20, 20)), "calm")
