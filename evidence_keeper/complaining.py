"""Joins the complaint to the vault: what the kept items say fills the interview, and readiness sees what is kept.

Reading is done here, judging in `complaint`, whose functions know no vault. What a person answers becomes entries
(case_set); where the facts name 证据1-2, what that number means at that moment is kept beside them, because numbers
shift when an item is put aside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from evidence_keeper import complaint
from evidence_keeper.bundle.exhibits import number
from evidence_keeper.complaint import Deadline, Evidence, Interview, Readiness, Step, Told
from evidence_keeper.complaint.after import Stage
from evidence_keeper.complaint.calendar import Event, to_ics
from evidence_keeper.complaint.evidence import Picture, cited_now, references
from evidence_keeper.complaint.filling import Suggestion
from evidence_keeper.errors import InputError, IntegrityError, SourceError
from evidence_keeper.fields import check_type, checked
from evidence_keeper.media import probe
from evidence_keeper.model import Case, EvidenceItem, Kind, Message, TimeSource
from evidence_keeper.reading.shows import Shows
from evidence_keeper.text import deadline_words
from evidence_keeper.vault import Vault, disk

STORY = ("facts", "demand", "report_facts", "fraud_reason")
"""Fields whose text may name exhibits."""


Conversations = Callable[[EvidenceItem], tuple[Sequence[Message], Shows]]
"""Reads a chat's messages and what they show. Raises SourceError."""
Letters = Callable[[EvidenceItem], tuple[float | None, bool] | None]
"""How high a picture's characters are in pixels (None: can't be said) and whether its text is printed behind it; None
where nobody read it."""
_STATED = frozenset({TimeSource.EXPLICIT, TimeSource.INHERITED_DATE})


def interview(vault: Vault, case_id: str, conversations: Conversations) -> Interview:
    """The interview of a case as it stands. Raises InputError case_unknown."""
    return complaint.interview(vault.case(case_id), suggestions(vault, case_id, conversations))


def answer(
    vault: Vault, case_id: str, given: Mapping[str, str], conversations: Conversations
) -> Case:
    """Keep answers, in the order given: the change of one may bring other questions.

    All are looked at before the first is kept. Raises InputError case_unknown, field_unknown, field_invalid.
    """
    case = vault.case(case_id)
    known = suggestions(vault, case_id, conversations)
    changes: dict[str, str] = {}
    for key, value in given.items():
        found = complaint.answer(_changed(case, changes), key, value, known.get(key, ()))
        changes |= found
    if not changes:
        return case
    type = changes.pop("type", None)
    if type is not None:
        check_type(type)
    fields = with_citations(vault, case_id, checked(changes))
    return vault.set_case(case_id, fields, type=type)


def _changed(case: Case, changes: Mapping[str, str]) -> Case:
    fields = {**case.fields, **{key: value for key, value in changes.items() if key != "type"}}
    return Case(
        case.case_id,
        case.title,
        changes.get("type", case.type),
        {key: value for key, value in fields.items() if value},
        case.created_at,
    )


def suggestions(
    vault: Vault, case_id: str, conversations: Conversations
) -> dict[str, tuple[Suggestion, ...]]:
    """What the case's items say; texts are those remembered for searching."""
    return complaint.suggest(
        [_told(vault, item, conversations) for item in vault.items(case_id, withdrawn=False)]
    )


def _told(vault: Vault, item: EvidenceItem, conversations: Conversations) -> Told:
    told = Told(item, vault.index.text_of(item.item_id) or "")
    if item.kind is not Kind.CHAT:
        return told
    try:
        messages, found = conversations(item)
    except (
        SourceError,
        IntegrityError,
    ):  # a question can be asked without it, and a check names what is wrong
        return told
    stated = (one.time.date() for one in messages if one.time and one.time_source in _STATED)
    return replace(
        told, asked=found.evidence.get("human_requests", ()), first=min(stated, default=None)
    )


def ready(
    vault: Vault,
    case_id: str,
    channel: str,
    *,
    today: date | None = None,
    limits: Mapping[str, int] | None = None,
    letters: Letters = lambda item: None,
) -> Readiness:
    """What a channel would refuse. Raises InputError case_unknown, channel_unknown."""
    case = vault.case(case_id)
    day = today or datetime.now().astimezone().date()
    kept = evidence(vault, case_id, letters)
    return complaint.readiness(case, complaint.load(channel), kept, day, limits)


def route(vault: Vault, case_id: str, *, today: date | None = None) -> tuple[Step, ...]:
    """Where to go, in order. Raises InputError case_unknown."""
    return complaint.route(vault.case(case_id), today or datetime.now().astimezone().date())


def progress(
    vault: Vault, case_id: str, channel: str, *, today: date | None = None
) -> tuple[Stage, Deadline | None]:
    """How far the matter is, and the next day that ends something. Raises InputError case_unknown, channel_unknown."""
    case, day = vault.case(case_id), today or datetime.now().astimezone().date()
    return complaint.stage(case, day), complaint.next_day(case, channel, day)


