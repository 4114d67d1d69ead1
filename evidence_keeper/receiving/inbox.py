"""The vault's side of what comes in: room, sessions, commits one after the other, and halves that wait.

A page that closes in the middle of a file leaves what came in its session: whoever scans again and chooses the same
file goes on there. It waits as long as the keeper is open, and gives way where the disk needs the room.
"""

from __future__ import annotations

import shutil
import threading

from evidence_keeper.errors import BusyError, SourceError
from evidence_keeper.intake.phone import Announced, Half, Phone, rules
from evidence_keeper.receiving.incoming import Incoming
from evidence_keeper.vault import Arrival, Kept, Session, Vault

WHAT = "receive"
_BUSY_TIMES = 6


class Halves:
    """Files that are half here, by matter, the latest last. Any thread may ask."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Half, Incoming]] = []
        self._changing = threading.Lock()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def set_aside(self, case_id: str, half: Half, incoming: Incoming) -> None:
        """Its bytes stay; the one that waits longest makes room when there are many."""
        with self._changing:
            self._waiting.append((case_id, half, incoming))
            going = self._waiting[: -rules.MOST_OPEN]
            self._waiting = self._waiting[-rules.MOST_OPEN :]
        _give_up(going)

    def take_up(self, case_id: str, file: Announced) -> tuple[Half, Incoming] | None:
        """The half of this very file, which doesn't wait any more; None where there is none."""
        with self._changing:
            for place, (of, half, incoming) in enumerate(self._waiting):
                if of == case_id and half.is_of(file) and incoming.standing().state == "receiving":
                    del self._waiting[place]
                    return half, incoming
        return None

    def give_up(self) -> None:
        """None waits any more, and nothing of them is left."""
        with self._changing:
            going, self._waiting = self._waiting, []
        _give_up(going)


def _give_up(going: list[tuple[str, Half, Incoming]]) -> None:
    for _case_id, _half, incoming in going:
        incoming.give_up()
    for _case_id, _half, incoming in going:
        incoming.thread.join()


class Closed:
    """Takes nothing in: the page only hands out."""

    def room(self, needed: int) -> int:
        return 0

    def begin(self, file: Announced, phone: Phone) -> Incoming:
        raise SourceError("source_unreadable", path=file.name)

    def set_aside(self, half: Half) -> None:
        """There is none."""

    def take_up(self, file: Announced, phone: Phone) -> Half | None:
        return None


class Inbox:
    """One opening of the page for one matter."""

    def __init__(self, vault: Vault, case_id: str, halves: Halves) -> None:
        self._vault, self._case_id, self._halves = vault, case_id, halves
        self._committing = threading.Lock()
        self._on_the_way: list[Incoming] = []

    def room(self, needed: int) -> int:
        free = shutil.disk_usage(self._vault.path).free
        if free >= needed:
            return free
        self._halves.give_up()
        return shutil.disk_usage(self._vault.path).free

    def begin(self, file: Announced, phone: Phone) -> Incoming:
        session = self._vault.session(WHAT, case_id=self._case_id)
        incoming = Incoming(session, file, phone, self._case_id, self._keep)
        self._watch(incoming)
        incoming.thread.start()
        return incoming

    def set_aside(self, half: Half) -> None:
        incoming = next(one for one in self._on_the_way if one is half.arriving)
        self._on_the_way.remove(incoming)
        self._halves.set_aside(self._case_id, half, incoming)

    def take_up(self, file: Announced, phone: Phone) -> Half | None:
        found = self._halves.take_up(self._case_id, file)
        if found is None:
            return None
        half, incoming = found
        incoming.go_on(phone)
        self._watch(incoming)
        return half

    def wait(self) -> None:
        """Until everything that is whole has been kept."""
        for incoming in self._on_the_way:
            incoming.thread.join()

    def _watch(self, incoming: Incoming) -> None:
        self._on_the_way = [one for one in self._on_the_way if one.thread.is_alive()]
        self._on_the_way.append(incoming)

    def _keep(self, session: Session, arrival: Arrival) -> Kept:
        with self._committing:
            for _ in range(_BUSY_TIMES - 1):
                try:
                    return self._vault.keep(session, [arrival])[0]
                except BusyError:
                    continue  # another program keeps something large: the phone can wait
            return self._vault.keep(session, [arrival])[0]
