"""Two tracks heard as one: sample by sample added up, so that both sides of a call are heard as they spoke."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Wave = NDArray[np.int16]


def mixed(one: Iterator[Wave], other: Iterator[Wave]) -> Iterator[Wave]:
    """Blocks of both added up; whichever is longer goes on alone. Both have the same shape (samples, channels) and
    begin at the same moment. What is too loud together is cut at the top, as a sound card would."""
    rest: Wave | None = None
    for wave in one:
        rest, beside = _some(rest, other, len(wave))
        yield wave if beside is None else _added(wave, beside)
    if rest is not None and len(rest):
        yield rest
    yield from other


def _some(rest: Wave | None, other: Iterator[Wave], count: int) -> tuple[Wave | None, Wave | None]:
    """What stays for later, and as much as there is of the next `count` samples."""
    import numpy as np

    parts: list[Wave] = [] if rest is None else [rest]
    have = sum(map(len, parts))
    while have < count and (wave := next(other, None)) is not None:
        parts.append(wave)
        have += len(wave)
    if not parts:
        return None, None
    whole = np.concatenate(parts)
    return whole[count:], whole[:count]


def _added(wave: Wave, beside: Wave) -> Wave:
    import numpy as np

    loud = wave.astype(np.int32)
    loud[: len(beside)] += beside
    return loud.clip(-32768, 32767).astype(np.int16)
