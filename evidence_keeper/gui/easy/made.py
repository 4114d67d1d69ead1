"""做好了: the papers are looked at, printed, copied to a stick, sent to the family; and where they lie."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.easy.page import WIDE_UP_TO, Page, WorkPage
from evidence_keeper.gui.giving import copy_delivery, put_on_clipboard
from evidence_keeper.gui.printing import print_pdf
from evidence_keeper.gui.runner import Lane
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
        self.face.go(PrintPage(self.face, self._bundle))

    def _copy(self) -> None:
        title = _("Choose the USB stick, or a folder")
        folder = self.desk.choose_folder(self.window(), title)
        if folder is not None:
            self.face.go(CopyingPage(self.face, self._bundle, folder))

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


class PrintPage(Page):
    """All of it, or the main volume alone; on which printer. Without a printer it says so."""

    def __init__(self, face: EasyFace, bundle: Bundle) -> None:
        super().__init__(face, _("Print"))
        self._bundle = bundle
        self._printers = self.desk.printers.names()
        self.rows: list[Row] = []
        if not self._printers:
            words = _(
                "There is no printer at this computer. The file lies here: {place}. Copy it to a USB stick and have it "
                "printed at a shop."
            ).format(place=breakable(place(bundle.pdf)))
            self.body.add(Notice(self.look, words, warn=True))
            self.body.end()
            return
        self.printer = Notice(self.look, "", icon="print")
        self._name_printer()
        self.body.add(self.printer)
        self._offer(_("Print all of it"), bundle.pages, None)
        if bundle.main_volume is not None:
            self._offer(_("Print the main volume only"), bundle.main_pages, bundle.main_pages)
        self.body.end()
        if len(self._printers) > 1:
            self.other = self.step(_("Another printer"), self._next_printer, icon="print")

    def focus_first(self) -> None:
        (self.rows[0] if self.rows else self.back).setFocus()

    def _offer(self, words: str, count: int, pages: int | None) -> None:
        said = gui_ngettext("{n} page", "{n} pages", count).format(n=count)
        made = Row(self.look, "print", words, said, partial(self._print, pages))
        self.rows.append(made)
        self.body.add(made)

    def _name_printer(self) -> None:
        words = _("It is printed on: {printer}")
        self.printer.say(words.format(printer=breakable(self._printers[0])), icon="print")

    def _next_printer(self) -> None:
        self._printers = [*self._printers[1:], self._printers[0]]
        self._name_printer()

    def _print(self, pages: int | None) -> None:
        self.face.instead(PrintingPage(self.face, self._bundle.pdf, self._printers[0], pages))


class PrintingPage(WorkPage):
    """Hands page after page to the printer."""

    def __init__(self, face: EasyFace, pdf: Path, printer: str, pages: int | None) -> None:
        super().__init__(face, _("Print"), _("Printing your papers"))
        self._pdf, self._printer, self._pages = pdf, printer, pages

    def entered(self) -> None:
        pdf, pages = self._pdf, self._pages
        printer = self.desk.printers.open(self._printer)
        self.watch(
            self.desk.runner.run(
                self,
                lambda job: print_pdf(pdf, printer, job, pages),
                self._printed,
                self._failed,
                lane=Lane.LONG,
            )
        )

    def _printed(self, count: int) -> None:
        self.ended()
        words = gui_ngettext(
            "The printer has got {n} page. Wait until it comes out.",
            "The printer has got {n} pages. Wait until they come out.",
            count,
        )
        self.said = Notice(self.look, words.format(n=count))
        self._end()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.ended()
            words = _("Printing was stopped. The printer may still finish the page it is at.")
            self.said = Notice(self.look, words)
            self._end()
        else:
            self.say_error(error, self._again)

    def _end(self) -> None:
        self.body.add(self.said)
        self.body.end()
        self.step(_("Done"), self.face.back, main=True, icon="tick")
        self.focus_first()

    def _again(self) -> None:
        self.face.instead(PrintingPage(self.face, self._pdf, self._printer, self._pages))


class CopyingPage(WorkPage):
    """Copies the delivery folder, reads the copy again, and says whether both are the same."""

    def __init__(self, face: EasyFace, bundle: Bundle, folder: Path) -> None:
        super().__init__(face, _("Copy to a USB stick"), _("Copying your papers"))
        self._bundle, self._folder = bundle, folder

    def entered(self) -> None:
        delivery, folder = self._bundle.delivery, self._folder
        self.watch(
            self.desk.runner.run(
                self,
                lambda job: copy_delivery(delivery, folder, job),
                self._copied,
                self._failed,
                lane=Lane.LONG,
            )
        )

    def _copied(self, made: tuple[Path, bool]) -> None:
        copy, same = made
        self.ended()
        words = _("Copied and checked: it is the same. It lies here: {place}")
        if not same:
            words = _(
                "The copy is not the same. Take another stick and copy again. It lies here: {place}"
            )
        self.said = Notice(self.look, words.format(place=breakable(place(copy))), warn=not same)
        self.body.add(self.said)
        if same:
            out = _("Before you pull the stick out, let the computer eject it.")
            self.body.add(Notice(self.look, out, icon="info"))
        self._end()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.ended()
            self.said = Notice(self.look, _("Stopped. Nothing was left on the stick."))
            self.body.add(self.said)
            self._end()
        else:
            self.say_error(error, self._again)

    def _end(self) -> None:
        self.body.end()
        self.step(_("Done"), self.face.back, main=True, icon="tick")
        self.focus_first()

    def _again(self) -> None:
        self.face.instead(CopyingPage(self.face, self._bundle, self._folder))
