"""A desk with monitors and windows that aren't there: for the example, the window's tests, and each fault there is.

Shipped, and honest: what it gives is what was put on it, stacked as it says; a window that is covered is covered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from evidence_keeper.errors import DeviceError
from evidence_keeper.intake.screen.desktop import DesktopScreen
from evidence_keeper.intake.screen.layout import Box, Layout, Monitor
from evidence_keeper.intake.screen.port import Window

if TYPE_CHECKING:
    from evidence_keeper.intake.screen.layout import Pixels

Colour = tuple[int, int, int]
"""Red, green, blue."""


@dataclass
class FakeDesk:
    """Glass and windows in one. All of it can be changed between two pictures.

    `papers` is what lies on each monitor below all windows, at the monitor's own fineness (rows of blue, green, red
    and one more); `stack` the windows, the uppermost first, each in one colour or with its own picture.
    `stubborn`: no window comes forward; `vanishing`: windows that close while a picture is taken.
    """

    places: Layout
    papers: dict[str, Pixels] = field(default_factory=dict)
    stack: list[Window] = field(default_factory=list)
    faces: dict[int, Colour | Pixels] = field(default_factory=dict)
    name: str = "fake"
    missing: bool = False
    allowed: bool | None = True
    failing: str = ""
    stubborn: bool = False
    vanishing: set[int] = field(default_factory=set)
    is_locked: bool | None = False
    unlisted: bool = False

    def available(self) -> bool:
        """Unless it is missing."""
        return not self.missing

    def permitted(self) -> bool | None:
        """As allowed."""
        return self.allowed

    def tools(self) -> Mapping[str, str]:
        """Says that it is a fake."""
        return {"fake": "1"}

    def layout(self) -> Layout:
        """The monitors."""
        if self.missing:
            raise DeviceError("screen_missing")
        return self.places

    def locked(self) -> bool | None:
        """As set."""
        return self.is_locked

    def read(self, box: Box, layout: Layout) -> Pixels:
        """What is to be seen: papers, and the windows over them."""
        if self.failing:
            raise DeviceError("screen_failed", detail=self.failing)
        pieces = []
        for part in layout.parts(box):
            seen = self._monitor(part.monitor)
            fine = layout.density(part.monitor.box)
            left = round((part.box.x - part.monitor.box.x) * fine)
            top = round((part.box.y - part.monitor.box.y) * fine)
            right = round((part.box.right - part.monitor.box.x) * fine)
            bottom = round((part.box.bottom - part.monitor.box.y) * fine)
            pieces.append((part, seen[top:bottom, left:right]))
        picture = layout.joined(box, pieces)
        self.stack = [one for one in self.stack if one.key not in self.vanishing]
        return picture

    def _monitor(self, monitor: Monitor) -> Pixels:
        import numpy as np

        alone = Layout((monitor,), self.places.plane)
        width, height = alone.size(monitor.box)
        seen: Pixels = np.full((height, width, 4), 255, np.uint8)
        if monitor.name in self.papers:
            seen = self.papers[monitor.name].copy()
        fine = alone.density(monitor.box)
        for window in reversed(self.stack):
            common = window.box.meets(monitor.box)
            if common is None:
                continue
            face = self.faces.get(window.key, (128, 128, 128))
            rows = slice(
                round((common.y - monitor.box.y) * fine),
                round((common.bottom - monitor.box.y) * fine),
            )
            columns = slice(
                round((common.x - monitor.box.x) * fine),
                round((common.right - monitor.box.x) * fine),
            )
            if isinstance(face, tuple):
                seen[rows, columns, :3] = face[::-1]
            else:
                left, top = common.x - window.box.x, common.y - window.box.y
                seen[rows, columns] = face[top : top + common.height, left : left + common.width]
        return seen

    # ---- the windows

    def listed(self) -> tuple[Window, ...]:
        """The stack."""
        if self.unlisted:
            raise DeviceError("windows_unlisted")
        return tuple(self.stack)

    def active(self) -> Window | None:
        """The uppermost with a title."""
        return next((one for one in self.listed() if one.title), None)

    def bring_forward(self, window: Window) -> None:
        """To the top, unless it is stubborn."""
        if self.stubborn:
            return
        self.stack.sort(key=lambda one: one.key != window.key)

    def move(self, key: int, box: Box) -> None:
        """A window somewhere else."""
        self.stack = [replace(one, box=box) if one.key == key else one for one in self.stack]


class FakeScreen(DesktopScreen):
    """A `Screen` of a FakeDesk."""

    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk
        super().__init__(desk, desk, desk.locked, sleep=lambda _seconds: None)


def one_monitor(width: int = 1920, height: int = 1080, windows: Sequence[Window] = ()) -> FakeDesk:
    """A usual desk."""
    monitor = Monitor("fake-1", Box(0, 0, width, height), 1.0, True)
    return FakeDesk(Layout((monitor,)), stack=list(windows))
