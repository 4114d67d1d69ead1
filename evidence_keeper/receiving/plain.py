"""States and outcomes as JSON, for the pipe between the window and the process that receives.

Of the files only those that changed are sent again: a thousand of them would keep the window busy with reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from evidence_keeper.errors import EvidenceError, InternalError, every_error
from evidence_keeper.intake.phone import Event, Network, Offered, Phone, Standing
from evidence_keeper.model import Refused
from evidence_keeper.receiving.facts import FileState, Received, ReceivingState
from evidence_keeper.vault import Vault

Plain = Mapping[str, Any]


def plain_state(state: ReceivingState, before: ReceivingState | None) -> dict[str, Any]:
    """What has to be told to whoever was told `before`."""
    known = before.files if before is not None else ()
    changed = [
        [place, _plain_file(one)]
        for place, one in enumerate(state.files)
        if place >= len(known) or known[place] != one
    ]
    return {
        "address": state.address,
        "plain_address": state.plain_address,
        "network": asdict(state.network),
        "phone": None if state.phone is None else asdict(state.phone),
        "count": len(state.files),
        "files": changed,
        "offered": [{**asdict(one), "path": str(one.path)} for one in state.offered],
        "fetched": sorted(state.fetched),
        "events": [_plain_event(one) for one in state.events],
        "over": state.over,
    }


def state_of(told: Plain, before: ReceivingState | None) -> ReceivingState:
    """The state, from what was told and what was known `before`."""
    files = dict(enumerate(before.files if before is not None else ()))
    files.update({place: _file(one) for place, one in told["files"]})
    return ReceivingState(
        told["address"],
        told["plain_address"],
        Network(**told["network"]),
        None if told["phone"] is None else Phone(**told["phone"]),
        tuple(files[place] for place in range(told["count"])),
        tuple(Offered(**{**one, "path": Path(one["path"])}) for one in told["offered"]),
        frozenset(told["fetched"]),
        tuple(map(_event, told["events"])),
        told["over"],
    )


def plain_received(done: Received, offered: Sequence[Offered]) -> dict[str, Any]:
    """What came of it; items by their number."""
    return {
        "items": [one.item_id for one in done.items],
        "already_kept": [one.item_id for one in done.already_kept],
        "refused": [[one.path, one.code, dict(one.data)] for one in done.refused],
        "fetched": [offered.index(one) for one in done.fetched],
        "events": [_plain_event(one) for one in done.events],
    }


def received_of(told: Plain, vault: Vault, offered: Sequence[Offered]) -> Received:
    """What came of it, with the items as the vault has them."""
    return Received(
        tuple(map(vault.item, told["items"])),
        tuple(map(vault.item, told["already_kept"])),
        tuple(Refused(*one) for one in told["refused"]),
        tuple(offered[number] for number in told["fetched"]),
        tuple(map(_event, told["events"])),
    )


def plain_error(error: EvidenceError) -> dict[str, Any]:
    """An error."""
    return {"code": error.code, "data": error.data}


def error_of(told: Plain) -> EvidenceError:
    """The error, of its own kind."""
    kinds = {code: kind for kind, code in every_error()}
    kind = kinds.get(told["code"])
    if kind is None:
        return InternalError("unexpected", detail=str(told["code"]))
    return kind(told["code"], **told["data"])


def _plain_file(one: FileState) -> list[Any]:
    standing = one.standing
    told = [standing.state, standing.sha256, standing.item_id, standing.before, standing.code]
    return [one.name, one.size, one.arrived, *told, dict(standing.data)]


def _file(told: Sequence[Any]) -> FileState:
    name, size, arrived, *standing = told
    return FileState(name, size, arrived, Standing(*standing))


def _plain_event(one: Event) -> dict[str, Any]:
    return {**asdict(one), "at": one.at.isoformat()}


def _event(told: Plain) -> Event:
    return Event(**{**told, "at": datetime.fromisoformat(told["at"])})
