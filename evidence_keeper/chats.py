"""Joins chat logs to the vault: the raw bytes are the original, messages and counts are read from them each time.

What a person says about a log is an entry: who is who (`correct`, field roles), a finding that isn't so (`strike`),
the counts as they stand (`confirm`, with the messages as a kept derivative). Confirmed is only what was confirmed
since the last change.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from evidence_keeper import __version__
from evidence_keeper.errors import InputError, SourceError
from evidence_keeper.jobs import Job
from evidence_keeper.model import (
    COUNTED,
    CallSegment,
    EvidenceItem,
    Kind,
    Message,
    Provenance,
    Role,
    Source,
    TimeSource,
)
from evidence_keeper.reading.chat import (
    LIMIT,
    ChatLog,
    read_chat,
    said_roles,
    speaks,
    spell,
)
from evidence_keeper.reading.shows import Shows, shows, shows_of_call
from evidence_keeper.reading.transcript import Line
from evidence_keeper.vault import Arrival, Vault
from evidence_keeper.walltime import from_epoch

FIELD = "roles"
NOTE_CODES = (
    "lines_left_out",  # count, first: lines that are no message (titles, notices), and the number of the first
    "date_order_unknown",  # count: dates of which the file leaves open whether day or month stands first
    "cut_short",  # bytes: how much was read of a longer file
    "me_not_found",  # name: nobody in the log has this name
)
SOUNDS = frozenset({Kind.CALL, Kind.AUDIO, Kind.VIDEO})
"""What is counted in them goes by marks and segments, not by messages."""
_MOST_SENDERS = 8  # whom an error names
_EXCERPT = 80  # characters of a struck message that stand in its entry, to know it again


@dataclass(frozen=True, slots=True)
class Conversation:
    """A chat as it stands: what the file says, with what a person said about it. `struck` are (kind, number);
    `checked`: a person confirmed the counts as they are now."""

    log: ChatLog
    shows: Shows
    roles: Mapping[str, Role]
    struck: frozenset[tuple[str, int]]
    checked: bool


@dataclass(frozen=True, slots=True)
class KeptChat:
    """A chat that was kept, or was there before (`fresh` False), and what it says."""

    item: EvidenceItem
    conversation: Conversation
    fresh: bool


# Keeping -------------------------------------------------------------------------------------------------------


def keep_copied(
    vault: Vault,
    data: bytes,
    case_id: str,
    *,
    me: str = "",
    group: str | None = None,
    copied_at: datetime | None = None,
) -> KeptChat:
    """Keep a text that was copied, with the moment of copying; see Keeper.keep_copied."""
    vault.case(case_id)
    if not data.strip():
        raise SourceError("nothing_copied")
    at = copied_at or datetime.now().astimezone()
    name = f"复制的聊天 {at:%Y-%m-%d %H-%M-%S}.txt"
    card = {"name": name, "path": "", "case_id": case_id, "source": Source.CLIPBOARD.value}
    log = read_chat(data, captured_at=at, not_after=at)
    refuse_unknown(log, me)
    said = spell(log.messages)
    extra = {"copied_at": at.isoformat(timespec="seconds")}
    provenance = Provenance(
        source=Source.CLIPBOARD,
        software=f"evidence-keeper {__version__}",
        extra=extra if said is None else {**extra, "until": said.until.isoformat()},
    )
    since = None if said is None else said.since
    source = TimeSource.NONE if said is None else said.source
    with vault.session("add", case_id=case_id) as session:
        staged = session.stage(io.BytesIO(data), card, Job())
        arrival = Arrival(
            staged, case_id, Kind.CHAT, name, since, source, "", provenance, group=group
        )
        kept = vault.keep(session, [arrival])[0]
    return as_chat(vault, kept.item, kept.fresh, me)


def refuse_unknown(log: ChatLog, me: str) -> None:
    """Raise InputError sender_unknown where people speak in a log and none of them is called `me`."""
    if me and len(log.senders) > 1 and not speaks(me, log.messages):
        raise _no_such_sender(me, log.messages)


def _no_such_sender(name: str, messages: Sequence[Message], **data: Any) -> InputError:
    senders = dict.fromkeys(one.sender for one in messages if one.sender)
    shown = ", ".join(list(senders)[:_MOST_SENDERS])
    return InputError("sender_unknown", name=name, senders=shown, count=len(messages), **data)


def refuse_unknown_in(path: Path, me: str) -> None:
    """The same for a file, before it is kept. One that can't be read is for whoever keeps it to say."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        now, written = datetime.now().astimezone(), from_epoch(path.stat().st_mtime)
        refuse_unknown(read_chat(file.read(LIMIT + 1), captured_at=written, not_after=now), me)


