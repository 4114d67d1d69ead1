"""Asks the process that recognises speech (worker.py), stretch by stretch, and makes a transcript of its answers."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evidence_keeper.errors import InputError
from evidence_keeper.media import Work
from evidence_keeper.reading.call.spans import Span
from evidence_keeper.reading.speech.models import find_model
from evidence_keeper.reading.transcript import Line, Speaker, Transcript
from evidence_keeper.reading.workers import Worker

SPEECH_VERSION = "1"
WORKER = "transcribe"


def transcribe(
    recording: Path,
    spoken: Sequence[Span],
    model: Path,
    speaker: Speaker = Speaker.UNKNOWN,
    job: Work | None = None,
) -> tuple[Transcript, str]:
    """What is said in the stretches `spoken` of a recording, in simplified characters, and the kind of model used.

    Raises InputError speech_model_missing, speech_model_unknown, speech_not_installed (the extra is missing) or
    speech_model_failed (the model can't be loaded or gave up), and Cancelled.
    """
    found = find_model(model)
    if importlib.util.find_spec("sherpa_onnx") is None:
        raise InputError("speech_not_installed")
    asked = {
        "kind": found.kind,
        "tokens": str(found.tokens),
        "files": [str(path) for path in found.files],
        "recording": str(recording),
        "spans": [list(span) for span in spoken],
    }
    lines: list[Line] = []
    for done, answer in enumerate(_answers(asked, model, job), start=1):
        text = str(answer["text"]).strip()
        if text:
            start, end = float(answer["start"]), float(answer["end"])
            lines.append(Line(start, end, speaker, text, "machine"))
        if job is not None:
            job.report("transcribing", min(done, len(spoken)), len(spoken))
    return Transcript(tuple(lines)), found.kind


def _answers(asked: dict[str, Any], model: Path, job: Work | None) -> Iterator[dict[str, Any]]:
    with Worker(WORKER) as worker:
        for answer in worker.ask(asked):
            if job is not None:
                job.check()
            if answer.get("done"):
                return
            yield answer
    raise InputError("speech_model_failed", path=str(model))
