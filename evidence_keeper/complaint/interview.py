"""The interview: which question comes next, and what an answer changes in the case.

It holds nothing itself. What was answered, skipped, or isn't known are fields of the case, and so entries in the
journal: one can stop at any question and go on another day, on another computer, or let a relative answer the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from evidence_keeper.complaint.filling import Suggestion
from evidence_keeper.complaint.papers import usual_demands
from evidence_keeper.complaint.question import Choice, Question, kept
from evidence_keeper.complaint.questions import QUESTIONS
from evidence_keeper.errors import InputError
from evidence_keeper.fields import checked
from evidence_keeper.model import CASE_FIELDS, Case
from evidence_keeper.text import N_, every_language, translated

State = Literal["open", "answered", "skipped", "not_known"]

UNKNOWN = Choice("unknown", N_("I don't know"))
SKIP = Choice("skip", N_("Skip it for now"))


@dataclass(frozen=True, slots=True)
class Page:
    """One question as it stands in a case.

    `value` is what was answered, else what the kept items suggest; `filled_from` are the items that say so, and
    `suggestions` all that they say. `answers` are ready answers, the two ways out (不知道, 跳过) last. `examples` are
    usual lines for a text of several, with the case's own names and sums.
    """

    question: Question
    text: str
    help: str
    state: State
    value: str
    answers: tuple[Choice, ...]
    suggestions: tuple[Suggestion, ...]
    filled_from: tuple[str, ...]
    examples: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The question's key, a field of the case."""
        return self.question.key


@dataclass(frozen=True, slots=True)
class Interview:
    """All questions that this case is asked, in order; they change with the answers."""

    pages: tuple[Page, ...]

    @property
    def next(self) -> Page | None:
        """The first question that nobody has dealt with."""
        return next((page for page in self.pages if page.state == "open"), None)

    @property
    def first_skipped(self) -> Page | None:
        """The first one that was put off."""
        return next((page for page in self.pages if page.state == "skipped"), None)

    @property
    def answered(self) -> int:
        """How many have an answer."""
        return sum(page.state == "answered" for page in self.pages)

    @property
    def left(self) -> int:
        """How many nobody has dealt with."""
        return sum(page.state == "open" for page in self.pages)

    def page(self, key: str) -> Page | None:
        """The page of a question, None where it isn't asked in this case."""
        return next((page for page in self.pages if page.key == key), None)


def interview(
    case: Case, suggestions: Mapping[str, Sequence[Suggestion]] | None = None
) -> Interview:
    """The interview of a case as it stands; `suggestions` (filling.suggest) are what its items say."""
    known = suggestions or {}
    return Interview(
        tuple(
            _page(case, question, tuple(known.get(question.key, ())))
            for question in QUESTIONS
            if question.asked(case)
        )
    )


def question_of(key: str) -> Question | None:
    """The question with this key, asked in this case or not."""
    return next((question for question in QUESTIONS if question.key == key), None)


def answer(
    case: Case, key: str, given: str, suggestions: Sequence[Suggestion] = ()
) -> dict[str, str]:
    """The fields that an answer changes, as Keeper.set_case takes them (`type` among them where the matter changes).

    `given` is a value, or a ready answer's text in any language; 不知道 and 跳过 are answers too; an empty one takes
    the answer back. A field of the case that no question asks for is taken as it is. Raises InputError field_unknown,
    field_invalid.
    """
    question = question_of(key)
    if question is None and key not in CASE_FIELDS:
        raise InputError("field_unknown", field=key, known=_alike(key))
    value = given.strip() if question is None else _value(question, given.strip())
    changes = {key: ""} if value in (UNKNOWN.value, SKIP.value) else checked({key: value})
    changes |= _noted(case, "not_known", key, value == UNKNOWN.value)
    changes |= _noted(case, "skipped", key, value == SKIP.value)
    changes |= _where_from(case, key, changes[key], suggestions)
    return changes | _follows(case, key, changes[key])


def _alike(key: str) -> tuple[str, ...]:
    """Fields whose name is much like it; else those of the first questions."""
    asked = tuple(question.key for question in QUESTIONS)
    return tuple(get_close_matches(key, asked)) or (*asked[:5], "…")


def answers_of(question: Question) -> tuple[Choice, ...]:
    """The ready answers of a question in the chosen language, the two ways out last."""
    given = (*question.choices, UNKNOWN, SKIP)
    return tuple(Choice(one.value, translated(one.text)) for one in given)


