"""Matters that were answered to their end, so that one thing can be taken away or said wrongly at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

import pytest

from evidence_keeper import complaining
from evidence_keeper.complaint import Evidence, Lack, Readiness, load, readiness
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Case, Digest, EvidenceItem, Kind
from tests.matters import KINDS, begin

TODAY = date(2026, 11, 22)
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Ready:
    """A case as its interview left it, with its evidence."""

    case: Case
    evidence: Evidence
    channel: str

    def without(self, *fields: str, **others: str) -> Readiness:
        """What is said when some fields are empty and others say something else."""
        known = {**self.case.fields, **others}
        kept = {key: value for key, value in known.items() if key not in fields}
        return self.judged(replace(self.case, fields=kept))

    def judged(self, case: Case, evidence: Evidence | None = None) -> Readiness:
        """What is said of another case, or of other evidence."""
        known = self.evidence if evidence is None else evidence
        return readiness(case, load(self.channel), known, TODAY)


@pytest.fixture(scope="session")
def matters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ready]:
    folder = tmp_path_factory.mktemp("matters")
    keeper = Keeper.open(folder / "vault", home=folder / "home")
    found = {}
    for kind in KINDS:
        story, case = begin(keeper, kind, folder / kind, TODAY)
        evidence = complaining.evidence(keeper.vault, case.case_id)
        found[kind] = Ready(case, evidence, story.channel)
    keeper.close()
    return found


def codes(found: tuple[Lack, ...]) -> list[tuple[str, str]]:
    """Code and field of each."""
    return [(one.code, one.field) for one in found]


def item(item_id: str, kind: Kind = Kind.SCREENSHOT, **more: object) -> EvidenceItem:
    facts: dict[str, object] = {
        "item_id": item_id,
        "case_id": "c1",
        "kind": kind,
        "name": f"{item_id}.png",
        "size": 1,
        "digest": Digest.sha256("0" * 64),
        "kept_at": datetime(2026, 11, 1, tzinfo=CHINA),
        **more,
    }
    return EvidenceItem(**facts)  # type: ignore[arg-type]


def of(*items: EvidenceItem) -> Evidence:
    """Evidence numbered in order."""
    present = [one for one in items if not one.withdrawn]
    numbers = {one.item_id: f"1-{place}" for place, one in enumerate(present, start=1)}
    return Evidence(items, numbers)
