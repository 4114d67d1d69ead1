"""The page that a phone opens by QR code: its files come in over it, finished papers go out over it.

`PhoneServer` serves that one page on one address of this computer, to the first phone that opens it, only while it is
started; what comes in goes through `port.Inbox`, which is the vault's. There is no listing, no other file, no way
around the token. Why it is as it is: docs/decisions/0012-from-the-phone.md.
"""

from __future__ import annotations

from evidence_keeper.intake.phone.networks import Network, networks
from evidence_keeper.intake.phone.port import (
    Announced,
    Arriving,
    Event,
    Half,
    Inbox,
    Offered,
    Phone,
    Standing,
)
from evidence_keeper.intake.phone.rules import EVENTS
from evidence_keeper.intake.phone.server import PhoneServer

__all__ = [
    "EVENTS",
    "Announced",
    "Arriving",
    "Event",
    "Half",
    "Inbox",
    "Network",
    "Offered",
    "Phone",
    "PhoneServer",
    "Standing",
    "networks",
]
