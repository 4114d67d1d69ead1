"""Starts a command and turns whatever comes out of it into an exit code. The last place an exception can reach."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from evidence_keeper import settings as settings_file
from evidence_keeper import text
from evidence_keeper.cli import (
    cases,
    chat,
    contacts,
    filing,
    handover,
    interview,
    items,
    letter,
    papers,
    pictures,
    ready,
    receive,
    record,
    selftest,
    shot,
    sound,
    stamp,
    stitch,
    usage,
    vaults,
)
from evidence_keeper.cli.commands import Group, global_options
from evidence_keeper.cli.faults import tell
from evidence_keeper.cli.session import Session
from evidence_keeper.errors import Cancelled
from evidence_keeper.text import N_, _
from evidence_keeper.unforeseen import as_error

DONE, FAULT, STOPPED = 0, 1, 130


@click.group(
    cls=Group, help=N_("Keeps a consumer's proof unchanged and makes complaint papers of it.")
)
@global_options
@click.pass_obj
def evidence_keeper(session: Session, vault: str | None, as_json: bool) -> None:
    """Everything before the command."""
    session.choose(vault, as_json)


for module in (
    cases,
    items,
    chat,
    pictures,
    record,
    sound,
    shot,
    stitch,
    receive,
    contacts,
    interview,
    ready,
    letter,
    papers,
    filing,
    stamp,
    handover,
    vaults,
    selftest,
):
    for command in module.COMMANDS:
        evidence_keeper.add_command(command)


def main(arguments: Sequence[str]) -> int:
    """Runs one command. Returns its exit code; raises nothing but BrokenPipeError and KeyboardInterrupt."""
    settings, was_broken = settings_file.load(settings_file.default_path())
    text.set_language(settings.language)
    session = Session(settings)
    try:
        if was_broken:
            session.tell(text.explain("settings_broken").line)
        with session.work():
            code = _command(session, arguments)
        sys.stdout.flush()
        return code
    except Cancelled:
        words = _("Stopped. What was kept before is still there.")
        session.tell(words)
        if session.as_json and not session.answered:  # add says what it kept by then
            session.answer({"error": {"code": "stopped", "message": words, "advice": ""}}, ())
        return STOPPED
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the one place that may: a person never sees a traceback
        tell(session, as_error(error))
        return FAULT


def _command(session: Session, arguments: Sequence[str]) -> int:
    try:
        done = evidence_keeper.main(
            list(arguments), "evidence-keeper", standalone_mode=False, obj=session
        )
    except click.ClickException as error:
        for line in usage.lines(error):
            session.tell(line)
        # A mistake before the command is met before the options are, so they can't say it.
        if session.as_json or "--json" in arguments:
            session.choose(None, as_json=True)
            session.answer({"error": usage.error(error)}, ())
        return error.exit_code
    except click.Abort:
        raise Cancelled from None
    return done if isinstance(done, int) else DONE
