"""Who said one message: what was taken for the other side's may be mine, in a log as in a picture."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.parts import Choice, label, row
from evidence_keeper.model import Message, Role
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import word


def role_choices() -> list[tuple[str, str]]:
    """Who may have said something, in words, with the role's value."""
    return [(word(role), role.value) for role in Role]


class Whose(QWidget):
    """`said` carries what set_roles takes: the message's number as "#12", and the role that was chosen."""

    said = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._message: Message | None = None
        self.question = label("", "caption", wrap=False)
        self.choice = Choice(look, "", role_choices())
        self.choice.show_whole()
        self.choice.activated.connect(self._chosen)
        self.setLayout(row(self.question, self.choice, gap=6))

    def show_message(self, message: Message | None) -> None:
        """Asks about this message; about none it is away."""
        self._message = message
        self.setVisible(message is not None)
        if message is not None:
            words = _("Who said message {n}?").format(n=message.number)
            self.question.setText(words)
            self.choice.setAccessibleName(words)
            self.choice.choose(message.role.value)

    def _chosen(self, _index: int) -> None:
        if self._message is not None:
            self.said.emit({f"#{self._message.number}": Role(self.choice.value)})
