"""Puts blocks on pages, and remembers on which page each mark begins and ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from evidence_keeper.bundle.tables import Table
from evidence_keeper.bundle.typeset import BOTTOM, TOP, WIDTH, Block, Text


@dataclass(frozen=True, slots=True)
class Begin:
    """A mark: what follows begins here. Links lead to `key`; with a title it stands in the outline."""

    key: str
    title: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class End:
    """What began with `key` ends here."""

    key: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """The next block begins a page."""


Part = Block | Begin | End | NewPage


@dataclass(slots=True)
class Page:
    """What stands where on one page."""

    placed: list[tuple[Block, float]] = field(default_factory=list)
    marks: list[tuple[Begin, float]] = field(default_factory=list)


@dataclass(slots=True)
class Layout:
    """Pages, and on which of them (from 1) each mark begins and ends."""

    pages: list[Page]
    first: dict[str, int]
    last: dict[str, int]


class _Flow:
    """Fills pages from the top; a fresh one for each layout."""

    def __init__(self) -> None:
        self.layout = Layout([Page()], {}, {})
        self._y = TOP
        self._gap = 0.0
        self._waiting: list[Begin] = []

    @property
    def _page(self) -> Page:
        return self.layout.pages[-1]

    @property
    def _fresh(self) -> bool:
        return not self._page.placed

    def turn(self) -> None:
        if not self._fresh:
            self.layout.pages.append(Page())
        self._y, self._gap = TOP, 0.0

    def begin(self, mark: Begin) -> None:
        self._waiting.append(mark)

    def end(self, mark: End) -> None:
        self.layout.last[mark.key] = len(self.layout.pages)

    def room_after(self, block: Block) -> float:
        """What is left on the page below the distance before this block."""
        gap = 0.0 if self._fresh else max(self._gap, block.before)
        return BOTTOM - self._y - gap

    def place(self, block: Block, high: float) -> None:
        if not self._fresh:
            self._y += max(self._gap, block.before)
        for mark in self._waiting:
            self._page.marks.append((mark, self._y))
            self.layout.first[mark.key] = len(self.layout.pages)
        self._waiting.clear()
        self._page.placed.append((block, self._y))
        self._y += high
        self._gap = block.after

    def add(self, block: Block, company: float) -> None:
        """Put the block on this page or the next; `company` is the height that must stay with it below."""
        while True:
            high = block.height(WIDTH)
            room = self.room_after(block)
            if high + company <= room:
                return self.place(block, high)
            parts = block.split(WIDTH, room) if high > room else None
            if parts is None:
                if self._fresh:
                    return self.place(block, high)
                self.turn()
                continue
            self.place(parts[0], parts[0].height(WIDTH))
            self.turn()
            block = parts[1]


def lay_out(parts: Sequence[Part], each: Callable[[], None] = lambda: None) -> Layout:
    """Put the parts on pages. `each` is called per part (to let a person stop it)."""
    flow = _Flow()
    for index, part in enumerate(parts):
        each()
        if isinstance(part, NewPage):
            flow.turn()
        elif isinstance(part, Begin):
            flow.begin(part)
        elif isinstance(part, End):
            flow.end(part)
        else:
            flow.add(part, _company(parts, index))
    return flow.layout


def _company(parts: Sequence[Part], index: int) -> float:
    """The height of what must stay on the page with this block: the next blocks, as far as they are kept."""
    high = 0.0
    at = index
    while at + 1 < len(parts):
        here, following = parts[at], parts[at + 1]
        if (isinstance(here, Block) and not here.keep_next) or isinstance(following, NewPage):
            break
        if isinstance(following, Block):
            needed = _least(following)
            high += max(here.after if isinstance(here, Block) else 0.0, following.before) + needed
        at += 1
    return high


def _least(block: Block) -> float:
    """How much of a block must at least follow: all of it, or a little where it can be split."""
    high = block.height(WIDTH)
    return min(high, 60.0) if isinstance(block, Text | Table) else high
