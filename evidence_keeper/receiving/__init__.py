"""Joins the phone page to the vault: what a phone sends is staged while it comes, described like any file, and kept.

已收到 is said only of what the vault has entered; what a crash left whole is kept at the next start, and what it left
torn is still on the phone. A command opens the page in its own process, a window in one beside it (apart.py).
"""

from __future__ import annotations

from evidence_keeper.receiving.facts import FileState, Opening, Received, ReceivingState
from evidence_keeper.receiving.inbox import Halves
from evidence_keeper.receiving.offering import offer
from evidence_keeper.receiving.opening import ADDRESS, Receiving, start, usual_network
from evidence_keeper.receiving.pages import Pages

__all__ = [
    "ADDRESS",
    "FileState",
    "Halves",
    "Opening",
    "Pages",
    "Received",
    "Receiving",
    "ReceivingState",
    "offer",
    "start",
    "usual_network",
]
