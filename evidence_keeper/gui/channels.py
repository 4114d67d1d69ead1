"""Where papers can be handed in, as a person calls it, and which place fits which kind of matter."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from evidence_keeper.model import Case
from evidence_keeper.text import explain_lack
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Readiness

CHANNELS = ("12315", "xiaoxie", "12300", "12321", "isc", "12305", "12378")


def channel_for(case: Case) -> str:
    """The place that comes first for this matter as it stands, until the person chooses another."""
    from evidence_keeper.complaint import channel_of

    return channel_of(case, datetime.now().astimezone().date())


def office_of(case: Case, chosen: str | None = None) -> str:
    """The office that has the matter; where none has it, or has ended it without help, the one it goes to next."""
    filed = case.get("filed_channel")
    if filed in CHANNELS and case.get("outcome") not in ("refused", "failed", "no_answer"):
        return filed
    return chosen if chosen and chosen != filed else channel_for(case)


_ANOTHER = frozenset({"second_channel", "filed_elsewhere"})


def another_office(found: Readiness) -> str:
    """Said before a second set of papers is made: another office has, or may get, the same dispute. Else empty."""
    told = [
        explain_lack(one.code, one.field, dict(one.data))
        for one in (*found.missing, *found.warnings)
        if one.code in _ANOTHER
    ]
    return " ".join(f"{words.happened} {words.advice}" for words in told)


def channel_words(channel: str) -> str:
    """A place's name; an unknown one as it is."""
    names = {
        "12315": _("Market supervision (12315)"),
        "xiaoxie": _("Consumers' association"),
        "12300": _("Telecom users' appeals (12300)"),
        "12321": _("Spam and nuisance reports (12321)"),
        "isc": _("Internet society (isc)"),
        "12305": _("Postal and courier appeals (12305)"),
        "12378": _("Banking and insurance (12378)"),
    }
    return names.get(channel, channel)
