"""The vault as a whole: check it, copy it, move it, make its index again; and the window's place in the help."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence_keeper import settings as settings_file
from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import command, option
from evidence_keeper.cli.session import Session
from evidence_keeper.text import N_, _, ngettext

if TYPE_CHECKING:
    from evidence_keeper.vault.copies import Copied

FOUND = 3

folder = click.Path(path_type=Path)


@command("verify", N_("Checks that nothing was changed and nothing is missing."))
@click.argument("path", required=False, type=folder)
@click.pass_obj
def verify(session: Session, path: Path | None) -> int:
    """Checks a vault, a bundle folder or its ZIP; the chosen vault where none is named."""
    from evidence_keeper import keeper

    # Never opened by Keeper.open: that would make a vault where there is none, and find it in best order.
    found = keeper.check(path or session.vault, session.job)
    session.answer(shapes.report(found), lines.report(found))
    return 0 if found.ok else FOUND


@command("copy", N_("Makes or refreshes a second copy, or restores from one."))
@click.argument("to", required=False, metavar="[DIR]", type=folder)
@option(
    "--restore", "source", metavar="DIR", type=folder, help_text=N_("The copy to restore from.")
)
@click.pass_obj
def copy(session: Session, to: Path | None, source: Path | None) -> int:
    """A verified second copy, or a vault from one."""
    if (to is None) == (source is None):
        raise click.UsageError(_("name one folder: copy DIR, or copy --restore DIR"))
    from evidence_keeper import keeper

    if source is not None:
        return _copied(session, keeper.restore_from(source, session.vault, job=session.job))
    assert to is not None
    return _copied(session, session.keeper().copy_to(to, session.job))


@command("move", N_("Moves the evidence folder to another place."))
@click.argument("to", metavar="DIR", type=folder)
@click.pass_obj
def move(session: Session, to: Path) -> int:
    """Moves the vault; the settings follow where they named it."""
    done = session.keeper().move_to(to, session.job)
    if done.verified and session.is_usual_vault:
        changed = replace(session.settings, vault=done.folder)
        settings_file.save(changed, settings_file.default_path())
    return _copied(session, done)


def _copied(session: Session, done: Copied) -> int:
    shape = {
        "dir": str(done.folder),
        "entries": done.entries,
        "originals": done.originals,
        "verified": done.verified,
    }
    session.answer(shape, lines.copied(done))
    return 0 if done.verified else FOUND


@command("rebuild-index", N_("Makes the index again from records and originals."))
@click.pass_obj
def rebuild_index(session: Session) -> None:
    """The index is only a cache."""
    count = session.keeper().rebuild_index(session.job)
    said = ngettext("The index is in order: {n} item.", "The index is in order: {n} items.", count)
    session.answer({"items": count}, [said.format(n=count)])


@command("gui", N_("Opens the window."))
@option("--easy", is_flag=True, help_text=N_("With the large buttons."))
@option("--standard", is_flag=True, help_text=N_("With list and details."))
@option(
    "--text-scale", type=click.IntRange(100, 300), help_text=N_("Size of the text in per cent.")
)
@click.argument("file", required=False, metavar="[FILE]", type=folder)
def gui(**_options: object) -> None:
    """Only its help is here: __main__ opens the window before any of this is loaded."""
    raise click.UsageError(_("the window doesn't speak JSON: leave --json out"))


COMMANDS = (verify, copy, move, rebuild_index, gui)
