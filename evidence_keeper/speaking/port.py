"""What a voice asks of an engine: whether it speaks a language, and to begin with some words.

One adapter per system and one shipped fake stand behind `Engine`; the same contract test runs on the fake and on the
real ones that this computer has.
"""

from __future__ import annotations

from typing import Protocol


class Utterance(Protocol):
    """Words that are being spoken."""

    def wait(self) -> None:
        """Returns when they have been spoken, or were ended."""

    def end(self) -> None:
        """Silence, from any thread, at once; nothing where they have been spoken already."""


class Engine(Protocol):
    """Something of this computer that speaks."""

    def speaks(self, language: str) -> bool:
        """Whether it is here and has a voice for `language` (zh_CN or en)."""

    def begin(self, words: str, language: str) -> Utterance:
        """Begins to speak. Raises OSError where that can't be done (any more)."""
