"""Where a complaint can go: one dated data file a channel, so that a new office or a new word is no new code.

A file says how the office's letters speak, which fields its forms have in which order, what it takes as attachments,
what must come first, what it refuses, and which days run. Limits that a person set right (settings) win.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from evidence_keeper.complaint import known
from evidence_keeper.complaint.known import Data, Origin, T
from evidence_keeper.errors import InputError

FOLDER = "channels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Something to open: `kind` web, app, phone or sms; `where` the address; `what` says which it is."""

    kind: str
    where: str
    what: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of the office's form, in the office's order.

    `form` is register (paper), report (举报) or web. `kind` says how the text is made: text, facts, demand, talks,
    reply, title, choice, tick, date, amount, sign (by hand), office (filled in there) or file. `sources` are the case's
    fields it is filled from, the first that says something; `limit` names the limit that counts; `required` fields are
    refused when empty, of `any_of` one is enough; `needed` is required only where that form is filed; `private` ones
    never go to the company.
    """

    form: str
    key: str
    label: str
    kind: str
    sources: tuple[str, ...] = ()
    required: bool = False
    any_of: tuple[str, ...] = ()
    needed: bool = False
    limit: str = ""
    options: tuple[str, ...] = ()
    note: str = ""
    private: bool = False
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something this office refuses (or, as `warning`, asks about): readiness has a function for each `code`.

    `law` and `article` name the rule in resources/law, `rule` says it in words where there is more to say. `count` and
    `unit` are a length of time from the case's date `field`, or from the first filled one of `start`. A check is made
    only for the types in `only`, and not for those in `unless`.
    """

    code: str
    field: str
    law: str = ""
    article: str = ""
    rule: str = ""
    warning: bool = False
    only: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    count: int = 0
    unit: str = ""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A span of time that runs: from the case's date `start`, `count` of `unit` (days, working_days, months, years).

    `whose` says who has to act: person, company or office. `about` spans are local practice: said with 约. `less_days`
    are taken off the end, because something else has to happen before. `claims` are conditions (law.facts_of).
    """

    key: str
    start: str
    count: int
    unit: str
    whose: str
    law: str = ""
    article: str = ""
    rule: str = ""
    about: bool = False
    less_days: int = 0
    types: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The most that a form takes: `key` facts, demand, item, title, file_count or file_mib."""

    key: str
    most: int
    unit: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What comes before this office: `must` where it refuses otherwise; `days` that the other side has to answer."""

    key: str
    who: str
    what: str
    days: int = 0
    must: bool = False
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """Which kinds of file the form takes."""

    types: tuple[str, ...]
    note: str = ""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One office and how its letters speak.

    `title` is the letter's (投诉书, 申诉书); `complainant`, `respondent` and `requests` are its words for the parties
    and the demand; `addressee` the office's name with ________ where the place belongs; `ask` what it is asked to do;
    `form_title` names its official paper form, where there is one; `consents` are questions with a box for yes and no.
    `types` are the kinds of matter it is the place for; `jurisdiction` says which of its offices; `law` and `article`
    say what its form has to hold. `as_of`, `source`, `confidence` say how well that is known.
    """

    key: str
    name: str
    title: str
    complainant: str
    respondent: str
    requests: str
    addressee: str
    ask: str
    consents: tuple[str, ...] = ()
    for_living: bool = False
    postcode: bool = False
    types: tuple[str, ...]
    jurisdiction: str
    law: str = ""
    article: str = ""
    origin: Origin
    addresses: tuple[Address, ...] = ()
    before: tuple[Before, ...] = ()
    fields: tuple[Field, ...] = ()
    limits: tuple[Limit, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    checks: tuple[Check, ...] = ()
    running: tuple[Running, ...] = ()
    form_title: str = ""

    @property
    def as_of(self) -> date:
        """The day the file was last looked at."""
        return self.origin.as_of

    @property
    def source(self) -> str:
        """Where its words are from."""
        return self.origin.source

    @property
    def confidence(self) -> str:
        """How sure they are."""
        return self.origin.confidence.value

    @property
    def verb(self) -> str:
        """What one does there: 投诉, 申诉 or 举报."""
        return self.title.removesuffix("书")

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms it has, in order."""
        return tuple(dict.fromkeys(field.form for field in self.fields))

    @property
    def online(self) -> str:
        """The form that is filled in by the person: the web page's, else the register form's."""
        return "web" if "web" in self.forms else self.forms[0]

    def limit(self, key: str, own: Mapping[str, int] | None = None) -> int | None:
        """The most of something, None where nothing is known; `own` are a person's ("12315.facts": 800)."""
        chosen = (own or {}).get(f"{self.key}.{key}")
        if chosen is not None:
            return chosen
        return next((limit.most for limit in self.limits if limit.key == key), None)


def channel_keys() -> tuple[str, ...]:
    """The keys of every channel there is a file for."""
    return known.names(FOLDER)


def is_limit(name: str) -> bool:
    """Whether "12315.facts" names a limit of a channel."""
    channel, _dot, key = name.partition(".")
    return channel in channel_keys() and any(limit.key == key for limit in load(channel).limits)


@cache
def load(key: str) -> Channel:
    """The channel with this key. Raises InputError channel_unknown."""
    if not re.fullmatch(r"[0-9a-z]+", key) or key not in channel_keys():
        raise InputError("channel_unknown", channel=key, known=", ".join(channel_keys()))
    data = known.read(FOLDER, key)
    try:
        return _channel(key, data)
    except (KeyError, TypeError, ValueError) as error:
        raise known.broken(FOLDER, key, error) from error


def _channel(key: str, data: Data) -> Channel:
    def each(name: str, kind: type[T], **named: str) -> tuple[T, ...]:
        return tuple(known.entry(kind, one, **named) for one in data.get(name, ()))

    parts = {
        "key": key,
        "addresses": each("address", Address),
        "before": each("before", Before),
        "fields": each("field", Field, sources="from"),
        "limits": each("limit", Limit),
        "attachments": each("attachment", Attachment),
        "checks": tuple(check(one) for one in data.get("check", ())),
        "running": each("deadline", Running),
    }
    return known.entry(Channel, data | parts)


def check(data: Data) -> Check:
    """A [[check]] entry. Raises KeyError or ValueError where it isn't whole."""
    return known.entry(Check, data, only="only_types", unless="unless_types")
