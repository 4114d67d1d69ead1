"""What a file on its way in is and when it happened, where only its words tell: a saved web page or mail may be a chat.

intake judges by a file's form; who speaks in it, and when, the readers know. This joins the two, for files that are
added here and for those that a phone sends.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.model import Kind, TimeSource

if TYPE_CHECKING:
    from evidence_keeper.intake.files import Description

_PAGES = frozenset({"html", "mhtml", "eml"})
"""Containers that hold a chat as often as anything else."""


def told(
    found: Description, content: Path, modified_at: datetime | None, *, kind: Kind | None = None
) -> Description:
    """The description, with what the file's own words add. `modified_at` (aware) is when it was last changed where it
    comes from, from which 昨天 is counted; `kind` is what a person says that it is.

    A chat happened when its messages were written; a saved page or mail is one where its words say who spoke when.
    """
    judged = kind or found.kind
    if (
        kind is None
        and judged is Kind.DOCUMENT
        and found.provenance.extra.get("container") in _PAGES
    ):
        judged = _page(content)
    found = replace(found, kind=judged)
    if judged is not Kind.CHAT:
        return found
    return _when(found, content, modified_at)


def _page(content: Path) -> Kind:
    from evidence_keeper.reading.chat import holds_chat

    return Kind.CHAT if holds_chat(content) else Kind.DOCUMENT


def _when(found: Description, content: Path, modified_at: datetime | None) -> Description:
    from evidence_keeper.reading.chat import when

    if found.captured_at is not None and found.time_source is not TimeSource.CONTAINER:
        return found
    said = when(content, captured_at=modified_at, not_after=datetime.now().astimezone())
    if said is None:
        return replace(found, captured_at=None, time_source=TimeSource.NONE)
    extra = {**found.provenance.extra, "until": said.until.isoformat()}
    provenance = replace(found.provenance, extra=extra)
    return replace(found, captured_at=said.since, time_source=said.source, provenance=provenance)
