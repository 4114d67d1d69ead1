"""What a reader who isn't the authority doesn't get to see: the person's numbers and address, in every printed text.

Here are the known values of a case, in text; what rules find, and pictures, are covering.py's.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable

from evidence_keeper.bundle.covering import bare, mask_private
from evidence_keeper.complaint.letter import masked_phone
from evidence_keeper.model import Case, EvidenceItem
from evidence_keeper.reading.private import find_private

_SECRET = ("complainant_id", "complainant_address", "complainant_postcode", "agent_id")
_PHONES = ("complainant_phone", "agent_phone")
_ABOUT = (
    "company_phone",
    "account",
    "order_no",
    "company_ticket_no",
    "caller_number",
    "tracking_no",
)
_SHORTEST = 5
MASK = "****"


def mask_of(case: Case) -> Callable[[str], str]:
    """A function that masks this case's secret values wherever they stand in a text."""
    known = {case.get(key).strip(): MASK for key in _SECRET if key != "complainant_postcode"}
    known |= {case.get(key).strip(): masked_phone(case.get(key)) for key in _PHONES}
    known = {value: shown for value, shown in known.items() if len(value) >= _SHORTEST}
    if not known:
        return lambda text: text
    longest_first = sorted(known, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(value) for value in longest_first))
    return lambda text: pattern.sub(lambda found: known[found.group(0)], text)


_OTHERS = frozenset({"mobile", "id_card", "bank_card", "email"})
"""What of third parties is masked by rule where the authority reads. An address may be where the company sits."""


def others_mask(case: Case, items: Iterable[EvidenceItem]) -> Callable[[str], str]:
    """For what was said in an exhibit, where the authority reads: numbers and mail addresses that belong to nobody of
    the matter. Whatever stands in the case's own fields or in what an item is to show is the matter's, and stays."""
    told = [*case.fields.values(), *(item.purpose for item in items)]
    numbers = {bare(item.provenance.phone_number or "") for item in items}
    numbers |= {bare(text) for text in told}
    numbers |= {bare(text[one.start : one.end]) for text in told for one in find_private(text)}
    allowed = frozenset(numbers)
    return lambda text: mask_private(text, allowed, _OTHERS)


def words_mask(words: Iterable[str]) -> Callable[[str], str]:
    """Masks these very words wherever they stand."""
    longest_first = sorted({word for word in words if word}, key=len, reverse=True)
    if not longest_first:
        return str
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return lambda text: pattern.sub(lambda found: "*" * len(found.group(0)), text)


def secrets_of(case: Case) -> frozenset[str]:
    """The values that must not be readable anywhere in such a copy, bare (letters and digits only)."""
    keys = (*(key for key in _SECRET if key != "complainant_postcode"), *_PHONES)
    found = (bare(case.get(key)) for key in keys)
    return frozenset(value for value in found if len(value) >= _SHORTEST)


def public_mask(case: Case) -> Callable[[str], str]:
    """Masks the case's secret values and whatever else rules find private (a card number in the facts, a number written
    with hyphens), but for the numbers that the matter is about: the company needs those to find it."""
    known = mask_of(case)
    allowed = frozenset(bare(case.get(key)) for key in _ABOUT if case.get(key)) - secrets_of(case)
    return lambda text: mask_private(known(text), allowed)


def masked_case(case: Case) -> Case:
    """The case without its secret fields, its other texts masked; telephones stay and are shortened when printed."""
    mask = public_mask(case)
    fields = {
        key: value if key in _PHONES else mask(value)
        for key, value in case.fields.items()
        if key not in _SECRET
    }
    return dataclasses.replace(case, title=mask(case.title), fields=fields)


def masked_items(items: Iterable[EvidenceItem], case: Case) -> list[EvidenceItem]:
    """The items with their printed texts masked."""
    mask = public_mask(case)
    return [
        dataclasses.replace(
            item,
            name=mask(item.name),
            purpose=mask(item.purpose),
            corrections={key: mask(value) for key, value in item.corrections.items()},
        )
        for item in items
    ]
