"""What the server of the phone page asks of whoever keeps the files, and the facts that pass between them.

The server knows HTTP and no vault; the vault knows no HTTP. All calls here may block: they come on worker threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

WAITING, RECEIVING, KEEPING, KEPT, REFUSED = "waiting", "receiving", "keeping", "kept", "refused"


@dataclass(frozen=True, slots=True)
class Phone:
    """Who sends, as far as a browser says: `device` and `browser` in words, never empty together.

    `clock_ahead` is how many seconds the phone's clock was ahead of this computer's when it said what it sends;
    None where it did not say.
    """

    device: str = ""
    browser: str = ""
    user_agent: str = ""
    address: str = ""
    sealed: bool = False
    clock_ahead: float | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """A file as the phone names it: a claim. `modified_at` is the browser's lastModified, aware, or None.

    `made_now`: that time is no older than the choosing itself, so it says when the phone handed the file out (a picture
    just taken, one that the system changed for the browser, or no time known), and not when it was made. `head` is the
    SHA-256 of its first rules.HEAD bytes, of a long file where the phone can tell; else empty.
    """

    name: str
    size: int
    type: str = ""
    modified_at: datetime | None = None
    made_now: bool = False
    head: str = ""

    @property
    def changed(self) -> str:
        """The time of change as far as it tells files apart; empty where it doesn't."""
        return "" if self.modified_at is None or self.made_now else self.modified_at.isoformat()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a file stands. `state`: waiting, receiving, keeping, kept, refused; kept means what the vault means by it.

    `before`: the vault had it already. `code` and `data` say why it was refused (an error's).
    """

    state: str = WAITING
    sha256: str = ""
    item_id: str = ""
    before: bool = False
    code: str = ""
    data: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that the phone may fetch."""

    path: Path
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something was refused or changed hands; `code` is one of EVENTS, `times` how often in a row."""

    code: str
    at: datetime
    address: str = ""
    times: int = 1


class Arriving(Protocol):
    """One file on its way in."""

    def write(self, data: bytes | bytearray) -> None:
        """The next bytes; waits while the disk is behind. Raises EvidenceError where it can't be taken any more."""

    @property
    def ready(self) -> bool:
        """Whether `write` would not wait now."""

    def finish(self, sha256: str) -> None:
        """That was the last byte. `sha256` is what the phone found, empty where it can't tell. Returns at once."""

    def give_up(self) -> None:
        """It won't be finished: leaves no trace of it."""

    def standing(self) -> Standing:
        """How it stands now. Never blocks."""


@dataclass(frozen=True, slots=True)
class Half:
    """What was here of a file when the page closed: its first `offset` bytes."""

    file: Announced
    offset: int
    arriving: Arriving

    def is_of(self, file: Announced) -> bool:
        """Whether a phone that announces `file` may go on with this: it has shown how the file begins."""
        known, other = self.file, file
        return bool(known.head) and (known.name, known.size, known.changed, known.head) == (
            other.name,
            other.size,
            other.changed,
            other.head,
        )


class Inbox(Protocol):
    """Where the files go."""

    def room(self, needed: int) -> int:
        """Bytes that may still come in; halves that wait give way where it isn't `needed` bytes."""

    def set_aside(self, half: Half) -> None:
        """The page closes in the middle of a file that `begin` or `take_up` gave: another opening may go on with it."""

    def take_up(self, file: Announced, phone: Phone) -> Half | None:
        """What an earlier opening left of this file; None where it left nothing."""

    def begin(self, file: Announced, phone: Phone) -> Arriving:
        """Takes a file in. Raises EvidenceError."""
