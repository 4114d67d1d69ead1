"""The letter's own sentences, each to be put otherwise, beside the page they stand on; nothing is made by looking.

What a person wrote themself (the account, the demand) is changed where it is written; here stands what the program
writes. A number that nothing shows is named under the sentence that has it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from evidence_keeper.errors import Cancelled
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.previews import Drawn, Wish
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.paper import PaperView
from evidence_keeper.gui.widgets.parts import Body, Choice, Flow, button, column, holder, label, row
from evidence_keeper.gui.widgets.progress import ProgressCard
from evidence_keeper.jobs import Job
from evidence_keeper.model import Case
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint.edited import Sentence
    from evidence_keeper.lettering import PaperName, Sentences

_BESIDE_UP_TO = 125
"""The largest letters (per cent) at which both columns have room; above that the page is shown by a press."""
_LINES = 3.4


class SentenceCard(QFrame):
    """`changed` carries the text to be kept, empty for the program's own."""

    changed = Signal(str)

    def __init__(self, look: Look, one: Sentence, unsaved: str = "") -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.sentence = one
        self.line = QPlainTextEdit(unsaved or one.text)
        self.line.setAccessibleName(one.written)
        self.line.setTabChangesFocus(True)
        self.line.setFixedHeight(round(look.text * 1.35 * _LINES) + 12)
        self.save = button(look, _("Save"), self._save, role="main")
        self.own = button(look, _("The program's words again"), self._own)
        self.own.setVisible(one.edited)
        parts: list[QWidget] = [self.line]
        parts += [Notice(look, words, warn=True) for words in _warnings(one)]
        parts.append(holder(Flow(self.save, self.own, gap=8)))
        self.setLayout(column(*parts, gap=8, edges=(12, 10, 12, 10)))
        self.line.textChanged.connect(self._typed)
        self._typed()

    @property
    def text(self) -> str:
        """What stands in the field."""
        return " ".join(self.line.toPlainText().split())

    @property
    def unsaved(self) -> bool:
        """Whether it says something else than what is kept."""
        return self.text not in (self.sentence.text, "")

    def _typed(self) -> None:
        self.save.setEnabled(self.unsaved)

    def _save(self) -> None:
        self._keep(self.text)

    def _own(self) -> None:
        self._keep("")

    def _keep(self, text: str) -> None:
        self.line.setPlainText(self.sentence.text)  # no longer unsaved
        self.changed.emit(text)


def _warnings(one: Sentence) -> list[str]:
    found = [
        _("{number} stands neither in the evidence nor in the answers. Is it right?").format(
            number=number
        )
        for number in one.strange
    ]
    words = _("“{word}” is for the office to say. Better: {instead}")
    return found + [words.format(word=word, instead=instead) for word, instead in one.forbidden]


