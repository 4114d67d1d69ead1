"""What is said about a picture of the screen: the same in both faces."""

from __future__ import annotations

from evidence_keeper.gui.shooter import Snapped
from evidence_keeper.gui.words import case_title
from evidence_keeper.text import explain, say_time
from evidence_keeper.text import gui_text as _


def snapped_words(snapped: Snapped) -> str:
    """When, and where it lies."""
    words = _("Picture of the screen kept {time}. It lies in “{case}”.")
    when = say_time(snapped.taken.item.captured_at)
    return words.format(time=when, case=case_title(snapped.case))


def snapped_warnings(snapped: Snapped) -> list[str]:
    """What may be wrong with it: black, covered, cut."""
    return [explain(note).happened for note in snapped.taken.item.provenance.notes]
