"""What was taken, charge by charge: a case keeps one a line, day and sum first (2026-02-01 90.00 悦享权益包).

Each charge has its own five months at 12300, so a dispute with old and new charges is never simply too old.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from evidence_keeper.model import Case

_LINE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s+[¥￥]?(\d{1,9}(?:\.\d{1,2})?)元?\s*(.*)"
)


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge: the day, the sum in yuan, and what for as far as it was said."""

    day: date
    yuan: Decimal
    what: str = ""

    @property
    def line(self) -> str:
        """As a case keeps it."""
        return f"{self.day} {self.yuan:.2f} {self.what}".rstrip()


def parse(line: str) -> Charge:
    """A charge from a line as a person writes it. Raises ValueError where it has no day or no sum."""
    found = _LINE.fullmatch(line.strip())
    if not found:
        raise ValueError(line)
    year, month, day, yuan, what = found.groups()
    return Charge(date(int(year), int(month), int(day)), Decimal(yuan), what.strip())


def charges(case: Case) -> tuple[Charge, ...]:
    """The case's charges, oldest first; lines that say no day and sum are left out."""
    found = []
    for line in case.get("charges").splitlines():
        try:
            found.append(parse(line))
        except ValueError:
            continue
    return tuple(sorted(found, key=lambda charge: charge.day))
