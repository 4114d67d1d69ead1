"""What both faces say about a matter after it was handed in: how far it is, what comes next, what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from evidence_keeper.gui.words import say_day
from evidence_keeper.text import deadline_words
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.complaint import Deadline


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked when something came back: `title`, the day's question, other questions by their field."""

    title: str
    day: str
    questions: Sequence[tuple[str, str]]


def asked(what: str) -> Asked:
    """The questions for one of complaint.came_back's steps."""
    number = ("filed_no", _("Which number did they give you?"))
    return {
        "hotline": Asked(
            _("What the hotline said"),
            _("Which day did you call?"),
            (
                ("hotline_agent", _("Who answered? Name or staff number")),
                ("hotline_ticket", _("Which number did they give you?")),
                ("hotline_promise", _("What did they promise, and by when?")),
            ),
        ),
        "filed": Asked(_("I have handed it in"), _("Which day?"), (number,)),
        "accepted": Asked(_("They have taken it on"), _("Which day?"), (number,)),
        "reply": Asked(
            _("Somebody answered me"),
            _("Which day?"),
            (
                ("replied_by", _("Who was it? Name, number, from where")),
                ("reply_words", _("What did they say?")),
            ),
        ),
        "result": Asked(
            _("There is a result"),
            _("Which day?"),
            (("outcome_words", _("What exactly was said or written?")),),
        ),
    }[what]


def days_of(what: str) -> str:
    """The field that holds the day of a step."""
    from evidence_keeper.complaint.came_back import CAME_BACK

    return CAME_BACK[what].day


OUTCOMES = ("agreed", "failed", "refused", "no_answer", "paid")


def outcome_words(outcome: str) -> str:
    """A result as one says it."""
    return {
        "accepted": _("They have taken it on."),
        "agreed": _("We agreed on something."),
        "failed": _("No agreement was reached."),
        "refused": _("They don't take it."),
        "no_answer": _("The day is over, and nobody answered."),
        "paid": _("It is done: the money has come."),
    }[outcome]


def stage_words(stage: str) -> str:
    """How far a matter is."""
    words = {
        "preparing": _("Not handed in yet. The company is asked first."),
        "waiting_company": _("The company has been asked and still has time to answer."),
        "to_file": _("It can be handed in now."),
        "filed": _("It is handed in. The office says whether it takes it on."),
        "accepted": _("The office has taken it on."),
    }
    return words.get(stage) or outcome_words(stage)


def next_words(following: Deadline | None) -> str:
    """The day that comes next; empty where none runs."""
    if following is None:
        return ""
    today = datetime.now().astimezone().date()
    words = _("Next: {day}, {what}")
    if following.about:
        words = _("Next: about {day}, {what}")
    return words.format(day=say_day(following.day, today), what=deadline_words(following.key))


def steps_at(stage: str) -> Sequence[tuple[str, str]]:
    """What can come back at a stage, as (step, outcome): the likeliest first."""
    if stage in ("preparing", "waiting_company", "to_file"):
        return (("filed", ""), ("reply", ""))
    if stage == "filed":
        return (("accepted", ""), ("reply", ""), ("result", "refused"), ("result", ""))
    if stage == "accepted":
        return (("reply", ""), ("result", ""), ("result", "no_answer"))
    if stage == "agreed":
        return (("result", "paid"), ("result", "failed"), ("reply", ""))
    return (("filed", ""), ("reply", ""), ("result", ""))
