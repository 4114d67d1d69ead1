"""The one palette: every colour on the screen has a role here, and its contrast is measured by a test.

Two schemes of the same roles. A widget that needs a colour asks for the role, never for a hex value.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by role, as #RRGGBB."""

    text: str = "#16232B"
    second: str = "#3D4C55"
    caption: str = "#5B6870"
    paper: str = "#FAF8F3"
    card: str = "#FFFFFF"
    action: str = "#0B5250"
    action_deep: str = "#083E3C"
    on_action: str = "#FFFFFF"
    chosen: str = "#E0EEEB"
    danger: str = "#9B1B15"
    on_danger: str = "#FFFFFF"
    warn_text: str = "#4A3000"
    warn_paper: str = "#FFF1CC"
    warn_line: str = "#8A5A00"
    calm_text: str = "#16232B"
    calm_paper: str = "#E7F1EE"
    line: str = "#DDD7C9"
    card_line: str = "#D5CFC0"
    focus: str = "#E0A100"
    picture: str = "#DCE6E3"
    track: str = "#E6E0D2"
    silence: str = "#B9C4C6"
    ringing: str = "#D9A441"
    keys: str = "#7A54A1"
    music: str = "#8FB8C9"
    dark: bool = False


LIGHT = Palette()

DARK = Palette(
    text="#F1EEE6",
    second="#C9D0D2",
    caption="#A9B4B8",
    paper="#12191D",
    card="#1B252A",
    action="#8FD3CC",
    action_deep="#B4E4DF",
    on_action="#0B1F1E",
    chosen="#21393A",
    danger="#F2A39C",
    on_danger="#2B0705",
    warn_text="#FFE3A1",
    warn_paper="#3A2C0C",
    warn_line="#D9A441",
    calm_text="#F1EEE6",
    calm_paper="#1E3130",
    line="#34424A",
    card_line="#3B4A52",
    focus="#E0A100",
    picture="#2A3A3C",
    track="#33434A",
    silence="#4A5A61",
    ringing="#D9A441",
    keys="#B79AD6",
    music="#5E93A8",
    dark=True,
)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG counts it: 1.0 (same) to 21.0."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def qt_palette(colours: Palette) -> QPalette:
    """The same roles for what Qt paints by itself (text cursors, selections, dialogs)."""
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, colour in (
        (roles.Window, colours.paper),
        (roles.WindowText, colours.text),
        (roles.Base, colours.card),
        (roles.AlternateBase, colours.paper),
        (roles.Text, colours.text),
        (roles.Button, colours.card),
        (roles.ButtonText, colours.text),
        (roles.BrightText, colours.danger),
        (roles.Highlight, colours.action),
        (roles.HighlightedText, colours.on_action),
        (roles.Link, colours.action),
        (roles.ToolTipBase, colours.text),
        (roles.ToolTipText, colours.card),
        (roles.PlaceholderText, colours.caption),
        (roles.Mid, colours.line),
        (roles.Light, colours.card),
        (roles.Dark, colours.caption),
    ):
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.caption))
    return palette