def as_chat(vault: Vault, item: EvidenceItem, fresh: bool, me: str) -> KeptChat:
    """What was kept, as a chat: its kind and who `me` is are entered where they weren't known."""
    if item.kind is not Kind.CHAT:
        item = vault.correct(item.item_id, {"kind": Kind.CHAT.value})  # the person says what it is
    if me and roles_of(item).get(me) is not Role.ME:
        item = _enter_roles(vault, item, {me: Role.ME})
    return KeptChat(item, read(vault, item), fresh)


# Reading -------------------------------------------------------------------------------------------------------


def said(vault: Vault, item: EvidenceItem) -> ChatLog:
    """What a chat says, with who is who as far as a person said so. Raises SourceError source_unreadable."""
    path = vault.original(item)
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as error:
        raise SourceError("source_unreadable", path=str(path)) from error
    return read_chat(
        data, captured_at=captured_at(item), not_after=item.kept_at, roles=roles_of(item)
    )


def read(vault: Vault, item: EvidenceItem) -> Conversation:
    """What a chat says and shows, as it stands. Raises SourceError source_unreadable."""
    return of_messages(vault, item, _with_notes(said(vault, item), roles_of(item)))


def of_messages(vault: Vault, item: EvidenceItem, log: ChatLog) -> Conversation:
    """The same for messages that were read from something else than a text (a screenshot)."""
    struck, confirmed = _said_by_person(vault, item, log.messages)
    found = shows(log.messages, struck)
    return Conversation(log, found, roles_of(item), struck, confirmed == counts(found))


def of_call(
    vault: Vault, item: EvidenceItem, segments: Sequence[CallSegment], lines: Sequence[Line]
) -> Shows:
    """What a recording shows: confirmed marks, segments, and `lines` that a person wrote or confirmed."""
    struck, _ = _said_by_person(vault, item, ())
    return shows_of_call(item.marks, segments, lines, item.captured_at, struck)


def captured_at(item: EvidenceItem) -> datetime | None:
    """When a chat was captured: what a person says, else when it was copied, else the file's own time."""
    if item.captured_at is not None and item.time_source is TimeSource.MANUAL:
        return item.captured_at
    for key in ("copied_at", "file_modified_at"):
        value = item.provenance.extra.get(key)
        if isinstance(value, str):
            return datetime.fromisoformat(value)
    return item.kept_at if item.provenance.source is Source.CLIPBOARD else None


def _with_notes(log: ChatLog, roles: Mapping[str, Role]) -> ChatLog:
    unknown = [
        name
        for name, role in roles.items()
        if role is Role.ME and not any(one.role is Role.ME for one in log.messages)
    ]
    more = tuple({"code": "me_not_found", "name": name} for name in unknown)
    return ChatLog(log.format, log.messages, log.encoding, log.notes + more)


# What a person says --------------------------------------------------------------------------------------------


def roles_of(item: EvidenceItem) -> dict[str, Role]:
    """Who is who, as far as a person said so: names (or "#12" for one message) to roles."""
    return said_roles(item.corrections.get(FIELD, ""))


def set_roles(
    vault: Vault, item: EvidenceItem, roles: Mapping[str, Role | None], messages: Sequence[Message]
) -> EvidenceItem:
    """Say who is who among the item's messages; None takes back what was said of a name. See Keeper.set_roles."""
    before = roles_of(item)
    for name, role in roles.items():
        if not speaks(name, messages) and (role is not None or name not in before):
            raise _no_such_sender(name, messages, item_id=item.item_id)
    return _enter_roles(vault, item, roles)


