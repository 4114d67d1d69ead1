"""Texts that are put together from data: each clause is printed only where what it needs is known, else left out.

A place for something unknown is a blank to be filled by hand; nothing is ever made up to fill it. Days are said as
people write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evidence_keeper.complaint import known, law
from evidence_keeper.complaint.days import say_day
from evidence_keeper.complaint.letter import BLANK, last_four
from evidence_keeper.complaint.question import speaks_of_another
from evidence_keeper.model import Case

FOLDER = "letters"
_PLACE = re.compile(r"\{([a-z0-9_]+)\}")
_CARRIER = frozenset({"operator", "vas"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of a paper. `part` says where it stands, `needs` the fields without which it is left out.

    It is for the kinds of matter in `types` (none named: all), an add-on counted too, but for cases of the kinds in
    `unless`.
    """

    part: str = ""
    text: str
    needs: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    origin: known.Origin


def clauses(name: str) -> tuple[Clause, ...]:
    """The clauses of a data file, in order."""
    entries = known.read(FOLDER, name)["clause"]
    return tuple(known.entry(Clause, one, unless="unless_types") for one in entries)


def parts(
    name: str, case: Case, more: Mapping[str, str] | None = None
) -> dict[str, tuple[str, ...]]:
    """The filled clauses that a case has, by part and in order; `more` are values that no field holds."""
    found: dict[str, list[str]] = {}
    values = values_of(case) | dict(more or {})
    true = facts_of(case)
    for clause in clauses(name):
        if case.type in clause.unless or not clause.origin.printable:
            continue
        if fits(clause.needs, clause.claims, clause.types, values, true):
            found.setdefault(clause.part, []).append(filled(clause.text, values))
    return {part: tuple(texts) for part, texts in found.items()}


def fits(
    needs: tuple[str, ...],
    claims: tuple[str, ...],
    types: tuple[str, ...],
    values: Mapping[str, str],
    true: frozenset[str],
) -> bool:
    """Whether something of a data file is for this case: its kind, its conditions, and all that it needs is known."""
    if types and not set(types) & true:
        return False
    return set(claims) <= true and all(values.get(key) for key in needs)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; a blank where nothing is known."""
    return _PLACE.sub(lambda found: values.get(found[1]) or BLANK, text)


def values_of(case: Case) -> dict[str, str]:
    """What a case's fields say, as a paper has it: days as people write them, of the identity number its end."""
    values = {key: _said(key, value) for key, value in case.fields.items()}
    if case.get("complainant_id"):
        values["complainant_id_last4"] = last_four(case.get("complainant_id"))
    return values


def facts_of(case: Case) -> frozenset[str]:
    """law.facts_of, and what only texts ask for."""
    return law.facts_of(case) | frozenset(_more_facts(case))


def _more_facts(case: Case) -> Iterator[str]:
    told: dict[str, bool] = {
        "suspected_fraud": case.get("suspected_fraud") == "yes",
        "own_number": case.get("account_owner") == "self",
        "not_own_number": case.get("account_owner") != "self",
        "carrier": is_carrier(case),
        "not_carrier": not is_carrier(case),
        "known_company": bool(case.get("company_address")),
        "other_body": speaks_of_another(case.get("other_body")),
        "untold": not case.get("facts"),
        "from_signing": not case.get("authorised_from"),
    }
    yield from (name for name, holds in told.items() if holds)


def is_carrier(case: Case) -> bool:
    """Whether it is a phone company that has to answer: by who took the money, else by its name and the matter."""
    payee = case.get("payee")
    if payee:
        return payee in _CARRIER or (payee == "nobody" and case.type == "telecom_plan")
    named = any(
        word in case.get("company") for word in ("通信", "电信", "移动", "联通", "广电网络")
    )
    return case.type == "telecom_plan" or named


def _said(key: str, value: str) -> str:
    is_day = key.endswith("_on") or key in ("authorised_from", "authorised_until")
    return say_day(value) if is_day else value.strip()
