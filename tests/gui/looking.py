"""What the eye needs, of one page: whole words, nothing out of it; and its picture, where LOOK names a folder."""

from __future__ import annotations

import os

from PySide6.QtWidgets import QDialog, QWidget

from tests.gui.person import Person
from tests.gui.test_looks import no_word_is_cut, nothing_sticks_out, sizes_are_for_old_eyes

SCALES = [100, 200] if os.environ.get("LOOK") else [200]
"""Text sizes: the largest that a press gives is the hardest; pictures are wished of both."""


def look_at(person: Person, name: str, dialog: QDialog | None = None) -> None:
    """The page or dialog shown now, when it has been laid out."""
    person.quiet()
    person.qtbot.wait(120)
    shown: QWidget = dialog or person.window
    if folder := os.environ.get("LOOK"):
        scale = person.window.desk.look.scale
        shown.grab().save(f"{folder}/{name}-{scale}.png")
    no_word_is_cut(shown)
    nothing_sticks_out(shown)
    if person.window.desk.look.easy:
        sizes_are_for_old_eyes(person.easy.page)
