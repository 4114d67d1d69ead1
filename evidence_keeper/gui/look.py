"""How big and in which colours: what every widget of one window shares.

A Look is made once per window from the palette, the face and the text size, and handed down. Sizes are
device-independent pixels at 96 dpi; only letters and heights grow with the text size, never gaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QColor, QFont

from evidence_keeper.gui.palette import LIGHT, Palette


class FaceName(StrEnum):
    """The two faces of the window."""

    EASY = "easy"
    STANDARD = "standard"


SIZES = (100, 125, 150, 175, 200)
"""The text sizes that a press goes through; the command line can ask for more."""


@dataclass(frozen=True, slots=True)
class Look:
    """Palette, face and text size (per cent) of one window."""

    face: FaceName = FaceName.STANDARD
    scale: int = 100
    palette: Palette = LIGHT

    @property
    def easy(self) -> bool:
        """Whether this is the face of large buttons."""
        return self.face is FaceName.EASY

    def px(self, size: float) -> int:
        """A letter's or a control's size at this text size."""
        return round(size * self.scale / 100)

    @property
    def text(self) -> int:
        """Running text."""
        return self.px(24 if self.easy else 15)

    @property
    def caption(self) -> int:
        """The smallest text: never under 24 in the easy face."""
        return self.px(24 if self.easy else 13)

    @property
    def title(self) -> int:
        """A page's or an item's title."""
        return self.px(36 if self.easy else 20)

    @property
    def button(self) -> int:
        """A main button's letters."""
        return self.px(30 if self.easy else 15)

    @property
    def mark(self) -> int:
        """The letters of a button that marks a moment."""
        return self.px(28 if self.easy else 14)

    @property
    def card(self) -> int:
        """A card's title."""
        return self.px(40 if self.easy else 15)

    @property
    def control(self) -> int:
        """A control's height."""
        return max(self.px(36), 36) if not self.easy else max(120, self.px(72))

    @property
    def helper(self) -> int:
        """The height of the small helpers in the easy face's header."""
        return max(64, self.px(64)) if self.easy else self.control

    @property
    def radius(self) -> int:
        """A corner's radius."""
        return 18 if self.easy else 8

    @property
    def gap(self) -> int:
        """Between two controls."""
        return 20 if self.easy else 12

    @property
    def edge(self) -> int:
        """Between the window's edge and what is in it."""
        return 40 if self.easy else 16

    def colour(self, role: str) -> QColor:
        """A palette role as Qt wants it."""
        return QColor(str(getattr(self.palette, role)))

    def font(self, size: int, *, bold: bool = False) -> QFont:
        """The window's font at `size` px."""
        font = QFont()
        font.setFamilies(list(FAMILIES))
        font.setPixelSize(size)
        font.setBold(bold)
        return font


FAMILIES = ("Noto Sans SC", "Keeper Rare Hanzi", "Noto Emoji")
