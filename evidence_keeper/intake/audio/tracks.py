"""A recording's tracks: opened together, and added, ended or given another source while the others go on.

Every opening of a source has a key of its own, so that what an old source still delivers is never taken for the new
one's sound.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence_keeper.intake.audio.port import SYSTEM, Block, Device, Stream
from evidence_keeper.intake.audio.sources import Sources
from evidence_keeper.intake.audio.track import Track


@dataclass(frozen=True, slots=True)
class Joining:
    """A source that is open already; `track` is new, or None where it goes on on one that is there."""

    key: str
    stream: Stream
    track: Track | None


class Tracks:
    """The writer's thread changes it; any thread may ask `live` and call `prepare`."""

    def __init__(self, sources: Sources, new_path: Callable[[], Path]) -> None:
        self._sources, self._new_path = sources, new_path
        self._all: tuple[Track, ...] = ()
        self._by_key: dict[str, Track] = {}
        self._keys: dict[str, int] = {}
        # Sources whose track is about to come; what they gave by then.
        self._expected: dict[str, list[Block]] = {}

    def __iter__(self) -> Iterator[Track]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @property
    def live(self) -> tuple[Track, ...]:
        """Those that are wanted, whether or not their source is there."""
        return tuple(track for track in self._all if not track.off)

    @property
    def in_order(self) -> list[Track]:
        """Microphones first, each kind as it was begun."""
        return sorted(self._all, key=lambda track: track.kind == SYSTEM)

    def keyed(self) -> list[tuple[str, Track]]:
        """The keys that count now, with their tracks."""
        return list(self._by_key.items())

    def of(self, key: str) -> Track | None:
        """Where what comes under that key belongs; None where nobody wants it."""
        return self._by_key.get(key)

    def expect(self, key: str, block: Block) -> None:
        """It came before its track did: it waits, or nobody wants it any more."""
        waiting = self._expected.get(key)
        if waiting is not None:
            waiting.append(block)

    # ---- opening and closing

    def open(self, device: Device) -> None:
        """One more track from the start on. Raises DeviceError, SpaceError, StorageError."""
        key = self._new_key(device.kind)
        stream = self._sources.open(device, key)
        try:
            track = Track(stream.device, stream, self._new_path(), key)
        except BaseException:
            stream.close()
            raise
        self._all += (track,)
        self._by_key[key] = track

    def streams(self) -> Iterator[Stream]:
        """Those that are open."""
        return (track.stream for track in self._all if track.stream is not None)

    def give_up(self) -> None:
        """Nothing of it is wanted."""
        for stream in self.streams():
            stream.close()
        for track in self._all:
            _throw_away(track)

    def close(self) -> bool:
        """End the files; False where the disk wouldn't take one's end. A track on which nothing came leaves none."""
        whole = [track.file.close() for track in self._all]
        for track in self._all:
            if not track.seconds:
                _unlink(track)
        return all(whole)

    # ---- while it runs

    def prepare(self, devices: Iterable[Device]) -> list[Joining]:
        """Open those of `devices` that aren't recorded now. Raises DeviceError, SpaceError, StorageError; nothing has
        changed then."""
        found: list[Joining] = []
        try:
            for device in devices:
                if not self._is_recorded(device):
                    found.append(self._opened(device))
        except BaseException:
            self.leave(found)
            raise
        return found

    def leave(self, joining: Iterable[Joining]) -> None:
        """They won't join after all."""
        for one in joining:
            self._expected.pop(one.key, None)
            self._sources.let_go(one.stream)
            if one.track is not None:
                _throw_away(one.track)

    def turn_to(
        self,
        kinds: set[str],
        joining: Sequence[Joining],
        now: float,
        begin: Callable[[Track], None],
    ) -> list[tuple[str, Block]]:
        """From `now` on these kinds and these sources; what came from them by now, to be taken in next."""
        replaced = {one.stream.device.kind for one in joining if one.track is not None}
        for old in self.live:
            if old.kind not in kinds or old.kind in replaced:
                self._forget(old)
                self._sources.let_go(old.switch_off())
        early: list[tuple[str, Block]] = []
        for one in joining:
            self._join(one, now, begin)
            early += [(one.key, block) for block in self._expected.pop(one.key, ())]
        return early

    def _opened(self, device: Device) -> Joining:
        key = self._new_key(device.kind)
        self._expected[key] = []
        try:
            stream = self._sources.open(device, key)
        except BaseException:
            del self._expected[key]
            raise
        if self._going_on(stream) is not None:
            return Joining(key, stream, None)
        try:
            return Joining(key, stream, Track(stream.device, stream, self._new_path(), key))
        except BaseException:
            self.leave([Joining(key, stream, None)])
            raise

    def _join(self, one: Joining, now: float, begin: Callable[[Track], None]) -> None:
        track = one.track
        if track is None:
            track = self._going_on(one.stream)
            assert track is not None
            cause = "switched_off" if track.off else "device_chosen"
            self._forget(track)
            self._sources.let_go(track.stream)
            track.change(one.stream, cause, now)
        else:
            self._all += (track,)
            begin(track)
        self._by_key[one.key] = track

    def _is_recorded(self, device: Device) -> bool:
        return any(
            track.device.name == device.name and track.kind == device.kind for track in self.live
        )

    def _going_on(self, stream: Stream) -> Track | None:
        """The last track of that kind, where its samples have the same rate: another rate can't stand in one file."""
        same = [track for track in self._all if track.kind == stream.device.kind]
        return same[-1] if same and same[-1].rate == stream.rate else None

    def _forget(self, track: Track) -> None:
        """What its source still gives is nobody's business any more."""
        self._by_key = {key: one for key, one in self._by_key.items() if one is not track}

    def _new_key(self, kind: str) -> str:
        """microphone, then microphone-2 ..."""
        self._keys[kind] = number = self._keys.get(kind, 0) + 1
        return kind if number == 1 else f"{kind}-{number}"


def _throw_away(track: Track) -> None:
    track.file.close()
    _unlink(track)


def _unlink(track: Track) -> None:
    with contextlib.suppress(OSError):
        track.path.unlink(missing_ok=True)
