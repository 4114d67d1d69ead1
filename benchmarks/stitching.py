"""Joining screenshots: sixty conversations that a browser drew, how many came out exact, and how fast beside OpenCV.

The stitching was tuned on what tests/conversations.py draws; what seeds 201 to 206, 401 to 412, 501 to 506 and 601 to
616 showed here was mended. Nothing was mended for the seeds that are measured. All conversations are synthetic. One
whose views can't prove how they lie (deciding.py: told by the page alone, before anything is joined) is set aside and
another one drawn; of those set aside nothing wrong may be joined either.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.browser import Browser
from benchmarks.deciding import undecided
from benchmarks.drawn import KINDS, Chat, Pixels, chats
from benchmarks.measuring import Result, Side, compare
from evidence_keeper.intake.stitch import (
    Arrangement,
    Join,
    Run,
    arrange,
    meet,
    pieces,
    signature,
    strips,
)

FIRST_SEED, EACH = 801, 6
_LEAST_VIEWS = 3  # of a conversation
_STRIP = 100  # rows that OpenCV looks for, as the usual recipes do


@dataclass
class Score:
    """What came of the conversations of one kind. `aside`: what is known of those that their views leave open."""

    conversations: int = 0
    exact: int = 0
    aside: int = 0
    frames: int = 0
    joins: int = 0
    unsure: int = 0
    wrong: int = 0
    sure_and_wrong: int = 0
    missing: int = 0
    missing_found: int = 0
    gaps_too_many: int = 0
    failed: list[str] = field(default_factory=list)

    def add(self, chat: Chat) -> None:
        """Join one conversation and judge it."""
        files = [Image.open(io.BytesIO(one)) for one in chat.files]
        found = arrange([signature(one) for one in files])
        joins = [join for run in found.runs for join in (*run.joins, *run.aside)]
        wrong = [join for join in joins if _is_wrong(chat, join)]
        gaps = {(gap.upper, gap.lower) for gap in found.gaps}
        exact = not wrong and gaps == set(chat.missing) and _is_exact(chat, found)
        self.conversations += 1
        self.exact += exact
        self.frames += len(files)
        self.joins += len(joins)
        self.unsure += sum(not join.sure for join in joins)
        self.wrong += len(wrong)
        self.sure_and_wrong += sum(join.sure for join in wrong)
        self.missing += len(chat.missing)
        self.missing_found += len(set(chat.missing) & gaps)
        self.gaps_too_many += len(gaps - set(chat.missing))
        if not exact:
            self.failed.append(f"{chat.kind}-{chat.seed}")

    def merge(self, other: Score) -> None:
        """Add another's numbers."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def line(self, kind: str) -> str:
        """One row of the table."""
        return (
            f"  {kind:<17}{self.conversations:>5}{self.exact:>7}{self.aside:>6}{self.frames:>8}{self.joins:>7}"
            f"{self.unsure:>8}{self.wrong:>7}{self.sure_and_wrong:>12}"
            f"{self.missing_found:>6}/{self.missing}{self.gaps_too_many:>10}"
        )


class Share(Result):
    """How many of all, where a ratio of 1 is all of them."""

    def line(self) -> str:
        """One line for a person."""
        told = f"{1 / self.our_seconds:.0f} of {1 / self.their_seconds:.0f}"
        return f"{self.title}: {told}, target {self.target:g}: {'met' if self.met else 'MISSED'}"


HEAD = (
    f"  {'kind':<17}{'chats':>5}{'exact':>7}{'aside':>6}{'frames':>8}{'joins':>7}{'unsure':>8}{'wrong':>7}"
    f"{'sure+wrong':>12}{'missing':>8}{'false gaps':>10}"
)


def _is_wrong(chat: Chat, join: Join) -> bool:
    return chat.tops[join.lower] - chat.tops[join.upper] != join.offset


def _is_exact(chat: Chat, found: Arrangement) -> bool:
    """Whether every run's picture is, pixel for pixel, what it should be, but for where the scroll bar is."""
    pictures = [np.asarray(Image.open(io.BytesIO(one)).convert("RGB")) for one in chat.files]
    right = pictures[0].shape[1] - chat.bar
    pictures = [one[:, :right] for one in pictures]
    return all(_run_is_exact(chat, run, pictures) for run in found.runs)


