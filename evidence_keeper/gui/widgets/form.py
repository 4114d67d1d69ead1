"""One field of an office's form: its text ready to be copied, counted against what the form takes.

What is too long says so and offers a shorter text of whole sentences. What is chosen on the page, signed or missing
says that instead of a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from evidence_keeper.gui.limits import limit_of, most_words, origin_words, own_limit
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import Flow, button, column, holder, label, put_icon
from evidence_keeper.text import gui_ngettext
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Channel, Filled


class FieldCard(QFrame):
    """`copied` says that its text is on the clipboard now; `mend` carries the case's field that is still empty,
    `limited` the key of the limit that the person wants to put right, `typed` nothing: the pieces are wished."""

    copied = Signal()
    mend = Signal(str)
    limited = Signal(str)
    typed = Signal()

    def __init__(
        self, look: Look, number: int, filled: Filled, office: Channel, own: Mapping[str, int]
    ) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.filled = filled
        self._look, self._office, self._own = look, office, own
        self.copy: QPushButton | None = None
        self.copy_whole: QPushButton | None = None
        self.change: QPushButton | None = None
        self.pieces: QPushButton | None = None
        self.text = label("", "big" if look.easy else "")
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        name = f"{number}. {filled.field.label}"
        if filled.field.required or filled.field.needed:
            name += _(" (must be filled in)")
        self.setAccessibleName(name)
        # The presses stand above the text: a long one would push them out of sight.
        parts: list[QWidget] = [label(name, "heading"), *self._words(), *self._count()]
        edge = 24 if look.easy else 14
        self.setLayout(column(*parts, gap=look.px(10), edges=(edge,) * 4))

    @property
    def ready(self) -> str:
        """The text that fits: the whole, or the shorter one where the whole is too long."""
        return self.filled.short if self.filled.over else self.filled.text

    def say_copied(self, whole: bool | None) -> None:
        """Which of its texts is on the clipboard: the whole of a long one, the one that fits, or (None) neither."""
        for made, is_whole in ((self.copy, False), (self.copy_whole, True)):
            if made is not None:
                done = whole is is_whole
                made.setText(_("Copied") if done else self._copy_words(is_whole))
                put_icon(self._look, made, "tick" if done else "paper")

    def _words(self) -> list[QWidget]:
        filled = self.filled
        small = "second" if self._look.easy else "caption"
        if not filled.text:
            return self._nothing()
        found: list[QWidget] = [holder(Flow(*self._presses(), gap=self._look.gap))]
        if filled.over:
            found.append(Notice(self._look, self._too_long(), warn=True))
        self.text.setText(self.ready or filled.text)
        found.append(self.text)
        if filled.field.note:
            found.append(label(filled.field.note, small))
        return found

    def _too_long(self) -> str:
        over = self.filled.count - (self.filled.most or 0)
        words = gui_ngettext(
            "Too long by {n} character.", "Too long by {n} characters.", over
        ).format(n=over)
        if self.filled.short:
            return words + _(" Below is a shorter text, in whole sentences.")
        return words + _(" No whole sentence fits: shorten it yourself.")

    def _presses(self) -> list[QPushButton]:
        made: list[QPushButton] = []
        if self.ready:
            self.copy = self._copy_button(False)
            made.append(self.copy)
        if self.filled.over:
            self.copy_whole = self._copy_button(True)
            made.append(self.copy_whole)
        if self.filled.pieces:
            words = _("The page takes no pasting")
            self.pieces = button(self._look, words, self.typed.emit)
            made.append(self.pieces)
        return made

    def _copy_button(self, whole: bool) -> QPushButton:
        name = _("Copy: {field}").format(field=self.filled.field.label)
        pressed = partial(self._copy, whole)
        words = self._copy_words(whole)
        return button(self._look, words, pressed, icon="paper", name=name)

    def _copy_words(self, whole: bool) -> str:
        return _("Copy all of it") if whole else _("Copy")

    def _copy(self, whole: bool) -> None:
        QGuiApplication.clipboard().setText(self.filled.text if whole else self.ready)
        self.copied.emit()
        self.say_copied(whole)

    def _nothing(self) -> list[QWidget]:
        from evidence_keeper.complaint.interview import question_of

        filled, look = self.filled, self._look
        note = filled.field.note
        if filled.by_hand:
            words = note or _("You choose or sign this yourself, on the page.")
            return [Notice(look, words, icon="info")]
        words = note or _("Nothing is known for this. It may stay empty.")
        told: QWidget = label(words, "second")
        if filled.missing:
            told = Notice(look, _("Nothing is written for this yet."), warn=True)
        names = filled.field.any_of or filled.field.sources
        if not names or question_of(names[0]) is None:
            return [told]
        answer = button(look, _("Answer it now"), partial(self._mend, names[0]), icon="pen")
        return [told, holder(Flow(answer))]

    def _mend(self, key: str) -> None:
        self.mend.emit(key)

    def _count(self) -> list[QWidget]:
        """How long it is and may be; whose number that is, and a press to put it right."""
        filled = self.filled
        key = filled.field.limit
        limit = limit_of(self._office, key) if key else None
        if limit is None or filled.most is None:
            return []
        count = gui_ngettext("{n} character", "{n} characters", filled.count).format(n=filled.count)
        most = most_words(limit, filled.most)
        origin = origin_words(limit, own_limit(self._own, self._office, key))
        role = "second" if self._look.easy else "caption"
        told = _("{count}, {most} ({origin})").format(count=count, most=most, origin=origin)
        words: QLabel = label(told, role)
        if self._look.easy:
            return [words]
        self.change = button(
            self._look, _("The page says another number"), partial(self._limit, key), role="link"
        )
        return [words, holder(Flow(self.change))]

    def _limit(self, key: str) -> None:
        self.limited.emit(key)
