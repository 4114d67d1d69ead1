"""Content, name and file time to what is known of an item. A time is taken over, never made up.

A phone's file name wins over the container's time, since phones write containers in other zones and at a call's end;
both stay in the notes. The file system's time counts only for recordings and pictures, and only where it is older
than the copying itself: a copied or downloaded file was written just now.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from evidence_keeper.errors import SourceError
from evidence_keeper.intake import moments
from evidence_keeper.intake.kinds import kind_of
from evidence_keeper.intake.names import NameFacts, read_name
from evidence_keeper.intake.paths import folders_of, last_of, name_bytes, printable
from evidence_keeper.media import Probe, probe
from evidence_keeper.model import Kind, Provenance, Source, TimeSource

# Every code that stands in Provenance.notes, with its data. text has words for each.
NOTE_CODES: tuple[str, ...] = (
    "filename_time",  # value: the time in the name
    "container_time",  # value: the time in a recording's, film's or document's own data
    "exif_time",  # value: the time in a picture's own data
    "times_differ",  # seconds: how far name and content are apart, more than the recording is long
    "saved_time",  # value: when a chat program saved or exported it; not when it was taken
    "time_refused",  # value: what stands where a time stands and is none (impossible, before 2005, in the future)
    "broken",  # what: a code of media (truncated ...); the file was kept as it came
    "not_readable",  # nobody could look inside; the file was kept as it came
    "name_undecodable",  # the name's bytes are no text; they are kept in extra["name_bytes"]
)

_FRESH = timedelta(minutes=2)  # a file time younger than this is the copying's own
_PICTURE_SLACK = (
    60  # seconds that a picture's name and data may differ: phones name it when it is saved
)
_TIMED = frozenset({Kind.CALL, Kind.AUDIO, Kind.IMAGE, Kind.SCREENSHOT, Kind.VIDEO})
_NAMED = _TIMED | {Kind.OTHER}  # a recording too broken to be recognised still has its name
_DATED = frozenset({"pdf", "mail"})  # office files often carry their template's date
_SPOKEN = frozenset({Kind.CALL, Kind.AUDIO, Kind.OTHER})
_FROM = {"exif": TimeSource.EXIF, "container": TimeSource.CONTAINER}
_FACTS = ("mime", "container", "codec", "seconds", "width", "height", "pages")


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of an item before it is kept. `captured_at` is aware; None goes with TimeSource.NONE."""

    kind: Kind
    captured_at: datetime | None
    time_source: TimeSource
    provenance: Provenance


def describe(
    content: Path,
    *,
    name: str,
    source_path: str,
    modified_at: datetime | None,
    now: datetime,
    source: Source = Source.IMPORTED,
    device: str = "",
) -> Description:
    """What the bytes in `content` are, under the name they came with; never raises for any content.

    `name` and `source_path` may hold undecodable bytes (surrogates): the result has none. `modified_at` is the
    source's file time, `now` the computer's; both aware. `device` (a phone that sent it) wins over the content's own.
    """
    seen = _probe(content)
    found = seen or Probe("unknown", "", "application/octet-stream")
    facts = read_name(printable(name), now)
    kind = kind_of(found, facts, folders_of(printable(source_path)), content)
    clocks = _Clocks.of(found, facts, kind, modified_at, now)
    captured_at, time_source = clocks.captured()
    raw = name_bytes(name) or name_bytes(last_of(source_path))
    spoken = kind in _SPOKEN
    provenance = Provenance(
        source=source,
        path=printable(source_path),
        device=printable(device or found.device),
        software=printable(found.software),
        phone_number=facts.number if spoken else None,
        contact=facts.contact if kind is Kind.CALL or (spoken and facts.number) else None,
        notes=tuple(_notes(seen, facts, clocks, kind, raw)),
        extra=MappingProxyType(dict(_extra(found, modified_at, raw))),
    )
    return Description(kind, captured_at, time_source, provenance)


