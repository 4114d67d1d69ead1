"""What a picture of a scrolled view looks like row by row: all that is remembered of a frame while others are compared.

A row is the mean brightness of some blocks side by side: exact enough to tell a digit from another, small enough for
hundreds of frames, and hardly touched by what JPEG does to single pixels. Anchors are windows of rows that any picture
of the same content chooses alike, wherever it was scrolled to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL import Image

Rows = NDArray[np.int16]

_BLOCK = 16  # pixels wide; narrower blocks feel JPEG more, wider ones miss a changed digit
_MOST_BLOCKS = 64
_WINDOW = 32  # rows of an anchor's window: about a line of text and what surrounds it
_NEAR = 8  # two anchors are at least so far apart
_CHANGE = 0.3  # mean change of a row against the one above that makes an anchor
_FLAT = 6  # blocks of one row that differ by no more are all background
_SCROLL_BAR = (
    0.03  # of the width at the right edge is left out: a scroll bar doesn't move with the page
)


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """A frame's rows and anchors. `width` and `height` are the picture's pixels.

    `rows` is (height, blocks), 0 to 255. `inked` says which rows are more than background. `anchors` are rows, the
    middles of windows; `looks` has one line of `window` for each, coarse.
    """

    width: int
    height: int
    rows: NDArray[np.uint8]
    inked: NDArray[np.bool_]
    anchors: NDArray[np.intp]
    looks: NDArray[np.float32]

    def window(self, anchor: int) -> Rows:
        """The rows around an anchor."""
        half = _WINDOW // 2
        return self.rows[anchor - half : anchor + half].astype(np.int16)


HALF_WINDOW = _WINDOW // 2


def signature(picture: Image.Image) -> Signature:
    """The signature of a picture of any mode and size."""
    return of_rows(picture.width, rows_of(picture))


def rows_of(picture: Image.Image) -> NDArray[np.uint8]:
    """A picture's rows alone; see Signature.rows."""
    from PIL import Image

    grey = picture if picture.mode == "L" else picture.convert("L")
    width, height = grey.size
    right = max(1, round(width * (1 - _SCROLL_BAR)))
    blocks = min(_MOST_BLOCKS, max(1, right // _BLOCK))
    small = grey.resize((blocks, height), Image.Resampling.BOX, (0, 0, right, height))
    return np.asarray(small, np.uint8).reshape(height, blocks)


def of_rows(width: int, rows: NDArray[np.uint8]) -> Signature:
    """The signature of rows that somebody else has measured; see Signature.rows."""
    inked = (rows.max(1).astype(np.int16) - rows.min(1)) > _FLAT
    anchors = _anchors(rows)
    return Signature(width, len(rows), rows, inked, anchors, _looks(rows, anchors))


def _anchors(rows: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Rows where the picture changes most within some rows; they follow from the content alone."""
    height = len(rows)
    if height <= _WINDOW:
        return np.empty(0, np.intp)
    change = np.zeros(height, np.float32)
    change[1:] = np.abs(np.diff(rows.astype(np.int16), axis=0)).mean(1)
    padded = np.pad(change, _NEAR, constant_values=-1)
    highest = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEAR + 1)
    # Of equal neighbours the upper one, else a flat edge would be two anchors here and one there.
    first = highest.argmax(1) == _NEAR
    found = np.flatnonzero(first & (change >= _CHANGE))
    return found[(found >= HALF_WINDOW) & (found <= height - HALF_WINDOW)]


def _looks(rows: NDArray[np.uint8], anchors: NDArray[np.intp]) -> NDArray[np.float32]:
    """Each anchor's window at half the rows and half the blocks, as one line."""
    blocks = rows.shape[1]
    if not len(anchors):
        return np.empty((0, _WINDOW // 2 * max(1, blocks // 2)), np.float32)
    at = anchors[:, None] + np.arange(-HALF_WINDOW, HALF_WINDOW)
    windows: NDArray[Any] = rows[at].astype(np.float32)
    windows = (windows[:, 0::2] + windows[:, 1::2]) / 2
    if blocks > 1:
        even = blocks // 2 * 2
        windows = (windows[:, :, 0:even:2] + windows[:, :, 1:even:2]) / 2
    return np.ascontiguousarray(windows.reshape(len(anchors), -1))
