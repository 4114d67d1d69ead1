"""Hands a case to a relative and takes one in. Chains are never merged: what comes in becomes new entries of our own.

What is taken in keeps saying where it first stood (`taken_in`: vault and entry number). So the same note comes in once
however often files go back and forth, what was ours is known again, and where both sides changed a field since the
hand-over, ours stays, theirs is written beside it, and a person chooses.
"""

from evidence_keeper.handover.facts import Conflict, HandedOut, TakenIn
from evidence_keeper.handover.out import hand_out
from evidence_keeper.handover.taking import conflicts, take_in

__all__ = ["Conflict", "HandedOut", "TakenIn", "conflicts", "hand_out", "take_in"]
