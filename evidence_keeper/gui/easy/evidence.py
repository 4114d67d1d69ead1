"""看证据: everything kept as big rows by day, newest first; one press opens it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QPushButton

from evidence_keeper.gui.easy.page import Page
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets import content
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import button, label
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.gui.widgets.viewer import Viewer
from evidence_keeper.gui.words import (
    ICON_OF_KIND,
    breakable,
    by_day,
    case_title,
    count_items,
    plain_title,
    plain_words,
    time_line,
)
from evidence_keeper.model import EvidenceItem, Kind
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import safe_name

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace

ROWS_AT_ONCE = 40
THUMBNAIL = (240, 240)


class EvidencePage(Page):
    """The list. It is made anew when it is shown again, because something may have been kept meanwhile."""

    aside: Row | None = None

    def __init__(self, face: EasyFace, title: str = "") -> None:
        super().__init__(face, title or _("See the evidence"))
        self.rows: dict[str, Row] = {}
        self._shown = ROWS_AT_ONCE
        self._filled: tuple[list[EvidenceItem], int] | None = None
        self.desk.changed.connect(self._fill)

    def entered(self) -> None:
        self._fill()
        self.desk.refresh()

    def focus_first(self) -> None:
        first = next(iter(self.rows.values()), None)
        (first or self.back).setFocus()

    def _items(self) -> list[EvidenceItem]:
        return [item for item in self.desk.known.items if not item.withdrawn]

    def _fill(self) -> None:
        items = self._items()
        if (items, self._aside_count()) == self._filled:
            return
        self._filled = (items, self._aside_count())
        self.body.clear()
        self.rows = {}
        if not items:
            self.body.add(Notice(self.look, self._nothing(), icon="info"))
        for heading, group in reversed(_unknown_first(by_day(items))):
            if len(self.rows) < self._shown:
                self._add_day(heading, group)
        if len(items) > len(self.rows):
            self.body.add(button(self.look, _("Show more"), self._more))
        self._offer_aside()
        self.body.end()
        self.focus_first()

    def _nothing(self) -> str:
        return _("Nothing has been kept yet.")

    def _aside_count(self) -> int:
        return sum(1 for item in self.desk.known.items if item.withdrawn)

    def _offer_aside(self) -> None:
        self.aside = None
        count = self._aside_count()
        if count:
            title, words = _("Put aside"), count_items(count)
            self.aside = Row(self.look, "away", title, words, self._see_aside)
            self.body.add(self.aside)

    def _see_aside(self) -> None:
        self.face.go(AsidePage(self.face))

    def _add_day(self, heading: str, group: list[EvidenceItem]) -> None:
        self.body.add(label(heading, "heading"))
        for item in reversed(group):
            if len(self.rows) >= self._shown:
                return
            icon = ICON_OF_KIND[item.kind]
            title, words = plain_title(item), self._words(item)
            row = Row(self.look, icon, title, words, partial(self._see, item))
            self.rows[item.item_id] = row
            self.body.add(row)
            self._ask_picture(item, row)

    def _words(self, item: EvidenceItem) -> str:
        words = plain_words(item)
        cases = {case.case_id: case for case in self.desk.known.cases}
        if len(cases) > 1 and item.case_id in cases:
            words += f" · {case_title(cases[item.case_id])}"
        return words

    def _ask_picture(self, item: EvidenceItem, row: Row) -> None:
        self.desk.run(
            row,
            lambda keeper, job: content.thumbnail(keeper, item, THUMBNAIL),
            partial(_show_picture, row),
            _no_picture,
            lane=Lane.PICTURES,
        )

    def _see(self, item: EvidenceItem) -> None:
        self.face.go(ItemPage(self.face, item))

    def _more(self) -> None:
        self._shown += ROWS_AT_ONCE
        self._filled = None
        self._fill()


class AsidePage(EvidencePage):
    """收起来的: still kept, and one press away from the others."""

    def __init__(self, face: EasyFace) -> None:
        super().__init__(face, _("Put aside"))

    def _items(self) -> list[EvidenceItem]:
        return [item for item in self.desk.known.items if item.withdrawn]

    def _nothing(self) -> str:
        return _("Nothing is put aside.")

    def _offer_aside(self) -> None:
        """These are they."""


def _unknown_first(
    groups: list[tuple[str, list[EvidenceItem]]],
) -> list[tuple[str, list[EvidenceItem]]]:
    # Shown in reverse, newest day first: those without a day come last.
    unknown = [group for group in groups if group[1][0].captured_at is None]
    return [*unknown, *(group for group in groups if group not in unknown)]


def _show_picture(row: Row, image: QImage) -> None:
    if not image.isNull():
        row.set_picture(QPixmap.fromImage(image))


def _no_picture(_error: Exception) -> None:
    """The icon stays: a missing thumbnail is nothing to be told of."""


class ItemPage(Page):
    """One item: what it is, when it was and how we know, and the thing itself."""

    def __init__(self, face: EasyFace, item: EvidenceItem) -> None:
        super().__init__(face, plain_title(item))
        self._item = item
        self.time = label(breakable(f"{time_line(item)} · {safe_name(item.name)}"), "second")
        self.said = Notice(self.look)
        self.viewer = Viewer(self.desk)
        self.viewer.laid.connect(self.focus_first)
        self.body.add(self.time, self.said)
        self.body.column.addWidget(self.viewer, 1)
        self.viewer.setMinimumHeight(self.look.px(300))
        self.write = self.step(_("Write a word about it"), self._note, icon="note")
        if item.kind in (Kind.SCREENSHOT, Kind.IMAGE):
            self.read = self.step(_("Read the text in it"), self._read, icon="chat")
            self.draw = self.step(_("Draw on it"), self._draw, icon="pen")
        if item.kind is Kind.CHAT:
            self.who = self.step(_("Which one is you?"), self._who, icon="person")
        self.restore: QPushButton | None = None
        if item.withdrawn:
            words = _("Take it back in")
            self.restore = self.step(words, self._take_back, main=True, icon="undo")
        self._say()

    def entered(self) -> None:
        self.focus_first()
        if self.viewer.view is None:
            self.viewer.show_item(self._item)
        self.desk.run(self, lambda keeper, job: keeper.item(self._item.item_id), self._renewed)

    def left(self) -> None:
        self.viewer.stop()

    def _renewed(self, item: EvidenceItem) -> None:
        self._item = item
        self._say()

    def _say(self) -> None:
        notes = self._item.notes
        words = _("You wrote: {note}").format(note=notes[-1].text) if notes else ""
        self.said.say(words, icon="note")

    def _take_back(self) -> None:
        item_id = self._item.item_id
        self.desk.run(
            self, lambda keeper, job: keeper.restore(item_id), self._back, lane=Lane.WRITE
        )

    def _back(self, _item: EvidenceItem) -> None:
        self.desk.refresh()
        self.face.back()

    def _read(self) -> None:
        from evidence_keeper.gui.easy.chat_read import ReadPage

        self.face.go(ReadPage(self.face, self._item))

    def _who(self) -> None:
        from evidence_keeper.gui.easy.chat_who import ask_again

        ask_again(self.face, self._item.item_id)

    def _draw(self) -> None:
        from evidence_keeper.gui.easy.markup import MarkupPage

        self.face.go(MarkupPage(self.face, self._item))

    def _note(self) -> None:
        from evidence_keeper.gui.easy.note import NotePage

        self.face.go(NotePage(self.face, self._item))
