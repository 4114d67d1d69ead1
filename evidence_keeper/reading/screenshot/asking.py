"""Asks the process that sees (worker.py), picture by picture; the first question starts it."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evidence_keeper.errors import InputError, SourceError
from evidence_keeper.media import Work
from evidence_keeper.media.closing import Closing
from evidence_keeper.reading.screenshot.facts import Seen, from_plain
from evidence_keeper.reading.screenshot.flows import without_codes
from evidence_keeper.reading.workers import Worker

WORKER = "ocr"
IDLE_SECONDS = 30.0


class Reader(Closing):
    """One process that keeps its model for several pictures. Any thread may ask; they are answered in turn.

    With `idle` it ends by itself when nobody asked for so many seconds, and is started again by the next question.
    """

    def __init__(self, idle: float | None = None) -> None:
        self._idle = idle
        self._worker: Worker | None = None
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def see(
        self, picture: Path, top: int = 0, bottom: int | None = None, job: Work | None = None
    ) -> Seen:
        """What a picture shows; bubbles are looked for between the rows `top` and `bottom` only.

        Raises InputError ocr_not_installed, ocr_failed (the process gave up); SourceError media_broken; Cancelled.
        """
        refuse_without_engine()
        with self._lock:
            self._rest()
            try:
                return self._ask({"picture": str(picture), "top": top, "bottom": bottom}, job)
            except BaseException:
                self._end()
                raise
            finally:
                self._wait_for_more()

    @property
    def process(self) -> int | None:
        """The process's number while its model is loaded, else None."""
        return None if self._worker is None else self._worker.number

    def close(self) -> None:
        """End the process, now."""
        with self._lock:
            self._rest()
            self._end()

    def _ask(self, asked: Mapping[str, Any], job: Work | None) -> Seen:
        for answer in self._started().ask(asked):
            if job is not None:
                job.check()
            if "seen" in answer:
                return without_codes(from_plain(answer["seen"]))
            if "fault" in answer:
                raise SourceError(str(answer["fault"]), path=str(asked["picture"]))
            if job is not None:
                job.report("reading", int(answer["done"]), int(answer["total"]))
        raise InputError("ocr_failed", path=str(asked["picture"]))

    def _started(self) -> Worker:
        if self._worker is None or self._worker.number is None:
            self._end()
            self._worker = Worker(WORKER)
        return self._worker

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait_for_more(self) -> None:
        if self._idle is not None and self._worker is not None:
            self._timer = threading.Timer(self._idle, self.close)
            self._timer.daemon = True
            self._timer.start()


def models_here() -> bool:
    """Whether the models lie where the engine looks for them (recognising.py). Nothing is loaded."""
    engine = importlib.util.find_spec("rapidocr")
    folder = Path(engine.origin or "").parent / "models" if engine is not None else Path()
    return all(any(folder.glob(pattern)) for pattern in ("*det*.onnx", "*rec*.onnx"))


def refuse_without_engine() -> None:
    """Raise InputError ocr_not_installed where this computer can't read pictures."""
    if any(importlib.util.find_spec(name) is None for name in ("onnxruntime", "rapidocr", "cv2")):
        raise InputError("ocr_not_installed")
