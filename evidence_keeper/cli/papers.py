"""Papers out: the complaint bundle, and the example that shows one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import click

from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import command, option
from evidence_keeper.cli.session import Session
from evidence_keeper.cli.stamp import tsa_option
from evidence_keeper.text import N_, _, explain, explain_lack

if TYPE_CHECKING:
    from evidence_keeper.complaint import Readiness

Reader = Literal["authority", "company"]

MEGABYTE = 1 << 20
"""What a web form calls a MB; `--max-mb` counts in these."""

out_option = option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help_text=N_("The folder to put the papers in."),
)


@command("bundle", N_("Makes the complaint papers of a matter."))
@option("--case", "case_id", required=True, metavar="ID", help_text=N_("The matter."))
@option(
    "--channel", required=True, metavar="C", help_text=N_("The office: 12315, xiaoxie, 12300 …")
)
@out_option
@option(
    "--copy",
    "reader",
    type=click.Choice(get_args(Reader)),
    default="authority",
    help_text=N_("Who will read it; the company's copy hides personal numbers."),
)
@option(
    "--max-mb",
    type=click.FloatRange(min=0.1, max=10_000),
    metavar="N",
    help_text=N_("Also make files to upload, none larger than this."),
)
@tsa_option
@option("--zip", "packed", is_flag=True, help_text=N_("Put all of it into one file, too."))
@click.pass_obj
def bundle(
    session: Session,
    case_id: str,
    channel: str,
    out: Path,
    reader: Reader,
    max_mb: float | None,
    tsa: str | None,
    packed: bool,
) -> None:
    """Makes a bundle."""
    most = None if max_mb is None else int(max_mb * MEGABYTE)
    keeper = session.keeper()
    if reader == "authority":
        _warn_of_another(session, keeper.ready(case_id, channel, limits=session.settings.limits))
    made = keeper.bundle(
        case_id,
        channel,
        out,
        reader=reader,
        max_bytes=most,
        tsa=tsa or session.settings.tsa,
        packed=packed,
        job=session.job,
    )
    if made.untimed is not None:
        session.tell(explain(made.untimed).line)
        session.tell(_("The papers were made without a time stamp."))
    session.answer(shapes.bundle(made), lines.bundle(made))


@command("paper", N_("Makes a small paper: the demand to the company, a letter of authority ..."))
@click.argument(
    "what",
    type=click.Choice(("demand", "authority", "card", "reminder", "family", "form")),
)
@option("--case", "case_id", required=True, metavar="ID", help_text=N_("The matter."))
@option(
    "--channel",
    default="12315",
    metavar="C",
    help_text=N_("The office: 12315, xiaoxie, 12300 …"),
)
@out_option
@click.pass_obj
def paper(session: Session, what: str, case_id: str, channel: str, out: Path) -> None:
    """Makes one."""
    made, pages = session.keeper().leaflet(case_id, what, out, channel)
    session.answer({"pdf": str(made), "pages": pages}, [lines.place(made)])


_ANOTHER = frozenset({"second_channel", "filed_elsewhere"})


def _warn_of_another(session: Session, found: Readiness) -> None:
    """Says that the same dispute has papers for another office, before a second set is made."""
    for one in (*found.missing, *found.warnings):
        if one.code in _ANOTHER:
            words = explain_lack(one.code, one.field, dict(one.data))
            session.tell(f"{words.happened} {words.advice}")


@command("demo", N_("Makes the complaint papers of the example matter."))
@out_option
@click.pass_obj
def demo(session: Session, out: Path) -> None:
    """The main job on the example case."""
    from evidence_keeper import keeper

    example, made = keeper.demo(out, job=session.job)
    shape = {**shapes.bundle(made), "vault": str(example.vault.path)}
    session.answer(shape, lines.bundle(made))


COMMANDS = (bundle, paper, demo)
