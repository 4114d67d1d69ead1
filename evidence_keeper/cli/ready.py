"""ready: what an office would refuse about a matter, and which days run. Not being ready is an answer, not a fault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence_keeper import text
from evidence_keeper.cli.commands import command, option
from evidence_keeper.cli.session import Session
from evidence_keeper.cli.shapes import Shape
from evidence_keeper.text import N_, _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Deadline, Lack, Readiness, Step


channel_option = option(
    "--channel", required=True, metavar="C", help_text=N_("The office: 12315, xiaoxie, 12300 …")
)


@command("ready", N_("Says what an office would refuse, before it does."))
@option("--case", "case_id", required=True, metavar="ID", help_text=N_("The matter."))
@channel_option
@option(
    "--ics",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help_text=N_("Also write the days that run into a calendar file."),
)
@click.pass_obj
def ready(session: Session, case_id: str, channel: str, ics: Path | None) -> None:
    """Prints what is missing, what is better mended, and the days."""
    keeper = session.keeper()
    found = keeper.ready(case_id, channel, limits=session.settings.limits)
    if ics is not None:
        keeper.calendar(case_id, channel, ics)
    steps = keeper.route(case_id)
    how_far, next_day = keeper.progress(case_id, channel)
    shape = {
        **_shape(found),
        "route": [_step(one) for one in steps],
        "stage": how_far,
        "next": None if next_day is None else deadline(next_day),
        **office(channel),
    }
    session.answer(shape, _lines(found, steps))


def office(channel: str) -> Shape:
    """Where the papers go: which of the offices, and what to open."""
    from evidence_keeper.complaint import load

    known = load(channel)
    return {
        "jurisdiction": known.jurisdiction,
        "addresses": [
            {"kind": one.kind, "where": one.where, "what": one.what} for one in known.addresses
        ],
    }


def _shape(found: Readiness) -> Shape:
    return {
        "ready": found.ready,
        "channel": found.channel,
        "missing": [_lack(one) for one in found.missing],
        "warnings": [_lack(one) for one in found.warnings],
        "deadlines": [deadline(one) for one in found.deadlines],
    }


def _lack(one: Lack) -> Shape:
    words = text.explain_lack(one.code, one.field, dict(one.data))
    return {
        "code": one.code,
        "field": one.field,
        "message": words.happened,
        "rule": one.rule,
        "advice": words.advice,
        "as_of": one.origin.as_of.isoformat(),
        "source": one.origin.source,
        "confidence": one.origin.confidence.value,
    }


def deadline(one: Deadline) -> Shape:
    """A day that runs."""
    return {
        "key": one.key,
        "date": one.day.isoformat(),
        "rule": one.rule,
        "message": text.deadline_words(one.key),
        "from": one.start.isoformat(),
        "field": one.field,
        "whose": one.whose,
        "about": one.about,
        "if_filed_today": one.if_filed,
        "over": one.over(datetime.now().astimezone().date()),
        "amount": one.yuan or None,
    }


def _step(one: Step) -> Shape:
    return {
        "key": one.key,
        "title": one.title,
        "why": one.why,
        "needs": list(one.needs),
        "state": one.state,
        "until": None if one.until is None else one.until.isoformat(),
    }


def _lines(found: Readiness, steps: tuple[Step, ...]) -> Iterator[str]:
    yield _("Ready to be handed in.") if found.ready else _("Not ready yet. What is missing:")
    for one in found.missing:
        yield from _lack_lines(one)
    if found.warnings:
        yield _("Better mended first:")
        for one in found.warnings:
            yield from _lack_lines(one)
    there = office(found.channel)
    yield _("Where it is handed in: {place}").format(place=there["jurisdiction"])
    for one_place in there["addresses"]:
        yield f"  {one_place['where']}  {one_place['what']}"
    if found.deadlines:
        yield _("Days that run:")
    for day in found.deadlines:
        yield f"  {_day(day)}  {text.deadline_words(day.key)}  {day.rule}".rstrip()
    yield _("Where to go, in this order:")
    for place, step in enumerate(steps, start=1):
        yield f"  {place}. {step.title}  {_how_far(step)}"
        yield f"    {step.why}"


def _how_far(one: Step) -> str:
    if one.state == "waiting" and one.until is not None:
        return _("waiting until {day}").format(day=one.until)
    words = {
        "done": _("done"),
        "waiting": _("waiting"),
        "now": _("now"),
        "later": _("after that"),
    }
    return words[one.state]


def _lack_lines(one: Lack) -> Iterator[str]:
    words = text.explain_lack(one.code, one.field, dict(one.data))
    yield f"  {words.line}"
    if one.rule:
        yield f"    {one.rule}"


def _day(one: Deadline) -> str:
    day = _("about {day}").format(day=one.day) if one.about else one.day.isoformat()
    return _("{day} if handed in today").format(day=day) if one.if_filed else day


COMMANDS = (ready,)
