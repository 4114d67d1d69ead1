"""What is said about a recording: while it runs, and when it is kept. The same in both faces."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evidence_keeper.gui.recorder import Saved
from evidence_keeper.gui.words import case_title
from evidence_keeper.model import Mark, MarkKind
from evidence_keeper.text import explain, say_duration, say_time
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.intake.audio import State, TrackState

MARKS = (
    MarkKind.ASKED_FOR_HUMAN,
    MarkKind.HUMAN_ANSWERED,
    MarkKind.BESIDE_THE_POINT,
    MarkKind.CUT_OFF,
)
SHOWN_DECIBELS = 54.0
FLAT_SECONDS = 5.0
QUIET_SECONDS = 30.0
BACK_SECONDS = 4.0
"""Listening to a mark begins this much earlier: it was pressed when it had been said."""


def mark_name(kind: MarkKind) -> str:
    """A mark as its button calls it: short enough for four beside each other."""
    names = {
        MarkKind.ASKED_FOR_HUMAN: _("Asked for a person"),
        MarkKind.HUMAN_ANSWERED: _("A person answered"),
        MarkKind.BESIDE_THE_POINT: _("Beside the point"),
        MarkKind.CUT_OFF: _("Cut off"),
        MarkKind.IMPORTANT: _("Important"),
    }
    return names[kind]


def running_clock(seconds: float) -> str:
    """Minutes and seconds as a running clock shows them: 12:08, 1:02:08."""
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes:02d}:{left:02d}"


def shown_level(level: float) -> float:
    """How much of a bar a loudness fills, 0 to 1, as an ear counts it."""
    if level <= 0:
        return 0.0
    return min(1.0, max(0.0, 1 + 20 * math.log10(level) / SHOWN_DECIBELS))


def track_name(mode: str, track: str) -> str:
    """What a level bar is called. Beside a phone nobody can tell the voices apart."""
    if track == "system":
        return _("The other side's voice")
    return _("Your voice") if mode == "computer" else _("The phone and you")


def track_words(mode: str, track: TrackState) -> str:
    """What is known of a track, in words beside its colour."""
    if not track.alive:
        return "✗ " + _("not connected")
    silent = track.quiet_seconds if mode == "phone" else track.flat_seconds
    if silent >= (QUIET_SECONDS if mode == "phone" else FLAT_SECONDS):
        return "✗ " + _("no sound for {time}").format(time=say_duration(silent))
    if track.heard:
        return "✓ " + _("heard")
    if mode == "computer" and track.track != "system":
        return _("say a word, and a tick comes here ✓")
    return _("waiting for a voice")


def alarm_words(state: State) -> str:
    """What is wrong and how to mend it; nothing where all is well."""
    if not state.alarm:
        return ""
    why = explain(state.alarm)
    return f"{why.happened} {why.advice}".strip()


def waiting_words(seconds: float, answered: bool) -> str:
    """How long nobody has answered."""
    time = say_duration(seconds)
    if answered:
        return _("A person answered after {time}").format(time=time)
    return _("Waiting for a person for {time}").format(time=time)


def pressed_words(state: State) -> str:
    """The last mark, with how many there are."""
    if not state.marks:
        return ""
    last = state.marks[-1]
    words = _("Marked at {time}: {mark}")
    return "✓ " + words.format(time=running_clock(last.seconds), mark=mark_name(last.kind))


def saved_words(saved: Saved) -> str:
    """When, where and how long."""
    words = _("Recorded {time}, {length} long. It lies in “{case}”.")
    return words.format(
        time=say_time(saved.recorded.started_at),
        length=say_duration(saved.recorded.seconds),
        case=case_title(saved.case),
    )


def saved_warnings(saved: Saved) -> list[str]:
    """What the person should know about it: why it ended by itself, a track on which nothing is heard."""
    lines = []
    if saved.recorded.over:
        why = explain(saved.recorded.over)
        lines.append(_("It ended by itself. {why}").format(why=f"{why.happened} {why.advice}"))
    silent = [one for one in saved.recorded.tracks if one.silent]
    for one in silent:
        mode = "computer" if len(saved.recorded.tracks) > 1 else "phone"
        name = track_name(mode, one.track)
        lines.append(_("Nothing can be heard on “{track}”.").format(track=name))
    return lines


def mark_words(mark: Mark) -> str:
    """A mark with its moment."""
    sure = " ✓" if mark.confirmed else ""
    return f"{running_clock(mark.seconds)} {mark_name(mark.kind)}{sure}"
