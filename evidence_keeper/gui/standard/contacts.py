"""客服联系记录表 and 营销来电短信记录表 on the screen, with all their columns, and what a person says of each row.

A row is struck (it is no such contact), brought back, confirmed, or its staff number, ticket and answer are written in;
each is an entry. Counts of a call are confirmed by listening to it: the press leads there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.standard.memo import memo_words, yes_no_words
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Flow, button, holder, label
from evidence_keeper.gui.widgets.progress import ProgressCard
from evidence_keeper.model import Case, EvidenceItem, Kind
from evidence_keeper.text import gui_ngettext, say_duration, say_time
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint.contacts import Contact, Marketing, Records
    from evidence_keeper.keeper import Keeper

Cell = tuple[str, str]
"""What a cell says, and the correction that writing in it makes; empty where it can't be written in."""

_MOST_ROWS = 7


class Table(QTableWidget):
    """One of the tables. `written` carries an item's id, the correction's key and what was written."""

    written = Signal(str, str, str)

    def __init__(self, look: Look, name: str, columns: Sequence[str]) -> None:
        super().__init__(0, len(columns))
        self._look = look
        self._filling = False
        self.item_ids: list[tuple[str, ...]] = []
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(columns)
        self.verticalHeader().hide()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.itemChanged.connect(self._changed)

    def fill(self, rows: Sequence[tuple[Sequence[Cell], tuple[str, ...]]]) -> None:
        """Each row's cells, and the items that it is made of."""
        self._filling = True
        self.item_ids = [item_ids for _cells, item_ids in rows]
        self.setRowCount(len(rows))
        for place, (cells, _item_ids) in enumerate(rows):
            for number, (words, key) in enumerate(cells):
                made = QTableWidgetItem(words)
                made.setData(Qt.ItemDataRole.UserRole, key)
                flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
                made.setFlags(flags | Qt.ItemFlag.ItemIsEditable if key else flags)
                self.setItem(place, number, made)
        self._filling = False
        self.resizeColumnsToContents()
        self.resizeRowsToContents()
        # As high as its rows, so that the page scrolls and not a small window in it.
        shown = sum(self.rowHeight(row) for row in range(min(len(rows), _MOST_ROWS)))
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown + bar + 8)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The items of the row that is chosen; none where none is."""
        row = self.currentRow()
        return self.item_ids[row] if 0 <= row < len(self.item_ids) else ()

    def _changed(self, cell: QTableWidgetItem) -> None:
        key = cell.data(Qt.ItemDataRole.UserRole)
        if key and not self._filling:
            self.written.emit(self.item_ids[cell.row()][0], str(key), cell.text().strip())


class ContactsDialog(Dialog):
    """`wanted` carries the item to listen to or read."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget, desk: Desk, case: Case) -> None:
        super().__init__(parent, desk.look, _("Record of contacts"), 1240)
        self._desk, self._case = desk, case
        look = desk.look
        self.contacts = Table(look, _("Each time I asked the company"), _contact_columns())
        self.marketing = Table(look, _("Each call or message that sold something"), _sold_columns())
        self.told, self.struck = Notice(look), Notice(look, icon="info")
        for table, other in ((self.contacts, self.marketing), (self.marketing, self.contacts)):
            table.written.connect(self._write)
            table.itemSelectionChanged.connect(partial(self._picked, table, other))
        self.look_at = button(look, _("Look at it"), self._look_at, icon="eye")
        self.confirm = button(look, _("It is right"), self._confirm, icon="tick")
        self.strike = button(look, _("This is none"), self._strike)
        self.back = button(look, _("Bring them back"), self._back, icon="undo")
        self.close_button = button(look, _("Close"), self.accept)
        self.progress = ProgressCard(look, _("Reading what was said"))
        self._shown_once = False
        self.fill(label(_("Record of contacts"), "title"), self.progress)
        self._ask()

    def _ask(self) -> None:
        case_id = self._case.case_id
        job = self._desk.run(
            self,
            lambda keeper, job: (
                keeper.contacts(case_id, job),
                keeper.items(case_id, withdrawn=False),
            ),
            self._show,
            self._failed,
            lane=Lane.LONG,
        )
        if not self._shown_once:
            self.progress.watch(job)

    def _show(self, found: tuple[Records, list[EvidenceItem]]) -> None:
        records, items = found
        self._items = {item.item_id: item for item in items}
        self._none = [one.item_id for one in items if one.corrections.get("record") == "none"]
        if not self._shown_once:
            self._lay()
        self.contacts.fill([(_contact_cells(one), one.item_ids) for one in records.contacts])
        self.marketing.fill([(_sold_cells(one), one.item_ids) for one in records.marketing])
        self.told.say(_said(records), icon="info")
        count = len(self._none)
        words = gui_ngettext(
            "{n} piece is said to be none.", "{n} pieces are said to be none.", count
        )
        self.struck.say(words.format(n=count) if count else "", icon="info")
        self.back.setVisible(bool(count))
        self._chosen()
        self.show_new(self.told)

    def _lay(self) -> None:
        self._shown_once = True
        self.progress.done()
        hint = _("Staff number, ticket, answer and result can be written into the table.")
        self.fill(
            label(_("Record of contacts"), "title"),
            self.told,
            label(self.contacts.accessibleName(), "heading"),
            self.contacts,
            label(self.marketing.accessibleName(), "heading"),
            self.marketing,
            label(hint, "caption"),
            self.struck,
            foot=holder(
                Flow(
                    self.look_at,
                    self.confirm,
                    self.strike,
                    self.back,
                    self.close_button,
                    gap=self.look.gap,
                )
            ),
        )
        self.contacts.setFocus()

    def _picked(self, table: Table, other: Table) -> None:
        """One row of both tables is chosen, whichever way."""
        if table.selectedItems():
            other.clearSelection()
        self._chosen()

    @property
    def _row(self) -> tuple[str, ...]:
        for table in (self.contacts, self.marketing):
            if table.selectedItems():
                return table.chosen
        return ()

    def _chosen(self) -> None:
        row = self._row
        self.look_at.setEnabled(bool(row))
        self.strike.setEnabled(bool(row))
        # A chat's counts are seen at once; a call's are confirmed by listening, mark after mark.
        chats = [one for one in row if self._items[one].kind is Kind.CHAT]
        self.confirm.setEnabled(any(not self._items[one].confirmed for one in chats))

    def _write(self, item_id: str, key: str, value: str) -> None:
        self._do(lambda keeper: keeper.correct(item_id, {key: value}))

    def _strike(self) -> None:
        row = self._row
        self._do(lambda keeper: [keeper.correct(one, {"record": "none"}) for one in row])

    def _back(self) -> None:
        struck = list(self._none)
        self._do(lambda keeper: [keeper.correct(one, {"record": ""}) for one in struck])

    def _confirm(self) -> None:
        chats = [one for one in self._row if self._items[one].kind is Kind.CHAT]
        self._do(lambda keeper: [keeper.confirm(one) for one in chats])

    def _do(self, verb: Callable[[Keeper], object]) -> None:
        self._desk.run(
            self, lambda keeper, job: verb(keeper), self._done, self._failed, lane=Lane.WRITE
        )

    def _done(self, _result: object) -> None:
        self._desk.refresh()
        self._ask()

    def _look_at(self) -> None:
        item_id = self._row[0]
        self.accept()
        self.wanted.emit(item_id)

    def _failed(self, error: Exception) -> None:
        self.progress.done()
        for kept in (self.contacts, self.marketing):
            kept.setParent(self)
            kept.hide()
        self._shown_once = False
        close = button(self.look, _("Close"), self.reject)
        self.fill(ErrorCard(self.look, error), close)


