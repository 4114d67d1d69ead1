"""补记: a call or message that nothing was recorded of, written down; what is kept says that it was afterwards."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from evidence_keeper.errors import InputError
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.shooter import matter
from evidence_keeper.gui.widgets.dialog import Dialog
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Choice, Flow, button, column, holder, label
from evidence_keeper.model import EvidenceItem
from evidence_keeper.text import gui_text as _

_ASKED = {
    "marketing": ("number", "who", "said", "refused", "seconds"),
    "service": (
        "channel",
        "number",
        "requests",
        "reached",
        "waited",
        "staff",
        "ticket",
        "said",
        "result",
    ),
}


def memo_words(key: str) -> str:
    """What is asked about a call; a contacting.MEMO_FIELDS key."""
    return {
        "number": _("Number"),
        "channel": _("By which way"),
        "who": _("Who they said they were"),
        "said": _("What they said"),
        "refused": _("I said: don't call again"),
        "seconds": _("How long, in seconds"),
        "requests": _("How often I asked for a person"),
        "reached": _("Reached a person"),
        "waited": _("Waited, in seconds"),
        "staff": _("Staff number"),
        "ticket": _("Their number for it"),
        "result": _("What came of it"),
    }[key]


def yes_no_words(key: str, said: str) -> str:
    """Refused and reached as one says them; empty where nobody remembers."""
    words = {
        "refused": {"yes": _("I said it"), "no": _("I didn't")},
        "reached": {"yes": _("Somebody answered"), "no": _("Nobody answered")},
    }
    return words[key].get(said) or _("I don't remember")


class MemoDialog(Dialog):
    """`kept` carries the item. `case_id` None: the usual matter."""

    kept = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, case_id: str | None) -> None:
        super().__init__(parent, desk.look, _("Write down a call"), 560)
        self._desk, self._case_id = desk, case_id
        records = [(_("They called to sell something"), "marketing")]
        records.append((_("I asked the company"), "service"))
        self.record = Choice(desk.look, _("What kind of call"), records)
        self.record.currentIndexChanged.connect(self._asked)
        self.lines: dict[str, QLineEdit] = {}
        self.choices: dict[str, Choice] = {}
        self.at = QLineEdit(f"{datetime.now().astimezone():%Y-%m-%d %H:%M}")
        self.at.setAccessibleName(_("When; leave it empty if you don't know"))
        self.told = Notice(desk.look)
        self._trouble = column()
        self.leave = button(desk.look, _("Leave it"), self.reject)
        self.save = button(desk.look, _("Save"), self._save, role="main")
        self.save.setDefault(True)
        self._asked()

    def _asked(self) -> None:
        """The fields of this kind of call."""
        self.told.say("")
        keep = (self.record, self.at, self.told, self.leave, self.save)
        for one in keep:
            one.setParent(self)
        self.lines, self.choices = {}, {}
        grid = QGridLayout()
        grid.setContentsMargins(8, 4, 8, 4)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        fields: list[QWidget] = [self.record, self.at]
        fields += [self._field(key) for key in _ASKED[self.record.value]]
        for place, field in enumerate(fields):
            grid.addWidget(label(field.accessibleName(), "caption"), place, 0)
            grid.addWidget(field, place, 1)
        self._trouble = column()
        self.fill(
            label(_("Write down a call"), "heading"),
            label(_("It is kept as what it is: written down by you, afterwards."), "caption"),
            self.told,
            holder(grid),
            holder(self._trouble),
            foot=holder(Flow(self.leave, self.save, gap=self.look.gap)),
        )
        for one in (self.record, self.at, self.leave, self.save):
            one.show()
        next(iter(self.lines.values())).setFocus()

    def _field(self, key: str) -> QWidget:
        words = memo_words(key)
        if key in ("refused", "reached"):
            answers = [(yes_no_words(key, said), said) for said in ("", "yes", "no")]
            self.choices[key] = Choice(self.look, words, answers)
            return self.choices[key]
        made = QLineEdit()
        made.setAccessibleName(words)
        self.lines[key] = made
        return made

    def _save(self) -> None:
        given = {key: line.text().strip() for key, line in self.lines.items()}
        given |= {key: choice.value for key, choice in self.choices.items()}
        known = {key: value for key, value in given.items() if value}
        if not known:
            self.told.say(_("Write at least one thing you remember."), warn=True)
            self.show_new(self.told)
            return
        try:
            at = self._moment()
        except InputError as error:
            self._failed(error)
            return
        record, case_id = self.record.value, self._case_id
        self._desk.run(
            self,
            lambda keeper, job: keeper.write_down(
                matter(keeper, case_id).case_id, record, known, at
            ),
            self._kept,
            self._failed,
            lane=Lane.WRITE,
        )

    def _moment(self) -> datetime | None:
        written = self.at.text().strip()
        if not written:
            return None
        from evidence_keeper.fields import corrected

        return datetime.fromisoformat(corrected("captured_at", written))

    def _kept(self, item: EvidenceItem) -> None:
        self.accept()
        self.kept.emit(item)

    def _failed(self, error: Exception) -> None:
        while (old := self._trouble.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.deleteLater()
        card = ErrorCard(self.look, error)
        self._trouble.addWidget(card)
        self.show_new(card)
