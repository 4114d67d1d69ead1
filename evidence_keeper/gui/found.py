"""Words for recordings that lie on a phone or in a folder, before any is kept: the same in both faces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evidence_keeper.model import TimeSource
from evidence_keeper.text import gui_text as _
from evidence_keeper.text import safe_name, say_duration, say_size, say_time, word

if TYPE_CHECKING:
    from evidence_keeper.intake.phones import FoundRecording


def found_title(one: FoundRecording) -> str:
    """Who it was with, and when; what is not known isn't there."""
    known = one.known.provenance
    who = " ".join(safe_name(part) for part in (known.contact, known.phone_number) if part)
    when = say_time(one.known.captured_at) if one.known.captured_at is not None else ""
    return "  ".join(part for part in (when, who) if part) or safe_name(one.name)


def found_words(one: FoundRecording) -> str:
    """Where the time comes from, how long it is, and its file's name."""
    source = one.known.time_source
    time = _("time not known") if source is TimeSource.NONE else _("time: {source}")
    parts = [time.format(source=word(source))]
    parts.append(say_size(one.size) if one.seconds is None else say_duration(one.seconds))
    return " · ".join((*parts, safe_name(one.name)))


def found_nothing() -> str:
    """What to do where none was found."""
    return _(
        "No recording was found there. Connect the phone by cable, choose “transfer files” on it, then choose the"
        " phone's folder once more."
    )


def total_words(found: Sequence[FoundRecording]) -> str:
    """How many there are."""
    return _("{n} recordings found. Press those that you want to keep.").format(n=len(found))
