"""Text in a picture by RapidOCR: found on a smaller copy, read on the picture itself.

Finding costs by the pixel and needs no detail, reading needs all of it: so a phone's picture takes a second, and
nothing that is read was ever made smaller. A long picture is looked through in tiles that overlap.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_keeper.reading.screenshot.facts import Box, Line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

TILE_PIXELS = 2_800_000
"""Of the picture in one tile; finding in more takes more than a gigabyte."""
OVERLAP = 200
FIND_WIDTH = 540
"""A phone's picture is this wide while text is looked for: its smallest letters have 12 rows then."""
SMALL = 22
"""Rows of a line. Where most lines are lower, text is looked for once more on the picture as it is."""
WIDEST = 2600
"""A photo's columns while text is looked for."""
_RIM = 0.12
_SURE = 0.5


class Engine:
    """The loaded model: 0.6 GB, freed by the end of the process."""

    def __init__(self) -> None:
        import onnxruntime

        # On Windows its makers count who uses it: not here.
        onnxruntime.disable_telemetry_events()
        found = importlib.util.find_spec("rapidocr")
        models = Path(found.origin or "" if found else "").parent / "models"
        # The networks are loaded while the rest is imported: that takes as long.
        with ThreadPoolExecutor(2) as loading:
            finds = loading.submit(_session, _only(models, "*det*.onnx"))
            reads = loading.submit(_session, _only(models, "*rec*.onnx"))
            import rapidocr

            # Its annotations say that one call may give any of four things.
            self._ocr: Any = rapidocr.RapidOCR(
                params={
                    "Global.use_cls": False,
                    "Global.log_level": "critical",
                    "Global.max_side_len": 1 << 20,
                    "Global.min_side_len": 1,
                    "Det.limit_side_len": 32,
                }
            )
        settings = self._ocr.cfg
        settings._set_flag("allow_objects", True)
        # Sessions of our own: by path, so that a missing model is an error here, never a download.
        settings.Det.session, settings.Rec.session = finds.result(), reads.result()

    def lines(self, pixels: Pixels, progress: Callable[[int, int], None]) -> list[Line]:
        """All lines of a picture (rows, columns, blue-green-red), from the top."""
        boxes = self._find(pixels)
        found: list[Line] = []
        for done, box in enumerate(boxes):
            if done % 8 == 0:
                progress(done, len(boxes))
            line = self._read(pixels, box)
            if line is not None:
                found.append(line)
        return found

    # Finding ----------------------------------------------------------------------------------------------------

    def _find(self, pixels: Pixels) -> list[Box]:
        height, width = pixels.shape[:2]
        scale = min(1.0, max((FIND_WIDTH if height > width else WIDEST) / width, 0.25))
        boxes = self._find_at(pixels, scale)
        rows = sorted(box.height for box in boxes)
        if scale < 1 and rows and rows[len(rows) // 2] < SMALL:
            boxes = self._find_at(pixels, min(1.0, WIDEST / width))
        return sorted(boxes, key=lambda box: (box.down, box.left))

    def _find_at(self, pixels: Pixels, scale: float) -> list[Box]:
        height, width = pixels.shape[:2]
        tiles = list(_tiles(height, max(2 * OVERLAP, round(TILE_PIXELS / (width * scale)))))
        found: list[Box] = []
        for top, bottom in tiles:
            fresh = [
                box
                for box in self._find_in(pixels[top:bottom], top, scale)
                if not _torn(box, top, bottom, height)
            ]
            found = _joined(found, fresh, top)
        return found

    def _find_in(self, tile: Pixels, top: int, scale: float) -> Iterator[Box]:
        import cv2

        if scale < 1:
            size = (max(1, round(tile.shape[1] * scale)), max(1, round(tile.shape[0] * scale)))
            small: Any = cv2.resize(tile, size, interpolation=cv2.INTER_AREA)
        else:
            small = tile
        found = self._ocr(small, use_det=True, use_cls=False, use_rec=False)
        if found.boxes is None:
            return
        for corners in found.boxes:
            left, upper = corners.min(axis=0) / scale
            right, lower = corners.max(axis=0) / scale
            yield Box(int(left), int(upper) + top, int(right + 1), int(lower + 1) + top)

    # Reading ----------------------------------------------------------------------------------------------------

    def _read(self, pixels: Pixels, box: Box) -> Line | None:
        height, width = pixels.shape[:2]
        rim = round(box.height * _RIM)
        left, right = max(0, box.left - rim), min(width, box.right + rim)
        top, bottom = max(0, box.top), min(height, box.bottom)
        if right - left < 4 or bottom - top < 4:
            return None
        found = self._ocr(
            pixels[top:bottom, left:right],
            use_det=False,
            use_cls=False,
            use_rec=True,
            return_word_box=True,
        )
        if not found.txts or not found.txts[0].strip() or found.scores[0] < _SURE:
            return None
        text = str(found.txts[0])
        kept = text.strip()
        at = _places(found.word_results[0], text, left, right)
        first = text.index(kept)
        at = at[first : first + len(kept) + 1]
        return Line(
            kept, Box(left, top, right, bottom), round(float(found.scores[0]), 4), tuple(at)
        )


def _session(model: Path) -> Any:
    """A loaded network that works on all processors. Its threads sleep while they wait for each other: turning in
    circles, as they do by themselves, takes two thirds more work on two processors, and disturbs a call that is being
    recorded."""
    import onnxruntime

    how = onnxruntime.SessionOptions()
    how.log_severity_level = 4
    how.enable_cpu_mem_arena = False
    how.intra_op_num_threads = min(4, os.cpu_count() or 1)
    how.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(model), how, providers=["CPUExecutionProvider"])


