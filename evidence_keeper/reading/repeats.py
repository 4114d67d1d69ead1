"""Answers that come again: the same words, or nearly so, with other numbers and other politeness.

Compared are texts after NFKC, with digits as #, without punctuation and particles (亲, 哦, 呢 ...), by rapidfuzz's
ratio; 80 and more is a repeat. Not every pair is compared: two texts that are so alike share one of their rarest pairs
of characters, so only those that do are, and of them the most recent ones: a log of 200,000 messages takes seconds.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

RATIO = 80.0
SHORTEST = 4
"""Characters after normalising: 好的 or 您好 come again in any talk."""

_LONGEST = 600
_RARE = 6  # how many of a text's rarest pairs it is filed under
_LOOK = 48  # how many texts of one file are compared at most
_PARTICLES = re.compile(
    r"亲爱的|亲亲|亲|哦|呢|呀|啊|哈|噢|喔|嘛|啦|咯|哟|嗯|的呢|尊敬的(?:客户|用户)|您好|你好|非常抱歉|十分抱歉|抱歉|不好意思|请您|您|请"
)
_DIGITS = re.compile(r"[0-9]+(?:[.,:/-][0-9]+)*")
_MARKS = re.compile(r"[^\w#]+|_+")


@dataclass(frozen=True, slots=True)
class Repeat:
    """Message `number` says again what message `of` said first; `ratio` from 80 to 100. Numbers as in the log."""

    number: int
    of: int
    ratio: float


def normal(text: str) -> str:
    """A text as it is compared."""
    plain = unicodedata.normalize("NFKC", text[: 2 * _LONGEST]).casefold()
    plain = _DIGITS.sub("#", plain)
    bare = _MARKS.sub("", _PARTICLES.sub("", plain))
    # A greeting is all particles: then its words are what it says.
    return (bare or _MARKS.sub("", plain))[:_LONGEST]


def repeats(messages: Sequence[tuple[int, str]]) -> list[Repeat]:
    """Of (number, text) in order, each that repeats one above; the first of a kind is none. Work grows with the
    number of messages, not with its square."""
    texts = [(number, normal(text)) for number, text in messages]
    texts = [(number, text) for number, text in texts if len(text) >= SHORTEST]
    rarity = Counter(pair for text in {text for _, text in texts} for pair in _pairs(text))
    first: dict[str, tuple[int, float]] = {}
    files: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=_LOOK))
    starts: dict[str, int] = {}
    found: list[Repeat] = []
    for number, text in texts:
        known = first.get(text)
        if known is None:
            keys = sorted(_pairs(text), key=lambda pair: (rarity[pair], pair))[:_RARE]
            known = _near(text, keys, files, starts)
            if known is None:
                starts[text] = number
                first[text] = (number, 100.0)
                for key in keys:
                    files[key].append(text)
                continue
            first[text] = known
        found.append(Repeat(number, known[0], round(known[1], 1)))
    return found


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _near(
    text: str, keys: Sequence[str], files: dict[str, deque[str]], starts: dict[str, int]
) -> tuple[int, float] | None:
    """The earliest text that this one repeats, with the ratio."""
    best: tuple[int, float] | None = None
    tried: set[str] = set()
    for key in keys:
        for other in files.get(key, ()):
            if other in tried or not 2 * len(other) <= 3 * len(text) <= 4.5 * len(other):
                continue
            tried.add(other)
            ratio = fuzz.ratio(text, other, score_cutoff=RATIO)
            if ratio >= RATIO and (best is None or starts[other] < best[0]):
                best = starts[other], ratio
    return best
