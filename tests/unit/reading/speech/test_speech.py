"""Speech to text with a tiny model in a process of its own: loaded, cut, simplified, stopped, and broken models."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from evidence_keeper.errors import Cancelled, InputError
from evidence_keeper.jobs import Job
from evidence_keeper.reading.speech import find_model, transcribe
from evidence_keeper.reading.speech.worker import RATE, quiet_cuts
from evidence_keeper.reading.transcript import Speaker
from tests.unit.media import samples
from tests.unit.reading.speech.models import write_sense_voice

pytestmark = pytest.mark.posix  # the recogniser's library is not among those that wine loads


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sense_voice(tmp_path_factory.mktemp("speech") / "tiny")


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.write_sound(tmp_path_factory.mktemp("sound") / "a.mp3", "mp3", 12.0)


def test_each_stretch_becomes_a_line_in_simplified_characters(model: Path, recording: Path) -> None:
    spoken = [(1.0, 3.0), (5.5, 9.25)]
    found, kind = transcribe(recording, spoken, model, Speaker.OTHER)
    assert kind == "sense_voice"
    assert [(line.text, line.speaker, line.source) for line in found.lines] == [
        ("转人工", Speaker.OTHER, "machine")
    ] * 2
    for line, (start, end) in zip(found.lines, spoken, strict=True):
        assert line.start == pytest.approx(start, abs=0.11)
        assert line.end == pytest.approx(end, abs=0.11)


def test_progress_is_told_and_it_can_be_stopped(model: Path, recording: Path) -> None:
    job = Job()
    transcribe(recording, [(1.0, 2.0)], model, job=job)
    assert (job.progress.step, job.progress.done, job.progress.total) == ("transcribing", 1, 1)
    job.cancel()
    with pytest.raises(Cancelled):
        transcribe(recording, [(1.0, 2.0)], model, job=job)


def test_nobody_speaks(model: Path, recording: Path) -> None:
    assert transcribe(recording, [], model)[0].lines == ()


def test_a_broken_model_costs_its_own_process_only(
    model: Path, recording: Path, tmp_path: Path
) -> None:
    (tmp_path / "tokens.txt").write_bytes((model / "tokens.txt").read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"sense_voice" * 90)
    with pytest.raises(InputError, match="speech_model_failed"):
        transcribe(recording, [(1.0, 2.0)], tmp_path)


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="speech_model_missing"):
        find_model(tmp_path / "nowhere")
    with pytest.raises(InputError, match="speech_model_unknown"):
        find_model(tmp_path)


@pytest.mark.parametrize(
    ("names", "inside", "kind", "chosen"),
    [
        (("model.onnx", "model.int8.onnx", "tokens.txt"), b"lang_zh", "sense_voice", "model.int8.onnx"),
        (("model.int8.onnx", "tokens.txt"), b"paraformer", "paraformer", "model.int8.onnx"),
        (
            ("base-encoder.onnx", "base-decoder.onnx", "base-tokens.txt"),
            b"",
            "whisper",
            "base-encoder.onnx",
        ),
    ],
)  # fmt: skip
def test_the_kind_of_a_model_is_seen(
    tmp_path: Path, names: tuple[str, ...], inside: bytes, kind: str, chosen: str
) -> None:
    for name in names:
        (tmp_path / name).write_bytes(bytes(500_000) + inside + bytes(900))
    found = find_model(tmp_path)
    assert (found.kind, found.files[0].name) == (kind, chosen)


def test_long_stretches_are_cut_where_it_is_quiet() -> None:
    wave = np.random.default_rng(1).normal(0, 0.1, 70 * RATE).astype(np.float32)
    for quiet in (20.0, 41.5):
        wave[round(quiet * RATE) : round((quiet + 0.3) * RATE)] = 0
    pieces = quiet_cuts(wave)
    assert pieces[0][0] == 0
    assert pieces[-1][1] == 70
    assert all(end - start <= 25.01 for start, end in pieces)
    assert [end for _, end in pieces[:2]] == pytest.approx([20.1, 41.6], abs=0.2)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(pieces))
    assert quiet_cuts(wave[:0]) == []
    assert quiet_cuts(wave[:RATE]) == [(0.0, 1.0)]
