"""Makes the papers an authority accepts, and checks them: one PDF, and a delivery folder anyone can verify.

It promises: every exhibit's original was read and checked before it was printed; page numbers are those of the
finished file; nothing half done is left behind, nothing overwritten; what could not be shown is said; nothing is
claimed that the journal doesn't hold. `make_bundle`, `preview_bundle` and `check_bundle` are the door.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from evidence_keeper.bundle.check import check_bundle, looks_like_delivery
from evidence_keeper.complaint.contacts import Records
from evidence_keeper.errors import NetworkError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Case, Digest, EvidenceItem, Exhibit, Head
from evidence_keeper.vault import Vault

if TYPE_CHECKING:
    from evidence_keeper.bundle.conversation import Said
    from evidence_keeper.reading.screenshot.facts import Seen

__all__ = [
    "Bundle",
    "Known",
    "Options",
    "Preview",
    "Upload",
    "check_bundle",
    "looks_like_delivery",
    "make_bundle",
    "preview_bundle",
]


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for. `reader` "company": a copy without the person's numbers, address and originals.

    `main_pages` is how many pages the main volume may have; what has no room there follows behind a divider.
    `max_bytes` is the largest file that the office's web form takes: with it an upload set is made too.
    `tsa`: the address of a time-stamp authority to ask. `packed`: a ZIP of the delivery beside it.
    """

    channel: str
    out: Path
    reader: Literal["authority", "company"] = "authority"
    large_print: bool = False
    main_pages: int = 15
    max_bytes: int | None = None
    tsa: str | None = None
    packed: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """A file made for a web form: its size in bytes and what it is for."""

    path: Path
    size: int
    kind: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was made. `head` is the journal's last entry that the papers name; the bundle's own entry follows it.

    The first `main_pages` of the `pages` are the main volume, `main_volume` these alone where there are others.
    `reminder` stays with the person: no copy of it is in the delivery.
    `timestamped`: PDF and list both carry an authority's token; `untimed` says why they don't though one was asked.
    """

    pdf: Path
    pages: int
    digest: Digest
    head: Head
    exhibits: tuple[Exhibit, ...]
    upload: tuple[Upload, ...]
    delivery: Path
    signed: bool
    timestamped: bool
    main_pages: int = 0
    main_volume: Path | None = None
    packed: Path | None = None
    reminder: Path | None = None
    untimed: NetworkError | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The paper as it would be, unsigned, in a folder that `close` takes away; the letter begins on `letter_page`."""

    pdf: Path
    pages: int
    main_pages: int
    letter_page: int
    exhibits: tuple[Exhibit, ...]
    close: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beyond the items themselves.

    `read` says what was read of an item, where that is to stand behind it; what a machine read has to be kept before.
    `see` reads a picture, where this computer can: without it the company's copy shows no pictures. `records` are the
    tables across exhibits.
    """

    read: Callable[[EvidenceItem], Said | None] = lambda item: None
    see: Callable[[Path], Seen] | None = None
    records: Records = field(default_factory=Records)


def make_bundle(
    vault: Vault,
    case: Case,
    options: Options,
    job: Job,
    known: Known | None = None,
) -> Bundle:
    """Make the papers of a case for a channel below `options.out`, and enter in the journal that they were made.

    Raises InputError (channel_unknown, nothing_to_bundle, out_inside_vault, out_not_a_folder, out_not_writable,
    upload_too_small, still_readable), IntegrityError
    (original_changed, original_missing), SpaceError, StorageError, BusyError, Cancelled; nothing is left behind then.
    """
    from evidence_keeper.bundle import making  # what draws is loaded only where something is drawn

    return making.make_bundle(vault, case, options, job, known or Known())


def preview_bundle(
    vault: Vault, case: Case, options: Options, job: Job, known: Known | None = None
) -> Preview:
    """Draw the same paper to look at: nothing is written below `options.out`, nothing into the vault. `known.read` has
    to keep to that too. Whoever asked closes it.

    Raises what make_bundle raises while it draws; nothing is left behind then.
    """
    from evidence_keeper.bundle import preview

    return preview.preview(vault, case, options, job, known or Known())
