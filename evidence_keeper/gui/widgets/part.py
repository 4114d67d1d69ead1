"""A part of a recording: chosen on the waveform or while listening, then cut out or made unhearable, in a copy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.calls import running_clock
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.parts import Flow, button, column, holder, label
from evidence_keeper.jobs import Job
from evidence_keeper.model import EvidenceItem
from evidence_keeper.text import gui_ngettext, say_duration
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.keeper import Keeper

Span = tuple[float, float]
LEAST_SECONDS = 0.1


class PartView(QWidget):
    """`at` gives the second that is heard now. `chosen` carries the part, or None; `made` the new item."""

    chosen = Signal(object)
    made = Signal(object)

    def __init__(self, desk: Desk, item: EvidenceItem, at: Callable[[], float]) -> None:
        super().__init__()
        self._desk, self._item, self._at = desk, item, at
        self._job: Job | None = None
        self.span: Span | None = None
        look = desk.look
        self.begin = button(look, _("From here"), self._begin)
        self.end = button(look, _("Up to here"), self._end)
        self.cut = button(look, _("Cut this part out"), self._cut, icon="keep")
        self.hide_it = button(look, _("Make this part unhearable"), self._hide)
        self.words = label("", "second")
        self.calm = label(_("Both make a copy. The original stays exactly as it is."), "caption")
        self._trouble = column()
        choices = Flow(self.begin, self.end, self.cut, self.hide_it, gap=look.gap)
        self.setLayout(column(self.words, holder(choices), self.calm, self._trouble, gap=8))
        self.show_span(None)

    def show_span(self, span: Span | None) -> None:
        """The part that was chosen on the waveform."""
        if span is not None and span[1] - span[0] < LEAST_SECONDS:
            span = None
        self.span = span
        words = _("Drag over the waveform to choose a part, or listen and press “From here”.")
        if span is not None:
            words = _("Chosen: {begin} to {end}, {time}").format(
                begin=running_clock(span[0]),
                end=running_clock(span[1]),
                time=say_duration(span[1] - span[0]),
            )
        self.words.setText(words)
        for made in (self.cut, self.hide_it):
            made.setEnabled(span is not None and self._job is None)

    def _begin(self) -> None:
        at = self._at()
        behind = self.span[1] if self.span is not None and self.span[1] > at else at + 1.0
        self._choose((at, behind))

    def _end(self) -> None:
        at = self._at()
        before = self.span[0] if self.span is not None and self.span[0] < at else 0.0
        self._choose((before, at))

    def _choose(self, span: Span) -> None:
        self.show_span(span)
        self.chosen.emit(self.span)

    def _cut(self) -> None:
        item_id, span = self._item.item_id, self.span
        if span is not None:
            self._make(lambda keeper, job: keeper.excerpt(item_id, *span, job))

    def _hide(self) -> None:
        item_id, span = self._item.item_id, self.span
        if span is not None:
            self._make(lambda keeper, job: keeper.bleep(item_id, [span], job))

    def _make(self, verb: Callable[[Keeper, Job], EvidenceItem]) -> None:
        while (old := self._trouble.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.deleteLater()
        self._job = self._desk.run(self, verb, self._done, self._failed, lane=Lane.LONG)
        self.show_span(self.span)
        self.words.setText(_("Making the copy …"))

    def _done(self, item: EvidenceItem) -> None:
        self._job = None
        self.show_span(None)
        self.chosen.emit(None)
        self.made.emit(item)

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.show_span(self.span)
        self._trouble.addWidget(ErrorCard(self._desk.look, error))


class Relatives(QWidget):
    """The original of a copy, and the copies of an original, one press away. `wanted` carries an item's id."""

    wanted = Signal(str)

    def __init__(self, desk: Desk, item: EvidenceItem) -> None:
        super().__init__()
        self._desk, self._item = desk, item
        self._shown: list[tuple[str, str]] | None = None
        self.setLayout(Flow())
        desk.changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        known = [(item_id, _("Listen to the original")) for item_id in self._item.derived_from] + [
            (one.item_id, copy_words(one))
            for one in self._desk.known.items
            if self._item.item_id in one.derived_from and not one.withdrawn
        ]
        if known == self._shown:
            return
        self._shown = known
        flow = self.layout()
        assert flow is not None
        while (old := flow.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for item_id, words in known:
            pressed = partial(self._go, item_id)
            flow.addWidget(button(self._desk.look, words, pressed, role="link", icon="sound"))
        self.setVisible(bool(known))

    def _go(self, item_id: str) -> None:
        self.wanted.emit(item_id)


def copy_words(item: EvidenceItem) -> str:
    """What a copy is: the part that was cut out, or how much of it can't be heard."""
    for note in item.provenance.notes:
        if note.get("code") == "excerpt":
            begin = float(note.get("at", 0.0))
            end = begin + float(note.get("seconds", 0.0))
            words = _("Cut out: {begin} to {end}")
            return words.format(begin=running_clock(begin), end=running_clock(end))
        if note.get("code") == "bleeped":
            count = int(note.get("count", 0))
            words = gui_ngettext("{n} place made unhearable", "{n} places made unhearable", count)
            return words.format(n=count)
    return _("A copy")