class LetterDialog(Dialog):
    """`cards` are the sentences in the letter's order; `view` the page beside them, None while it is drawn."""

    def __init__(self, parent: QWidget, desk: Desk, case: Case, channel: str) -> None:
        super().__init__(parent, desk.look, _("The letter's words"), 1240)
        self._desk, self._case, self._channel = desk, case, channel
        self._wide = desk.look.scale <= _BESIDE_UP_TO
        self._job: Job | None = None
        self._drawn: Drawn | None = None
        self.cards: list[SentenceCard] = []
        self.view: PaperView | None = None
        papers = [(_("The letter to the office"), "letter")]
        papers.append((_("The written demand to the company"), "demand"))
        self.paper = Choice(desk.look, _("Which paper"), papers)
        self.paper.currentIndexChanged.connect(self._other_paper)
        self.told = Notice(desk.look)
        self._sentences = Body(desk.look, margin=8, gap=10)
        self._page = column()
        self.close_button = button(desk.look, _("Close"), self.accept)
        self.see = button(desk.look, _("See the page"), self._see, icon="eye")
        self.see.setVisible(not self._wide)
        hint = _("The program wrote these sentences. Change what you like, each for itself.")
        self._beside = holder(self._page)
        self._beside.setVisible(self._wide)
        columns = row(self._sentences, self._beside, gap=16)
        columns.setStretch(0, 1)
        columns.setStretch(1, 1)
        place = holder(columns)
        place.setFixedHeight(max(240, self._room().height() - self.look.px(240)))
        self.fill(
            label(_("The letter's words"), "title"),
            label(hint, "caption"),
            self.paper,
            self.told,
            place,
            foot=holder(Flow(self.see, self.close_button, gap=desk.look.gap)),
        )
        self._other_paper()

    @property
    def _name(self) -> PaperName:
        return "demand" if self.paper.value == "demand" else "letter"

    @property
    def _wish(self) -> Wish:
        leaflet = "demand" if self._name == "demand" else ""
        return Wish(self._case.case_id, self._channel, leaflet=leaflet)

    def _other_paper(self) -> None:
        """What was written into the other paper and not saved goes: its sentences are no longer shown."""
        self.cards = []
        case_id, channel, name = self._case.case_id, self._channel, self._name
        self._ask(lambda keeper, job: keeper.letter(case_id, channel, job, paper=name))

    def _ask(self, verb: Callable[..., Sentences], lane: Lane = Lane.READ) -> None:
        self._desk.run(self, verb, self._show, self._failed, lane=lane)

    def _show(self, found: Sentences) -> None:
        unsaved = {one.sentence.written: one.text for one in self.cards if one.unsaved}
        self._sentences.clear()
        self.cards = []
        for one in found.sentences:
            card = SentenceCard(self.look, one, unsaved.get(one.written, ""))
            card.changed.connect(partial(self._change, one.written))
            self.cards.append(card)
        self._sentences.add(*self.cards)
        lost = [_("Not used any more: {text}").format(text=text) for text in found.left_over]
        self.told.say("\n".join(lost), icon="info")
        self._sentences.end()
        if self._beside.isVisible() or self._wide:
            self._draw()
        self.close_button.setFocus()

    def _change(self, written: str, text: str) -> None:
        case_id, channel, name = self._case.case_id, self._channel, self._name
        self._ask(
            lambda keeper, job: keeper.edit_sentence(
                case_id, channel, written, text, job, paper=name
            ),
            Lane.WRITE,
        )

    def _draw(self) -> None:
        self._end()
        self._clear()
        desk, wish = self._desk, self._wish
        progress = ProgressCard(self.look, _("Drawing the pages for you to look at"))
        self._page.addWidget(progress)
        self._page.addStretch(1)
        self._job = desk.run(
            self,
            lambda keeper, job: desk.previews.draw(keeper, wish, job),
            self._show_page,
            self._not_drawn,
            lane=Lane.LONG,
        )
        progress.watch(self._job)

    def _show_page(self, drawn: Drawn) -> None:
        self._job, self._drawn = None, drawn
        self._clear()
        self.view = PaperView(self._desk, drawn.paper, _("The letter's words"))
        self._page.addWidget(self.view)
        self.view.go(drawn.preview.letter_page - 1)

    def _not_drawn(self, error: Exception) -> None:
        self._job = None
        self._clear()
        if not isinstance(error, Cancelled):
            self._page.addWidget(ErrorCard(self.look, error))
            self._page.addStretch(1)

    def _see(self) -> None:
        """The page in the sentences' place, and back: large letters leave no room for both."""
        page = not self._beside.isVisible()
        self._beside.setVisible(page)
        self._sentences.setVisible(not page)
        self.see.setText(_("Back to the sentences") if page else _("See the page"))
        if page:
            self._draw()
        else:
            self._end()

    def _clear(self) -> None:
        self.view = None
        while (old := self._page.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                if isinstance(widget, ProgressCard):
                    widget.done()
                widget.hide()
                widget.deleteLater()

    def _failed(self, error: Exception) -> None:
        close = button(self.look, _("Close"), self.reject)
        self.fill(ErrorCard(self.look, error), close)

    def done(self, result: int) -> None:
        """Leaving stops the work, and what was looked at is gone."""
        self._end()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._end()
        super().closeEvent(event)

    def _end(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if self._drawn is not None:
            self._desk.previews.end(self._drawn)
            self._drawn = None
