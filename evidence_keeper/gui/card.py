"""打印提示卡: makes the card with the three steps, keeps it with the papers, and opens it where it can be printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from evidence_keeper.gui.desk import Desk
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.words import documents, place
from evidence_keeper.jobs import Job
from evidence_keeper.text import gui_text as _


def print_card(desk: Desk, parent: QWidget, told: Callable[[str], None]) -> None:
    """Makes and opens it; `told` gets a sentence about what became of it."""
    folder = (desk.papers or documents()) / _("Evidence Keeper")
    desk.runner.run(
        parent, partial(_make, folder), partial(_made, desk, parent, told), lane=Lane.LONG
    )


def _make(folder: Path, _job: Job) -> Path:
    from evidence_keeper import keeper

    return keeper.call_card(folder)


def _made(desk: Desk, parent: QWidget, told: Callable[[str], None], path: Path) -> None:
    desk.show_outside(parent, path, partial(_shown, told, path))


def _shown(told: Callable[[str], None], path: Path, opened: bool) -> None:
    words = _("The card is open. You can print it now. It lies in {place}.")
    if not opened:
        words = _("The card lies in {place}. Open it there and print it.")
    told(words.format(place=place(path.parent)))
