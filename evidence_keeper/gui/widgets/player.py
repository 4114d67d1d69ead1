"""Listening: the waveform, one button for play and pause, and the time. One recording sounds at a time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from evidence_keeper.errors import EvidenceError
from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.parts import button, column, label, put_icon, row
from evidence_keeper.gui.widgets.picture import PictureView
from evidence_keeper.gui.widgets.waveform import Waveform
from evidence_keeper.media import Peaks, Player
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import say_duration

POLL_MS = 100


def clock(seconds: float) -> str:
    """Minutes and seconds as a player shows them: 2:05, 1:02:05."""
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


class PlayerView(QWidget):
    """Plays the original itself, not a copy."""

    def __init__(
        self, desk: Desk, path: Path, peaks: Peaks, still: QImage | None, name: str
    ) -> None:
        super().__init__()
        self._look = desk.look
        self._runner = desk.runner
        self._path = path
        self._seconds = peaks.seconds
        self._player: Player | None = None
        self.waveform = Waveform(self._look)
        self.waveform.show_peaks(peaks)
        self.waveform.sought.connect(self._seek)
        self.toggle = button(self._look, _("Play"), self._toggle, role="main", icon="play")
        self.time = label("", "second", wrap=False)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._at = 0.0
        self._trouble = QVBoxLayout()
        self._lay(still, name)
        self._show()

    @property
    def playing(self) -> bool:
        """Whether it sounds now."""
        return self._player is not None and self._player.playing

    def stop(self) -> None:
        """Silence, and the loudspeaker given back."""
        self._timer.stop()
        if self._player is not None:
            self._player.close()
            self._player = None
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop()
        super().hideEvent(event)

    def _lay(self, still: QImage | None, name: str) -> None:
        whole = column(gap=self._look.gap)
        if still is not None:
            picture = PictureView(self._look)
            picture.show_image(still, name)
            whole.addWidget(picture, 1)
        # What went wrong stands in the waveform's place: below the button it would be out of sight.
        whole.addLayout(self._trouble)
        whole.addWidget(self.waveform)
        whole.addLayout(row(self.toggle, self.time, 1, gap=self._look.gap))
        if still is None:
            whole.addStretch(1)
        self.setLayout(whole)

    def _toggle(self) -> None:
        if self.playing:
            self._pause()
        else:
            self._play()

    def _play(self) -> None:
        self._forget_trouble()
        if self._player is not None:
            self._sound(self._player)
            return
        # Looking into the file and waking the loudspeaker takes a moment: not on the thread that paints.
        self.toggle.setEnabled(False)
        at = self._at if self._at < self._seconds else 0.0
        self._runner.run(self, lambda job: _started(self._path, at), self._ready, self._failed)

    def _ready(self, player: Player) -> None:
        self.toggle.setEnabled(True)
        if not self.isVisible():
            player.close()
            return
        self._player = player
        self.toggle.setFocus()
        self._timer.start()
        self._show()

    def _sound(self, player: Player) -> None:
        try:
            if self._at < self._seconds:
                player.seek(self._at)
            player.play()
        except EvidenceError as error:
            self._failed(error)
            return
        self._timer.start()
        self._show()

    def _failed(self, error: Exception) -> None:
        self.toggle.setEnabled(True)
        self.stop()
        self._trouble.addWidget(ErrorCard(self._look, error))
        self.waveform.hide()

    def _pause(self) -> None:
        if self._player is not None:
            self._player.pause()
            self._at = self._player.position
        self._timer.stop()
        self._show()

    def _seek(self, seconds: float) -> None:
        self._at = seconds
        if self._player is not None:
            self._player.seek(seconds)
        self._show()

    def _poll(self) -> None:
        player = self._player
        if player is None:
            return
        self._at = min(player.position, self._seconds)
        if player.error is not None:
            self._failed(player.error)
        elif not player.playing:
            self._at = 0.0 if player.ended else self._at
            self._timer.stop()
        self._show()

    def _forget_trouble(self) -> None:
        self.waveform.show()
        while (item := self._trouble.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()

    def _show(self) -> None:
        words = _("Pause") if self.playing else _("Play")
        if self.toggle.text() != words:
            self.toggle.setText(words)
            self.toggle.setAccessibleName(words)
            put_icon(self._look, self.toggle, "pause" if self.playing else "play")
        self.waveform.set_position(self._at)
        whole = say_duration(self._seconds)
        self.time.setText(
            _("{at} of {whole}").format(at=clock(self._at), whole=whole) if self._at else whole
        )


def _started(path: Path, at: float) -> Player:
    player = Player()
    try:
        player.open(path)
        player.seek(at)
        player.play()
    except EvidenceError:
        player.close()
        raise
    return player
