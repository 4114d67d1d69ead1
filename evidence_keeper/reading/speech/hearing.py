"""Asks the process that recognises speech (worker.py), stretch by stretch, and makes a transcript of its answers."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from evidence_keeper.errors import InputError
from evidence_keeper.media import Work
from evidence_keeper.reading.call.spans import Span
from evidence_keeper.reading.speech.models import find_model
from evidence_keeper.reading.transcript import Line, Speaker, Transcript

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
    with _worker() as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        with suppress(OSError):  # it died already: then there is no answer either
            worker.stdin.write(json.dumps(asked) + "\n")
            worker.stdin.flush()
        for row in worker.stdout:
            if job is not None:
                job.check()
            answer = json.loads(row)
            if answer.get("done"):
                return
            yield answer
    raise InputError("speech_model_failed", path=str(model))


@contextmanager
def _worker() -> Iterator[subprocess.Popen[str]]:
    """A fresh process, ended when we are done with it; it ends by itself when its input closes."""
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, *([] if frozen else ["-m", "evidence_keeper"]), "_worker", WORKER]
    worker = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    try:
        yield worker
    finally:
        worker.kill()
        with suppress(OSError):
            worker.communicate()
