"""What a person does with pieces of evidence: add, read, find, and what is written down about one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import command, option, pairs, plain_text
from evidence_keeper.cli.session import Session
from evidence_keeper.errors import InputError, SourceError
from evidence_keeper.model import EvidenceItem, MarkKind, Role
from evidence_keeper.text import N_, _

if TYPE_CHECKING:
    from evidence_keeper.adding import Added

NONE_KEPT = 1

item_argument = click.argument("item_id", metavar="ITEM")


def _answer(session: Session, item: EvidenceItem) -> None:
    session.answer({"item": shapes.item(item)}, [lines.item(item)])


@command("add", N_("Keeps files, and all files in folders."))
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@option("--case", "case_id", required=True, metavar="ID", help_text=N_("The matter it belongs to."))
@option(
    "--purpose", default="", type=plain_text, metavar="TEXT", help_text=N_("What it is to show.")
)
@click.pass_obj
def add(session: Session, files: tuple[Path, ...], case_id: str, purpose: str) -> int:
    """Keeps files; one that can't be kept never stops the rest."""
    keeper = session.keeper()
    return adding(session, lambda: keeper.add(files, case_id, purpose=purpose, job=session.job))


def adding(
    session: Session, add: Callable[[], Added], more: Mapping[str, object] | None = None
) -> int:
    """Keeps files and tells what became of each; of those kept before somebody stopped it, too. `more` goes with the
    answer."""
    known = dict(more or {})
    from evidence_keeper.adding import AddingStopped

    try:
        done = add()
    except AddingStopped as stopped:
        shape = {**known, **shapes.added(stopped.added), "stopped": True}
        session.answer(shape, lines.added(stopped.added))
        raise
    session.answer({**known, **shapes.added(done)}, lines.added(done))
    return 0 if done.items or done.already_kept else NONE_KEPT


@command("read", N_("Shows what a piece of evidence says."))
@item_argument
@option(
    "--transcribe",
    is_flag=True,
    help_text=N_("Have the speech model of the settings write down what is said."),
)
@click.pass_obj
def read(session: Session, item_id: str, transcribe: bool) -> None:
    """Reads one item."""
    if not transcribe:
        found = session.keeper().read(item_id, job=session.job)
    elif session.settings.speech_model is None:
        raise InputError("speech_model_unset")
    else:
        model = session.settings.speech_model
        found = session.keeper().transcribe(item_id, model, job=session.job)
    session.answer(shapes.reading(found), lines.reading(found))


@command("find", N_("Finds a text in names, notes, matters and what was read."))
@click.argument("text", type=plain_text)
@click.pass_obj
def find(session: Session, text: str) -> None:
    """Searches everything."""
    found = session.keeper().find(text)
    session.answer({"hits": [shapes.hit(one) for one in found]}, lines.hits(found))


@command("withdraw", N_("Puts a piece of evidence aside; it stays kept."))
@item_argument
@click.pass_obj
def withdraw(session: Session, item_id: str) -> None:
    """Leaves an item out of what is made from now on."""
    _answer(session, session.keeper().withdraw(item_id))


@command("restore", N_("Takes back in what was put aside."))
@item_argument
@click.pass_obj
def restore(session: Session, item_id: str) -> None:
    """Takes a withdrawn item back in."""
    _answer(session, session.keeper().restore(item_id))


@command("note", N_("Writes a note about a piece of evidence."))
@item_argument
@click.argument("text", type=plain_text)
@click.pass_obj
def note(session: Session, item_id: str, text: str) -> None:
    """Adds a note."""
    _answer(session, session.keeper().note(item_id, text))


@command("assign", N_("Puts a piece of evidence into another matter."))
@item_argument
@option("--case", "case_id", required=True, metavar="ID", help_text=N_("The matter it belongs to."))
@click.pass_obj
def assign(session: Session, item_id: str, case_id: str) -> None:
    """Moves an item to another case."""
    _answer(session, session.keeper().assign(item_id, case_id))


# keeper.CORRECTABLE, said here so that --help need not load keeper (a test holds them together).
CORRECTIONS = (
    "title|purpose|exhibit_group|volume|captured_at|kind|phone_number|contact"
    "|record|staff|ticket|reply|result|who|refused=VALUE..."
)


