"""Checks of the evidence: what shows the deal and the claims, what the text names, what can be read in print."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence_keeper.complaint.asked import STORY, Asked, Lack, lack
from evidence_keeper.complaint.channels import Check
from evidence_keeper.complaint.evidence import (
    SMALLEST_MM,
    cited_now,
    named_items,
    proves_deal,
    references,
    words_about,
)
from evidence_keeper.complaint.interview import sources_of
from evidence_keeper.model import EvidenceItem, Kind

_MOST_NAMED = 3
_SHOWS_CONTACT = frozenset(
    {Kind.CALL, Kind.AUDIO, Kind.CHAT, Kind.VIDEO, Kind.SCREENSHOT, Kind.IMAGE, Kind.DOCUMENT}
)


def no_evidence(asked: Asked, check: Check) -> Iterator[Lack]:
    """Nothing is kept."""
    if not asked.evidence.present:
        yield lack(check)


def no_deal(asked: Asked, check: Check) -> Iterator[Lack]:
    """Nothing shows that there was a deal, or nobody said what does."""
    judged = [proves_deal(item) for item in asked.evidence.present]
    if not judged or True in judged:
        return
    if None in judged:
        yield lack(check, code="deal_proof_unclear", warning=True)
    else:
        yield lack(check)


def human_not_shown(asked: Asked, check: Check) -> Iterator[Lack]:
    """That no person could be reached is claimed and not shown."""
    present = asked.evidence.present
    claimed = asked.case.type == "no_human" or asked.case.get("no_human") == "yes"
    if claimed and present and not any(item.kind in _SHOWS_CONTACT for item in present):
        yield lack(check)


def cited_withdrawn(asked: Asked, check: Check) -> Iterator[Lack]:
    """The text names an item that was put aside."""
    for key in STORY:
        for item_id in named_items(asked.case.get(key)):
            item = asked.evidence.item(item_id)
            if item is not None and item.withdrawn:
                yield lack(check, key, name=_name(item))
    meant = _meant(asked)
    for key, number in _numbers(asked):
        gone = [item for item in _items(asked, meant.get(number, ())) if item.withdrawn]
        if gone:
            yield lack(check, key, name=_name(gone[0]), number=number)


def cited_not_there(asked: Asked, check: Check) -> Iterator[Lack]:
    """It names one that isn't there."""
    if not asked.evidence.present:
        return
    meant = _meant(asked)
    for key, number in _numbers(asked):
        withdrawn = any(item.withdrawn for item in _items(asked, meant.get(number, ())))
        if not withdrawn and not asked.evidence.numbered(number):
            yield lack(check, key, number=number)
    for key in STORY:
        for item_id in named_items(asked.case.get(key)):
            if asked.evidence.item(item_id) is None:
                yield lack(check, key, number=item_id)


def cited_moved(asked: Asked, check: Check) -> Iterator[Lack]:
    """A number that meant another item when the sentence was written: with an item more or less they all shift."""
    meant = _meant(asked)
    for key, number in _numbers(asked):
        then = _items(asked, meant.get(number, ()))
        now = asked.evidence.numbered(number)
        withdrawn = any(item.withdrawn for item in then)
        if then and now and not withdrawn and not {item.item_id for item in then} & set(now):
            yield lack(check, key, number=number, name=_name(then[0]))


def answer_from_withdrawn(asked: Asked, check: Check) -> Iterator[Lack]:
    """An answer was taken from an item that was put aside since."""
    for key, item_ids in sources_of(asked.case).items():
        items = _items(asked, item_ids)
        if asked.case.get(key) and items and all(item.withdrawn for item in items):
            yield lack(check, key, name=_name(items[0]))


def bare_claims(asked: Asked, check: Check) -> Iterator[Lack]:
    """Lines of the facts behind which no exhibit stands."""
    if not asked.evidence.present:
        return
    lines = [line.strip() for line in asked.case.get("facts").splitlines() if line.strip()]
    bare = [line for line in lines if not references(line) and not named_items(line)]
    if bare:
        yield lack(check, many=len(bare), line=bare[0][:40])


def not_cited(asked: Asked, check: Check) -> Iterator[Lack]:
    """Items of which nobody says what they show."""
    told = "\n".join(asked.case.get(key) for key in STORY)
    cited = set(named_items(told))
    cited |= {each for number in references(told) for each in asked.evidence.numbered(number)}
    idle = [
        item
        for item in asked.evidence.present
        if item.item_id not in cited and not words_about(item) and not item.derived_from
    ]
    if idle:
        yield lack(check, names=_names(idle), many=len(idle))


def too_small(asked: Asked, check: Check) -> Iterator[Lack]:
    """Screenshots whose characters print too small."""
    small = {
        item.item_id: picture.printed_mm
        for item in asked.evidence.present
        if (picture := asked.evidence.pictures.get(item.item_id)) is not None
        and picture.printed_mm < SMALLEST_MM
    }
    items = [item for item in asked.evidence.present if item.item_id in small]
    if items:
        least = min(small.values())
        yield lack(check, names=_names(items), many=len(items), millimetres=f"{least:.1f}")


def is_kept(asked: Asked, words: re.Pattern[str]) -> bool:
    """Whether an item is kept that a person, or its name, calls so."""
    return any(words.search(f"{words_about(item)} {item.name}") for item in asked.evidence.present)


def _items(asked: Asked, item_ids: tuple[str, ...]) -> list[EvidenceItem]:
    found = (asked.evidence.item(item_id) for item_id in item_ids)
    return [item for item in found if item is not None]


def _numbers(asked: Asked) -> list[tuple[str, str]]:
    """Each exhibit number that the person's texts name, with the field."""
    return [(key, number) for key in STORY for number in references(asked.case.get(key))]


def _meant(asked: Asked) -> dict[str, tuple[str, ...]]:
    """What each number meant when it was written; of one that was written before there was such an item, what it
    would mean with nothing put aside."""
    pairs = (line.partition("=") for line in asked.case.get("cited").splitlines())
    kept = {number: tuple(items.split(",")) for number, _equals, items in pairs if items}
    known = asked.evidence.all_numbers
    return cited_now([asked.case.get(key) for key in STORY], known) | kept


def _name(item: EvidenceItem) -> str:
    return item.corrections.get("title") or item.name


def _names(items: list[EvidenceItem]) -> str:
    shown = "、".join(f"“{_name(item)}”" for item in items[:_MOST_NAMED])
    return f"{shown}……" if len(items) > _MOST_NAMED else shown
