"""Joins pictures of a scrolled view into one, by overlaps that are proven; where none is, it says so and never guesses.

It takes frames in any order and from any source, remembers a signature of each instead of its pixels, tells runs and
gaps (`arrange`), and lays a long picture down from original rows only (`pieces`, `strips`, `write_png`). `Watcher` says
when a view that somebody scrolls has come to rest, `standing` at which frames of a film it has. It knows no vault and
keeps nothing.
"""

from __future__ import annotations

from evidence_keeper.intake.stitch.arranging import Arrangement, Arranger, Gap, Run, arrange
from evidence_keeper.intake.stitch.composing import (
    MOST_ROWS,
    Loader,
    Piece,
    Pixels,
    Proof,
    parts,
    pieces,
    prove,
    strips,
)
from evidence_keeper.intake.stitch.matching import Doubt, Join, meet, same_view
from evidence_keeper.intake.stitch.png import write_png
from evidence_keeper.intake.stitch.signature import Signature, rows_of, signature
from evidence_keeper.intake.stitch.watching import Look, Motion, Pick, Watcher, standing

__all__ = [
    "MOST_ROWS",
    "Arrangement",
    "Arranger",
    "Doubt",
    "Gap",
    "Join",
    "Loader",
    "Look",
    "Motion",
    "Pick",
    "Piece",
    "Pixels",
    "Proof",
    "Run",
    "Signature",
    "Watcher",
    "arrange",
    "meet",
    "parts",
    "pieces",
    "prove",
    "rows_of",
    "same_view",
    "signature",
    "standing",
    "strips",
    "write_png",
]
