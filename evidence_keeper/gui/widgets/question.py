"""One question of the interview: its words, an example, ready answers as whole sentences, or a field to write in.

Both faces show it; what is done with an answer is theirs. What the kept things say stands in the field already, with
the piece it is from named below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.parts import column, label
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Page

LONG = frozenset({"lines", "charges"})
_WAYS_OUT = frozenset({"unknown", "skip"})
_MOST_OFFERED = 4


class Sentence(Row):
    """A whole sentence to press, as it stands in the standard face: small, and it breaks where its place is narrow."""

    pad = 10

    @property
    def _icon(self) -> int:
        return self.look.px(26)

    def _title_size(self) -> int:
        return self.look.text

    def heightForWidth(self, width: int) -> int:
        title, words = self._parts(width)
        return max(self._icon, title + words + 4) + 2 * self.pad


class QuestionCard(QWidget):
    """`answered` carries what was chosen or written. `titles` are the names of the items an answer is from."""

    answered = Signal(str)

    def __init__(self, look: Look, page: Page, titles: Sequence[str] = ()) -> None:
        super().__init__()
        self.page = page
        self._look = look
        self._row = Row if look.easy else Sentence
        self.choices: list[Row] = []
        self.line: QLineEdit | None = None
        self.text: QPlainTextEdit | None = None
        parts: list[QWidget] = [label(page.text, "title" if look.easy else "heading")]
        if page.help:
            parts.append(label(page.help, "second" if look.easy else "caption"))
        if page.question.kind == "choice":
            parts += self._choices()
        else:
            parts += self._field()
        if titles:
            found = _("Found in: {names}").format(names="、".join(titles))
            parts.append(label(found, "second" if look.easy else "caption"))
        self.setLayout(column(*parts, gap=look.px(14 if look.easy else 10), edges=(8, 8, 8, 8)))

    @property
    def field(self) -> QLineEdit | QPlainTextEdit | None:
        """Where one writes; None where one chooses."""
        return self.line or self.text

    @property
    def written(self) -> str:
        """What stands in the field."""
        if self.text is not None:
            return self.text.toPlainText().strip()
        return "" if self.line is None else self.line.text().strip()

    def hand_in(self) -> None:
        """Answers with what stands in the field."""
        if self.written:
            self.answered.emit(self.written)

    def focus_first(self) -> None:
        """Where the answer belongs."""
        if self.field is not None:
            self.field.setFocus()
        elif self.choices:
            self._chosen_one().setFocus()

    def _chosen_one(self) -> Row:
        """The answer that stands already, else the first."""
        for one in self.choices:
            if one.property("value") == self.page.value:
                return one
        return self.choices[0]

    def _choices(self) -> list[QWidget]:
        """Whole sentences, which break where the page is narrow; the answer that stands already has a tick."""
        told = {one.value: one.text for one in self.page.answers}
        for one in self.page.question.choices:
            chosen = self.page.value == one.value
            made = self._row(
                self._look,
                "tick" if chosen else "forward",
                told.get(one.value, one.text),
                "",
                partial(self._choose, one.value),
            )
            made.setProperty("value", one.value)
            self.choices.append(made)
        return list(self.choices)

    def _choose(self, value: str) -> None:
        self.answered.emit(value)

    def _field(self) -> list[QWidget]:
        field: QLineEdit | QPlainTextEdit
        if self.page.question.kind in LONG:
            field = self.text = QPlainTextEdit(self.page.value)
            field.setTabChangesFocus(True)
            field.setMinimumHeight(self._look.px(190 if self._look.easy else 120))
        else:
            field = self.line = QLineEdit(self.page.value)
            field.returnPressed.connect(self.hand_in)
        field.setAccessibleName(self.page.text)
        if self._look.easy:
            field.setFont(self._look.font(self._look.px(30)))
        return [field, *self._offered()]

    def _offered(self) -> list[QWidget]:
        """Usual lines and what the items say, to be taken over by a press."""
        known = [one.value for one in self.page.answers if one.value not in _WAYS_OUT]
        lines = [*self.page.examples, *known]
        found: list[QWidget] = []
        for words in dict.fromkeys(lines):
            if words == self.written or len(found) == _MOST_OFFERED:
                continue
            found.append(self._row(self._look, "plus", words, "", partial(self._take, words)))
        return found

    def _take(self, words: str) -> None:
        if self.text is not None:
            before = self.text.toPlainText().rstrip()
            if words not in before.splitlines():
                self.text.setPlainText(f"{before}\n{words}".strip())
        elif self.line is not None:
            self.line.setText(words)
        self.focus_first()


class EnterHands(QObject):
    """Ctrl+Enter in a long field answers, as Enter does in a short one."""

    def __init__(self, parent: QWidget, hand_in: Callable[[], None]) -> None:
        super().__init__(parent)
        self._hand_in = hand_in

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._hand_in()
                return True
        return False