@command("mark", N_("Marks a moment in a recording."))
@item_argument
@option(
    "--at",
    "seconds",
    required=True,
    type=float,
    metavar="S",
    help_text=N_("Seconds from the start."),
)
@click.argument("kind", metavar="|".join(MarkKind))
@click.pass_obj
def mark(session: Session, item_id: str, seconds: float, kind: str) -> None:
    """Marks a moment."""
    _answer(session, session.keeper().mark(item_id, seconds, _mark_kind(kind)))


def _mark_kind(kind: str) -> MarkKind:
    try:
        return MarkKind(kind)
    except ValueError:
        raise InputError("mark_unknown", kind=kind) from None


def role_of(said: str) -> Role | None:
    """A role in a chat; an empty word takes back what was said. Raises InputError role_unknown."""
    if not said:
        return None
    try:
        return Role(said)
    except ValueError:
        raise InputError("role_unknown", role=said) from None


@command("correct", N_("Corrects what is known of a piece of evidence."))
@item_argument
@click.argument("fields", nargs=-1, callback=pairs, metavar=CORRECTIONS)
@option(
    "--transcript",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE|-",
    help_text=N_("What is said in a recording, written down by a person."),
)
@option(
    "--message",
    "messages",
    nargs=2,
    type=(int, plain_text),
    multiple=True,
    metavar="N TEXT",
    help_text=N_("What message N of a picture says; the machine's words stay beside it."),
)
@option(
    "--whose",
    nargs=2,
    type=(int, plain_text),
    multiple=True,
    metavar="N ROLE",
    help_text=N_("Who said message N of a chat or picture: me, human, bot, system or unknown."),
)
@option(
    "--rows",
    nargs=2,
    type=int,
    metavar="TOP BOTTOM",
    help_text=N_("Between which rows of pixels a picture's conversation lies (0 0: all of it)."),
)
@click.pass_obj
def correct(
    session: Session,
    item_id: str,
    fields: dict[str, str],
    transcript: Path | None,
    messages: tuple[tuple[int, str], ...],
    whose: tuple[tuple[int, str], ...],
    rows: tuple[int, int] | None,
) -> None:
    """Writes corrections; the original stays as it is."""
    if not fields and transcript is None and not messages and not whose and rows is None:
        raise click.UsageError(_("Say what to correct: {known}").format(known=CORRECTIONS))
    keeper = session.keeper()
    text = None if transcript is None else _written(transcript)
    said_by = {f"#{number}": role_of(said) for number, said in whose}
    item = keeper.correct(item_id, fields) if fields else keeper.item(item_id)
    if text is not None:
        item = keeper.set_transcript(item_id, text)
    if rows is not None:
        item = keeper.crop_reading(item_id, rows if any(rows) else None)
    for number, said in messages:
        item = keeper.correct_message(item_id, number, said)
    if said_by:
        item = keeper.set_roles(item_id, said_by)
    _answer(session, item)


def _written(path: Path) -> str:
    """A text file in whatever encoding a person's editor writes, or standard input."""
    from evidence_keeper.reading.decoding import decode

    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except FileNotFoundError:
        raise SourceError("source_missing", path=str(path)) from None
    except OSError as error:
        raise SourceError("source_unreadable", path=str(path)) from error
    return decode(data).text


@command("confirm", N_("Says that a person checked a piece of evidence and found it right."))
@item_argument
@click.pass_obj
def confirm(session: Session, item_id: str) -> None:
    """Confirms what was read."""
    _answer(session, session.keeper().confirm(item_id))


@command("history", N_("Tells what happened to a piece of evidence since it was kept."))
@item_argument
@click.pass_obj
def history(session: Session, item_id: str) -> None:
    """The item's custody history."""
    keeper = session.keeper()
    keeper.item(item_id)
    found = keeper.history(item_id)
    session.answer({"history": [shapes.entry(one) for one in found]}, lines.history(found))


COMMANDS = (add, read, find, withdraw, restore, note, assign, mark, correct, confirm, history)
