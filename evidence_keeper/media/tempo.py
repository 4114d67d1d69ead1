"""Faster speech that keeps its pitch, so that an hour with a robot can be heard in half of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import numpy as np
    from av.filter import Graph
    from numpy.typing import NDArray

    Wave = NDArray[np.int16]


def at_speed(waves: Iterator[Wave], rate: int, speed: float) -> Iterator[Wave]:
    """The same int16 blocks of shape (samples, 2), `speed` times as fast (0.5 to 4)."""
    from av import AudioFrame

    if speed == 1.0:
        yield from waves
        return
    graph = _graph(rate, speed)
    for wave in waves:
        frame = AudioFrame.from_ndarray(wave.reshape(1, -1), "s16", "stereo")
        frame.sample_rate = rate
        graph.push(frame)
        yield from _ready(graph)
    graph.push(None)
    yield from _ready(graph)


def _graph(rate: int, speed: float) -> Graph:
    from av.filter import Graph

    graph = Graph()
    chain = (
        graph.add_abuffer(sample_rate=rate, format="s16", layout="stereo"),
        graph.add("atempo", f"{speed:.3f}"),
        graph.add("aformat", "sample_fmts=s16:channel_layouts=stereo"),
        graph.add("abuffersink"),
    )
    graph.link_nodes(*chain).configure()
    return graph


def _ready(graph: Graph) -> Iterator[Wave]:
    from av.error import BlockingIOError, EOFError

    while True:
        try:
            frame = graph.pull()
        except (BlockingIOError, EOFError):
            return
        yield cast("Wave", frame.to_ndarray().reshape(-1, 2))
