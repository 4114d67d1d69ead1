"""主册 and 附册: an official looks at the first fifteen pages, so what matters most has to stand there (desk facts 9).

One PDF, page numbers going through. What a person put into a volume stays in it; of the rest the main volume takes what
is ranked first as long as it fits. Where everything fits, there is one volume and no divider.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evidence_keeper.bundle.exhibits import Entry, frames
from evidence_keeper.bundle.flow import Begin, End, NewPage, Part
from evidence_keeper.bundle.paper import Pages, Paper
from evidence_keeper.bundle.typeset import Text

MAIN_PAGES = 15
"""What an official reads (desk facts 9)."""

MAIN, ANNEX = "main", "annex"
"""What a person may have put an item into (correction `volume`)."""

_MOST_MISSES = 6
"""So many exhibits in a row that don't fit any more, and the main volume is full."""


@dataclass(frozen=True, slots=True)
class Volumes:
    """Indices of the entries in either volume, each in exhibit order."""

    main: tuple[int, ...]
    annex: tuple[int, ...] = ()

    def without(self, index: int) -> Volumes:
        """The same with one exhibit moved into the annex."""
        return Volumes(
            tuple(one for one in self.main if one != index), tuple(sorted((*self.annex, index)))
        )


def choose(
    entries: Sequence[Entry], most: int, pages_with: Callable[[Volumes], int]
) -> tuple[Volumes, list[int]]:
    """The volumes, and those of the main one that may still leave it, the least needed first.

    `pages_with` says how many pages a main volume has with these exhibits.
    """
    everything = Volumes(tuple(range(len(entries))))
    wished = {index: volume_of(entry) for index, entry in enumerate(entries)}
    if ANNEX not in wished.values() and pages_with(everything) <= most:
        return everything, []
    main = [index for index, volume in wished.items() if volume == MAIN]
    taken: list[int] = []
    misses = 0
    for index in _ranked(entries):
        if wished[index]:
            continue
        tried = Volumes(tuple(sorted((*main, *taken, index))))
        if pages_with(tried) <= most:
            taken.append(index)
            misses = 0
        else:
            misses += 1
        if misses >= _MOST_MISSES:
            break
    inside = sorted((*main, *taken))
    outside = tuple(index for index in range(len(entries)) if index not in inside)
    return Volumes(tuple(inside), outside), taken[::-1]


def volume_of(entry: Entry) -> str:
    """What a person chose for it, empty where nobody did."""
    return entry.item.corrections.get("volume", "")


def _ranked(entries: Sequence[Entry]) -> list[int]:
    """By how much an official needs it: what has a purpose, the first of each group before the others, single frames
    of a capture and copies that stand beside their original last."""
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if entry.item.purpose.strip():
            first.setdefault(entry.group, index)
    heads = set(first.values())
    single = frames(entries)

    def rank(index: int) -> tuple[bool, bool, bool, int]:
        item = entries[index].item
        return (item.item_id in single, index not in heads, not item.purpose.strip(), index)

    return sorted(range(len(entries)), key=rank)


def divider(paper: Paper, annex: Sequence[int], pages: Pages) -> Iterator[Part]:
    """The page that parts the volumes: what lies behind it."""
    entries = [paper.entries[index] for index in annex]
    numbers = "、".join(dict.fromkeys(entry.number for entry in entries))
    first, last = pages.first("annex"), len(pages.layout.pages)
    looks = paper.looks
    yield NewPage()
    yield Begin("annex", "附册")
    yield Text("附　册", looks.letter_title.but(before=220))
    yield Text(f"第 {first} 页至第 {last} 页", looks.plain.but(align="center", after=14))
    yield Text(
        f"以上为主册。附册收其余证据：证据 {numbers}。",
        looks.plain.but(align="center"),
    )
    yield Text("页码与主册相接；各件的页码见证据目录。", looks.note.but(align="center"))
    yield End("annex")
    yield NewPage()
