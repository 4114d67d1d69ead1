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
from typing import Any

from evidence_keeper.complaint import known
from evidence_keeper.complaint.known import Data, Origin
from evidence_keeper.errors import InputError

FOLDER = "channels"


@dataclass(frozen=True, slots=True)
class Address:
    """Something to open: `kind` web, app, phone or sms; `where` the address; `what` says which it is."""

    kind: str
    where: str
    what: str
    origin: Origin


@dataclass(frozen=True, slots=True)
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
    sources: tuple[str, ...]
    required: bool
    any_of: tuple[str, ...]
    needed: bool
    limit: str
    options: tuple[str, ...]
    note: str
    private: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Check:
    """Something this office refuses (or, as `warning`, asks about): readiness has a function for each `code`.

    `law` and `article` name the rule in resources/law, `rule` says it in words where there is more to say. `count` and
    `unit` are a length of time from the case's date `field`, or from the first filled one of `start`. A check is made
    only for the types in `only`, and not for those in `unless`.
    """

    code: str
    field: str
    law: str
    article: str
    rule: str
    warning: bool
    only: tuple[str, ...]
    unless: tuple[str, ...]
    any_of: tuple[str, ...]
    start: tuple[str, ...]
    count: int
    unit: str
    origin: Origin


@dataclass(frozen=True, slots=True)
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
    law: str
    article: str
    rule: str
    about: bool
    less_days: int
    types: tuple[str, ...]
    claims: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that a form takes: `key` facts, demand, item, title, file_count or file_mib."""

    key: str
    most: int
    unit: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Before:
    """What comes before this office: `must` where it refuses otherwise; `days` that the other side has to answer."""

    key: str
    who: str
    what: str
    days: int
    must: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Attachment:
    """Which kinds of file the form takes."""

    types: tuple[str, ...]
    note: str
    origin: Origin


@dataclass(frozen=True, slots=True)
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
    consents: tuple[str, ...]
    for_living: bool
    postcode: bool
    types: tuple[str, ...]
    jurisdiction: str
    law: str
    article: str
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
    def each(name: str) -> list[Data]:
        return list(data.get(name, ()))

    return Channel(
        key=key,
        name=data["name"],
        title=data["title"],
        complainant=data["complainant"],
        respondent=data["respondent"],
        requests=data["requests"],
        addressee=data["addressee"],
        ask=data["ask"],
        consents=tuple(data.get("consents", ())),
        for_living=data.get("for_living", False),
        postcode=data.get("postcode", False),
        types=tuple(data["types"]),
        jurisdiction=data["jurisdiction"],
        law=data.get("law", ""),
        article=data.get("article", ""),
        origin=known.origin(data),
        addresses=tuple(
            Address(one["kind"], one["where"], one["what"], known.origin(one))
            for one in each("address")
        ),
        before=tuple(_before(one) for one in each("before")),
        fields=tuple(_field(one) for one in each("field")),
        limits=tuple(
            Limit(one["key"], one["most"], one["unit"], known.origin(one)) for one in each("limit")
        ),
        attachments=tuple(
            Attachment(tuple(one["types"]), one.get("note", ""), known.origin(one))
            for one in each("attachment")
        ),
        checks=tuple(check(one) for one in each("check")),
        running=tuple(_running(one) for one in each("deadline")),
        form_title=data.get("form_title", ""),
    )


def _before(data: Data) -> Before:
    return Before(
        data["key"],
        data["who"],
        data["what"],
        data.get("days", 0),
        data.get("must", False),
        known.origin(data),
    )


def _field(data: Data) -> Field:
    return Field(
        form=data["form"],
        key=data["key"],
        label=data["label"],
        kind=data["kind"],
        sources=tuple(data.get("from", ())),
        required=data.get("required", False),
        any_of=tuple(data.get("any_of", ())),
        needed=data.get("needed", False),
        limit=data.get("limit", ""),
        options=tuple(data.get("options", ())),
        note=data.get("note", ""),
        private=data.get("private", False),
        origin=known.origin(data),
    )


def check(data: Data) -> Check:
    """A [[check]] entry. Raises KeyError or ValueError where it isn't whole."""
    return Check(
        code=data["code"],
        field=data["field"],
        law=data.get("law", ""),
        article=data.get("article", ""),
        rule=data.get("rule", ""),
        warning=data.get("warning", False),
        only=tuple(data.get("only_types", ())),
        unless=tuple(data.get("unless_types", ())),
        any_of=tuple(data.get("any_of", ())),
        start=tuple(data.get("start", ())),
        count=data.get("count", 0),
        unit=data.get("unit", ""),
        origin=known.origin(data),
    )


def _running(data: Data) -> Running:
    facts: dict[str, Any] = {
        name: data.get(name, usual)
        for name, usual in (
            ("law", ""),
            ("article", ""),
            ("rule", ""),
            ("about", False),
            ("less_days", 0),
        )
    }
    return Running(
        key=data["key"],
        start=data["start"],
        count=data["count"],
        unit=data["unit"],
        whose=data["whose"],
        types=tuple(data.get("types", ())),
        claims=tuple(data.get("claims", ())),
        origin=known.origin(data),
        **facts,
    )
