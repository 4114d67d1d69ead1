"""做投诉材料: which matter, for whom; looked at first; made: to print, to copy, to send, and where it lies."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QPushButton

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.channels import CHANNELS, channel_for, channel_words
from evidence_keeper.gui.easy.page import WIDE_UP_TO, Page, WorkPage
from evidence_keeper.gui.giving import copy_delivery, put_on_clipboard
from evidence_keeper.gui.previews import Drawn, Wish
from evidence_keeper.gui.printing import print_pdf
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.paper import PaperView
from evidence_keeper.gui.widgets.parts import column, frame, holder, label
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.gui.words import (
    breakable,
    case_title,
    count_items,
    files_for_phone,
    papers_folder,
    place,
)
from evidence_keeper.model import Case
from evidence_keeper.text import gui_ngettext
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.bundle import Bundle
    from evidence_keeper.complaint import Readiness
    from evidence_keeper.gui.easy.face import EasyFace

OFFERED = 3


class PapersPage(Page):
    """What will be made, and for whom; one press starts it."""

    def __init__(self, face: EasyFace, case_id: str | None, channel: str | None = None) -> None:
        super().__init__(face, _("Make the papers"))
        case = next((one for one in self.desk.known.cases if one.case_id == case_id), None)
        items = self.desk.known.items_of(case_id) if case_id else []
        self._case = case
        self.ask: QPushButton | None = None
        if case is None or not items:
            self._nothing_yet()
            return
        self._channel = channel or channel_for(case.type)
        self.lacking = label("", "second")
        count = count_items(len(items))
        words = column(
            1,
            label(_("“{case}” holds {count}.").format(case=case_title(case), count=count), "big"),
            label(_("They become one PDF, with a list and page numbers."), "second"),
            label(_("To hand in at: {where}").format(where=channel_words(self._channel)), "big"),
            self.lacking,
            1,
            gap=16,
            edges=(32, 32, 32, 32),
        )
        self.body.column.addWidget(frame(words, "card"), 1)
        self.other = self.step(_("Hand in elsewhere"), self._elsewhere)
        self.ask = self.step(_("Answer questions"), self._ask, icon="pen")
        self.see = self.step(_("See it first"), self._see, main=True, icon="eye")

    def entered(self) -> None:
        super().entered()
        if self._case is not None and self.ask is not None:
            case_id, channel = self._case.case_id, self._channel
            self.desk.run(
                self,
                lambda keeper, job: keeper.ready(case_id, channel),
                self._judged,
                self._unjudged,
            )

    def _judged(self, found: Readiness) -> None:
        """Says what is missing; making the papers is nobody's to forbid."""
        count = len(found.missing)
        words = _("Nothing is missing for this office.")
        if count:
            words = _("Still missing: {n}. A few questions will show what.").format(n=count)
        self.lacking.setText(words)

    def _unjudged(self, _error: Exception) -> None:
        """The papers can be made all the same; what is wrong will be said then."""

    def _ask(self) -> None:
        from evidence_keeper.gui.easy.interview import QuestionPage

        assert self._case is not None
        self.face.instead(QuestionPage(self.face, self._case.case_id, self._channel))

    def _nothing_yet(self) -> None:
        words = _("Nothing has been kept for this matter yet. Keep files first.")
        self.body.add(Notice(self.look, words, icon="info"))
        self.body.end()
        self.step(_("Keep files"), self._keep, main=True, icon="keep")

    def _keep(self) -> None:
        from evidence_keeper.gui.easy.keep import KeepPage

        case_id = self._case.case_id if self._case else None
        self.face.instead(KeepPage(self.face, case_id))

    def _elsewhere(self) -> None:
        assert self._case is not None
        self.face.instead(ChannelPage(self.face, self._case))

    def _see(self) -> None:
        assert self._case is not None
        self.face.go(DrawingPage(self.face, self._case, self._channel))


class ChannelPage(Page):
    """Where to hand it in: three full answers."""

    def __init__(self, face: EasyFace, case: Case) -> None:
        super().__init__(face, _("Where do you want to hand it in?"))
        self._case = case
        self.rows = []
        for channel in CHANNELS[:OFFERED]:
            pressed = partial(self._choose, channel)
            self.rows.append(Row(self.look, "paper", channel_words(channel), "", pressed))
        self.body.add(*self.rows)
        self.body.end()

    def focus_first(self) -> None:
        self.rows[0].setFocus()

    def _choose(self, channel: str) -> None:
        self.face.instead(PapersPage(self.face, self._case.case_id, channel))


