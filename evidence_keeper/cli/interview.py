"""interview: the next question about a matter, or takes answers; the same questions as in the window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from evidence_keeper.cli.commands import command, option, pairs
from evidence_keeper.cli.session import Session
from evidence_keeper.cli.shapes import Shape
from evidence_keeper.text import N_, _, ngettext, safe_name

if TYPE_CHECKING:
    from evidence_keeper.complaint import Interview, Page


@command("interview", N_("Asks the next question about a matter, or takes answers."))
@option("--case", "case_id", required=True, metavar="ID", help_text=N_("The matter."))
@option(
    "--answer",
    "answers",
    multiple=True,
    callback=pairs,
    metavar="KEY=VALUE",
    help_text=N_("An answer; unknown or skip are answers too, nothing takes one back."),
)
@option("--skipped", is_flag=True, help_text=N_("Ask what was put off before."))
@click.pass_obj
def interview(session: Session, case_id: str, answers: dict[str, str], skipped: bool) -> None:
    """Takes the answers, then shows what is asked next."""
    keeper = session.keeper()
    if answers:
        keeper.answer(case_id, answers)
    found = keeper.interview(case_id)
    page = found.next or (found.first_skipped if skipped else None)
    names = {} if page is None else {one: keeper.item(one).name for one in page.filled_from}
    session.answer(_shape(found, page), _lines(found, page, names))


def _shape(found: Interview, page: Page | None) -> Shape:
    return {
        "question": None if page is None else _question(page),
        "answered": found.answered,
        "left": found.left,
        "skipped": [one.key for one in found.pages if one.state == "skipped"],
        "not_known": [one.key for one in found.pages if one.state == "not_known"],
    }


def _question(page: Page) -> Shape:
    """The answers as words that can be given back; their values beside them in the same order."""
    return {
        "key": page.key,
        "text": page.text,
        "help": page.help,
        "kind": page.question.kind,
        "answers": [one.text for one in page.answers],
        "values": [one.value for one in page.answers],
        "value": page.value or None,
        "filled_from": list(page.filled_from),
        "examples": list(page.examples),
        "relative_can": page.question.relative,
    }


def _lines(found: Interview, page: Page | None, names: Mapping[str, str]) -> Iterator[str]:
    if page is None:
        yield _("Everything was asked.")
    else:
        yield from _asked(page, names)
    put_off = [one.text for one in found.pages if one.state == "skipped"]
    if put_off and page is None:
        yield _("Put off (ask again with --skipped): {questions}").format(
            questions=" ".join(put_off)
        )
    done = ngettext("{n} answered", "{n} answered", found.answered).format(n=found.answered)
    left = ngettext("{n} left", "{n} left", found.left).format(n=found.left)
    yield _("{done}, {left}").format(done=done, left=left)


def _asked(page: Page, names: Mapping[str, str]) -> Iterator[str]:
    """The question, how to answer it, and where an answer that stands ready is from."""
    yield page.text
    if page.help:
        yield f"  {page.help}"
    for example in page.examples:
        yield f"  · {example}"
    if page.question.kind != "choice":
        yield f"  {page.key}=…"
    for one in page.answers:
        words = "" if one.text == one.value else f"  {safe_name(one.text)}"
        yield f"  {page.key}={safe_name(one.value)}{words}"
    if page.filled_from:
        told = (f"{safe_name(names[one])} ({one})" for one in page.filled_from)
        yield "  " + _("Taken from: {items}").format(items=", ".join(told))


COMMANDS = (interview,)
