"""WeChat's voice messages: SILK, which FFmpeg doesn't know. Decoded whole and handed on as a WAV in memory.

A message is a minute at most, so that memory is no question; a file that claims more is read for half an hour. Only
packets that lie whole in the file reach the decoder, and one that it refuses costs a fiftieth of a second.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from evidence_keeper.media.source import SourceFile

RATE = 24000
_HEADS = (b"\x02#!SILK_V3", b"#!SILK_V3")
_PACKET_SAMPLES = RATE // 50
_MOST_PACKETS = 50 * 60 * 30
_MOST_REFUSED = 200
_LARGEST_PACKET = 1024
"""What the decoder takes; 20 ms at the highest quality are 250 bytes."""


def is_torn(file: SourceFile) -> bool:
    """Whether the file ends in the middle of a packet, or goes on in a way that is no packet."""
    left = list(_packets(file))
    return bool(left) and left[-1] is None


def as_wav(file: SourceFile) -> io.BytesIO | None:
    """The sound as a WAV file, mono, 24 kHz; None where not one packet can be decoded."""
    packets = [packet for packet in _packets(file) if packet is not None]
    sound = bytearray()
    decoded = 0
    for _ in range(_MOST_REFUSED):
        part, done = _decoded(packets)
        sound += part
        decoded += done
        if done >= len(packets):
            break
        sound += bytes(_PACKET_SAMPLES * 2)  # silence stands for the one that was refused
        packets = packets[done + 1 :]
    return io.BytesIO(_wav_head(len(sound)) + bytes(sound)) if decoded else None


def _decoded(packets: list[bytes]) -> tuple[bytes, int]:
    """The sound of as many packets as go in a row, and how many those are."""
    import pysilk

    joined = b"".join(struct.pack("<h", len(packet)) + packet for packet in packets)
    out = io.BytesIO()
    try:
        pysilk.decode(io.BytesIO(_HEADS[1] + joined), out, RATE)
    except pysilk.SilkError:
        whole = len(out.getvalue()) // (_PACKET_SAMPLES * 2)
        return out.getvalue()[: whole * _PACKET_SAMPLES * 2], whole
    return out.getvalue(), len(packets)


def _packets(file: SourceFile) -> Iterator[bytes | None]:
    """The packets in order; None at last where the file is torn. Some writers end it by a length of -1."""
    head = file.at(0, len(_HEADS[0]))
    file.seek(len(_HEADS[0]) if head == _HEADS[0] else len(_HEADS[1]))
    for _ in range(_MOST_PACKETS):
        stated = file.read(2)
        size = int.from_bytes(stated, "little", signed=True) if len(stated) == 2 else -1
        if not stated or size == -1:
            if len(stated) == 1:
                yield None
            return
        packet = file.read(size) if 0 < size <= _LARGEST_PACKET else b""
        if size < 0 or len(packet) < size:
            yield None
            return
        if packet:
            yield packet


def _wav_head(size: int) -> bytes:
    form = struct.pack("<HHIIHH", 1, 1, RATE, RATE * 2, 2, 16)
    return (
        struct.pack("<4sI4s4sI", b"RIFF", size + 36, b"WAVE", b"fmt ", len(form))
        + form
        + struct.pack("<4sI", b"data", size)
    )
