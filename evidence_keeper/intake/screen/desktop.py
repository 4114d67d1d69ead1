"""Takes pictures where a program may read the screen itself: the steps that X11, Windows, macOS and the fake share.

Whose pixels they are is not taken for granted: a window is brought to the front, looked up again after its picture was
taken, and what lay over it is said. A window grab of a covered window is a picture of what covers it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from evidence_keeper.errors import DeviceError, InputError
from evidence_keeper.intake.screen.layout import Box, Layout
from evidence_keeper.intake.screen.nettime import clock_state
from evidence_keeper.intake.screen.port import (
    OneWindow,
    Region,
    Shot,
    Whole,
    Window,
    Wish,
)

if TYPE_CHECKING:
    from evidence_keeper.intake.screen.layout import Pixels

IN_FRONT_SECONDS = 1.0
SETTLE_SECONDS = 0.15
"""A window that has just come to the front paints itself, and a compositor shows it a frame later."""
_LEAST_COVERED = 0.005


class Glass(Protocol):
    """The pixels."""

    @property
    def name(self) -> str:
        """What reads them."""

    def available(self) -> bool:
        """Whether there is a screen."""

    def permitted(self) -> bool | None:
        """Whether it may be read."""

    def layout(self) -> Layout:
        """The monitors. Raises DeviceError screen_missing."""

    def read(self, box: Box, layout: Layout) -> Pixels:
        """What is to be seen in `box` now. Raises DeviceError screen_failed, screen_refused."""

    def tools(self) -> Mapping[str, str]:
        """Names and versions."""


class Windows(Protocol):
    """What lies on the glass."""

    def listed(self) -> tuple[Window, ...]:
        """All that can be seen, the uppermost first; whatever covers others is in it, with or without a title.
        Raises DeviceError windows_unlisted."""

    def active(self) -> Window | None:
        """The one in use."""

    def bring_forward(self, window: Window) -> None:
        """Ask the system to put it in front; that may take a moment, or be refused."""


class DesktopScreen:
    """A `Screen` of some glass and the windows on it. `locked` says whether the screen is locked, None: unknown."""

    def __init__(
        self,
        glass: Glass,
        windows: Windows,
        locked: Callable[[], bool | None],
        wall: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._glass, self._windows, self._locked = glass, windows, locked
        self._wall, self._sleep = wall, sleep

    @property
    def backend(self) -> str:
        """The glass's name."""
        return self._glass.name

    def available(self) -> bool:
        """Whether there is a screen."""
        return self._glass.available()

    def permitted(self) -> bool | None:
        """Whether it may be read."""
        return self._glass.permitted()

    def tools(self) -> Mapping[str, str]:
        """Names and versions."""
        return self._glass.tools()

    def layout(self) -> Layout:
        """The monitors."""
        return self._glass.layout()

    def windows(self) -> tuple[Window, ...]:
        """Those with a title, so that a person can tell them apart, and none of our own."""
        return tuple(one for one in self._windows.listed() if one.title and one.pid != os.getpid())

    def take(self, wish: Wish) -> Shot:
        """See Screen.take."""
        layout = self.layout()
        if self.permitted() is False:
            raise DeviceError("screen_refused")
        match wish:
            case OneWindow():
                shot = self._take_window(wish, layout)
            case Whole(monitor):
                shot = self._read(layout, _monitor_box(layout, monitor))
            case Region(box):
                seen = box.meets(layout.bounds)
                if seen is None or not layout.touched(seen):
                    raise InputError("region_outside", region=box.as_list())
                shot = self._read(layout, seen)
        # Asked after the pixels were read: the moment of the press is what counts.
        if self._locked():
            raise DeviceError("screen_locked")
        return shot

    def _read(
        self,
        layout: Layout,
        box: Box,
        window: Window | None = None,
    ) -> Shot:
        at = self._wall()
        pixels = self._glass.read(box, layout)
        return Shot(
            pixels,
            box,
            layout,
            at,
            self.backend,
            window,
            self._active(),
            clock_state(),
            tools=self.tools(),
        )

    def _active(self) -> Window | None:
        try:
            return self._windows.active()
        except DeviceError:
            return None

    # ---- one window

    def _take_window(self, wish: OneWindow, layout: Layout) -> Shot:
        window = self._find(wish)
        if _lying_over(window, self._windows.listed()):
            self._windows.bring_forward(window)
            window = self._wait_until_in_front(window)
        seen = window.box.meets(layout.bounds)
        if seen is None:
            raise InputError("region_outside", region=window.box.as_list())
        shot = self._read(layout, seen, window)
        after = self._windows.listed()
        now = next((one for one in after if one.key == window.key), None)
        if now is None:
            raise DeviceError("window_gone", title=window.title)
        notes = [*_about_cut(window.box, seen), *_about_cover(window, seen, after)]
        if now.box != window.box:
            notes.append({"code": "shot_moved"})
        return replace(shot, notes=tuple(notes))

    def _find(self, wish: OneWindow) -> Window:
        known = self.windows()
        if wish.key is not None:
            for window in known:
                if window.key == wish.key:
                    return window
            raise DeviceError("window_gone", title=wish.title)
        if not wish.title:
            active = self._active()
            if active is None and not known:
                raise InputError("window_unknown", title="")
            return active or known[0]
        asked = wish.title.casefold()
        exact = [one for one in known if one.title.casefold() == asked]
        part = [one for one in known if asked in f"{one.title}\n{one.program}".casefold()]
        if not (exact or part):
            raise InputError("window_unknown", title=wish.title)
        return (exact or part)[0]

    def _wait_until_in_front(self, window: Window) -> Window:
        """Until nothing lies over it, at most IN_FRONT_SECONDS; as it lies then. Raises DeviceError window_gone."""
        waited = 0.0
        while True:
            listed = self._windows.listed()
            now = next((one for one in listed if one.key == window.key), None)
            if now is None:
                raise DeviceError("window_gone", title=window.title)
            if not _lying_over(now, listed) or waited >= IN_FRONT_SECONDS:
                self._sleep(SETTLE_SECONDS)
                return now
            self._sleep(0.05)
            waited += 0.05


def _monitor_box(layout: Layout, name: str) -> Box:
    if not name:
        return layout.bounds
    for monitor in layout.monitors:
        if monitor.name == name:
            return monitor.box
    raise InputError("monitor_unknown", name=name)


def _lying_over(window: Window, listed: tuple[Window, ...]) -> list[Window]:
    """What lies over a window. Nameless ones of its own program don't count: its menus belong to it."""
    over: list[Window] = []
    for one in listed:
        if one.key == window.key:
            return over
        menu = not one.title and one.pid is not None and one.pid == window.pid
        if not menu and one.box.meets(window.box):
            over.append(one)
    return over


def _about_cover(window: Window, seen: Box, listed: tuple[Window, ...]) -> list[Mapping[str, Any]]:
    import numpy as np

    over = _lying_over(window, listed)
    hidden = np.zeros((seen.height, seen.width), bool)
    for one in over:
        common = one.box.meets(seen)
        if common is not None:
            left, top = common.x - seen.x, common.y - seen.y
            hidden[top : top + common.height, left : left + common.width] = True
    part = float(hidden.mean())
    if part < _LEAST_COVERED:
        return []
    titles = [one.title for one in over if one.title]
    return [{"code": "shot_covered", "percent": max(1, round(part * 100)), "by": titles}]


def _about_cut(box: Box, seen: Box) -> list[Mapping[str, Any]]:
    beside = 1 - seen.area / box.area
    if beside < _LEAST_COVERED:
        return []
    return [{"code": "shot_cut", "percent": max(1, round(beside * 100))}]
