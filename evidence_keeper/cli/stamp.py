"""An outside clock: has an authority that the person named vouch for when the evidence stood as it stands."""

from __future__ import annotations

import click

from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import command, option, plain_text
from evidence_keeper.cli.session import Session
from evidence_keeper.text import N_, _, explain

tsa_option = option(
    "--tsa",
    type=plain_text,
    metavar="URL",
    help_text=N_("A time-stamp authority (RFC 3161): its address, or a name from --list."),
)


@command("stamp", N_("Has a time-stamp authority vouch for what is kept so far."))
@tsa_option
@option("--list", "listed", is_flag=True, help_text=N_("List authorities and what is known."))
@click.pass_obj
def stamp(session: Session, tsa: str | None, listed: bool) -> None:
    """Only a digest is sent. Without an answer the wish waits for the next time."""
    if listed:
        from evidence_keeper import proving

        known = proving.presets()
        session.answer({"authorities": [shapes.preset(one) for one in known]}, lines.presets(known))
        return
    done = session.keeper().stamp(tsa or session.settings.tsa, job=session.job)
    if done.why is not None:
        session.tell(explain(done.why).line)
        session.tell(_("The wish for a time stamp is remembered. Nothing else has to wait for it."))
    session.answer(shapes.stamped(done), lines.stamped(done))


COMMANDS = (stamp,)
