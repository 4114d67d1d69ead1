"""Plays the sound of a recording or film: decoded on a thread of its own, handed over in the sound card's callback.

Neither the callback nor the person waits for the decoder: it works half a second ahead. What was heard last is what
counts when somebody pauses, so that a mark set while listening stands where it was heard.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_keeper.errors import (
    Cancelled,
    DeviceError,
    EvidenceError,
    InternalError,
    SourceError,
)
from evidence_keeper.media.closing import Closing
from evidence_keeper.media.mixing import mixed
from evidence_keeper.media.probing import probe
from evidence_keeper.media.sound import Sound
from evidence_keeper.media.tempo import at_speed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Wave = NDArray[np.int16]

_AHEAD = 0.5
# Large enough for a busy machine; position takes it into account, so nobody sees it.
_LATENCY = 0.15
# A sound card that is told to stop throws away what it holds: it gets silence to throw away.
_TAIL = _LATENCY + 0.25


class Player(Closing):
    """One recording on the default loudspeaker. Call it from one thread; read its properties from any.

    open() before anything else; close() when done, or use it with `with`. Seconds are the recording's own.
    """

    def __init__(self) -> None:
        """Touches neither file nor device."""
        self._path: Path | None = None
        self._beside: Path | None = None
        self._seconds = 0.0
        self._speed = 1.0
        self._place = 0.0
        self._ended = False
        self._error: EvidenceError | None = None
        self._stream: Any = None
        self._wanted_rate = 0
        self._rate = 0
        self._output: _Output | None = None

    def open(self, path: Path, beside: Path | None = None) -> None:
        """Take this recording, at its beginning, not playing; `beside` is heard together with it, from the same
        moment on.

        Raises SourceError source_unreadable, media_broken or not_playable.
        """
        self.pause()
        with Sound(path) as sound:
            wanted = sound.rate
        if wanted != self._wanted_rate:
            self._close_stream()
        self._wanted_rate = wanted
        self._seconds = probe(path).seconds or 0.0
        if beside is not None:
            self._seconds = max(self._seconds, probe(beside).seconds or 0.0)
        self._path, self._place, self._ended, self._error = path, 0.0, False, None
        self._beside = beside

    def play(self) -> None:
        """Go on from `position`; from the beginning after the end. Does nothing while playing.

        Raises DeviceError no_loudspeaker (there is none) or playback_failed (it refuses).
        """
        if self._path is None:
            raise InternalError("unexpected", detail="play() before open()")
        if self.playing:
            return
        self._make_ready()
        if self._ended:
            self._place, self._ended = 0.0, False
        self._error = None
        self._start(self._path)

    def pause(self) -> None:
        """Stop where it was last heard."""
        output, self._output = self._output, None
        if output is None:
            return
        if not self._ended:
            self._place = self._heard(output)
        output.stop()
        if self._stream is not None:
            _quietly(self._stream.abort)

    def seek(self, seconds: float) -> None:
        """Go to that second, playing or not; before the beginning is the beginning, behind the end the end."""
        place = min(max(0.0, seconds), self._seconds)
        output = self._output if self.playing else None
        if output is None or self._path is None:
            self.pause()
            self._place, self._ended = place, False
            return
        self._place = place
        ahead = _Ahead(self._path, self._beside, self._rate, place, self._speed)
        if not output.take(ahead):
            # Its last sample was handed over just now: the stream has to begin anew.
            ahead.stop()
            self.pause()
            self._place, self._ended = place, False
            self.play()

    @property
    def position(self) -> float:
        """The second that is being heard now."""
        output = self._output
        if output is None or self._ended:
            return self._place
        return self._heard(output)

    @property
    def seconds(self) -> float:
        """The recording's length."""
        return self._seconds

    @property
    def playing(self) -> bool:
        """Whether sound is going out."""
        return self._output is not None and not self._ended and self._error is None

    @property
    def ended(self) -> bool:
        """Whether it was heard to its end."""
        return self._ended

    @property
    def error(self) -> EvidenceError | None:
        """Why it stopped by itself, where it did: DeviceError playback_failed, or a SourceError."""
        return self._error

    @property
    def level(self) -> float:
        """The loudest sample of what went out last, 0 to 1; 0 when silent."""
        output = self._output
        return output.level if output is not None and self.playing else 0.0

    @property
    def speed(self) -> float:
        """How fast, 0.5 to 4; 1 is as recorded. Pitch stays."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._speed = min(max(0.5, speed), 4.0)
        if self.playing:
            self.seek(self.position)

    def close(self) -> None:
        """Give back file and device."""
        output = self._output
        self.pause()
        if output is not None:
            output.wait()
        self._close_stream()
        self._path, self._seconds, self._place, self._ended = None, 0.0, 0.0, False

    # ---- the device

    def _start(self, path: Path) -> None:
        try:
            import sounddevice
        except OSError as error:
            raise DeviceError("no_loudspeaker") from error
        try:
            if self._stream is None:
                self._stream, self._rate = self._open_stream()
            output = _Output(_Ahead(path, self._beside, self._rate, self._place, self._speed))
            self._output = output
            self._stream.start()
        except sounddevice.PortAudioError as error:
            self.pause()
            self._close_stream()
            raise DeviceError("playback_failed", reason=str(error)) from error

    def _make_ready(self) -> None:
        """After an end a stream must be stopped before it can start again; after a failure it is of no use."""
        self.pause()
        if self._error is not None:
            self._close_stream()
        elif self._stream is not None:
            _quietly(self._stream.stop)

    def _close_stream(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            _quietly(stream.close)

    def _open_stream(self) -> tuple[Any, int]:
        """A stream on the default loudspeaker, at the recording's own rate where that one takes it."""
        import sounddevice

        try:
            device = sounddevice.query_devices(kind="output")
        except (sounddevice.PortAudioError, ValueError) as error:
            raise DeviceError("no_loudspeaker") from error
        rate = int(device["default_samplerate"])
        with suppress(sounddevice.PortAudioError, ValueError):
            sounddevice.check_output_settings(
                channels=2, dtype="int16", samplerate=self._wanted_rate
            )
            rate = self._wanted_rate
        stream = sounddevice.OutputStream(
            samplerate=rate,
            channels=2,
            dtype="int16",
            latency=_LATENCY,
            callback=self._fill,
            finished_callback=self._finished,
        )
        return stream, rate

    def _fill(self, out: Wave, frames: int, times: Any, status: object) -> None:
        """The sound card's callback: never waits."""
        import sounddevice

        output = self._output
        if output is None:
            out[:] = 0
        elif output.fill(out, float(times.outputBufferDacTime)):
            raise sounddevice.CallbackStop

    def _finished(self) -> None:
        """Called from the sound card's thread when the stream has stopped, for whatever reason."""
        output = self._output
        if output is None:
            return
        if output.done:
            self._place, self._ended, self._error = self._seconds, True, output.error
        else:
            self._place = output.second(None)
            self._error = DeviceError("playback_failed", reason="the device went away")

    def _heard(self, output: _Output) -> float:
        stream = self._stream
        now = stream.time if stream is not None and stream.active else None
        return min(max(0.0, output.second(now)), self._seconds or float("inf"))


