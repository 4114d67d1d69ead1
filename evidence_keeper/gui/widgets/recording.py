"""What is seen while a recording runs: the red bar with the time, how loud each side is, and whether it is heard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from evidence_keeper.gui import icons
from evidence_keeper.gui.calls import running_clock, shown_level, track_name, track_words
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.widgets.levels import LevelsBar
from evidence_keeper.gui.widgets.parts import button, label, row
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import say_duration

if TYPE_CHECKING:
    from evidence_keeper.intake.audio import State


class RedBar(QFrame):
    """正在录音 and the time, across the whole width. `back` leads to the recording from other pages."""

    def __init__(self, look: Look, go_back: Callable[[], object], *more: QWidget) -> None:
        super().__init__()
        self._look = look
        self.setProperty("role", "recording")
        size = min(look.px(34 if look.easy else 14), 56)
        self._dot = QLabel()
        self._dot.setPixmap(icons.pixmap("record", size, look.palette.on_danger))
        self.words = label(_("Recording"), "recording", wrap=False)
        self.time = label("00:00", "running", wrap=False)
        self.back = button(look, _("Back to the recording"), go_back, role="helper", icon="mic")
        edge = look.edge
        self.setLayout(
            row(
                self._dot,
                self.words,
                1,
                *more,
                self.back,
                self.time,
                gap=20,
                edges=(edge, 8, edge, 8),
            )
        )
        self.setAccessibleName(_("Recording"))
        self.here(True)

    def here(self, here: bool) -> None:
        """Whether the recording's own page is shown below."""
        self.back.setVisible(not here)
        # Large letters are high enough by themselves.
        self.setMinimumHeight(120 if here and self._look.easy and self._look.scale <= 125 else 0)

    def show_time(self, seconds: float) -> None:
        """How long it has run."""
        clock = running_clock(seconds)
        if self.time.text() != clock:
            self.time.setText(clock)
            self.time.setAccessibleName(say_duration(seconds))

    def say(self, words: str) -> None:
        """What is going on: beginning, recording, keeping."""
        self.words.setText(words)


class Levels(QWidget):
    """A line for each track: name, bar, and in words whether it is heard."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        self._lines: dict[str, tuple[QLabel, LevelsBar, QLabel]] = {}
        self._shown = ""

    @property
    def bars(self) -> dict[str, LevelsBar]:
        """The bars by track."""
        return {track: bar for track, (_name, bar, _words) in self._lines.items()}

    def show_state(self, state: State) -> None:
        """How loud it is now."""
        shown = f"{state.mode} {[one.track for one in state.tracks]}"
        if shown != self._shown:
            self._shown = shown
            self._lay(state)
        for one in state.tracks:
            _name, bar, words = self._lines[one.track]
            bar.set_level(shown_level(one.level))
            said = track_words(state.mode, one)
            if words.text() != said:
                words.setText(said)
                bar.setAccessibleDescription(said)

    def _lay(self, state: State) -> None:
        for parts in self._lines.values():
            for part in parts:
                self._grid.removeWidget(part)
                part.hide()
                part.deleteLater()
        self._lines = {}
        wide = self._look.scale <= 150
        for place, one in enumerate(state.tracks):
            name = label(track_name(state.mode, one.track), "heading", wrap=False)
            bar = LevelsBar(self._look, name.text())
            words = label("", "", wrap=not wide)
            words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            self._lines[one.track] = (name, bar, words)
            top = place if wide else 2 * place
            self._grid.addWidget(name, top, 0)
            if wide:
                words.setMinimumWidth(self._look.px(230 if self._look.easy else 150))
                self._grid.addWidget(bar, top, 1)
                self._grid.addWidget(words, top, 2)
            else:
                self._grid.addWidget(words, top, 1)
                self._grid.addWidget(bar, top + 1, 0, 1, 2)
