"""Reads the pixels with mss: on X11, Windows and macOS.

On macOS mss asks for points unless told otherwise; here every screen is read as finely as it is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.screen.layout import Box, Layout, Monitor, Plane

if TYPE_CHECKING:
    import mss

    from evidence_keeper.intake.screen.layout import Pixels

_PROBED = 8


class MssGlass:
    """What mss can read. `scale` says how many times the desktop enlarges its letters, where it is the same for all."""

    name = "mss"

    def __init__(self, scale: Callable[[], float] = lambda: 1.0) -> None:
        self._scale = scale

    def available(self) -> bool:
        """Whether there is a screen."""
        if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
            return False
        import mss.exception

        try:
            with _reader() as reader:
                return bool(reader.monitors)
        except (mss.exception.ScreenShotError, OSError):
            return False

    def permitted(self) -> bool | None:
        """MacOS asks the person, once; elsewhere any program may."""
        if sys.platform == "darwin":
            from evidence_keeper.intake.screen import macos

            return macos.may_read_screen()
        return True

    def tools(self) -> Mapping[str, str]:
        """Mss and its version."""
        import mss

        return {"mss": mss.__version__}

    def layout(self) -> Layout:
        """The monitors."""
        import mss.exception

        try:
            with _reader() as reader:
                found = reader.monitors
                known = found[1:] or found[:1]
                scales = [self._scale_of(reader, one) for one in known]
        except (mss.exception.ScreenShotError, OSError) as error:
            raise DeviceError("screen_missing") from error
        monitors = tuple(
            Monitor(
                str(one.get("output") or one.get("name") or number),
                Box(one["left"], one["top"], one["width"], one["height"]),
                scale,
                bool(one.get("is_primary", number == 1)),
            )
            for number, (one, scale) in enumerate(zip(known, scales, strict=True), 1)
        )
        plane = Plane.POINTS if sys.platform == "darwin" else Plane.PIXELS
        return Layout(monitors, plane)

    def read(self, box: Box, layout: Layout) -> Pixels:
        """The pixels of `box`."""
        import mss.exception

        try:
            with _reader() as reader:
                if layout.plane is Plane.PIXELS:
                    return _grab(reader, box)
                pieces = [(part, _grab(reader, part.box)) for part in layout.parts(box)]
        except (mss.exception.ScreenShotError, OSError) as error:
            raise DeviceError("screen_failed", detail=str(error)) from error
        return layout.joined(box, pieces)

    def _scale_of(self, reader: mss.MSS, monitor: Mapping[str, Any]) -> float:
        if sys.platform == "darwin":
            probe = Box(monitor["left"], monitor["top"], _PROBED, _PROBED)
            return float(_grab(reader, probe).shape[1]) / _PROBED
        return self._scale()


def _reader() -> mss.MSS:
    import mss

    if sys.platform == "darwin":
        import mss.darwin

        mss.darwin.IMAGE_OPTIONS = 0  # as many pixels as the screen has
    return mss.MSS()


def _grab(reader: mss.MSS, box: Box) -> Pixels:
    import numpy as np

    where = {"left": box.x, "top": box.y, "width": box.width, "height": box.height}
    picture = reader.grab(where)
    flat = np.frombuffer(picture.raw, np.uint8)
    pixels: Pixels = flat.reshape(picture.height, picture.width, 4)
    return pixels
