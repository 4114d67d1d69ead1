"""Joins stitching to the vault: pictures are kept as they came, and what overlaps is laid down as one long picture.

Frames stay originals of their own, byte for byte; the long picture names them, stands in their group and says row by
row what it is made of. It is made of originals only, so that it can be made again; interrupted half-way it is dropped.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from evidence_keeper import __version__
from evidence_keeper.adding import add
from evidence_keeper.errors import InputError, SourceError
from evidence_keeper.intake import stitch as joining
from evidence_keeper.intake.stitch import Doubt, Gap, Join
from evidence_keeper.jobs import Job
from evidence_keeper.media import FilmFrame, film_frames, picture
from evidence_keeper.model import EvidenceItem, Kind, Provenance, Refused, Source
from evidence_keeper.vault import Arrival, Session, Vault, disk

if TYPE_CHECKING:
    from evidence_keeper.intake.stitch import Piece, Pixels, Run, Signature

NOTE_CODES = (
    "stitched",  # count: of how many pictures; rows: how many rows were compared where they overlap
    "stitched_unsure",  # count: joins that could also lie elsewhere
    "stitched_gap",  # before, after: whether something is missing above and below it
    "frame_of",  # of: the video it is a frame of; at: the seconds
    "stitched_part",  # part, parts: it was too high for one picture
)
_BROKEN = frozenset({"broken", "not_readable"})
_COMMIT_FRAMES = 16
_PICTURES = frozenset({Kind.SCREENSHOT, Kind.IMAGE})


@dataclass(frozen=True, slots=True)
class LongPicture:
    """One unbroken run as a picture; of a single frame it is that frame. `joins` number the frames as they came."""

    item: EvidenceItem
    width: int
    height: int
    joins: tuple[Join, ...] = ()
    proofs: tuple[joining.Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class Stitched:
    """What became of frames. `frames` are the kept ones in the order in which they came: joins and gaps number them
    from 0. `refused` are those that could not be taken or joined, with the reason; `gaps` are the pairs of frames
    between which no overlap is proven."""

    pictures: tuple[LongPicture, ...]
    frames: tuple[EvidenceItem, ...]
    gaps: tuple[Gap, ...]
    refused: tuple[Refused, ...] = ()

    @property
    def whole(self) -> bool:
        """One run, and every join in it sure."""
        return not self.gaps and all(join.sure for one in self.pictures for join in one.joins)


def stitch(
    vault: Vault,
    paths: Sequence[Path],
    case_id: str,
    *,
    purpose: str = "",
    source: Source = Source.IMPORTED,
    job: Job | None = None,
) -> Stitched:
    """Keep pictures and join them; see Keeper.stitch."""
    job = job or Job()
    group = f"stitch-{secrets.token_hex(8)}"
    added = add(vault, paths, case_id, purpose=purpose, source=source, job=job)
    refused, frames = list(added.refused), list[EvidenceItem]()
    for _, item in sorted(added.kept.items()):
        if item.kind is Kind.VIDEO:
            (film,) = _grouped(vault, [item], item.group or group)
            frames += _frames_of(vault, film, job)
        elif item.kind in _PICTURES:
            frames.append(item)
        else:
            refused.append(Refused(item.name, "frame_no_picture", {"path": item.name}))
    if not frames:
        raise SourceError("nothing_to_stitch", refused=len(refused))
    done = join(vault, frames, group=group, job=job)
    return replace(done, refused=(*refused, *done.refused))


def _frames_of(vault: Vault, film: EvidenceItem, job: Job) -> list[EvidenceItem]:
    """Keep the frames of a screen video at which the view stands still. Raises what Vault.keep raises, Cancelled."""
    kept: list[EvidenceItem] = []
    waiting: list[Arrival] = []
    seconds = float(film.provenance.extra.get("seconds", 0) or 0)

    def looks() -> Iterator[joining.Look[FilmFrame]]:
        for frame in film_frames(vault.original(film)):
            job.check()
            job.report("looking", int(frame.seconds), int(seconds), film.name)
            grey = frame.grey()
            yield joining.Look(
                frame.number, frame.seconds, grey.width, joining.rows_of(grey), frame
            )

    with vault.session("derive", item_id=film.item_id) as session:
        for pick in joining.standing(looks()):
            waiting.append(_frame(session, film, pick))
            if len(waiting) >= _COMMIT_FRAMES:
                kept += [one.item for one in vault.keep(session, waiting)]
                waiting.clear()
        if waiting:
            kept += [one.item for one in vault.keep(session, waiting)]
    return kept


def _frame(session: Session, film: EvidenceItem, pick: joining.Pick[FilmFrame]) -> Arrival:
    import numpy as np

    look = pick.look
    pixels = np.asarray(look.frame.picture())
    height, width = pixels.shape[:2]
    path = session.new_path()
    try:
        with disk.guarded(path), path.open("w+b") as out:
            joining.write_png(out, width, height, [pixels])
        staged = session.whole(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    at = round(look.seconds, 3)
    told = {"of": film.item_id, "number": look.number, "seconds": at, "still": pick.still}
    known = film.provenance
    return Arrival(
        staged,
        film.case_id,
        Kind.SCREENSHOT,
        f"{PurePath(film.name).stem}_{look.number:06d}.png",
        film.captured_at,
        film.time_source,
        film.purpose,
        Provenance(
            source=known.source,
            device=known.device,
            software=f"evidence-keeper {__version__}",
            notes=({"code": "frame_of", "of": film.item_id, "at": at},),
            extra={"width": width, "height": height, "mime": "image/png", "frame": told},
        ),
        derived_from=(film.item_id,),
        group=film.group,
    )


def join_items(vault: Vault, item_ids: Sequence[str], job: Job | None = None) -> Stitched:
    """Join pictures that are kept already; see Keeper.join."""
    items = [vault.item(item_id) for item_id in dict.fromkeys(item_ids)]
    for item in items:
        if item.kind not in _PICTURES:
            raise InputError("not_a_picture", item_id=item.item_id)
    return join(vault, items, group="", job=job)


def join(
    vault: Vault,
    frames: Sequence[EvidenceItem],
    *,
    group: str,
    extra: Mapping[str, Any] | None = None,
    arranger: joining.Arranger | None = None,
    job: Job | None = None,
) -> Stitched:
    """Lay down what hangs together of `frames`, which are pictures. They and what is made of them are one group then:
    the one that most of them are in, else `group`.

    `arranger` has seen these frames already, in this order. Raises what Vault.keep raises, SourceError, Cancelled.
    """
    job = job or Job()
    refused: list[Refused] = []
    if arranger is None:
        arranger = joining.Arranger()
        for number, item in enumerate(frames):
            job.check()
            job.report("looking", number, len(frames), item.name)
            try:
                arranger.add(_signature(vault, item))
            except SourceError as error:
                arranger.add(None)
                refused.append(Refused(item.name, error.code, error.data))
    refused += _of_other_width(arranger, frames)
    found = arranger.arrange()
    own = [item.group for item in frames if item.group]
    group = max(own, key=own.count) if own else group or f"stitch-{secrets.token_hex(8)}"
    items = _grouped(vault, frames, group) if len(frames) > 1 else tuple(frames)
    mason = _Mason(vault, items, group, arranger, extra or {}, job)
    pictures = [one for at, _ in enumerate(found.runs) for one in mason.lay(found, at)]
    return Stitched(
        tuple(pictures),
        items,
        found.gaps,
        tuple(refused),
    )


def _of_other_width(
    arranger: joining.Arranger, frames: Sequence[EvidenceItem]
) -> Iterator[Refused]:
    seen = [(at, one) for at in range(len(frames)) if (one := arranger.signature(at)) is not None]
    widths = [one.width for _, one in seen]
    usual = max(widths, key=widths.count, default=0)
    for at, one in seen:
        item = frames[at]
        if one.width != usual:
            facts = {"width": one.width, "expected": usual, "item_id": item.item_id}
            yield Refused(item.name, "width_differs", facts)


def _signature(vault: Vault, item: EvidenceItem) -> Signature:
    """Raises SourceError picture_too_large, media_broken: half a picture would join to what isn't its neighbour."""
    width, height = (int(item.provenance.extra.get(side) or 0) for side in ("width", "height"))
    if width * height > MOST_PIXELS:
        raise SourceError("picture_too_large", path=item.name, width=width, height=height)
    if any(note.get("code") in _BROKEN for note in item.provenance.notes):
        raise SourceError("media_broken", path=item.name)
    try:
        return joining.signature(picture(vault.original(item)))
    except SourceError as error:
        # The person knows it by its name, not by where it lies in the vault.
        raise SourceError(error.code, **{**error.data, "path": item.name}) from error


