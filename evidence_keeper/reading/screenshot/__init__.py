"""What a picture of a conversation says: its lines by RapidOCR, its bubbles by geometry, its messages by both.

The recogniser takes 0.7 GB, so it runs in a process of its own (`_worker ocr`) that gives them back when it ends. It
works offline, with the models in its wheel. All that comes out is a machine's reading until a person confirms it.
"""

from __future__ import annotations

from evidence_keeper.reading.screenshot.asking import IDLE_SECONDS, Reader, refuse_without_engine
from evidence_keeper.reading.screenshot.facts import Box, Line, Seen, Shape, from_plain, to_plain

VERSION = "1"

__all__ = [
    "IDLE_SECONDS",
    "VERSION",
    "Box",
    "Line",
    "Reader",
    "Seen",
    "Shape",
    "from_plain",
    "refuse_without_engine",
    "to_plain",
]
