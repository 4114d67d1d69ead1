"""What a person types about a case or an item, checked and brought into the one form in which it is kept.

Dates become ISO 8601, amounts plain decimals in yuan, telephone numbers digits. What can't be taken is refused with the
field's name; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from evidence_keeper.errors import InputError
from evidence_keeper.model import CASE_FIELDS, CASE_TYPES, Kind

CORRECTABLE = (
    "title",
    "purpose",
    "exhibit_group",
    "volume",
    "captured_at",
    "kind",
    "phone_number",
    "contact",
    "record",
    "staff",
    "ticket",
    "reply",
    "result",
    "who",
    "refused",
)
_AHEAD = frozenset({"authorised_from", "authorised_until"})
"""Days that may lie ahead: a power is given for some time to come."""
_DATES = frozenset({key for key in CASE_FIELDS if key.endswith("_on")}) | _AHEAD
_AMOUNTS = frozenset({"amount", "fee_before", "fee_after", "balance"})
CHOICES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "for_living",
            "no_human",
            "asked_human",
            "suspected_fraud",
            "reminded",
            "insured",
            "complained",
            "settled",
            "hard_of_hearing",
            "agree_public",
            "agree_mediation",
            "report",
            "has_helper",
            "authorisation",
        ),
        ("yes", "no"),
    ),
    "matter": CASE_TYPES,
    "sales_mode": ("online", "tv", "phone", "shop", "other"),
    "payee": ("operator", "vas", "app", "seller", "nobody"),
    "account_owner": ("self", "other"),
    "agreed": ("not_agreed", "told_free", "not_sure"),
    "demand_proof": ("app", "counter", "post", "other"),
    "other_body_state": ("handling", "refused", "withdrawn"),
    "outcome": ("accepted", "refused", "agreed", "paid", "failed", "no_answer"),
}
"""Fields that hold one of a few words. A yes and no field says yes or no."""
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?")
_CHARGE = re.compile(
    r"(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)\s+[¥￥]?(\d{1,9}(?:\.\d{1,2})?)元?\s*(.*)"
)
_HAS_TIME = re.compile(r"\d[T ]\d{2}:?\d{2}")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def check_type(type: str) -> None:
    """Raises InputError type_unknown."""
    if type not in CASE_TYPES:
        raise InputError("type_unknown", type=type)


def check_title(title: str) -> None:
    """Raises InputError field_invalid for an empty one."""
    if not title.strip():
        raise InputError("field_invalid", field="title", value=title, expects="text")


def checked(fields: Mapping[str, str]) -> dict[str, str]:
    """Values as they are kept: dates as ISO, amounts as plain decimals. Raises InputError."""
    return {key: _checked_field(key, value) for key, value in fields.items()}


def _checked_field(key: str, value: str) -> str:
    if key not in CASE_FIELDS:
        raise InputError("field_unknown", field=key)
    value = value.strip()
    if not value:
        return ""
    if key in _AMOUNTS and not _AMOUNT.fullmatch(value):
        raise InputError("field_invalid", field=key, value=value, expects="amount")
    if key in CHOICES and value not in CHOICES[key]:
        expects = "yes_no" if CHOICES[key] == ("yes", "no") else "choice"
        raise InputError("field_invalid", field=key, value=value, expects=expects)
    if key == "charges":
        return _charges(value)
    return _iso_date(key, value) if key in _DATES else value


def _charges(value: str) -> str:
    """A charge a line: its day, its sum in yuan, what for (2026-02-01 90.00 悦享权益包); blank lines go."""
    lines = (_CHARGE.fullmatch(line.strip()) for line in value.splitlines() if line.strip())
    kept = []
    for found in lines:
        if found is None:
            raise InputError("field_invalid", field="charges", value=value, expects="charges")
        day, yuan, what = found.groups()
        kept.append(f"{_iso_date('charges', day)} {yuan} {what}".rstrip())
    return "\n".join(kept)


def _iso_date(key: str, value: str) -> str:
    """A day, or a moment; but for those in `_AHEAD` one that has come: nothing was bought tomorrow."""
    matched = _DATE.fullmatch(value)
    try:
        if matched:
            day = date(*(int(part) for part in matched.groups()))
            kept = day.isoformat()
        else:
            moment = datetime.fromisoformat(value)
            day, kept = moment.astimezone().date(), moment.isoformat()
        if key not in _AHEAD and day > datetime.now().astimezone().date():
            raise ValueError(value)
    except (ValueError, OverflowError, OSError):
        raise InputError("field_invalid", field=key, value=value, expects="date") from None
    return kept


def corrected(key: str, value: str) -> str:
    """A correction of an item as it is kept. Raises InputError field_unknown, field_invalid."""
    if key not in CORRECTABLE:
        raise InputError("field_unknown", field=key, known=CORRECTABLE)
    value = value.strip()
    if key == "captured_at" and value:
        return _moment(value)
    if key == "kind" and value not in set(Kind):
        raise InputError("field_invalid", field=key, value=value, expects="kind")
    if key == "volume" and value not in ("", "main", "annex"):
        raise InputError("field_invalid", field=key, value=value, expects="volume")
    if key == "record" and value not in ("", "service", "marketing", "none"):
        raise InputError("field_invalid", field=key, value=value, expects="record")
    if key == "refused" and value not in ("", "yes", "no"):
        raise InputError("field_invalid", field=key, value=value, expects="yes_no")
    if key == "phone_number" and not (value == "" or (value.isascii() and value.isdecimal())):
        raise InputError("field_invalid", field=key, value=value, expects="digits")
    return value


def _moment(value: str) -> str:
    """An ISO 8601 time with its offset; without one the computer's zone at that date. A date without a time of day,
    a future time, or one before 2005 is no time (CLI-SHAPES)."""
    try:
        moment = datetime.fromisoformat(value)
        aware = moment.astimezone()
        if not _HAS_TIME.search(value) or aware.year < 2005 or aware > datetime.now().astimezone():
            raise ValueError(value)
    except (ValueError, OverflowError, OSError):
        raise InputError(
            "field_invalid", field="captured_at", value=value, expects="time"
        ) from None
    return (moment if moment.tzinfo else aware).isoformat()
