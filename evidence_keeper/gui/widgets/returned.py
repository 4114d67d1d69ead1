"""What came back is written down: a few questions with a line each, a day, and the files that belong to it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from evidence_keeper.gui.channels import CHANNELS, channel_words
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.returns import OUTCOMES, asked, days_of, outcome_words
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.widgets.dialog import RING_ROOM
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Choice, Flow, button, column, holder, label
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import safe_name

if TYPE_CHECKING:
    from evidence_keeper.filing import Returned


class ReturnForm(QWidget):
    """`kept` carries a filing.Returned; `grew`: it needs more room. `outcome` fixed means that it isn't asked."""

    kept = Signal(object)
    grew = Signal(object)

    def __init__(
        self, desk: Desk, case_id: str, channel: str, what: str, outcome: str = ""
    ) -> None:
        super().__init__()
        self._desk, self._case_id, self._channel = desk, case_id, channel
        self._what, self._outcome = what, outcome
        self.files: list[Path] = []
        self.told = Notice(desk.look)
        self.choice: Choice | None = None
        self.office: Choice | None = None
        self.lines: dict[str, QLineEdit] = {}
        questions = asked(what)
        parts: list[QWidget] = [self.told]
        if what == "result" and not outcome:
            answers = [(outcome_words(one), one) for one in OUTCOMES]
            self.choice = Choice(desk.look, _("What came of it?"), answers)
            self.choice.show_whole()
            parts.append(self._asked(_("What came of it?"), self.choice))
        if what == "filed":
            places = [(channel_words(one), one) for one in CHANNELS]
            self.office = Choice(desk.look, _("Handed in at"), places)
            self.office.choose(channel)
            parts.append(self._asked(_("Handed in at"), self.office))
        for key, words in questions.questions:
            parts.append(self._asked(words, self._line(key, words)))
        self.day = self._line(days_of(what), questions.day)
        self.day.setText(datetime.now().astimezone().date().isoformat())
        parts.append(self._asked(questions.day, self.day))
        self.named = Notice(desk.look, icon="keep")
        words = _("Add a picture or a file of it")
        self.add = button(desk.look, words, self._choose, icon="keep")
        parts += [self.named, holder(Flow(self.add))]
        self._trouble = column()
        whole = column(*parts, gap=desk.look.px(14))
        whole.addLayout(self._trouble)
        self.setLayout(whole)

    def focus_first(self) -> None:
        """The first question."""
        next(iter(self.lines.values())).setFocus()

    def save(self) -> None:
        """Keeps it, unless nothing was written."""
        given = {key: line.text().strip() for key, line in self.lines.items()}
        if self._what == "result":
            given["outcome"] = self._outcome or (self.choice.value if self.choice else "")
        if self.office is not None:
            given["filed_channel"] = self.office.value
        written = {key: value for key, value in given.items() if value}
        day_only = set(written) <= {days_of(self._what)}
        if day_only and not self.files and self._what not in ("filed", "accepted"):
            self.told.say(_("Write at least one thing you remember."), warn=True)
            self.grew.emit(self.told)
            return
        self.setEnabled(False)
        case_id, what, channel, files = self._case_id, self._what, self._channel, list(self.files)
        self._desk.run(
            self,
            lambda keeper, job: keeper.came_back(case_id, what, written, channel, files, job),
            self._kept,
            self._failed,
            lane=Lane.WRITE,
        )

    def _asked(self, words: str, field: QWidget) -> QWidget:
        easy = self._desk.look.easy
        return holder(column(label(words, "big" if easy else "caption"), field, gap=RING_ROOM))

    def _line(self, key: str, words: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(words)
        made.returnPressed.connect(partial(self._on_from, key))
        if self._desk.look.easy:
            made.setFont(self._desk.look.font(self._desk.look.px(30)))
        self.lines[key] = made
        return made

    def _on_from(self, key: str) -> None:
        """Enter goes to the next line; from the last one it saves."""
        keys = list(self.lines)
        place = keys.index(key) + 1
        if place < len(keys):
            self.lines[keys[place]].setFocus()
        else:
            self.save()

    def _choose(self) -> None:
        self.files += self._desk.choose_files(self.window())
        if self.files:
            names = "、".join(safe_name(one.name) for one in self.files)
            self.named.say(_("To be kept with it: {names}").format(names=names), icon="keep")
            self.grew.emit(self.named)

    def _kept(self, returned: Returned) -> None:
        self._desk.refresh()
        self.kept.emit(returned)

    def _failed(self, error: Exception) -> None:
        self.setEnabled(True)
        while (old := self._trouble.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.deleteLater()
        card = ErrorCard(self._desk.look, error)
        self._trouble.addWidget(card)
        self.grew.emit(card)
