"""Joins transcripts to the vault: what a person wrote or confirmed is journalled, a machine's guess is a cache.

A kept text is a derivative named by its digest in a `correct` entry; earlier ones stay. When a person writes over a
machine's text, that one is kept first; when a person confirms it, it is kept as it stands.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence_keeper import texts
from evidence_keeper.errors import InputError
from evidence_keeper.jobs import Job
from evidence_keeper.media import probe
from evidence_keeper.model import EvidenceItem, Kind, Mark
from evidence_keeper.reading import transcript
from evidence_keeper.reading.call.spans import Span
from evidence_keeper.reading.transcript import Speaker, Transcript
from evidence_keeper.vault import Vault

FIELD, HAND = texts.FIELD, texts.HAND
_HEARD = frozenset({Kind.CALL, Kind.AUDIO, Kind.VIDEO})


@dataclass(frozen=True, slots=True)
class Told:
    """An item's transcript as it now stands. `engine` is hand, or the machine's name; `checked`: by a person."""

    text: str
    engine: str
    checked: bool

    @property
    def transcript(self) -> Transcript:
        """Its lines."""
        return transcript.parse(self.text, HAND if self.engine == HAND else "machine")


def current(vault: Vault, item: EvidenceItem) -> Told | None:
    """What a person wrote or confirmed last, else what a machine heard last, else None.

    Raises IntegrityError original_missing, original_changed where the kept text isn't what it was.
    """
    kept = texts.kept(vault, item)
    if kept is not None:
        return Told(kept.text, kept.engine, kept.checked)
    heard = _remembered(vault, item)
    return None if heard is None else Told(heard[1], heard[0], checked=False)


def set_text(vault: Vault, item_id: str, text: str) -> EvidenceItem:
    """Keep what a person wrote; an empty text takes the transcript away. See Keeper.set_transcript."""
    item = _recording(vault, item_id)
    _keep_machine_text(vault, item)
    if not text.strip():
        return vault.correct(item_id, {FIELD: ""})
    last = transcript.parse(text).last_second
    length = probe(vault.original(item)).seconds
    if length is not None and last > length + 1:
        raise InputError("time_outside_item", item_id=item_id, at=f"{last:g}", length=length)
    return texts.keep_by_hand(vault, item_id, text)


def confirm(vault: Vault, item: EvidenceItem) -> bool:
    """Enter that a person checked the transcript, naming its digest; False where there is none to check."""
    digest = item.corrections.get(FIELD) or _keep_machine_text(vault, item)
    if not digest:
        return False
    texts.confirm(vault, item, digest)
    return True


def keep_for_print(vault: Vault, item: EvidenceItem) -> Told | None:
    """The transcript as it now stands, kept where it was only a machine's guess so far."""
    if not vault.read_only:
        _keep_machine_text(vault, item)
    return current(vault, item)


def by_machine(
    vault: Vault, item_id: str, spoken: Sequence[Span], model: Path, job: Job | None = None
) -> Told:
    """Let the model in a folder write down what is said in `spoken`; see Keeper.transcribe."""
    from evidence_keeper.reading.speech import transcribe

    item = _recording(vault, item_id)
    found, kind = transcribe(vault.original(item), spoken, model, _side(vault, item), job)
    told = Told(transcript.write(found), f"sherpa-onnx {kind}", checked=False)
    content = json.dumps([told.engine, told.text]).encode()
    texts.remember(vault, "transcripts", f"{item.digest.value}.json", content)
    return told


def _recording(vault: Vault, item_id: str) -> EvidenceItem:
    item = vault.item(item_id)
    if item.kind not in _HEARD:
        raise InputError("not_a_recording", item_id=item_id)
    return item


def marks_beside(vault: Vault, item: EvidenceItem) -> tuple[Mark, ...]:
    """The item's marks, and those on a track that was recorded with it: both begin at one moment."""
    others = [one for one in _tracks_with(vault, item) if one.item_id != item.item_id]
    return (*item.marks, *(mark for one in others for mark in one.marks))


def _tracks_with(vault: Vault, item: EvidenceItem) -> list[EvidenceItem]:
    """The tracks of the recording that the item is a track of."""
    if item.group is None or "track" not in item.provenance.extra:
        return []
    there = vault.items(item.case_id, withdrawn=None)
    return [one for one in there if one.group == item.group and "track" in one.provenance.extra]


def _side(vault: Vault, item: EvidenceItem) -> Speaker:
    """Who speaks on this track: known only where both sides were recorded here, each on a track of its own, and all
    the time: beside a phone on loudspeaker both voices are on the microphone's."""
    there = _tracks_with(vault, item)
    notes = (note.get("code") for one in there for note in one.provenance.notes)
    if "mode_changed" in notes:
        return Speaker.UNKNOWN
    tracks = {one.provenance.extra.get("track") for one in there}
    if not {"microphone", "system"} <= tracks:
        return Speaker.UNKNOWN
    sides = {"microphone": Speaker.ME, "system": Speaker.OTHER}
    return sides.get(str(item.provenance.extra.get("track")), Speaker.UNKNOWN)


def _keep_machine_text(vault: Vault, item: EvidenceItem) -> str:
    """Keep what the machine heard, where there is something and nothing of a person's yet; its digest or nothing."""
    heard = None if item.corrections.get(FIELD) else _remembered(vault, item)
    return "" if heard is None else texts.keep_machine_text(vault, item, *heard)


# The machine's memory ------------------------------------------------------------------------------------------


def _remembered(vault: Vault, item: EvidenceItem) -> tuple[str, str] | None:
    """Engine and text of what a machine heard last; None where nobody asked or the cache was thrown away."""
    try:
        engine, text = json.loads(
            texts.cache(vault, "transcripts", f"{item.digest.value}.json").read_bytes()
        )
    except (OSError, ValueError, TypeError):
        return None
    return str(engine), str(text)
