"""Records calls: what the microphone hears and what the computer plays, on two tracks that begin at one moment.

It promises that each second is on the disk when the next one is over; that the clock drives the time, so that what a
source doesn't deliver is silence of the same length, noted; that samples are never dropped, stretched or taken from
another source than the one that is named; and that whatever went wrong can be read afterwards (`NOTE_CODES`).
"""

from __future__ import annotations

from evidence_keeper.intake.audio.facts import NOTE_CODES, Gap, RecordingFacts, TrackFacts
from evidence_keeper.intake.audio.here import microphone
from evidence_keeper.intake.audio.marks import Press
from evidence_keeper.intake.audio.mending import mend
from evidence_keeper.intake.audio.port import MICROPHONE, SYSTEM, Block, Device, Microphone, Stream
from evidence_keeper.intake.audio.session import OnState, RecordingSession
from evidence_keeper.intake.audio.state import ALARMS, State, TrackState
from evidence_keeper.intake.audio.track import NOT_WANTED

__all__ = [
    "ALARMS",
    "MICROPHONE",
    "NOTE_CODES",
    "NOT_WANTED",
    "SYSTEM",
    "Block",
    "Device",
    "Gap",
    "Microphone",
    "OnState",
    "Press",
    "RecordingFacts",
    "RecordingSession",
    "State",
    "Stream",
    "TrackFacts",
    "TrackState",
    "mend",
    "microphone",
]
