"""What a recording looks like from outside at a moment: frozen, so that a window may hold it as long as it likes."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_keeper.intake.audio.marks import Press
from evidence_keeper.intake.audio.port import SYSTEM
from evidence_keeper.intake.audio.track import Track
from evidence_keeper.model import MarkKind

NOTHING_HEARD_SECONDS = 30.0
FLAT_SECONDS = 5.0
FORGOTTEN_SECONDS = 300.0
SPACE_LOW = 200 << 20
_LATE_SECONDS = 1.0  # what comes later than that isn't shown as sound of this moment
_SILENT_SOURCE_SECONDS = 3.0

# What State.alarm may say; text has words for each (WARNINGS), the fix named for the mode.
ALARMS: tuple[str, ...] = (
    "alarm_device_gone",
    "alarm_microphone_gives_nothing",
    "alarm_nothing_heard",
    "alarm_microphone_flat",
    "alarm_system_flat",
    "alarm_no_system_sound",
    "alarm_space_low",
)


@dataclass(frozen=True, slots=True)
class TrackState:
    """One bar: `level` is the loudest sample of the last 100 ms, 0 to 1. `heard`: somebody was heard on it once.

    `alive` is False while its device is gone. `flat_seconds`: how long it has been as if switched off.
    """

    track: str
    device: str
    title: str
    level: float
    heard: bool
    alive: bool
    flat_seconds: float
    quiet_seconds: float
    gaps: int


@dataclass(frozen=True, slots=True)
class State:
    """A recording as it is now. Seconds count from its first sample.

    `waiting` is how long nobody has answered (or had not, when somebody did; see `answered`). `alarm` is one of
    ALARMS or empty. `forgotten`: five minutes without any sound, to be asked about while it goes on. `sleep_held` is
    None until it is known. `over` is why it ended by itself (disk_full ...): stop() keeps what is there.
    """

    mode: str
    running: bool
    seconds: float
    tracks: tuple[TrackState, ...]
    heard: bool
    alarm: str
    forgotten: bool
    marks: tuple[Press, ...]
    waiting: float
    answered: bool
    free_bytes: int
    sleep_held: bool | None
    over: str


@dataclass(frozen=True, slots=True)
class Moment:
    """What a recording itself knows at a moment, besides its tracks. `now` is the port's clock."""

    now: float
    pressed_at: float
    seconds: float
    running: bool
    free_bytes: int
    sleep_held: bool | None
    no_system_sound: bool
    over: str


def state_of(mode: str, tracks: list[Track], marks: tuple[Press, ...], at: Moment) -> State:
    """The state, from what the writer's thread has so far."""
    shown = tuple(_track_state(track, at) for track in tracks)
    answers = [one.seconds for one in marks if one.kind is MarkKind.HUMAN_ANSWERED]
    alone = all(track.track != SYSTEM for track in shown)
    quiet = min((track.quiet_seconds for track in shown), default=0.0)
    alarm = alarm_of(mode, shown, all(_delivers(track, at) for track in tracks), at.no_system_sound)
    low = "alarm_space_low" if at.free_bytes < SPACE_LOW else ""
    return State(
        mode=mode,
        running=at.running,
        seconds=at.seconds,
        tracks=shown,
        heard=any(track.heard for track in shown if alone or track.track == SYSTEM),
        alarm=(alarm or low) if at.running else "",
        forgotten=at.running and quiet >= FORGOTTEN_SECONDS,
        marks=marks,
        waiting=min(answers) if answers else at.seconds,
        answered=bool(answers),
        free_bytes=at.free_bytes,
        sleep_held=at.sleep_held,
        over=at.over,
    )


def _silent_for(track: Track, at: Moment) -> float:
    """How long it has delivered nothing."""
    return max(0.0, at.now - max(track.captured_to, at.pressed_at))


def _delivers(track: Track, at: Moment) -> bool:
    """Loopback may give nothing while nobody speaks; a microphone always gives something."""
    return track.kind == SYSTEM or _silent_for(track, at) <= _SILENT_SOURCE_SECONDS


def _track_state(track: Track, at: Moment) -> TrackState:
    meter, late = track.meter, _silent_for(track, at)
    late = late if late > _LATE_SECONDS else 0.0
    return TrackState(
        track=track.kind,
        device=track.device.name,
        title=track.device.title,
        level=0.0 if late else meter.level,
        heard=meter.heard_at is not None,
        alive=track.stream is not None,
        flat_seconds=meter.flat_seconds + late,
        quiet_seconds=meter.quiet_seconds + late,
        gaps=len(track.gaps),
    )


def alarm_of(mode: str, tracks: tuple[TrackState, ...], delivering: bool, wanted: bool) -> str:
    """The one thing to be said now, the worst first. `delivering`: the microphone has given sound lately;
    `wanted`: the computer's sound was wanted and isn't recorded."""
    if not all(track.alive for track in tracks):
        return "alarm_device_gone"
    if not delivering:
        return "alarm_microphone_gives_nothing"
    if mode == "phone":
        quiet = all(track.quiet_seconds >= NOTHING_HEARD_SECONDS for track in tracks)
        return "alarm_nothing_heard" if quiet else ""
    for track in tracks:
        if track.flat_seconds >= FLAT_SECONDS:
            return f"alarm_{track.track}_flat"
    return "alarm_no_system_sound" if wanted else ""
