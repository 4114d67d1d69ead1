"""What the office would refuse, found before it does: what, by which rule, since when, and how to mend it.

Which things are asked is data (the channel's file, resources/letters/checks.toml); how each is found out is in checks.
Readiness is a pure function of the case, its items and the day: it writes nothing and can be asked at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from evidence_keeper.complaint import channels, known, law
from evidence_keeper.complaint.asked import Asked, Lack
from evidence_keeper.complaint.channels import Channel, Check
from evidence_keeper.complaint.checks import CHECKS
from evidence_keeper.complaint.deadlines import Deadline, deadlines
from evidence_keeper.complaint.evidence import Evidence
from evidence_keeper.model import Case

_FORMS = ("register", "web")


@dataclass(frozen=True, slots=True)
class Readiness:
    """The answer for one channel: `missing` is what it would refuse, `warnings` what is better mended first."""

    channel: str
    missing: tuple[Lack, ...]
    warnings: tuple[Lack, ...]
    deadlines: tuple[Deadline, ...]

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def readiness(
    case: Case,
    channel: Channel,
    evidence: Evidence,
    today: date,
    limits: Mapping[str, int] | None = None,
) -> Readiness:
    """What this channel would say to this case today; `limits` are a person's own ("12315.facts": 800)."""
    asked = Asked(case, channel, evidence, today, dict(limits or {}))
    found = list(dict.fromkeys(_all(asked)))
    return Readiness(
        channel.key,
        tuple(one for one in found if not one.warning),
        tuple(one for one in found if one.warning),
        deadlines(case, channel, today),
    )


@cache
def everywhere() -> tuple[Check, ...]:
    """The checks that every office makes."""
    return tuple(channels.check(one) for one in known.read("letters", "checks")["check"])


def _all(asked: Asked) -> Iterator[Lack]:
    yield from _required(asked)
    for check in (*asked.channel.checks, *everywhere()):
        if check.only and asked.case.type not in check.only:
            continue
        if asked.case.type not in check.unless:
            yield from CHECKS[check.code](asked, check)


def _required(asked: Asked) -> Iterator[Lack]:
    """The fields that the form marks as required, each once, in the form's order."""
    for field in asked.channel.fields:
        if not field.required or field.form not in _FORMS:
            continue
        names = field.any_of or field.sources
        if not any(asked.case.get(name) for name in names) and not asked.inferred(names[0]):
            channel = asked.channel
            rule = law.rule_words(channel.law, channel.article, field.label, field.origin)
            yield Lack(
                "field_missing", names[0], rule, field.origin, data=(("label", field.label),)
            )
