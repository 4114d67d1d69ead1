"""做投诉材料: for whom and how, what is still missing, progress that can be stopped, and where the papers lie."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from evidence_keeper.errors import Cancelled, EvidenceError
from evidence_keeper.gui.channels import CHANNELS, another_office, channel_for, channel_words
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.giving import put_on_clipboard
from evidence_keeper.gui.journey import Journey
from evidence_keeper.gui.journeys.giving import CopyPapers, PrintPapers
from evidence_keeper.gui.previews import Wish
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.standard.journey import JourneyDialog
from evidence_keeper.gui.widgets.dialog import RING_ROOM, Dialog
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Choice, Flow, button, column, holder, label, row
from evidence_keeper.gui.widgets.progress import ProgressCard
from evidence_keeper.gui.words import (
    breakable,
    case_title,
    count_items,
    files_for_phone,
    papers_folder,
    place,
)
from evidence_keeper.jobs import Job
from evidence_keeper.model import Case
from evidence_keeper.text import explain, explain_lack, gui_ngettext
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.bundle import Bundle
    from evidence_keeper.complaint import Readiness


UPLOADS = ("5", "10", "20", "50")
"""What a form takes at most, in MB (10**6 bytes): a person sees it on the live site."""

_MB = 1_000_000
_SHOWN = 3


class Papers(Dialog):
    """One matter's papers. Closing it while it works stops the work."""

    def __init__(self, parent: QWidget, desk: Desk, case: Case) -> None:
        super().__init__(parent, desk.look, _("Make the papers"), 640)
        self._desk, self._case = desk, case
        self._job: Job | None = None
        self.bundle: Bundle | None = None
        self.out = papers_folder(case, desk.papers)
        self._make_choices()
        self._ask()

    def _make_choices(self) -> None:
        look = self._desk.look
        places = [(channel_words(channel), channel) for channel in CHANNELS]
        self.channel = Choice(look, _("To hand in at"), places)
        readers = [(_("For the authority"), "authority"), (_("A copy for the company"), "company")]
        self.reader = Choice(look, _("Who reads it"), readers)
        prints = [(_("Usual letters"), "usual"), (_("Large letters"), "large")]
        self.print = Choice(look, _("Letters on paper"), prints)
        most = [(_("at most {n} MB each").format(n=one), one) for one in UPLOADS]
        self.upload = Choice(look, _("Files to upload"), [(_("none"), "none"), *most])
        packs = [(_("no"), "no"), (_("a ZIP beside it"), "yes")]
        self.packed = Choice(look, _("All in one file"), packs)
        self.channel.choose(channel_for(self._case))
        self.reader.currentIndexChanged.connect(self._other_reader)
        self._as_last_time()
        self.channel.currentIndexChanged.connect(self._other_channel)

    @property
    def _named(self) -> dict[str, Choice]:
        return {
            "reader": self.reader,
            "print": self.print,
            "upload": self.upload,
            "packed": self.packed,
        }

    def _as_last_time(self) -> None:
        """What was chosen for this office before."""
        wishes = self._desk.wishes.get(self.channel.value, {})
        for name, choice in self._named.items():
            choice.choose(wishes.get(name, ""))

    def _other_reader(self) -> None:
        # A web form is the authority's: the company's copy has nothing to upload.
        self.upload.setEnabled(self.reader.value == "authority")

    def _other_channel(self) -> None:
        self._as_last_time()
        self._judge()

    def _ask(self) -> None:
        look = self._desk.look
        count = count_items(len(self._desk.known.items_of(self._case.case_id)))
        words = _("“{case}” holds {count}.").format(case=case_title(self._case), count=count)
        where = _("It will lie here: {place}").format(place=breakable(place(self.out)))
        self.leave = button(look, _("Leave it"), self.reject)
        self.make = button(look, _("Make it now"), self._make, icon="paper")
        self.look_first = button(look, _("See it first"), self._look_first, role="main", icon="eye")
        self.look_first.setDefault(True)
        self.lacking = Notice(look)
        self.answer = button(look, _("Go and answer"), self._answer, icon="pen")
        self.told = Notice(look)
        self.fill(
            label(_("Make the papers"), "title"),
            label(words),
            self.lacking,
            holder(row(self.answer, 1)),
            holder(self._options()),
            self._small(),
            self.told,
            label(where, "caption"),
            foot=holder(row(1, self.leave, self.make, self.look_first, gap=look.gap)),
        )
        self.look_first.setFocus()
        self._judge()

    def _options(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        for choice in (self.channel, *self._named.values()):
            line = grid.rowCount()
            grid.addWidget(label(choice.accessibleName(), "caption", wrap=False), line, 0)
            grid.addWidget(choice, line, 1)
        return grid

    def _small(self) -> QWidget:
        """The small papers, each made into the same folder by a press."""
        look = self._desk.look
        self.demand = button(look, _("Written demand"), partial(self._leaflet, "demand"))
        self.authority = button(look, _("Power of attorney"), partial(self._leaflet, "authority"))
        self.card = button(look, _("Phone card"), partial(self._leaflet, "card"))
        line = Flow(self.demand, self.authority, self.card, gap=look.gap)
        return holder(column(label(_("Small papers"), "caption"), line, gap=RING_ROOM))

    def _judge(self) -> None:
        case_id, channel, limits = self._case.case_id, self.channel.value, self._desk.limits
        self._desk.run(
            self,
            lambda keeper, job: keeper.ready(case_id, channel, limits=limits),
            self._judged,
            self._unjudged,
        )

    def _judged(self, found: Readiness) -> None:
        if found.channel != self.channel.value or not self._asking:
            return
        count = len(found.missing)
        words = _("Nothing is missing for this office.")
        if count:
            lacks = found.missing[:_SHOWN]
            told = [explain_lack(one.code, one.field, dict(one.data)).happened for one in lacks]
            more = " …" if count > _SHOWN else ""
            words = _("Still missing: {n}. {what}").format(n=count, what=" ".join(told) + more)
        another = another_office(found)
        self.lacking.say(f"{words}\n{another}".strip(), warn=bool(count or another))
        self.show_new(self.lacking)

    def _unjudged(self, _error: Exception) -> None:
        """The papers can be made all the same; what is wrong will be said then."""

    @property
    def _asking(self) -> bool:
        return self._job is None and self.bundle is None and shiboken6.isValid(self.lacking)

    def _answer(self) -> None:
        from evidence_keeper.gui.standard.interview import Asking

        self.asking = Asking(self, self._desk, self._case.case_id, self.channel.value)
        self.asking.finished.connect(self._judge)
        self.asking.finished.connect(self.asking.deleteLater)
        self.asking.open()

    def _leaflet(self, what: str) -> None:
        case_id, channel, out = self._case.case_id, self.channel.value, self.out
        self._desk.run(
            self,
            lambda keeper, job: keeper.leaflet(case_id, what, out, channel)[0],
            self._leaflet_made,
            self._leaflet_failed,
            lane=Lane.LONG,
        )

    def _leaflet_made(self, paper: Path) -> None:
        if self._asking:
            words = _("Made. It lies here: {place}").format(place=breakable(place(paper)))
            self.told.say(words)
            self.show_new(self.told)
        self._desk.show_outside(self, paper, self._folder_shown)

    def _leaflet_failed(self, error: Exception) -> None:
        if self._asking:
            words = str(error)
            if isinstance(error, EvidenceError):
                words = explain(error).happened
            self.told.say(words, warn=True)
            self.show_new(self.told)

    @property
    def _wish(self) -> Wish:
        reader = self.reader.value
        return Wish(
            self._case.case_id,
            self.channel.value,
            "company" if reader == "company" else "authority",
            self.print.value == "large",
        )

    def _look_first(self) -> None:
        from evidence_keeper.gui.standard.preview import PreviewDialog

        self.looking = PreviewDialog(self, self._desk, self._wish)
        self.looking.accepted.connect(self._make)
        self.looking.finished.connect(self.looking.deleteLater)
        self.looking.open()

    def _make(self) -> None:
        wish, out, tsa = self._wish, self.out, self._desk.choices.tsa
        wishes = {name: choice.value for name, choice in self._named.items()}
        self._desk.wishes[wish.channel] = wishes
        most = None if wishes["upload"] == "none" else int(wishes["upload"]) * _MB
        self._job = self._desk.run(
            self,
            lambda keeper, job: keeper.bundle(
                wish.case_id,
                wish.channel,
                out,
                reader=wish.reader,
                max_bytes=most,
                tsa=tsa,
                packed=wishes["packed"] == "yes",
                large_print=wish.large_print,
                job=job,
            ),
            self._made,
            self._failed,
            lane=Lane.LONG,
        )
        for choice in (self.channel, *self._named.values()):
            choice.setParent(self)
            choice.hide()
        self.progress = ProgressCard(self._desk.look, _("Making your papers"))
        self.fill(self.progress)
        self.progress.watch(self._job)
        self.progress.stop.setFocus()

    def _made(self, bundle: Bundle) -> None:
        self._job = None
        self.bundle = bundle
        self.progress.done()
        look = self._desk.look
        pages = gui_ngettext("{n} page", "{n} pages", bundle.pages).format(n=bundle.pages)
        count = count_items(len(bundle.exhibits))
        said = _("Made: {pages}, with {count}.").format(pages=pages, count=count)
        where = _("It lies here: {place}").format(place=breakable(place(bundle.pdf.parent)))
        if bundle.reminder is not None:
            stays = _("The reminder that stays with you: {place}")
            where += "\n" + stays.format(place=breakable(place(bundle.reminder)))
        self.said = Notice(look, said)
        self.folder = button(look, _("Show in its folder"), self._folder, icon="folder")
        self.see = button(look, _("Look at it"), self._see, role="main", icon="eye")
        self.close_button = button(look, _("Close"), self.accept)
        self.phone = button(look, _("To the phone"), self._to_phone, icon="mobile")
        self.print_button = button(look, _("Print"), self._print, icon="print")
        self.stick = button(look, _("Copy to a USB stick"), self._copy, icon="stick")
        self.family = button(look, _("Send to the family"), self._send, icon="send")
        ways = Flow(self.print_button, self.stick, self.family, self.phone, gap=look.gap)
        buttons = Flow(self.close_button, self.folder, self.see, gap=look.gap)
        self.fill(
            label(_("It is done"), "title"), self.said, label(where), holder(ways), holder(buttons)
        )
        self.see.setFocus()
        self._desk.show_outside(self, bundle.pdf.parent, self._folder_shown)

    def _folder_shown(self, _shown: bool) -> None:
        """Nobody asked for it: where it lies stands here anyway."""

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.progress.done()
        look = self._desk.look
        self.close_button = button(look, _("Close"), self.reject)
        again = button(look, _("Make it now"), self._make, role="main", icon="paper")
        told: QWidget = ErrorCard(look, error)
        if isinstance(error, Cancelled):
            told = self.said = Notice(look, _("Stopped. Nothing was made, nothing was lost."))
        self.fill(told, holder(row(1, self.close_button, again, gap=look.gap)))

    def _to_phone(self) -> None:
        from evidence_keeper.gui.standard.receive import ReceiveDialog

        if self.bundle is not None:
            dialog = ReceiveDialog(self, self._desk, send=files_for_phone(self.bundle))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _print(self) -> None:
        if self.bundle is not None:
            self._travel(PrintPapers(self._desk, self.bundle))

    def _copy(self) -> None:
        title = _("Choose the USB stick, or a folder")
        folder = self._desk.choose_folder(self.window(), title)
        if folder is not None and self.bundle is not None:
            self._travel(CopyPapers(self._desk, self.bundle, folder))

    def _travel(self, journey: Journey) -> None:
        self.journey = dialog = JourneyDialog(self, journey)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _send(self) -> None:
        if self.bundle is not None:
            put_on_clipboard(self.bundle.pdf)
            words = _(
                "Copied. Open WeChat and paste it to your family. The file lies here: {place}"
            )
            self.said.say(words.format(place=breakable(place(self.bundle.pdf))))

    def _see(self) -> None:
        if self.bundle is not None:
            self._open(self.bundle.pdf)

    def _folder(self) -> None:
        if self.bundle is not None:
            self._open(self.bundle.pdf.parent)

    def _open(self, path: Path) -> None:
        self._desk.show_outside(self, path, partial(self._answered, path))

    def _answered(self, path: Path, shown: bool) -> None:
        if not shown:
            words = _("This computer has no program to show it. It lies here: {place}")
            self.said.say(words.format(place=breakable(place(path))), warn=True)

    def reject(self) -> None:
        """Leaving stops the work; what it had not finished leaves no trace."""
        if self._job is not None:
            self._job.cancel()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is not None:
            self._job.cancel()
        super().closeEvent(event)
