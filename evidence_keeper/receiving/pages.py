"""The phone pages of one keeper, on its own threads or in a process beside it; what one leaves half here waits for the
next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from evidence_keeper.intake.phone import Network
from evidence_keeper.receiving.apart import Apart
from evidence_keeper.receiving.facts import Opening, Received, ReceivingState
from evidence_keeper.receiving.inbox import Halves
from evidence_keeper.receiving.opening import start, usual_network
from evidence_keeper.vault import Vault


class Pages:
    """`kept` is called when a page has closed and something new was kept by it."""

    def __init__(self, vault: Vault, kept: Callable[[], object]) -> None:
        self._vault, self._kept = vault, kept
        self._halves, self._apart = Halves(), Apart(vault)

    def open(
        self,
        case_id: str | None,
        *,
        network: Network | None,
        language: str,
        send: Sequence[Path],
        apart: bool,
    ) -> Opening:
        """Opens one; see Keeper.receive and Keeper.send."""
        network = network or usual_network()
        if apart:
            return _Told(self._apart.open(case_id, network, language, send), self._kept)
        here = start(
            self._vault,
            case_id,
            network=network,
            language=language,
            send=send,
            halves=self._halves,
        )
        return _Told(here, self._kept)

    def close(self) -> None:
        """Gives up what is half here, in this process and in the other."""
        self._apart.close()
        self._halves.give_up()


class _Told:
    """A page whose end is told once."""

    def __init__(self, page: Opening, kept: Callable[[], object]) -> None:
        self._page, self._kept = page, kept
        self._stopping = threading.Lock()
        self._done: Received | None = None

    def state(self) -> ReceivingState:
        return self._page.state()

    def stop(self) -> Received:
        with self._stopping:
            if self._done is None:
                self._done = self._page.stop()
                if self._done.items:
                    self._kept()
            return self._done
