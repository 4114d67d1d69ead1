"""A chat with what it shows: who is who, what rules counted and in which messages, and a person's word on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.chat import ChatView
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.parts import (
    Choice,
    Flow,
    button,
    column,
    frame,
    holder,
    label,
    row,
)
from evidence_keeper.gui.widgets.whose import Whose, role_choices
from evidence_keeper.model import COUNTED, EvidenceItem, Message, Role
from evidence_keeper.text import counted_words, safe_name
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.jobs import Job
    from evidence_keeper.keeper import Keeper, Reading

MOST_SENDERS = 6


def found_words(reading: Reading) -> dict[int, str]:
    """What was counted in each message."""
    words: dict[int, list[str]] = {}
    if reading.shows is not None:
        for kind in COUNTED:
            for number in reading.shows.evidence.get(kind, ()):
                words.setdefault(int(number), []).append(counted_words(kind))
    return {number: " · ".join(parts) for number, parts in words.items()}


class SaidView(QWidget):
    """The log, and around it what a person can say of it. `changed` carries the item after something was entered.

    In the easy face it is only read: the counts stand above, and nothing can be pressed by mistake.
    """

    changed = Signal(object)

    def __init__(self, desk: Desk, item: EvidenceItem, reading: Reading) -> None:
        super().__init__()
        self._desk, self._item, self.reading = desk, item, reading
        look = desk.look
        self.view = ChatView(look, reading.messages, found_words(reading), choosing=not look.easy)
        self.view.chosen.connect(self._chosen)
        self._now: Message | None = None
        self.counts: list[QWidget] = []
        self.people: dict[str, Choice] = {}
        self._above, self._below = QWidget(), QWidget()
        self.checked = label("", "caption")
        self.confirm = button(look, _("The counts are right"), self._confirm, icon="tick")
        self.strike = button(look, _("This one isn't so"), self._strike, icon="cross")
        self.whose = Whose(look)
        self.whose.said.connect(self._said_by)
        self._trouble, self._counts_place = QVBoxLayout(), QVBoxLayout()
        self._shown_counts: QWidget | None = None
        card = frame(column(self.view, edges=(16, 12, 8, 12)), "card")
        whole = column(self._above, card, self._below, gap=8)
        whole.addLayout(self._trouble)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._lay()

    def _lay(self) -> None:
        easy = self._desk.look.easy
        above = column(gap=6)
        if not easy and self.reading.messages:
            above.addLayout(self._people())
        above.addLayout(self._counts_place)
        self._renew_counts()
        self._above.setLayout(above)
        if easy:
            above.addWidget(self.checked)
            self.checked.setText(self._checked_words())
            self._below.hide()
            return
        tools = Flow(self.whose, self.strike, self.confirm, gap=8)
        self._below.setLayout(column(self.checked, tools, gap=6))
        self._say()

    # ---- who is who

    def _people(self) -> Flow:
        look = self._desk.look
        flow = Flow(gap=10)
        senders = dict.fromkeys(one.sender for one in self.reading.messages if one.sender)
        for name in list(senders)[:MOST_SENDERS]:
            shown = safe_name(name, 24)
            choice = Choice(look, _("Who is {name}?").format(name=shown), role_choices())
            choice.show_whole()
            choice.choose(self._role_of(name).value)
            choice.activated.connect(partial(self._named, name))
            self.people[name] = choice
            pair = QWidget()
            pair.setLayout(row(label(shown, "caption", wrap=False), choice, gap=6))
            flow.addWidget(pair)
        return flow

    def _role_of(self, name: str) -> Role:
        return next(one.role for one in self.reading.messages if one.sender == name)

    def _named(self, name: str, _index: int) -> None:
        role = Role(self.people[name].value)
        self._write(lambda keeper, job: keeper.set_roles(self._item.item_id, {name: role}))

    # ---- counts

    def _counts(self) -> Flow:
        flow = Flow(gap=24 if self._desk.look.easy else 6)
        for kind, places in self._found().items():
            words = _("{what}: {n}").format(what=counted_words(kind), n=len(places))
            if self._desk.look.easy:
                made: QWidget = label(words, "second", wrap=False)
            else:
                shown = partial(self.view.show_message, int(places[0]))
                made = button(self._desk.look, words, shown, role="link")
            self.counts.append(made)
            flow.addWidget(made)
        if not self.counts:
            flow.addWidget(label(_("Nothing was counted in it."), "caption", wrap=False))
        return flow

    def _found(self) -> Mapping[str, tuple[int | float, ...]]:
        shows = self.reading.shows
        if shows is None:
            return {}
        return {kind: shows.evidence[kind] for kind in COUNTED if shows.evidence.get(kind)}

    # ---- a person's word

    def _chosen(self, message: Message) -> None:
        self._now = message
        self._say()

    def _finding(self) -> tuple[str, int, bool] | None:
        """What the chosen message counts for, and whether it was struck out."""
        if self._now is None:
            return None
        number = self._now.number
        for kind, places in self._found().items():
            if number in places:
                return kind, number, False
        struck = [kind for kind, at in sorted(self.reading.struck) if at == number]
        return (struck[0], number, True) if struck else None

    def _say(self) -> None:
        finding = self._finding()
        self.strike.setVisible(finding is not None)
        self.whose.show_message(self._now)
        if finding is not None:
            words = _("It is so after all") if finding[2] else _("This one isn't so")
            self.strike.setText(words)
            self.strike.setAccessibleName(words)
        self.confirm.setVisible(not self.reading.checked_by_person and bool(self.reading.messages))
        self.checked.setText(self._checked_words())

    def _checked_words(self) -> str:
        if self.reading.checked_by_person:
            return _("Confirmed by a person.")
        if self._desk.look.easy:
            return _("Counted by rules, not confirmed yet.") if self.counts else ""
        return _("Counted by rules. Look at each, then confirm.")

    def _said_by(self, roles: dict[str, Role | None]) -> None:
        self._write(lambda keeper, job: keeper.set_roles(self._item.item_id, roles))

    def _strike(self) -> None:
        finding = self._finding()
        if finding is not None:
            kind, number, undo = finding
            self._write(
                lambda keeper, job: keeper.strike_finding(
                    self._item.item_id, kind, number, undo=undo
                )
            )

    def _confirm(self) -> None:
        self._write(lambda keeper, job: keeper.confirm(self._item.item_id))

    def _write(self, verb: Callable[[Keeper, Job], EvidenceItem]) -> None:
        self._desk.run(
            self,
            lambda keeper, job: (verb(keeper, job), keeper.read(self._item.item_id)),
            self._written,
            self._failed,
            lane=Lane.WRITE,
        )

    def _written(self, done: tuple[EvidenceItem, Reading]) -> None:
        self._item, self.reading = done
        if self._now is not None:
            self._now = self.reading.messages[self._now.number - 1]
        self.view.fill(self.reading.messages, found_words(self.reading))
        for name, choice in self.people.items():
            choice.choose(self._role_of(name).value)
        self._renew_counts()
        self._say()
        self.changed.emit(self._item)

    def _renew_counts(self) -> None:
        if self._shown_counts is not None:
            self._counts_place.removeWidget(self._shown_counts)
            self._shown_counts.hide()
            self._shown_counts.deleteLater()
        self.counts = []
        self._shown_counts = holder(self._counts())
        self._counts_place.addWidget(self._shown_counts)

    def _failed(self, error: Exception) -> None:
        self._trouble.addWidget(ErrorCard(self._desk.look, error))
