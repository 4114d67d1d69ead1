"""The phone page as the window sees it: opens it on a lane, looks at it a few times a second, closes it.

The page is open only while somebody looks at it here. A window that closes waits until what is whole has been kept.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from evidence_keeper.errors import EvidenceError
from evidence_keeper.gui.runner import Lane
from evidence_keeper.jobs import Job
from evidence_keeper.model import Case
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.desk import Desk
    from evidence_keeper.intake.phone import Network
    from evidence_keeper.keeper import Keeper
    from evidence_keeper.receiving import Opening, Received, ReceivingState

POLL_MS = 200
Opened = tuple["Opening", "Case | None", "tuple[Network, ...]"]


class Receiver(QObject):
    """`moved`: something may have changed; `failed` carries an error; `ended` carries what came of it (a Received)."""

    moved = Signal()
    failed = Signal(object)
    ended = Signal(object)

    def __init__(self, desk: Desk, case_id: str | None, send: Sequence[Path] = ()) -> None:
        super().__init__(desk)
        self._desk, self._case_id, self._send = desk, case_id, tuple(send)
        self.sends = bool(self._send)
        self.networks: tuple[Network, ...] = ()
        self.network: Network | None = None
        self.state: ReceivingState | None = None
        self.case: Case | None = None
        self._receiving: Opening | None = None
        self._opening = False
        self._gone = False
        self._alive: list[Opening] = []  # all that were opened and not yet stopped
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        desk.phone_pages.add(self)

    # ---- what a person does

    def open(self, network: Network | None = None) -> None:
        """Opens it anew, with a new code; one that was open before is closed."""
        if self._opening:
            return
        self._opening = True
        self._timer.stop()
        self.state = None
        before, self._receiving = self._receiving, None
        self._desk.run(
            self,
            lambda keeper, job: self._open(keeper, job, before, network),
            self._opened,
            self._not_opened,
            lane=Lane.LONG,
        )
        self.moved.emit()

    def close(self) -> None:
        """Closes it, and keeps what is whole; then `ended`."""
        self._timer.stop()
        receiving, self._receiving = self._receiving, None
        self._gone = True
        if receiving is not None:
            self._desk.run(
                self,
                lambda keeper, job: self._stop(receiving),
                self._ended,
                self._not_ended,
                lane=Lane.LONG,
            )

    def end_now(self) -> None:
        """The window goes: closed before this returns."""
        self._timer.stop()
        self._gone = True
        self._receiving = None
        for receiving in list(self._alive):
            with contextlib.suppress(EvidenceError):  # what is whole is kept at the next start
                receiving.stop()

    @property
    def busy(self) -> bool:
        """Whether something is on its way."""
        files = self.state.files if self.state is not None else ()
        return any(one.standing.state in ("receiving", "keeping") for one in files)

    # ---- on a lane

    def _open(
        self, keeper: Keeper, _job: Job, before: Opening | None, network: Network | None
    ) -> Opened:
        from evidence_keeper.intake.phone import networks

        if before is not None:
            self._stop(before)
        if self.sends:
            case, made = None, keeper.send(self._send, network=network, apart=True)
        else:
            case = keeper.case(self._case_id) if self._case_id else keeper.new_case(_("New matter"))
            self._case_id = case.case_id
            made = keeper.receive(case.case_id, network=network, apart=True)
        self._alive.append(made)
        if self._gone:
            self._stop(made)
        return made, case, networks()

    def _stop(self, receiving: Opening) -> Received:
        done = receiving.stop()
        if receiving in self._alive:
            self._alive.remove(receiving)
        return done

    # ---- what comes of it

    def _opened(self, opened: Opened) -> None:
        self._opening = False
        receiving, self.case, self.networks = opened
        if self._gone:
            return
        self._receiving = receiving
        self.state = receiving.state()
        self.network = self.state.network
        self._timer.start()
        self.moved.emit()

    def _not_opened(self, error: Exception) -> None:
        self._opening = False
        self.failed.emit(error)

    def _ended(self, received: Received) -> None:
        self._desk.phone_pages.discard(self)
        self._desk.refresh()
        self.ended.emit(received)

    def _not_ended(self, error: Exception) -> None:
        self._desk.refresh()
        self._desk.trouble.emit(error)

    def _poll(self) -> None:
        if self._receiving is None:
            return
        try:
            before, self.state = self.state, self._receiving.state()
        except EvidenceError as error:
            self._timer.stop()
            self._receiving = self.state = None  # what it had called received is kept
            self.failed.emit(error)
            return
        if self.state != before:
            self.moved.emit()