def without_file_time(found: Description) -> Description:
    """The same without the file system's time, where that is known to say nothing: nothing is counted from it."""
    known = found.provenance.extra
    extra = MappingProxyType({key: known[key] for key in known if key != "file_modified_at"})
    found = replace(found, provenance=replace(found.provenance, extra=extra))
    if found.time_source is not TimeSource.FILE_MTIME:
        return found
    return replace(found, captured_at=None, time_source=TimeSource.NONE)


def _probe(content: Path) -> Probe | None:
    try:
        return probe(content)
    except (SourceError, OSError):
        return None


@dataclass(frozen=True, slots=True)
class _Clocks:
    """The times that an item has, each believable or None, strongest first."""

    name: datetime | None
    inside: datetime | None
    inside_source: TimeSource
    file: datetime | None
    seconds: float

    @classmethod
    def of(
        cls,
        found: Probe,
        facts: NameFacts,
        kind: Kind,
        modified_at: datetime | None,
        now: datetime,
    ) -> _Clocks:
        inside = moments.in_own_zone(found.created_at)
        counts = kind in _TIMED or found.family in _DATED
        fresh = modified_at is None or modified_at > now - _FRESH
        by_file = kind in _TIMED and not facts.is_saved_copy and not fresh
        return cls(
            name=facts.time if kind in _NAMED else None,
            inside=inside if counts and moments.believable(inside, now) else None,
            inside_source=_FROM.get(found.created_from, TimeSource.CONTAINER),
            file=modified_at if by_file and moments.believable(modified_at, now) else None,
            seconds=_slack(found, kind),
        )

    def captured(self) -> tuple[datetime | None, TimeSource]:
        """When it happened and how that is known."""
        for moment, origin in (
            (self.name, TimeSource.FILENAME),
            (self.inside, self.inside_source),
            (self.file, TimeSource.FILE_MTIME),
        ):
            if moment is not None:
                return moment, origin
        return None, TimeSource.NONE

    def apart(self) -> int | None:
        """Seconds between name and content where that is more than the recording is long, else None."""
        if self.name is None or self.inside is None:
            return None
        apart = abs((self.name - self.inside).total_seconds())
        return round(apart) if apart > self.seconds else None


def _slack(found: Probe, kind: Kind) -> float:
    """How far apart two honest times of this item may be: a recording's length in whole seconds, or a picture's."""
    if kind in (Kind.IMAGE, Kind.SCREENSHOT):
        return _PICTURE_SLACK
    return math.ceil(found.seconds or 0)


def _notes(
    seen: Probe | None,
    facts: NameFacts,
    clocks: _Clocks,
    kind: Kind,
    raw: str | None,
) -> Iterator[Mapping[str, Any]]:
    if facts.time:
        yield {"code": "filename_time", "value": facts.time.isoformat()}
    if facts.saved:
        yield {"code": "saved_time", "value": facts.saved.isoformat()}
    if facts.refused:
        yield {"code": "time_refused", "value": facts.refused}
    yield from _notes_of_content(seen, clocks, kind)
    apart = clocks.apart()
    if apart is not None:
        yield {"code": "times_differ", "seconds": apart}
    if raw:
        yield {"code": "name_undecodable"}


def _notes_of_content(
    seen: Probe | None, clocks: _Clocks, kind: Kind
) -> Iterator[Mapping[str, Any]]:
    if seen is None:
        yield {"code": "not_readable"}
        return
    created = moments.in_own_zone(seen.created_at)
    if created is not None:
        known = clocks.inside is not None or kind not in _TIMED
        code = "exif_time" if seen.created_from == "exif" else "container_time"
        yield {"code": code if known else "time_refused", "value": created.isoformat()}
    for what in seen.broken:
        yield {"code": "broken", "what": what}


def _extra(
    found: Probe, modified_at: datetime | None, raw: str | None
) -> Iterator[tuple[str, Any]]:
    if modified_at is not None:
        yield "file_modified_at", modified_at.isoformat()
    if raw:
        yield "name_bytes", raw
    for key in _FACTS:
        value = getattr(found, key)
        if value:
            yield key, value
