"""The laws a complaint rests on: dated data files, and which of them a letter may name.

A repealed text is kept so that nobody cites it again; what is known from memory only, or unsure, is never cited; what
binds courts is 参照, a recommended standard 参考. The footer says 法律条文以官方最新文本为准.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from evidence_keeper.complaint import known
from evidence_keeper.complaint.known import Data, Origin
from evidence_keeper.model import CASE_TYPES, Case

FOLDER = "law"
FOOTER = "法律条文以官方最新文本为准。"
MOST_NAMED = 5
"""More rules than that nobody reads in a letter."""
_WEIGHT = {"office": "", "court": "参照", "standard": "参考"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article: its number as printed (empty where not known), what it says in short, and for which matters.

    `claims` are conditions of the case (`facts_of`), all of which must hold before it is cited.
    """

    no: str
    text: str
    types: tuple[str, ...]
    claims: tuple[str, ...] = ()
    effective: date
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One law or rule. `reader` says whom it binds: office, court, or standard (recommended)."""

    key: str
    name: str
    number: str
    effective: date
    in_force: bool
    reader: str
    verify_url: str = ""
    note: str = ""
    articles: tuple[Article, ...]
    origin: Origin

    @property
    def title(self) -> str:
        """《名称》, or the standard's own name where it has its marks already."""
        return self.name if "《" in self.name else f"《{self.name}》"


@dataclass(frozen=True, slots=True)
class Citation:
    """An article as a letter may name it."""

    law: Law
    article: Article

    @property
    def name(self) -> str:
        """《消费者权益保护法》第八条, without the number where it isn't known."""
        short = self.law.title.replace("《中华人民共和国", "《")
        return f"{short}{self.article.no}"

    @property
    def weight(self) -> str:
        """参照 for what binds courts, 参考 for a recommended standard, else nothing."""
        return _WEIGHT[self.law.reader]


def law_keys() -> tuple[str, ...]:
    """The keys of every law there is a file for."""
    return known.names(FOLDER)


@cache
def load(key: str) -> Law:
    """The law with this key. Raises InternalError where its file is absent or not whole."""
    data = known.read(FOLDER, key)
    try:
        return _law(key, data)
    except (KeyError, TypeError, ValueError) as error:
        raise known.broken(FOLDER, key, error) from error


def basis(case: Case) -> tuple[Citation, ...]:
    """What may be named in this matter, the most binding first; never what is repealed, unsure or from memory."""
    true = facts_of(case)
    found = [
        Citation(one, article)
        for one in map(load, law_keys())
        if one.in_force and one.origin.printable
        for article in one.articles
        if article.origin.printable and _fits(article, true)
    ]
    return tuple(sorted(found, key=_order))


def decisive(case: Case) -> tuple[Citation, ...]:
    """What a letter names: of all that it may name the few that decide this kind of matter, in the order of its data
    file ([[cite]])."""
    known_ones = {(one.law.key, one.article.no): one for one in basis(case)}
    name = case.type if case.type in CASE_TYPES else "other"
    wanted = [(one["law"], one["article"]) for one in known.read("letters", name).get("cite", ())]
    return tuple(known_ones[one] for one in wanted if one in known_ones)[:MOST_NAMED]


def rule_words(key: str, article: str, more: str, origin: Origin) -> str:
    """A rule as readiness shows it: its name, number, the day since when it holds, the article, what else to say.

    Where no law is named: what the rule says, where that is from, and when that was looked at.
    """
    if not key:
        return f"{more}（{origin.source}，{origin.as_of}核对）" if more else ""
    law = load(key)
    return f"{law.title}（{law.number}，{law.effective}起施行）{article}" + (
        f"：{more}" if more else ""
    )


def facts_of(case: Case) -> frozenset[str]:
    """What holds in a case, as the data files name it: its types, and conditions such as online or told_free."""
    told: Mapping[str, bool] = {
        "no_human": case.get("no_human") == "yes",
        "told_free": case.get("agreed") == "told_free",
        "not_agreed": case.get("agreed") == "not_agreed",
        "operator": case.type == "telecom_plan" or case.get("payee") in ("operator", "vas"),
        "platform": bool(case.get("platform")),
        "app": case.get("payee") == "app" or bool(case.get("platform")),
        "online": bool(case.get("platform")) or case.get("sales_mode") == "online",
        "remote": bool(case.get("platform")) or case.get("sales_mode") in ("online", "tv", "phone"),
        "fraud_reason": bool(case.get("fraud_reason")),
        "report": case.get("report") == "yes",
    }
    return frozenset({case.type, *(name for name, holds in told.items() if holds)})


def _fits(article: Article, true: frozenset[str]) -> bool:
    if not set(article.claims) <= true:
        return False
    # An article for a condition of its own (fraud) needs no type; another one speaks of certain matters.
    return bool(set(article.types) & true) if article.types else bool(article.claims)


_ORDER = (
    "telecom",
    "consumer",
    "consumer_rules",
    "e_commerce",
    "platform_rules",
    "platform_prices",
    "online_trade",
)


def _order(one: Citation) -> tuple[int, int, str]:
    place = _ORDER.index(one.law.key) if one.law.key in _ORDER else len(_ORDER)
    return list(_WEIGHT).index(one.law.reader), place, one.law.key


def _law(key: str, data: Data) -> Law:
    if data["reader"] not in _WEIGHT:
        raise ValueError(data["reader"])
    articles = tuple(known.entry(Article, one) for one in data.get("article", ()))
    in_force = data["status"] == "in_force"
    return known.entry(Law, data | {"key": key, "in_force": in_force, "articles": articles})
