"""Which kind of model a folder holds: SenseVoice, Paraformer or Whisper, as their makers pack them for sherpa-onnx."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from evidence_keeper.errors import InputError

_LOOKED_AT = 256 * 1024
"""What an ONNX file says of itself stands at its end, in some at its beginning."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model: `kind` sense_voice, paraformer or whisper, and its files. A whisper has two."""

    kind: str
    tokens: Path
    files: tuple[Path, ...]


def find_model(folder: Path) -> Model:
    """The model in `folder`, the smaller one where there are several of one kind.

    Raises InputError speech_model_missing (no such folder), speech_model_unknown (nothing in it that we know).
    """
    if not folder.is_dir():
        raise InputError("speech_model_missing", path=str(folder))
    found = _whisper(folder) or _one_file(folder)
    if found is None:
        raise InputError("speech_model_unknown", path=str(folder))
    return found


def _whisper(folder: Path) -> Model | None:
    encoder, decoder = (_best(folder, f"*{part}*.onnx") for part in ("encoder", "decoder"))
    tokens = next(iter(sorted(folder.glob("*tokens.txt"))), None)
    if encoder is None or decoder is None or tokens is None:
        return None
    return Model("whisper", tokens, (encoder, decoder))


def _one_file(folder: Path) -> Model | None:
    model, tokens = _best(folder, "model*.onnx"), folder / "tokens.txt"
    if model is None or not tokens.is_file():
        return None
    said = _says_of_itself(model)
    if b"lang_zh" in said or b"sense_voice" in said or "sense-voice" in folder.name.lower():
        return Model("sense_voice", tokens, (model,))
    if b"paraformer" in said or "paraformer" in folder.name.lower():
        return Model("paraformer", tokens, (model,))
    return None


def _best(folder: Path, pattern: str) -> Path | None:
    """The one in small numbers (int8) first: on a home computer it is as good and twice as fast."""
    found = sorted(folder.glob(pattern), key=lambda path: ("int8" not in path.name, path.name))
    return found[0] if found else None


def _says_of_itself(model: Path) -> bytes:
    try:
        with model.open("rb") as file:
            head = file.read(_LOOKED_AT)
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LOOKED_AT))
            return head + file.read()
    except OSError:
        return b""
