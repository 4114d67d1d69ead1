"""The paper as it is drawn, for a look before as for the delivery: what the journal says is read as one, then set.

Nothing is written here but into the folders it is given.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from evidence_keeper.bundle import Known, Options
from evidence_keeper.bundle.conversation import Said
from evidence_keeper.bundle.covering import (
    Covering,
    Square,
    bare,
    mask_private,
    refuse_readable,
)
from evidence_keeper.bundle.exhibits import Entry, common_zone, list_digest, number, title_of
from evidence_keeper.bundle.pages import look_again, make_pdf
from evidence_keeper.bundle.paper import Looks, Pages, Paper
from evidence_keeper.bundle.redaction import (
    mask_of,
    masked_case,
    masked_items,
    others_mask,
    secrets_of,
    words_mask,
)
from evidence_keeper.bundle.sealing import Told, key_digest
from evidence_keeper.bundle.unfinished import writing
from evidence_keeper.complaint import Channel
from evidence_keeper.errors import IntegrityError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Case, EvidenceItem, Head
from evidence_keeper.vault import Vault, disk, journal

_LARGE = 1.22
_MOST_LOOKS = 60


@dataclass(frozen=True, slots=True)
class State:
    """The journal as the delivery holds it and the case's items, read as one."""

    told: Told
    items: Sequence[EvidenceItem]


def _names(head_file: bytes, head: Head) -> bool:
    """Whether the head as it lies there names this entry as the last."""
    try:
        found = journal.parse_head(head_file)
    except journal.BadLine:
        return False
    return (found.seq, found.hash) == (head.seq, head.hash.value)


@dataclass(frozen=True, slots=True)
class Drawing:
    """One paper of a case for a channel. `known` is what is known beyond the items themselves."""

    vault: Vault
    case: Case
    channel: Channel
    options: Options
    job: Job
    known: Known

    @property
    def public(self) -> bool:
        """Whether the reader is not the authority."""
        return self.options.reader != "authority"

    def said(self) -> dict[str, Said]:
        """What was read of the items, as far as it may be printed."""
        found: dict[str, Said] = {}
        items = self.vault.items(self.case.case_id)
        for done, item in enumerate(items):
            self.job.check()
            self.job.report("reading", done, len(items), title_of(item))
            said = self.known.read(item)
            if said is not None:
                found[item.item_id] = said
        return found

    def state(self) -> State:
        """Journal, bodies, head and items that belong together, though somebody may be keeping meanwhile."""
        for _ in range(_MOST_LOOKS):
            self.job.check()
            head_file = self.vault.head_bytes()
            items, key = self.vault.items(self.case.case_id), self.vault.public_key_pem()
            head = self.vault.head()
            lines = self.vault.journal_lines()
            bodies = self.vault.body_lines(self.case.case_id)
            if _names(head_file, head) and len(lines) == head.seq + 1 == len(bodies):
                if self.public:
                    bodies = [b""] * len(lines)
                return State(Told(head, head_file, lines, bodies, key), items)
            time.sleep(0.05)
        raise IntegrityError("journal_broken", path=str(self.vault.path))

    def entries(self, state: State) -> list[Entry]:
        """The items as exhibits, in this reader's words."""
        return number(masked_items(state.items, self.case) if self.public else state.items)

    def paper(
        self,
        entries: Sequence[Entry],
        files: Mapping[str, Path],
        scratch: Path,
        state: State,
        said: Mapping[str, Said],
        signed: bool,
    ) -> Paper:
        """All that the pages need to know. `files` are the originals by an entry's key."""
        made_at = datetime.now().astimezone()
        return Paper(
            case=masked_case(self.case) if self.public else self.case,
            channel=self.channel,
            entries=entries,
            files=files,
            scratch=scratch,
            head=state.told.head,
            vault_id=self.vault.vault_id,
            key_digest=key_digest(state.told.key),
            list_digest=list_digest(entries),
            made_at=made_at,
            zone=common_zone(entries, made_at),
            looks=Looks(_LARGE if self.options.large_print else 1.0),
            covering=self._covering(entries, scratch, said),
            public=self.public,
            mask=self._mask(entries) if self.public else str,
            mask_said=self._mask_said(entries, said),
            main_pages=self.options.main_pages,
            said=said,
            records=self.known.records,
            signed=signed,
        )

    def _covering(
        self, entries: Sequence[Entry], scratch: Path, said: Mapping[str, Said]
    ) -> Covering:
        drawn = {key: [Square(*box) for box in one.drawn] for key, one in said.items() if one.drawn}
        if not self.public:
            return Covering(scratch, drawn)
        return Covering(
            scratch,
            drawn,
            everything=True,
            see=self.known.see,
            secrets=secrets_of(self.case),
            allowed=self._allowed(entries),
        )

    def _allowed(self, entries: Sequence[Entry]) -> frozenset[str]:
        """Numbers that the company knows as its own: they are no secret from it."""
        numbers = [self.case.get("company_phone")]
        numbers += [entry.item.provenance.phone_number or "" for entry in entries]
        return frozenset(bare(one) for one in numbers if one) - secrets_of(self.case)

    def _mask(self, entries: Sequence[Entry]) -> Callable[[str], str]:
        """For an exhibit's own text: the case's values wherever they stand, and what rules find."""
        known, allowed = mask_of(self.case), self._allowed(entries)
        return lambda text: mask_private(known(text), allowed)

    def _mask_said(
        self, entries: Sequence[Entry], said: Mapping[str, Said]
    ) -> Callable[[str], str]:
        """For what was said in an exhibit: of third parties a person hid names in pictures, rules find numbers."""
        names = words_mask(name for one in said.values() for name in one.names)
        items = [entry.item for entry in entries]
        rules = self._mask(entries) if self.public else others_mask(self.case, items)
        return lambda text: rules(names(text))

    def draw(self, about: Paper, path: Path) -> Pages:
        """Draw it to a new file, and read that file again. Raises InputError still_readable, Cancelled."""
        with writing(path), path.open("xb") as file:
            pages = make_pdf(about, file, self.job)
            disk.sync(file)
        look_again(about, pages, path, self.job)
        if self.public:
            refuse_readable(path, about.covering, len(pages.layout.pages), self._look)
        return pages

    def _look(self, done: int, total: int) -> None:
        self.job.check()
        self.job.report("looking_again", done, total)
