"""The process that recognises speech: one question on standard input, one JSON line a stretch on standard output.

It lives as long as its input is open, so that it dies with whoever asked.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_keeper.media.sound import Sound
from evidence_keeper.reading.call.spans import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

RATE = 16000
_MOST = 25.0
"""Seconds a recogniser gets at a time: Whisper knows no more than thirty."""
_RIM = 0.1


def main() -> int:
    """Answers one question. 0 when it was answered whole."""
    asked = json.loads(sys.stdin.readline())
    threading.Thread(target=_die_with_parent, daemon=True).start()
    # Whatever the libraries print must not get between the answers.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for answer in _answers(asked):
        print(json.dumps(answer), file=out, flush=True)
    print(json.dumps({"done": True}), file=out, flush=True)
    return 0


def _die_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


def _answers(asked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    from opencc import OpenCC

    recogniser = _recogniser(asked)
    simplified = OpenCC("t2s")
    with Sound(Path(asked["recording"])) as sound:
        for start, end in asked["spans"]:
            wave = _samples(sound, max(0.0, start - _RIM), end + _RIM)
            for first, last in quiet_cuts(wave):
                stream = recogniser.create_stream()
                stream.accept_waveform(RATE, wave[round(first * RATE) : round(last * RATE)])
                recogniser.decode_stream(stream)
                yield {
                    "start": round(start + first, 2),
                    "end": round(min(end, start + last), 2),
                    "text": simplified.convert(stream.result.text),
                }


def _recogniser(asked: Mapping[str, Any]) -> Any:
    from sherpa_onnx import OfflineRecognizer

    tokens, files = asked["tokens"], asked["files"]
    threads = max(1, (os.cpu_count() or 2) // 2)
    if asked["kind"] == "whisper":
        return OfflineRecognizer.from_whisper(*files, tokens, language="zh", num_threads=threads)
    if asked["kind"] == "paraformer":
        return OfflineRecognizer.from_paraformer(*files, tokens, num_threads=threads)
    return OfflineRecognizer.from_sense_voice(*files, tokens, num_threads=threads, use_itn=True)


def _samples(sound: Sound, start: float, end: float) -> Samples:
    import numpy as np

    left = round((end - start) * RATE)
    parts: list[Samples] = []
    for wave in sound.blocks(RATE, 1, start):
        parts.append(wave[:left, 0].astype(np.float32) / np.float32(32768))
        left -= len(wave)
        if left <= 0:
            break
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def quiet_cuts(wave: Samples) -> list[Span]:
    """The wave in pieces of at most 25 s, cut where it is quietest, in seconds; a short one is one piece."""
    import numpy as np

    step = RATE // 20
    cells = len(wave) // step
    if len(wave) <= _MOST * RATE:
        return [(0.0, len(wave) / RATE)] if len(wave) else []
    loud = (wave[: cells * step].reshape(cells, step) ** 2).mean(axis=1)
    found: list[Span] = []
    begin, most = 0, round(_MOST * 20)
    while cells - begin > most:
        cut = begin + most // 2 + int(np.argmin(loud[begin + most // 2 : begin + most]))
        found.append((begin / 20, cut / 20))
        begin = cut
    return [*found, (begin / 20, len(wave) / RATE)]
