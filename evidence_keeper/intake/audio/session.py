"""A recording: callbacks put blocks in a queue, one thread writes them, and each second all of it is on the disk.

Nothing here waits for a person, a window or a journal. What goes wrong (a device, the disk, the computer asleep) is
written down and the rest goes on; only a full or failing disk ends it, and what is there by then stays.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from evidence_keeper.errors import EvidenceError, SpaceError
from evidence_keeper.intake.audio import awake as sleep_guards
from evidence_keeper.intake.audio.facts import RecordingFacts
from evidence_keeper.intake.audio.flac import as_error
from evidence_keeper.intake.audio.log import CLOCK, Lines, write_facts
from evidence_keeper.intake.audio.marks import Marks, Press
from evidence_keeper.intake.audio.port import Block, Device, Microphone, Stream
from evidence_keeper.intake.audio.sources import BLOCK, CHANGE, FOUND, Sources
from evidence_keeper.intake.audio.state import Moment, State, state_of
from evidence_keeper.intake.audio.track import Track, stamp
from evidence_keeper.intake.audio.tracks import Joining, Tracks
from evidence_keeper.intake.audio.watch import Change, ClockWatch
from evidence_keeper.model import MarkKind

SPACE_TO_START = 24 << 20
SPACE_TO_GO_ON = 8 << 20
RESERVE = 4 << 20
"""Bytes that are set aside at the start, so that a disk that fills up still has room for the journal's entry."""

TICK_SECONDS = 1.0
_LOOK_SECONDS = 0.1
_ALIGN_SECONDS = (
    1.0  # how long the first track waits for the other, so that both begin at one moment
)
_DRAIN_SECONDS = 0.8  # what was captured before the end is under way for less than that
_HINT_SECONDS = 5.0

OnState = Callable[[State], None]


