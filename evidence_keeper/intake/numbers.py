"""Phone numbers as phones write them into names, to digits (docs: the stable shapes, `phone_number`).

Blanks, hyphens, `+86` and the call-saving prefixes 12593 and 17951 go; other country codes keep their digits.
"""

from __future__ import annotations

import re

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_DOMESTIC = re.compile(
    r"1[3-9][0-9]{9}"  # mobile
    r"|0[0-9]{9,11}"  # area code and line, Korean mobiles too
    r"|[48]00[0-9]{7}"
    r"|1[0-2][0-9]|10[0-9]{3}|1008611|1001011|12[0-9]{3}|9[56][0-9]{3,4}"  # services
    r"|106[0-9]{5,17}"  # gateways
    r"|[2-8][0-9]{6,7}"  # a line of the same town
)
_AREA_AND_LINE = re.compile(r"(?:10|2[0-9])[1-9][0-9]{7}|(?![48]00)[3-9][0-9]{2}[1-9][0-9]{6,7}")
"""A line as it is dialled behind +86: without the area code's 0."""

_SAVING_PREFIX = ("12593", "17951")

# In free text only what can't be a counter: a number has no digit or letter beside it.
_FREE: tuple[re.Pattern[str], ...] = tuple(
    re.compile(rf"(?<![0-9A-Za-z+])(?:{pattern})(?![0-9A-Za-z])")
    for pattern in (
        r"\+[1-9][0-9]{0,3}(?:[ -]?[0-9]){6,14}",
        r"(?:(?:0086|86|12593|17951)[ -]?)*1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}",
        r"[48]00[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}",
        r"0[0-9]{2,3}-?[0-9]{7,8}",
        # Behind a Latin word ("track 10010") a short number is a counter.
        r"(?<![A-Za-z][ _-])(?:100[0-9]{2}|1008611|1001011|123[0-9]{2}|95[0-9]{3,4})",
    )
)


def phone_number(text: str) -> str | None:
    """The digits of a number as written, without +86 and call-saving prefixes; None where there are under 3 or over 20.

    Other countries keep their code: "+82 10-1234-5678" is "821012345678".
    """
    digits = "".join(sign for sign in text if sign in "0123456789")
    country = text.strip().startswith("+")
    china = "86" if country else "0086"
    if digits.startswith(china) and len(digits) >= len(china) + 5:
        digits = _at_home(digits.removeprefix(china))
    elif not country:
        digits = _without_prefixes(digits)
    return digits if 3 <= len(digits) <= 20 else None


def is_plausible(text: str) -> bool:
    """Whether a written number can be one that somebody calls, rather than a counter or a date."""
    digits = phone_number(text)
    if digits is None or _DATE.fullmatch(digits):
        return False
    abroad = text.strip().startswith("+") and len(digits) >= 7
    return abroad or bool(_DOMESTIC.fullmatch(digits))


def find_number(text: str) -> tuple[int, int] | None:
    """Where in free text a phone number stands, as a span; None where there is none for sure."""
    for pattern in _FREE:
        for found in pattern.finditer(text):
            if is_plausible(found[0]):
                return found.span()
    return None


def _at_home(digits: str) -> str:
    """A number behind +86 or 0086 as it is dialled inside the country."""
    bare = _without_prefixes(digits)
    return f"0{bare}" if _AREA_AND_LINE.fullmatch(bare) and not _MOBILE.fullmatch(bare) else bare


def _without_prefixes(digits: str) -> str:
    while not _MOBILE.fullmatch(digits):
        shorter = _shorter(digits)
        if shorter == digits:
            break
        digits = shorter
    return digits


def _shorter(digits: str) -> str:
    """One prefix less, where what is left is still a number that can be called."""
    if digits.startswith("0086") and len(digits) >= 9:
        return digits[4:]
    if digits.startswith("86") and _MOBILE.fullmatch(digits[2:]):
        return digits[2:]
    if digits.startswith(_SAVING_PREFIX) and _callable(digits[5:]):
        return digits[5:]
    return digits


def _callable(digits: str) -> bool:
    return len(digits) >= 7 or bool(_DOMESTIC.fullmatch(digits))
