"""Pictures: a box drawn over what no rule finds, a name or a face."""

from __future__ import annotations

import click

from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import command
from evidence_keeper.cli.items import item_argument
from evidence_keeper.cli.session import Session
from evidence_keeper.text import N_


@command("box", N_("Marks a name or a face in a picture as private."))
@item_argument
@click.argument("place", nargs=4, type=int, metavar="X Y WIDTH HEIGHT")
@click.argument("what", metavar="name|face|other", type=click.Choice(["name", "face", "other"]))
@click.pass_obj
def box(session: Session, item_id: str, place: tuple[int, int, int, int], what: str) -> None:
    """Keeps a box, in pixels from the top left."""
    item = session.keeper().draw_box(item_id, place, what)
    session.answer({"item": shapes.item(item)}, [lines.item(item)])


COMMANDS = (box,)