def _enter_roles(
    vault: Vault, item: EvidenceItem, roles: Mapping[str, Role | None]
) -> EvidenceItem:
    known: dict[str, Role | None] = {**roles_of(item), **roles}
    said = {name: role.value for name, role in known.items() if role is not None}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True) if said else ""
    return vault.correct(item.item_id, {FIELD: text})


def strike(
    vault: Vault,
    item: EvidenceItem,
    kind: str,
    number: int,
    found: Shows | None,
    messages: Sequence[Message],
    *,
    undo: bool = False,
) -> EvidenceItem:
    """Say that a counted finding (of `found`, in `messages`) isn't so, or (undo) that it is after all; see
    Keeper.strike_finding."""
    if kind not in COUNTED:
        raise InputError("finding_unknown", item_id=item.item_id, kind=kind, number=number)
    finding: dict[str, Any] = {"what": kind, "number": number, "struck": not undo}
    struck = struck_in(vault, item, messages)
    there = {*(found.evidence.get(kind, ()) if found else ()), *(n for k, n in struck if k == kind)}
    if number not in there:
        raise InputError("finding_unknown", item_id=item.item_id, kind=kind, number=number)
    if item.kind not in SOUNDS and number <= len(messages):
        message = messages[number - 1]
        finding |= {"line": message.line, "text": message.text[:_EXCERPT]}
    return vault.strike(item.item_id, finding)


def confirm(vault: Vault, item: EvidenceItem) -> EvidenceItem:
    """Enter that a person found messages and counts right; the messages are kept as they were read."""
    found = read(vault, item)
    digest = vault.derive(
        item.item_id,
        _as_bytes(found.log.messages),
        tool=f"chat {found.log.format}",
        version=__version__,
        options={"what": "messages"},
    )
    body = {"item_id": item.item_id, "messages": digest.value, "shows": counts(found.shows)}
    vault.record("confirm", body)
    return vault.item(item.item_id)


def counts(found: Shows) -> dict[str, Any]:
    """The numbers that are confirmed, as they stand in the entry."""
    numbers: dict[str, Any] = {kind: list(found.evidence.get(kind, ())) for kind in COUNTED}
    numbers["first_human"] = found.first_human
    return numbers


def _as_bytes(messages: Sequence[Message]) -> bytes:
    return b"".join(
        json.dumps(
            {
                "number": one.number,
                "line": one.line,
                "time": one.time.isoformat() if one.time else None,
                "time_source": one.time_source.value,
                "sender": one.sender,
                "sender_id": one.sender_id,
                "role": one.role.value,
                "text": one.text,
            },
            ensure_ascii=False,
        ).encode("utf-8", "replace")
        + b"\n"
        for one in messages
    )


def struck_in(
    vault: Vault, item: EvidenceItem, messages: Sequence[Message]
) -> frozenset[tuple[str, int]]:
    """What a person struck out of what these messages show, as (kind, number)."""
    return _said_by_person(vault, item, messages)[0]


def _said_by_person(
    vault: Vault, item: EvidenceItem, messages: Sequence[Message]
) -> tuple[frozenset[tuple[str, int]], object]:
    """What is struck now, and the numbers that were confirmed last."""
    struck: set[tuple[str, int]] = set()
    confirmed: object = None
    for entry in vault.history(item.item_id):
        body = entry.body or {}
        if entry.kind == "confirm" and "shows" in body:
            confirmed = body["shows"]
        elif entry.kind == "strike":
            for place in _places(body.get("finding"), messages):
                (struck.add if body["finding"].get("struck", True) else struck.discard)(place)
    return frozenset(struck), confirmed


def _places(finding: object, messages: Sequence[Message]) -> Iterator[tuple[str, int]]:
    """The finding that an entry names, by number; by its words where another version numbers otherwise."""
    if not isinstance(finding, Mapping) or not isinstance(finding.get("number"), int | float):
        return
    kind, number = str(finding.get("what")), int(finding["number"])
    text = finding.get("text")
    at_number = messages[number - 1] if 0 < number <= len(messages) else None
    if text is None or (at_number is not None and at_number.text[:_EXCERPT] == text):
        yield kind, number
        return
    for one in messages:
        if one.line == finding.get("line") and one.text[:_EXCERPT] == text:
            yield kind, one.number
