"""What a matter is about: its title, kind, the company, what happened, what is wanted, who complains.

Each field is kept when it is left; nothing has to be filled in at once or in order.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.standard.steps import Steps
from evidence_keeper.gui.widgets.parts import (
    Body,
    Choice,
    column,
    frame,
    label,
)
from evidence_keeper.gui.words import case_title
from evidence_keeper.model import CASE_TYPES, Case
from evidence_keeper.text import field_words, type_words
from evidence_keeper.text import gui_text as _

LONG = {"facts", "demand", "company_reply"}
COMPANY = ("company", "company_phone", "company_address", "company_uscc", "platform", "shop")
DEAL = ("account", "order_no", "amount", "bought_on", "dispute_on")
STORY = ("facts", "demand")
TALKS = ("first_complained_on", "company_ticket_no", "company_reply", "other_body")
PERSON = (
    "complainant_name",
    "complainant_phone",
    "complainant_address",
    "complainant_postcode",
    "complainant_id_type",
    "complainant_id",
)
HELPER = ("agent_name", "agent_phone", "agent_relation", "agent_id")


class Matter(QWidget):
    """`said` carries a sentence about what was kept; `steps` are the presses above the fields."""

    said = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._case: Case | None = None
        self.fields: dict[str, Line | Text] = {}
        self.heading = label("", "title")
        kinds = [(type_words(kind), kind) for kind in CASE_TYPES]
        self.type = Choice(desk.look, _("Kind of matter"), kinds)
        self.type.activated.connect(self._keep_type)
        self.body = Body(desk.look, margin=8, gap=16)
        self._lay()

    def show_case(self, case: Case) -> None:
        """Another matter, or the same with new facts."""
        self._case = case
        self.heading.setText(case_title(case))
        self.type.choose(case.type)
        self.steps.show_case(case)
        self.fields["title"].put(case.title)
        for key, field in self.fields.items():
            if key != "title":
                field.put(case.get(key))

    def _lay(self) -> None:
        self.steps = Steps(self._desk)
        self.body.add(self.heading, self.steps)
        about = self._grid(("title",))
        about.addWidget(label(_("Kind of matter"), "caption"), about.rowCount(), 0)
        about.addWidget(self.type, about.rowCount() - 1, 1)
        self.body.add(frame(about, "card"))
        for words, keys in (
            (_("The company"), COMPANY),
            (_("What it is about"), DEAL),
            (_("What happened, and what I want"), STORY),
            (_("What was tried with the company"), TALKS),
            (_("Who complains"), PERSON),
            (_("Who helps"), HELPER),
        ):
            self.body.add(label(words, "heading"), frame(self._grid(keys), "card"))
        self.body.end()
        self.setLayout(column(self.body, edges=(16, 12, 8, 8)))

    def _grid(self, keys: tuple[str, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(16, 14, 16, 14)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        grid.setColumnMinimumWidth(0, self._desk.look.px(130))
        grid.setColumnStretch(1, 1)
        for place, key in enumerate(keys):
            name = _("Title") if key == "title" else field_words(key)
            field = (Text if key in LONG else Line)(name, partial(self._keep, key))
            self.fields[key] = field
            grid.addWidget(label(name, "caption"), place, 0)
            grid.addWidget(field, place, 1)
        return grid

    def _keep_type(self) -> None:
        self._keep("type", self.type.value)

    def _keep(self, key: str, value: str) -> None:
        if self._case is None or (key == "title" and not value):
            return
        case_id = self._case.case_id
        self._desk.run(
            self,
            lambda keeper, job: keeper.set_case(case_id, {key: value}),
            self._kept,
            lane=Lane.WRITE,
        )

    def _kept(self, case: Case) -> None:
        if self._case is not None and case.case_id == self._case.case_id:
            self._case = case
            self.heading.setText(case_title(case))
        self._desk.refresh()
        self.said.emit(_("Saved: what the matter is about."))


class Line(QLineEdit):
    """A short field, kept on Enter or when it is left."""

    def __init__(self, name: str, kept: Callable[[str], None]) -> None:
        super().__init__()
        self._kept = kept
        self.setAccessibleName(name)
        self.editingFinished.connect(self._done)

    def put(self, text: str) -> None:
        """Shows what is kept, unless somebody is writing here."""
        if not self.isModified():
            self.setText(text)
            self.setCursorPosition(0)

    def _done(self) -> None:
        if self.isModified():
            self.setModified(False)
            self._kept(self.text().strip())


class Text(QPlainTextEdit):
    """A long field, kept when it is left."""

    def __init__(self, name: str, kept: Callable[[str], None]) -> None:
        super().__init__()
        self._kept = kept
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(110)
        self.installEventFilter(self)

    def put(self, text: str) -> None:
        """Shows what is kept, unless somebody is writing here."""
        if not self.document().isModified():
            self.setPlainText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self.document().isModified():
            self.document().setModified(False)
            self._kept(self.toPlainText().strip())
        return False
