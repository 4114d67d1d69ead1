"""Joins cutting to the vault: an excerpt or a copy with a tone over some seconds is an item of its own.

It names the item that it was made of, stands in the same group and says in its provenance what was done; the original
is not touched. Interrupted half-way it is dropped, because it can be made again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from evidence_keeper import __version__
from evidence_keeper.errors import InputError
from evidence_keeper.jobs import Job
from evidence_keeper.media import cutting, probe
from evidence_keeper.model import EvidenceItem, Kind, Provenance
from evidence_keeper.vault import Arrival, Vault, disk

NOTE_CODES = (
    "excerpt",  # of: the item it is of; at, seconds: where it begins there and how long it is
    "bleeped",  # of: the item; count, seconds: how many places, how long together; spans: each, from and to
)
_HEARD = frozenset({Kind.CALL, Kind.AUDIO, Kind.VIDEO})


def excerpt(
    vault: Vault, item_id: str, start: float, end: float, job: Job | None = None
) -> EvidenceItem:
    """Keep the seconds from `start` to `end` as an item of its own; see Keeper.excerpt."""
    original = _recording(vault, item_id)
    _check(vault, original, [(start, end)])
    at, lasts = round(start, 3), round(end - start, 3)
    return _keep(
        vault,
        original,
        f"节选_{_clock(start)}至{_clock(end)}",
        {"code": "excerpt", "of": item_id, "at": at, "seconds": lasts},
        lambda path, out: cutting.write_excerpt(path, start, end, out, job),
        start,
    )


def bleep(
    vault: Vault, item_id: str, spans: Sequence[cutting.Span], job: Job | None = None
) -> EvidenceItem:
    """Keep a copy with a tone over `spans`; see Keeper.bleep."""
    original = _recording(vault, item_id)
    _check(vault, original, spans)
    told = [[round(start, 3), round(end, 3)] for start, end in sorted(spans)]
    note = {
        "code": "bleeped",
        "of": item_id,
        "count": len(told),
        "seconds": round(sum(end - start for start, end in told), 3),
        "spans": told,
    }
    return _keep(
        vault,
        original,
        "消音",
        note,
        lambda path, out: cutting.write_bleeped(path, spans, out, job),
    )


def _recording(vault: Vault, item_id: str) -> EvidenceItem:
    item = vault.item(item_id)
    if item.kind not in _HEARD:
        raise InputError("not_a_recording", item_id=item_id)
    return item


def _check(vault: Vault, item: EvidenceItem, spans: Sequence[cutting.Span]) -> None:
    length = probe(vault.original(item)).seconds
    most = float("inf") if length is None else length
    for start, end in spans or [(0.0, 0.0)]:
        # The last moment on a player's scale may lie a little behind the last sample.
        if not 0 <= start < end <= most + 1:
            wrong = f"{start:g}-{end:g}"
            raise InputError("time_outside_item", item_id=item.item_id, at=wrong, length=length)


def _keep(
    vault: Vault,
    original: EvidenceItem,
    what: str,
    note: Mapping[str, Any],
    write: Callable[[Path, BinaryIO], float],
    start: float = 0.0,
) -> EvidenceItem:
    source = vault.original(original)
    # A session for a derivative: what is left of it after a crash is thrown away, not adopted.
    with vault.session("derive", item_id=original.item_id) as session:
        path = session.new_path()
        try:
            with disk.guarded(path), path.open("w+b") as out:
                seconds = write(source, out)
            staged = session.whole(path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        arrival = Arrival(
            staged,
            original.case_id,
            Kind.AUDIO if original.kind is Kind.VIDEO else original.kind,
            f"{_stem(original.name)}_{what}.flac",
            # What is heard in an excerpt happened when it begins, not when the recording began.
            original.captured_at and original.captured_at + timedelta(seconds=start),
            original.time_source,
            original.purpose,
            _provenance(original, note, seconds),
            derived_from=(original.item_id,),
            group=original.group or original.item_id,
        )
        return vault.keep(session, [arrival])[0].item


def _provenance(original: EvidenceItem, note: Mapping[str, Any], seconds: float) -> Provenance:
    """The original's, with what was done and without what is true of its file only."""
    extra = {"container": "flac", "codec": "flac", "mime": "audio/flac"}
    return replace(
        original.provenance,
        path="",
        software=f"evidence-keeper {__version__}",
        notes=(note,),
        extra={**extra, "seconds": round(seconds, 3)},
    )


def _stem(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return stem if dot and stem and len(ending) <= 5 else name


def _clock(seconds: float) -> str:
    minutes, left = divmod(max(0, round(seconds)), 60)
    return f"{minutes:02d}分{left:02d}秒"
