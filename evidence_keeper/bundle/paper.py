"""What every page of one bundle needs to know, and how its texts look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from evidence_keeper.bundle.exhibits import Entry, as_exhibits
from evidence_keeper.bundle.flow import Layout
from evidence_keeper.bundle.sheet import GREY, TEAL
from evidence_keeper.bundle.typeset import Style
from evidence_keeper.complaint import Channel
from evidence_keeper.complaint.contacts import Records
from evidence_keeper.model import Case, Digest, Exhibit, Head

if TYPE_CHECKING:
    from evidence_keeper.bundle.conversation import Said
    from evidence_keeper.bundle.covering import Covering

LAW_NOTE = "法律条文以官方最新文本为准"


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles, all from one factor: large print is the same paper with larger letters. `tight` moves the lines of
    body text nearer to each other; letters keep their size."""

    factor: float = 1.0
    tight: float = 1.0

    def _style(self, size: float, **rest: object) -> Style:
        return Style(size=size * self.factor).but(**rest)

    @property
    def heading(self) -> Style:
        """A page's title."""
        return self._style(19, bold=True, leading=1.4, after=10, keep_next=True)

    @property
    def letter_title(self) -> Style:
        """投 诉 书, in the middle."""
        return self._style(23, bold=True, leading=1.4, align="center", before=4, after=16)

    @property
    def section(self) -> Style:
        """一、投诉请求."""
        return self._style(13, bold=True, leading=1.5, before=12, after=3, keep_next=True)

    @property
    def body(self) -> Style:
        """A letter's paragraph: 12 pt, filled lines, two characters indented."""
        return self._style(12, leading=1.65 * self.tight, align="justify", indent=2, after=2)

    @property
    def plain(self) -> Style:
        """Body text without indent."""
        return self.body.but(indent=0.0)

    @property
    def cell(self) -> Style:
        """Text in a table."""
        return self._style(9.5, leading=1.5)

    @property
    def head_cell(self) -> Style:
        """A table's head."""
        return self.cell.but(bold=True)

    @property
    def strip(self) -> Style:
        """Text in the strip above an exhibit."""
        return self._style(8.6, leading=1.6)

    @property
    def note(self) -> Style:
        """A remark below a table or a picture."""
        return self._style(9, leading=1.55, colour=GREY, before=5, after=3)

    @property
    def label(self) -> Style:
        """What stands at the left of the summary's paragraphs."""
        return self._style(11.5, bold=True, leading=1.6, colour=TEAL)

    @property
    def summary(self) -> Style:
        """The summary's paragraphs."""
        return self._style(11.5, leading=1.6)


@dataclass(frozen=True, slots=True)
class Paper:
    """One bundle: the case, where it goes, its exhibits and where their originals lie ready to be read.

    `files` maps an entry's key to a file with the original's very bytes. `scratch` is a folder for what is made on
    the way. `zone` is the one zone of all times, empty where they are in several. `public` says that the reader is
    not the authority: nothing that only the authority may see is printed; `mask` hides it in tables, `mask_said` in
    what an exhibit says, where third parties are hidden from the authority too.
    `main_pages` is how many pages the main volume may have. `said` is what was read of an item, by its id;
    `covering` opens the pictures that are printed, `records` are the tables across exhibits.
    """

    case: Case
    channel: Channel
    entries: Sequence[Entry]
    files: Mapping[str, Path]
    scratch: Path
    head: Head
    vault_id: str
    key_digest: Digest
    list_digest: Digest
    made_at: datetime
    zone: str
    looks: Looks
    covering: Covering
    public: bool = False
    mask: Callable[[str], str] = str
    mask_said: Callable[[str], str] = str
    main_pages: int = 15
    said: Mapping[str, Said] = field(default_factory=lambda: MappingProxyType({}))
    records: Records = field(default_factory=Records)
    signed: bool = True

    @property
    def person(self) -> str:
        """投诉人 or 申诉人."""
        return self.channel.complainant

    @property
    def matter(self) -> str:
        """What every page's head says."""
        return f"投诉材料 · {self.case.title}" if self.case.title else "投诉材料"


@dataclass(frozen=True, slots=True)
class Pages:
    """Where things lie, as far as the last pass knows; 0 before the first."""

    layout: Layout
    exhibits: tuple[Exhibit, ...]

    @classmethod
    def of(cls, paper: Paper, layout: Layout) -> Pages:
        """The pages of this layout."""
        return cls(layout, as_exhibits(paper.entries, layout.first, layout.last))

    @property
    def main(self) -> int:
        """How many pages the main volume has: all, where there is no other."""
        return self.first("annex") - 1 if "annex" in self.layout.first else len(self.layout.pages)

    def first(self, key: str) -> int:
        """The page a mark begins on."""
        return self.layout.first.get(key, 0)

    def span(self, key: str) -> str:
        """5, or 10–13."""
        first, last = self.first(key), self.layout.last.get(key, self.first(key))
        return str(first) if first == last else f"{first}–{last}"
