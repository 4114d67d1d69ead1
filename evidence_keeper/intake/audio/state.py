"""What a recording looks like from outside at a moment: frozen, so that a window may hold it as long as it likes."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_keeper.intake.audio.marks import Press

NOTHING_HEARD_SECONDS = 30.0
FLAT_SECONDS = 5.0
FORGOTTEN_SECONDS = 300.0
SPACE_LOW = 200 << 20

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
