"""What a reader who isn't the authority doesn't get to see: the person's numbers and address, in every printed text.

Here are the known values of a case, in text; what rules find, and pictures, are covering.py's.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from evidence_keeper.bundle.covering import bare, mask_private
from evidence_keeper.complaint.letter import masked_phone
from evidence_keeper.model import Case, EvidenceItem
from evidence_keeper.reading.private import find_private


class Decision(StrEnum):
    """What such a reader sees of a field of the case.

    SECRET: nothing, and its value is masked wherever else it stands. PHONE and NAME: as SECRET, but for their ends, by
    which somebody can still be told apart. WITHHELD: nothing, because that reader has no business with it; its value
    may be so short or so common that it isn't looked for elsewhere. ABOUT: a number that the matter is about, which
    that reader needs to find it. OWN: the reader's own particulars, where no address or number is a secret from it.
    SHOWN: it stays, with what else is private masked in it.
    """

    SECRET = "secret"
    PHONE = "phone"
    NAME = "name"
    WITHHELD = "withheld"
    ABOUT = "about"
    OWN = "own"
    SHOWN = "shown"


_DECIDED = {
    Decision.SECRET: (
        "complainant_id complainant_address complainant_email agent_id sender_receiver"
    ),
    Decision.PHONE: "complainant_phone agent_phone",
    Decision.NAME: "account_owner_name",
    # Who is reported isn't told of it; health, and how the matter stands with an office, are the person's own.
    Decision.WITHHELD: (
        "complainant_postcode complainant_gender hard_of_hearing report report_facts authorisation authorised_from "
        "authorised_until powers hotline_on hotline_agent hotline_ticket hotline_promise filed_channel filed_on "
        "filed_no accepted_on replied_on replied_by reply_words outcome outcome_on outcome_words skipped not_known "
        "filled_from cited"
    ),
    Decision.ABOUT: "company_phone account order_no company_ticket_no caller_number tracking_no",
    Decision.OWN: "company company_uscc company_address company_contact company_postcode",
    Decision.SHOWN: (
        "platform shop amount bought_on "
        "dispute_on facts demand complainant_name complainant_id_type agent_name agent_relation first_complained_on "
        "company_reply other_body for_living matter no_human asked_human suspected_fraud item sales_mode place payee "
        "agency account_owner said agreed plan_before fee_before plan_after fee_after charges reminded received_on "
        "returned_on repairs ad_words ad_difference balance closed_on call_length first_refused_on posted_on insured "
        "fraud_reason complained demand_sent_on demand_proof settled other_body_state agree_public agree_mediation "
        "has_helper edits"
    ),
}
DECISIONS: Mapping[str, Decision] = {
    key: decision for decision, keys in _DECIDED.items() for key in keys.split()
}
"""Every field of a case has one."""

_GONE = frozenset({Decision.SECRET, Decision.NAME, Decision.WITHHELD})
_SHORTEST, _SHORTEST_NAME = 5, 2
MASK = "****"


def _decided(decision: Decision) -> tuple[str, ...]:
    return tuple(key for key, one in DECISIONS.items() if one is decision)


def mask_of(case: Case) -> Callable[[str], str]:
    """A function that masks this case's secret values wherever they stand in a text."""
    known = {case.get(key).strip(): MASK for key in _decided(Decision.SECRET)}
    known |= {
        case.get(key).strip(): masked_phone(case.get(key)) for key in _decided(Decision.PHONE)
    }
    known = {value: shown for value, shown in known.items() if len(value) >= _SHORTEST}
    known |= _names(case)
    if not known:
        return lambda text: text
    longest_first = sorted(known, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(value) for value in longest_first))
    return lambda text: pattern.sub(lambda found: known[found.group(0)], text)


def _names(case: Case) -> dict[str, str]:
    """张** for the name of somebody who neither complains nor acts for who does."""
    shown = {case.get("complainant_name").strip(), case.get("agent_name").strip()}
    names = {case.get(key).strip() for key in _decided(Decision.NAME)} - shown
    return {name: f"{name[0]}**" for name in names if len(name) >= _SHORTEST_NAME}


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
    """The values that must not be readable anywhere in such a copy, bare (letters and digits only). A name is too short
    to be looked for in pictures."""
    keys = (*_decided(Decision.SECRET), *_decided(Decision.PHONE))
    found = (bare(case.get(key)) for key in keys)
    return frozenset(value for value in found if len(value) >= _SHORTEST)


def public_mask(case: Case) -> Callable[[str], str]:
    """Masks the case's secret values and whatever else rules find private (a card number in the facts, a number written
    with hyphens), but for the numbers that the matter is about: the company needs those to find it."""
    known = mask_of(case)
    allowed = frozenset(
        bare(case.get(key)) for key in _decided(Decision.ABOUT) if case.get(key)
    ) - secrets_of(case)
    return lambda text: mask_private(known(text), allowed)


def masked_case(case: Case) -> Case:
    """The case as such a reader sees it; telephones stay and are shortened when printed. A field that a later version
    knows and this one doesn't is left out."""
    mask = public_mask(case)
    masks: dict[Decision, Callable[[str], str]] = {
        Decision.PHONE: str,
        Decision.OWN: mask_of(case),
    }
    fields = {
        key: masks.get(DECISIONS[key], mask)(value)
        for key, value in case.fields.items()
        if key in DECISIONS and DECISIONS[key] not in _GONE
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
