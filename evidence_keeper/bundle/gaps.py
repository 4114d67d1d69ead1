"""Where a captured conversation has a gap: said on paper at its very place, so that nobody reads on over it.

What is proven to overlap is one long picture. Between two of them, and beside a picture that is joined to none,
something may be missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evidence_keeper.bundle.paper import Paper
from evidence_keeper.bundle.sheet import TEAL
from evidence_keeper.bundle.typeset import Text
from evidence_keeper.model import EvidenceItem, Kind

_HERE = "┄┄┄　此处可能漏了一段，未拼接　┄┄┄"
BAND = 26.0
"""What that line takes, with the room about it."""
_PICTURES = frozenset({Kind.SCREENSHOT, Kind.IMAGE})
_CAPTURES = ("stitch-", "chat-")  # how the groups of pictures begin that were to be joined


@dataclass(frozen=True, slots=True)
class Gaps:
    """Whether something may be missing above and below a picture; `alone`: it is joined to none of its group."""

    above: bool = False
    below: bool = False
    alone: bool = False

    @property
    def words(self) -> str:
        """For the strip or under a small picture; empty where nothing is missing."""
        if self.alone:
            return "与同组其他画面没有可证明的重叠：前后可能漏了一段，未拼接"
        where = "、".join(name for name, gap in (("上", self.above), ("下", self.below)) if gap)
        return f"{where}方可能漏了一段，未拼接" if where else ""


NONE = Gaps()


def gaps(items: Iterable[EvidenceItem]) -> Mapping[str, Gaps]:
    """By item id, those beside which there is a gap: long pictures, the frames at their ends, and lone pictures."""
    items = list(items)
    found: dict[str, Gaps] = {}
    used: set[str] = set()
    for item in items:
        told = item.provenance.extra.get("stitched")
        if told is None:
            continue
        used.update((item.item_id, *item.derived_from))
        above = bool(told["gap"]["before"]) and told["part"] == 1
        below = bool(told["gap"]["after"]) and told["part"] == told["parts"]
        ends = {told["pieces"][0][0]: Gaps(above=above), told["pieces"][-1][0]: Gaps(below=below)}
        if len(ends) == 1:
            ends = dict.fromkeys(ends, Gaps(above, below))
        found |= {item.item_id: Gaps(above, below), **ends}
    for item in items:
        if item.item_id not in used and _was_to_be_joined(item, items):
            found[item.item_id] = Gaps(alone=True)
    return {item_id: one for item_id, one in found.items() if one.words}


def _was_to_be_joined(item: EvidenceItem, items: Sequence[EvidenceItem]) -> bool:
    """Whether it is one of several pictures of a capture; a profile page and a marked-up copy never are."""
    return _is_page(item) and any(
        other.group == item.group and other is not item and _is_page(other) for other in items
    )


def _is_page(item: EvidenceItem) -> bool:
    captured = item.provenance.extra.get("chat_capture", {})
    marked = any(note.get("code") == "marked_up" for note in item.provenance.notes)
    return (
        item.kind in _PICTURES
        and (item.group or "").startswith(_CAPTURES)
        and captured.get("phase") != "profile"
        and not marked
    )


def bands(paper: Paper, beside: Gaps) -> tuple[list[Text], list[Text]]:
    """The line that stands where a gap is, above and below a picture; no line where nothing is missing."""
    style = paper.looks.strip.but(colour=TEAL, bold=True, before=6, after=6)
    above, below = ([Text(_HERE, style)] if gap else [] for gap in (beside.above, beside.below))
    return above, below