def _contact_columns() -> list[str]:
    return [
        _("When"),
        _("By which way"),
        _("With whom"),
        _("Keys pressed"),
        _("Times asked for a person"),
        _("Same answer again"),
        _("Reached a person"),
        _("Waited"),
        memo_words("staff"),
        memo_words("ticket"),
        _("Answer"),
        memo_words("result"),
        _("Evidence"),
    ]


def _contact_cells(one: Contact) -> list[Cell]:
    sure = one.checked or one.afterwards
    doubt = "" if sure else _(" (not confirmed)")
    reached = _yes_no("reached", one.reached)
    plain = [
        say_time(one.at) if one.at else _("time not known"),
        one.channel + (_(" (written down afterwards)") if one.afterwards else ""),
        one.target,
        one.keys,
        f"{one.requests}{doubt}" if one.requests else "",
        f"{one.repeats}{doubt}" if one.repeats else "",
        reached,
        "" if one.waited is None else say_duration(one.waited),
    ]
    written = [
        (one.staff, "staff"),
        (one.ticket, "ticket"),
        (one.reply, "reply"),
        (one.outcome, "result"),
    ]
    return [*((words, "") for words in plain), *written, ("、".join(one.numbers), "")]


def _yes_no(key: str, said: bool | None) -> str:
    return "" if said is None else yes_no_words(key, "yes" if said else "no")


def _sold_columns() -> list[str]:
    return [
        _("When"),
        memo_words("number"),
        memo_words("who"),
        memo_words("said"),
        memo_words("refused"),
        _("How long"),
        _("Evidence"),
    ]


def _sold_cells(one: Marketing) -> list[Cell]:
    refused = _yes_no("refused", one.refused)
    afterwards = _(" (written down afterwards)") if one.afterwards else ""
    return [
        (say_time(one.at) if one.at else _("time not known"), ""),
        (one.number + afterwards, ""),
        (one.who, "who"),
        (one.said, "reply"),
        (refused, ""),
        ("" if one.seconds is None else say_duration(one.seconds), ""),
        ("、".join(one.numbers), ""),
    ]


def _said(records: Records) -> str:
    """What the tables come to, and what is still to be confirmed."""
    total, told = records.totals, []
    if not records.contacts and not records.marketing:
        return _("No call or chat with the company is kept yet.")
    if records.contacts:
        words = _("Asked {n} times, {requests} times for a person (confirmed).")
        told.append(words.format(n=total.contacts, requests=total.requests))
    if total.unchecked:
        words = _("Nobody has confirmed the counts of {n} yet: only then do they reach the papers.")
        told.append(words.format(n=total.unchecked))
    after = len(records.after_refusal())
    if after:
        told.append(_("Calls after you said not to call again: {n}").format(n=after))
    return " ".join(told)
