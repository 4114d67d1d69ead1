"""Whether this computer can do what it will be asked to."""

from __future__ import annotations

from datetime import datetime

import click

from evidence_keeper.cli.commands import command
from evidence_keeper.cli.session import Session
from evidence_keeper.text import N_, explain_check


@command("self-test", N_("Looks whether this computer can record, see, keep and print."))
@click.pass_obj
def self_test(session: Session) -> None:
    """Looks at everything; what isn't right is an answer, not an error."""
    from evidence_keeper import selftest
    from evidence_keeper.keeper import default_home

    checks = selftest.look_at_all(selftest.Computer(session.vault, default_home()), session.job)
    told = selftest.report(checks, datetime.now().astimezone())
    shapes = []
    for check in checks:
        why = explain_check(check.name, check.code, check.data)
        said = {"message": why.sentence, "code": check.code}
        shapes.append({"name": check.name, "ok": check.ok, **said})
    session.answer({"checks": shapes, "report": told}, told.splitlines())


COMMANDS = (self_test,)