class DrawingPage(WorkPage):
    """The pages are drawn to be looked at; nothing is saved."""

    def __init__(self, face: EasyFace, case: Case, channel: str) -> None:
        super().__init__(face, _("See it first"), _("Drawing the pages for you to look at"))
        self._case, self._channel = case, channel

    def entered(self) -> None:
        desk, wish = self.desk, Wish(self._case.case_id, self._channel)
        self.watch(
            desk.run(
                self,
                lambda keeper, job: desk.previews.draw(keeper, wish, job),
                self._drawn,
                self._failed,
                lane=Lane.LONG,
            )
        )

    def _drawn(self, drawn: Drawn) -> None:
        self.ended()
        self.face.instead(PreviewPage(self.face, self._case, self._channel, drawn))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.face.back()
        else:
            self.say_error(error, self._again)

    def _again(self) -> None:
        self.face.instead(DrawingPage(self.face, self._case, self._channel))


class PreviewPage(Page):
    """The pages as they will be, page by page; one press makes them."""

    def __init__(self, face: EasyFace, case: Case, channel: str, drawn: Drawn) -> None:
        super().__init__(face, _("See it first"))
        self._case, self._channel = case, channel
        self._shown: Drawn | None = drawn
        self.said = label(_("This is how it will be. Nothing has been saved yet."), "second")
        self.view = PaperView(self.desk, drawn.paper, _("Make the papers"))
        self.body.add(self.said)
        self.body.column.addWidget(self.view, 1)
        self.make = self.step(_("Make it like this"), self._make, main=True, icon="paper")

    def entered(self) -> None:
        if self._shown is None:  # something else was shown meanwhile
            self.face.instead(DrawingPage(self.face, self._case, self._channel))
        else:
            super().entered()

    def left(self) -> None:
        if self._shown is not None:
            self.desk.previews.end(self._shown)
            self._shown = None

    def _make(self) -> None:
        # 返回 leads home from what is made, not to where it was asked for.
        self.face.back()
        self.face.instead(MakingPage(self.face, self._case, self._channel))


class MakingPage(WorkPage):
    """Progress with 停下."""

    def __init__(self, face: EasyFace, case: Case, channel: str) -> None:
        super().__init__(face, _("Make the papers"), _("Making your papers"))
        self._case, self._channel = case, channel

    def entered(self) -> None:
        case_id, channel = self._case.case_id, self._channel
        out = papers_folder(self._case, self.desk.papers)
        job = self.desk.run(
            self,
            lambda keeper, job: keeper.bundle(case_id, channel, out, job=job),
            self._made,
            self._failed,
            lane=Lane.LONG,
        )
        self.watch(job)

    def _made(self, bundle: Bundle) -> None:
        self.ended()
        self.face.instead(MadePage(self.face, bundle))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.ended()
            self.body.add(Notice(self.look, _("Stopped. Nothing was made, nothing was lost.")))
            self.body.end()
            self.step(_("Make it now"), self._again, main=True, icon="paper")
            self.focus_first()
        else:
            self.say_error(error, self._again)

    def _again(self) -> None:
        self.face.instead(MakingPage(self.face, self._case, self._channel))


class MadePage(Page):
    """做好了: looked at first, then whatever one wants to do with it. Each can be done again."""

    def __init__(self, face: EasyFace, bundle: Bundle) -> None:
        super().__init__(face, _("It is done"))
        self._bundle = bundle
        pages = gui_ngettext("{n} page", "{n} pages", bundle.pages).format(n=bundle.pages)
        count = count_items(len(bundle.exhibits))
        said = _("Made: {pages}, with {count}.").format(pages=pages, count=count)
        where = _("It lies here: {place}").format(place=breakable(place(bundle.pdf.parent)))
        if bundle.reminder is not None:
            stays = _("The reminder that stays with you: {place}")
            where += "\n" + stays.format(place=breakable(place(bundle.reminder)))
        self.said = Notice(self.look, said)
        self.body.add(self.said)
        tiles = self._tiles()
        self.body.add(holder(self._grid(tiles), "body"), Notice(self.look, where, icon="folder"))
        self.body.end()
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

    def _grid(self, tiles: list[Row]) -> QGridLayout:
        """Two rows of three; one below the other where letters are large."""
        columns = 3 if self.look.scale <= WIDE_UP_TO else 1
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(20)
        for number, tile in enumerate(tiles):
            grid.addWidget(tile, number // columns, number % columns)
        for number in range(columns):
            grid.setColumnStretch(number, 1)
        return grid

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
