"""Joins what was read of an item to the papers: which of it may be printed, and in whose words.

A machine's text is kept before it is printed, so that whoever reads the papers can be shown the very text later.
Counts stand on paper only after a person confirmed them; a mark only after a person listened (desk facts 4).
"""

from __future__ import annotations

from collections.abc import Sequence

from evidence_keeper import transcribing
from evidence_keeper.bundle.conversation import Said
from evidence_keeper.model import CallSegment, EvidenceItem
from evidence_keeper.reading.transcript import messages
from evidence_keeper.vault import Vault


def recording(vault: Vault, item: EvidenceItem, segments: Sequence[CallSegment]) -> Said:
    """What is printed of a recording: what is heard when, and its transcript where there is one."""
    told = transcribing.keep_for_print(vault, item)
    if told is None:
        return Said(segments=tuple(segments))
    turns = told.transcript.lines
    return Said(
        messages=tuple(messages(told.transcript)),
        segments=tuple(segments),
        by_machine=told.engine != transcribing.HAND,
        checked=told.checked,
        seconds={
            number: turn.start for number, turn in enumerate(turns, 1) if turn.start is not None
        },
    )
