"""Joins transcripts to the vault: what a person wrote or confirmed is journalled, a machine's guess is a cache.

A kept text is a derivative named by its digest in a `correct` entry; earlier ones stay. When a person writes over a
machine's text, that one is kept first; when a person confirms it, it is kept as it stands.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence_keeper import __version__
from evidence_keeper.errors import InputError, IntegrityError
from evidence_keeper.jobs import Job
from evidence_keeper.media import probe
from evidence_keeper.model import EvidenceItem, Kind, Mark
from evidence_keeper.reading import transcript
from evidence_keeper.reading.call.spans import Span
from evidence_keeper.reading.transcript import Speaker, Transcript
from evidence_keeper.vault import Vault, disk
from evidence_keeper.vault.originals import place_of

FIELD = "transcript"
HAND = "hand"
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
    digest = item.corrections.get(FIELD, "")
    if digest:
        return _kept(vault, item, digest)
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
    return _enter(vault, item_id, text, HAND)


def confirm(vault: Vault, item: EvidenceItem) -> bool:
    """Enter that a person checked the transcript, naming its digest; False where there is none to check."""
    digest = item.corrections.get(FIELD) or _keep_machine_text(vault, item)
    if not digest:
        return False
    if item.corrections.get(FIELD) != digest:
        vault.correct(item.item_id, {FIELD: digest})
    vault.record("confirm", {"item_id": item.item_id, FIELD: digest})
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
    if not vault.read_only:
        path = _cache(vault, item)
        with contextlib.suppress(OSError):
            disk.make_folder(path.parent)
            disk.write_atomic(path, json.dumps([told.engine, told.text]).encode())
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


# Kept texts ----------------------------------------------------------------------------------------------------


def _enter(vault: Vault, item_id: str, text: str, engine: str) -> EvidenceItem:
    return vault.correct(item_id, {FIELD: _derive(vault, item_id, text, engine)})


def _derive(vault: Vault, item_id: str, text: str, engine: str) -> str:
    content = text.encode("utf-8", "replace")
    options = {"what": FIELD}
    digest = vault.derive(item_id, content, tool=engine, version=__version__, options=options)
    return digest.value


def _keep_machine_text(vault: Vault, item: EvidenceItem) -> str:
    """Keep what the machine heard, where there is something and nothing of a person's yet; its digest or nothing."""
    heard = None if item.corrections.get(FIELD) else _remembered(vault, item)
    if heard is None:
        return ""
    digest = hashlib.sha256(heard[1].encode("utf-8", "replace")).hexdigest()
    known = any(_names(entry.body, digest) for entry in vault.history(item.item_id))
    return digest if known else _derive(vault, item.item_id, heard[1], heard[0])


def _names(body: object, digest: str) -> bool:
    return isinstance(body, dict) and body.get("sha256") == digest and "tool" in body


def _kept(vault: Vault, item: EvidenceItem, digest: str) -> Told:
    engine, checked = HAND, False
    for entry in vault.history(item.item_id):
        body = entry.body or {}
        if entry.kind == "derive" and body.get("sha256") == digest:
            engine = str(body.get("tool", HAND))
        elif entry.kind == "correct" and FIELD in body.get("fields", {}):
            checked = False
        elif entry.kind == "confirm":
            checked = True
    return Told(_read(vault, item, digest), engine, checked)


def _read(vault: Vault, item: EvidenceItem, digest: str) -> str:
    path = vault.path / place_of(digest)
    try:
        with disk.guarded(path):
            content = path.read_bytes() if disk.is_regular(path) else None
    except FileNotFoundError:
        content = None
    if content is None:
        raise IntegrityError(
            "original_missing", path=str(path), item_id=item.item_id, name=path.name
        )
    if hashlib.sha256(content).hexdigest() != digest:
        raise IntegrityError("original_changed", path=str(path), name=path.name)
    return content.decode("utf-8", "replace")


# The machine's memory ------------------------------------------------------------------------------------------


def _cache(vault: Vault, item: EvidenceItem) -> Path:
    return vault.path / "cache" / "transcripts" / f"{item.digest.value}.json"


def _remembered(vault: Vault, item: EvidenceItem) -> tuple[str, str] | None:
    """Engine and text of what a machine heard last; None where nobody asked or the cache was thrown away."""
    try:
        engine, text = json.loads(_cache(vault, item).read_bytes())
    except (OSError, ValueError, TypeError):
        return None
    return str(engine), str(text)
