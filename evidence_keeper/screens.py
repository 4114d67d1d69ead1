"""Joins pictures of the screen to the vault: a shot as an original, and a marked-up copy that names what it is of.

A shot is written, synced, read back and entered before anybody is told that it is kept. What a crash left whole in
staging is kept at the next start with all that was known of it.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from evidence_keeper import __version__
from evidence_keeper.errors import InputError
from evidence_keeper.jobs import Job
from evidence_keeper.model import (
    EvidenceItem,
    Finding,
    FindingCode,
    Kind,
    Provenance,
    Source,
    TimeSource,
)
from evidence_keeper.vault import Arrival, Session, Vault

if TYPE_CHECKING:
    from evidence_keeper.intake.screen import Screen, Shot, Window, Wish
    from evidence_keeper.media.markup import Stroke
    from evidence_keeper.vault.originals import Staged

WHAT = "shot"
NOTE_CODES = (
    "marked_up",  # of: the item it is a copy of; arrows, frames, texts, boxes: how many of each
)
_PICTURES = frozenset({Kind.SCREENSHOT, Kind.IMAGE})
_SOFTWARE = f"evidence-keeper {__version__}"


@dataclass(frozen=True, slots=True)
class Taken:
    """A kept shot: its item, its size in pixels, and whether nothing can be seen in it."""

    item: EvidenceItem
    width: int
    height: int
    black: bool


def take(vault: Vault, case_id: str, port: Screen, wish: Wish) -> Taken:
    """Take a picture now and keep it; see Keeper.shot."""
    vault.case(case_id)
    return keep(vault, case_id, port.take(wish))


def keep(
    vault: Vault,
    case_id: str,
    shot: Shot,
    *,
    group: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Taken:
    """Keep a picture that was taken; see Keeper.keep_shot. `extra` is what more is known of it: what it is one of."""
    from evidence_keeper.intake.screen import png

    vault.case(case_id)
    known = provenance(shot)
    card = {
        "name": f"截屏 {shot.taken_at:%Y-%m-%d %H-%M-%S}.png",
        "case_id": case_id,
        "taken_at": shot.taken_at.isoformat(),
        "notes": list(known.notes),
        "extra": {**known.extra, **(extra or {})},
        "device": known.device,
        "group": group,
    }
    data = png.write(shot.pixels, words(shot, card))
    with vault.session(WHAT, case_id=case_id) as session:
        staged = session.stage(io.BytesIO(data), card, Job())
        kept = vault.keep(session, [_arrival(staged, card, case_id)])
    return Taken(kept[0].item, shot.width, shot.height, bool(known.extra["black"]))


def provenance(shot: Shot) -> Provenance:
    """Where a shot comes from: screens, window, clock and back-end, and what is wrong with it."""
    black = shot.black
    notes = [*shot.notes, *([{"code": "shot_black"}] if black else [])]
    seen = shot.layout.touched(shot.box)
    extra: dict[str, Any] = {
        "width": shot.width,
        "height": shot.height,
        "black": black,
        "mime": "image/png",
        "screen": {
            "backend": shot.backend,
            "plane": shot.layout.plane.value,
            "box": shot.box.as_list(),
            "scale": max((one.scale for one in seen), default=1.0),
            "monitors": [
                {"name": one.name, "box": one.box.as_list(), "scale": one.scale} for one in seen
            ],
        },
        "window": _window(shot.window),
        "active_window": _window(shot.active),
        "clock": None
        if shot.clock is None
        else {
            "synchronised": shot.clock.synchronised,
            # A clock that nothing keeps has no offset to tell.
            "offset_seconds": round(shot.clock.offset_seconds, 6)
            if shot.clock.synchronised
            else None,
            "most_seconds": round(shot.clock.most_seconds, 6),
        },
        "tools": dict(shot.tools),
    }
    return Provenance(
        source=Source.RECORDED_HERE,
        device=", ".join(one.name for one in seen if one.name),
        software=_SOFTWARE,
        notes=tuple(notes),
        extra=extra,
    )


def words(shot: Shot, card: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the PNG itself, for whoever has only the file: the usual keywords, and all of it as JSON."""
    shown = shot.window or shot.active
    said = {"Software": _SOFTWARE, "Creation Time": shot.taken_at.isoformat("T", "milliseconds")}
    if shown is not None:
        said |= {"Title": shown.title, "Source": shown.program}
    facts = {"taken_at": card["taken_at"], **card["extra"], "notes": card["notes"]}
    return {**said, "evidence-keeper": json.dumps(facts, ensure_ascii=False)}


