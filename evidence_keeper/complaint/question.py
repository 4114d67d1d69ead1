"""What a question of the interview is, and what its answers say: one plain question a page, closed ones in sentences.

The questions themselves stand in asking_matter, asking_course and asking_people; `questions` puts them in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from evidence_keeper.model import Case

When = Callable[[Case], bool]


@dataclass(frozen=True, slots=True)
class Choice:
    """A ready answer: what is kept, and what is read."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One page. `key` is the case's field; `kind` text, lines, date, amount, choice or charges.

    `text` and `help` are for `_`; `texts` are other words for some types. `types` are the matters it is asked in
    (empty: all), `when` a further condition. `choices` may stand beside free text. `relative`: somebody who helps can
    answer it from papers; without it only the person themself knows.
    """

    key: str
    text: str
    help: str = ""
    kind: str = "text"
    choices: tuple[Choice, ...] = ()
    types: tuple[str, ...] = ()
    when: When | None = None
    relative: bool = False
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def asked(self, case: Case) -> bool:
        """Whether it is asked in this case as it stands."""
        if self.types and case.type not in self.types:
            return False
        return self.when is None or self.when(case)

    def words(self, case: Case) -> str:
        """The question for this kind of matter, untranslated."""
        return self.texts.get(case.type, self.text)


_SAID_BY = {"complained": "first_complained_on", "has_helper": "agent_name"}


def kept(case: Case, key: str) -> str:
    """A question's answer: what was answered, or what another field says already."""
    return case.get(key) or ("yes" if case.get(_SAID_BY.get(key, "")) else "")


def answered(key: str, *values: str) -> When:
    """A condition: that question has one of these answers."""
    return lambda case: kept(case, key) in values


def yes_no(key: str, text: str, yes: str, no: str, help: str = "", **rest: Any) -> Question:
    """A question with two answers, both whole sentences."""
    return Question(key, text, help, "choice", (Choice("yes", yes), Choice("no", no)), **rest)


NONE_OF_THEM = frozenset(
    {"无", "没有", "否", "没", "未", "no", "none", "不曾", "从未", "没有过", "都没打过"}
)


_NO_ANSWER = re.compile(
    r"未(?:曾)?[答回]复|没有?(?:人)?[答回]复|不[答回]复|无[答回]复|没人[答回]复"
)


def company_answered(case: Case) -> bool:
    """Whether the company gave an answer; that it gave none is no answer."""
    reply = case.get("company_reply")
    return bool(reply) and not _NO_ANSWER.search(reply)


def speaks_of_another(other_body: str) -> bool:
    """Whether the case's other_body names an office, rather than saying that there is none or nothing."""
    told = other_body.strip().lower().rstrip("。.")
    return bool(told) and told not in NONE_OF_THEM
