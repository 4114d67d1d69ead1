"""Joins intake to the vault: files and folders are staged one by one, described, and entered in groups.

What a dead `add` had copied whole is adopted at the next start; of what it had half copied the person is told, so that
the file can be added again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_keeper import arriving
from evidence_keeper.errors import Cancelled, EvidenceError, SourceError, SpaceError
from evidence_keeper.jobs import Job, Part
from evidence_keeper.model import (
    EvidenceItem,
    Finding,
    FindingCode,
    Kind,
    Refused,
    Source,
)
from evidence_keeper.vault import Arrival, Kept, Vault
from evidence_keeper.vault.staging import Session

if TYPE_CHECKING:
    from evidence_keeper.intake.files import Description, SourceFile

COMMIT_SECONDS = 1.0
COMMIT_FILES = 64
"""A folder's files are entered in groups, so that a thousand small files don't cost a thousand commits."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of files: new items, items that were kept before, and files that were not kept, with the reason.

    `kept` has the item of each file that is kept, by the file's number among those that were found.
    """

    items: tuple[EvidenceItem, ...] = ()
    already_kept: tuple[EvidenceItem, ...] = ()
    refused: tuple[Refused, ...] = ()
    kept: Mapping[int, EvidenceItem] = field(default_factory=dict)


class AddingStopped(Cancelled):
    """The person stopped it; `added` is what was entered by then."""

    def __init__(self, added: Added) -> None:
        super().__init__()
        self.added = added


def add(
    vault: Vault,
    paths: Sequence[Path],
    case_id: str,
    *,
    purpose: str = "",
    source: Source = Source.IMPORTED,
    group: str | None = None,
    kind: Kind | None = None,
    job: Job | None = None,
) -> Added:
    """Keep files and whole folders; see Keeper.add. New items get `group`, and `kind` where a person says what they
    are, else it is judged. Raises AddingStopped where Keeper.add says
    Cancelled."""
    from evidence_keeper.intake import files

    job = job or Job()
    vault.case(case_id)
    found = list(files.walk(paths, avoid=[vault.path]))
    sizes = {path: _size(path) for path in found if isinstance(path, Path)}
    with vault.session("add", case_id=case_id, purpose=purpose) as session:
        intake = _Intake(vault, session, case_id, purpose, source, group, kind)
        done, total = 0, sum(sizes.values())
        try:
            for number, path in enumerate(found):
                if isinstance(path, Refused):
                    intake.refused.append(path)
                    continue
                intake.take_in(number, path, Part(job, "copying", done, total, path.name))
                done += sizes[path]
                job.report("copying", done, total, path.name)
            intake.commit()
        except Cancelled:
            raise AddingStopped(intake.added) from None
        finally:
            intake.give_up()
    return intake.added


def adopt(vault: Vault, session: Session, path: Path, card: Mapping[str, Any]) -> Finding:
    """Keep one file that a dead session left in staging, or say what is to be done about it."""
    staged = session.whole(path)
    # Made by a machine, or out of a case file that is still there: it can be had again.
    if session.facts.get("what") in ("derive", "handover"):
        session.forget(staged)
        return Finding(FindingCode.MENDED, "commit", {"result": "rolled_back"})
    facts = {"name": card.get("name", ""), "path": card.get("path", ""), "size": staged.size}
    whole = card.get("sha256") == staged.digest.value
    source_there = bool(facts["path"]) and _size(Path(str(facts["path"]))) > 0
    case_id = str(card.get("case_id") or session.facts.get("case_id", ""))
    again = source_there or session.facts.get("what") == "receive"  # it is still on the phone
    if not whole and (again or staged.size == 0):
        session.forget(staged)
        vault.record("recovered", {"result": "copy_again", **facts})
        return Finding(FindingCode.MENDED, str(facts["name"]), {"result": "copy_again", **facts})
    if case_id not in {case.case_id for case in vault.cases()}:
        return Finding(FindingCode.LEFTOVER, session.folder.name, {"files": 1})
    result = "adopted" if whole else "adopted_incomplete"
    kept = vault.keep(session, [_arrival_from_card(card, staged, case_id, result)])[0]
    vault.record("recovered", {"result": result, "item_id": kept.item.item_id, **facts})
    return Finding(FindingCode.MENDED, str(facts["name"]), {"result": result, **facts})


@dataclass
class _Intake:
    """Files on their way in: staged one by one, entered in groups."""

    vault: Vault
    session: Session
    case_id: str
    purpose: str
    source: Source
    group: str | None
    kind: Kind | None = None
    items: list[EvidenceItem] = field(default_factory=list)
    already_kept: list[EvidenceItem] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    kept: dict[int, EvidenceItem] = field(default_factory=dict)
    _waiting: list[tuple[int, Path, Arrival]] = field(default_factory=list)
    _last: float = field(default_factory=time.monotonic)

    @property
    def added(self) -> Added:
        """What has become of them so far."""
        return Added(
            tuple(self.items), tuple(self.already_kept), tuple(self.refused), dict(self.kept)
        )

    def take_in(self, number: int, path: Path, job: Job) -> None:
        """Copy one file in and describe it. A file that can't be taken is refused; a failing disk raises."""
        from evidence_keeper.intake import files

        try:
            with files.open_source(path) as opened:
                self._waiting.append((number, path, self._stage(opened, job)))
        except (SourceError, SpaceError) as error:
            self._refuse(path, error)
        if len(self._waiting) >= COMMIT_FILES or time.monotonic() - self._last >= COMMIT_SECONDS:
            self.commit()

    def _stage(self, opened: SourceFile, job: Job) -> Arrival:
        from evidence_keeper.intake import files

        place = str(opened.path.absolute())
        card = {
            "name": opened.name,
            "path": place,
            "case_id": self.case_id,
            "purpose": self.purpose,
            "source": self.source.value,
            "modified_at": None if opened.modified_at is None else opened.modified_at.isoformat(),
        }
        staged = self.session.stage(opened.file, card, job)
        try:
            opened.check_unchanged()
            found = files.describe(
                staged.path,
                name=opened.name,
                source_path=place,
                modified_at=opened.modified_at,
                now=datetime.now().astimezone(),
                source=self.source,
            )
        except BaseException:
            self.session.forget(staged)
            raise
        found = arriving.told(found, staged.path, opened.modified_at, kind=self.kind)
        return Arrival(
            staged,
            self.case_id,
            found.kind,
            opened.name,
            found.captured_at,
            found.time_source,
            self.purpose,
            found.provenance,
            group=self.group,
        )

    def _refuse(self, path: Path, error: EvidenceError) -> None:
        from evidence_keeper.intake import paths

        self.refused.append(Refused(paths.printable(str(path)), error.code, error.data))

    def commit(self) -> None:
        """Enter what is staged. On a full disk those files are refused; what was entered before stays."""
        waiting, self._waiting = self._waiting, []
        self._last = time.monotonic()
        if not waiting:
            return
        try:
            kept = self.vault.keep(self.session, [arrival for _number, _path, arrival in waiting])
        except SpaceError as error:
            for _number, path, arrival in waiting:
                self.session.forget(arrival.staged)
                self._refuse(path, error)
            return
        except BaseException:
            self._waiting = waiting
            raise
        for (number, _path, _arrival), one in zip(waiting, kept, strict=True):
            self._sort(one)
            self.kept[number] = one.item

    def _sort(self, kept: Kept) -> None:
        known = {item.item_id for item in (*self.items, *self.already_kept)}
        if kept.fresh:
            self.items.append(kept.item)
        elif kept.item.item_id not in known:
            self.already_kept.append(kept.item)

    def give_up(self) -> None:
        """Take staged files away that were not entered: their sources are still there."""
        for _number, _path, arrival in self._waiting:
            self.session.forget(arrival.staged)


def _arrival_from_card(card: Mapping[str, Any], staged: Any, case_id: str, result: str) -> Arrival:
    from evidence_keeper.intake import files

    name = str(card.get("name", ""))
    stated = card.get("modified_at")
    modified_at = datetime.fromisoformat(stated) if isinstance(stated, str) else None
    found: Description = files.describe(
        staged.path,
        name=name,
        source_path=str(card.get("path", "")),
        modified_at=modified_at,
        now=datetime.now().astimezone(),
        source=Source(card.get("source", "imported")),
        device=str(card.get("device", "")),
    )
    if card.get("made_now"):
        found, modified_at = files.without_file_time(found), None
    found = arriving.told(found, staged.path, modified_at)
    extra = {**found.provenance.extra, "interrupted": True}
    if "phone" in card:
        extra["phone"] = card["phone"]
    notes = (*found.provenance.notes, {"code": result})
    return Arrival(
        staged,
        case_id,
        found.kind,
        name,
        found.captured_at,
        found.time_source,
        str(card.get("purpose", "")),
        replace(found.provenance, notes=notes, extra=extra),
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0
