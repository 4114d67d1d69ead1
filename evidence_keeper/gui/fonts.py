"""The same fonts in the window as in the papers, so that a rare name looks alike in both.

The text font is loaded before the first paint, the large fallbacks right after it: until then a rare
character is drawn by whatever the system has.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from evidence_keeper import resources
from evidence_keeper.gui.look import FAMILIES

FIRST = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
LATER = ("KeeperRareHanzi-Regular.ttf", "NotoEmoji-Regular.ttf")


def load(names: tuple[str, ...]) -> None:
    """Makes the fonts known to Qt. A missing file raises InternalError `resource_missing`."""
    for name in names:
        path: Path = resources.path("fonts", name)
        QFontDatabase.addApplicationFont(str(path))


def window_font(size: int) -> QFont:
    """The font everything inherits, `size` in px."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(size)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
