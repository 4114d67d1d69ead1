"""Two tracks heard as one: every sample of both, each where it stood."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from evidence_keeper.media.mixing import mixed

Wave = NDArray[np.int16]


def _cut(whole: Wave, sizes: list[int]) -> Iterator[Wave]:
    at = 0
    for size in sizes:
        yield whole[at : at + size]
        at += size
    yield whole[at:]


@given(
    st.lists(st.integers(-32768, 32767), max_size=60),
    st.lists(st.integers(-32768, 32767), max_size=60),
    st.lists(st.integers(1, 9), max_size=5),
    st.lists(st.integers(1, 9), max_size=5),
)
def test_the_sum_does_not_depend_on_the_blocks(
    one: list[int], other: list[int], cuts: list[int], other_cuts: list[int]
) -> None:
    mine, theirs = (np.array(side, np.int16).reshape(-1, 1) for side in (one, other))
    found = list(mixed(_cut(mine, cuts), _cut(theirs, other_cuts)))
    heard = np.concatenate(found) if found else np.zeros((0, 1), np.int16)
    wanted = np.zeros(max(len(one), len(other)), np.int32)
    wanted[: len(one)] += mine[:, 0]
    wanted[: len(other)] += theirs[:, 0]
    assert np.array_equal(heard[:, 0], wanted.clip(-32768, 32767))
