"""The records across a matter's evidence: each time the company was asked, each call that sold something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import command, option, pairs
from evidence_keeper.cli.session import Session
from evidence_keeper.cli.shapes import Shape
from evidence_keeper.errors import InputError
from evidence_keeper.text import N_, _, ngettext, safe_name, say_duration, say_time

if TYPE_CHECKING:
    from evidence_keeper.complaint.contacts import Contact, Marketing, Records

case_option = option("--case", "case_id", required=True, metavar="ID", help_text=N_("The matter."))


@command(
    "contacts", N_("Shows each time the company was asked, and each call that sold something.")
)
@case_option
@click.pass_obj
def contacts(session: Session, case_id: str) -> None:
    """Prints both tables with all their columns."""
    found = session.keeper().contacts(case_id, session.job)
    session.answer(_shape(found), _lines(found))


@command(
    "memo",
    N_(
        "Writes down a call or message that nothing was recorded of. It is kept in Chinese: the office reads it."
    ),
)
@click.argument(
    "fields",
    nargs=-1,
    callback=pairs,
    metavar="number|channel|who|said|refused|seconds|requests|reached|waited|staff|ticket|result=VALUE...",
)
@case_option
@option(
    "--record",
    type=click.Choice(("marketing", "service")),
    default="marketing",
    help_text=N_("Who called: somebody who sold something, or you asked the company."),
)
@option(
    "--at",
    metavar="TIME",
    help_text=N_("When it was, as 2026-11-22T10:03; leave out if not known."),
)
@click.pass_obj
def memo(
    session: Session, fields: dict[str, str], case_id: str, record: str, at: str | None
) -> None:
    """Keeps what a person remembers."""
    item = session.keeper().write_down(case_id, record, fields, _moment(at))
    session.answer({"item": shapes.item(item)}, [lines.item(item)])


def _moment(at: str | None) -> datetime | None:
    """A time of day on a day, not in the future."""
    if at is None:
        return None
    try:
        moment = datetime.fromisoformat(at).astimezone()
    except (ValueError, OverflowError):
        moment = None
    if moment is None or ":" not in at or moment > datetime.now().astimezone():
        raise InputError("field_invalid", field="captured_at", value=at, expects="time")
    return moment


def _shape(found: Records) -> Shape:
    total = found.totals
    first = found.first_refusal
    return {
        "contacts": [_contact(one) for one in found.contacts],
        "totals": {
            "contacts": total.contacts,
            "human_requests": total.requests,
            "repeated_replies": total.repeats,
            "reached": total.reached,
            "not_reached": total.not_reached,
            "unchecked": total.unchecked,
            "waited_seconds": round(total.waited, 1),
        },
        "marketing": [_marketing(one) for one in found.marketing],
        "first_refusal": None if first is None else _marketing(first),
        "after_refusal": len(found.after_refusal()),
    }


def _contact(one: Contact) -> Shape:
    return {
        "at": shapes.time(one.at),
        "until": shapes.time(one.until),
        "channel": one.channel,
        "target": one.target,
        "keys": one.keys,
        "bot_seconds": one.bot_seconds,
        "human_requests": one.requests,
        "repeated_replies": one.repeats,
        "reached": one.reached,
        "waited_seconds": one.waited,
        "staff": one.staff,
        "ticket": one.ticket,
        "reply": one.reply,
        "outcome": one.outcome,
        "checked_by_person": one.checked,
        "afterwards": one.afterwards,
        "exhibits": list(one.numbers),
        "item_ids": list(one.item_ids),
    }


def _marketing(one: Marketing) -> Shape:
    return {
        "at": shapes.time(one.at),
        "number": one.number,
        "who": one.who,
        "said": one.said,
        "refused": one.refused,
        "seconds": one.seconds,
        "afterwards": one.afterwards,
        "exhibits": list(one.numbers),
        "item_ids": list(one.item_ids),
    }


def _lines(found: Records) -> Iterator[str]:
    for one in found.contacts:
        yield _contact_line(one)
    total = found.totals
    if found.contacts:
        count = len(found.contacts)
        yield ngettext("Contacts: {n}", "Contacts: {n}", count).format(n=count)
        yield _("Asked for a person, confirmed: {n}").format(n=total.requests)
    if total.unchecked:
        yield _("Counts that nobody confirmed yet, in so many contacts: {n}").format(
            n=total.unchecked
        )
    for sold in found.marketing:
        when = say_time(sold.at) if sold.at else _("time not known")
        yield "  ".join(part for part in (when, sold.number, safe_name(sold.said)) if part)
    after = len(found.after_refusal())
    if after:
        yield _("Calls after you said not to call again: {n}").format(n=after)
    if not found.contacts and not found.marketing:
        yield _("No contact is on record yet.")


def _contact_line(one: Contact) -> str:
    when = say_time(one.at) if one.at else _("time not known")
    asked = _("asked for a person {n} times").format(n=one.requests) if one.requests else ""
    waited = _("waited {time}").format(time=say_duration(one.waited)) if one.waited else ""
    unsure = "" if one.checked or one.afterwards or not one.requests else _("not confirmed")
    parts = (when, safe_name(one.target), asked, unsure, waited, ", ".join(one.numbers))
    return "  ".join(part for part in parts if part)


COMMANDS = (contacts, memo)
