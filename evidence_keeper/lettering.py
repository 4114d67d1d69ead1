"""Joins the letter's sentences to the vault: what the program writes into it, and what a person puts otherwise.

An edit is a change of the case, so an entry of the journal; the program's own words can always be had back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evidence_keeper import complaint
from evidence_keeper.bundle.letter_pages import counted_sentence
from evidence_keeper.complaint.contacts import Records
from evidence_keeper.complaint.edited import FIELD, Sentence, left_over, sentence, with_edit
from evidence_keeper.complaint.letter import own_sentences
from evidence_keeper.complaint.papers import demand_sentences
from evidence_keeper.errors import InputError
from evidence_keeper.model import Case
from evidence_keeper.vault import Vault

PaperName = Literal["letter", "demand"]


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of the program's in a paper, in its order, and edits that fit none of them any more."""

    sentences: tuple[Sentence, ...]
    left_over: tuple[str, ...]


def sentences(
    vault: Vault, case_id: str, channel: str, records: Records, paper: PaperName = "letter"
) -> Sentences:
    """What the program writes into the letter to an office, or into the written demand to the company. Raises
    InputError case_unknown, channel_unknown."""
    case, items = vault.case(case_id), vault.items(case_id, withdrawn=False)
    written = _written(case, complaint.load(channel), records)
    if paper == "demand":
        written = demand_sentences(case)
    return Sentences(
        tuple(sentence(case, one, items, channel) for one in written),
        left_over(case, _everywhere(vault, case_id, records)),
    )


def _everywhere(vault: Vault, case_id: str, records: Records) -> list[str]:
    """The sentences of every paper: an edit of another one's is not lost."""
    case = vault.case(case_id)
    offices = map(complaint.load, complaint.channel_keys())
    letters = (text for office in offices for text in _written(case, office, records))
    return [*letters, *demand_sentences(case)]


def _written(case: Case, office: complaint.Channel, records: Records) -> tuple[str, ...]:
    counted = counted_sentence(records.totals, office.complainant, office.respondent)
    return own_sentences(case, office, counted)


def edit(
    vault: Vault,
    case_id: str,
    channel: str,
    records: Records,
    written: str,
    text: str,
    paper: PaperName = "letter",
) -> Sentences:
    """Put a sentence otherwise; an empty text takes that back. See Keeper.edit_sentence."""
    known = sentences(vault, case_id, channel, records, paper)
    if written not in (one.written for one in known.sentences):
        raise InputError("sentence_unknown", sentence=written)
    case = vault.case(case_id)
    changed = with_edit(case, written, text)
    if changed != case.get(FIELD):
        vault.set_case(case_id, {FIELD: changed})
    return sentences(vault, case_id, channel, records, paper)