def _quietly(act: Any) -> None:
    """Stop or close a stream that may be dead already."""
    import sounddevice

    try:
        act()
    except sounddevice.PortAudioError:
        return


@dataclass(slots=True)
class _Block:
    """Samples of shape (n, 2) that begin at `second` of the recording."""

    second: float
    wave: Wave


class _Ahead:
    """A thread that decodes from `start` on and stays half a second ahead."""

    def __init__(
        self, path: Path, beside: Path | None, rate: int, start: float, speed: float
    ) -> None:
        self.start = start
        self.rate = rate
        self.speed = speed
        self.blocks: deque[_Block] = deque()
        self.at_end = False
        self.error: EvidenceError | None = None
        self._path, self._beside = path, beside
        self._taken = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let go of the file, soon."""
        self._stop.set()

    def wait(self) -> None:
        """Until it has let go, two seconds at most."""
        self._thread.join(2.0)

    def took(self, samples: int) -> None:
        """The callback took so many."""
        self._taken += samples

    def check(self) -> None:
        """As a job: a seek or a pause ends it in the middle of a block."""
        if self._stop.is_set():
            raise Cancelled

    def report(self, step: str, done: int = 0, total: int = 0, detail: str = "") -> None:
        """As a job: nobody looks."""

    def _run(self) -> None:
        try:
            with ExitStack() as files:
                paths = [self._path, *([self._beside] if self._beside is not None else [])]
                self._decode([files.enter_context(Sound(path)) for path in paths])
        except Cancelled:
            return
        except SourceError as error:
            self.error = error
        self.at_end = True

    def _decode(self, sounds: list[Sound]) -> None:
        import numpy as np

        channels = 1 if all(sound.channels == 1 for sound in sounds) else 2
        first, *others = (sound.blocks(self.rate, channels, self.start, self) for sound in sounds)
        waves = mixed(first, others[0]) if others else first
        # One channel on both sides, at full loudness: a converter would make it quieter.
        both = (np.repeat(wave, 2, axis=1) if channels == 1 else wave for wave in waves)
        made = 0
        for wave in at_speed(both, self.rate, self.speed):
            while made - self._taken > _AHEAD * self.rate:
                self._stop.wait(0.02)
                self.check()
            self.blocks.append(_Block(self.start + made * self.speed / self.rate, wave))
            made += len(wave)


class _Output:
    """What the callback works on: blocks from a thread, and what was handed over when."""

    def __init__(self, ahead: _Ahead) -> None:
        self._ahead = ahead
        # From this moment of the device's clock on, what begins at this second is heard, until that second.
        self._heard = (0.0, ahead.start, ahead.start)
        self.level = 0.0
        self.done = False
        self._tail = 0
        # Held for microseconds, and only so that a seek and the very end don't cross.
        self._lock = threading.Lock()

    @property
    def error(self) -> EvidenceError | None:
        """Why the recording ended early, if it did."""
        return self._ahead.error

    def take(self, ahead: _Ahead) -> bool:
        """Go on from another place; False if it is too late for that, because all has been handed over."""
        with self._lock:
            if self.done:
                return False
            old, self._ahead, self._tail = self._ahead, ahead, 0
            self._heard = (0.0, ahead.start, ahead.start)
        old.stop()
        return True

    def stop(self) -> None:
        """No more is needed."""
        self._ahead.stop()

    def wait(self) -> None:
        """Until its thread has let go of the file."""
        self._ahead.wait()

    def fill(self, out: Wave, due: float) -> bool:
        """Puts samples into `out`, which sounds at `due` on the device's clock. True when all has been handed over."""
        with self._lock:
            ahead = self._ahead
            # Looked at first: a block that comes after this is not the last word.
            at_end = ahead.at_end
            begun, filled = self._copy(ahead, out)
            if filled:
                self._heard = (due, begun, begun + filled * ahead.speed / ahead.rate)
            if at_end and filled < len(out):
                self._tail += len(out) - filled
            self.done = self._tail >= _TAIL * ahead.rate
        out[filled:] = 0
        self.level = float(abs(out[:filled].astype("int32")).max()) / 32768 if filled else 0.0
        return self.done

    def _copy(self, ahead: _Ahead, out: Wave) -> tuple[float, int]:
        begun, filled = self._heard[2], 0
        while filled < len(out):
            block = self._next(ahead)
            if block is None:
                break
            if not filled:
                begun = block.second
            size = min(len(out) - filled, len(block.wave))
            out[filled : filled + size] = block.wave[:size]
            filled += size
            self._put_back(ahead, block, size)
        ahead.took(filled)
        return begun, filled

    def _next(self, ahead: _Ahead) -> _Block | None:
        try:
            return ahead.blocks.popleft()
        except IndexError:
            return None

    def _put_back(self, ahead: _Ahead, block: _Block, used: int) -> None:
        if used < len(block.wave):
            second = block.second + used * ahead.speed / ahead.rate
            ahead.blocks.appendleft(_Block(second, block.wave[used:]))

    def second(self, now: float | None) -> float:
        """What is heard at `now` on the device's clock; without a clock, what was handed over last."""
        due, begun, end = self._heard
        if now is None or not due:
            return begun
        return max(self._ahead.start, min(begun + (now - due) * self._ahead.speed, end))
