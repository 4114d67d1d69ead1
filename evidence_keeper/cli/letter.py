"""letter: the sentences that the program writes into the letter to an office, and putting them otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import click

from evidence_keeper.cli.commands import command, option, pairs
from evidence_keeper.cli.contacts import case_option
from evidence_keeper.cli.ready import channel_option
from evidence_keeper.cli.session import Session
from evidence_keeper.cli.shapes import Shape
from evidence_keeper.errors import InputError
from evidence_keeper.text import N_, _

if TYPE_CHECKING:
    from evidence_keeper.complaint.edited import Sentence
    from evidence_keeper.lettering import Sentences


@command("letter", N_("Prints the program's sentences of a letter, or puts some otherwise."))
@case_option
@channel_option
@option(
    "--paper",
    type=click.Choice(("letter", "demand")),
    default="letter",
    help_text=N_("The letter to the office, or the written demand to the company."),
)
@option(
    "--edit",
    "edits",
    multiple=True,
    callback=pairs,
    metavar="N=TEXT",
    help_text=N_("The sentence with this number says this instead; nothing takes that back."),
)
@click.pass_obj
def letter(
    session: Session,
    case_id: str,
    channel: str,
    paper: Literal["letter", "demand"],
    edits: dict[str, str],
) -> None:
    """Takes the edits, then prints every sentence as it stands."""
    keeper = session.keeper()
    found = keeper.letter(case_id, channel, session.job, paper=paper)
    wanted = [(_sentence(found, number), text) for number, text in edits.items()]
    for one, text in wanted:
        found = keeper.edit_sentence(case_id, channel, one.written, text, session.job, paper=paper)
    shape = {
        "channel": channel,
        "paper": paper,
        "sentences": [_shape(number, one) for number, one in enumerate(found.sentences, start=1)],
        "left_over": list(found.left_over),
    }
    session.answer(shape, _lines(found))


def _sentence(found: Sentences, number: str) -> Sentence:
    known = {str(place): one for place, one in enumerate(found.sentences, start=1)}
    if number not in known:
        raise InputError("sentence_unknown", sentence=number)
    return known[number]


def _shape(number: int, one: Sentence) -> Shape:
    return {
        "number": number,
        "text": one.text,
        "written": one.written,
        "edited": one.edited,
        "numbers_not_found": list(one.strange),
        "words_to_avoid": [{"word": word, "instead": instead} for word, instead in one.forbidden],
    }


def _lines(found: Sentences) -> Iterator[str]:
    for number, one in enumerate(found.sentences, start=1):
        yield f"{number}. {one.text}" + (f"  [{_('your words')}]" if one.edited else "")
        for value in one.strange:
            yield "   " + _("{number}: neither the evidence nor your answers have it").format(
                number=value
            )
        for word, instead in one.forbidden:
            yield "   " + _("“{word}” is for the office to say. Better: {instead}").format(
                word=word, instead=instead
            )
    for text in found.left_over:
        yield _("Not used any more, because the sentence has changed: {text}").format(text=text)


COMMANDS = (letter,)
