"""One opening of the phone page on this process's own threads: starting it, looking at it, and what came of it."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path

from evidence_keeper.errors import NetworkError
from evidence_keeper.intake.phone import Network, Offered, PhoneServer, networks
from evidence_keeper.model import EvidenceItem, Refused
from evidence_keeper.receiving.facts import FileState, Received, ReceivingState
from evidence_keeper.receiving.inbox import WHAT, Closed, Halves, Inbox
from evidence_keeper.receiving.offering import offer
from evidence_keeper.vault import Vault

ADDRESS = "EVIDENCE_KEEPER_ADDRESS"


class Receiving:
    """The open page. Any thread may look at it; `stop` closes it."""

    def __init__(
        self,
        vault: Vault,
        server: PhoneServer,
        offered: tuple[Offered, ...],
        inbox: Inbox | None,
    ) -> None:
        """Use `start`."""
        self._vault, self._server, self._inbox = vault, server, inbox
        self.offered = offered
        self._stopping = threading.Lock()
        self._done: Received | None = None

    def state(self) -> ReceivingState:
        """How it is now: cheap, ask a few times a second."""
        server = self._server
        over = "phone_idle" if server.idle else "done" if server.over else ""
        files = tuple(
            FileState(one.file.name, one.file.size, one.offset, one.standing())
            for one in server.files()
        )
        return ReceivingState(
            server.address,
            server.plain_address,
            server.network,
            server.phone,
            files,
            self.offered,
            server.fetched,
            server.events(),
            over,
        )

    def stop(self) -> Received:
        """Closes the page, keeps what is whole, and says what came of it; a second call gives the same."""
        with self._stopping:
            if self._done is None:
                self._server.stop()
                if self._inbox is not None:
                    self._inbox.wait()
                self._done = self._result()
                self._write_down(self._done.fetched)
            return self._done

    def _result(self) -> Received:
        fresh: dict[str, EvidenceItem] = {}
        before: dict[str, EvidenceItem] = {}
        refused: list[Refused] = []
        for one in self._server.files():
            standing = one.standing()
            if standing.code:
                refused.append(Refused(one.file.name, standing.code, standing.data))
            elif standing.item_id:
                into = before if standing.before else fresh
                into[standing.item_id] = self._vault.item(standing.item_id)
        for item_id in fresh:
            before.pop(item_id, None)
        return Received(
            tuple(fresh.values()),
            tuple(before.values()),
            tuple(refused),
            tuple(self.offered[number] for number in sorted(self._server.fetched)),
            self._server.events(),
        )

    def _write_down(self, fetched: Sequence[Offered]) -> None:
        """What left the house is an entry, as every hand-over."""
        if fetched and not self._vault.read_only:
            files = [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in fetched]
            self._vault.record("handed_out", {"to": "phone", "files": files})


def start(
    vault: Vault,
    case_id: str | None,
    *,
    network: Network | None = None,
    language: str = "zh_CN",
    send: Sequence[Path] = (),
    also_called: Sequence[str] = (),
    halves: Halves | None = None,
) -> Receiving:
    """Open the page; see Keeper.receive and Keeper.send. `halves` are what earlier openings left half here."""
    if case_id is not None:
        vault.case(case_id)
        # A vault that can't be written to says so now, not when a phone has sent its files.
        vault.session(WHAT).close()
    offered = tuple(offer(send))
    inbox = (
        None if case_id is None else Inbox(vault, case_id, Halves() if halves is None else halves)
    )
    server = PhoneServer(
        inbox or Closed(),
        network or usual_network(),
        language=language,
        offered=offered,
        takes=case_id is not None,
        also_called=also_called,
    )
    server.start()
    return Receiving(vault, server, offered, inbox)


def usual_network() -> Network:
    """The network that EVIDENCE_KEEPER_ADDRESS names, else the likeliest that a phone is on too.

    Raises NetworkError no_network.
    """
    known = networks()
    named = os.environ.get(ADDRESS)
    if named:
        return next((one for one in known if one.address == named), Network(named, "", "other"))
    if not known:
        raise NetworkError("no_network")
    return known[0]
