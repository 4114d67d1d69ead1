"""Speech to text by a model that a person put on this computer; nothing is ever fetched, and nothing leaves it.

The recogniser is native code that ends its process over a model it doesn't like, so it runs in a process of its own,
one that dies with us. What comes back is a machine's guess and is marked as one until a person confirms it.
"""

from __future__ import annotations

from evidence_keeper.reading.speech.hearing import SPEECH_VERSION, transcribe
from evidence_keeper.reading.speech.models import Model, find_model

__all__ = ["SPEECH_VERSION", "Model", "find_model", "transcribe"]