class RecordingSession:
    """One recording into `folder`, a staging session of the vault. start() once, stop() once; the rest at any time,
    from any thread."""

    def __init__(
        self,
        port: Microphone,
        folder: Path,
        new_path: Callable[[], Path],
        mode: str,
        devices: Sequence[Device],
        *,
        no_system_sound: bool = False,
        on_state: OnState | None = None,
        guard: sleep_guards.Awake | None = None,
    ) -> None:
        """`new_path` gives each track its file; `no_system_sound`: it was wanted and isn't there."""
        self._port, self._clock = port, port.clock
        self._folder, self._new_path = folder, new_path
        self._mode, self._devices = mode, tuple(devices)
        self._no_system_sound = no_system_sound
        self._on_state = on_state
        self._guard = guard or sleep_guards.here()
        self._sources = Sources(port)
        self._queue = self._sources.messages
        self._watch = ClockWatch(self._clock)
        self._tracks = Tracks(self._sources, new_path)
        self._early: list[tuple[str, Block]] = []
        self._mode_notes: list[dict[str, Any]] = []
        self._one_change = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._pressed_at = self._clock.now()
        self._started: float | None = None
        self._stop_at: float | None = None
        self._ended_at: float | None = None
        self._hinted = self._pressed_at
        self._synced = 0.0
        self._draining_since: float | None = None
        self._over = ""
        self._error: BaseException | None = None
        self._free = 0
        self._held: bool | None = None

    # ---- from outside

    def start(self) -> None:
        """Open the sources and record from here on. Raises SpaceError disk_full, DeviceError, StorageError; nothing
        is left behind then."""
        self._free = self._space()
        if self._free < SPACE_TO_START:
            raise SpaceError("disk_full", path=str(self._folder), needed=SPACE_TO_START)
        self._wall_start = self._clock.wall()
        try:
            for device in self._devices:
                self._tracks.open(device)
            self._marks = Marks(self._folder)
            self._log = Lines(self._folder / CLOCK)
            self._reserve()
            self._write_facts()
        except BaseException:
            self._tracks.give_up()
            raise
        self._thread.start()

    def stop(self) -> RecordingFacts:
        """End it, and say what was recorded. Again: the same. Raises what a thread of ours died of, if it did."""
        if self._stop_at is None:
            self._stop_at = self._clock.now()
        self._thread.join()
        if self._error is not None and not isinstance(self._error, EvidenceError):
            raise self._error
        return self.facts()

    def state(self) -> State:
        """How it is now."""
        at = Moment(
            now=self._clock.now(),
            pressed_at=self._pressed_at,
            seconds=self._seconds(),
            running=self._thread.is_alive() and self._stop_at is None and not self._over,
            free_bytes=self._free,
            sleep_held=self._held,
            no_system_sound=self._no_system_sound,
            over=self._over,
        )
        return state_of(self._mode, list(self._tracks.live), self._marks.presses, at)

    def change(
        self, mode: str, devices: Sequence[Device], *, no_system_sound: bool = False
    ) -> None:
        """Record from these sources from now on, without losing a moment of those that go on: a source that is new
        gets a track that is silent until now, one that isn't wanted ends its track, another microphone of the same
        rate goes on on the same track. Raises DeviceError, SpaceError, StorageError; all is as it was then.
        """
        with self._one_change:
            joining = self._tracks.prepare(devices)
            kinds = {device.kind for device in devices}
            done = threading.Event()

            def act() -> None:
                self._turn_to(mode, kinds, joining, no_system_sound)
                done.set()

            self._queue.put((CHANGE, "", act))
            while not done.wait(0.05) and self._thread.is_alive():
                pass
            if not done.is_set():  # it was over before
                self._tracks.leave(joining)

    def mark(self, kind: MarkKind) -> Press:
        """Mark this moment; on the disk when this returns. Equal presses within 3 s are one."""
        return self._marks.add(Press(round(self._seconds(), 3), kind, self._clock.wall()))

    def undo_mark(self) -> Press | None:
        """Take the last mark back."""
        return self._marks.undo()

    @property
    def port(self) -> Microphone:
        """What it records with."""
        return self._port

    def settle(self) -> None:
        """Wait until all that was delivered is written: for tests that are faster than time."""
        while not self._queue.empty() and self._thread.is_alive():
            time.sleep(0.001)

    def facts(self) -> RecordingFacts:
        """What was recorded, once it is over."""
        end = self._ended_at if self._ended_at is not None else self._clock.now()
        seconds = max(0.0, end - self._began())
        return RecordingFacts(
            mode=self._mode,
            started_at=self._wall_start,
            stopped_at=self._wall_start + timedelta(seconds=self._wall_since(end)),
            seconds=seconds,
            tracks=tuple(track.facts() for track in self._tracks.in_order if track.seconds)
            if self._any()
            else (),
            marks=self._marks.presses,
            tools=self._port.tools(),
            over=self._over,
            notes=tuple(self._notes()),
        )

    # ---- opening

    def _reserve(self) -> None:
        with contextlib.suppress(OSError):
            (self._folder / "reserve").write_bytes(os.urandom(RESERVE))

    def _write_facts(self, **more: Any) -> None:
        tracks = [
            {
                "file": track.path.name,
                "track": track.kind,
                "key": track.key,
                "device": track.device.name,
                "title": track.device.title,
                "rate": track.rate,
            }
            for track in self._tracks.in_order
        ]
        facts = {
            "mode": self._mode,
            "started_at": stamp(self._wall_start),
            "tracks": tracks,
            "tools": dict(self._port.tools()),
            "no_system_sound": self._no_system_sound,
            "notes": self._mode_notes,
        }
        write_facts(self._folder, {**facts, **more})

    def _turn_to(
        self, mode: str, kinds: set[str], joining: Sequence[Joining], no_system_sound: bool
    ) -> None:
        """Other sources, between two blocks: on the writer's thread."""
        now = self._clock.now()
        early = self._tracks.turn_to(kinds, joining, now, lambda track: self._join(track, now))
        if mode != self._mode:
            at = round(now - self._began(), 3)
            self._mode_notes.append({"code": "mode_changed", "at": at, "to": mode})
        self._mode, self._no_system_sound = mode, no_system_sound
        self._write_facts()
        for key, block in early:
            self._receive(key, block)

    def _join(self, track: Track, now: float) -> None:
        if self._started is not None:
            track.join(self._started, now, lambda moment: self._wall_since(moment))

    # ---- the writer's thread

    def _run(self) -> None:
        self._guard.hold()
        try:
            self._work()
        except EvidenceError as error:
            self._over, self._error = error.code, error
        except BaseException as error:
            self._over, self._error = "unexpected", error
            raise
        finally:
            self._finish()

    def _work(self) -> None:
        ticked = looked = self._clock.now()
        self._watch.restart()
        while True:
            now = self._take_one()
            self._note_all(self._watch.standstill())
            if now - looked >= _LOOK_SECONDS or now < looked:
                looked = now
                self._look()
            if now - ticked >= TICK_SECONDS:
                ticked = now
                self._tick()
                if self._over:
                    return
            if self._stop_at is not None and self._drained():
                return

    def _take_one(self) -> float:
        """Write one thing from the queue; the moment up to which all is known."""
        try:
            what, key, thing = self._queue.get(timeout=0.05)
        except queue.Empty:
            return self._clock.now()
        if what == CHANGE:
            thing()
            return self._clock.now()
        if what == FOUND:
            self._found(key, thing)
            return self._clock.now()
        return self._receive(key, thing)

    def _found(self, key: str, stream: Stream) -> None:
        track = self._tracks.of(key)
        if track is None:  # nobody wants it any more
            self._sources.let_go(stream)
        else:
            track.found(stream)

    def _receive(self, key: str, block: Block) -> float:
        """Take in a block; the moment up to which all is known."""
        track = self._tracks.of(key)
        if track is None:
            self._tracks.expect(key, block)
            return self._clock.now()
        if self._started is not None:
            track.take(block)
        else:
            self._early.append((key, block))
            there = {key for key, _block in self._early}
            if len(there) == len(self._tracks) or self._early_for() >= _ALIGN_SECONDS:
                self._begin()
        return float(block.captured + len(block.samples) / track.rate)

    def _early_for(self) -> float:
        return max(block.captured for _, block in self._early) - self._early[0][1].captured

    def _begin(self) -> None:
        """The first moment of both tracks: the earliest sample that came."""
        early, self._early = self._early, []
        began = min((block.captured for _kind, block in early), default=self._pressed_at)
        wall, now = self._clock.wall(), self._clock.now()
        self._wall_start = wall - timedelta(seconds=now - began)
        self._started = began
        for track in self._tracks:
            track.begin(began, lambda moment: self._wall_since(moment))
        self._write_facts()
        for key, block in early:
            self._receive(key, block)

    # ---- looking after it

    def _look(self) -> None:
        for key, track in self._tracks.keyed():
            if track.stream is not None:
                seen = track.stream.look()
                if seen:
                    self._sources.find_again(track.device, key, track.rate, track.lost(seen))
        if self._on_state is not None and self._stop_at is None:
            self._on_state(self.state())

    def _tick(self) -> None:
        self._held = self._guard.held
        self._free = self._space()
        if self._clock.now() - self._hinted > _HINT_SECONDS:
            for track in self._tracks:
                track.hint("")
        self._note_all(self._watch.jumps())
        for key, count in self._sources.dropped().items():
            late = self._tracks.of(key)
            if late is not None:
                late.note("overflow", count=count)
        self._sync()
        if self._free < SPACE_TO_GO_ON:
            raise SpaceError("disk_full", path=str(self._folder))

    def _sync(self) -> None:
        # By real time: a source that is faster than time need not wait for the disk each of its seconds.
        due = time.monotonic() - self._synced >= 0.9 * TICK_SECONDS or self._stop_at is not None
        for track in self._tracks:
            self._log.add(*track.lines)
            track.lines.clear()
            if due:
                track.file.sync()
        if due:
            self._log.sync()
            self._synced = time.monotonic()

    def _note_all(self, changes: Iterable[Change]) -> None:
        for code, data in changes:
            for track in self._tracks.live:
                track.note(code, **data)
                if code != "clock_jumped":  # that loses no sound
                    self._hinted = self._clock.now()
                    track.hint(code)

    # ---- the end

    def _drained(self) -> bool:
        """Whether everything captured before the end has come, or won't."""
        assert self._stop_at is not None
        if not self._queue.empty():
            return False
        if self._draining_since is None:
            self._draining_since = time.monotonic()
        if time.monotonic() - self._draining_since > _DRAIN_SECONDS:
            return True
        live = [track for track in self._tracks.live if track.stream is not None]
        return bool(self._started is not None) and all(
            track.captured_to >= self._stop_at for track in live
        )

    def _finish(self) -> None:
        self._guard.release()
        self._stop_at = self._stop_at or self._clock.now()
        self._sources.close(self._tracks.streams())
        self._ended_at = self._stop_at
        with contextlib.suppress(EvidenceError):
            self._write_rest()
        whole = self._tracks.close()
        (self._folder / "reserve").unlink(missing_ok=True)
        with contextlib.suppress(EvidenceError):
            self._log.sync()
            self._write_facts(stopped_at=stamp(self._clock.wall()), whole=whole, over=self._over)
        self._log.close()
        self._marks.close()

    def _write_rest(self) -> None:
        assert self._stop_at is not None
        while True:
            try:
                what, key, thing = self._queue.get_nowait()
            except queue.Empty:
                break
            if what == FOUND:
                thing.close()
            elif what == BLOCK:
                self._receive(key, thing)
        if self._started is None:
            self._begin()
        if self._any():
            for track in self._tracks:
                track.end(self._stop_at)
        self._sync()

    # ---- small questions

    def _space(self) -> int:
        try:
            return shutil.disk_usage(self._folder).free
        except OSError as error:
            raise as_error(error, self._folder) from error

    def _began(self) -> float:
        return self._pressed_at if self._started is None else self._started

    def _any(self) -> bool:
        """Whether any sound came at all."""
        return any(track.blocks for track in self._tracks)

    def _seconds(self) -> float:
        end = self._ended_at or self._stop_at or self._clock.now()
        return max(0.0, end - self._began())

    def _wall_since(self, moment: float) -> float:
        """The wall clock at a moment of ours, in seconds since the first sample."""
        behind = self._clock.now() - moment
        return (self._clock.wall() - self._wall_start).total_seconds() - behind

    def _notes(self) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = [*self._mode_notes]
        if self._no_system_sound:
            found.append({"code": "no_system_sound"})
        if self._held is False:
            found.append({"code": "sleep_not_held"})
        if self._over == "disk_full":
            found.append({"code": "recording_disk_full"})
        elif self._over:
            found.append({"code": "recording_failed"})
        return found
