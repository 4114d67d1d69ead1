"""Joins what was read of an item to the papers: which of it may be printed, and in whose words.

A machine's text is kept before it is printed, so that whoever reads the papers can be shown the very text later.
Counts stand on paper only after a person confirmed them; a mark only after a person listened (desk facts 4).
"""

from __future__ import annotations

from collections.abc import Sequence

from evidence_keeper import seeing, texts, transcribing
from evidence_keeper.bundle.conversation import Said
from evidence_keeper.model import CallSegment, EvidenceItem
from evidence_keeper.reading.screenshot.account import write
from evidence_keeper.reading.transcript import messages
from evidence_keeper.vault import Vault


def picture(vault: Vault, item: EvidenceItem) -> Said | None:
    """What is printed of a picture: what was read of it before; reading is nothing that making papers begins."""
    known = seeing.current(vault, item)
    drawn = tuple(box for box in seeing.drawn(vault, item))
    if known is None:
        return Said(drawn=drawn) if drawn else None
    if not vault.read_only:
        texts.keep_machine_text(vault, item, known.account.engine, write(known.account))
    return Said(
        messages=seeing.messages(item, known.account),
        by_machine=True,
        checked=known.checked,
        drawn=drawn,
    )


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
