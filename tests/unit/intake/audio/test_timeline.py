"""Blocks and holes on a track's own time: what came is there once and in order, what didn't is as long as it was."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.intake.audio import Block
from evidence_keeper.intake.audio.timeline import Hole, Timeline

RATE = 1000
SIZE = 100


def block(captured: float, number: int = 0) -> Block:
    return Block(np.full(SIZE, number % 30000, np.int16), captured)


def laid(captured: list[float], end: float | None = None) -> list[Block | Hole]:
    """What a timeline makes of blocks captured then, the first of them at its beginning."""
    line = Timeline(RATE, "lost")
    line.begin(captured[0])
    found: list[Block | Hole] = []
    for number, moment in enumerate(captured):
        found += line.add(block(moment, number))
    found += line.end(captured[-1] + SIZE / RATE if end is None else end)
    assert line.frames == sum(
        part.frames if isinstance(part, Hole) else len(part.samples) for part in found
    )
    return found


def holes(found: list[Block | Hole]) -> list[tuple[int, float]]:
    """Before which block, and how many seconds, to a tenth."""
    before, seen = [], 0
    for part in found:
        if isinstance(part, Hole):
            before.append((seen, round(part.frames / RATE, 1)))
        else:
            seen += 1
    return before


def even(count: int, ppm: float = 0.0, start: float = 50.0) -> list[float]:
    return [start + n * SIZE / RATE / (1 + ppm * 1e-6) for n in range(count)]


@pytest.mark.parametrize("ppm", [-400, -200, 0, 200, 400])
def test_a_crystal_that_is_off_makes_no_hole(ppm: float) -> None:
    assert holes(laid(even(36000, ppm))) == []


def test_what_is_missing_is_as_long_as_it_was() -> None:
    first, later = even(50), even(50, start=58.0)
    assert holes(laid(first + later)) == [(50, 3.0)]


def test_a_backlog_that_arrives_in_one_go_is_no_hole() -> None:
    times = even(200)
    stalled = [max(moment, 63.0) if 55 < moment < 63 else moment for moment in times]
    assert holes(laid(stalled)) == []


def test_after_a_backlog_a_hole_stands_where_the_backlog_ends() -> None:
    before, backlog = even(50), [65.0] * 40
    after = even(50, start=65.0)
    assert holes(laid(before + backlog + after)) == [(90, 6.0)]


def test_a_late_stamp_now_and_then_is_no_hole() -> None:
    times = [moment + (0.4 if n % 37 == 5 else 0.0) for n, moment in enumerate(even(400))]
    assert holes(laid(times)) == []


def test_silence_at_the_end_is_filled_up_to_it() -> None:
    assert holes(laid(even(50), end=60.0)) == [(50, 5.0)]
    assert holes(laid(even(50), end=55.2)) == []


def test_a_broken_stream_needs_no_proof() -> None:
    line = Timeline(RATE, "lost")
    line.begin(50.0)
    list(line.add(block(50.0)))
    line.interrupted("device_gone")
    hole, written = line.add(block(50.2))
    assert hole == Hole(100, "device_gone")
    assert isinstance(written, Block)


def test_a_cause_that_is_known_is_named() -> None:
    line = Timeline(RATE, "lost")
    line.begin(50.0)
    list(line.add(block(50.0)))
    line.hint("computer_slept")
    found = [part for moment in even(20, start=90.0) for part in line.add(block(moment))]
    assert [part.cause for part in found if isinstance(part, Hole)] == ["computer_slept"]


@given(
    st.lists(
        st.tuples(st.floats(0, 5), st.integers(1, 30), st.floats(0, 0.2)), min_size=1, max_size=12
    )
)
def test_whatever_comes_nothing_is_dropped_doubled_or_out_of_order(
    spells: list[tuple[float, int, float]],
) -> None:
    captured, now = [], 50.0
    for pause, count, jitter in spells:
        now += pause
        for number in range(count):
            captured.append(now + (jitter if number % 3 == 1 else 0.0))
            now += SIZE / RATE
    found = laid(captured)
    written = [int(part.samples[0]) for part in found if isinstance(part, Block)]
    assert written == list(range(len(captured)))
