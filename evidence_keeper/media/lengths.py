"""How long a recording really is. Containers lie: a recorder that lost power leaves its hope in the header.

So the packets are counted. That takes a third of a second for an hour of sound; only the end is looked at where a
file is large, and a clock ends the counting in a hostile one.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evidence_keeper.media.streams import HOLE_TOO_LONG, Streams, av_errors

if TYPE_CHECKING:
    from av.packet import Packet

_SCAN_SECONDS = 10.0
_SCAN_BYTES = 256 * 1024 * 1024
_TAIL = 5.0
# Encoders pad their last frame, containers round.
_ROUNDING = 0.3


@dataclass(frozen=True, slots=True)
class Length:
    """Seconds that can be played, None where unknown; `broken` holds "truncated" or "length_unsure"."""

    seconds: float | None
    broken: tuple[str, ...] = ()


def length_of(streams: Streams) -> Length:
    """The length of the longest track, by its packets. Call it on a fresh one; it reads to the end."""
    stated = None if streams.length_is_guessed else _stated(streams)
    with streams.file.limited(_SCAN_SECONDS):
        counted = _counted(streams, stated)
    if streams.file.timed_out:
        return Length(stated, ("length_unsure",))
    if counted is None:
        return Length(stated)
    if stated is None or counted > stated + _ROUNDING:
        return Length(counted)
    if counted < stated - _ROUNDING - stated / 1000:
        return Length(counted, ("truncated",))
    return Length(stated)


def _stated(streams: Streams) -> float | None:
    duration = streams.container.duration
    return duration / 1_000_000 if duration and duration > 0 else None


def _counted(streams: Streams, stated: float | None) -> float | None:
    """The end of the last packet, in seconds from the beginning; None if there is none."""
    if stated is not None and streams.file.bytes > _SCAN_BYTES:
        with suppress(*av_errors()):
            place = int((stated - _TAIL) * 1_000_000) + (streams.container.start_time or 0)
            streams.container.seek(max(0, place))
        end = _end_from_here(streams)
        if end is not None:
            return end
        streams.rewind()
    return _end_from_here(streams)


def _end_from_here(streams: Streams) -> float | None:
    begin = (streams.container.start_time or 0) / 1_000_000
    tracks = [track for track in (streams.audio, streams.video) if track is not None]
    end = _end_of(streams.packets(*tracks))
    return None if end is None else max(0.0, end - begin)


def _end_of(packets: Iterable[Packet[Any]]) -> float | None:
    ends: dict[int, float] = {}
    for packet in packets:
        if packet.pts is None or not packet.size:
            continue
        begun = float(packet.pts * packet.time_base)
        lasts = float((packet.duration or 0) * packet.time_base)
        before = ends.get(packet.stream_index, begun)
        # What one broken stamp claims is not to be believed, nor what one packet does.
        begun = before if begun - before > HOLE_TOO_LONG else begun
        lasts = 0.0 if lasts > HOLE_TOO_LONG else lasts
        ends[packet.stream_index] = max(before, begun + lasts)
    return max(ends.values(), default=None)
