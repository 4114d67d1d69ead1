"""The process that receives for a window: orders on standard input, what it has to tell on standard output, JSON lines.

It lives as long as files wait that are half here; when its input closes, the window is gone: what is whole is kept, the
rest is given up.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from evidence_keeper.errors import EvidenceError
from evidence_keeper.intake.phone import Network
from evidence_keeper.receiving import plain
from evidence_keeper.receiving.facts import Received, ReceivingState
from evidence_keeper.receiving.inbox import Halves
from evidence_keeper.receiving.opening import Receiving, start
from evidence_keeper.vault import Vault

LOOK_SECONDS = 0.2
_NICER = 5


def main() -> int:
    """Serves until nobody gives orders any more."""
    # Whatever libraries print must not get between what is told.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _let_the_window_go_first()
    first = json.loads(sys.stdin.readline())
    with Serving(Path(first["vault"]), Path(first["home"]), out) as serving:
        for row in sys.stdin:
            serving.obey(json.loads(row))
    return 0


def _let_the_window_go_first() -> None:
    import psutil

    lower = getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", _NICER)
    with contextlib.suppress(psutil.Error, OSError):
        psutil.Process().nice(lower)


class Serving:
    """The vault, the pages that are open (by the number that the window gives them), and the halves that wait."""

    def __init__(self, vault: Path, home: Path, out: IO[str]) -> None:
        self._vault = Vault.open(vault, home=home)
        self._out, self._telling = out, threading.Lock()
        self._halves = Halves()
        self._pages: dict[int, _Watched] = {}

    def __enter__(self) -> Serving:
        return self

    def __exit__(self, *_: object) -> None:
        for page in self._pages.values():
            page.stop()
        self._halves.give_up()
        self._vault.close()

    def obey(self, order: Mapping[str, Any]) -> None:
        """One order: open or stop a page."""
        number = order["page"]
        try:
            told = self._open(number, order["open"]) if "open" in order else self._stop(number)
        except EvidenceError as error:
            told = {"error": plain.plain_error(error)}
        self._tell(number, told)

    def _open(self, number: int, asked: Mapping[str, Any]) -> dict[str, Any]:
        page = start(
            self._vault,
            asked["case_id"],
            network=Network(**asked["network"]),
            language=asked["language"],
            send=[Path(path) for path in asked["send"]],
            halves=self._halves,
        )
        state = page.state()
        self._pages[number] = _Watched(page, state, lambda told: self._tell(number, told))
        return {"opened": plain.plain_state(state, None)}

    def _stop(self, number: int) -> dict[str, Any]:
        watched = self._pages.pop(number)
        done = watched.stop()
        told = plain.plain_received(done, watched.page.offered)
        return {"stopped": told, "waits": len(self._halves)}

    def _tell(self, number: int, told: Mapping[str, Any]) -> None:
        with self._telling, contextlib.suppress(OSError):  # nobody may listen any more
            print(json.dumps({"page": number, **told}), file=self._out, flush=True)


class _Watched:
    """An open page, looked at a few times a second: what is new is told."""

    def __init__(
        self, page: Receiving, state: ReceivingState, tell: Callable[[Mapping[str, Any]], None]
    ) -> None:
        self.page, self._told, self._tell = page, state, tell
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="phone-watch")
        self._thread.start()

    def stop(self) -> Received:
        """No more is told; the page closes."""
        self._over.set()
        self._thread.join()
        return self.page.stop()

    def _watch(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            state = self.page.state()
            if state != self._told:
                self._tell({"state": plain.plain_state(state, self._told)})
                self._told = state
