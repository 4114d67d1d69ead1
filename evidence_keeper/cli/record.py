"""Records a call without a window: until it has been so long, or until Ctrl-C or SIGTERM, which stop and keep."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from evidence_keeper import text
from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import command, option, plain_text
from evidence_keeper.cli.session import Session
from evidence_keeper.text import N_, _, say_duration

if TYPE_CHECKING:
    from evidence_keeper.intake.audio import Device, State
    from evidence_keeper.recording import Recorded, Recording

_PAUSE = 0.05


@command(
    "record", N_("Records the microphone and what the computer plays; Ctrl-C stops and keeps.")
)
@option("--case", "case_id", metavar="ID", help_text=N_("The matter it belongs to."))
@option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="N",
    help_text=N_("How long; until Ctrl-C where not given."),
)
@option("--microphone", type=plain_text, metavar="NAME", help_text=N_("The microphone to use."))
@option(
    "--system",
    type=plain_text,
    metavar="NAME|none",
    help_text=N_("The output whose sound is recorded too; none records the microphone alone."),
)
@option("--list-devices", is_flag=True, help_text=N_("List the names that can be chosen."))
@click.pass_obj
def record(
    session: Session,
    case_id: str | None,
    seconds: float | None,
    microphone: str | None,
    system: str | None,
    list_devices: bool,
) -> None:
    """Records a call, or lists what it could be recorded from."""
    if list_devices:
        from evidence_keeper.intake import audio

        found = audio.microphone().devices()
        session.answer(_devices(found), _device_lines(found))
        return
    if case_id is None:
        raise click.UsageError(_("name the matter: record --case ID"))
    keeper = session.keeper()
    with terminated_is_stopped(session):
        running = keeper.record(
            case_id,
            "phone" if system == "none" else "computer",
            microphone=microphone,
            system=system,
        )
        session.tell(_("Recording. Ctrl-C stops and keeps."))
        _wait(session, running, seconds)
        done = running.stop()
    session.answer(_shape(done), _lines(done))


@contextmanager
def terminated_is_stopped(session: Session) -> Iterator[None]:
    """SIGTERM (a computer that shuts down) stops and keeps, as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: session.job.cancel())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _wait(session: Session, running: Recording, seconds: float | None) -> None:
    said = ""
    while not session.job.cancelled:
        state = running.state()
        said = _say(session, state, said)
        if state.over or (seconds is not None and state.seconds >= seconds):
            return
        time.sleep(_PAUSE)


def _say(session: Session, state: State, said: str) -> str:
    """Tells what is new and needs a person; gives back what was told."""
    now = state.over or state.alarm or ("alarm_forgotten" if state.forgotten else "")
    if now and now != said:
        session.tell(text.explain(now).line)
    return now


def _devices(found: tuple[Device, ...]) -> dict[str, Any]:
    def listed(kind: str) -> list[dict[str, Any]]:
        return [
            {"name": one.name, "title": one.title, "default": one.default}
            for one in found
            if one.kind == kind
        ]

    return {"microphones": listed("microphone"), "system": listed("system")}


def _device_lines(found: tuple[Device, ...]) -> Iterator[str]:
    for one in found:
        usual = _(" (usual)") if one.default else ""
        kind = _("microphone") if one.kind == "microphone" else _("computer's sound")
        yield f"{kind}  {text.safe_name(one.name)}  {text.safe_name(one.title)}{usual}"
    if not found:
        yield text.explain("no_microphone").line


def _shape(done: Recorded) -> dict[str, Any]:
    return {
        "items": [
            {
                **shapes.item(one.item),
                "track": one.track,
                "seconds": round(one.seconds, 3),
                "gaps": [gap.as_json() for gap in one.gaps],
                "silent": one.silent,
                "interrupted": False,
            }
            for one in done.tracks
        ],
        "clock": {
            "started_at": shapes.time(done.started_at),
            "stopped_at": shapes.time(done.stopped_at),
            "monotonic_seconds": round(done.seconds, 3),
        },
        "over": done.over or None,
    }


def _lines(done: Recorded) -> Iterator[str]:
    for one in done.tracks:
        yield lines.item(one.item)
        yield f"  {say_duration(one.seconds)}"
        for note in one.item.provenance.notes:
            yield f"  {text.explain(note).happened}"


COMMANDS = (record,)