def _window(window: Window | None) -> dict[str, Any] | None:
    if window is None:
        return None
    return {"title": window.title, "program": window.program, "box": window.box.as_list()}


def _arrival(staged: Staged, card: Mapping[str, Any], case_id: str) -> Arrival:
    known = Provenance(
        source=Source.RECORDED_HERE,
        device=str(card["device"]),
        software=_SOFTWARE,
        notes=tuple(card["notes"]),
        extra=dict(card["extra"]),
    )
    return Arrival(
        staged,
        case_id,
        Kind.SCREENSHOT,
        str(card["name"]),
        datetime.fromisoformat(str(card["taken_at"])),
        TimeSource.RECORDED,
        "",
        known,
        group=card.get("group"),
        always_new=True,  # two pictures of the same screen are two pictures
    )


def mend(vault: Vault, staging: Session) -> Iterator[Finding]:
    """Keep what a dead shot left in its session; say what became of it. Raises what Vault.keep raises."""
    for path, card in list(staging.leftovers()):
        staged = staging.whole(path)
        name = str(card.get("name", ""))
        about = {"name": name, "size": staged.size}
        case_id = str(card.get("case_id", ""))
        if card.get("sha256") != staged.digest.value:
            staging.forget(staged)  # a torn half of a picture that nobody was told is kept
            yield Finding(FindingCode.MENDED, name, {"result": "rolled_back", **about})
        elif case_id not in {case.case_id for case in vault.cases()}:
            yield Finding(FindingCode.LEFTOVER, staging.folder.name, {"files": 1})
        else:
            note = {"code": "adopted"}
            card = {**card, "notes": [*card.get("notes", ()), note]}
            kept = vault.keep(staging, [_arrival(staged, card, case_id)])[0]
            vault.record("recovered", {"result": "adopted", "item_id": kept.item.item_id, **about})
            yield Finding(FindingCode.MENDED, name, {"result": "adopted", **about})


# Marking up -----------------------------------------------------------------------------------------------------


def mark_up(
    vault: Vault, item_id: str, strokes: Sequence[Stroke], job: Job | None = None
) -> EvidenceItem:
    """Keep a copy of a picture with `strokes` on it; see Keeper.mark_up."""
    from evidence_keeper.media import markup, picture

    original = vault.item(item_id)
    if original.kind not in _PICTURES:
        raise InputError("not_a_picture", item_id=item_id)
    if not strokes:
        raise InputError("nothing_drawn", item_id=item_id)
    if not all(math.isfinite(number) for stroke in strokes for number in stroke.numbers):
        raise InputError("field_invalid", field="markup", value="", expects="number")
    drawn = markup.draw(picture(vault.original(original)), strokes)
    data = io.BytesIO()
    # From pixels alone: a small picture of the original in its EXIF would show what is covered here.
    drawn.save(data, "PNG", compress_level=1)
    data.seek(0)
    told = markup.told(strokes)
    known = Provenance(
        source=original.provenance.source,
        device=original.provenance.device,
        software=_SOFTWARE,
        phone_number=original.provenance.phone_number,
        contact=original.provenance.contact,
        notes=({"code": "marked_up", "of": item_id, **markup.counts(strokes)},),
        extra={
            "width": drawn.width,
            "height": drawn.height,
            "mime": "image/png",
            "markup": told,
        },
    )
    with vault.session("derive", item_id=item_id) as session:
        staged = session.stage(data, {}, job or Job())
        arrival = Arrival(
            staged,
            original.case_id,
            original.kind,
            f"{PurePath(original.name).stem}_标注.png",
            original.captured_at,
            original.time_source,
            original.purpose,
            known,
            derived_from=(item_id,),
            group=original.group or item_id,
            always_new=True,
        )
        return vault.keep(session, [arrival])[0].item


__all__ = ["NOTE_CODES", "Taken", "keep", "mark_up", "mend", "take"]
