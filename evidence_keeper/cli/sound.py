"""Recordings: a part cut out, a part made unhearable, both in a copy; and those that lie on a phone or in a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence_keeper import text
from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import command, option
from evidence_keeper.cli.items import adding, item_argument
from evidence_keeper.cli.session import Session
from evidence_keeper.model import EvidenceItem
from evidence_keeper.text import N_, _, ngettext, say_duration, say_size, say_time

if TYPE_CHECKING:
    from evidence_keeper.intake.phones import FoundRecording

_SPAN = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")


def _answer(session: Session, item: EvidenceItem) -> None:
    untouched = _("The original {original} is as it was.").format(original=item.derived_from[0])
    session.answer({"item": shapes.item(item)}, [lines.item(item), f"  {untouched}"])


@command("excerpt", N_("Cuts a part out of a recording, in a copy; the original stays as it is."))
@item_argument
@option(
    "--from",
    "start",
    required=True,
    type=float,
    metavar="S",
    help_text=N_("Where it begins, in seconds."),
)
@option(
    "--to",
    "end",
    required=True,
    type=float,
    metavar="S",
    help_text=N_("Where it ends, in seconds."),
)
@click.pass_obj
def excerpt(session: Session, item_id: str, start: float, end: float) -> None:
    """Keeps a part of a recording as an item of its own."""
    _answer(session, session.keeper().excerpt(item_id, start, end, job=session.job))


def _spans(
    _ctx: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> list[tuple[float, float]]:
    found = []
    for written in given:
        match = _SPAN.fullmatch(written.strip())
        if match is None:
            words = _("write two seconds, such as 12.5-14")
            raise click.BadParameter(words, param=parameter)
        found.append((float(match[1]), float(match[2])))
    return found


@command(
    "bleep", N_("Puts a tone over parts of a recording, in a copy; the original stays as it is.")
)
@item_argument
@option(
    "--at",
    "spans",
    required=True,
    multiple=True,
    callback=_spans,
    metavar="FROM-TO",
    help_text=N_("From second to second; may be given several times."),
)
@click.pass_obj
def bleep(session: Session, item_id: str, spans: list[tuple[float, float]]) -> None:
    """Keeps a copy in which some seconds can't be heard."""
    _answer(session, session.keeper().bleep(item_id, spans, job=session.job))


@command("scan", N_("Looks for recordings in a folder or on a phone; with --case it keeps them."))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@option("--case", "case_id", metavar="ID", help_text=N_("Keep what is found in this matter."))
@click.pass_obj
def scan(session: Session, folder: Path, case_id: str | None) -> int:
    """Lists what recordings there are, or keeps them."""
    keeper = session.keeper()
    if case_id is not None:
        keeper.case(case_id)
    found = keeper.recordings_in(folder, job=session.job)
    listed = {"found": [_shape(one) for one in found]}
    if case_id is None or not found:
        session.answer({**listed, "items": [], "already_kept": [], "refused": []}, _lines(found))
        return 0
    paths, source = [one.path for one in found], found[0].known.provenance.source
    return adding(
        session, lambda: keeper.add(paths, case_id, source=source, job=session.job), listed
    )


def _shape(one: FoundRecording) -> dict[str, Any]:
    known = one.known
    return {
        "path": shapes.plain(known.provenance.path),
        "name": one.name,
        "size": one.size,
        "seconds": one.seconds,
        "kind": known.kind.value,
        "captured_at": shapes.time(known.captured_at),
        "time_source": known.time_source.value,
        "provenance": shapes.provenance(known.provenance),
    }


def _lines(found: list[FoundRecording]) -> Iterator[str]:
    for one in found:
        known = one.known
        who = known.provenance.contact or known.provenance.phone_number or ""
        when = say_time(known.captured_at, known.time_source)
        long = "" if one.seconds is None else say_duration(one.seconds)
        said = (when, text.safe_name(who), long, say_size(one.size), text.safe_name(one.name))
        yield "  ".join(part for part in said if part)
    count = len(found)
    yield ngettext("{n} recording found", "{n} recordings found", count).format(n=count)


COMMANDS = (excerpt, bleep, scan)
