"""Facts as short plain lines for a person at a terminal. Everything that came from outside is shown harmlessly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.model import (
    BOOKKEEPING,
    CASE_FIELDS,
    CallSegment,
    Case,
    EvidenceItem,
    Hit,
    JournalEntry,
    Refused,
    Report,
    Role,
)
from evidence_keeper.text import (
    _,
    entry_words,
    explain,
    field_words,
    holds_words,
    language,
    ngettext,
    safe_name,
    safe_path,
    say_duration,
    say_size,
    say_time,
    segment_words,
    type_words,
    where_words,
    word,
)

if TYPE_CHECKING:
    from evidence_keeper.bundle import Bundle
    from evidence_keeper.handover import Conflict, TakenIn
    from evidence_keeper.keeper import Added, Reading
    from evidence_keeper.proving import Preset, Stamped
    from evidence_keeper.reading.call import CallStructure
    from evidence_keeper.vault.copies import Copied


# What a person wrote is shown whole; a line longer than this is no sentence.
LONGEST_LINE = 2000
# Engines that take a text over as it stands and recognise nothing.
VERBATIM = frozenset({"text", "html", "mail", "pdf", "hand"})


def cases(known: Iterable[Case]) -> Iterator[str]:
    """One line a case."""
    none = True
    for one in known:
        none = False
        yield f"{one.case_id}  {safe_name(one.title)}  {type_words(one.type)}"
    if none:
        yield _("There is no matter yet. Begin one with: evidence-keeper case new --title …")


def case(known: Case, items: Iterable[EvidenceItem] = ()) -> Iterator[str]:
    """A case with what is written down of it, and its items."""
    yield from cases([known])
    for key in CASE_FIELDS:
        if known.get(key) and key not in BOOKKEEPING:
            yield from _field(field_words(key), known.get(key).splitlines())
    for one in items:
        yield f"  {item(one)}"


def _field(name: str, said: list[str]) -> Iterator[str]:
    """A field whole, on as many lines as it was written on."""
    shown = [safe_name(line, LONGEST_LINE) for line in said]
    yield ("  " + _pair(name, shown[0] if len(shown) == 1 else "")).rstrip()
    if len(shown) > 1:
        yield from (f"    {line}" for line in shown)


def item(it: EvidenceItem) -> str:
    """One line an item: number, kind, name, size, time."""
    name = safe_name(it.corrections.get("title") or it.name)
    said = [
        it.item_id,
        word(it.kind),
        name,
        say_size(it.size),
        say_time(it.captured_at, it.time_source),
    ]
    if it.withdrawn:
        said.append(_("put aside"))
    return "  ".join(said)


def added(done: Added) -> Iterator[str]:
    """What came of each file."""
    for one in done.items:
        yield _("kept: {item}").format(item=item(one))
        for note in one.provenance.notes:
            yield f"  {explain(note).happened}"
    for one in done.already_kept:
        yield _("kept before: {item}").format(item=item(one))
    for refused in done.refused:
        yield refusal(refused)
    kept, before = len(done.items), len(done.already_kept)
    counts = [ngettext("{n} file kept", "{n} files kept", kept).format(n=kept)]
    if before:
        counts.append(ngettext("{n} kept before", "{n} kept before", before).format(n=before))
    if done.refused:
        refused_count = len(done.refused)
        counts.append(
            ngettext("{n} not kept", "{n} not kept", refused_count).format(n=refused_count)
        )
    yield _(", ").join(counts)


def refusal(refused: Refused) -> str:
    """Why a file was not kept."""
    return _("not kept: {why}").format(why=explain(refused).line)


def hits(found: Iterable[Hit]) -> Iterator[str]:
    """One line a place."""
    none = True
    for one in found:
        none = False
        subject = one.item_id or one.case_id
        where = where_words(one.where) + (f" {one.number}" if one.number else "")
        yield f"{subject}  {_pair(where, safe_name(one.snippet, 120))}"
    if none:
        yield _("Nothing was found.")


def reading(read: Reading) -> Iterator[str]:
    """What an item says."""
    if not read.engine:
        yield _("It has no text of its own.")
    elif read.engine not in VERBATIM and not read.checked_by_person:
        yield _("Read by machine, not checked by a person.")
    for said in () if read.transcript else read.messages:
        who = safe_name(said.sender) if said.sender else word(said.role)
        when = say_time(said.time, said.time_source)
        yield f"{said.number}. {when}  {_pair(who, safe_name(said.text, LONGEST_LINE))}"
    yield from (_part(part) for part in read.segments)
    if read.call is not None:
        yield from _waiting(read.call)
    if read.transcript or not read.messages:
        yield from (
            safe_name(line, LONGEST_LINE) for line in read.text.splitlines() if line.strip()
        )


def role(known: Role) -> str:
    """Who says a message."""
    return word(known)


def _part(part: CallSegment) -> str:
    when = f"{say_duration(part.start)} - {say_duration(part.end)}"
    return f"{when}  {segment_words(part.kind)} {'-'.join(part.keys)}".rstrip()


def _waiting(found: CallStructure) -> Iterator[str]:
    """How long nobody speaks in a call."""
    silent = say_duration(found.nobody_speaks_seconds)
    yield _("Nobody speaks for {time} in all.").format(time=silent)
    if found.last_key_to_speech is not None:
        waited = say_duration(found.last_key_to_speech)
        yield _("From the last key to the next voice: {time}.").format(time=waited)


def bundle(made: Bundle) -> Iterator[str]:
    """The papers, and where they lie."""
    pages = ngettext("{n} page", "{n} pages", made.pages).format(n=made.pages)
    yield _("Complaint papers: {path} ({pages})").format(path=place(made.pdf), pages=pages)
    yield _("To hand in on a USB stick: {path}").format(path=place(made.delivery))
    if made.packed is not None:
        yield _("All of it in one file: {path}").format(path=place(made.packed))
    for one in made.upload:
        yield _("To upload: {path} ({size})").format(path=place(one.path), size=say_size(one.size))


def taken_in(done: TakenIn) -> Iterator[str]:
    """What a case file brought, and what a person has to choose."""
    yield _("Taken in as matter {case_id}.").format(case_id=done.case_id)
    for one in done.items:
        yield _("kept: {item}").format(item=item(one))
    for one in done.already_kept:
        yield _("kept before: {item}").format(item=item(one))
    yield from conflicts(done.conflicts)


def conflicts(found: Iterable[Conflict]) -> Iterator[str]:
    """What both sides changed."""
    for one in found:
        yield _(
            "Both changed “{field}”. Here: {ours}. There: {theirs}. Choose, and set it."
        ).format(
            field=field_words(one.field),
            ours=safe_name(one.ours, 200),
            theirs=safe_name(one.theirs, 200),
        )


def stamped(done: Stamped) -> Iterator[str]:
    """Who vouches from when on."""
    for one, path in done.stamps:
        yield _("Time-stamped by {authority}: {time}, records up to {seq}.").format(
            authority=safe_name(one.authority), time=say_time(one.time), seq=one.seq
        )
        yield place(path)
    if done.queued:
        yield ngettext(
            "{n} time stamp is waited for.", "{n} time stamps are waited for.", done.queued
        ).format(n=done.queued)


def presets(known: Iterable[Preset]) -> Iterator[str]:
    """One line an authority. None is used unless a person names it."""
    for one in known:
        notes = one.notes_zh if language() == "zh_CN" else one.notes_en
        yield f"{one.key}  {one.name}  {one.url}  {notes}"


def report(found: Report) -> Iterator[str]:
    """What a check found: first whether all is well, then each finding, then what holds."""
    yield (
        _("Nothing was changed and nothing is missing.")
        if found.ok
        else _("Something is not right.")
    )
    for one in found.findings:
        yield explain(one).line
    for guarantee in found.holds:
        yield f"✓ {holds_words(guarantee)}"
    checked = found.checked
    yield _("Checked: {originals} originals ({size}), {entries} records.").format(
        originals=checked.originals, size=say_size(checked.bytes), entries=checked.entries
    )


def copied(done: Copied) -> Iterator[str]:
    """A second copy: that it is whole, or what is not right with it."""
    if not done.verified:
        yield from report(done.report)
        return
    yield _("Copied and checked: {path} ({originals} originals, {entries} records).").format(
        path=place(done.folder), originals=done.originals, entries=done.entries
    )


def history(entries: Iterable[JournalEntry]) -> Iterator[str]:
    """What happened to an item, one line an entry."""
    for one in entries:
        yield f"{one.seq}  {say_time(one.at)}  {entry_words(one.kind)}"


def _pair(what: str, said: str) -> str:
    return _("{what}: {said}").format(what=what, said=said)


def place(path: Path) -> str:
    """A path, whole: a person has to find it."""
    return safe_path(path, 400)
