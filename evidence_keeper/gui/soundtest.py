"""Listens to both sides while a page shows their levels. Nothing is recorded: samples are measured and dropped."""

from __future__ import annotations

import contextlib
import math
import struct
import tempfile
import wave
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from evidence_keeper.errors import EvidenceError
from evidence_keeper.gui.look import Look
from evidence_keeper.gui.runner import Lane, Runner
from evidence_keeper.gui.widgets.levels import LevelsBar
from evidence_keeper.gui.widgets.parts import column, label, row
from evidence_keeper.text import explain
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.intake.audio import Block, Microphone, Stream
    from evidence_keeper.intake.audio.levels import Meter
    from evidence_keeper.jobs import Job
    from evidence_keeper.media.player import Player

POLL_MS = 100
SIDES = ("microphone", "system")
_RATE, _SECONDS, _PITCH = 16_000, 2.0, 440.0


class SoundTest(QWidget):
    """A bar and a sentence for each side. `stop` ends it; `heard` says which sides were heard so far."""

    def __init__(self, look: Look, runner: Runner, sound: Callable[[], Microphone]) -> None:
        super().__init__()
        self._runner, self._sound = runner, sound
        self._streams: list[Stream] = []
        self._meters: dict[str, Meter] = {}
        self._over = False
        self._player: Player | None = None
        names = {"microphone": _("Your voice"), "system": _("What the computer plays")}
        self.bars = {side: LevelsBar(look, names[side]) for side in SIDES}
        self.told = {side: label(_("Listening …"), "second") for side in SIDES}
        parts = []
        for side in SIDES:
            name = label(names[side], wrap=False)
            name.setMinimumWidth(look.px(240 if look.easy else 150))
            parts.append(column(row(name, self.bars[side], gap=16), self.told[side], gap=6))
        whole = column(gap=20)
        for part in parts:
            whole.addLayout(part)
        self.setLayout(whole)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    def start(self) -> None:
        """Opens both sides; what is missing is said in its place."""
        self._timer.start()
        for side in SIDES:
            self._runner.run(
                self,
                partial(self._open, side),
                self._opened,
                partial(self._not_opened, side),
                lane=Lane.LONG,
            )

    def stop(self) -> None:
        """Both sides are let go."""
        self._over = True
        self._timer.stop()
        streams, self._streams = self._streams, []
        for stream in streams:
            self._let_go(stream)
        if self._player is not None:
            self._player.close()
            self._player = None

    @property
    def heard(self) -> frozenset[str]:
        """Which sides gave any sound."""
        found = self._meters.items()
        return frozenset(side for side, meter in found if meter.heard_at is not None)

    def play(self) -> None:
        """Two seconds of a tone, for the computer's own side."""
        self._runner.run(self, _play_tone, self._playing, self._not_played, lane=Lane.LONG)

    def _let_go(self, stream: Stream) -> None:
        self._runner.run(self._runner, lambda job: stream.close(), _nothing, lane=Lane.LONG)

    def _open(self, side: str, _job: Job) -> Stream:
        from evidence_keeper.errors import DeviceError
        from evidence_keeper.intake.audio.levels import Meter

        port = self._sound()
        devices = [one for one in port.devices() if one.kind == side]
        if not devices:
            raise DeviceError("no_microphone" if side == "microphone" else "no_system_sound")
        device = next((one for one in devices if one.default), devices[0])
        early: list[Block] = []

        def take(block: Block) -> None:
            meter = self._meters.get(side)
            if meter is None:
                early.append(block)
            else:
                meter.add(block.samples)

        stream = port.open(device, take)
        self._meters[side] = Meter(stream.rate)
        return stream

    def _opened(self, stream: Stream) -> None:
        if self._over:
            self._let_go(stream)
        else:
            self._streams.append(stream)

    def _not_opened(self, side: str, error: Exception) -> None:
        if isinstance(error, EvidenceError):
            self.told[side].setText("✗ " + explain(error).sentence)

    def _poll(self) -> None:
        for side, meter in list(self._meters.items()):
            self.bars[side].set_level(meter.level)
            if meter.heard_at is not None:
                self.told[side].setText("✓ " + _("It is heard."))
            elif side == "microphone":
                self.told[side].setText(_("Say something."))
            else:
                self.told[side].setText(_("Press “Play a tone”, or play a film on a page."))

    def _playing(self, player: Player) -> None:
        if self._over:
            player.close()
        else:
            self._player = player

    def _not_played(self, error: Exception) -> None:
        if isinstance(error, EvidenceError):
            self.told["system"].setText("✗ " + explain(error).sentence)


def _nothing(_result: object) -> None:
    """Closed."""


def _play_tone(_job: Job) -> Player:
    from evidence_keeper.media.player import Player

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "tone.wav"
        _write_tone(file)
        player = Player()
        try:
            player.open(file)
            player.play()
        except BaseException:
            with contextlib.suppress(EvidenceError):
                player.close()
            raise
        return player


def _write_tone(file: Path) -> None:
    count = int(_RATE * _SECONDS)
    turns = (math.sin(2 * math.pi * _PITCH * place / _RATE) for place in range(count))
    with wave.open(str(file), "wb") as tone:
        tone.setnchannels(1)
        tone.setsampwidth(2)
        tone.setframerate(_RATE)
        tone.writeframes(b"".join(struct.pack("<h", round(9000 * one)) for one in turns))
