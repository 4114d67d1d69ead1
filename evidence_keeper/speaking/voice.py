"""Speaks one sentence after the other, on a thread of its own: nobody waits, and no sentence lies over another."""

from __future__ import annotations

import contextlib
import threading
from collections import deque

from evidence_keeper.speaking.port import Engine, Utterance

MOST_WAITING = 20
"""Sentences that may wait; of a longer queue the oldest are left out: nobody listens that long."""


class Voice:
    """`say` puts a sentence behind those that wait, `hush` ends all of them. Both return at once, from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turning = threading.Condition()
        self._waiting: deque[tuple[str, str]] = deque(maxlen=MOST_WAITING)
        self._uttering: Utterance | None = None
        self._busy = False
        self._hushed = 0
        self._closed = False
        self._thread: threading.Thread | None = None

    @property
    def speaking(self) -> bool:
        """Whether something is being spoken or waits for it."""
        with self._turning:
            return self._busy or bool(self._waiting)

    def say(self, words: str, language: str) -> None:
        """Speaks `words` (zh_CN or en) when those before have been spoken. An engine that fails stays silent."""
        if not words.strip():
            return
        with self._turning:
            if self._closed:
                return
            self._waiting.append((words, language))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="voice", daemon=True)
                self._thread.start()
            self._turning.notify()

    def hush(self) -> None:
        """Silence now: what is being spoken ends, what waits is forgotten."""
        with self._turning:
            self._hushed += 1
            self._waiting.clear()
            if self._uttering is not None:
                self._uttering.end()

    def close(self) -> None:
        """Silence for good."""
        self.hush()
        with self._turning:
            self._closed = True
            self._turning.notify()
            thread = self._thread
        if thread is not None:
            thread.join(5)

    def _work(self) -> None:
        while True:
            with self._turning:
                self._busy = False
                self._turning.wait_for(lambda: self._closed or self._waiting)
                if self._closed:
                    return
                words, language = self._waiting.popleft()
                self._busy, before = True, self._hushed
            # A voice that has gone is no reason to stop a person's work: the words can still be read.
            with contextlib.suppress(OSError):
                self._utter(self._engine.begin(words, language), before)

    def _utter(self, utterance: Utterance, before: int) -> None:
        with self._turning:
            self._uttering = utterance
            if self._hushed != before:  # while it began
                utterance.end()
        utterance.wait()
        with self._turning:
            self._uttering = None
