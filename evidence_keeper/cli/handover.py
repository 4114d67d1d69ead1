"""A case for a relative: out into an encrypted file, in from one, and what is left to choose then."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import Group, command, option
from evidence_keeper.cli.session import Session
from evidence_keeper.errors import Cancelled, InputError
from evidence_keeper.text import N_, _

VARIABLE = "EVIDENCE_KEEPER_PASSPHRASE"
file_type = click.Path(path_type=Path)


@click.group("handover", cls=Group, help=N_("Hands a matter to family in an encrypted file."))
def handover() -> None:
    """Holds the two ways."""


@command("out", N_("Writes a matter into an encrypted file."))
@option("--case", "case_id", required=True, metavar="ID", help_text=N_("The matter."))
@option(
    "--out",
    "file",
    required=True,
    metavar="FILE",
    type=file_type,
    help_text=N_("The file to write."),
)
@click.pass_obj
def hand_out(session: Session, case_id: str, file: Path) -> None:
    """Everything of the case, for family only."""
    keeper = session.keeper()
    keeper.case(case_id)
    session.tell(warning())
    done = keeper.hand_out(case_id, file, _new_phrase(session), job=session.job)
    said = [_("Written: {path}").format(path=lines.place(done.file))]
    session.answer({"file": str(done.file), "sha256": done.digest}, said)


@command("in", N_("Takes in a matter from an encrypted file."))
@click.argument("file", type=file_type)
@click.pass_obj
def take_in(session: Session, file: Path) -> None:
    """New for us, or new things for a matter that was handed out here."""
    done = session.keeper().take_in(file, _phrase(), job=session.job)
    session.answer(shapes.taken_in(done), lines.taken_in(done))


@command("conflicts", N_("Lists what both sides changed, until you choose."))
@option("--case", "case_id", required=True, metavar="ID", help_text=N_("The matter."))
@click.pass_obj
def conflicts(session: Session, case_id: str) -> None:
    """Both values stay; `case set` or `correct` chooses."""
    keeper = session.keeper()
    keeper.case(case_id)
    found = keeper.conflicts(case_id)
    told = [*lines.conflicts(found)] or [_("Nothing is left to choose.")]
    session.answer({"conflicts": shapes.conflicts(found)}, told)


@command("pdf", N_("Makes a copy of a PDF that opens with a pass phrase only."))
@click.argument("source", metavar="PDF", type=file_type)
@option(
    "--out",
    "file",
    required=True,
    metavar="FILE",
    type=file_type,
    help_text=N_("The file to write."),
)
@click.pass_obj
def lock_pdf(session: Session, source: Path, file: Path) -> None:
    """For a mail or a messenger."""
    from evidence_keeper.vault.disk import sha256_of

    session.tell(warning())
    made = session.keeper().lock_pdf(source, file, _new_phrase(session))
    session.tell(_("The locked copy carries no signature. The signed one is the original file."))
    said = [_("Written: {path}").format(path=lines.place(made))]
    session.answer({"file": str(made), "sha256": sha256_of(made)[0]}, said)


def warning() -> str:
    """What is said whenever something is handed out (so do swindlers work)."""
    return _(
        "Give it only to family whom you called yourself. "
        "Whoever calls you and asks for the file or the pass phrase is a swindler."
    )


def _phrase() -> str:
    given = os.environ.get(VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise InputError("passphrase_missing")
    return _asked(_("Pass phrase"))


def _new_phrase(session: Session) -> str:
    """The one of the environment or the one typed; else words of our own, which are shown."""
    given = os.environ.get(VARIABLE)
    if not given and sys.stdin.isatty():
        given = _asked(_("Pass phrase (leave it empty and words are made for you)"))
    if given:
        return given
    from evidence_keeper.bundle.handover import phrase

    made = phrase()
    session.tell(_("The pass phrase, to be read out on the telephone: {words}").format(words=made))
    session.tell(_("Never send it together with the file."))
    return made


def _asked(question: str) -> str:
    try:
        return str(
            click.prompt(question, hide_input=True, err=True, default="", show_default=False)
        )
    except click.Abort:
        raise Cancelled from None


for one in (hand_out, take_in, conflicts, lock_pdf):
    handover.add_command(one)

COMMANDS = (handover,)