def _only(folder: Path, pattern: str) -> Path:
    return next(iter(sorted(folder.glob(pattern))), folder / pattern)


def _tiles(height: int, most: int) -> Iterator[tuple[int, int]]:
    top = 0
    while height - top > most:
        yield top, top + most
        top += most - OVERLAP
    yield top, height


def _torn(box: Box, top: int, bottom: int, height: int) -> bool:
    """Cut by the edge of its tile, not by the picture's: the neighbour tile has it whole."""
    return (top > 0 and box.top <= top + 3) or (bottom < height and box.bottom >= bottom - 3)


def _joined(before: list[Box], fresh: list[Box], top: int) -> list[Box]:
    """Both, each line once: a line in the overlap is found twice, and the longer one is the whole one."""
    kept = list(before)
    for box in fresh:
        twins = [one for one in kept if one.bottom > top and _same_line(one, box)]
        if any(one.width > box.width for one in twins):
            continue
        kept = [one for one in kept if one not in twins]
        kept.append(box)
    return kept


def _same_line(one: Box, other: Box) -> bool:
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    across = min(one.right, other.right) - max(one.left, other.left)
    return down > 0.5 * min(one.height, other.height) and across > 0.5 * min(one.width, other.width)


def _places(word: Any, text: str, left: int, right: int) -> list[int]:
    """Where each sign begins, and where the last ends: the network says in which of its columns it saw it."""
    columns = [column for group in word.word_cols for column in group]
    signs = sum(1 for sign in text if not sign.isspace())
    width = right - left
    if len(columns) == len(text):
        middles = [(column + 0.5) / word.line_txt_len for column in columns]
    elif len(columns) == signs:
        rest = iter(columns)
        middles, last = [], 0.0
        for sign in text:
            last = last if sign.isspace() else (next(rest) + 0.5) / word.line_txt_len
            middles.append(last)
    else:
        middles = [(place + 0.5) / len(text) for place in range(len(text))]
    edges = [0.0, *((one + two) / 2 for one, two in pairwise(middles)), 1.0]
    return [left + round(min(1.0, max(0.0, edge)) * width) for edge in edges]
