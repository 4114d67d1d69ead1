"""Takes pictures of the screen: all of it, a window, or a part.

It promises that a picture shows what was to be seen at the moment it names, pixel for pixel; that whatever lay over
the window that was meant is said; that a screen which may not be read, is locked or doesn't answer is an error and
never a black picture; and that several monitors of different fineness come out as they lie.
"""

from __future__ import annotations

from evidence_keeper.intake.screen.here import global_key, on_wayland, screen
from evidence_keeper.intake.screen.layout import Box, Layout, Monitor, Plane, View
from evidence_keeper.intake.screen.port import (
    NOTE_CODES,
    ClockState,
    OneWindow,
    Region,
    Screen,
    Shot,
    Whole,
    Window,
    Wish,
)

__all__ = [
    "NOTE_CODES",
    "Box",
    "ClockState",
    "Layout",
    "Monitor",
    "OneWindow",
    "Plane",
    "Region",
    "Screen",
    "Shot",
    "View",
    "Whole",
    "Window",
    "Wish",
    "global_key",
    "on_wayland",
    "screen",
]
