"""From the phone without a window: the address and its QR code on the terminal, until Ctrl-C or the end of the batch.

The first line on standard error is the address and nothing else, so that a script can take it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence_keeper import text
from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import command, option, plain_text
from evidence_keeper.cli.record import terminated_is_stopped
from evidence_keeper.cli.session import Session
from evidence_keeper.text import N_, _, ngettext

if TYPE_CHECKING:
    from evidence_keeper.intake.phone import Event, Network
    from evidence_keeper.receiving import FileState, Opening, Received, ReceivingState

_PAUSE = 0.1
_LINGER = 1.5
"""Seconds that the page stays after the batch, so that the phone hears that all of it was received."""

_once = option(
    "--once", is_flag=True, help_text=N_("End when the phone has sent (or fetched) everything.")
)
_address = option(
    "--address",
    type=plain_text,
    metavar="IP",
    help_text=N_("The network address to open the page at, where there are several."),
)
_list = option("--list-networks", is_flag=True, help_text=N_("List the addresses to choose from."))


@command(
    "receive", N_("Takes in what a phone sends; it scans a QR code, and nothing is installed.")
)
@option("--case", "case_id", metavar="ID", help_text=N_("The matter it belongs to."))
@option(
    "--send",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help_text=N_(
        "A file or folder that the phone may fetch meanwhile; may be given several times."
    ),
)
@_once
@_address
@_list
@click.pass_obj
def receive(
    session: Session,
    case_id: str | None,
    files: tuple[Path, ...],
    once: bool,
    address: str | None,
    list_networks: bool,
) -> None:
    """Opens the page until it is ended."""
    if list_networks:
        _answer_networks(session)
        return
    if case_id is None:
        raise click.UsageError(_("name the matter: receive --case ID"))
    keeper = session.keeper_unannounced()
    receiving = keeper.receive(case_id, network=_network(address), send=files)
    done = _serve(session, receiving, once)
    session.answer(_shape(done), _lines(done))


@command("send", N_("Hands files to a phone: it scans a QR code and fetches them."))
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@_once
@_address
@click.pass_obj
def send(session: Session, files: tuple[Path, ...], once: bool, address: str | None) -> None:
    """Opens the page for fetching."""
    receiving = session.keeper_unannounced().send(files, network=_network(address))
    done = _serve(session, receiving, once)
    session.answer(_shape(done), _lines(done))


def _network(address: str | None) -> Network | None:
    if address is None:
        return None
    from evidence_keeper.intake.phone import Network, networks

    known = {network.address: network for network in networks()}
    return known.get(address) or Network(address, "", "other")


def _answer_networks(session: Session) -> None:
    from evidence_keeper.intake.phone import networks

    known = networks()
    shape = [{"address": one.address, "name": one.name, "kind": one.kind} for one in known]
    said = [f"{one.address}  {text.safe_name(one.name)}" for one in known]
    session.answer({"networks": shape}, said or [text.explain("no_network").line])


def _serve(session: Session, receiving: Opening, once: bool) -> Received:
    try:
        with terminated_is_stopped(session):
            _show_address(session, receiving.state())
            session.tell_opened()
            _wait(session, receiving, once)
    finally:
        done = receiving.stop()
    return done


def _show_address(session: Session, state: ReceivingState) -> None:
    session.tell(state.address)
    if not session.as_json:
        import segno

        code = segno.make(state.address, error="l", micro=False)
        if _can_show(sys.stderr.encoding):
            code.terminal(sys.stderr, border=2, compact=True)
        session.tell(_("Scan this with the phone, or type the address. Ctrl-C ends it."))


def _can_show(encoding: str | None) -> bool:
    try:
        "▀▄█".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return os.name != "nt" or sys.stderr.isatty()


def _wait(session: Session, receiving: Opening, once: bool) -> None:
    teller = _Teller(session)
    over_since: float | None = None
    while not session.job.cancelled:
        state = receiving.state()
        teller.tell(state)
        if state.over == "phone_idle":
            return
        over_since = (over_since or time.monotonic()) if once and state.over else None
        if over_since is not None and time.monotonic() - over_since >= _LINGER:
            return
        time.sleep(_PAUSE)


class _Teller:
    """Says each thing that is new once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._events = 0
        self._said: set[tuple[int, str]] = set()

    def tell(self, state: ReceivingState) -> None:
        """What has changed since the last time."""
        for event in state.events[self._events :]:
            self._session.tell(text.explain(event.code).line)
        self._events = len(state.events)
        for place, one in enumerate(state.files):
            if one.standing.state in ("kept", "refused") and (place, one.name) not in self._said:
                self._said.add((place, one.name))
                self._session.tell(_arrived(one))


def _arrived(one: FileState) -> str:
    name = text.safe_name(one.name)
    if one.standing.state == "kept":
        return _("received: {name}  {digest}").format(name=name, digest=one.standing.sha256[:8])
    from evidence_keeper.model import Refused

    return lines.refusal(Refused(one.name, one.standing.code, one.standing.data))


def _shape(done: Received) -> dict[str, Any]:
    return {
        "items": [shapes.item(one) for one in done.items],
        "already_kept": [shapes.item(one) for one in done.already_kept],
        "refused": [shapes.refused(one) for one in done.refused],
        "fetched": [
            {"name": one.name, "path": str(one.path), "sha256": one.sha256, "bytes": one.size}
            for one in done.fetched
        ],
        "events": [_event(one) for one in done.events],
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "code": event.code,
        "at": shapes.time(event.at),
        "address": event.address,
        "times": event.times,
        "message": text.explain(event.code).happened,
    }


def _lines(done: Received) -> Iterator[str]:
    for one in done.items:
        yield _("kept: {item}").format(item=lines.item(one))
    for one in done.already_kept:
        yield _("kept before: {item}").format(item=lines.item(one))
    for refused in done.refused:
        yield lines.refusal(refused)
    for offered in done.fetched:
        yield _("fetched by the phone: {name}").format(name=text.safe_name(offered.name))
    for event in done.events:
        if event.times > 1:
            words = ngettext("{n} time", "{n} times", event.times).format(n=event.times)
            yield f"{text.explain(event.code).happened} ({words})"


COMMANDS = (receive, send)
