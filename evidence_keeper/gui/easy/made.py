"""做好了: the papers are looked at, printed, copied to a stick, sent to the family; and where they lie."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.gui.easy.page import WIDE_UP_TO, Page
from evidence_keeper.gui.giving import put_on_clipboard
from evidence_keeper.gui.journeys.giving import CopyPapers, PrintPapers
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import holder
from evidence_keeper.gui.widgets.tile import Row, tiles
from evidence_keeper.gui.words import breakable, count_items, files_for_phone, place
from evidence_keeper.text import gui_ngettext
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.bundle import Bundle
    from evidence_keeper.gui.easy.face import EasyFace
    from evidence_keeper.model import Case


class MadePage(Page):
    """做好了: looked at first, then whatever one wants to do with it. Each can be done again."""

    def __init__(self, face: EasyFace, bundle: Bundle, case: Case, channel: str) -> None:
        super().__init__(face, _("It is done"))
        self._bundle, self._case, self._channel = bundle, case, channel
        pages = gui_ngettext("{n} page", "{n} pages", bundle.pages).format(n=bundle.pages)
        count = count_items(len(bundle.exhibits))
        said = _("Made: {pages}, with {count}.").format(pages=pages, count=count)
        where = _("It lies here: {place}").format(place=breakable(place(bundle.pdf.parent)))
        if bundle.reminder is not None:
            stays = _("The reminder that stays with you: {place}")
            where += "\n" + stays.format(place=breakable(place(bundle.reminder)))
        self.said = Notice(self.look, said)
        self.body.add(self.said)
        columns = 3 if self.look.scale <= WIDE_UP_TO else 1
        grid = tiles(self._tiles(), columns)
        self.body.add(holder(grid, "body"), Notice(self.look, where, icon="folder"))
        self.body.end()
        self.form = self.step(_("Fill in the web form"), self._form, icon="pen")
        self.see = self.step(_("Look at it"), self._see, main=True, icon="eye")

    def _tiles(self) -> list[Row]:
        look = self.look
        self.print = Row(look, "print", _("Print"), "", self._print)
        self.stick = Row(look, "stick", _("Copy to a USB stick"), "", self._copy)
        self.family = Row(look, "send", _("Send to the family"), "", self._send)
        self.phone = Row(look, "mobile", _("To the phone"), "", self._to_phone)
        self.show_folder = Row(look, "folder", _("Show in its folder"), "", self._folder)
        made = [self.print, self.stick, self.family, self.phone, self.show_folder]
        self.reminder: Row | None = None
        if self._bundle.reminder is not None:
            self.reminder = Row(look, "clock", _("See the reminder"), "", self._remind)
            made.append(self.reminder)
        return made

    def _print(self) -> None:
        self.face.travel(PrintPapers(self.desk, self._bundle))

    def _copy(self) -> None:
        title = _("Choose the USB stick, or a folder")
        folder = self.desk.choose_folder(self.window(), title)
        if folder is not None:
            self.face.travel(CopyPapers(self.desk, self._bundle, folder))

    def _send(self) -> None:
        put_on_clipboard(self._bundle.pdf)
        words = _("Copied. Open WeChat and paste it to your family. The file lies here: {place}")
        self.said.say(words.format(place=breakable(place(self._bundle.pdf))))
        self.body.ensureWidgetVisible(self.said)

    def _to_phone(self) -> None:
        from evidence_keeper.gui.easy.receive import ReceivePage

        self.face.go(ReceivePage(self.face, send=files_for_phone(self._bundle)))

    def _form(self) -> None:
        from evidence_keeper.gui.easy.form import FormPage

        self.face.go(FormPage(self.face, self._case, self._channel))

    def _see(self) -> None:
        self._open(self._bundle.pdf)

    def _folder(self) -> None:
        self._open(self._bundle.pdf.parent)

    def _remind(self) -> None:
        assert self._bundle.reminder is not None
        self._open(self._bundle.reminder)

    def _open(self, path: Path) -> None:
        self.desk.show_outside(self, path, partial(self._answered, path))

    def _answered(self, path: Path, shown: bool) -> None:
        if not shown:
            words = _("This computer has no program to show it. It lies here: {place}")
            self.said.say(words.format(place=breakable(place(path))), warn=True)
            self.body.ensureWidgetVisible(self.said)
