"""Screenshots that nobody tuned by, read by `read` and by tesseract chi_sim in the same run: signs, sides, messages,
private places, and seconds for a phone's screen.

All pictures are synthetic: drawn by a real Chromium in the likeness of apps, with invented words (benchmarks/screens).
"""

from __future__ import annotations

import csv
import io
import os
import resource
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from benchmarks.measuring import Result, call
from benchmarks.screens.judging import Lines, Score, judge_messages, judge_private, judge_signs
from benchmarks.screens.making import make_set
from evidence_keeper.reading.screenshot import Reader, Seen
from evidence_keeper.reading.screenshot.bubbles import Side, understand
from evidence_keeper.reading.screenshot.flows import private_places

COUNT = 3
"""Pictures of each kind."""
_SECONDS, _QUIET = 2.0, 2.0


@dataclass(frozen=True)
class Reached(Result):
    """A share or a number that has to be reached; there is nothing to compare it with."""

    reached: bool = True
    told: str = ""

    @property
    def met(self) -> bool:
        """Whether it was."""
        return self.reached

    def line(self) -> str:
        """One line for a person."""
        return f"{self.title}: {self.told} {'met' if self.reached else 'MISSED'}"


def judged(truth: Mapping[str, Any], seen: Seen) -> Score:
    """What was read of one picture beside its truth."""
    score = Score(pictures=1)
    judge_signs(truth, [(line.text, line.box.xywh) for line in seen.lines], score)
    told = understand(seen)
    messages = [
        {
            "side": one.side.value,
            "text": one.text,
            "sender": one.sender or (told.title if one.side is Side.LEFT else ""),
            "when": one.when,
        }
        for one in told.messages
    ]
    judge_messages(truth, messages, score)
    places = [
        {"kind": one.private.kind, "text": one.text, "box": one.box.xywh}
        for one in private_places(seen)
    ]
    judge_private(truth, places, score)
    return score


def by_tesseract(picture: Path) -> Lines:
    """Lines with their boxes, as tesseract's own table has them."""
    table = call(["tesseract", picture, "stdout", "-l", "chi_sim+eng", "--psm", "11", "tsv"])
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [
        (row["text"], [int(row[side]) for side in ("left", "top", "width", "height")])
        for row in rows
        if row["level"] == "5" and row["text"].strip()
    ]


def measure(root: Path) -> Iterator[Result]:
    """Reads the unseen set and prints a table, a row a kind."""
    root.mkdir(parents=True)
    ours: dict[str, Score] = {}
    theirs: dict[str, Score] = {}
    with Reader() as reader:
        for name, content, truth in make_set("unseen", COUNT):
            picture = root / name
            picture.write_bytes(content)
            kind = str(truth["kind"])
            score, other = _both(reader, picture, truth)
            for sums, one in ((ours, score), (theirs, other)):
                sums.setdefault(kind, Score()).add(one)
                sums.setdefault("all", Score()).add(one)
    print("  kind: wrong signs (tesseract), sides, messages, with name and time, private, seconds")
    for kind, score in ours.items():
        print(f"  {_row(kind, score, theirs[kind])}")
    yield from _results(ours["all"], theirs["all"])


def _both(reader: Reader, picture: Path, truth: Mapping[str, Any]) -> tuple[Score, Score]:
    if reader.process is None:
        reader.see(picture)  # the model is loaded once, not for each picture
    assert reader.process is not None
    busy, began = _busy(reader.process), time.perf_counter()
    seen = reader.see(picture)
    took, busy = time.perf_counter() - began, _busy(reader.process) - busy
    score, other = judged(truth, seen), Score(pictures=1)
    if truth["kind"] == "tall":  # tesseract takes minutes over one
        return score, other
    before, began = _busy_children(), time.perf_counter()
    lines = by_tesseract(picture)
    their_took, their_busy = time.perf_counter() - began, _busy_children() - before
    judge_signs(truth, lines, other)
    if "web" not in str(truth["kind"]):
        score.seconds.append(took)
        score.busy.append(busy)
        other.seconds.append(their_took)
        other.busy.append(their_busy)
    return score, other


def _busy(process: int) -> float:
    """Seconds that a process has kept processors busy."""
    times = psutil.Process(process).cpu_times()
    return float(times.user + times.system)


def _busy_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _row(kind: str, ours: Score, theirs: Score) -> str:
    seconds = f"{statistics.median(ours.seconds):.1f}" if ours.seconds else "-"
    tesseract = f"{theirs.errors:.1f} %" if theirs.signs else "-"
    return (
        f"{kind}: {ours.errors:.2f} % ({tesseract}), {ours.share(ours.sides, ours.messages)},"
        f" {ours.share(ours.exact, ours.messages)}, {ours.share(ours.strict, ours.messages)},"
        f" {ours.share(ours.found, ours.private)}, {seconds}"
    )


def _results(ours: Score, theirs: Score) -> Iterator[Result]:
    def share(title: str, count: int, total: int, least: float) -> Result:
        told = f"{ours.share(count, total)}, target {least:g} %:"
        return _reached(title, told, 100 * count >= least * total > 0)

    yield _reached("wrong signs", f"{ours.errors:.2f} %, target 1 %:", ours.errors <= 1)
    yield share("sides right", ours.sides, ours.messages, 95)
    yield share("messages exact", ours.exact, ours.messages, 92)
    yield share("private places found", ours.found, ours.private, 95)
    yield _reached("orders taken for cards", f"{ours.false_cards}, target 0:", not ours.false_cards)
    for title, what in (("on the clock", "seconds"), ("of a processor", "busy")):
        mine, other = (statistics.median(getattr(one, what)) for one in (ours, theirs))
        result = Result(f"a phone's screen, {title}", "read", "tesseract chi_sim", mine, other, 0.0)
        print(result.line(), flush=True)
        yield result
    seconds, load = statistics.median(ours.seconds), os.getloadavg()[0]
    if load >= _QUIET:
        print(f"a phone's screen, target {_SECONDS:g} s: not judged at load {load:.0f}", flush=True)
        return
    told = f"{seconds:.1f} s, target {_SECONDS:g} s:"
    yield _reached("a phone's screen", told, seconds <= _SECONDS)


def _reached(title: str, told: str, reached: bool) -> Reached:
    result = Reached(title, "", "", 1.0, 1.0, 0.0, "", reached, told)
    print(result.line(), flush=True)
    return result
