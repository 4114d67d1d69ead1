"""读给我听: the window's announcements in the system's voice, where a person wishes that.

Silent while a call is being recorded: the microphone would hear it, and it would be in the evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from evidence_keeper.gui.recorder import Recorder
from evidence_keeper.gui.runner import Lane, Runner
from evidence_keeper.jobs import Job
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import language

if TYPE_CHECKING:
    from evidence_keeper.speaking import Voice


class Spoken(QObject):
    """`wished` is what the person chose, `able` whether this computer has a voice for the window's language: None until
    it has been looked for, which happens only once it is wished. `turned` says that one of them changed."""

    turned = Signal()

    def __init__(
        self,
        runner: Runner,
        recorder: Recorder,
        voice_for: Callable[[str], Voice | None] | None = None,
    ) -> None:
        super().__init__(recorder)
        self._runner, self._recorder = runner, recorder
        self._voice_for = voice_for or _system_voice
        self._voice: Voice | None = None
        self._ended = False
        self.wished = False
        self.able: bool | None = None
        recorder.turned.connect(self._recording_turned)

    def wish(self, wished: bool) -> None:
        """From now on, or no more. The first words say that it works."""
        if wished == self.wished:
            return
        self.wished = wished
        self.hush()
        if wished and self._voice is None:
            self.able = None
            self._runner.run(self, self._look_for, self._found, lane=Lane.LONG)
        elif wished:
            self._greet()
        self.turned.emit()

    def say(self, words: str) -> None:
        """Reads these aloud after those before; nothing where it isn't wished or a call is being recorded."""
        if self.wished and self._voice is not None and not self._recorder.active:
            self._voice.say(words.replace("\u200b", ""), language())

    def hush(self) -> None:
        """Silence now."""
        if self._voice is not None:
            self._voice.hush()

    def end(self) -> None:
        """The window closes."""
        self._ended = True
        if self._voice is not None:
            self._voice.close()
            self._voice = None

    def _look_for(self, _job: Job) -> Voice | None:
        return self._voice_for(language())

    def _found(self, voice: Voice | None) -> None:
        if self._ended:
            return
        self._voice, self.able = voice, voice is not None
        if voice is None:
            self.wished = False
        self._greet()
        self.turned.emit()

    def _greet(self) -> None:
        self.say(_("I read to you what this window says."))

    def _recording_turned(self) -> None:
        if self._recorder.active:
            self.hush()


def _system_voice(language: str) -> Voice | None:
    from evidence_keeper.speaking import voice_for

    return voice_for(language)
