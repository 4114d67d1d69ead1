"""Finished papers on their way: out of a printer, or onto a stick, where the copy is read again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.giving import copy_delivery
from evidence_keeper.gui.journey import Journey, Step
from evidence_keeper.gui.printing import print_pdf
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.gui.words import breakable, place
from evidence_keeper.text import gui_ngettext
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.bundle import Bundle


class PrintPapers(Journey):
    """All of it, or the main volume alone; on which printer. Without a printer it says so."""

    def __init__(self, desk: Desk, bundle: Bundle) -> None:
        super().__init__(desk, _("Print"))
        self._bundle = bundle
        self._printers: list[str] = []
        self.rows: list[Row] = []
        self.told: Notice | None = None

    def begin(self) -> None:
        self._printers = self._printers or self.desk.printers.names()
        bundle = self._bundle
        if not self._printers:
            words = _(
                "There is no printer at this computer. The file lies here: {place}. Copy it to a USB stick and have it "
                "printed at a shop."
            ).format(place=breakable(place(bundle.pdf)))
            self.show(_("Print"), self.said(words, warn=True))
            return
        self.rows = [self._offer(_("Print all of it"), bundle.pages, None)]
        if bundle.main_volume is not None:
            only = _("Print the main volume only")
            self.rows.append(self._offer(only, bundle.main_pages, bundle.main_pages))
        words = _("It is printed on: {printer}")
        self.told = self.said(words.format(printer=breakable(self._printers[0])), icon="print")
        other = Step(_("Another printer"), self._next_printer, "print")
        steps = [other] if len(self._printers) > 1 else []
        self.show(_("Print"), self.told, *self.rows, steps=steps, focus=self.rows[0])

    def _offer(self, words: str, count: int, pages: int | None) -> Row:
        said = gui_ngettext("{n} page", "{n} pages", count).format(n=count)
        return self.row("print", words, said, partial(self._print, pages))

    def _next_printer(self) -> None:
        self._printers = [*self._printers[1:], self._printers[0]]
        self.begin()

    def _print(self, pages: int | None) -> None:
        pdf, printer = self._bundle.pdf, self.desk.printers.open(self._printers[0])
        job = self.desk.runner.run(
            self,
            lambda job: print_pdf(pdf, printer, job, pages),
            self._printed,
            partial(self._failed, pages),
            lane=Lane.LONG,
        )
        self.wait(_("Print"), _("Printing your papers"), job)

    def _printed(self, count: int) -> None:
        words = gui_ngettext(
            "The printer has got {n} page. Wait until it comes out.",
            "The printer has got {n} pages. Wait until they come out.",
            count,
        )
        self._end(words.format(n=count))

    def _failed(self, pages: int | None, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._end(_("Printing was stopped. The printer may still finish the page it is at."))
        else:
            self.show_error(error, partial(self._print, pages))

    def _end(self, words: str) -> None:
        self.arrived()
        self.told = self.said(words)
        done = Step(_("Done"), self.ended.emit, "tick", main=True)
        self.show(_("Print"), self.told, steps=[done])


class CopyPapers(Journey):
    """Copies the delivery folder, reads the copy again, and says whether both are the same."""

    def __init__(self, desk: Desk, bundle: Bundle, folder: Path) -> None:
        super().__init__(desk, _("Copy to a USB stick"))
        self._bundle, self._folder = bundle, folder
        self.told: Notice | None = None

    def begin(self) -> None:
        delivery, folder = self._bundle.delivery, self._folder
        job = self.desk.runner.run(
            self,
            lambda job: copy_delivery(delivery, folder, job),
            self._copied,
            self._failed,
            lane=Lane.LONG,
        )
        self.wait(_("Copy to a USB stick"), _("Copying your papers"), job)

    def _copied(self, made: tuple[Path, bool]) -> None:
        copy, same = made
        words = _("Copied and checked: it is the same. It lies here: {place}")
        if not same:
            words = _(
                "The copy is not the same. Take another stick and copy again. It lies here: {place}"
            )
        out = _("Before you pull the stick out, let the computer eject it.")
        more = [self.said(out, icon="info")] if same else []
        told = self.said(words.format(place=breakable(place(copy))), warn=not same)
        self._end(told, *more)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._end(self.said(_("Stopped. Nothing was left on the stick.")))
        else:
            self.show_error(error, self.begin)

    def _end(self, told: Notice, *more: Notice) -> None:
        self.arrived()
        self.told = told
        done = Step(_("Done"), self.ended.emit, "tick", main=True)
        self.show(_("Copy to a USB stick"), told, *more, steps=[done])
