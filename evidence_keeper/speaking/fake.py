"""An engine that isn't there: takes its time for each letter, and remembers what it said and what was cut short."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

LETTER_SECONDS = 0.02


@dataclass(slots=True)
class FakeUtterance:
    """Words that nobody hears."""

    words: str
    language: str
    letter_seconds: float = LETTER_SECONDS
    cut: bool = False
    _ended: threading.Event = field(default_factory=threading.Event)

    def wait(self) -> None:
        """As long as somebody would need for the letters."""
        self._ended.wait(len(self.words) * self.letter_seconds)
        self._ended.set()

    def end(self) -> None:
        """Cuts it short."""
        if not self._ended.is_set():
            self.cut = True
            self._ended.set()

    @property
    def sounding(self) -> bool:
        """Whether it is being spoken now."""
        return not self._ended.is_set()


class FakeEngine:
    """Speaks `languages`, in silence. `said` holds all of it in order."""

    def __init__(
        self, *languages: str, letter_seconds: float = LETTER_SECONDS, broken: bool = False
    ) -> None:
        self._languages = languages or ("zh_CN", "en")
        self._letter_seconds, self._broken = letter_seconds, broken
        self.said: list[FakeUtterance] = []

    def speaks(self, language: str) -> bool:
        """Whether it was made for that language."""
        return language in self._languages

    def begin(self, words: str, language: str) -> FakeUtterance:
        """Begins, unless it is broken."""
        if self._broken:
            raise OSError("no voice here")
        utterance = FakeUtterance(words, language, self._letter_seconds)
        self.said.append(utterance)
        return utterance
