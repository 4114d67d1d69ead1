"""What a check of readiness is given, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from evidence_keeper.complaint import law
from evidence_keeper.complaint.channels import Channel, Check
from evidence_keeper.complaint.evidence import Evidence
from evidence_keeper.complaint.known import Origin
from evidence_keeper.model import Case

STORY = ("facts", "demand", "report_facts", "fraud_reason")
"""Fields whose text may name exhibits."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is wrong. `code` has words (text.explain_lack), `field` is the case's field it is about (items
    for the evidence), `rule` the rule with its day, `origin` how sure that rule is, `data` fills the words."""

    code: str
    field: str
    rule: str
    origin: Origin
    warning: bool = False
    data: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a check looks at."""

    case: Case
    channel: Channel
    evidence: Evidence
    today: date
    limits: dict[str, int]

    def inferred(self, field: str) -> bool:
        """Whether an empty field follows from another: an 18-character number is an identity card's."""
        return field == "complainant_id_type" and len(self.case.get("complainant_id").strip()) == 18


Finder = Callable[[Asked, Check], Iterator[Lack]]


def lack(
    check: Check, field: str = "", code: str = "", warning: bool | None = None, **data: object
) -> Lack:
    """A check's lack, with its rule."""
    return Lack(
        code or check.code,
        field or check.field,
        law.rule_words(check.law, check.article, check.rule, check.origin),
        check.origin,
        check.warning if warning is None else warning,
        tuple((key, str(value)) for key, value in data.items()),
    )
