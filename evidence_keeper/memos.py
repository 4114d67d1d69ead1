"""What a person writes down afterwards, kept as an item of its own that says so (本人事后补记).

The text is kept as a file that anybody can read without this program; its fields stand in the item's provenance too, so
that a record is made of what was written, not of what a program reads in it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from evidence_keeper import __version__
from evidence_keeper.jobs import Job
from evidence_keeper.model import EvidenceItem, Kind, Provenance, Source, TimeSource
from evidence_keeper.vault import Arrival, Vault


def keep(
    vault: Vault,
    case_id: str,
    title: str,
    lines: Sequence[str],
    extra: Mapping[str, object],
    now: datetime,
    *,
    at: datetime | None = None,
    phone_number: str | None = None,
    contact: str | None = None,
    purpose: str = "",
) -> EvidenceItem:
    """Keep a memo in a case. `at` is when it happened, None where nobody remembers; `now` is when it was written down.

    Raises InputError case_unknown, and what Vault.keep raises.
    """
    written = [
        f"{title}（本人事后补记）",
        *lines,
        f"补记时间：{now:%Y-%m-%d %H:%M:%S}（本机时钟）",
    ]
    name = f"{title} {now:%Y-%m-%d %H-%M-%S}.txt"
    card = {"name": name, "path": "", "case_id": case_id, "source": Source.IMPORTED.value}
    provenance = Provenance(
        software=f"evidence-keeper {__version__}",
        phone_number=phone_number,
        contact=contact,
        extra={**extra, "written_at": now.isoformat(timespec="seconds")},
    )
    source = TimeSource.NONE if at is None else TimeSource.MANUAL
    with vault.session("add", case_id=case_id) as session:
        staged = session.stage(io.BytesIO(("\n".join(written) + "\n").encode()), card, Job())
        arrival = Arrival(
            staged, case_id, Kind.DOCUMENT, name, at, source, purpose, provenance, always_new=True
        )
        return vault.keep(session, [arrival])[0].item
