"""Facts as JSON: the stable shapes that scripts rely on. Keys may be added, never renamed.

Times are ISO 8601 with an offset, to the second; what is not known is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from evidence_keeper import text
from evidence_keeper.model import (
    CASE_FIELDS,
    COUNTED,
    CallSegment,
    Case,
    EvidenceItem,
    Finding,
    Head,
    Hit,
    JournalEntry,
    Message,
    Provenance,
    Refused,
    Report,
    Source,
)

if TYPE_CHECKING:
    from evidence_keeper.bundle import Bundle
    from evidence_keeper.chats import KeptChat
    from evidence_keeper.handover import Conflict, TakenIn
    from evidence_keeper.keeper import Added, Reading
    from evidence_keeper.proving import Preset, Stamped
    from evidence_keeper.reading.call import CallStructure
    from evidence_keeper.reading.call.waiting import Waiting
    from evidence_keeper.reading.shows import Shows
    from evidence_keeper.reading.transcript import Transcript

Shape = dict[str, Any]


def time(when: datetime | None) -> str | None:
    """A time, or null."""
    return when.isoformat(timespec="seconds") if when else None


def plain(value: object) -> Any:
    """Whatever an entry's body or an extra holds, as JSON can say it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime):
        return time(value)
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, PurePath | bytes):
        return [plain(part) for part in value]
    return str(value)


def item(it: EvidenceItem) -> Shape:
    """An item, always whole."""
    return {
        "item_id": it.item_id,
        "case_id": it.case_id,
        "derived_from": list(it.derived_from),
        "group": it.group,
        "withdrawn": it.withdrawn,
        "kind": it.kind.value,
        "name": it.name,
        "size": it.size,
        "sha256": it.digest.value,
        "kept_at": time(it.kept_at),
        "captured_at": time(it.captured_at),
        "time_source": it.time_source.value,
        "purpose": it.purpose,
        "provenance": provenance(it.provenance),
        "notes": [{"text": note.text, "at": time(note.at)} for note in it.notes],
        "marks": [
            {
                "seconds": mark.seconds,
                "kind": mark.kind.value,
                "at": time(mark.at),
                "confirmed": mark.confirmed,
            }
            for mark in it.marks
        ],
        "corrections": dict(it.corrections),
        "confirmed": it.confirmed,
        **_recorded(it),
    }


def _recorded(it: EvidenceItem) -> Shape:
    """What a track that was recorded here says more, as `record` prints it."""
    known = it.provenance.extra
    if it.provenance.source is not Source.RECORDED_HERE or "track" not in known:
        return {}
    keys = ("track", "seconds", "gaps", "silent", "interrupted")
    return {key: plain(known.get(key)) for key in keys}


def provenance(known: Provenance) -> Shape:
    """Where an item comes from; each note with its words."""
    return {
        **plain(known.extra),
        "source": known.source.value,
        "path": known.path,
        "device": known.device,
        "software": known.software,
        "phone_number": known.phone_number,
        "contact": known.contact,
        "notes": [{**plain(note), "message": text.explain(note).happened} for note in known.notes],
    }


def case(known: Case) -> Shape:
    """A case: `fields` as they were set, and each field by its own name, null where it is not."""
    return {
        "case_id": known.case_id,
        "title": known.title,
        "type": known.type,
        "created_at": time(known.created_at),
        "fields": dict(known.fields),
        **{key: known.fields.get(key) for key in CASE_FIELDS},
    }


def added(done: Added) -> Shape:
    """What came of adding files."""
    return {
        "items": [item(one) for one in done.items],
        "already_kept": [item(one) for one in done.already_kept],
        "refused": [refused(one) for one in done.refused],
    }


def refused(one: Refused) -> Shape:
    """A file that was not kept, and why."""
    words = text.explain(one)
    return {"path": one.path, "code": one.code, "message": words.happened, "advice": words.advice}


def hit(found: Hit) -> Shape:
    """Where a search found its text."""
    return {
        "item_id": found.item_id,
        "case_id": found.case_id,
        "where": found.where,
        "snippet": found.snippet,
        "message": found.number,
    }


def message(said: Message) -> Shape:
    """One message of a chat."""
    return {
        "number": said.number,
        "line": said.line,
        "time": time(said.time),
        "time_source": said.time_source.value,
        "sender": said.sender,
        "sender_id": said.sender_id,
        "role": said.role.value,
        "text": said.text,
        "side": said.side,
    }


def segment(part: CallSegment) -> Shape:
    """A stretch of a recording."""
    return {"start": part.start, "end": part.end, "kind": part.kind, "keys": part.keys}


def call(found: CallStructure) -> Shape:
    """What a whole recording shows, in seconds."""
    return {
        "seconds": found.seconds,
        "keys": found.keys,
        "longest_quiet": found.longest_quiet,
        "last_key_to_speech": found.last_key_to_speech,
        "nobody_speaks_seconds": found.nobody_speaks_seconds,
        "nobody_speaks": [{"start": start, "end": end} for start, end in found.nobody_speaks],
    }


def waited(found: Waiting) -> Shape:
    """How long it was until a person spoke, in seconds, as far as that was confirmed."""
    return {
        "until": found.until,
        "person_at": found.person_at,
        "last_key_at": found.last_key_at,
        "last_key_to_person": found.last_key_to_person,
        "total": found.total,
    }


def transcript(known: Transcript) -> list[Shape]:
    """What is said in a recording, a turn each."""
    return [
        {
            "start": line.start,
            "end": line.end,
            "speaker": line.speaker.value,
            "text": line.text,
            "source": line.source,
        }
        for line in known.lines
    ]


