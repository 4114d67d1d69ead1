"""Handing in: the texts for an office's form in its order, and what comes back, kept as evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence_keeper import text
from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import command, option, pairs
from evidence_keeper.cli.contacts import case_option
from evidence_keeper.cli.ready import channel_option, deadline, office
from evidence_keeper.cli.session import Session
from evidence_keeper.cli.shapes import Shape
from evidence_keeper.text import N_, _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Filled
    from evidence_keeper.filing import Returned

WHAT = ("hotline", "filed", "accepted", "reply", "result")


@command("form", N_("Prints the texts for an office's form, in its order."))
@case_option
@channel_option
@click.pass_obj
def form(session: Session, case_id: str, channel: str) -> None:
    """Prints each field with its text and how long it may be."""
    found = session.keeper().form(case_id, channel, limits=session.settings.limits)
    shape = {
        "channel": channel,
        "form": found[0].field.form,
        **office(channel),
        "fields": [_field(one) for one in found],
    }
    session.answer(shape, _form_lines(found))


def _field(one: Filled) -> Shape:
    return {
        "key": one.field.key,
        "label": one.field.label,
        "text": one.text,
        "characters": one.count,
        "most": one.most,
        "over": one.over,
        "short": one.short,
        "pieces": list(one.pieces),
        "by_hand": one.by_hand,
        "missing": one.missing,
        "note": one.field.note,
        "as_of": one.origin.as_of.isoformat(),
        "source": one.origin.source,
        "confidence": one.origin.confidence.value,
    }


def _form_lines(found: tuple[Filled, ...]) -> Iterator[str]:
    for number, one in enumerate(found, start=1):
        most = "" if one.most is None else f"  {one.count}/{one.most}"
        yield f"{number}. {one.field.label}{most}"
        if one.over:
            yield "  " + _("It is longer than the form takes. A shorter text that fits:")
        words = one.short if one.over else one.text
        if words:
            yield from (f"  {line}" for line in words.splitlines())
        elif one.field.note:
            yield f"  ({one.field.note})"
        elif one.missing:
            yield "  " + _("(nothing is known yet)")


@command("came-back", N_("Keeps what an office gave back, and moves the matter on."))
@click.argument("what", type=click.Choice(WHAT))
@click.argument("fields", nargs=-1, callback=pairs, metavar="KEY=VALUE...")
@case_option
@channel_option
@option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help_text=N_(
        "A receipt, a letter or a picture that belongs to it; may be given several times."
    ),
)
@click.pass_obj
def came_back(
    session: Session,
    what: str,
    fields: dict[str, str],
    case_id: str,
    channel: str,
    files: tuple[Path, ...],
) -> None:
    """Keeps a memo and the files, sets the case's fields, and says which day comes next."""
    keeper = session.keeper()
    found = keeper.came_back(case_id, what, fields, channel, files, session.job)
    how_far, next_day = keeper.progress(case_id, channel)
    shape = {
        "item": shapes.item(found.memo),
        **shapes.added(found.files),
        "case": shapes.case(found.case),
        "stage": how_far,
        "next": None if next_day is None else deadline(next_day),
    }
    following = []
    if next_day is not None:
        words = _("Next: {day} {what}")
        following = [words.format(day=next_day.day, what=text.deadline_words(next_day.key))]
    session.answer(shape, [*_kept_lines(found), *following])


def _kept_lines(found: Returned) -> Iterator[str]:
    yield lines.item(found.memo)
    yield from (lines.item(one) for one in found.files.items)
    yield from (lines.refusal(one) for one in found.files.refused)


COMMANDS = (form, came_back)
