"""交给家人: a matter goes into an encrypted file; its pass phrase is six words to be read out on the telephone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.channels import channel_for
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.easy.page import WIDE_UP_TO
from evidence_keeper.gui.giving import put_on_clipboard
from evidence_keeper.gui.helping import trusted
from evidence_keeper.gui.journey import Journey, Step
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.parts import frame, label
from evidence_keeper.gui.words import breakable, case_title, count_items, papers_folder, place
from evidence_keeper.jobs import Job
from evidence_keeper.model import Case
from evidence_keeper.text import explain_lack
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Readiness
    from evidence_keeper.keeper import Keeper

ENDING = ".ekcase"
MOST_NAMED = 6


def warning() -> str:
    """What is said whenever something is handed out: so do swindlers work."""
    return _(
        "Give it only to family whom you called yourself. "
        "Whoever calls you and asks for the file or the pass phrase is a swindler."
    )


@dataclass(frozen=True, slots=True)
class Handed:
    """The file, its words, and the page that says what is needed."""

    file: Path
    phrase: str
    page: Path


class HandOut(Journey):
    """`case_id` None asks which matter, where there are several."""

    def __init__(self, desk: Desk, case_id: str | None = None) -> None:
        super().__init__(desk, _("Hand a matter to the family"))
        self.case_id = case_id
        self.handed: Handed | None = None

    def begin(self) -> None:
        cases = self.desk.known.cases
        chosen = [one for one in cases if one.case_id == self.case_id]
        if not cases:
            words = _("There is no matter yet. Keep something first.")
            self.show(self.title, self.said(words, icon="info"))
        elif chosen or len(cases) == 1:
            self._ask((chosen or cases)[0])
        else:
            rows = [
                self.row("case", case_title(one), " ", partial(self._ask, one)) for one in cases
            ]
            self.show(_("Which matter is it?"), *rows, focus=rows[0])

    def _ask(self, case: Case) -> None:
        self.case_id = case.case_id
        self.desk.run(
            self,
            lambda keeper, job: keeper.ready(case.case_id, channel_for(case)),
            partial(self._explain, case),
            partial(self._unjudged, case),
        )

    def _unjudged(self, case: Case, _error: Exception) -> None:
        self._explain(case, None)

    def _explain(self, case: Case, found: Readiness | None) -> None:
        count = count_items(len(self.desk.known.items_of(case.case_id)))
        words = _(
            "“{case}” with {count} and all that was written goes into one encrypted file. "
            "Nobody can open it without the pass phrase."
        ).format(case=case_title(case), count=count)
        self.show(
            _("Hand a matter to the family"),
            self.said(warning(), warn=True),
            *([self.said(numbers, icon="phone")] if (numbers := trusted(self.desk)) else []),
            self.words(words),
            *self._needed(found),
            steps=[Step(_("Make the file"), partial(self._make, case), "send", main=True)],
        )

    def _needed(self, found: Readiness | None) -> list[QWidget]:
        if found is None:
            return []
        if not found.missing:
            return [self.words(_("Nothing is missing. The family can make the papers."), "second")]
        lines = [
            f"· {explain_lack(one.code, one.field, dict(one.data)).happened}"
            for one in found.missing[:MOST_NAMED]
        ]
        if len(found.missing) > MOST_NAMED:
            lines.append(_("and {n} more").format(n=len(found.missing) - MOST_NAMED))
        return [self.words(_("The family is asked for:")), self.words("\n".join(lines), "second")]

    def _make(self, case: Case) -> None:
        folder = papers_folder(case, self.desk.papers) / _("For the family")
        job = self.desk.run(
            self,
            partial(_hand_out, case=case, folder=folder),
            self._made,
            partial(self._failed, case),
            lane=Lane.LONG,
        )
        self.wait(self.title, _("Packing the matter"), job)

    def _failed(self, case: Case, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.arrived()
            self._ask(case)
        else:
            self.show_error(error, partial(self._make, case))

    def _made(self, handed: Handed, told: str = "") -> None:
        self.arrived()
        self.handed = handed
        words = _(
            "Read these six words out to your family on the telephone. Don't write them into a "
            "chat, and never send them with the file. They are shown only here: if they are lost, make another file."
        )
        where = _("The file and the page that says what to do lie here: {place}")
        said = told or where.format(place=breakable(place(handed.file.parent)))
        if not told:
            # Read aloud where that is wished, as the rest of the window is.
            self.desk.spoken.say("，".join(handed.phrase.split()))
        self.show(
            _("The pass phrase"),
            frame(self._grid(handed.phrase.split()), "card"),
            self.words(words),
            self.said(warning(), warn=True),
            self.said(said, icon="folder"),
            steps=[
                Step(_("See what is needed"), partial(self._open, handed.page), "eye"),
                Step(_("Copy the file"), partial(self._copy, handed), "send"),
                Step(_("Done"), self.ended.emit, "tick", main=True),
            ],
        )

    def _grid(self, words: Sequence[str]) -> QGridLayout:
        """Numbered, and large: nobody reads them out in another order."""
        columns = 3 if self.look.scale <= WIDE_UP_TO else 2
        role = "counting" if self.look.easy else "title"
        grid = QGridLayout()
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setSpacing(16)
        for number, word in enumerate(words):
            told = label(f"{number + 1}. {word}", role, wrap=False)
            grid.addWidget(told, number // columns, number % columns)
        return grid

    def _copy(self, handed: Handed) -> None:
        put_on_clipboard(handed.file)
        words = _(
            "The file is copied. Paste it to your family, or onto a stick. It lies here: {place}"
        )
        self._made(handed, words.format(place=breakable(place(handed.file))))

    def _open(self, path: Path) -> None:
        self.desk.show_outside(self, path, self._shown)

    def _shown(self, shown: bool) -> None:
        if not shown and self.handed is not None:
            words = _("This computer has no program to show it. It lies here: {place}")
            self._made(self.handed, words.format(place=breakable(place(self.handed.page))))


def _hand_out(keeper: Keeper, job: Job, *, case: Case, folder: Path) -> Handed:
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{_('For the family')}_{datetime.now().astimezone():%Y%m%d_%H%M%S}"
    file, number = folder / f"{stem}{ENDING}", 2
    while file.exists():
        file, number = folder / f"{stem}_{number}{ENDING}", number + 1
    phrase = keeper.new_passphrase()
    handed = keeper.hand_out(case.case_id, file, phrase, job=job)
    page, _pages = keeper.leaflet(case.case_id, "family", folder, channel_for(case))
    return Handed(handed.file, phrase, page)
