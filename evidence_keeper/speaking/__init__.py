"""A voice for whoever would rather listen than read: the system's own, one sentence at a time, never over another.

`voice_for` finds what can speak a language on this computer; a `Voice` speaks beside everything else and never makes
its caller wait. Nothing is sent anywhere: only engines of this computer are asked.
"""

from __future__ import annotations

from evidence_keeper.speaking.engines import engines
from evidence_keeper.speaking.port import Engine, Utterance
from evidence_keeper.speaking.voice import Voice

__all__ = ["Engine", "Utterance", "Voice", "voice_for"]


def voice_for(language: str) -> Voice | None:
    """The first voice of this computer that can speak `language` (zh_CN or en); None where there is none.

    It asks programs of the system what they can: not for a thread that paints.
    """
    return next((Voice(engine) for engine in engines() if engine.speaks(language)), None)
