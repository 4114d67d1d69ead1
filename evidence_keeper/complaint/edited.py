"""Sentences that the program wrote and a person put otherwise.

An edit belongs to a sentence as the program wrote it, whatever numbers stood in it; of the person's text those numbers
are kept as places, so that a date, a sum or a page that changes later changes in the edited sentence, too. A number of
the person's own is looked for in the case and its items and named where it is in neither. Where the program's sentence
itself has changed since, its own words stand again, and the edit is named as one that fits nowhere.

All edits are one field of the case (`edits`, a JSON object a line), so each change is an entry of the journal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from evidence_keeper.complaint import wording
from evidence_keeper.model import Case, EvidenceItem

FIELD = "edits"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PLACE = re.compile(r"⟦(\d+)⟧")
_MARKS = str.maketrans("", "", "⟦⟧")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the letter: as the program wrote it, and as it is printed.

    `strange` are numbers of the person's own that neither the case nor its items have; `forbidden` words that a letter
    never says, each with what to say instead.
    """

    written: str
    text: str
    strange: tuple[str, ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()

    @property
    def edited(self) -> bool:
        """Whether a person put it otherwise."""
        return self.text != self.written


def printed(case: Case, written: str) -> str:
    """The sentence as it stands on paper: a person's words where they edited it, else the program's."""
    template = edits_of(case).get(_frame(written))
    if template is None:
        return written
    numbers = _NUMBER.findall(written)
    return _PLACE.sub(lambda place: numbers[int(place[1])], template)


def with_edit(case: Case, written: str, text: str) -> str:
    """The case's field `edits` after a sentence was put otherwise; an empty text takes the person's words back."""
    edits = edits_of(case)
    plain = " ".join(text.translate(_MARKS).split())
    edits.pop(_frame(written), None)
    if plain and plain != written:
        edits[_frame(written)] = _tied(written, plain)
    lines = ({"of": of, "text": told} for of, told in edits.items())
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)


def sentence(case: Case, written: str, items: Sequence[EvidenceItem], channel: str) -> Sentence:
    """A sentence with what is to be said of it."""
    text = printed(case, written)
    if text == written:
        return Sentence(written, text)
    template = edits_of(case)[_frame(written)]
    own = _NUMBER.findall(_PLACE.sub("", template))
    known = _known_numbers(case, items)
    strange = tuple(dict.fromkeys(number for number in own if _plain(number) not in known))
    return Sentence(written, text, strange, wording.forbidden_in(text, channel))


def left_over(case: Case, written: Iterable[str]) -> tuple[str, ...]:
    """The edits that fit no sentence any more, with a line for each number that the program would fill in."""
    frames = {_frame(one) for one in written}
    return tuple(
        _PLACE.sub("…", text) for frame, text in edits_of(case).items() if frame not in frames
    )


def edits_of(case: Case) -> dict[str, str]:
    """Each edited sentence's frame (its text without numbers), and the person's text with places for them."""
    found: dict[str, str] = {}
    for line in case.get(FIELD).split("\n"):
        try:
            one = json.loads(line)
            frame, text = str(one["of"]), str(one["text"])
        except (ValueError, TypeError, KeyError):
            continue  # a line that another version wrote says nothing here; it stays in the journal
        places = [int(place) for place in _PLACE.findall(text)]
        if all(place < frame.count("⟦⟧") for place in places):
            found[frame] = text
    return found


def _frame(written: str) -> str:
    return _NUMBER.sub("⟦⟧", written.translate(_MARKS))


def _tied(written: str, text: str) -> str:
    """The text with a place for each number that the program's sentence has; each is taken once, in order, and a number
    that is said again is tied again."""
    source = [_plain(number) for number in _NUMBER.findall(written)]
    free = list(range(len(source)))

    def tie(found: re.Match[str]) -> str:
        value = _plain(found[0])
        if value not in source:
            return found[0]
        at = next((number for number in free if source[number] == value), source.index(value))
        if at in free:
            free.remove(at)
        return f"⟦{at}⟧"

    return _NUMBER.sub(tie, text)


def _known_numbers(case: Case, items: Sequence[EvidenceItem]) -> frozenset[str]:
    told = (value for key, value in case.fields.items() if key != FIELD)
    return frozenset(_plain(number) for number in _numbers((case.title, *told), items))


def _numbers(texts: Iterable[str], items: Sequence[EvidenceItem]) -> Iterator[str]:
    for text in texts:
        yield from _NUMBER.findall(text)
    yield str(len(items))
    for item in items:
        about = (item.name, item.purpose, *item.corrections.values())
        for text in (*about, _moment(item.captured_at), item.provenance.phone_number or ""):
            yield from _NUMBER.findall(text)


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M:%S}"


def _plain(number: str) -> str:
    """02 and 2, 129.00 and 129 are one number."""
    whole, _dot, rest = number.partition(".")
    rest = rest.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{rest}" if rest else "")
