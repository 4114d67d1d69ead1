"""Tiny models of the shapes that sherpa-onnx loads: whatever they hear, they say 轉人工 (in old characters)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import (
        GraphProto,
    )  # the library itself is loaded by whoever makes a model: wine hasn't got it

TOKENS = ("<blank>", "轉", "人", "工", "<|zh|>", "<|NEUTRAL|>", "<|Speech|>", "<|woitn|>")
# Language, mood and so on come first, which sherpa-onnx leaves out; then the words, then blanks to the end.
_SAID = np.array([4, 5, 6, 7, 1, 2, 3, 0], np.int64)


def write_sense_voice(folder: Path) -> Path:
    """A model folder as the people of SenseVoice hand it out: model.onnx and tokens.txt, a few KB."""
    import onnx
    from onnx import helper

    folder.mkdir(parents=True)
    tokens = "".join(f"{token} {number}\n" for number, token in enumerate(TOKENS))
    (folder / "tokens.txt").write_text(tokens, encoding="utf-8")
    model = helper.make_model(_graph(), opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    helper.set_model_props(
        model,
        {
            "model_type": "sense_voice_ctc",
            "vocab_size": str(len(TOKENS)),
            "lfr_window_size": "7",
            "lfr_window_shift": "6",
            "normalize_samples": "0",
            "with_itn": "14",
            "without_itn": "15",
            **{f"lang_{name}": str(n) for n, name in enumerate(("auto", "zh", "en", "yue", "ja", "ko"))},
            "neg_mean": ",".join(["0"] * 560),
            "inv_stddev": ",".join(["1"] * 560),
        },
    )  # fmt: skip
    onnx.save(model, folder / "model.onnx")
    return folder


def _graph() -> GraphProto:
    from onnx import TensorProto, helper, numpy_helper

    constants: dict[str, NDArray[np.generic]] = {
        "said": _SAID,
        "last": np.array(len(_SAID) - 1, np.int64),
        "zero": np.array(0, np.int64),
        "one": np.array(1, np.int64),
        "four": np.array(4, np.int64),
        "depth": np.array(len(TOKENS), np.int64),
        "off_on": np.array([-9, 9], np.float32),
        "front": np.array([0], np.int64),
    }
    node = helper.make_node
    nodes = [
        node("Shape", ["x"], ["shape"]),
        node("Gather", ["shape", "one"], ["frames"]),
        node("Add", ["frames", "four"], ["steps"]),
        node("Range", ["zero", "steps", "one"], ["places"]),
        node("Min", ["places", "last"], ["capped"]),
        node("Gather", ["said", "capped"], ["ids"]),
        node("OneHot", ["ids", "depth", "off_on"], ["flat"]),
        node("Unsqueeze", ["flat", "front"], ["logits"]),
    ]
    feature = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", "T", 560])
    numbers = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["N"])
        for name in ("x_length", "language", "text_norm")
    ]
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", "L", len(TOKENS)])
    held = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    return helper.make_graph(nodes, "tiny", [feature, *numbers], [logits], held)