def _run_is_exact(chat: Chat, run: Run, pictures: Sequence[Pixels]) -> bool:
    """Every row of the page once, in order, each as a view shows it that lies there; bars at top and foot only.

    Which view is shown is left open but for pictures that load late: where one shows them loaded, they are loaded.
    """
    high = len(pictures[0])
    laid = pieces(run, [high] * len(pictures))
    made = np.concatenate(list(strips(laid, lambda frame: pictures[frame])))
    first, last = run.shown[0], run.shown[-1]
    if len(made) != chat.tops[last] - chat.tops[first] + high:
        return False
    right = np.zeros(len(made), bool)
    least = np.full(len(made), np.inf)
    page = chat.page[chat.tops[first] :][: len(made), : made.shape[1]].astype(np.int16)
    for frame in run.frames:
        top = chat.tops[frame] - chat.tops[first]
        start, end = max(0, top + chat.header), min(len(made), top + high - chat.footer)
        view = pictures[frame][start - top : end - top]
        if start >= end:
            return False
        right[start:end] |= (made[start:end] == view).all((1, 2))
        known = min(end, len(page))
        off = np.abs(page[start:known] - view[: known - start]).mean((1, 2))
        least[start:known] = np.minimum(least[start:known], off)
    right[: chat.header] = (made == _bars(made, pictures[first]))[: chat.header].all((1, 2))
    foot = len(made) - chat.footer
    right[foot:] = (made[foot:] == pictures[last][high - chat.footer :]).all((1, 2))
    if not chat.late:
        return bool(right.all())
    loaded = np.abs(page - made[: len(page)]).mean((1, 2)) <= least[: len(page)] + _LOADED
    loaded[: chat.header] = True
    return bool(right.all()) and bool(loaded[: foot if foot < len(loaded) else None].all())


_LOADED = 4.0  # mean grey levels by which a row may be further from the loaded page than the best view of it


def _bars(made: Pixels, view: Pixels) -> Pixels:
    """The view's top rows at the height of what was made."""
    bars = np.zeros_like(made)
    bars[: len(view)] = view[: len(made)]
    return bars


def score(
    root: Path, first: int = FIRST_SEED, kinds: Sequence[str] = KINDS, each: int = EACH
) -> tuple[dict[str, Score], Score]:
    """The score of each kind, over the first conversations that hold their answer; and that of those set aside."""
    scores, aside = {kind: Score() for kind in kinds}, Score()
    with Browser() as browser:
        for kind in kinds:
            for chat in _drawn(browser, root, kind, first):
                if undecided(chat):
                    scores[kind].aside += 1
                    aside.add(chat)
                    continue
                scores[kind].add(chat)
                if scores[kind].conversations == each:
                    break
            print(scores[kind].line(kind), flush=True)
    return scores, aside


def _drawn(browser: Browser, root: Path, kind: str, first: int) -> Iterator[Chat]:
    for seed in count(first):
        for chat in chats(browser, root, [seed], [kind]):
            if len(chat.files) >= _LEAST_VIEWS:
                yield chat


def measure(root: Path) -> Iterator[Result]:
    """The table, then one conversation by both ways."""
    print(HEAD)
    scores, aside = score(root / "pages")
    whole = Score()
    for one in scores.values():
        whole.merge(one)
    print(whole.line("all"))
    print(aside.line("set aside"))
    print("  aside: their views leave open how they lie, by the page as it was drawn")
    if whole.failed:
        print(f"  not exact: {', '.join(whole.failed)}")
    shares = [
        Share(
            "conversations exact to the pixel",
            "exact",
            "all",
            1 / max(whole.exact, 1e-9),
            1 / whole.conversations,
            0.98,
        ),
        Share(
            "missing overlaps reported",
            "told",
            "all",
            1 / max(whole.missing_found, 1e-9),
            1 / max(1, whole.missing),
            1.0,
        ),
    ]
    for share in shares:
        print(share.line(), flush=True)
        yield share
    wrong = whole.sure_and_wrong + aside.sure_and_wrong
    if wrong:
        raise RuntimeError(f"{wrong} wrong joins were called sure")
    yield from _beside_opencv(root)


def _beside_opencv(root: Path) -> Iterator[Result]:
    """Five decoded frames, four offsets, by both; then, on one page, how many of both were right."""
    import cv2

    with Browser() as browser:
        chat = next(iter(chats(browser, root / "pages", [7], ["plain"])))
    frames = [Image.fromarray(one) for one in chat.seen]

    def ours() -> list[int | None]:
        seen = [signature(one) for one in frames]
        met = [meet(one, two) for one, two in pairwise(seen)]
        return [one.offset if isinstance(one, Join) and one.upper == 0 else None for one in met]

    def theirs() -> list[int]:
        grey = [cv2.cvtColor(np.asarray(one), cv2.COLOR_RGB2GRAY) for one in frames]
        found = []
        for one, two in pairwise(grey):
            strip = two[chat.header : chat.header + _STRIP]
            at = cv2.minMaxLoc(cv2.matchTemplate(one, strip, cv2.TM_CCOEFF_NORMED))[3][1]
            found.append(at - chat.header)
        return found

    right = np.diff(chat.tops).tolist()
    for name, found in (("ours", ours()), ("OpenCV", theirs())):
        print(
            f"  {name}: {sum(a == b for a, b in zip(found, right, strict=True))} of {len(right)} offsets right"
        )
    high, wide = chat.seen[0].shape[:2]
    yield compare(
        f"offsets of {len(frames)} frames of {wide} x {high}",
        Side("ours, proven", ours),
        Side("cv2.matchTemplate, a guess", theirs),
        times=5,
        note="OpenCV was told where the header ends, and never says that nothing overlaps",
    )
