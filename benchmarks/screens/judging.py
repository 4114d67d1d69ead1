"""Compares what was read in a picture with its truth: signs, sides, messages, names, times and private places."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any


@dataclass
class Score:
    """Sums over pictures."""

    pictures: int = 0
    signs: int = 0
    wrong_signs: int = 0
    messages: int = 0
    sides: int = 0
    exact: int = 0
    strict: int = 0
    extra: int = 0
    private: int = 0
    found: int = 0
    false_cards: int = 0
    seconds: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Sum up."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def errors(self) -> float:
        """Character errors in per cent."""
        return 100 * self.wrong_signs / max(1, self.signs)

    def share(self, count: int, total: int) -> str:
        """Per cent and how many."""
        return f"{100 * count / max(1, total):.1f} % ({count}/{total})"


def plain(text: str) -> str:
    """Without blanks, and full-width signs as plain ones."""
    seconds = text.replace("″", '"')
    return "".join(unicodedata.normalize("NFKC", seconds).split())


def distance(one: str, other: str) -> int:
    """How many signs have to be changed, put in or left out."""
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, start=1):
        before, row[0] = row[0], at
        for to, sought in enumerate(other, start=1):
            best = min(row[to] + 1, row[to - 1] + 1, before + (sign != sought))
            before, row[to] = row[to], best
    return row[-1]


Lines = Sequence[tuple[str, Sequence[int]]]


def judge_signs(truth: Mapping[str, Any], lines: Lines, score: Score) -> None:
    """Each true line beside what was read where it stands."""
    for line in truth["lines"]:
        left, top, width, height = line["box"]
        there = [
            (box[0], text)
            for text, box in lines
            if top - 0.1 * height <= box[1] + box[3] / 2 <= top + 1.1 * height
            and box[0] < left + width
            and left < box[0] + box[2]
        ]
        read, true = plain("".join(text for _at, text in sorted(there))), plain(line["text"])
        wrong = min(distance(true, read), len(true))
        score.signs += len(true)
        score.wrong_signs += wrong
        if wrong:
            score.misses.append(f"signs: {true!r} read as {read!r}")


def judge_messages(
    truth: Mapping[str, Any], read: Sequence[Mapping[str, Any]], score: Score
) -> None:
    """Messages that are wholly in the picture; those that its edge cuts count neither way."""
    true = truth["messages"]
    keys = [plain(one["text"]) for one in true]
    found = [plain(str(one["text"])) for one in read]
    pairs = _pairs(keys, found)
    for at, one in enumerate(true):
        if not one["whole"]:
            continue
        score.messages += 1
        other = read[pairs[at]] if at in pairs else None
        if other is None:
            score.misses.append(f"lost: {one}")
            continue
        side = other["side"] == one["side"]
        exact = side and found[pairs[at]] == keys[at]
        sender = plain(str(other["sender"])) == plain(
            one["sender"] or (truth["title"] if one["side"] == "left" else "")
        )
        when = plain(str(other["when"])) == plain(one["when"])
        score.sides += side
        score.exact += exact
        score.strict += exact and (one["side"] == "middle" or sender) and when
        if not exact or not when or (one["side"] != "middle" and not sender):
            score.misses.append(f"message: {one} read as {dict(other)}")
    taken = set(pairs.values())
    cut = [plain(one["text"]) for one in true if not one["whole"]]
    extra = [
        one
        for at, one in enumerate(read)
        if at not in taken and not any(found[at] in text for text in cut)
    ]
    score.extra += len(extra)
    score.misses += [f"extra: {dict(one)}" for one in extra]


def _pairs(keys: Sequence[str], found: Sequence[str]) -> dict[int, int]:
    """Which read message is which true one: the same text first, in order, then the most alike between those."""
    pairs: dict[int, int] = {}
    blocks = SequenceMatcher(None, keys, found, autojunk=False).get_matching_blocks()
    at, to = 0, 0
    for block in blocks:
        _alike(keys, found, range(at, block.a), range(to, block.b), pairs)
        pairs.update({block.a + step: block.b + step for step in range(block.size)})
        at, to = block.a + block.size, block.b + block.size
    return pairs


def _alike(
    keys: Sequence[str], found: Sequence[str], left: range, right: range, pairs: dict[int, int]
) -> None:
    free = list(right)
    for at in left:
        likes = [(SequenceMatcher(None, keys[at], found[to]).ratio(), -to) for to in free]
        if likes and max(likes)[0] > 0.4:
            to = -max(likes)[1]
            pairs[at] = to
            free = [one for one in free if one > to]


def judge_private(
    truth: Mapping[str, Any], read: Sequence[Mapping[str, Any]], score: Score
) -> None:
    """Each true box has to be covered by two thirds by boxes of its kind; other cards are false."""
    for one in truth["private"]:
        score.private += 1
        boxes = [list(other["box"]) for other in read if other["kind"] == one["kind"]]
        if all(any(_covers(box, true) for box in boxes) for true in one["boxes"]):
            score.found += 1
        else:
            score.misses.append(f"private: {one} in {[dict(other) for other in read]}")
    true = [box for one in truth["private"] if one["kind"] == "bank_card" for box in one["boxes"]]
    for other in read:
        known = any(_meets(box, other["box"]) for box in true)
        if other["kind"] == "bank_card" and not known and not _cut(truth, other):
            score.false_cards += 1
            score.misses.append(f"false card: {dict(other)}")


def _cut(truth: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """In a message that the picture's edge cuts, the word that says what a number is may be cut off."""
    digits = "".join(sign for sign in str(other["text"]) if sign.isdigit())
    return any(digits[:12] in plain(one["text"]) for one in truth["messages"] if not one["whole"])


def _covers(box: Sequence[int], true: Sequence[int]) -> bool:
    return _shared(box, true) >= 0.66 * true[2] * true[3]


def _meets(box: Sequence[int], other: Sequence[int]) -> bool:
    return _shared(box, other) > 0


def _shared(one: Sequence[int], other: Sequence[int]) -> float:
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0, across) * max(0, down)