def _shown(read: Reading, said: Message) -> Shape:
    """What a picture shows of a message besides; `kind` text, picture, voice, card, notice or unknown."""
    if read.picture is None:
        return {}
    seen = read.picture.conversation.messages[said.number - 1]
    return {
        "kind": seen.what.value,
        "machine_text": seen.text,
        "time_shown": seen.when,
        "quote": seen.quote,
        "box": seen.box.xywh,
    }


def reading(read: Reading) -> Shape:
    """What an item says."""
    return {
        "item_id": read.item_id,
        "engine": read.engine,
        "text": read.text,
        "messages": [{**message(said), **_shown(read, said)} for said in read.messages],
        "segments": [segment(part) for part in read.segments],
        "call": None if read.call is None else call(read.call),
        "waiting": None if read.waiting is None else waited(read.waiting),
        "transcript": None if read.transcript is None else transcript(read.transcript),
        "private": [plain(found) for found in read.private],
        "checked_by_person": read.checked_by_person,
        "format": read.format or None,
        "shows": None
        if read.shows is None
        else shows(read.shows, read.struck, confirmed=read.checked_by_person),
    }


def shows(
    found: Shows, struck: Iterable[tuple[str, int]] = (), *, confirmed: bool = False
) -> Shape:
    """What an item shows: each number with the messages (in a recording, the seconds) behind it."""
    return {
        **{kind: found.count(kind) for kind in COUNTED},
        "first_human_at": time(found.first_human_at),
        "first_human": found.first_human,
        "seconds_to_human": found.seconds_to_human,
        "bot_seconds": found.bot_seconds,
        "evidence": {kind: list(found.evidence.get(kind, ())) for kind in COUNTED},
        "pairs": [
            {"message": one.number, "repeats": one.of, "ratio": one.ratio} for one in found.repeats
        ],
        "promised": [
            {"message": one.number, "due": time(one.due), "kept": one.kept}
            for one in found.promises
        ],
        "waits": [{"message": one.number, "seconds": one.seconds} for one in found.waits],
        "struck": [{"kind": kind, "message": number} for kind, number in sorted(struck)],
        "confirmed": confirmed,
    }


def kept_chat(kept: KeptChat) -> Shape:
    """A chat that was kept, and what it says."""
    told = kept.conversation
    return {
        "items": [item(kept.item)],
        "already_kept": [] if kept.fresh else [kept.item.item_id],
        "format": told.log.format or None,
        "encoding": told.log.encoding,
        "messages": [message(said) for said in told.log.messages],
        "shows": shows(told.shows, told.struck, confirmed=told.checked),
        "notes": [
            {**plain(note), "message": text.explain(note).happened} for note in told.log.notes
        ],
    }


def head(last: Head) -> Shape:
    """The journal's last entry."""
    return {"seq": last.seq, "hash": last.hash.value}


def bundle(made: Bundle) -> Shape:
    """The papers that were made."""
    return {
        "pdf": str(made.pdf),
        "pages": made.pages,
        "sha256": made.digest.value,
        "journal_head": head(made.head),
        "exhibits": [
            {
                "number": one.number,
                "item_id": one.item_id,
                "first_page": one.first_page,
                "last_page": one.last_page,
            }
            for one in made.exhibits
        ],
        "upload": [
            {"path": str(one.path), "bytes": one.size, "kind": one.kind} for one in made.upload
        ],
        "delivery": str(made.delivery),
        "signed": made.signed,
        "timestamped": made.timestamped,
        "zip": None if made.packed is None else str(made.packed),
        "main_pages": made.main_pages,
        "reminder": None if made.reminder is None else str(made.reminder),
        "main_volume": None if made.main_volume is None else str(made.main_volume),
    }


def taken_in(done: TakenIn) -> Shape:
    """What a case file brought, and what a person has to choose."""
    return {
        "case_id": done.case_id,
        "items": [item(one) for one in done.items],
        "already_kept": [item(one) for one in done.already_kept],
        "entries": done.entries,
        "conflicts": conflicts(done.conflicts),
    }


def conflicts(found: Iterable[Conflict]) -> list[Shape]:
    """Fields that both sides changed; `item_id` is empty for one of the case's own."""
    return [
        {"field": one.field, "item_id": one.item_id, "ours": one.ours, "theirs": one.theirs}
        for one in found
    ]


def stamped(done: Stamped) -> Shape:
    """Time stamps that came, and how many are waited for."""
    return {
        "tokens": [
            {"seq": one.seq, "authority": one.authority, "time": time(one.time), "path": str(path)}
            for one, path in done.stamps
        ],
        "queued": done.queued,
    }


def preset(known: Preset) -> Shape:
    """What is known of a time-stamp authority."""
    return {name: getattr(known, name) for name in known.__slots__}


def report(found: Report) -> Shape:
    """What a check found."""
    checked = found.checked
    return {
        "ok": found.ok,
        "checked": {
            "entries": checked.entries,
            "originals": checked.originals,
            "bytes": checked.bytes,
            "tokens": checked.tokens,
        },
        "holds": list(found.holds),
        "findings": [finding(one) for one in found.findings],
    }


def finding(found: Finding) -> Shape:
    """One thing a check found, with its words and what it means."""
    words = text.explain(found)
    return {
        "code": found.code.value,
        "subject": found.subject,
        "message": words.happened,
        "advice": words.advice,
        "means": found.means.value,
    }


def entry(one: JournalEntry) -> Shape:
    """One entry of the journal; `body` null where it may not be seen."""
    return {
        "seq": one.seq,
        "at": time(one.at),
        "kind": one.kind,
        "hash": one.hash,
        "body": None if one.body is None else plain(one.body),
    }
