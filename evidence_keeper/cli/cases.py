"""case new, list, show, set: a matter, who is in it, how much, what is wanted."""

from __future__ import annotations

import click

from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import Group, command, option, pairs, plain_text
from evidence_keeper.cli.session import Session
from evidence_keeper.text import N_, _


@click.group("case", cls=Group, help=N_("A matter: one dispute with one company."))
def case() -> None:
    """Nothing of its own."""


@command("new", N_("Begins a matter."))
@option(
    "--title",
    required=True,
    type=plain_text,
    metavar="TEXT",
    help_text=N_("What it is about, in a few words."),
)
@option("--type", "case_type", default="other", help_text=N_("Which kind of matter."))
@option(
    "--set", "fields", multiple=True, callback=pairs, metavar="KEY=VALUE", help_text=N_("A field.")
)
@click.pass_obj
def new(session: Session, title: str, case_type: str, fields: dict[str, str]) -> None:
    """Makes a case and prints its id."""
    made = session.keeper().new_case(title, case_type, fields)
    session.answer({"case_id": made.case_id}, [_("Matter begun: {id}").format(id=made.case_id)])


@command("list", N_("Lists the matters."))
@click.pass_obj
def list_(session: Session) -> None:
    """Prints all cases."""
    known = session.keeper().cases()
    session.answer({"cases": [shapes.case(one) for one in known]}, lines.cases(known))


@command("show", N_("Shows a matter and its evidence, also what was put aside."))
@click.argument("case_id", metavar="ID")
@click.pass_obj
def show(session: Session, case_id: str) -> None:
    """Prints one case with its items."""
    keeper = session.keeper()
    known, items = keeper.case(case_id), keeper.items(case_id, withdrawn=None)
    shape = {"case": shapes.case(known), "items": [shapes.item(one) for one in items]}
    session.answer(shape, lines.case(known, items))


@command("set", N_("Writes fields of a matter; KEY= with nothing behind it clears one."))
@click.argument("case_id", metavar="ID")
@click.argument("fields", nargs=-1, required=True, callback=pairs, metavar="KEY=VALUE...")
@click.pass_obj
def set_(session: Session, case_id: str, fields: dict[str, str]) -> None:
    """Changes fields of a case."""
    changed = session.keeper().set_case(case_id, fields)
    session.answer({"case": shapes.case(changed)}, lines.case(changed))


for _command in (new, list_, show, set_):
    case.add_command(_command)

COMMANDS = (case,)