def days(
    vault: Vault, case_id: str, channel: str, *, today: date | None = None
) -> tuple[Deadline, ...]:
    """The days that still run, the next first. Raises InputError case_unknown, channel_unknown."""
    case, day = vault.case(case_id), today or datetime.now().astimezone().date()
    running = complaint.deadlines(case, complaint.load(channel), day)
    return tuple(one for one in running if not one.over(day) and not one.if_filed)


def evidence(vault: Vault, case_id: str, letters: Letters = lambda item: None) -> Evidence:
    """The case's items, withdrawn ones too, with the numbers and sizes that a bundle would give them now."""
    items = vault.items(case_id, withdrawn=None)
    made = (entry.body or {} for entry in vault.index.case_entries(case_id, "bundled"))
    channels = (
        str(body.get("channel", ""))
        for body in made
        if body.get("reader", "authority") != "company"
    )
    return Evidence(
        tuple(items),
        _numbers(items),
        {entry.item.item_id: entry.number for entry in number(items)},
        _pictures(vault, items, letters),
        tuple(dict.fromkeys(one for one in channels if one)),
    )


def with_citations(vault: Vault, case_id: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The fields with `cited` brought up to date, where a text that may name exhibits changes.

    A line that stays as it was keeps what its numbers meant; a new one means what they mean now.
    """
    changed = {key: fields[key] for key in STORY if key in fields}
    if not changed:
        return dict(fields)
    case = vault.case(case_id)
    texts = {key: changed.get(key, case.get(key)) for key in STORY}
    before = {line for key in STORY for line in case.get(key).splitlines()}
    lines = [line for text in texts.values() for line in text.splitlines()]
    numbers = _numbers(vault.items(case_id, withdrawn=False))
    meant = _kept_meanings(case, [line for line in lines if line in before])
    for cited, items in cited_now([line for line in lines if line not in before], numbers).items():
        meant[cited] = tuple(dict.fromkeys((*meant.get(cited, ()), *items)))
    told = "\n".join(f"{cited}={','.join(items)}" for cited, items in meant.items() if items)
    return dict(fields) if told == case.get("cited") else {**fields, "cited": told}


def _kept_meanings(case: Case, lines: list[str]) -> dict[str, tuple[str, ...]]:
    named = {one for line in lines for one in references(line)}
    pairs = (line.partition("=") for line in case.get("cited").splitlines())
    return {cited: tuple(items.split(",")) for cited, _equals, items in pairs if cited in named}


def _numbers(items: list[EvidenceItem]) -> dict[str, str]:
    present = [item for item in items if not item.withdrawn]
    return {entry.item.item_id: entry.number for entry in number(present)}


def _pictures(vault: Vault, items: Sequence[EvidenceItem], letters: Letters) -> dict[str, Picture]:
    """Screenshots as they will be printed; of a photograph nobody knows how large its characters are."""
    present = [item for item in items if not item.withdrawn]
    shots = [item for item in present if item.kind is Kind.SCREENSHOT]
    sizes = {item.item_id: size for item in shots if (size := _size(vault, item)) is not None}
    if not sizes:
        return {}
    # What sets type is loaded only where there is a picture.
    from evidence_keeper.bundle.measures import printed_millimetres

    read = {item.item_id: letters(item) for item in shots}
    alone = {item_id for item_id, found in read.items() if found is not None and found[1]}
    wide = printed_millimetres(number(present), sizes, alone)
    return {
        item_id: Picture(*sizes[item_id], each, found[0] if (found := read[item_id]) else None)
        for item_id, each in wide.items()
    }


def _size(vault: Vault, item: EvidenceItem) -> tuple[int, int] | None:
    """A picture's pixels as they are seen: as they were taken here, else as its file says."""
    width, height = (item.provenance.extra.get(side) for side in ("width", "height"))
    if not (isinstance(width, int) and isinstance(height, int)):
        try:
            found = probe(vault.original(item))
        except (SourceError, IntegrityError):  # what can't be read is named elsewhere
            return None
        width, height = found.width, found.height
    return (width, height) if width and height and width > 0 < height else None


def write_calendar(
    vault: Vault, case_id: str, channel: str, file: Path, *, now: datetime | None = None
) -> int:
    """Write the days that run from today on into a calendar file; how many there are.

    Raises InputError case_unknown, channel_unknown, out_inside_vault; SpaceError, StorageError.
    """
    case, moment = vault.case(case_id), now or datetime.now().astimezone()
    target = Path(file).absolute()
    if target.is_relative_to(vault.path):
        raise InputError("out_inside_vault", out=str(file))
    running = days(vault, case_id, channel, today=moment.date())
    # Two charges of one day end on one day: that is one entry.
    events = list(dict.fromkeys(_event(one, case.title) for one in running))
    with disk.guarded(target):
        target.write_bytes(to_ics(events, moment).encode())
    return len(events)


def _event(deadline: Deadline, title: str) -> Event:
    """A day as a calendar has it: the sum where there is one, and 约 where it is only about right."""
    about = "约：" if deadline.about else ""
    yuan = f"{deadline.yuan}元，" if deadline.yuan else ""
    words = f"{about}{deadline_words(deadline.key)}（{yuan}{title}）"
    return Event(deadline.day, words, deadline.rule)
