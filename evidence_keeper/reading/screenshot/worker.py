"""The process that sees: one question a line on standard input, JSON lines on standard output, until its input closes.

It stays for several pictures, because loading the model takes as long as reading one; it dies with whoever asked, and
its 0.7 GB with it.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from evidence_keeper.reading.screenshot.facts import Seen, to_plain

if TYPE_CHECKING:
    from evidence_keeper.reading.screenshot.recognising import Engine, Pixels


def main() -> int:
    """Answers until nobody asks any more."""
    asked: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    # Whatever the libraries print must not get between the answers.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    from evidence_keeper.reading.screenshot.recognising import Engine

    # What goes wrong in here ends the process, and the asker has words for that.
    engine = Engine()
    while True:
        _say(out, _answer(engine, json.loads(asked.get()), out))


def _listen(asked: queue.Queue[str]) -> None:
    for row in sys.stdin:
        asked.put(row)
    os._exit(0)


def _say(out: IO[str], answer: Mapping[str, Any]) -> None:
    print(json.dumps(answer), file=out, flush=True)


def _answer(engine: Engine, asked: Mapping[str, Any], out: IO[str]) -> Mapping[str, Any]:
    from evidence_keeper.errors import SourceError

    def progress(done: int, total: int) -> None:
        _say(out, {"done": done, "total": total})

    try:
        return {"seen": to_plain(_see(engine, asked, progress))}
    except SourceError as error:
        return {"fault": error.code}


def _see(engine: Engine, asked: Mapping[str, Any], progress: Any) -> Seen:
    from evidence_keeper.reading.screenshot.shapes import look

    pixels = _pixels(Path(asked["picture"]))
    height = pixels.shape[0]
    top = max(0, min(height - 1, int(asked.get("top") or 0)))
    bottom = max(top + 1, min(height, int(asked.get("bottom") or height)))
    lines = engine.lines(pixels, progress)
    return look(pixels, lines, top, bottom)


def _pixels(path: Path) -> Pixels:
    import numpy as np

    from evidence_keeper.media import picture

    whole = np.asarray(picture(path).convert("RGB"), dtype=np.uint8)
    return np.ascontiguousarray(whole[:, :, ::-1])
