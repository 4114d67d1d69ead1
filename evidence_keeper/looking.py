"""Looks at what is kept: small pictures and waveforms, what an item says, and where a text stands.

Everything made here is a cache by the original's digest, or an index that can be made again: it may be thrown away at
any time and is never trusted for proof. What a person said of an item lies in the journal and is joined in here.
What reads is loaded when it is needed: a command that asks nothing of it starts without.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from evidence_keeper.errors import IntegrityError, SourceError
from evidence_keeper.jobs import Job
from evidence_keeper.model import CallSegment, EvidenceItem, Kind, Message
from evidence_keeper.vault import Vault, disk

if TYPE_CHECKING:
    from evidence_keeper.media import Peaks
    from evidence_keeper.reading.call import CallStructure
    from evidence_keeper.reading.call.waiting import Waiting
    from evidence_keeper.reading.plain import PlainText
    from evidence_keeper.reading.screenshot import Reader
    from evidence_keeper.reading.screenshot.account import Account
    from evidence_keeper.reading.shows import Shows
    from evidence_keeper.reading.transcript import Transcript
    from evidence_keeper.seeing import Picture

RECORDINGS = frozenset({Kind.CALL, Kind.AUDIO, Kind.VIDEO})
_TEXT_KINDS = frozenset({Kind.CHAT, Kind.DOCUMENT, Kind.OTHER})


@dataclass(frozen=True, slots=True)
class Reading:
    """What an item says. `engine` names what read it ("text", "pdf", or "" where it has no text of its own)."""

    item_id: str
    engine: str = ""
    text: str = ""
    messages: tuple[Message, ...] = ()
    segments: tuple[CallSegment, ...] = ()
    private: tuple[Mapping[str, Any], ...] = ()
    checked_by_person: bool = False
    call: CallStructure | None = None
    waiting: Waiting | None = None
    transcript: Transcript | None = None
    picture: Account | None = None
    format: str = ""
    shows: Shows | None = None
    struck: frozenset[tuple[str, int]] = frozenset()
    notes: tuple[Mapping[str, Any], ...] = ()


class Looking:
    """What the items of one vault look like and say. Any thread may ask."""

    def __init__(self, vault: Vault) -> None:
        """Nothing is loaded before somebody asks."""
        self._vault = vault
        self._reader: Reader | None = None

    def close(self) -> None:
        """Give the memory of whatever reads pictures back."""
        if self._reader is not None:
            self._reader.close()

    @property
    def reader(self) -> Reader:
        """One for all pictures, so that its model is loaded once; its memory goes back when nobody asks any more."""
        from evidence_keeper.reading.screenshot import IDLE_SECONDS, Reader

        if self._reader is None:
            self._reader = Reader(idle=IDLE_SECONDS)
        return self._reader

    # What an item looks like ------------------------------------------------------------------------------------

    def thumbnail(self, item: EvidenceItem, box: tuple[int, int]) -> bytes:
        """See Keeper.thumbnail."""
        from evidence_keeper.media import thumbnail

        name = f"{item.digest.value}-{box[0]}x{box[1]}.png"
        return self._cached("thumbnails", name, lambda: thumbnail(self._vault.original(item), box))

    def peaks(self, item: EvidenceItem, buckets: int, job: Job | None) -> Peaks:
        """See Keeper.peaks."""
        import numpy

        from evidence_keeper.media import Peaks, peaks

        def make() -> bytes:
            found = peaks(self._vault.original(item), buckets, job)
            fields = {
                "seconds": found.seconds,
                "lo": [round(float(value), 4) for value in found.lo],
                "hi": [round(float(value), 4) for value in found.hi],
            }
            return json.dumps(fields).encode()

        kept = json.loads(self._cached("peaks", f"{item.digest.value}-{buckets}.json", make))
        lo, hi = (numpy.asarray(kept[side], numpy.float32) for side in ("lo", "hi"))
        return Peaks(kept["seconds"], lo, hi)

    def seconds(self, item: EvidenceItem) -> float | None:
        """How long a recording is. Raises SourceError."""
        from evidence_keeper.media import probe

        return probe(self._vault.original(item)).seconds

    def _cached(self, room: str, name: str, make: Callable[[], bytes]) -> bytes:
        path = self._vault.path / "cache" / room / name
        with contextlib.suppress(OSError):
            return path.read_bytes()
        made = make()
        if not self._vault.read_only:
            with contextlib.suppress(OSError):
                disk.make_folder(path.parent)
                disk.write_atomic(path, made)
        return made

    # What it says -----------------------------------------------------------------------------------------------

    def read(self, item: EvidenceItem, job: Job | None = None) -> Reading:
        """See Keeper.read."""
        from evidence_keeper import seeing
        from evidence_keeper.reading.plain import read_text

        if job is not None:
            job.report("reading", detail=item.name)
        if item.kind in RECORDINGS:
            return self._recording(item, job)
        if item.kind in seeing.PICTURES:
            return self._picture(item, job)
        found = read_text(self._vault.original(item), item.kind)
        if found is None:
            return Reading(item.item_id, checked_by_person=item.confirmed)
        private = seeing.private_in_text(found.text)
        if item.kind is Kind.CHAT:
            return replace(self._chat(item, found), private=private)
        return Reading(
            item.item_id,
            found.engine,
            found.text,
            private=private,
            checked_by_person=item.confirmed,
        )

    def known(self, item_id: str) -> Reading | None:
        """A picture's reading where there is one already; nothing is read now. Raises IntegrityError."""
        from evidence_keeper import seeing

        item = seeing.picture_of(self._vault, item_id)
        known = seeing.current(self._vault, item)
        return None if known is None else self._reading_of(item, known)

    def call(self, item: EvidenceItem, job: Job | None = None) -> CallStructure:
        """See Keeper.call."""
        from evidence_keeper.reading import call

        def make() -> bytes:
            return call.to_json(call.segments(self._vault.original(item), job))

        try:
            name = f"{item.digest.value}-{call.VERSION}.json"
            return call.from_json(self._cached("calls", name, make))
        except ValueError:  # somebody wrote into the cache: it is no proof of anything
            return call.from_json(make())

    def said_in_chat(self, item: EvidenceItem) -> tuple[Sequence[Message], Shows]:
        """A chat's messages, and what they come to."""
        from evidence_keeper import chats

        found = chats.read(self._vault, item)
        return found.log.messages, found.shows

    def _picture(self, item: EvidenceItem, job: Job | None) -> Reading:
        from evidence_keeper import seeing

        known = seeing.read(self._vault, self.reader, item, job)
        if not self._vault.read_only:
            self._vault.index.put_text(item.item_id, "text", known.account.text)
        return self._reading_of(item, known)

    def _reading_of(self, item: EvidenceItem, known: Picture) -> Reading:
        from evidence_keeper import chats, seeing
        from evidence_keeper.reading.shows import shows

        said = seeing.messages(item, known.account)
        struck = chats.struck_in(self._vault, item, said)
        return Reading(
            item.item_id,
            known.account.engine,
            known.account.text,
            said,
            shows=shows(said, struck) if said else None,
            struck=struck,
            private=seeing.private_in(self._vault, item, known.account),
            checked_by_person=known.checked,
            picture=known.account,
        )

    def _chat(self, item: EvidenceItem, found: PlainText) -> Reading:
        from evidence_keeper import chats

        told = chats.read(self._vault, item)
        return Reading(
            item.item_id,
            found.engine,
            found.text,
            told.log.messages,
            checked_by_person=told.checked,
            format=told.log.format,
            shows=told.shows,
            struck=told.struck,
            notes=told.log.notes,
        )

    def _recording(self, item: EvidenceItem, job: Job | None) -> Reading:
        from evidence_keeper import chats, transcribing
        from evidence_keeper.reading.call.waiting import waiting
        from evidence_keeper.reading.transcript import messages

        told = transcribing.current(self._vault, item)
        known = Reading(item.item_id, checked_by_person=item.confirmed)
        try:
            found = self.call(item, job)
            waited = waiting(found.segments, transcribing.marks_beside(self._vault, item))
            known = replace(
                known, engine="call", segments=found.segments, call=found, waiting=waited
            )
        except SourceError as error:
            if error.code != "not_playable":
                raise
        sure = told is not None and (told.checked or told.engine == transcribing.HAND)
        lines = told.transcript.lines if told is not None and sure else ()
        known = replace(known, shows=chats.of_call(self._vault, item, known.segments, lines))
        if told is None:
            return known
        return replace(
            known,
            engine=told.engine,
            text=told.text,
            messages=tuple(messages(told.transcript)),
            transcript=told.transcript,
            checked_by_person=told.checked,
        )

    # Where a text stands ----------------------------------------------------------------------------------------

    def remember_new(self) -> None:
        """Put the own text of each new item into the index. An item that has none, or can't be read, has an empty
        one, so that nobody looks again."""
        index = self._vault.index
        # A cache that finds no room is no reason to say that what was kept wasn't.
        with contextlib.suppress(sqlite3.OperationalError):
            for item_id in index.without_text():
                self.remember(self._vault.item(item_id))

    def remember(self, item: EvidenceItem, messages: Sequence[Message] | None = None) -> None:
        """Put an item's words into the index; of a chat each message, so that its place can be shown. `messages` are
        what it says, where that was read just now."""
        from evidence_keeper import chats
        from evidence_keeper.reading.plain import read_text

        if item.kind is Kind.CHAT:
            with contextlib.suppress(SourceError, IntegrityError):
                text = read_text(self._vault.original(item), item.kind)
                told = chats.said(self._vault, item).messages if messages is None else messages
                names = {one.sender: one.number for one in reversed(told) if one.sender}
                # Who speaks is found at their first message; below 0, since that number has its words already.
                speakers = ((-number, name) for name, number in names.items())
                rows = chain(((one.number, one.text) for one in told), speakers)
                self._vault.index.put_messages(item.item_id, text.text if text else "", rows)
                return
        self.remember_text(item)

    def remember_text(self, item: EvidenceItem) -> None:
        """Put an item's whole text into the index, with no places in it."""
        self._vault.index.put_text(item.item_id, "text", self._text_of(item))

    def _text_of(self, item: EvidenceItem) -> str:
        """What can be searched in an item: its own text, or what is said in it."""
        from evidence_keeper import seeing, transcribing

        with contextlib.suppress(SourceError, IntegrityError):
            if item.kind in _TEXT_KINDS:
                return self.read(item).text
            if item.kind in seeing.PICTURES:
                seen = seeing.current(self._vault, item)
                return "" if seen is None else seen.account.text
            if item.kind in RECORDINGS:
                told = transcribing.current(self._vault, item)
                return "" if told is None else told.text
        return ""
