"""What the window says by itself is announced: to screen readers, and to whoever has it read aloud.

A part knows neither of them. It announces its words, and the window it stands in hears them.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


@runtime_checkable
class Hearing(Protocol):
    """A window that hears what is announced in it."""

    def hear(self, words: str) -> None:
        """One announcement."""


def announce(widget: QWidget, words: str) -> None:
    """Announces `words` on behalf of a part of the window; nothing for no words."""
    if not words:
        return
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
    # A dialog's parent is the window, or a part of it.
    top = widget
    while (above := top.parentWidget()) is not None:
        top = above
    if isinstance(top, Hearing):
        top.hear(words)


class Announcer:
    """For a part that says a sentence: announces each once, when it can be seen."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._words = self._announced = ""

    def say(self, words: str) -> None:
        """The part says this from now on."""
        self._words = words
        if self._widget.isVisible():
            self.shown()

    def shown(self) -> None:
        """The part has come into sight."""
        if self._words != self._announced:
            self._announced = self._words
            announce(self._widget, self._words)