def _grouped(vault: Vault, items: Sequence[EvidenceItem], group: str) -> tuple[EvidenceItem, ...]:
    """The items, in that group from now on; no other item is touched."""
    strays = {item.item_id for item in items if item.group != group}
    if strays:
        vault.regroup(sorted(strays), group)
    return tuple(vault.item(item.item_id) for item in items)


@dataclass(slots=True)
class _Mason:
    """Lays runs down as long pictures."""

    vault: Vault
    frames: Sequence[EvidenceItem]
    group: str
    arranger: joining.Arranger
    extra: Mapping[str, Any]
    job: Job

    def lay(self, found: joining.Arrangement, at: int) -> Iterator[LongPicture]:
        """The pictures of one run: one, or more where it is too high for one."""
        run = found.runs[at]
        first = self.arranger.signature(run.frames[0])
        if not run.joins:
            size = (0, 0) if first is None else (first.width, first.height)
            yield LongPicture(self.frames[run.frames[0]], *size)
            return
        assert first is not None  # a frame that can't be read is joined to nothing
        heights = [
            0 if (one := self.arranger.signature(frame)) is None else one.height
            for frame in range(len(self.arranger))
        ]
        load = joining.Loader(self._pixels)
        missing = {"before": at > 0, "after": at < len(found.runs) - 1}
        most = min(joining.MOST_ROWS, MOST_PIXELS // first.width)
        parts = joining.parts(joining.pieces(run, heights), most)
        proofs = tuple(joining.prove(join, load) for join in run.joins)
        for number, part in enumerate(parts, start=1):
            told = _told(run, part, self.frames, proofs, (number, len(parts)), missing)
            item = self._keep(run, part, first.width, load, told)
            yield LongPicture(
                item,
                first.width,
                sum(piece.rows for piece in part),
                (*run.joins, *run.aside) if number == 1 else (),
                proofs if number == 1 else (),
            )

    def _pixels(self, frame: int) -> Pixels:
        import numpy as np

        self.job.check()
        self.job.report("joining", frame, len(self.frames))
        return np.asarray(picture(self.vault.original(self.frames[frame])))

    def _keep(
        self,
        run: Run,
        part: Sequence[Piece],
        width: int,
        load: joining.Loader,
        told: Mapping[str, Any],
    ) -> EvidenceItem:
        height = sum(piece.rows for piece in part)
        frames = [self.frames[frame] for frame in sorted(run.frames)]
        with self.vault.session("derive", item_id=frames[0].item_id) as session:
            path = session.new_path()
            try:
                with disk.guarded(path), path.open("w+b") as out:
                    joining.write_png(out, width, height, joining.strips(part, load))
                staged = session.whole(path)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
            arrival = Arrival(
                staged,
                frames[0].case_id,
                Kind.SCREENSHOT,
                _name(frames[0], told),
                frames[0].captured_at,
                frames[0].time_source,
                frames[0].purpose,
                self._provenance(frames, width, height, told),
                derived_from=tuple(dict.fromkeys(item.item_id for item in frames)),
                group=self.group,
            )
            return self.vault.keep(session, [arrival])[0].item

    def _provenance(
        self, frames: Sequence[EvidenceItem], width: int, height: int, told: Mapping[str, Any]
    ) -> Provenance:
        first = frames[0].provenance
        joins = told["joins"]
        notes: list[Mapping[str, Any]] = [
            {
                "code": "stitched",
                "count": len(frames),
                "rows": sum(one["rows"] for one in joins),
            }
        ]
        unsure = sum(not one["sure"] for one in joins)
        if unsure:
            notes.append({"code": "stitched_unsure", "count": unsure})
        if told["gap"]["before"] or told["gap"]["after"]:
            notes.append({"code": "stitched_gap", **told["gap"]})
        if told["parts"] > 1:
            facts = {"part": told["part"], "parts": told["parts"]}
            notes.append({"code": "stitched_part", **facts})
        size = {"width": width, "height": height, "mime": "image/png"}
        return Provenance(
            source=first.source,
            device=first.device,
            software=f"evidence-keeper {__version__}",
            notes=tuple(notes),
            extra={**self.extra, **size, "stitched": told},
        )


def _told(
    run: Run,
    part: Sequence[Piece],
    frames: Sequence[EvidenceItem],
    proofs: Sequence[joining.Proof],
    number: tuple[int, int],
    missing: Mapping[str, bool],
) -> dict[str, Any]:
    """What a long picture is made of: each piece's frame and rows, and what every join rests on."""
    return {
        "part": number[0],
        "parts": number[1],
        "gap": dict(missing),
        "pieces": [[frames[piece.frame].item_id, piece.first, piece.last] for piece in part],
        "joins": [
            {
                "from": frames[join.upper].item_id,
                "to": frames[join.lower].item_id,
                **facts(join, proof),
            }
            for join, proof in zip(run.joins, proofs, strict=True)
        ],
    }


def facts(join: Join, proof: joining.Proof | None) -> dict[str, Any]:
    """A join as provenance and the command line tell it, without its frames."""
    return {
        "offset": join.offset,
        "sure": join.sure,
        "doubt": join.doubt.value,
        "rows": join.rows[1] - join.rows[0],
        "equal_rows": None if proof is None else proof.equal,
        "alternatives": list(join.alternatives),
    }


def _name(first: EvidenceItem, told: Mapping[str, Any]) -> str:
    part = f"_{told['part']}" if told["parts"] > 1 else ""
    return f"{PurePath(first.name).stem}_长图{part}.png"


MOST_PIXELS = 100_000_000
"""No picture is larger, so that whoever opens it again can (media.pictures has the same bound)."""

__all__ = ["NOTE_CODES", "Doubt", "Gap", "Join", "LongPicture", "Stitched", "join", "stitch"]
