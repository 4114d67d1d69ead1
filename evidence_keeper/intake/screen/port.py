"""What taking a picture asks of a computer: monitors, windows and their pixels.

One adapter per system and one shipped fake stand behind `Screen`.

`available` (is there anything that could do it?) and `permitted` (does the system let us?) are two questions: the
first is answered by choosing another adapter, the second by a sentence that tells a person what to allow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from evidence_keeper.intake.screen.layout import Box, Layout

if TYPE_CHECKING:
    from evidence_keeper.intake.screen.layout import Pixels

NOTE_CODES = (
    "shot_black",  # nothing at all can be seen in it
    "shot_covered",  # percent: how much of the window lay under others; by: their titles, where known
    "shot_cut",  # percent: how much of the window lay beside the screen
    "shot_moved",  # the window moved or changed its size while the picture was taken
)
DARKEST = 16
"""A picture in which no colour is brighter than this (of 255) is called black."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window of any program. `key` is the system's own number of it; `box` lies in the layout's plane.

    `program` is its name as the system knows it; `title` is what stands in its bar.
    """

    key: int
    title: str
    program: str
    box: Box
    pid: int | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """All monitors, or the one with this name."""

    monitor: str = ""


@dataclass(frozen=True, slots=True)
class OneWindow:
    """One window: by its key, else by a part of its title or its program's name, else the one in use."""

    title: str = ""
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the layout's plane."""

    box: Box


Wish = Whole | OneWindow | Region


@dataclass(frozen=True, slots=True)
class ClockState:
    """What the system's own time service says of the clock; nobody on the network was asked for it.

    `offset_seconds` is what the system still has to correct, `most_seconds` how far off it may be at most.
    """

    synchronised: bool
    offset_seconds: float
    most_seconds: float


@dataclass(frozen=True, eq=False, slots=True)
class Shot:
    """A picture of what was seen, not kept yet. `pixels` are rows of blue, green, red and one byte more.

    `box` is what it shows of the layout's plane; `window` the window that was asked for; `active` the one in use then.
    `taken_at` is when the pixels were read, by this computer's clock.
    """

    pixels: Pixels
    box: Box
    layout: Layout
    taken_at: datetime
    backend: str
    window: Window | None = None
    active: Window | None = None
    clock: ClockState | None = None
    notes: tuple[Mapping[str, Any], ...] = ()
    tools: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.pixels.shape[0])

    @property
    def black(self) -> bool:
        """Nothing can be seen in it."""
        for seen in (self.pixels[::16, ::16], self.pixels):  # most are seen at the first glance
            if any(bool((seen[..., colour] > DARKEST).any()) for colour in range(3)):
                return False
        return True

    def cut(self, box: Box) -> Shot:
        """The same moment, only what lies in `box` (in the plane). Raises ValueError where that is outside."""
        seen = self.box.meets(box)
        if seen is None:
            raise ValueError(f"{box} lies outside {self.box}")
        wide, high = self.width / self.box.width, self.height / self.box.height
        left, top = round((seen.x - self.box.x) * wide), round((seen.y - self.box.y) * high)
        right = max(left + 1, round((seen.right - self.box.x) * wide))
        bottom = max(top + 1, round((seen.bottom - self.box.y) * high))
        return replace(self, pixels=self.pixels[top:bottom, left:right], box=seen)


class Screen(Protocol):
    """The screens of one computer."""

    @property
    def backend(self) -> str:
        """What reads the pixels (mss, portal, fake)."""

    def available(self) -> bool:
        """Whether there is a screen here and something to read it with. Never raises."""

    def permitted(self) -> bool | None:
        """Whether the system lets us; None where only trying shows it. Never raises."""

    def layout(self) -> Layout:
        """The monitors. Raises DeviceError screen_missing."""

    def windows(self) -> tuple[Window, ...]:
        """The windows that can be chosen, the uppermost first. Raises DeviceError windows_unlisted where the system
        shows none to programs."""

    def take(self, wish: Wish) -> Shot:
        """A picture, now. Raises DeviceError screen_missing, screen_refused, screen_locked, screen_failed,
        portal_silent, portal_cancelled, windows_unlisted, window_gone; InputError window_unknown, region_outside,
        monitor_unknown."""

    def tools(self) -> Mapping[str, str]:
        """Names and versions of what takes pictures, for provenance."""
