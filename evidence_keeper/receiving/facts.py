"""What is told of an open phone page: how each file stands, and in the end what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from evidence_keeper.intake.phone import Event, Network, Offered, Phone, Standing
from evidence_keeper.model import EvidenceItem, Refused


@dataclass(frozen=True, slots=True)
class FileState:
    """One file that the phone sends: `arrived` of `size` bytes are here; `standing` says what became of it."""

    name: str
    size: int
    arrived: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class ReceivingState:
    """How it is now. `over`: why it has ended by itself ("done": all that was announced is here or fetched;
    "phone_idle"), else empty. `fetched` are the numbers of those of the offered files that the phone has."""

    address: str
    plain_address: str
    network: Network
    phone: Phone | None
    files: tuple[FileState, ...]
    offered: tuple[Offered, ...]
    fetched: frozenset[int]
    events: tuple[Event, ...]
    over: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What came of it: new items, items that were kept before, what was refused, and which files the phone fetched."""

    items: tuple[EvidenceItem, ...] = ()
    already_kept: tuple[EvidenceItem, ...] = ()
    refused: tuple[Refused, ...] = ()
    fetched: tuple[Offered, ...] = ()
    events: tuple[Event, ...] = ()


class Opening(Protocol):
    """An open page. Any thread may ask."""

    def state(self) -> ReceivingState:
        """How it is now: cheap, ask a few times a second. Raises InternalError where its process has died."""

    def stop(self) -> Received:
        """Closes the page, keeps what is whole, and says what came of it; a second call gives the same."""