def _page(case: Case, question: Question, said: tuple[Suggestion, ...]) -> Page:
    answered = kept(case, question.key)
    first = said[0] if said else None
    value = answered or (first.value if first else "") or _usual(case, question)
    agreeing = next((one for one in said if one.value == value), None)
    sources = sources_of(case).get(question.key, ())
    return Page(
        question,
        translated(question.words(case)),
        translated(question.help) if question.help else "",
        _state(case, question.key),
        value,
        tuple(dict.fromkeys((*_offered(question, said), *answers_of(question)))),
        said,
        sources or (agreeing.item_ids if agreeing else ()),
        usual_demands(case) if question.key == "demand" else (),
    )


def _usual(case: Case, question: Question) -> str:
    """A matter that was begun as one of a kind has its first answer ready."""
    return case.type if question.key == "matter" and case.type != "other" else ""


def _offered(question: Question, said: Sequence[Suggestion]) -> tuple[Choice, ...]:
    """What the items say, as ready answers; a question with closed answers has its own words for them."""
    if question.kind == "choice":
        return ()
    return tuple(Choice(one.value, one.value) for one in said)


def _state(case: Case, key: str) -> State:
    if kept(case, key):
        return "answered"
    if key in listed(case, "not_known"):
        return "not_known"
    return "skipped" if key in listed(case, "skipped") else "open"


def listed(case: Case, field: str) -> tuple[str, ...]:
    """The keys that a field (skipped, not_known) lists."""
    return tuple(case.get(field).split())


def sources_of(case: Case) -> dict[str, tuple[str, ...]]:
    """Which items an answer is from, for each field that has some."""
    pairs = (line.partition("=") for line in case.get("filled_from").splitlines())
    return {key: tuple(items.split(",")) for key, equals, items in pairs if equals and items}


_SAYINGS = {
    SKIP.value: frozenset({"跳过", "以后再说", "pass"}),
    UNKNOWN.value: frozenset({"不清楚", "不晓得", "don't know", "?", "？"}),
}
"""What people in a hurry write for the two ways out."""


def _value(question: Question, given: str) -> str:
    """A ready answer's value where one was given by its words; of a closed question by their beginning (是, 没有, no),
    as long as only one of them begins so."""
    for one in (*question.choices, UNKNOWN, SKIP):
        if given == one.value or given in every_language(one.text):
            return one.value
    for value, sayings in _SAYINGS.items():
        if given.casefold() in sayings:
            return value
    if not given or question.kind != "choice":
        return given
    begun = {one.value for one in question.choices if _begins(one, given)}
    if len(begun) == 1:
        return begun.pop()
    known = ", ".join(one.value for one in question.choices)
    raise InputError(
        "field_invalid", field=question.key, value=given, expects="choice", known=known
    )


def _begins(choice: Choice, given: str) -> bool:
    begun = given.rstrip("。.，,！!").casefold()
    return bool(begun) and any(
        text.casefold().startswith(begun) for text in every_language(choice.text)
    )


def _noted(case: Case, field: str, key: str, holds: bool) -> dict[str, str]:
    before = listed(case, field)
    after = [one for one in before if one != key] + ([key] if holds else [])
    return {} if tuple(after) == before else {field: "\n".join(after)}


def _where_from(
    case: Case, key: str, value: str, suggestions: Sequence[Suggestion]
) -> dict[str, str]:
    """Ties an answer to the items that it was taken from, and unties one that was changed."""
    before = sources_of(case)
    after = {name: items for name, items in before.items() if name != key}
    said = next((one for one in suggestions if value and one.value == value), None)
    if said:
        after[key] = said.item_ids
    elif value and value == case.get(key) and key in before:
        after[key] = before[key]
    if after == before:
        return {}
    return {"filled_from": "\n".join(f"{name}={','.join(items)}" for name, items in after.items())}


def _follows(case: Case, key: str, value: str) -> dict[str, str]:
    """What an answer says beside itself."""
    if key == "matter" and value:
        # 找不到人工 is an add-on: a case begun as such keeps it when its own matter is named.
        add_on = {"no_human": "yes"} if "no_human" in (case.type, value) else {}
        return {"type": value, **add_on}
    if key == "complainant_id" and len(value) == 18 and not case.get("complainant_id_type"):
        return {"complainant_id_type": "居民身份证"}
    if key == "first_complained_on" and value and not case.get("complained"):
        return {"complained": "yes"}
    if key == "agent_name" and value and not case.get("has_helper"):
        return {"has_helper": "yes"}
    return {}
