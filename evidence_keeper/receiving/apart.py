"""The phone page in a process of its own, for a window that must never wait for it.

In one process the window's thread and the server's share the interpreter: whenever the system takes the processor from
whichever of them holds it, the other waits, too. What the process tells is read on a thread here; asking how it stands
never waits for it.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evidence_keeper.errors import InternalError
from evidence_keeper.intake.phone import Network, Offered
from evidence_keeper.reading.workers import command
from evidence_keeper.receiving import plain
from evidence_keeper.receiving.facts import Received, ReceivingState
from evidence_keeper.vault import Vault

WORKER = "receive"


class Apart:
    """The process, started by the first opening; it ends when nothing is open and nothing waits there any more."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._process: _Process | None = None
        self._changing = threading.Lock()
        self._count = 0
        self._open: set[int] = set()

    def open(
        self, case_id: str | None, network: Network, language: str, send: Sequence[Path]
    ) -> Elsewhere:
        """Opens the page there. Raises what receiving.start raises; InternalError where the process dies."""
        asked = {
            "case_id": case_id,
            "network": asdict(network),
            "language": language,
            "send": [str(Path(path).absolute()) for path in send],
        }
        with self._changing:
            if self._process is None or not self._process.alive:
                self._process, self._open = _Process(self._vault), set()
            self._count += 1
            number, process = self._count, self._process
            first = plain.state_of(process.ask(number, {"open": asked})["opened"], None)
            self._open.add(number)
        return Elsewhere(self, process, number, first)

    def stop(self, process: _Process, number: int, offered: Sequence[Offered]) -> Received:
        """Closes a page there, and says what came of it."""
        told = process.ask(number, {"stop": True})
        with self._changing:
            self._open.discard(number)
            if process is self._process and not self._open and not told["waits"]:
                self._process = None
                process.close()
        return plain.received_of(told["stopped"], self._vault, offered)

    def close(self) -> None:
        """Ends the process; what is half there is given up."""
        with self._changing:
            process, self._process = self._process, None
            if process is not None:
                process.close()


class Elsewhere:
    """A page that is open in the process."""

    def __init__(self, apart: Apart, process: _Process, number: int, first: ReceivingState) -> None:
        self._apart, self._process, self._number = apart, process, number
        self._first = first

    def state(self) -> ReceivingState:
        if not self._process.alive:
            raise InternalError("unexpected", detail="receiving")
        return self._process.states.get(self._number, self._first)

    def stop(self) -> Received:
        return self._apart.stop(self._process, self._number, self._first.offered)


class _Process:
    """Orders go in one at a time; states come by themselves and are remembered."""

    def __init__(self, vault: Vault) -> None:
        self._process = subprocess.Popen(
            command(WORKER),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self.alive = True
        self.states: dict[int, ReceivingState] = {}
        self._answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._asking = threading.Lock()
        self._listener = threading.Thread(target=self._listen, name="phone-process", daemon=True)
        self._listener.start()
        self._say({"vault": str(vault.path), "home": str(vault.keyring.home)})

    def ask(self, number: int, order: dict[str, Any]) -> dict[str, Any]:
        """An order about a page, and what came of it. Raises EvidenceError."""
        with self._asking:
            self._say({"page": number, **order})
            told = self._answers.get()
            if told is None:
                self._answers.put(None)  # whoever asks next hears it, too
                raise InternalError("unexpected", detail="receiving")
        if "error" in told:
            raise plain.error_of(told["error"])
        return told

    def close(self) -> None:
        """Lets it end by itself: what is whole is kept first."""
        self._close_input()
        self._listener.join()

    def _close_input(self) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()

    def _say(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):  # it has died: then no answer comes either
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as told:
            for row in told:
                self._hear(json.loads(row))
        self.alive = False
        self._close_input()
        self._process.wait()
        self._answers.put(None)

    def _hear(self, said: dict[str, Any]) -> None:
        number = said["page"]
        if "state" in said:
            before = self.states.get(number)
            self.states[number] = plain.state_of(said["state"], before)
            return
        if "opened" in said:
            self.states[number] = plain.state_of(said["opened"], None)
        if "stopped" in said:
            self.states.pop(number, None)
        self._answers.put(said)
