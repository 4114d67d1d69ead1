"""Papers that are looked at before they are made: drawn on a lane, taken away when nobody looks at them any more.

What lies in the computer's folder for temporary files shows what the papers show; it never outlives the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject

from evidence_keeper.gui.runner import Runner
from evidence_keeper.gui.widgets import content
from evidence_keeper.jobs import Job

if TYPE_CHECKING:
    from evidence_keeper.bundle import Preview
    from evidence_keeper.keeper import Keeper


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be looked at."""

    case_id: str
    channel: str
    reader: Literal["authority", "company"] = "authority"
    large_print: bool = False
    leaflet: str = ""
    """A small paper's name instead of the bundle."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper that can be looked at, and its first page."""

    preview: Preview
    paper: content.Paper


class Previews(QObject):
    """The previews that are open. One per window."""

    def __init__(self, runner: Runner) -> None:
        super().__init__(runner)
        self._runner = runner
        self._open: list[Preview] = []

    def draw(self, keeper: Keeper, wish: Wish, job: Job) -> Drawn:
        """Draws the paper; on a lane. Raises as Keeper.preview."""
        made = self._draw(keeper, wish, job)
        self._open.append(made)
        try:
            job.check()
            return Drawn(made, content.paper(made.pdf))
        except BaseException:
            made.close()
            raise

    def _draw(self, keeper: Keeper, wish: Wish, job: Job) -> Preview:
        if wish.leaflet:
            return keeper.preview_leaflet(wish.case_id, wish.leaflet, wish.channel)
        return keeper.preview(
            wish.case_id,
            wish.channel,
            reader=wish.reader,
            large_print=wish.large_print,
            job=job,
        )

    def end(self, drawn: Drawn) -> None:
        """Nobody looks at it any more; a page that is just being drawn is finished first."""
        self._runner.run(self, lambda job: drawn.preview.close(), self._ended)

    def _ended(self, _nothing: None) -> None:
        """It is gone."""

    def end_all(self) -> None:
        """The window closes, and no lane works any more."""
        for one in self._open:
            one.close()
        self._open.clear()
